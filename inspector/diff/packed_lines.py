"""What two values hold, laid out beside each other: mails, base64, escaped XML as what they are."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from inspector.diff.lines import Line
from inspector.diff.marking import elided, marked
from inspector.diff.packed import Held, held_in, paired, same
from inspector.diff.texts import text_lines
from inspector.wire.printable import printable_line


def held_lines(
    before: str, after: str, counts: Callable[[Held], bool], indent: str, width: int
) -> Iterator[Line]:
    """Lays out what two values hold; nothing if not both hold something, or have several lines.

    Args:
        before: the first value.
        after: the second.
        counts: whether a part of what they hold is compared.
        indent: what stands before each line.
        width: the columns of a line.
    """
    ours, theirs = held_in(before), held_in(after)
    if ours is not None and theirs is not None:
        for place, one, other in paired(ours, theirs, counts):
            yield from _part(place, one, other, indent, width)
    elif "\n" in before.strip() and "\n" in after.strip():
        yield from text_lines(before, after, indent, width)


def _part(place: str, one: Held | None, other: Held | None, indent: str, width: int) -> Iterator[Line]:
    head = ((indent, ""), (f"{printable_line(place)}: ", "comment"))
    room = width - len(indent) - len(place) - 2
    if one is None or other is None:
        part = one or other
        shown = (*head, (elided(part.text if part else "", room), "text"))
        yield Line("-", shown) if other is None else Line("+", (), shown)
    elif same(one, other):
        shown = (*head, (elided(one.text, room), "text"))
        yield Line("=", shown, shown)
    elif "\n" in one.text.strip() or "\n" in other.text.strip():
        yield Line("=", head, head)
        yield from text_lines(one.text, other.text, indent + "  ", width)
    else:
        left, right = marked(one.text.strip(), other.text.strip(), room, "text")
        yield Line("~", (*head, *left), (*head, *right))

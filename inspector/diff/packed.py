"""What values hold: mails, base64, escaped XML, JSON are compared by what they say, however packed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import zip_longest

from inspector.diff.difference import Difference, Kind
from inspector.wire.body import OpenedBody, OpenedText, Value, open_text
from inspector.wire.body.markup import Markup


@dataclass(frozen=True, slots=True)
class Held:
    """A part of what a value holds.

    Args:
        path: where in it: ``(base64)/Subject``.
        text: what stands there; of what cannot be read its kind, length and digest; of markup its tags.
        value: the part as the opener has it; ``None`` if it cannot be read.
    """

    path: str
    text: str
    value: Value | None = None


Counts = Callable[[Held], bool]
"""Whether a part is compared."""


def held_in(text: str) -> list[Held] | None:
    """Returns what a value holds; ``None`` if it is a text and nothing else.

    Args:
        text: the value.
    """
    opened = open_text(text) if text else None
    return None if opened is None else whole(opened)


def whole(opened: OpenedText | OpenedBody) -> list[Held]:
    """Returns all parts of what was opened.

    Args:
        opened: the text or the body.
    """
    parts = [Held(value.path, value.text, value) for value in opened.values]
    trees = {id(value.holder): value.holder for value in opened.values if isinstance(value.holder, Markup)}
    parts += (
        Held("/".join(filter(None, (tree.place.path, "tags()"))), tree.tags()) for tree in trees.values()
    )
    for part in opened.unread:
        content = (
            part.content.encode("utf-8", "surrogatepass") if isinstance(part.content, str) else part.content
        )
        digest = sha256(content).hexdigest()[:16]
        parts.append(Held(part.path, f"[{part.reason}; {part.length:,} bytes, sha256 {digest}]"))
    return parts


def canonical_parts(parts: Sequence[Held], counts: Counts) -> list[tuple[str, str]]:
    """Returns what parts say, in an order that does not depend on how they are written.

    Args:
        parts: the parts.
        counts: whether a part is compared.
    """
    said = [(part.path, _said(part)) for part in parts if counts(part)]
    return sorted(said, key=lambda each: each[0])  # a stable sort: what stands at one place keeps its order


def inside(path: str, ours: Sequence[Held], theirs: Sequence[Held], counts: Counts) -> Iterator[Difference]:
    """Yields how the parts of two values differ.

    Args:
        path: where the values stand; empty for whole bodies.
        ours: the parts of the first.
        theirs: the parts of the second.
        counts: whether a part is compared.
    """
    for place, one, other in paired(ours, theirs, counts):
        where = "/".join(filter(None, (path, place)))
        if one is None and other is not None:
            yield Difference(where, Kind.ADDED, None, other.text)
        elif other is None and one is not None:
            yield Difference(where, Kind.MISSING, one.text, None)
        elif one is not None and other is not None and not same(one, other):
            yield Difference(where, Kind.CHANGED, one.text, other.text)


def paired(
    ours: Sequence[Held], theirs: Sequence[Held], counts: Counts
) -> Iterator[tuple[str, Held | None, Held | None]]:
    """Yields which parts of two values stand against each other, with their place.

    Args:
        ours: the parts of the first.
        theirs: the parts of the second.
        counts: whether a part is compared.
    """
    first, second = _by_path(ours, counts), _by_path(theirs, counts)
    for place in dict.fromkeys((*first, *second)):
        for one, other in zip_longest(first.get(place, ()), second.get(place, ())):
            yield place, one, other


def same(one: Held, other: Held) -> bool:
    """Whether two parts say the same."""
    return _said(one) == _said(other)


def _by_path(parts: Sequence[Held], counts: Counts) -> dict[str, list[Held]]:
    found: dict[str, list[Held]] = {}
    for part in parts:
        if counts(part):
            found.setdefault(part.path, []).append(part)
    return found


def _said(part: Held) -> str:
    """Line ends and the last of them are how a text is packed, and so are blanks in a field."""
    if part.value is not None and part.value.layer == "field":
        return " ".join(part.text.split())
    return part.text.replace("\r\n", "\n").rstrip("\n")

"""Two messages side by side: lines aligned, what differs marked by a sign, what may differ told apart.

The path-level differences are those of inspector.diff; this lays out the lines around them. Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from lxml import etree

from inspector.cassette import Interaction
from inspector.diff import Difference, differences
from inspector.protocols.asemail.decode import root_of
from inspector.replay.volatile import VolatilePaths
from inspector.tui.exchange import raw_entries
from inspector.tui.pretty import Piece, XmlLine, pretty
from inspector.wire.encoding import EncodingError
from inspector.wire.http import HttpRequest, HttpResponse
from inspector.wire.printable import printable_line
from inspector.wire.soap import local_name
from inspector.wire.xml import XmlError, parse_xml

__all__ = ["Pair", "compare"]

MAX_ALIGNED = 3000
"""The most lines of a message that are aligned; of longer ones the differences alone are listed."""
Skip = Callable[[etree._Element], bool]
SkipAttribute = Callable[[etree._Element, str], bool]


@dataclass(frozen=True)
class Pair:
    """A line of the comparison.

    Args:
        sign: ``=`` the same, ``~`` changed, ``-`` only in the first, ``+`` only in the second, ``?`` differs
            but may (volatile), ``#`` a heading, ``!`` a difference in words.
        left: the pieces of the first message's line.
        right: the pieces of the second's; of headings and words there is only the left.
    """

    sign: str
    left: tuple[Piece, ...] = ()
    right: tuple[Piece, ...] = ()


def compare(first: Interaction, second: Interaction) -> list[Pair]:
    """Compares two interactions, requests and then responses.

    Args:
        first: the one that the other is held against.
        second: the other.
    """
    return [
        *_messages("Request", first.request, second.request),
        Pair("#"),
        *_messages("Response", first.response, second.response),
    ]


def _messages(
    name: str, first: HttpRequest | HttpResponse | None, second: HttpRequest | HttpResponse | None
) -> Iterator[Pair]:
    if first is None or second is None:
        missing = " and ".join(
            side for side, each in (("the first", first), ("the second", second)) if each is None
        )
        yield Pair("#", ((f"{name}: ", "title"), (f"{missing} has none", "warning")))
        return
    start = _start(first), _start(second)
    one, other = _root(first), _root(second)
    if one is None or other is None:
        same = start[0] == start[1] and first.body == second.body
        yield Pair(
            "#", ((f"{name}: ", "title"), ("the same bytes", "ok") if same else ("different bytes", "error"))
        )
        yield from _aligned_start(*start)
        if not same:
            yield from _plain(first, second)
        return
    skip, skip_attribute = _volatile(one)
    found = differences(one, other, skip=skip, skip_attribute=skip_attribute)
    count = len(found) + (start[0] != start[1])
    verdict = ("the same", "ok") if not count else (f"{count} difference{'s' * (count != 1)}", "error")
    yield Pair("#", ((f"{name}: ", "title"), verdict))
    for each in found:
        yield from _in_words(each)
    yield from _aligned_start(*start)
    yield from _aligned(pretty(one), pretty(other), skip, skip_attribute)


def _in_words(difference: Difference) -> Iterator[Pair]:
    """The path on a line, and both values below it."""
    before, after = (
        "nothing" if value is None else f'"{printable_line(value)}"'
        for value in (difference.recorded, difference.got)
    )
    yield Pair("!", ((printable_line(difference.path.removeprefix("Envelope/")), "tag"),))
    yield Pair("#", (("    ", ""), (before, "removed"), ("  →  ", "quiet"), (after, "added")))


def _start(message: HttpRequest | HttpResponse) -> str:
    if isinstance(message, HttpResponse):
        return f"HTTP {message.status}"
    return f"{message.method} {message.path}"


def _aligned_start(first: str, second: str) -> Iterator[Pair]:
    left, right = (((printable_line(each), "outcome"),) for each in (first, second))
    yield Pair("=" if first == second else "~", left, right)


def _root(message: HttpRequest | HttpResponse) -> etree._Element | None:
    try:
        decoded = root_of(message)
        return parse_xml(message.content) if decoded is None else decoded
    except (XmlError, EncodingError):
        return None


def _volatile(root: etree._Element) -> tuple[Skip | None, SkipAttribute | None]:
    """What may differ in a message of this operation (inspector.replay.volatile)."""
    body = next((child for child in root if isinstance(child.tag, str) and local_name(child) == "Body"), None)
    payload = next(iter(body), None) if body is not None else None
    if payload is None or not isinstance(payload.tag, str):
        return None, None
    skipped = VolatilePaths(()).of(local_name(payload))
    return (skipped.element, skipped.attribute) if skipped else (None, None)


def _plain(first: HttpRequest | HttpResponse, second: HttpRequest | HttpResponse) -> Iterator[Pair]:
    """Bodies that are no XML, line by line."""
    ours, theirs = (
        [entry.pieces for entry in raw_entries(each)[len(each.headers) + 2 :]][:MAX_ALIGNED]
        for each in (first, second)
    )
    keys = [[piece[0][0] if piece else "" for piece in side] for side in (ours, theirs)]
    for op, a, b, c, d in SequenceMatcher(None, keys[0], keys[1], autojunk=False).get_opcodes():
        if op == "equal":
            yield from (Pair("=", ours[i], theirs[c + i - a]) for i in range(a, b))
        else:
            yield from (Pair("-", ours[i]) for i in range(a, b))
            yield from (Pair("+", (), theirs[i]) for i in range(c, d))


def _aligned(
    ours: Sequence[XmlLine],
    theirs: Sequence[XmlLine],
    skip: Skip | None,
    skip_attribute: SkipAttribute | None,
) -> Iterator[Pair]:
    if max(len(ours), len(theirs)) > MAX_ALIGNED:
        yield Pair("#", ((f"(more than {MAX_ALIGNED:,} lines: not aligned)", "comment"),))
        return
    keys = [[_key(line, skip, skip_attribute) for line in side] for side in (ours, theirs)]
    for op, a, b, c, d in SequenceMatcher(None, keys[0], keys[1], autojunk=False).get_opcodes():
        if op == "equal":
            for i, k in zip(range(a, b), range(c, d), strict=True):
                free = _text(ours[i]) != _text(theirs[k]) and _exact(ours[i]) != _exact(theirs[k])
                yield Pair("?" if free else "=", ours[i].pieces, theirs[k].pieces)
        else:
            yield from _replaced(ours[a:b], theirs[c:d])


def _replaced(ours: Sequence[XmlLine], theirs: Sequence[XmlLine]) -> Iterator[Pair]:
    """Lines that differ: those of the same element stand beside each other."""
    rest = list(theirs)
    for line in ours:
        if rest and _tag(line) == _tag(rest[0]):
            yield Pair("~", line.pieces, rest.pop(0).pieces)
        else:
            yield Pair("-", line.pieces)
    yield from (Pair("+", (), line.pieces) for line in rest)


def _tag(line: XmlLine) -> str:
    return str(line.element.tag) if line.element is not None else ""


def _key(line: XmlLine, skip: Skip | None, skip_attribute: SkipAttribute | None) -> tuple[object, ...]:
    """What two lines share exactly if they say the same: prefixes do not count, volatile values do not."""
    element = line.element
    indent = len(line.pieces[0][0]) if line.pieces and not line.pieces[0][1] else 0
    if element is None:
        text = _text(line).strip()
        return (indent, text.rpartition(":")[2] if text.startswith("</") else text)
    if skip is not None and skip(element):
        return (indent, element.tag)
    attributes = tuple(
        sorted(
            (str(name), str(value))
            for name, value in element.items()
            if skip_attribute is None or not skip_attribute(element, str(name))
        )
    )
    return (indent, element.tag, attributes, line.value)


def _exact(line: XmlLine) -> tuple[object, ...]:
    return _key(line, None, None)


def _text(line: XmlLine) -> str:
    return "".join(text for text, _ in line.pieces)

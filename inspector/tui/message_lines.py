"""A message as entries to show: start line, headers, body, and each finding below what it concerns.

Pure: entries are values, and whoever shows them folds and scrolls.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from lxml import etree

from inspector.cassette import Interaction
from inspector.conformance.finding import Direction, Finding
from inspector.tui.auth_legs import in_short, legs_of
from inspector.tui.pretty import Piece, XmlLine, pretty
from inspector.tui.theme import LETTERS
from inspector.wire.binary_xml import root_of
from inspector.wire.element_paths import resolve
from inspector.wire.encoding import EncodingError, charset_of
from inspector.wire.http import HttpRequest, HttpResponse
from inspector.wire.printable import printable, printable_line
from inspector.wire.soap import local_name
from inspector.wire.xml import XmlError, parse_xml
from inspector.wording import plural, sized

MAX_PRETTY = 4 * 1024 * 1024
"""The largest body that is laid out as XML, in bytes; a larger one is shown as it stands."""
PART = 64 * 1024
"""How much of a body that is not laid out is shown at a time, in bytes."""
_RAW_WIDTH = 400  # columns of a line of a body that is not laid out, where nothing else is said


@dataclass(frozen=True)
class MessageLine:
    """A line of a message.

    Args:
        pieces: text and role of each piece, printable.
        end: the index of the last entry that folds away under this one; its own index if none does.
        finding: the finding that it tells of.
        line: the line of XML that it shows.
        folded: whether it is folded at first.
    """

    pieces: tuple[Piece, ...]
    end: int
    finding: Finding | None = None
    line: XmlLine | None = None
    folded: bool = False

    @property
    def values(self) -> list[tuple[str, str]]:
        """Name and value of the text and the attributes that stand on it, whole."""
        if self.line is None:
            return []
        found = [("text", self.line.value)] if self.line.value else []
        if self.line.element is not None:
            found += [(local_name_of(str(name)), str(value)) for name, value in self.line.element.items()]
        return found


@dataclass(frozen=True)
class Body:
    """A body as it was read, once for all widths that it is shown in.

    Args:
        lines: its lines, if it is laid out; ``None`` if it is shown as it stands.
        problem: what is the matter with it.
        line: where, from 1; 0 if that is not known.
        column: the column there, from 1.
    """

    lines: list[XmlLine] | None = None
    problem: str = ""
    line: int = 0
    column: int = 0


def read_body(message: HttpRequest | HttpResponse | None) -> Body:
    """Reads a body, and lays it out if it is XML, or stands for it.

    Args:
        message: the message; ``None`` if there is none.
    """
    if message is None:
        return Body([])
    if not message.body:
        return Body([], "(no body)")
    try:
        content = message.content
    except EncodingError as problem:
        return Body(None, f"{problem.what}; this is how it stood on the wire:")
    if len(content) > MAX_PRETTY:
        return Body(None, f"{sized(len(content))}: too large to lay out; as it stands:")
    try:
        root = root_of(message)
        if root is None and "xml" not in message.media_type and content.lstrip()[:1] != b"<":
            kind = printable_line(message.media_type or "unknown type")
            return Body(None, f"{sized(len(content))} of {kind}:")
        return Body(pretty(parse_xml(content) if root is None else root))
    except XmlError as wrong:
        told = f"{printable_line(str(wrong))}; as it stands:"
        return Body(None, told, wrong.problem.line, wrong.problem.column)


def entries_of(
    interaction: Interaction,
    direction: Direction,
    findings: Iterable[Finding],
    width: int,
    part: int = 0,
    read: Body | None = None,
) -> list[MessageLine]:
    """Lays a message out.

    Args:
        interaction: the interaction.
        direction: which of its messages.
        findings: those of the interaction; the message takes its own.
        width: the columns that findings are wrapped to.
        part: which part of a body that is not laid out, from 0.
        read: its body, if it was read before.
    """
    message = interaction.request if direction is Direction.REQUEST else interaction.response
    mine = [finding for finding in findings if finding.direction is direction]
    entries: list[MessageLine] = []
    if message is None:
        error = f"✗ no answer: {printable_line(interaction.error or 'there was none')}"
        for row in textwrap.wrap(error, max(width - 4, 20), subsequent_indent="  "):
            _add(entries, (row, "error"))
    else:
        _head(entries, message)
    if direction is Direction.REQUEST and interaction.auth is not None:
        _authentication(entries, interaction)
    read = read or read_body(message)
    if read.problem:
        _add(entries, (read.problem, "warning"))
    body = read.lines
    if body is None and message is not None:
        body = _raw(message, part, width - 3)
    body = body or []
    below, carets = _places(mine, read, body, width - 3)
    for finding in below.pop(-1, []):
        _tell(entries, finding, width)
    _lay(entries, body, below, carets, width)
    return entries


def _places(
    findings: Iterable[Finding], read: Body, body: Sequence[XmlLine], width: int
) -> tuple[dict[int, list[Finding]], dict[int, int]]:
    """Below which line of a body each finding is told, and at which column of it a caret points there."""
    below: dict[int, list[Finding]] = {}
    carets: dict[int, int] = {}
    root = body[0].element if body else None
    places = {line.element: index for index, line in reversed(list(enumerate(body)))} if body else {}
    for finding in findings:
        if root is not None:
            at = _place(finding, root, body, places)
        else:
            at = _line_of(finding, body)
            if at >= 0 and finding.line == read.line:  # the line can be broken to several
                column = max(read.column - 1, 0)
                last = next((i for i in range(at + 1, len(body)) if body[i].source), len(body)) - 1
                at = min(at + column // width, last)
                carets[at] = column % width
        below.setdefault(at, []).append(finding)
    return below, carets


def local_name_of(name: str) -> str:
    """Returns a name without its namespace, printable."""
    return printable_line(name.rpartition("}")[2])


def raw_entries(
    message: HttpRequest | HttpResponse | None, part: int = 0, width: int = _RAW_WIDTH
) -> list[MessageLine]:
    """Lays a message out as it stands: every header, and the body with nothing indented.

    Args:
        message: the message; ``None`` gives no entries.
        part: which part of its body, from 0.
        width: the columns at which its lines are broken.
    """
    entries: list[MessageLine] = []
    if message is not None:
        _head(entries, message, folded=part > 0)
        for line in _raw(message, part, width):
            _add(entries, *line.pieces)
    return entries


def parts_of(message: HttpRequest | HttpResponse) -> int:
    """Returns how many parts a body has where it is shown as it stands; at least 1."""
    return max(-(-len(message.plain_body) // PART), 1)


def _add(entries: list[MessageLine], *pieces: Piece) -> None:
    entries.append(MessageLine(pieces, len(entries)))


def _head(entries: list[MessageLine], message: HttpRequest | HttpResponse, *, folded: bool = True) -> None:
    if isinstance(message, HttpRequest):
        pieces = [
            (printable_line(message.method), "operation"),
            (f" {printable_line(message.url)}", "outcome"),
        ]
    else:
        role = "error" if message.status >= 400 else "ok"
        pieces = [(f"{message.status} {printable_line(message.reason)}", role)]
    count = len(message.headers)
    pieces.append((f"  {plural(count, 'header')}", "quiet"))
    entries.append(MessageLine(tuple(pieces), len(entries) + count, folded=folded and count > 0))
    for name, value in message.headers:
        _add(entries, (f"  {printable_line(name)}: ", "attribute"), (printable_line(value), "value"))
    _add(entries)


def _authentication(entries: list[MessageLine], interaction: Interaction) -> None:
    """How it was authenticated: what the server answered to each leg, and folded away what was sent in it."""
    auth, legs = interaction.auth, legs_of(interaction)
    if auth is None:
        return
    blank = entries.pop()  # the line between the headers and the body goes below
    counted = plural(auth.legs, "leg")
    head = (
        (f"{printable_line(auth.scheme)}, {counted}: ", "attribute"),
        (in_short(interaction), "outcome"),
    )
    entries.append(MessageLine(head, len(entries) + len(legs), folded=True))
    for number, leg in enumerate(legs, 1):
        _add(
            entries,
            (f"  leg {number}: ", "attribute"),
            (printable_line(leg.sent), "value"),
            (" → ", "quiet"),
            (leg.answer, "ok" if leg.answer.startswith("2") else "warning"),
        )
    entries.append(replace(blank, end=len(entries)))


def _raw(message: HttpRequest | HttpResponse, part: int, width: int) -> list[XmlLine]:
    content = message.plain_body
    start, end = (_whole(content, at) for at in (part * PART, (part + 1) * PART))
    shown = content[start:end]
    charset = charset_of(content[:1024], message.header("content-type"))
    if b"\0" in shown and not charset.startswith("utf-"):
        lines = [shown[i : i + 16].hex(" ") for i in range(0, len(shown), 16)]
    else:
        lines = printable(shown.decode(charset, "replace")).expandtabs(4).split("\n")
    found = [
        XmlLine(((line[at : at + width], "text"),), number if at == 0 and part == 0 else 0, None, 0)
        for number, line in enumerate(lines, 1)
        for at in range(0, max(len(line), 1), width)
    ]
    if part > 0:
        note = f"… {sized(start)} before this: < goes back"
        found.insert(0, XmlLine(((note, "key"),), 0, None, 0))
    if end < len(content):
        note = f"… {sized(len(content) - end)} more: > goes on"
        found.append(XmlLine(((note, "key"),), 0, None, len(found)))
    return [XmlLine(line.pieces, line.source, None, i) for i, line in enumerate(found)]


def _whole(content: bytes, at: int) -> int:
    """The place nearest before one at which no UTF-8 character is cut."""
    for back in range(4):
        if 0 < at - back < len(content) and content[at - back] & 0xC0 != 0x80:
            return at - back
    return min(at, len(content))


def _place(
    finding: Finding,
    root: etree._Element,
    body: Sequence[XmlLine],
    places: dict[etree._Element | None, int],
) -> int:
    """The line of a body below which a finding is told; -1 for the message as a whole."""
    element, _ = resolve(root, finding.path) if finding.path else (None, False)
    if element is not None:
        return places.get(element, -1)
    return _line_of(finding, body) if finding.line > 1 else -1


def _line_of(finding: Finding, body: Sequence[XmlLine]) -> int:
    return next((i for i, line in enumerate(body) if line.source and line.source == finding.line), -1)


def _lay(
    entries: list[MessageLine],
    body: Sequence[XmlLine],
    below: dict[int, list[Finding]],
    carets: dict[int, int],
    width: int,
) -> None:
    """Puts the body's lines behind the entries, findings between them, and works the folds out anew."""
    at: list[int] = []
    for index, line in enumerate(body):
        at.append(len(entries))
        entries.append(MessageLine(line.pieces, len(entries), line=line))
        told = below.get(index, ())
        if told and index in carets:
            caret = (" " * carets[index] + "^", told[0].severity.value)
            entries.append(MessageLine((caret,), len(entries), told[0]))
        for finding in told:
            _tell(entries, finding, width)
    for index, line in enumerate(body):
        if line.end > index:
            entry, end = entries[at[index]], at[line.end]
            quiet = not any(each.finding for each in entries[at[index] : end + 1])
            entries[at[index]] = MessageLine(entry.pieces, end, line=line, folded=quiet and _is_head(line))


def _is_head(line: XmlLine) -> bool:
    """Whether a line begins the Header of a SOAP message: what few read, in front of what all read."""
    element = line.element
    if element is None or local_name(element) != "Header":
        return False
    parent = element.getparent()
    return parent is not None and local_name(parent) == "Envelope" and parent.getparent() is None


def _tell(entries: list[MessageLine], finding: Finding, width: int) -> None:
    role = finding.severity.value
    source = " ".join(part for part in (finding.document, finding.section) if part)
    words = printable_line(f"{finding.code} {finding.message}" + (f" ({source})" if source else ""))
    sign = LETTERS[finding.severity]
    for i, line in enumerate(textwrap.wrap(words, max(width - 8, 20))):
        pieces = ((f" ▲ {sign} " if i == 0 else "     ", role), (line, role))
        entries.append(MessageLine(pieces, len(entries), finding))

"""What is packed in a value: base64, JSON, tokens, mails, calendars, XML in text, as the opener reads it.

Pure; every text that comes out is printable. Nothing is believed: what does not decode cleanly is shown as it
stands, and nothing is ever run or fetched.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from inspector.tui.pretty import Piece, pretty
from inspector.wire.body import OpenedText, open_text, packed_in
from inspector.wire.body.charset import Text, decode_text
from inspector.wire.body.compressed import coding_of, unpacked
from inspector.wire.body.file_signatures import media_of
from inspector.wire.body.json_text import is_json
from inspector.wire.body.mail import is_mail
from inspector.wire.body.markup import is_markup
from inspector.wire.encoding import EncodingError
from inspector.wire.printable import printable, printable_line
from inspector.wire.xml import XmlError, parse_xml
from inspector.wording import plural

MAX_SHOWN = 64 * 1024
"""How much of a value is shown, in characters or bytes."""
_DEPTH = 4
_LARGEST = 16 * 1024 * 1024  # bytes that are unpacked
_MOST_LINES = 2000
_TOKEN = re.compile(r"[\w-]{10,}\.[\w-]{10,}\.[\w-]*", re.A)


@dataclass(frozen=True)
class DecodedLayer:
    """A value, or what was packed in the one before.

    Args:
        kind: what it is, in words.
        lines: its lines, as pieces.
    """

    kind: str
    lines: tuple[tuple[Piece, ...], ...]


def layers_of(value: str, width: int = 200) -> list[DecodedLayer]:
    """Takes a value apart, layer by layer.

    Args:
        value: the text of an element or an attribute.
        width: the columns at which long lines are broken.

    Returns:
        The value itself, then what it holds, outermost first.
    """
    return [
        replace(layer, lines=tuple(row for line in layer.lines for row in _broken(line, width)))
        for layer in _of_text(value, "text", _DEPTH)
    ]


def _broken(line: tuple[Piece, ...], width: int) -> Iterator[tuple[Piece, ...]]:
    """A line of plain text is broken where there is no more room; painted ones are scrolled."""
    if len(line) != 1:
        yield line
        return
    text, role = line[0]
    yield from (((text[at : at + width], role),) for at in range(0, max(len(text), 1), width))


def _of_text(text: str, kind: str, depth: int) -> Iterator[DecodedLayer]:
    yield DecodedLayer(f"{kind}, {len(text):,} characters", tuple(_plain(text)))
    if depth == 0:
        return
    stripped = text.strip()
    if _TOKEN.fullmatch(stripped):
        yield from _of_token(stripped)
    elif is_json(stripped):
        yield from _of_json(stripped)
    elif is_markup(stripped):
        yield from _of_xml(stripped.encode("utf-8", "replace"))
    elif (packed := packed_in(stripped)) is not None:
        yield from _of_bytes(packed.content, "base64", depth - 1)
    elif (opened := open_text(text)) is not None:
        yield from _of_values(opened)


def _of_bytes(content: bytes, packed_as: str, depth: int) -> Iterator[DecodedLayer]:
    coding = coding_of(content, packed=True)
    if coding:
        try:
            plain = unpacked(content, coding, _LARGEST)
        except EncodingError:
            coding = ""
        else:
            yield from _of_bytes(plain, f"{packed_as}: {coding}", depth)
            return
    text = decode_text(content, packed=True)
    if isinstance(text, Text) and text.text:
        layers = list(_of_xml(content)) if is_markup(text.text) else []
        kind = "MIME message" if is_mail(content) else "text"
        yield from layers or _of_text(text.text, f"{packed_as}: {kind}", depth)
    elif content:
        known = media_of(content)
        kind = f"{known} data, " if known else ""
        yield DecodedLayer(f"{packed_as}: {kind}{len(content):,} bytes", tuple(_hex(content[:4096])))


def _of_values(opened: OpenedText) -> Iterator[DecodedLayer]:
    """What a mail, a calendar or a form says, in the places of its values."""
    lines = [line for value in opened.values for line in _plain(f"{value.path}: {value.text}")]
    lines += [((f"{part.path}: {part.reason}, {part.length:,} bytes", "comment"),) for part in opened.unread]
    yield DecodedLayer(f"what it says, {plural(len(opened.values), 'value')}", tuple(lines[:_MOST_LINES]))


def _of_token(token: str) -> Iterator[DecodedLayer]:
    """A signed token (RFC 7519): head and claims are JSON, the signature means nothing here."""
    for name, part in zip(("head", "claims"), token.split("."), strict=False):
        try:
            content = base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
        except ValueError:
            continue
        yield from (
            DecodedLayer(f"token: {name}", layer.lines)
            for layer in _of_json(content.decode("utf-8", "replace"))
        )


def _of_json(text: str) -> Iterator[DecodedLayer]:
    try:
        laid_out = json.dumps(json.loads(text[:MAX_SHOWN]), indent=2, ensure_ascii=False)
    except (ValueError, RecursionError):
        return
    yield DecodedLayer("JSON", tuple(_plain(laid_out)))


def _of_xml(content: bytes) -> Iterator[DecodedLayer]:
    if len(content) > MAX_SHOWN * 16:
        return
    try:
        root = parse_xml(content)
    except XmlError:
        return
    yield DecodedLayer(f"XML, {len(content):,} bytes", tuple(line.pieces for line in pretty(root)))


def _plain(text: str) -> Iterator[tuple[Piece, ...]]:
    for line in printable(text[:MAX_SHOWN]).expandtabs(4).split("\n"):
        yield ((line, "text"),)
    if len(text) > MAX_SHOWN:
        yield ((f"… {len(text) - MAX_SHOWN:,} more characters", "comment"),)


def _hex(content: bytes) -> Iterator[tuple[Piece, ...]]:
    for at in range(0, len(content), 16):
        row = content[at : at + 16]
        shown = "".join(chr(byte) if 32 <= byte < 127 else "·" for byte in row)
        yield ((f"{at:06x}  ", "quiet"), (f"{row.hex(' '):<48} ", "value"), (printable_line(shown), "text"))

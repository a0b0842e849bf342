"""What is packed in a value: base64, JSON, tokens, MIME, XML in text.

Pure; every text that comes out is printable. Nothing is believed: what does not decode cleanly is shown as it
stands, and nothing is ever run or fetched.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from inspector.tui.pretty import Piece, pretty
from inspector.wire.printable import printable, printable_line
from inspector.wire.xml import XmlError, parse_xml

__all__ = ["Layer", "layers_of"]

MAX_SHOWN = 64 * 1024
"""How much of a value is shown, in characters or bytes."""
_DEPTH = 4
_BASE64 = re.compile(r"[A-Za-z0-9+/\s]{8,}={0,2}\s*", re.A)
_TOKEN = re.compile(r"[\w-]{10,}\.[\w-]{10,}\.[\w-]*", re.A)
_MIME = re.compile(r"\A[!-9;-~]{1,60}:[ \t][^\r\n]*\r?\n", re.A)


@dataclass(frozen=True)
class Layer:
    """A value, or what was packed in the one before.

    Args:
        kind: what it is, in words.
        lines: its lines, as pieces.
    """

    kind: str
    lines: tuple[tuple[Piece, ...], ...]


def layers_of(value: str, width: int = 200) -> list[Layer]:
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


def _of_text(text: str, kind: str, depth: int) -> Iterator[Layer]:
    yield Layer(f"{kind}, {len(text):,} characters", tuple(_plain(text)))
    if depth == 0:
        return
    stripped = text.strip()
    if _TOKEN.fullmatch(stripped):
        yield from _of_token(stripped, depth - 1)
        return
    if stripped[:1] in ("{", "["):
        yield from _of_json(stripped)
    elif stripped[:1] == "<":
        yield from _of_xml(stripped.encode("utf-8", "replace"))
    elif len(stripped) % 4 == 0 and _BASE64.fullmatch(stripped):
        try:
            content = base64.b64decode("".join(stripped.split()), validate=True)
        except binascii.Error:
            return
        yield from _of_bytes(content, "base64", depth - 1)


def _of_bytes(content: bytes, packed_as: str, depth: int) -> Iterator[Layer]:
    head = content[:MAX_SHOWN]
    if content.lstrip()[:1] == b"<":
        found = list(_of_xml(content))
        if found:
            yield from found
            return
    try:
        text = head.decode("utf-8")
    except UnicodeDecodeError:
        text = ""
    strange = sum(not character.isprintable() and character not in "\r\n\t" for character in text)
    if text and strange == 0:
        kind = "MIME message" if _MIME.match(text) else "text"
        yield from _of_text(text, f"{packed_as}: {kind}", depth)
    elif content:
        lines = tuple(_hex(head[:4096]))
        yield Layer(f"{packed_as}: {len(content):,} bytes", lines)


def _of_token(token: str, depth: int) -> Iterator[Layer]:
    """A signed token (RFC 7519): head and claims are JSON, the signature means nothing here."""
    for name, part in zip(("head", "claims"), token.split("."), strict=False):
        try:
            content = base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
        except (binascii.Error, ValueError):
            continue
        yield from (
            Layer(f"token: {name}", layer.lines) for layer in _of_json(content.decode("utf-8", "replace"))
        )


def _of_json(text: str) -> Iterator[Layer]:
    try:
        laid_out = json.dumps(json.loads(text[:MAX_SHOWN]), indent=2, ensure_ascii=False)
    except (ValueError, RecursionError):
        return
    yield Layer("JSON", tuple(_plain(laid_out)))


def _of_xml(content: bytes) -> Iterator[Layer]:
    if len(content) > MAX_SHOWN * 16:
        return
    try:
        root = parse_xml(content)
    except XmlError:
        return
    yield Layer(f"XML, {len(content):,} bytes", tuple(line.pieces for line in pretty(root)))


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

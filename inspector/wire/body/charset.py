"""Bytes as text, in a way that brings the same bytes back; what has no such way is not text for us.

In order: a byte order mark; NULs in every second byte (UTF-16 without a mark); the XML declaration; the
Content-Type; UTF-8. A character set that is declared has to decode the bytes, and to give them back.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from inspector.wire.body.model import ByteLayer, Failure, Source, TextLayer
from inspector.wire.encoding import charset_parameter

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_ANY_MARK = tuple(mark for mark, _ in _MARKS)
_DECLARED = re.compile(
    rb"""\s{0,64}<\?xml[^>]{0,200}?encoding\s{0,9}=\s{0,9}["']([A-Za-z][A-Za-z0-9._-]{0,40})["']"""
)
_META = re.compile(rb"""<meta[^>]{0,200}?charset\s{0,9}=\s{0,9}["']?([A-Za-z][A-Za-z0-9._-]{0,40})""", re.I)
_CONTROLS = bytes(byte for byte in range(32) if byte not in b"\t\n\r\f\x1b") + b"\x7f"
_CONTROL_TEXT = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")
_SEQUENCE = re.compile(rb"[\xc2-\xf4][\x80-\xbf]++")
_HIGH = bytes(range(128, 256))
_ESCAPED = re.compile("[\udc80-\udcff]")
_HEAD = 4096  # bytes that are looked at for NULs and control characters
_SHORTEST_GUESS = 16  # characters
_LOOKED_AT = 2000  # characters, of what was packed
_WIDE = ("utf-16", "utf-32")
_STRIDE = 1024  # characters between two places that are known in bytes


@dataclass(frozen=True, slots=True)
class Text:
    """Bytes as text.

    Args:
        text: the text.
        codec: the codec.
        errors: what the codec does with bytes that are none of its own.
        mark: the byte order mark; empty if there is none.
        tail: an odd byte behind the last whole character.
    """

    text: str
    codec: str
    errors: str = "strict"
    mark: bytes = b""
    tail: bytes = b""

    def encoded(self, text: str, *, markup: bool) -> bytes:
        """Returns the bytes of another text in its place.

        Args:
            text: the text.
            markup: what the codec cannot say may be written as a reference; else as a question mark.
        """
        try:
            content = text.encode(self.codec, self.errors)
        except UnicodeEncodeError:
            instead = _referred if markup else _asked
            content = "".join(map(instead(self), text)).encode(self.codec, self.errors)
        return self.mark + content + self.tail


def _sayable(of: Text) -> Callable[[str], bool]:
    known: dict[str, bool] = {}

    def sayable(character: str) -> bool:
        if character not in known:
            try:
                character.encode(of.codec, of.errors)
                known[character] = True
            except UnicodeEncodeError:
                known[character] = False
        return known[character]

    return sayable


def _referred(of: Text) -> Callable[[str], str]:
    sayable = _sayable(of)
    return lambda character: character if sayable(character) else f"&#{ord(character)};"


def _asked(of: Text) -> Callable[[str], str]:
    sayable = _sayable(of)
    return lambda character: character if sayable(character) else "?"


def decode_text(
    content: bytes, content_type: str = "", *, packed: bool = False, charset: str = ""
) -> Text | Failure:
    """Decodes bytes.

    Args:
        content: the bytes.
        content_type: the Content-Type that is said of them; empty if nothing is.
        packed: they were packed in something that may as well hold data: they have to look like text.
        charset: the character set, if it is known better than they say.
    """
    if content.startswith(_ANY_MARK):
        mark, codec = next(each for each in _MARKS if content.startswith(each[0]))
        return _wide_or_not(content[len(mark) :], codec, mark)
    head = content[:_HEAD]
    if b"\0" in head:
        wide = _wide(head)
        if wide is None:
            return Failure("binary data")
        return _looked_at(_wide_or_not(content, wide, b""), packed)
    for declared in _declared(content, content_type, charset):
        found = _reversible(content, declared)
        if isinstance(found, Failure) or found is not None:
            return found if isinstance(found, Failure) else _looked_at(found, packed)
    try:
        return _looked_at(Text(content.decode(), "utf-8"), packed)
    except UnicodeDecodeError:
        return _looked_at(_guessed(content, head), packed)


def is_binary(content: bytes) -> bool:
    """Whether bytes show by their NULs that they are no text.

    Args:
        content: the bytes.
    """
    head = content[:_HEAD]
    return b"\0" in head and not content.startswith(_ANY_MARK) and _wide(head) is None


def is_utf8_alone(content: bytes, content_type: str) -> bool:
    """Whether bytes that are valid UTF-8 without NULs are decoded as such, whatever follows their head.

    Args:
        content: bytes without a byte order mark.
        content_type: the Content-Type that is said of them; empty if nothing is.
    """
    return all(map(_says_utf8, _declared(content, content_type, "")))


def _says_utf8(name: str) -> bool:
    try:
        return _codec_of(name) == "utf-8"
    except (LookupError, ValueError):
        return False


def _declared(content: bytes, content_type: str, charset: str) -> list[str]:
    if charset:
        return [charset]
    names = []
    own = _DECLARED.match(content) or (
        _META.search(content[:1024]) if content[:64].lstrip()[:1] == b"<" else None
    )
    if own:
        names.append(own[1].decode("ascii"))
    if said := charset_parameter(content_type):
        names.append(said)
    return names


def _reversible(content: bytes, name: str) -> Text | Failure | None:
    """The text in a declared character set; ``None`` if it is not known, or not what the bytes are in."""
    try:
        codec = _codec_of(name)
    except (LookupError, ValueError):
        return None
    if codec == "utf-8" or codec.startswith(_WIDE):
        return None  # UTF-8 comes anyway; the others were seen by their NULs
    if codec == "ascii":
        codec = "latin-1"
    try:
        text = content.decode(codec)
        if text.encode(codec) == content:
            return Text(text, codec)
    except (LookupError, ValueError):
        return None
    return Failure(f"text in {name}, which cannot be written back as it was")


@lru_cache(256)
def _codec_of(name: str) -> str:
    return codecs.lookup(name).name


def _wide(head: bytes) -> str | None:
    half = len(head) // 2
    odd, even = head[1::2].count(0), head[::2].count(0)
    if odd > half * 0.4 and even < half * 0.1:
        return "utf-16-le"
    if even > half * 0.4 and odd < half * 0.1:
        return "utf-16-be"
    return None


def _wide_or_not(body: bytes, codec: str, mark: bytes) -> Text | Failure:
    if codec == "utf-8":
        return Text(body.decode("utf-8", "surrogateescape"), codec, "surrogateescape", mark)
    odd = len(body) % (2 if "16" in codec else 4)
    tail = body[len(body) - odd :]
    try:
        text = body[: len(body) - odd].decode(codec, "surrogatepass")
    except UnicodeDecodeError:
        return Failure(f"text that begins like {codec.upper()} and is none")
    return Text(text, codec, "surrogatepass", mark, tail)


def _guessed(content: bytes, head: bytes) -> Text | Failure:
    """UTF-8 with bytes that are none, or a character set of one byte: letters stay letters in latin-1."""
    controls = len(head) - len(head.translate(None, _CONTROLS))
    if controls * 50 > len(head):
        return Failure("binary data")
    high = len(content) - len(content.translate(None, _HIGH))
    sequences = sum(len(found) for found in _SEQUENCE.findall(content))
    if sequences * 3 >= high:
        return Text(content.decode("utf-8", "surrogateescape"), "utf-8", "surrogateescape")
    return Text(content.decode("latin-1"), "latin-1")


def _looked_at(text: Text | Failure, packed: bool) -> Text | Failure:
    if not packed or isinstance(text, Failure):
        return text
    head = text.text[:_LOOKED_AT]
    if _CONTROL_TEXT.search(head):
        return Failure("binary data")
    if text.codec == "latin-1":  # a guess: bytes of data are letters of it as well
        high = [character for character in head if character > "\x7f"]
        likely = len(head) >= _SHORTEST_GUESS and len(high) * 4 <= len(head)
        return text if likely and all(map(str.isalpha, high)) else Failure("binary data")
    return Failure("binary data") if len(_ESCAPED.findall(head)) * 8 > len(head) else text


class Decoded(ByteLayer):
    """Bytes that are text.

    Args:
        content: the bytes.
        text: the bytes as text.
        layer: what stands in it.
        markup: as for :meth:`Text.encoded`.
    """

    def __init__(self, content: bytes, text: Text, layer: TextLayer, *, markup: bool) -> None:
        super().__init__(content, layer.values)
        self._text = text
        self._layer = layer
        self._markup = markup

    def write(self) -> bytes:
        made = self._layer.write()
        return self.content if made is self._layer.text else self._text.encoded(made, markup=self._markup)


class Offsets(Source):
    """Where the characters of a decoded text stand in its bytes.

    Args:
        text: the text.
        start: where its first character stands.
    """

    def __init__(self, text: Text, start: int = 0) -> None:
        self._text = text
        self._start = start + len(text.mark)
        self._known = [0]  # the offset in bytes of every 1,024th character
        self._plain = text.codec == "latin-1" or (text.text.isascii() and not text.codec.startswith(_WIDE))

    def byte(self, at: int) -> int:
        if self._plain:
            return self._start + at
        text, codec, errors = self._text.text, self._text.codec, self._text.errors
        while len(self._known) <= at // _STRIDE:
            last = len(self._known) - 1
            piece = text[last * _STRIDE : (last + 1) * _STRIDE]
            self._known.append(self._known[-1] + len(piece.encode(codec, errors)))
        whole = at // _STRIDE
        return self._start + self._known[whole] + len(text[whole * _STRIDE : at].encode(codec, errors))

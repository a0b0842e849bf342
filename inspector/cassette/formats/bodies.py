"""Bodies as tools keep them: as a text, packed, cut, left out, or taken out by hand."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from inspector.cassette.model import Interaction, Missing
from inspector.wire.encoding import EncodingError, charset_parameter, decode_base64, decode_content
from inspector.wire.http import Headers

_MAGIC = (b"\x1f\x8b", b"\x28\xb5\x2f\xfd")  # gzip, zstd
_WORDS = re.compile(r"[A-Za-z]+")
_TAKEN_OUT = {
    "redacted",
    "removed",
    "omitted",
    "censored",
    "stripped",
    "hidden",
    "withheld",
    "scrubbed",
    "masked",
}
_LONGEST_NOTE = 120  # characters; who replaces a body by hand writes no more


@dataclass(frozen=True)
class Body:
    """A body, and whether it is whole.

    Args:
        content: what there is of it.
        missing: what is wrong with it; ``None`` if it is whole.
        detail: the same in words.
    """

    content: bytes = b""
    missing: Missing | None = None
    detail: str = ""

    @classmethod
    def absent(cls, detail: str) -> Body:
        """Makes a body that the file does not have."""
        return cls(b"", Missing.ABSENT, detail)

    @classmethod
    def redacted(cls, detail: str = "was taken out by hand") -> Body:
        """Makes a body that somebody took out."""
        return cls(b"", Missing.REDACTED, detail)

    def of_size(self, sizes: set[int], size: int) -> Body:
        """Compares a body with the size that the file tells.

        Args:
            sizes: what tools may mean by the size of this body, if it is whole.
            size: what the file says.
        """
        if self.missing is not None or size <= 0 or size in sizes or size <= len(self.content):
            return self
        told = f"has {len(self.content):,} of its {size:,} bytes in the file"
        return replace(self, missing=Missing.CUT, detail=told)


def marked(interaction: Interaction, asked: Body, answered: Body, *, timed: bool = True) -> Interaction:
    """Returns an interaction that says what of it is not in the file.

    Args:
        interaction: as it was read.
        asked: the request's body.
        answered: the response's.
        timed: whether the file tells when it was.
    """
    if timed and asked.missing is None and answered.missing is None:
        return interaction
    extra: dict[str, Any] = dict(interaction.extra)
    for side, body in (("request", asked), ("response", answered)):
        if body.missing is not None:
            extra[side] = {**extra.get(side, {}), "body_missing": str(body.missing)}
    if not timed:
        extra["times"] = "none"
    error = interaction.error
    if error is None and answered.missing is not None:
        error = f"the response's body {answered.detail}"
    return replace(interaction, error=error, extra=extra)


def hand_redacted(text: str, media_type: str) -> bool:
    """Whether a text stands where somebody took a body out: a few words, one of which says so."""
    if not text or len(text) > _LONGEST_NOTE or media_type == "text/plain":
        return False
    words = _WORDS.findall(text.lower())
    crossed_out = len(text.strip()) > 2 and set(text.strip()) <= {"*", "x", "X"}
    return crossed_out or (len(words) <= 6 and not _TAKEN_OUT.isdisjoint(words))


def base64_body(text: str) -> Body:
    """Unpacks base64, with or without blanks and padding; what is none was cut, or written over, by hand."""
    packed = "".join(text.split())
    content = decode_base64(packed + "=" * (-len(packed) % 4))
    if content is None:
        return Body.redacted("is no base64: it was cut or taken out by hand")
    return Body(content)


def from_text(text: str, content_type: str | None, sizes: Collection[int] = ()) -> Body:
    """Makes the bytes of a body of a text: as its Content-Type tells, else UTF-8; surrogates escape bytes.

    Args:
        text: the text.
        content_type: the Content-Type field.
        sizes: how many bytes the body may have had, if the file tells.
    """
    if not text:
        return Body()  # and no byte order mark
    charset = charset_parameter(content_type)
    if charset is None and _is_bytes(text, sizes):
        return Body(text.encode("latin-1"))
    for codec, errors in ((charset or "utf-8", "strict"), ("utf-8", "surrogateescape")):
        try:
            return Body(text.encode(codec, errors))
        except (UnicodeError, LookupError):
            continue
    return Body(text.encode("utf-8", "surrogatepass"))


def meant_sizes(body: bytes, text: str) -> set[int]:
    """Returns what tools may tell as the size of a body that they give as a text.

    Some drop a byte order mark, make line ends one character, or have had it in UTF-16; browsers count what
    they have made of it, which is UTF-8 whatever was sent.
    """
    lines = text.count("\n") if "\r" not in text else 0
    characters, shown = len(text), len(text.encode("utf-8", "surrogatepass"))
    return {
        len(body),
        len(body) + 3,
        len(body) + lines,
        characters,
        2 * characters,
        2 * characters + 2,
        shown,
    }


def still_packed(content: bytes, encoding: str, size: int = -1) -> bytes:
    """Takes a content-encoding off a body that the file has as it was sent; others are returned as they are.

    Args:
        content: the body.
        encoding: its Content-Encoding field.
        size: how many bytes the decoded body has, if the file tells.
    """
    if not encoding or not content:
        return content
    try:
        decoded = decode_content(content, encoding)
    except EncodingError:
        return content
    return decoded if content.startswith(_MAGIC) or len(decoded) == size else content


def as_decoded(headers: Headers, content: bytes) -> tuple[Headers, str]:
    """Takes Content-Encoding off the fields of a body that stands there decoded, as many tools have it.

    Args:
        headers: the fields.
        content: the body.

    Returns:
        The fields, and what the encoding was; the fields as they were, and nothing, if the body still has it.
    """
    encoding = headers.first("content-encoding") or ""
    if not encoding or (content and _has(content, encoding)):
        return headers, ""
    return headers.without("content-encoding"), encoding


def _has(content: bytes, encoding: str) -> bool:
    try:
        decode_content(content, encoding)
    except EncodingError:
        return False
    return True


def size_of(data: Mapping[str, Any], name: str) -> int:
    """Returns a size that the file tells; -1 if it tells none."""
    found = data.get(name)
    return found if isinstance(found, int) and not isinstance(found, bool) else -1


def _is_bytes(text: str, sizes: Collection[int]) -> bool:
    """Whether each character is one byte: some tools write bodies so that they could not decode."""
    if text.isascii() or max(text) > "\xff":
        return False
    if sizes:
        return len(text) in sizes and len(text.encode()) not in sizes
    return any("\x80" <= each <= "\x9f" for each in text)

"""What a MIME message says, without what each run makes up: dates, message ids, boundaries."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message

__all__ = ["mime_says_the_same"]

# Dates and ids are made up at each run; how a part is packed is not what it says.
_NOT_SAID = frozenset(
    ("date", "message-id", "received", "mime-version", "content-type", "content-transfer-encoding")
)


def mime_says_the_same(one: str, other: str) -> bool:
    """Whether two MimeContent values hold the same message but for what is made up at each run.

    Args:
        one: a value, in base64.
        other: the other.
    """
    ours, theirs = _parsed(one), _parsed(other)
    return ours is not None and theirs is not None and list(_says(ours)) == list(_says(theirs))


def _parsed(value: str) -> Message | None:
    try:
        return message_from_bytes(base64.b64decode("".join(value.split()), validate=True))
    except (binascii.Error, ValueError):
        return None


def _says(message: Message) -> Iterator[tuple[object, ...]]:
    for part in message.walk():
        fields = [
            (name.lower(), _words(value)) for name, value in part.items() if name.lower() not in _NOT_SAID
        ]
        parameters = [
            (str(name).lower(), str(value).lower())
            for name, value in part.get_params(failobj=[], unquote=True)[1:]
            if str(name).lower() != "boundary"
        ]
        content = None if part.is_multipart() else part.get_payload(decode=True)
        packed = content.rstrip(b"\r\n") if isinstance(content, bytes) else b""
        yield part.get_content_type(), sorted(fields), sorted(parameters), packed


def _words(value: object) -> str:
    """A field's text, its encoded words read (RFC 2047)."""
    try:
        return " ".join(str(make_header(decode_header(str(value)))).split())
    except (ValueError, LookupError):
        return str(value)

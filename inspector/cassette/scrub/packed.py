"""What is packed in base64 inside a message: mails, manifests, attachments, and telling identifiers."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable

from inspector.cassette.scrub.identity import Identity
from inspector.cassette.scrub.mime import scrub_mime

__all__ = ["scrub_binary", "scrub_packed_attributes", "unpacked_text"]

_BASE64 = re.compile(rb"\s{0,200}[A-Za-z0-9+/][A-Za-z0-9+/\s]{22,}={0,2}\s{0,200}")
_ATTRIBUTE = re.compile(rb"""=\s{0,20}["']([A-Za-z0-9+/_-]{40,}={0,2})["']""")
_MAIL = re.compile(rb"[0-9A-Za-z_.+-]{1,64}@[0-9A-Za-z-]{1,63}(?:\.[0-9A-Za-z-]{2,63}){1,6}")
_WIDE_MAIL = re.compile(
    rb"(?<![\x20-\x7e])(?:[0-9A-Za-z_.+-]\0){1,64}@\0(?:[0-9A-Za-z-]\0){1,63}(?:\.\0(?:[0-9A-Za-z-]\0){2,63}){1,6}"
)
_DN = re.compile(rb"(?i)(/(?:o|ou|cn)=)([^/\0<>\"&;\x01-\x1f\x7f-\xff]{1,128})")
_MAILS = frozenset((b"MimeContent", b"Mime", b"MIMEData", b"MimeTruncated", b"MIME"))


def unpacked_text(
    name: bytes, text: bytes, identity: Identity, through: Callable[[bytes], bytes]
) -> bytes | None:
    """Returns the text of an element with what is packed in it scrubbed.

    Args:
        name: the element's local name.
        text: its text.
        identity: replaces people and machines.
        through: scrubs a text in UTF-8.

    Returns:
        The text, packed again; ``None`` if nothing is packed in it, or nothing of it has to go.
    """
    return _unpacked(text, name in _MAILS, identity, through) if _BASE64.fullmatch(text) else None


def scrub_packed_attributes(content: bytes, identity: Identity, through: Callable[[bytes], bytes]) -> bytes:
    """Returns a text body in which what is packed in attributes, such as item ids, is scrubbed."""

    def attribute(found: re.Match[bytes]) -> bytes:
        made = _unpacked(found[1], False, identity, through)
        return found[0] if made is None else found[0].replace(found[1], made)

    return _ATTRIBUTE.sub(attribute, content)


def _unpacked(
    packed: bytes, mail: bool, identity: Identity, through: Callable[[bytes], bytes]
) -> bytes | None:
    """The packed text with its content scrubbed; ``None`` if it is no base64, or there is nothing in it."""
    compact = b"".join(packed.split())
    url_safe = b"-" in compact or b"_" in compact
    try:
        content = base64.b64decode(compact, altchars=b"-_" if url_safe else None, validate=True)
    except (binascii.Error, ValueError):
        return None
    if mail:
        made = scrub_mime(content, identity, through)
    elif _is_text(content):
        made = through(content)
    else:
        made = scrub_binary(content, identity)
    if made == content:
        return None
    return base64.urlsafe_b64encode(made) if url_safe else base64.b64encode(made)


def _is_text(content: bytes) -> bool:
    if content.startswith(b"PK") or b"\0" in content:
        return False
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return all(char.isprintable() or char in "\r\n\t\f\ufeff" for char in text[:2000])


def scrub_binary(content: bytes, identity: Identity) -> bytes:
    """Addresses and distinguished names in binary data; every length stays as it is."""
    stand_ins = identity.stand_ins
    if b"@" in content:
        content = _MAIL.sub(lambda found: stand_ins.mail_of_length(found[0].decode()).encode(), content)
        content = _WIDE_MAIL.sub(
            lambda found: stand_ins.mail_of_length(found[0].decode("utf-16-le")).encode("utf-16-le"), content
        )
    if b"/o=" in content or b"/O=" in content:
        content = _DN.sub(lambda found: found[1] + stand_ins.shape(found[2].decode()).encode(), content)
    return content

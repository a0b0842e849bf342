"""What is packed in base64 inside a message: mails, manifests, attachments, and telling identifiers."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable
from urllib.parse import quote, unquote_to_bytes

from inspector.scrub.identity import Identity
from inspector.scrub.known import KnownSecrets
from inspector.scrub.mime import scrub_mime

__all__ = ["Packed", "scrub_binary"]

_BASE64 = re.compile(rb"\s{0,200}[A-Za-z0-9+/][A-Za-z0-9+/\s]{10,}={0,2}\s{0,200}")
_ATTRIBUTE = re.compile(rb"""(=\s{0,20}["'])([A-Za-z0-9+/_-]{16,})(={0,2})(?=["'])""")
_RUN = re.compile(
    rb"""(\A|[\s"'>;=?&,(~])([A-Za-z0-9+/_-]{12,4000})(={0,2})(?![A-Za-z0-9+/_=.:-])"""  # in a sentence
)
# Nearly every text has no run as long as that: one look at its shape is far cheaper than the expression.
_SHAPE = (
    bytes(b"x"[0] if chr(byte).isalnum() or byte in b"+/_-" else b" "[0] for byte in range(128)) + b" " * 128
)
_LONG_RUN = b"x" * 12
_RUN_IN_URL = re.compile(
    rb"([=?&;,])((?:[A-Za-z0-9+/_-]|%2[BbFf]){12,4000})((?:=|%3[Dd]){0,2})(?![A-Za-z0-9+/_=.:-])"
)
_MAIL = re.compile(rb"[0-9A-Za-z_.+-]{1,64}@[0-9A-Za-z-]{1,63}(?:\.[0-9A-Za-z-]{2,63}){1,6}")
_WIDE_MAIL = re.compile(
    rb"(?<![\x20-\x7e])(?:[0-9A-Za-z_.+-]\0){1,64}@\0(?:[0-9A-Za-z-]\0){1,63}(?:\.\0(?:[0-9A-Za-z-]\0){2,63}){1,6}"
)
_DN = re.compile(rb"(?i)(/(?:o|ou|cn)=)([^/\0<>\"&;\x01-\x1f\x7f-\xff]{1,128})")
_MAILS = frozenset((b"MimeContent", b"Mime", b"MIMEData", b"MimeTruncated", b"MIME"))
_MAIL_ELEMENT = re.compile(
    rb"(<(?:[\w.-]{1,64}:)?(" + b"|".join(_MAILS) + rb")(?:\s[^<>]{0,2000})?>)([^<]+)(?=</)"
)
_MOST_KEPT = 1024
_LONGEST_KEPT = 400


class Packed:
    """Scrubs what is packed.

    Args:
        identity: replaces people and machines.
        known: the secrets that were learned.
        through: scrubs a text in UTF-8.
    """

    def __init__(self, identity: Identity, known: KnownSecrets, through: Callable[[bytes], bytes]) -> None:
        self._identity = identity
        self._known = known
        self._through = through
        self._kept: dict[bytes, bytes | None] = {}
        self._learned = (0, 0)

    def element(self, name: bytes, text: bytes) -> bytes | None:
        """Returns the text of an element with what is packed in it scrubbed.

        Args:
            name: the element's local name.
            text: its text.

        Returns:
            The text, packed again; ``None`` if nothing is packed in it, or nothing of it has to go.
        """
        if not _BASE64.fullmatch(text):
            made = self.sweep(text) if b" " in text else text
            return None if made == text else made
        if name in _MAILS:
            return self._scrubbed(text, mail=True)
        return self._once(text)

    def mails(self, data: bytes) -> bytes:
        """Returns a body in which the mails are scrubbed: of secrets, which they tell in words."""
        if not any(name in data for name in _MAILS):
            return data
        return _MAIL_ELEMENT.sub(self._mail_element, data)

    def text(self, text: str) -> str:
        """Returns a text in which what is packed is scrubbed."""
        data = text.encode("utf-8", "surrogateescape")
        made = self.sweep(data)
        return text if made == data else made.decode("utf-8", "surrogateescape")

    def attributes(self, data: bytes) -> bytes:
        """Returns bytes in which what is packed in attributes, such as item ids, is scrubbed."""
        return _ATTRIBUTE.sub(self._run, data)

    def sweep(self, data: bytes) -> bytes:
        """Returns a running text in which what is packed is scrubbed."""
        return _RUN.sub(self._run, data) if _LONG_RUN in data.translate(_SHAPE) else data

    def url(self, url: str) -> str:
        """Returns a URL in which what is packed in its parameters is scrubbed."""
        data = url.encode("utf-8", "surrogateescape")
        made = _RUN_IN_URL.sub(self._run_in_url, data)
        return url if made == data else made.decode("utf-8", "surrogateescape")

    def _mail_element(self, found: re.Match[bytes]) -> bytes:
        made = self._scrubbed(found[3], mail=True, people=False) if _BASE64.fullmatch(found[3]) else None
        return found[0] if made is None else found[1] + made

    def _run(self, found: re.Match[bytes]) -> bytes:
        made = self._once(found[2])
        if made is None:
            return found[0]
        return found[1] + (made if found[3] or len(found[2]) % 4 == 0 else made.rstrip(b"="))

    def _run_in_url(self, found: re.Match[bytes]) -> bytes:
        made = self._once(unquote_to_bytes(found[2]))
        return (
            found[0]
            if made is None
            else found[1] + quote(made, safe="" if b"%" in found[0] else "=").encode()
        )

    def _once(self, text: bytes) -> bytes | None:
        """An identifier comes with many messages; what was clean stays so until something is learned."""
        learned = (len(self._identity.patterns), len(self._known))
        if learned != self._learned or len(self._kept) > _MOST_KEPT:
            self._learned = learned
            self._kept.clear()
        if text not in self._kept:
            made = self._scrubbed(text)
            if len(text) > _LONGEST_KEPT:
                return made
            self._kept[text] = made
        return self._kept[text]

    def _scrubbed(self, packed: bytes, *, mail: bool = False, people: bool = True) -> bytes | None:
        """The packed text with its content scrubbed; ``None`` if it is none, or there is nothing in it."""
        compact = b"".join(packed.split()).rstrip(b"=")
        url_safe = b"-" in compact or b"_" in compact
        padded = compact + b"=" * (-len(compact) % 4)
        try:
            content = base64.b64decode(padded, altchars=b"-_" if url_safe else None, validate=True)
        except (binascii.Error, ValueError):
            return None
        if mail:
            made = scrub_mime(content, self._identity if people else None, self._through)
        elif _is_text(content):
            made = self._through(content)
        elif _is_wide_text(content):
            made = self._through(content.decode("utf-16-le").encode()).decode().encode("utf-16-le")
        else:
            made = scrub_binary(content, self._identity)
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


def _is_wide_text(content: bytes) -> bool:
    """Whether it is UTF-16 of mostly Western text, as Windows writes it."""
    if len(content) < 8 or len(content) % 2 or content[1::2].count(0) * 2 < len(content) - 4:
        return False
    try:
        text = content.decode("utf-16-le")
    except UnicodeDecodeError:
        return False
    return all(char.isprintable() or char in "\r\n\t\ufeff" for char in text[:2000])


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

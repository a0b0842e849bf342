"""Mail messages (RFC 5322, MIME): headers and text parts rewritten, all else as it was."""

from __future__ import annotations

import base64
import quopri
from collections.abc import Callable
from email import policy
from email.errors import HeaderParseError
from email.generator import BytesGenerator
from email.header import Header, decode_header, make_header
from email.message import Message
from email.parser import BytesParser
from io import BytesIO

from inspector.scrub.identity import Identity

__all__ = ["scrub_mime"]

_PEOPLE = (
    "from",
    "to",
    "cc",
    "bcc",
    "sender",
    "reply-to",
    "resent-from",
    "resent-to",
    "disposition-notification-to",
)
_CALLERS = ("x-callingtelephonenumber", "x-callerid", "x-calling-telephone-number")
_POLICY = policy.compat32.clone(max_line_length=None)
# Headers whose words are not a person's, however they look.
_TECHNICAL = ("content-type", "content-transfer-encoding", "mime-version", "content-disposition", "date")


def scrub_mime(content: bytes, identity: Identity | None, through: Callable[[bytes], bytes]) -> bytes:
    """Returns a mail without what a profile takes out; the very same bytes if there is nothing to take.

    Args:
        content: the message.
        identity: replaces people and machines; ``None``: they stay.
        through: scrubs a text in UTF-8.
    """
    message = BytesParser(policy=_POLICY).parsebytes(content)
    if not message.keys() or message.defects:
        return through(content)
    changed = False
    for part in message.walk():
        changed |= _headers(part, identity, through)
        changed |= _text(part, through)
    if not changed:
        return content
    out = BytesIO()
    line_end = "\r\n" if b"\r\n" in content[:4096] else "\n"
    generator = BytesGenerator(out, mangle_from_=False, policy=_POLICY.clone(linesep=line_end))
    generator.flatten(message)
    return out.getvalue()


def _headers(part: Message, identity: Identity | None, through: Callable[[bytes], bytes]) -> bool:
    changed = False
    for at, (name, raw) in enumerate(part.items()):
        text, encoded = _readable(str(raw))
        if identity is None:
            made = _through(text, through)
        elif name.lower() in _PEOPLE:
            made = identity.people(text)
        elif name.lower() in _CALLERS:
            made = identity.number(text)
        elif name.lower() in _TECHNICAL:
            made = identity.text(text)
        else:
            made = _through(text, through)
        if made != text:
            value = Header(made, "utf-8").encode() if encoded or not made.isascii() else made
            part._headers[at] = (name, value)  # type: ignore[attr-defined]  # replace_header takes the first only
            changed = True
    return changed


def _text(part: Message, through: Callable[[bytes], bytes]) -> bool:
    if part.is_multipart() or part.get_content_maintype() != "text":
        return False
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return False
    charset = part.get_content_charset("utf-8")
    try:
        text = payload.decode(charset)
        made = _through(text, through)
        if made == text:
            return False
        part.set_payload(_packed(made.encode(charset, "xmlcharrefreplace"), part))
    except (LookupError, UnicodeError):
        made_bytes = through(payload)
        if made_bytes == payload:
            return False
        part.set_payload(_packed(made_bytes, part))
    return True


def _packed(content: bytes, part: Message) -> str:
    encoding = str(part.get("content-transfer-encoding", "7bit")).strip().lower()
    if encoding == "base64":
        content = base64.encodebytes(content)
    elif encoding == "quoted-printable":
        content = quopri.encodestring(content)
    return content.decode("ascii", "surrogateescape")


def _readable(raw: str) -> tuple[str, bool]:
    """The text of a header field, and whether it was encoded (RFC 2047)."""
    unfolded = "".join(raw.splitlines())
    if "=?" not in unfolded:
        return unfolded, False
    try:
        return str(make_header(decode_header(unfolded))), True
    except (HeaderParseError, LookupError, UnicodeError, ValueError):
        return unfolded, False


def _through(text: str, through: Callable[[bytes], bytes]) -> str:
    return through(text.encode("utf-8", "surrogateescape")).decode("utf-8", "surrogateescape")

"""MIME content of a message: built from its properties, and read into them.

The email package's compat32 policy is used on purpose: its newer one raises on headers that only look like
addresses, and both properties and MIME content come from strangers.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from datetime import UTC, datetime
from email.errors import MessageError
from email.header import Header, decode_header, make_header
from email.message import Message
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.parser import BytesParser
from email.policy import Compat32
from email.utils import format_datetime, formataddr, getaddresses, parsedate_to_datetime
from hashlib import blake2b

from lxml import etree

from inspector.protocols.common.answers import T
from inspector.protocols.common.failures import OperationError
from inspector.protocols.common.reading import child, children, text_of
from inspector.protocols.common.xml_text import clean
from inspector.wire.encoding import decode_base64

_POLICY = Compat32(linesep="\r\n")
_WRITTEN = (("From", "From"), ("Sender", "Sender"), ("To", "ToRecipients"), ("Cc", "CcRecipients"))
_READ = (("To", "ToRecipients"), ("Cc", "CcRecipients"), ("Bcc", "BccRecipients"), ("Reply-To", "ReplyTo"))
_IMPORTANCE = {"low": "Low", "normal": "Normal", "high": "High"}
_TROUBLES = (ValueError, LookupError, MessageError)


def mime_of(properties: etree._Element) -> bytes:
    """Builds the MIME content of a message.

    Args:
        properties: the message, as an element of the types namespace.
    """
    body = child(properties, "Body")
    html = body is not None and body.get("BodyType") == "HTML"
    message: Message = MIMEText(text_of(body), "html" if html else "plain", "utf-8", policy=_POLICY)
    attachments = children(child(properties, "Attachments"), "FileAttachment")
    if attachments:
        parts = [message, *(_part(attachment) for attachment in attachments)]
        message = MIMEMultipart(boundary=_boundary(parts), _subparts=parts, policy=_POLICY)
    for name, value in _headers(properties):
        message[name] = value
    return message.as_bytes(policy=_POLICY)


def headers_of(properties: etree._Element) -> str:
    """Returns the headers of a message as one text, each in a line.

    Args:
        properties: the message, as an element of the types namespace.
    """
    return "".join(f"{name}: {value}\r\n" for name, value in _headers(properties))


def header_of(properties: etree._Element, name: str) -> str:
    """Returns a header of a message: as its MIME content had it, else made of its properties; empty if none.

    Args:
        properties: the message, as an element of the types namespace.
        name: the name of the header, in lower case.
    """
    for header in children(child(properties, "InternetMessageHeaders")):
        if header.get("HeaderName", "").lower() == name:
            return text_of(header)
    return next((value for header, value in _headers(properties) if header.lower() == name), "")


def properties_of(mime_content: str) -> list[etree._Element]:
    """Reads MIME content into properties.

    Args:
        mime_content: the text of MimeContent, in base64.

    Raises:
        OperationError: ErrorMimeContentInvalid.
    """
    try:
        raw = base64.b64decode("".join(mime_content.split()), validate=True)
        return list(_read(BytesParser(policy=_POLICY).parsebytes(raw)))
    except _TROUBLES as problem:
        raise OperationError("ErrorMimeContentInvalid") from problem


# -- writing -----------------------------------------------------------------------------------------------


def _headers(properties: etree._Element) -> Iterator[tuple[str, str]]:
    for header, name in (*_WRITTEN, ("Reply-To", "ReplyTo")):
        addresses = [_address(*pair) for pair in _mailboxes(child(properties, name))]
        if addresses:
            yield header, ", ".join(addresses)
    yield "Subject", _encoded(_line(text_of(child(properties, "Subject"))))
    sent = text_of(child(properties, "DateTimeSent"))
    if sent:
        yield "Date", format_datetime(datetime.fromisoformat(sent.replace("Z", "+00:00")))
    headers = (
        ("Message-ID", "InternetMessageId"),
        ("In-Reply-To", "InReplyTo"),
        ("References", "References"),
    )
    for header, name in (*headers, ("Importance", "Importance")):
        value = _line(text_of(child(properties, name)))
        if value:
            yield header, _encoded(value)


def _part(attachment: etree._Element) -> MIMEBase:
    kind, _, sub = (_line(text_of(child(attachment, "ContentType"))) or "application/octet-stream").partition(
        "/"
    )
    part = MIMEBase(_token(kind) or "application", _token(sub) or "octet-stream", policy=_POLICY)
    content = decode_base64(text_of(child(attachment, "Content")), strict=False) or b""
    packed = base64.encodebytes(content).decode()
    part.set_payload(packed)
    part["Content-Transfer-Encoding"] = "base64"
    name = _line(text_of(child(attachment, "Name"))).replace('"', "").replace("\\", "")
    part.add_header(
        "Content-Disposition", "attachment", filename=name if name.isascii() else ("utf-8", "", name)
    )
    return part


def _boundary(parts: list[Message]) -> str:
    """A boundary that follows from what it divides: the same message is written the same each time."""
    digest = blake2b(b"\0".join(part.as_bytes(policy=_POLICY) for part in parts), digest_size=16)
    return f"_000_{digest.hexdigest()}_"


def _address(name: str, address: str) -> str:
    if address.isascii():
        return formataddr((name, address))
    return _encoded(f"{name} <{address}>")


def _encoded(value: str) -> str:
    return value if value.isascii() else Header(value, "utf-8").encode(linesep="")


def _token(text: str) -> str:
    return "".join(
        letter for letter in text.strip() if letter.isascii() and (letter.isalnum() or letter in "+-.")
    )


def _mailboxes(element: etree._Element | None) -> list[tuple[str, str]]:
    return [
        (_line(text_of(child(item, "Name"))), _line(text_of(child(item, "EmailAddress"))))
        for item in children(element, "Mailbox")
        if text_of(child(item, "EmailAddress"))
    ]


def _line(text: str) -> str:
    """A header's value has no line ends: with them a message could bring headers of its own."""
    return " ".join(text.split())


# -- reading -----------------------------------------------------------------------------------------------


def _read(message: Message) -> Iterator[etree._Element]:
    yield T.Subject(_header(message, "Subject"))
    leaves = [part for part in message.walk() if not part.is_multipart()]
    body = _body(leaves)
    if body is not None:
        kind = "HTML" if body.get_content_subtype() == "html" else "Text"
        yield T.Body(_text(body), BodyType=kind)
    attachments = [part for part in leaves if part is not body and part.get_content_disposition()]
    if attachments:
        yield T.Attachments(*(_attachment(part) for part in attachments))
    importance = _IMPORTANCE.get(_header(message, "Importance").lower())
    if importance:
        yield T.Importance(importance)
    for header, name in (("In-Reply-To", "InReplyTo"), ("References", "References")):
        if header in message:
            yield T(name, _header(message, header))
    named = [(clean(str(header)), clean(_unfolded(str(value)))) for header, value in message.items()]
    if named:
        yield T.InternetMessageHeaders(
            *(T.InternetMessageHeader(value, HeaderName=header) for header, value in named)
        )
    for header in ("From", "Sender"):
        addresses = _addresses(message, header)
        if addresses:
            yield T(header, addresses[0])
    for header, name in _READ:
        addresses = _addresses(message, header)
        if addresses:
            yield T(name, *addresses)
    sent = _moment(str(message.get("Date", "")))
    if sent:
        yield T.DateTimeSent(sent)
    if "Message-ID" in message:
        yield T.InternetMessageId(_header(message, "Message-ID"))


def _body(leaves: list[Message]) -> Message | None:
    """The part that is read: HTML before text, nothing that is attached."""
    texts = [part for part in leaves if part.get_content_disposition() != "attachment"]
    for kind in ("text/html", "text/plain"):
        for part in texts:
            if part.get_content_type() == kind:
                return part
    return None


def _text(part: Message) -> str:
    content = part.get_payload(decode=True)
    raw = content if isinstance(content, bytes) else b""
    try:
        text = raw.decode(part.get_content_charset("utf-8"), "replace")
    except (LookupError, ValueError):
        text = raw.decode("utf-8", "replace")
    return clean(text).replace("\r\n", "\n")


def _header(message: Message, name: str) -> str:
    return clean(_unfolded(_words(str(message.get(name, "")))))


def _words(value: str) -> str:
    """Decodes encoded words (RFC 2047); what cannot be decoded stays as it is."""
    try:
        return str(make_header(decode_header(value)))
    except _TROUBLES:
        return value


def _unfolded(value: str) -> str:
    return value.replace("\r", "").replace("\n", "")


def _addresses(message: Message, header: str) -> list[etree._Element]:
    pairs = getaddresses([_unfolded(str(value)) for value in message.get_all(header, [])])
    return [
        T.Mailbox(
            T.Name(clean(_words(name) or address)), T.EmailAddress(clean(address)), T.RoutingType("SMTP")
        )
        for name, address in pairs
        if clean(address)
    ]


def _moment(date: str) -> str:
    try:
        moment = parsedate_to_datetime(date)
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return ""
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}" if moment.year >= 1000 else ""


def _attachment(part: Message) -> etree._Element:
    content = part.get_payload(decode=True)
    try:
        name = part.get_filename() or ""
    except _TROUBLES:
        name = ""
    return T.FileAttachment(
        T.Name(clean(_words(name)) or "attachment"),
        T.ContentType(part.get_content_type()),
        T.Content(base64.b64encode(content if isinstance(content, bytes) else b"").decode()),
    )

"""MIME content of a message: built from its properties, and read into them."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from datetime import UTC, datetime
from email import policy
from email.errors import MessageError
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import format_datetime, formataddr, getaddresses

from lxml import etree

from inspector.protocols.common.answers import T
from inspector.protocols.common.failures import OperationError
from inspector.protocols.common.reading import child, children, text_of
from inspector.protocols.common.xml_text import clean

__all__ = ["mime_of", "properties_of"]

_RECIPIENTS = (("From", "From"), ("Sender", "Sender"), ("To", "ToRecipients"), ("Cc", "CcRecipients"))
_READ = (("To", "ToRecipients"), ("Cc", "CcRecipients"), ("Bcc", "BccRecipients"), ("Reply-To", "ReplyTo"))
_IMPORTANCE = {"low": "Low", "normal": "Normal", "high": "High"}


def mime_of(properties: etree._Element) -> bytes:
    """Builds the MIME content of a message.

    Args:
        properties: the message, as an element of the types namespace.
    """
    message = EmailMessage(policy=policy.SMTP)
    for header, name in (*_RECIPIENTS, ("Reply-To", "ReplyTo")):
        addresses = [formataddr(pair) for pair in _mailboxes(child(properties, name))]
        if addresses:
            message[header] = ", ".join(addresses)
    message["Subject"] = _line(text_of(child(properties, "Subject")))
    sent = text_of(child(properties, "DateTimeSent"))
    if sent:
        message["Date"] = format_datetime(datetime.fromisoformat(sent.replace("Z", "+00:00")))
    headers = (
        ("Message-ID", "InternetMessageId"),
        ("In-Reply-To", "InReplyTo"),
        ("References", "References"),
    )
    for header, name in (*headers, ("Importance", "Importance")):
        value = _line(text_of(child(properties, name)))
        if value:
            message[header] = value
    body = child(properties, "Body")
    subtype = "html" if body is not None and body.get("BodyType") == "HTML" else "plain"
    message.set_content(text_of(body), subtype=subtype)
    for attachment in children(child(properties, "Attachments"), "FileAttachment"):
        kind, _, sub = (text_of(child(attachment, "ContentType")) or "application/octet-stream").partition(
            "/"
        )
        message.add_attachment(
            _decoded(text_of(child(attachment, "Content"))),
            maintype=kind,
            subtype=sub or "octet-stream",
            filename=_line(text_of(child(attachment, "Name"))),
        )
    return bytes(message)


def properties_of(mime_content: str) -> list[etree._Element]:
    """Reads MIME content into properties.

    Args:
        mime_content: the text of MimeContent, in base64.

    Raises:
        OperationError: ErrorMimeContentInvalid.
    """
    try:
        raw = base64.b64decode(mime_content, validate=False)
        message = BytesParser(policy=policy.default).parsebytes(raw)
        return list(_read(message))
    except (binascii.Error, ValueError, LookupError, MessageError) as problem:
        raise OperationError("ErrorMimeContentInvalid") from problem


def _read(message: EmailMessage) -> Iterator[etree._Element]:
    yield T.Subject(clean(str(message.get("Subject", ""))))
    part = message.get_body(preferencelist=("html", "plain"))
    if part is not None:
        kind = "HTML" if part.get_content_subtype() == "html" else "Text"
        yield T.Body(clean(part.get_content()), BodyType=kind)
    attachments = [item for item in message.iter_attachments() if isinstance(item, EmailMessage)]
    if attachments:
        yield T.Attachments(*(_attachment(item) for item in attachments))
    importance = _IMPORTANCE.get(str(message.get("Importance", "")).strip().lower())
    if importance:
        yield T.Importance(importance)
    for header, name in (("In-Reply-To", "InReplyTo"), ("References", "References")):
        if header in message:
            yield T(name, clean(str(message[header])))
    named = [(header, clean(str(value))) for header, value in message.items()]
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
    if "Date" in message and message["Date"].datetime is not None:
        moment = message["Date"].datetime
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        yield T.DateTimeSent(f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}")
    if "Message-ID" in message:
        yield T.InternetMessageId(clean(str(message["Message-ID"])))


def _addresses(message: EmailMessage, header: str) -> list[etree._Element]:
    pairs = getaddresses([str(value) for value in message.get_all(header, [])])
    return [
        T.Mailbox(T.Name(clean(name or address)), T.EmailAddress(clean(address)), T.RoutingType("SMTP"))
        for name, address in pairs
        if address
    ]


def _attachment(part: EmailMessage) -> etree._Element:
    content = part.get_payload(decode=True)
    data = content if isinstance(content, bytes) else b""
    return T.FileAttachment(
        T.Name(clean(part.get_filename() or "attachment")),
        T.ContentType(part.get_content_type()),
        T.Content(base64.b64encode(data).decode()),
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


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text)
    except (binascii.Error, ValueError):
        return b""

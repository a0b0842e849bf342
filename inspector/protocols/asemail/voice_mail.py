"""Voice messages and missed calls, as Unified Messaging puts them into an inbox."""

from __future__ import annotations

import base64
from dataclasses import dataclass

from lxml import etree

from inspector.protocols.asemail.voice import (
    CALLER_CLASSES,
    CALLER_HEADER,
    CALLER_PROPERTY,
    DURATION_PROPERTY,
    NOTES_PROPERTY,
    is_sip_link,
)
from inspector.protocols.common.answers import T
from inspector.protocols.common.reading import child
from inspector.protocols.oxwscore.mailbox import Mailbox
from inspector.protocols.oxwsmsg.properties import in_order
from inspector.protocols.oxwsmsg.server_messages import from_server
from inspector.protocols.oxwums.dialing import normal_number

_MISSED = "IPM.Note.Microsoft.Missed.Voice"
_RATE = 1000  # samples a second: silence needs no more


@dataclass(frozen=True)
class VoiceMail:
    """A call that was not answered, and what the caller said.

    Args:
        to: the mail address of the mailbox.
        caller: the caller's number or SIP link, as the message writes it; empty for an anonymous call.
        seconds: how long the message is.
        at: the clock time at which it arrives, in seconds.
        message_class: the class of the item, one of :data:`CALLER_CLASSES`.
        notes: what the user has noted of the call.
    """

    to: str = ""
    caller: str = ""
    seconds: int = 12
    at: float = 0.0
    message_class: str = "IPM.Note.Microsoft.Voicemail.UM.CA"
    notes: str = ""

    @property
    def number(self) -> str:
        """The caller as MAPI and ActiveSync tell it: E.164 without separators, or the SIP link."""
        return self.caller if is_sip_link(self.caller) else normal_number(self.caller)


FIRST = VoiceMail(caller="+1 425 555 0123")
"""The voice message that a mailbox begins with."""

assert FIRST.message_class in CALLER_CLASSES


def voice_message(mailbox: Mailbox, mail: VoiceMail) -> etree._Element:
    """Returns the item of a voice message or missed call (MS-OXOUM).

    Args:
        mailbox: the mailbox.
        mail: what happened.
    """
    caller = mail.caller or "an anonymous caller"
    if mail.message_class == _MISSED:
        parts = [T.Subject(f"Missed call from {caller}")]
        text = f"You missed a call from {caller}."
    else:
        parts = [T.Subject(f"Voice Mail from {caller} ({mail.seconds} seconds)"), _recording(mail, caller)]
        text = f"You received a voice mail from {caller}."
    parts += [T.ItemClass(mail.message_class), T.Body(text, BodyType="Text")]
    item = from_server(mailbox, mail.at, *parts)
    # What the server notes of a call: no sender could set it.
    if mail.number:
        item.append(_property(CALLER_PROPERTY, "String", mail.number))
        header = T.InternetMessageHeader(mail.number, HeaderName=CALLER_HEADER)
        known = child(item, "InternetMessageHeaders")
        if known is None:
            item.append(T.InternetMessageHeaders(header))
        else:
            known.append(header)
    if mail.notes:
        item.append(T.ExtendedProperty(T.ExtendedFieldURI(NOTES_PROPERTY), T.Value(mail.notes)))
    if mail.message_class != _MISSED:
        item.append(_property(DURATION_PROPERTY, "Integer", str(mail.seconds)))
    item[:] = in_order(list(item))
    return item


def _property(tag: int, kind: str, value: str) -> etree._Element:
    uri = T.ExtendedFieldURI(PropertyTag=f"{tag:#x}", PropertyType=kind)
    return T.ExtendedProperty(uri, T.Value(value))


def _recording(mail: VoiceMail, caller: str) -> etree._Element:
    content = _silence(mail.seconds)
    file = T.FileAttachment(
        T.Name(f"{caller} ({mail.seconds} seconds) Voice Mail.wav"),
        T.ContentType("audio/wav"),
        T.Content(base64.b64encode(content).decode()),
    )
    return T.Attachments(file)


def _silence(seconds: int) -> bytes:
    """A WAVE file of that length: PCM, mono, 8 bits."""
    samples = b"\x80" * (seconds * _RATE)
    numbers = ((16, 4), (1, 2), (1, 2), (_RATE, 4), (_RATE, 4), (1, 2), (8, 2))
    head = b"".join(value.to_bytes(size, "little") for value, size in numbers)
    body = b"WAVEfmt " + head + b"data" + len(samples).to_bytes(4, "little") + samples
    return b"RIFF" + len(body).to_bytes(4, "little") + body

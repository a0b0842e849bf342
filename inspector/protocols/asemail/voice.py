"""Voice messages: their classes, and the caller's number as ActiveSync and EWS tell it.

ActiveSync has email2:UmCallerID (MS-ASEMAIL section 2.2.2.83). Over EWS the same number is the MAPI property
PidTagSenderTelephoneNumber (MS-OXOUM section 2.2.5.1), or the header that it is made from.
"""

from __future__ import annotations

import re

from lxml import etree

CALLER_CLASSES = (
    "IPM.Note.Microsoft.Voicemail",
    "IPM.Note.Microsoft.Voicemail.UM",
    "IPM.Note.Microsoft.Voicemail.UM.CA",
    "IPM.Note.RPMSG.Microsoft.Voicemail",
    "IPM.Note.RPMSG.Microsoft.Voicemail.UM",
    "IPM.Note.RPMSG.Microsoft.Voicemail.UM.CA",
    "IPM.Note.Microsoft.Missed.Voice",
)
"""The message classes whose messages may have UmCallerID and UmUserNotes (sections 2.2.2.83 and 2.2.2.84)."""
VOICE_PREFIXES = (
    "IPM.Note.Microsoft.Voicemail",
    "IPM.Note.RPMSG.Microsoft.Voicemail",
    "IPM.Note.Microsoft.Missed.Voice",
)
"""How the class of a message with UmAttDuration and UmAttOrder begins (sections 2.2.2.81 and 2.2.2.82)."""
CALLER_PROPERTY = 0x6802
"""PidTagSenderTelephoneNumber."""
DURATION_PROPERTY = 0x6801
"""PidTagVoiceMessageDuration, in seconds."""
NOTES_PROPERTY = {
    "PropertySetId": "4442858e-a9e3-4e80-b900-317a210cc15b",
    "PropertyName": "UMAudioNotes",
    "PropertyType": "String",
}
"""PidNameAudioNotes, as an ExtendedFieldURI names it (MS-OXOUM)."""
MAX_NOTES = 16_374
"""The most bytes of UmUserNotes (MS-ASEMAIL section 2.2.2.84)."""
CALLER_HEADER = "X-CallingTelephoneNumber"
"""The Internet message header that carries the number (MS-OXOUM section 2.2.5.1)."""

_CALLER_LOWER = frozenset(name.lower() for name in CALLER_CLASSES)
_PREFIXES_LOWER = tuple(name.lower() for name in VOICE_PREFIXES)
_E164 = re.compile(r"\+?[0-9]{1,15}", re.ASCII)
_SIP = re.compile(r"sips?:[^\s<>\"@]*@?[^\s<>\"@]+", re.IGNORECASE)
_SEPARATORS = re.compile(r"[\s().\-/\u00a0]+")


def has_caller_class(message_class: str) -> bool:
    """Tells whether a message of this class may have UmCallerID. Classes do not differ by case (2.2.2.49)."""
    return message_class.strip().lower() in _CALLER_LOWER


def has_voice_prefix(message_class: str) -> bool:
    """Tells whether the attachments of a message of this class may have UmAttDuration and UmAttOrder."""
    return message_class.strip().lower().startswith(_PREFIXES_LOWER)


def is_e164(text: str) -> bool:
    """Tells whether a text is an E.164 number: at most 15 digits, with or without a plus.

    The document's own example (section 4.1.3.1) writes callers without a plus.

    >>> is_e164("+14255550123"), is_e164("7125550123"), is_e164("+1 425 555 0123")
    (True, True, False)
    """
    return _E164.fullmatch(text) is not None


def is_sip_link(text: str) -> bool:
    """Tells whether a text is a SIP or SIPS link (RFC 3261 section 19.1).

    >>> is_sip_link("sip:anna@example.com"), is_sip_link("anna@example.com")
    (True, False)
    """
    return _SIP.fullmatch(text) is not None


def same_caller(one: str, other: str) -> bool:
    """Tells whether two texts can name the same caller.

    Separators, the plus, a scheme and parameters do not count. One number may lack the country or the
    exchange in front, as internal numbers do; an empty one, a masked caller's, is no other's.

    >>> same_caller("+14255550123", "+1 (425) 555-0123"), same_caller("tel:0123", "+14255550123")
    (True, True)
    >>> same_caller("+14255550123", "+14255550199"), same_caller("", "+14255550123")
    (False, False)
    """
    first, second = _bare(one), _bare(other)
    if first == second:
        return True
    if not (first.isdigit() and second.isdigit()):
        return False
    shorter, longer = sorted((first.lstrip("0") or "0", second.lstrip("0") or "0"), key=len)
    return len(shorter) >= 3 and longer.endswith(shorter)


def ews_caller(item: etree._Element) -> etree._Element | None:
    """Returns the element that tells a caller's number in an item of EWS; ``None`` if none does.

    Args:
        item: the item, such as ``t:Message``.
    """
    for extended in item.iterfind("{*}ExtendedProperty"):
        uri, value = extended.find("{*}ExtendedFieldURI"), extended.find("{*}Value")
        if uri is not None and value is not None and _is_caller(uri):
            return value
    for header in item.iterfind("{*}InternetMessageHeaders/{*}InternetMessageHeader"):
        if header.get("HeaderName", "").lower() == CALLER_HEADER.lower():
            return header
    return None


def _is_caller(uri: etree._Element) -> bool:
    tag = uri.get("PropertyTag", "")
    if tag:
        try:
            return int(tag, 16 if tag.lower().startswith("0x") else 10) == CALLER_PROPERTY
        except ValueError:
            return False
    return (
        uri.get("DistinguishedPropertySetId") == "InternetHeaders"
        and uri.get("PropertyName", "").lower() == CALLER_HEADER.lower()
    )


def _bare(text: str) -> str:
    text = text.strip().lower()
    for scheme in ("tel:", "sips:", "sip:"):
        if text.startswith(scheme):
            text = text[len(scheme) :].partition(";")[0]
    user = text.partition("@")[0]
    number = _SEPARATORS.sub("", user).lstrip("+")
    return number if number.isdigit() else text

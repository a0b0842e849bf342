"""Which elements, attributes of elements, settings and header fields name people or machines, and as what.

Names are local; a context says where an element of a common name is a person's.
"""

from __future__ import annotations

import re
from enum import StrEnum

__all__ = [
    "ENTRY_KEYS",
    "HEADER_KINDS",
    "RUNNING",
    "SETTINGS",
    "TECHNICAL_HEADERS",
    "Kind",
    "kind_of_element",
]


class Kind(StrEnum):
    """What a text is, which decides what is put in its place."""

    MAIL = "mail"
    PERSON = "person"
    PEOPLE = "people"
    PHONE = "phone"
    HOST = "host"
    USER = "user"
    SHAPE = "shape"
    TEXT = "text"


_TABLE = {
    Kind.MAIL: """
        EmailAddress EMailAddress EmailAddress1 EmailAddress2 EmailAddress3 SmtpAddress
        PrimarySmtpAddress PrincipalName AutoDiscoverSMTPAddress OriginalDisplayName ImAddress
        IMAddress IMAddress2 IMAddress3 SipUri MailboxEmail RedirectAddr Owner OnBehalfOf
    """,
    Kind.PERSON: """
        GivenName Surname FirstName LastName MiddleName NickName Nickname FullName FileAs
        DisplayNameFirstLast DisplayNameLastFirst DisplayNameFirstLastSortKey
        DisplayNameLastFirstSortKey CompanyName Department JobTitle OfficeLocation AssistantName
        Manager ManagerName Spouse SpouseName YomiFirstName YomiLastName YomiCompanyName Alias
        SenderName Title AccountName UserDisplayName SenderDisplayName NewDisplayName
    """,
    Kind.PEOPLE: """
        DisplayTo DisplayCc DisplayBcc To Cc Bcc From ReplyTo Email1Address Email2Address
        Email3Address
    """,
    Kind.PHONE: """
        DialString dialString PhoneNumber TelUri TelUriAddress PlayOnPhoneDialString OfficeNumber UmCallerID
        UMCallerID CallerId CallerID TelephoneAccessNumber TelephoneAccessNumbers Number
        NormalizedNumber
    """,
    Kind.HOST: """
        Server ServerFQDN AD PublicFolderServer MailboxServer ServerName DomainName Domain
    """,
    Kind.USER: """
        UserName LoginName Username User
    """,
    Kind.SHAPE: """
        SID Sid Street City PostalCode BusinessAddressStreet BusinessAddressCity HomeAddressStreet
        HomeAddressCity BusinessAddressPostalCode HomeAddressPostalCode DeploymentId DeviceId IMEI
    """,
}
_ELEMENTS = {name: kind for kind, names in _TABLE.items() for name in names.split()}
_PHONE_ENDS = ("PhoneNumber", "TelephoneNumber", "FaxNumber", "Phone", "PagerNumber")

# Element names that are a person's only in some places: after one of these tags (opening or closing).
_PERSON_AFTER = re.compile(
    rb"<(?:[\w.-]{1,64}:)?(?:Mailbox|From|Sender|ReceivedBy|ReceivedRepresenting|Organizer|Owner|Persona|"
    rb"UserId|SendAs|Contact|Member|ImGroup|DistributionList|User|Account|PersonaId)(?:\s[^<>]{0,2000})?>\s{0,200}\Z"
    rb"|(?:</(?:[\w.-]{1,64}:)?(?:EmailAddress|RoutingType|MailboxType|PersonaId|PrimarySmtpAddress|SID|"
    rb"PersonaType|ContactId|GivenName|Surname|FileAs|ChangeKey|SmtpAddress|GroupId|GroupType)>"
    rb"|<(?:[\w.-]{1,64}:)?(?:PersonaId|ExchangeStoreId|ItemId|ContactId)\s[^<>]{0,2000}/>)\s{0,200}\Z"
)
_IN_CONTEXT = {"Name": Kind.PERSON, "DisplayName": Kind.PERSON}
_SENDS_DISPLAY_NAME = (
    "AddImGroup",
    "AddNewImContactToGroup",
    "AddDistributionGroupToImList",
    "AddNewTelUriContactToGroup",
)
_CONTEXT_SIZE = 2400

# The caller of a voice message over EWS: PidTagSenderTelephoneNumber, or the header that it is made from.
_CALLER_BEFORE = re.compile(
    rb"""<[^<>]{0,200}(?:PropertyTag=["'](?:0x6802|26626)["']|PropertyName=["']X-CallingTelephoneNumber["'])"""
    rb"""[^<>]{0,120}>(?:\s{0,40}</[^<>]{1,80}>)?\s{0,40}\Z""",
    re.I,
)
_CALLER_HEADER = re.compile(rb"""HeaderName=["']X-CallingTelephoneNumber["']""", re.I)

ENTRY_KEYS = (
    (re.compile(rb'Key="[A-Za-z]*(?:Phone|Fax|Pager|Callback|Telex|Isdn|TtyTdd)', re.I), Kind.PHONE),
    (re.compile(rb'Key="(?:EmailAddress|ImAddress)\d', re.I), Kind.MAIL),
)
"""What an Entry of a contact's dictionaries is, by its Key."""

RUNNING = frozenset(
    b"Subject NormalizedSubject ConversationTopic ThreadTopic Body Data Name DisplayName Preview TextBody "
    b"UniqueBody FileAs MessageText p td div span b i a h1 h2 h3 li font title".split()
)
"""Elements of running text, HTML's too, in which an extension is looked for that the interaction names."""

SETTINGS = {
    "UserDisplayName": Kind.PERSON,
    "UserDN": Kind.TEXT,
    "UserDeploymentId": Kind.SHAPE,
    "AutoDiscoverSMTPAddress": Kind.MAIL,
    "ActiveDirectoryServer": Kind.HOST,
    "InternalMailboxServer": Kind.HOST,
    "InternalRpcClientServer": Kind.HOST,
    "ExternalMailboxServer": Kind.HOST,
    "PublicFolderServer": Kind.HOST,
    "CasVersion": Kind.TEXT,
}
"""Settings of a GetUserSettings answer of Autodiscover ([MS-OXWSADISC]), by name."""

HEADER_KINDS = {
    "x-anchormailbox": Kind.MAIL,
    "x-publicfoldermailbox": Kind.MAIL,
    "x-useridentity": Kind.MAIL,
    "x-user-identity": Kind.MAIL,
    "x-mailboxguid": Kind.SHAPE,
    "from": Kind.PEOPLE,
    "host": Kind.HOST,
    "x-feserver": Kind.HOST,
    "x-beserver": Kind.HOST,
    "x-servername": Kind.HOST,
    "x-calculatedbetarget": Kind.HOST,
    "x-calculatedfetarget": Kind.HOST,
    "x-targetbeserver": Kind.HOST,
    "x-diaginfo": Kind.HOST,
    "x-backendhost": Kind.HOST,
    "x-forwarded-host": Kind.HOST,
    "x-forwarded-server": Kind.HOST,
    "x-forwarded-for": Kind.HOST,
    "x-real-ip": Kind.HOST,
    "x-originating-ip": Kind.HOST,
    "x-clientip": Kind.HOST,
    "x-ms-user": Kind.MAIL,
    "x-ms-diagnostics-servers": Kind.HOST,
}
"""Header fields that name people or machines, by name in lower case."""


TECHNICAL_HEADERS = frozenset(
    (
        "accept",
        "accept-encoding",
        "accept-language",
        "cache-control",
        "connection",
        "content-encoding",
        "content-length",
        "content-type",
        "date",
        "expires",
        "keep-alive",
        "last-modified",
        "ms-server-activesync",
        "persistent-auth",
        "pragma",
        "request-id",
        "server",
        "soapaction",
        "transfer-encoding",
        "user-agent",
        "vary",
        "x-aspnet-version",
        "x-powered-by",
    )
)
"""Header fields that name nobody; they are not searched."""


def kind_of_element(name: str, content: bytes, start: int, attributes: bytes) -> Kind | None:
    """Says what the text of an element is.

    Args:
        name: its local name.
        content: the document.
        start: where its tag begins.
        attributes: the rest of its tag.

    Returns:
        What it is, or ``None`` if it names nobody by its place.
    """
    kind = _ELEMENTS.get(name)
    if kind is not None:
        return kind
    if name in _IN_CONTEXT:
        before = content[max(0, start - _CONTEXT_SIZE) : start]
        in_place = _PERSON_AFTER.search(before) is not None
        return _IN_CONTEXT[name] if in_place or _is_sent_for_a_contact(name, before) else None
    if name == "Value":
        return Kind.PHONE if _CALLER_BEFORE.search(content[max(0, start - 400) : start]) else None
    if name == "InternetMessageHeader":
        return Kind.PHONE if _CALLER_HEADER.search(attributes) else None
    if name == "Entry":
        return next((kind for key, kind in ENTRY_KEYS if key.search(attributes)), None)
    return Kind.PHONE if name.endswith(_PHONE_ENDS) else None


def _is_sent_for_a_contact(name: str, before: bytes) -> bool:
    """MS-OXWSCOS requests have the contact's DisplayName among their own children."""
    if name != "DisplayName":
        return False
    return any(operation.encode() in before[-600:] for operation in _SENDS_DISPLAY_NAME)

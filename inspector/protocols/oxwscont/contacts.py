"""Contacts as a kind of items (MS-OXWSCONT section 2.2.4.1): properties, and what follows from a name."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from lxml import etree

from inspector.protocols.common.answers import T
from inspector.protocols.common.reading import child, children, text_of
from inspector.protocols.oxwscore.changes import put
from inspector.protocols.oxwscore.item_kind import ItemKind
from inspector.protocols.oxwscore.mailbox import Mailbox
from inspector.protocols.oxwscore.new_items import defaults, given_properties, put_times, touched
from inspector.protocols.oxwscore.properties import ITEM, properties_of

_CONTACT = (
    "contacts",
    """
FileAs d  FileAsMapping  DisplayName d  GivenName d  Initials d  MiddleName d  Nickname d  CompleteName rd
CompanyName d  EmailAddresses d  PhysicalAddresses d  PhoneNumbers d  AssistantName d  Birthday d
BusinessHomePage d  Children d  Companies d  ContactSource r  Department d  Generation d  ImAddresses d
JobTitle d  Manager d  Mileage d  OfficeLocation d  PostalAddressIndex d  Profession d  SpouseName d
Surname d  WeddingAnniversary d  HasPicture rd  PhoneticFullName r  PhoneticFirstName r  PhoneticLastName r
Alias r  Notes r  Photo r  UserSMIMECertificate r  MSExchangeCertificate r  DirectoryId r  ManagerMailbox r
DirectReports r
""",
)
_PROPERTIES = properties_of(ITEM, _CONTACT)
_ADDRESS = ("Street", "City", "State", "CountryOrRegion", "PostalCode")
_INDEXED = {
    "contacts:EmailAddress": ("EmailAddresses", ""),
    "contacts:ImAddress": ("ImAddresses", ""),
    "contacts:PhoneNumber": ("PhoneNumbers", ""),
    **{f"contacts:PhysicalAddress:{part}": ("PhysicalAddresses", part) for part in _ADDRESS},
}
_COMPLETE_NAME = (  # the parts of CompleteName, with the property that each is taken from
    ("FirstName", "GivenName"),
    ("MiddleName", "MiddleName"),
    ("LastName", "Surname"),
    ("Suffix", "Generation"),
    ("Initials", "Initials"),
    ("FullName", "DisplayName"),
    ("Nickname", "Nickname"),
)

_Names = Mapping[str, str]


def _joined(separator: str, *names: str) -> Callable[[_Names], str]:
    return lambda known: separator.join(known[name] for name in names if known[name])


_FILED: Mapping[str, Callable[[_Names], str]] = {
    "LastCommaFirst": _joined(", ", "Surname", "GivenName"),
    "FirstSpaceLast": _joined(" ", "GivenName", "Surname"),
    "Company": _joined("", "CompanyName"),
    "LastFirst": _joined("", "Surname", "GivenName"),
    "LastSpaceFirst": _joined(" ", "Surname", "GivenName"),
    "DisplayName": _joined("", "DisplayName"),
    "FirstName": _joined("", "GivenName"),
    "LastName": _joined("", "Surname"),
    "LastFirstSuffix": _joined(" ", "Surname", "GivenName", "Generation"),
    "LastFirstMiddleSuffix": _joined(" ", "Surname", "GivenName", "MiddleName", "Generation"),
}
"""How a contact is filed (FileAsMappingType); with the company besides, it is one of these and that."""


def new_contact(mailbox: Mailbox, given: etree._Element, at: float) -> etree._Element:
    """Returns the properties of a new contact: what the client gave, and what the server adds.

    Args:
        mailbox: the mailbox.
        given: the Contact of the request.
        at: the clock time, in seconds.
    """
    new = T.Contact()
    given_properties(new, children(given), _PROPERTIES)
    finish(mailbox, new, at)
    defaults(new, "IPM.Contact")
    put_times(mailbox, new, at)
    return touched(mailbox, new, at, _PROPERTIES)


def finish(mailbox: Mailbox, stored: etree._Element, at: float) -> None:
    """Adds what follows from a contact's names (DisplayName, FileAs, CompleteName), and how mail reaches it.

    Args:
        mailbox: the mailbox.
        stored: the properties of the contact.
        at: the clock time, in seconds.
    """
    names = ("DisplayName", "GivenName", "MiddleName", "Surname", "Generation", "CompanyName")
    known = {name: text_of(child(stored, name)).strip() for name in names}
    if not known["DisplayName"]:
        known["DisplayName"] = _joined(" ", "GivenName", "MiddleName", "Surname", "Generation")(known)
        if known["DisplayName"]:
            put(stored, T.DisplayName(known["DisplayName"]))
    filed = _filed(text_of(child(stored, "FileAsMapping")), known)
    if filed:
        put(stored, T.FileAs(filed))
    elif child(stored, "FileAs") is None and known["DisplayName"]:
        put(stored, T.FileAs(known["DisplayName"]))
    if child(stored, "Subject") is None and known["DisplayName"]:
        put(stored, T.Subject(known["DisplayName"]))
    parts = [
        T(part, text_of(child(stored, name))) for part, name in _COMPLETE_NAME if text_of(child(stored, name))
    ]
    for old in children(stored, "CompleteName"):
        stored.remove(old)
    if parts:
        put(stored, T.CompleteName(*parts))
    photos = (child(each, "IsContactPhoto") for each in children(child(stored, "Attachments")))
    has_picture = any(text_of(photo) == "true" for photo in photos)
    put(stored, T.HasPicture("true" if has_picture else "false"))
    if mailbox.product >= 2010:  # the attributes came with that product
        for entry in children(child(stored, "EmailAddresses")):
            for name, value in (
                ("Name", text_of(entry)),
                ("RoutingType", "SMTP"),
                ("MailboxType", "Contact"),
            ):
                if entry.get(name) is None:
                    entry.set(name, value)


def _filed(mapping: str, known: _Names) -> str:
    if mapping in _FILED:
        return _FILED[mapping](known)
    name = mapping.removeprefix("Company").removesuffix("Company")
    if name not in _FILED:
        return ""  # None and Empty: FileAs is the client's own
    first = mapping.startswith("Company")
    both = (
        (known["CompanyName"], _FILED[name](known)) if first else (_FILED[name](known), known["CompanyName"])
    )
    return "\r\n".join(part for part in both if part)


CONTACT = ItemKind(
    name="Contact",
    properties=_PROPERTIES,
    folder="contacts",
    folder_class="IPF.Contact",
    misplaced="ErrorCannotCreateContactInNonContactFolder",
    finish=finish,
    indexed=_INDEXED,
)
"""Contacts."""

"""ResolveNames (MS-OXWSRSLNM section 3.1.4.1): who is meant by the beginning of a name or an address."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from inspector.protocols.common.answers import M, T, response_message
from inspector.protocols.common.failures import OperationError
from inspector.protocols.common.reading import attribute, child, children, required, text_of, truth
from inspector.protocols.oxwscore.mailbox import Mailbox
from inspector.protocols.server import DocumentServer

_MOST = 100
_DIRECTORY, _CONTACTS = "ActiveDirectory", "Contacts"
_SCOPES = {
    "ActiveDirectory": (_DIRECTORY,),
    "ActiveDirectoryContacts": (_DIRECTORY, _CONTACTS),
    "Contacts": (_CONTACTS,),
    "ContactsActiveDirectory": (_CONTACTS, _DIRECTORY),
}
_PREFIXES = ("smtp:", "sip:")
# Properties of a Contact that stand before and after its addresses.
_BEFORE = ("GivenName", "Initials", "MiddleName", "Nickname", "CompanyName")
_AFTER = ("JobTitle", "Surname")


@dataclass(frozen=True)
class _Person:
    """Somebody who can be meant.

    Args:
        name: the display name.
        addresses: the mail addresses, the first one first.
        item: the ItemId of the contact; ``None``: the person is in the directory.
        more: other properties of the Contact, by name.
    """

    name: str
    addresses: tuple[str, ...]
    item: etree._Element | None = None
    more: Mapping[str, str] = field(default_factory=dict)

    def is_meant(self, text: str) -> bool:
        """Tells whether the name, a part of it or an address begins like this."""
        parts = (self.name, *self.name.split(), *self.addresses)
        return any(part.casefold().startswith(text) for part in parts)

    def mailbox(self) -> etree._Element:
        kind = "Mailbox" if self.item is None else "Contact"
        mailbox = T.Mailbox(
            T.Name(self.name),
            T.EmailAddress(self.addresses[0]),
            T.RoutingType("SMTP"),
            T.MailboxType(kind),
        )
        if self.item is not None:
            mailbox.append(self.item)
        return mailbox

    def contact(self) -> etree._Element:
        numbered = enumerate(self.addresses[:3], 1)
        entries = (T.Entry(address, Key=f"EmailAddress{number}") for number, address in numbered)
        return T.Contact(
            T.DisplayName(self.name),
            *self._properties(_BEFORE),
            T.EmailAddresses(*entries),
            T.ContactSource("ActiveDirectory" if self.item is None else "Store"),
            *self._properties(_AFTER),
        )

    def _properties(self, names: Iterable[str]) -> Iterator[etree._Element]:
        return (T(name, self.more[name]) for name in names if self.more.get(name))


def resolve_names(payload: etree._Element, mailbox: Mailbox, at: float) -> etree._Element:
    """MS-OXWSRSLNM section 3.1.4.1."""
    scope = attribute(payload, "SearchScope", tuple(_SCOPES)) or "ActiveDirectoryContacts"
    full = truth(payload, "ReturnFullContactData") or False
    text = text_of(required(payload, "UnresolvedEntry")).strip().casefold()
    for prefix in _PREFIXES:
        text = text.removeprefix(prefix)
    name = "ResolveNamesResponseMessage"
    found: list[_Person] = []
    for where in _SCOPES[scope]:
        people = _colleagues(mailbox) if where == _DIRECTORY else _contacts(mailbox, payload)
        known = {person.addresses[0].casefold() for person in found}
        found += [
            each for each in people if each.is_meant(text) and each.addresses[0].casefold() not in known
        ]
    if not found or not text:
        answer = response_message(name, OperationError("ErrorNameResolutionNoResults"))
    elif len(found) == 1:
        answer = response_message(name, None, _resolved(found, full))
    else:
        several = OperationError("ErrorNameResolutionMultipleResults")
        answer = response_message(name, several, _resolved(found, full))
        answer.set("ResponseClass", "Warning")
    return M.ResolveNamesResponse(M.ResponseMessages(answer))


def _resolved(found: list[_Person], full: bool) -> etree._Element:
    shown = (
        T.Resolution(person.mailbox(), *([person.contact()] if full else [])) for person in found[:_MOST]
    )
    last = "true" if len(found) <= _MOST else "false"
    return M.ResolutionSet(*shown, TotalItemsInView=str(len(found)), IncludesLastItemInRange=last)


def _colleagues(mailbox: Mailbox) -> Iterator[_Person]:
    for each in mailbox.directory.everybody():
        given, _, family = each.name.rpartition(" ")
        yield _Person(each.name, (each.address,), None, {"GivenName": given, "Surname": family})


def _contacts(mailbox: Mailbox, payload: etree._Element) -> Iterator[_Person]:
    """The contacts in the folders that the request names, else in the one that every mailbox has."""
    named = children(child(payload, "ParentFolderIds"))
    folders: Iterable[int] = [mailbox.folder_named(each) for each in named] or [
        mailbox.known_folder("contacts")
    ]
    for folder in folders:
        for item in mailbox.contents(folder):
            stored = item.properties()
            name = text_of(child(stored, "DisplayName")) or text_of(child(stored, "FileAs"))
            entries = children(child(stored, "EmailAddresses"), "Entry")
            addresses = tuple(address for entry in entries if (address := text_of(entry).strip()))
            if item.kind != "Contact" or not addresses:
                continue
            more = {part: text_of(child(stored, part)) for part in (*_BEFORE, *_AFTER)}
            yield _Person(name or addresses[0], addresses, mailbox.item_id_element(item), more)


SERVER: DocumentServer[Mailbox] = DocumentServer(
    {"ResolveNames": resolve_names},
    how_far={"ResolveNames": "mailboxes of the server and contacts, by the beginning of names and addresses"},
)
"""The search for people."""

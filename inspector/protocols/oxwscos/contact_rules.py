"""Rules of MS-OXWSCOS over several messages: contacts that were added and removed show in the list."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from inspector.protocols.common.accounts import account_of_message
from inspector.protocols.message import Message, text_of
from inspector.protocols.oxwscos.answer_rules import MAX_CONTACTS
from inspector.protocols.oxwscos.memory import ContactListSeen
from inspector.protocols.oxwscos.parts import (
    OTHER,
    groups_in,
    id_in,
    personas_in,
)
from inspector.protocols.rule import MUST, Severity, Violation, response, rule
from inspector.protocols.session import History

_LISTS = ("GetImItemList", "GetImItems")
_NEW = ("AddNewImContactToGroup", "AddNewTelUriContactToGroup")


def _whole_list(message: Message) -> etree._Element | None:
    """The list that GetImItemList returns; GetImItems returns contacts that are on no list as well."""
    whole = message.operation is not None and message.operation.name == "GetImItemList"
    return message.children.get("ImItemList") if whole else None


@rule(
    "COS043", "membership-as-made", MUST, section="3.1.4.2", on=response(*_LISTS), severity=Severity.WARNING
)
def membership_as_made(message: Message, history: History) -> Iterator[Violation]:
    """A contact is in the groups that it was added to, and in none once it was taken off the list.

    Sections 3.1.4.2 and 3.1.4.8; MemberCorrelationKey names the contacts of a group (2.2.4.2). What was taken
    off the list is none of its personas either. A warning: another client may have changed the list
    meanwhile.

    Good:
        AddImContactToGroup of AAMkAGQ1c1, then the group has t:ItemId AAMkAGQ1c1
    Bad:
        AddImContactToGroup of AAMkAGQ1c1, then the group has no such t:ItemId
    """
    groups = message.memo(groups_in)
    personas = [] if _whole_list(message) is None else message.memo(personas_in)
    for contact, placed in history.state(ContactListSeen).placed() if groups or personas else ():
        if placed.outside is not None and not placed.inside and history.asked_at >= placed.outside:
            for persona in personas:
                if persona.contacts == {contact}:
                    yield Violation(
                        "a contact that was taken off the list is on it", persona.element, section="3.1.4.8"
                    )
        for group in groups:
            added = placed.inside.get(group.id)
            # OtherContacts is for those that are in no other group (2.2.4.2): adding is not enough.
            if (
                added is not None
                and group.kind != OTHER
                and history.asked_at >= added
                and contact not in group.members
            ):
                yield Violation("a contact that was added to the group is not in it", group.element)
            elif (
                placed.outside is not None
                and added is None
                and history.asked_at >= placed.outside
                and contact in group.members
            ):
                yield Violation(
                    "a contact that was taken off the list is in the group", group.element, section="3.1.4.8"
                )


@rule(
    "COS047",
    "other-contacts-by-default",
    MUST,
    section="3.1.4.4.3.1",
    on=response(*_LISTS),
    severity=Severity.WARNING,
)
def other_contacts_by_default(message: Message, history: History) -> Iterator[Violation]:
    """A contact that was added without a group is in OtherContacts.

    Sections 3.1.4.4.3.1 and 3.1.4.5.3.1; a whole list with such a contact has an OtherContacts group
    (2.2.4.2). A warning: another client may have moved the contact meanwhile.

    Good:
        AddNewImContactToGroup without m:GroupId, then OtherContacts has the contact
    Bad:
        AddNewImContactToGroup without m:GroupId, then OtherContacts does not have the contact
    """
    if history.request is None:
        return
    others = [group for group in message.memo(groups_in) if group.kind == OTHER]
    whole = _whole_list(message)
    account = account_of_message(history.request) + "\0"
    for key, (contacts, added) in (
        history.state(ContactListSeen).unplaced() if others or whole is not None else ()
    ):
        if not key.startswith(account) or history.asked_at < added:
            continue
        if not others:
            yield Violation("a contact was added without a group, and the list has no OtherContacts", whole)
            return
        if not contacts & others[0].members:
            yield Violation(
                "a contact that was added without a group is not in OtherContacts", others[0].element
            )


@rule("COS048", "contact-taken-out", MUST, section="3.1.4.10", on=response(*_LISTS), severity=Severity.INFO)
def contact_taken_out(message: Message, history: History) -> Iterator[Violation]:
    """A contact that was taken out of a group is not in it.

    Section 3.1.4.10, read to the letter, takes a contact out only if it is in no other group, Tagged aside
    (docs/errata.md): of one that the last GetImItemList has in this group alone, a warning, as another client
    may have put it back; of others, information.

    Good:
        RemoveImContactFromGroup, then the group without the contact
    Bad:
        RemoveImContactFromGroup, then the group with the contact
    """
    known = history.state(ContactListSeen)
    for group in message.memo(groups_in):
        for member in group.members:
            taken = known.taken_out(group.id, member)
            if taken is not None and history.asked_at >= taken.at:
                yield Violation(
                    "a contact that was taken out of the group is still in it"
                    + (", and was in no other" if taken.alone else ""),
                    group.element,
                    severity=Severity.WARNING if taken.alone else None,
                )


@rule("COS049", "contact-limit", MUST, section="3.1.4.5", on=response(*_NEW), severity=Severity.WARNING)
def contact_limit(message: Message, history: History) -> Iterator[Violation]:
    """A new contact beyond 1000 is refused with ErrorImContactLimitReached.

    Sections 3.1.4.4 and 3.1.4.5. Judged by the last GetImItemList of the account: a warning, as contacts
    may have gone since.

    Good:
        ErrorImContactLimitReached for a new address, after a list of 1000 contacts
    Bad:
        NoError for a new address, after a list of 1000 contacts
    """
    if history.request is None or message.operation is None:
        return
    known = history.state(ContactListSeen).list_of(account_of_message(history.request))
    if known is None or known.size < MAX_CONTACTS:
        return
    asked = history.request.children
    address = text_of(asked.get("ImAddress", asked.get("TelUriAddress"))).lower()
    code = text_of(message.children.get("ResponseCode"))
    if known.lacks(address) and code != "ErrorImContactLimitReached":
        yield Violation(
            f"the list has {known.size} contacts; a new one must get ErrorImContactLimitReached, not {code}",
            message.payload,
            section=message.operation.section,
        )


@rule(
    "COS050",
    "same-address-same-contact",
    MUST,
    section="3.1.4.4",
    on=response(*_NEW),
    severity=Severity.WARNING,
)
def same_address_same_contact(message: Message, history: History) -> Iterator[Violation]:
    """A contact that is added again is the contact that there is.

    Section 3.1.4.4: if one of the address exists, nothing is done. If the answer holds a Persona it must be
    that one. A warning: another client may have removed the first one meanwhile.

    Good:
        AddNewImContactToGroup user1@example.com returns persona AAQkAGQ1, and returns it again
    Bad:
        AddNewImContactToGroup user1@example.com returns persona AAQkAGQ1, then AAQkAGQ2
    """
    if history.request is None or message.operation is None:
        return
    asked = history.request.children
    address = text_of(asked.get("ImAddress", asked.get("TelUriAddress")))
    known = history.state(ContactListSeen).persona_of(account_of_message(history.request), address)
    for persona in message.memo(personas_in):
        if known is not None and persona.id and persona.id != known:
            yield Violation(
                f"{address[:60]!r} is a contact already; this is another one",
                persona.element,
                section=message.operation.section,
            )


@rule(
    "COS056",
    "contacts-go-with-their-group",
    MUST,
    section="3.1.4.11",
    on=response(*_LISTS),
    severity=Severity.WARNING,
)
def contacts_go_with_their_group(message: Message, history: History) -> Iterator[Violation]:
    """A contact that was in the removed group only is in no group any more.

    Section 3.1.4.11; the Tagged group does not count as another one. Judged by the last GetImItemList before
    the removal, and only for groups of the user. A warning: another client may have put it back meanwhile.

    Good:
        a group with AAMkAGQ1c1 is removed, then no group has AAMkAGQ1c1
    Bad:
        a group with AAMkAGQ1c1 is removed, then OtherContacts has AAMkAGQ1c1
    """
    if history.request is None:
        return
    known, account = history.state(ContactListSeen), account_of_message(history.request)
    for group in message.memo(groups_in):
        for member in group.members:
            gone = known.gone_at(account, member)
            if gone is not None and history.asked_at >= gone:
                yield Violation("a contact that was in a removed group only is in this group", group.element)


@rule(
    "COS057",
    "contact-that-exists",
    MUST,
    section="3.1.4.2",
    on=response("AddImContactToGroup"),
    severity=Severity.WARNING,
)
def contact_that_exists(message: Message, history: History) -> Iterator[Violation]:
    """A contact that was deleted is not added to a group.

    The operation accepts only contacts that exist (section 3.1.4.2), and a contact that is in a removed group
    only is deleted (3.1.4.11). Judged by the last GetImItemList before the removal: a warning, as another
    client may have made the contact anew.

    Good:
        a group with AAMkAGQ1c1 is removed, then AddImContactToGroup of AAMkAGQ1c1 gets an error
    Bad:
        a group with AAMkAGQ1c1 is removed, then AddImContactToGroup of AAMkAGQ1c1 succeeds
    """
    if history.request is None or not message.succeeded:
        return
    contact = id_in(history.request.children, "ContactId")
    gone = history.state(ContactListSeen).gone_at(account_of_message(history.request), contact)
    if gone is not None and history.asked_at >= gone:
        yield Violation(
            f"the contact was deleted with its group {history.asked_at - gone:.3f} s ago", message.payload
        )


@rule(
    "COS058",
    "added-contact-is-listed",
    MUST,
    section="3.1.4.6",
    on=response(*_LISTS),
    severity=Severity.WARNING,
)
def added_contact_is_listed(message: Message, history: History) -> Iterator[Violation]:
    """A contact that was added is on the list, and is returned to who asks for it.

    Sections 3.1.4.4 and 3.1.4.5 add it, section 3.1.4.6 returns all contacts, section 3.1.4.7 those that are
    asked for. A warning: another client may have removed it meanwhile.

    Good:
        AddNewImContactToGroup returns AAMkAGQ1c1, then GetImItemList has a t:Persona of it
    Bad:
        AddNewImContactToGroup returns AAMkAGQ1c1, then GetImItemList has no t:Persona of it
    """
    if history.request is None or "ImItemList" not in message.children:
        return
    some = message.operation is not None and message.operation.name == "GetImItems"
    wanted = {str(element.get("Id", "")) for element in message.request_children.get("ContactIds", ())}
    returned = {each for persona in message.memo(personas_in) for each in persona.contacts}
    for contacts, added in history.state(ContactListSeen).on_list(account_of_message(history.request)):
        if history.asked_at >= added and not contacts & returned and (not some or contacts & wanted):
            yield Violation(
                f"a contact that was added {history.asked_at - added:.3f} s ago is not returned",
                message.children["ImItemList"],
                section="3.1.4.7" if some else "",
            )

"""Rules of MS-OXWSCOS over several messages: what was added, renamed and removed shows in the list."""

from __future__ import annotations

from collections.abc import Iterator

from inspector.protocols.common.accounts import account_of_message
from inspector.protocols.history import History
from inspector.protocols.message import Message, text_of
from inspector.protocols.oxwscos.answer_rules import MAX_CONTACTS, MAX_GROUPS
from inspector.protocols.oxwscos.memory import ContactList
from inspector.protocols.oxwscos.parts import OTHER, groups_in, id_in, personas_in
from inspector.protocols.rule import MUST, Breach, Severity, response, rule

_LISTS = ("GetImItemList", "GetImItems")
_ADDED = ("AddImGroup", "AddDistributionGroupToImList")
_NEW = ("AddNewImContactToGroup", "AddNewTelUriContactToGroup")


@rule(
    "COS040", "same-name-same-group", MUST, section="3.1.4.3", on=response(*_ADDED), severity=Severity.WARNING
)
def same_name_same_group(message: Message, history: History) -> Iterator[Breach]:
    """A group that is added again is the group that there is.

    AddImGroup returns the group of the name (section 3.1.4.3), AddDistributionGroupToImList makes none for an
    SMTP address that has one (3.1.4.1). A warning: another client may have removed the first one meanwhile.

    Good:
        AddImGroup My group returns AAMkAGQ1, and returns it again
    Bad:
        AddImGroup My group returns AAMkAGQ1, then AAMkAGQ2
    """
    if history.request is None or message.operation is None:
        return
    key = "DisplayName" if message.operation.name == "AddImGroup" else "SmtpAddress"
    wanted = text_of(history.request.children.get(key))
    known = history.of(ContactList).group_of(account_of_message(history.request), wanted)
    for group in message.derived(groups_in):
        if known is not None and group.id and group.id != known:
            yield Breach(
                f"{wanted[:60]!r} has a group already; this is another one",
                group.element,
                section=message.operation.section,
            )


@rule(
    "COS043", "membership-as-made", MUST, section="3.1.4.2", on=response(*_LISTS), severity=Severity.WARNING
)
def membership_as_made(message: Message, history: History) -> Iterator[Breach]:
    """A contact is in the groups that it was added to, and in none once it was taken off the list.

    Sections 3.1.4.2 and 3.1.4.8; MemberCorrelationKey names the contacts of a group (2.2.4.2). A warning:
    another client may have changed the list meanwhile.

    Good:
        AddImContactToGroup of AAMkAGQ1c1, then the group has t:ItemId AAMkAGQ1c1
    Bad:
        AddImContactToGroup of AAMkAGQ1c1, then the group has no such t:ItemId
    """
    groups = message.derived(groups_in)
    for contact, placed in history.of(ContactList).placed() if groups else ():
        for group in groups:
            added = placed.inside.get(group.id)
            # OtherContacts is for those that are in no other group (2.2.4.2): adding is not enough.
            if (
                added is not None
                and group.kind != OTHER
                and history.asked_at >= added
                and contact not in group.members
            ):
                yield Breach("a contact that was added to the group is not in it", group.element)
            elif (
                placed.outside is not None
                and added is None
                and history.asked_at >= placed.outside
                and contact in group.members
            ):
                yield Breach(
                    "a contact that was taken off the list is in the group", group.element, section="3.1.4.8"
                )


@rule("COS044", "removed-group-is-gone", MUST, section="3.1.4.11", on=response(*_LISTS))
def removed_group_is_gone(message: Message, history: History) -> Iterator[Breach]:
    """A group that was removed is not in the list any more.

    Sections 3.1.4.11 and 3.1.4.9. Nobody else can bring an identifier back.

    Good:
        RemoveImGroup of AAMkAGQ1, then GetImItemList without AAMkAGQ1
    Bad:
        RemoveImGroup of AAMkAGQ1, then GetImItemList with AAMkAGQ1
    """
    known = history.of(ContactList)
    for group in message.derived(groups_in):
        removed = known.removed_at(group.id)
        if removed is not None and history.asked_at >= removed:
            yield Breach(f"the group was removed {history.asked_at - removed:.3f} s ago", group.element)


@rule(
    "COS045",
    "group-that-exists",
    MUST,
    section="3.1.4.2",
    on=response(
        "AddImContactToGroup",
        "AddNewImContactToGroup",
        "AddNewTelUriContactToGroup",
        "RemoveImContactFromGroup",
        "RemoveDistributionGroupFromImList",
        "RemoveImGroup",
        "SetImGroup",
    ),
)
def group_that_exists(message: Message, history: History) -> Iterator[Breach]:
    """An operation on a group that was removed fails.

    GroupId is the identifier of a group; one that was removed is none.

    Good:
        RemoveImGroup of AAMkAGQ1, then SetImGroup of AAMkAGQ1 gets ErrorItemNotFound
    Bad:
        RemoveImGroup of AAMkAGQ1, then SetImGroup of AAMkAGQ1 succeeds
    """
    if history.request is None or message.operation is None or not message.succeeded:
        return
    removed = history.of(ContactList).removed_at(id_in(history.request.children, "GroupId"))
    if removed is not None and history.asked_at >= removed:
        yield Breach(
            f"the group was removed {history.asked_at - removed:.3f} s ago, and the operation succeeds",
            message.payload,
            section=message.operation.section,
        )


@rule(
    "COS046",
    "group-has-its-new-name",
    MUST,
    section="3.1.4.12",
    on=response(*_LISTS),
    severity=Severity.WARNING,
)
def group_has_its_new_name(message: Message, history: History) -> Iterator[Breach]:
    """A group has the display name that it was last given.

    Section 3.1.4.12. A warning: another client may have renamed it meanwhile.

    Good:
        SetImGroup to Friends, then GetImItemList with Friends
    Bad:
        SetImGroup to Friends, then GetImItemList with the old name
    """
    known = history.of(ContactList)
    for group in message.derived(groups_in):
        given = known.name(group.id)
        if given and group.name and history.asked_at >= given[1] and group.name != given[0]:
            yield Breach(f"the group is {group.name[:60]!r}, it was named {given[0][:60]!r}", group.element)


@rule(
    "COS047",
    "other-contacts-by-default",
    MUST,
    section="3.1.4.4.3.1",
    on=response(*_LISTS),
    severity=Severity.WARNING,
)
def other_contacts_by_default(message: Message, history: History) -> Iterator[Breach]:
    """A contact that was added without a group is in OtherContacts.

    Sections 3.1.4.4.3.1 and 3.1.4.5.3.1. A warning: another client may have moved it meanwhile.

    Good:
        AddNewImContactToGroup without m:GroupId, then OtherContacts has the contact
    Bad:
        AddNewImContactToGroup without m:GroupId, then OtherContacts does not have the contact
    """
    if history.request is None:
        return
    others = [group for group in message.derived(groups_in) if group.kind == OTHER]
    account = account_of_message(history.request) + "\0"
    for key, (contacts, added) in history.of(ContactList).unplaced() if others else ():
        if key.startswith(account) and history.asked_at >= added and not contacts & others[0].members:
            yield Breach(
                "a contact that was added without a group is not in OtherContacts", others[0].element
            )


@rule("COS048", "contact-taken-out", MUST, section="3.1.4.10", on=response(*_LISTS), severity=Severity.INFO)
def contact_taken_out(message: Message, history: History) -> Iterator[Breach]:
    """A contact that was taken out of a group is not in it.

    Information: section 3.1.4.10, read to the letter, takes a contact out only if it is in no other group
    (docs/errata.md).

    Good:
        RemoveImContactFromGroup, then the group without the contact
    Bad:
        RemoveImContactFromGroup, then the group with the contact
    """
    known = history.of(ContactList)
    for group in message.derived(groups_in):
        for member in group.members:
            taken = known.taken_out(group.id, member)
            if taken is not None and history.asked_at >= taken:
                yield Breach("a contact that was taken out of the group is still in it", group.element)


@rule("COS049", "contact-limit", MUST, section="3.1.4.5", on=response(*_NEW), severity=Severity.WARNING)
def contact_limit(message: Message, history: History) -> Iterator[Breach]:
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
    known = history.of(ContactList).list_of(account_of_message(history.request))
    if known is None or known.size < MAX_CONTACTS:
        return
    asked = history.request.children
    address = text_of(asked.get("ImAddress", asked.get("TelUriAddress"))).lower()
    code = text_of(message.children.get("ResponseCode"))
    if address not in known.addresses and code != "ErrorImContactLimitReached":
        yield Breach(
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
def same_address_same_contact(message: Message, history: History) -> Iterator[Breach]:
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
    known = history.of(ContactList).persona_of(account_of_message(history.request), address)
    for persona in message.derived(personas_in):
        identifier = next((str(each.get("Id", "")) for each in persona.iter("{*}PersonaId")), "")
        if known is not None and identifier and identifier != known:
            yield Breach(
                f"{address[:60]!r} is a contact already; this is another one",
                persona,
                section=message.operation.section,
            )


@rule("COS052", "group-limit", MUST, section="3.1.4.3", on=response("AddImGroup"), severity=Severity.WARNING)
def group_limit(message: Message, history: History) -> Iterator[Breach]:
    """A new group beyond 64 is refused.

    Section 3.1.4.3; Tagged, OtherContacts and Favorites do not count, and distribution groups come by another
    operation. Judged by the last GetImItemList of the account and by what was added since: a warning, as
    another client may have removed a group meanwhile. A name that the list has needs no new group.

    Good:
        an error for a new name, after a list of 64 groups
    Bad:
        NoError for a new name, after a list of 64 groups
    """
    if history.request is None or not message.succeeded:
        return
    known = history.of(ContactList).list_of(account_of_message(history.request))
    name = text_of(history.request.children.get("DisplayName")).lower()
    if known is None or known.made < MAX_GROUPS or history.asked_at < known.at or name in known.names:
        return
    yield Breach(f"the list has {known.made} groups; adding one more must fail", message.payload)


@rule(
    "COS056",
    "contacts-go-with-their-group",
    MUST,
    section="3.1.4.11",
    on=response(*_LISTS),
    severity=Severity.WARNING,
)
def contacts_go_with_their_group(message: Message, history: History) -> Iterator[Breach]:
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
    known, account = history.of(ContactList), account_of_message(history.request)
    for group in message.derived(groups_in):
        for member in group.members:
            gone = known.gone_at(account, member)
            if gone is not None and history.asked_at >= gone:
                yield Breach("a contact that was in a removed group only is in this group", group.element)


@rule(
    "COS055",
    "added-group-is-listed",
    MUST,
    section="3.1.4.3",
    on=response("GetImItemList"),
    severity=Severity.WARNING,
)
def added_group_is_listed(message: Message, history: History) -> Iterator[Breach]:
    """A group that was added is in the list.

    Sections 3.1.4.3 and 3.1.4.1 add it, section 3.1.4.6 returns all groups. A warning: another client may
    have removed it meanwhile.

    Good:
        AddImGroup returns AAMkAGQ1, then GetImItemList with AAMkAGQ1
    Bad:
        AddImGroup returns AAMkAGQ1, then GetImItemList without AAMkAGQ1
    """
    if history.request is None or "ImItemList" not in message.children:
        return
    listed = {group.id for group in message.derived(groups_in)}
    for group, added in history.of(ContactList).added(account_of_message(history.request)):
        if group not in listed and history.asked_at >= added:
            yield Breach(
                f"a group that was added {history.asked_at - added:.3f} s ago is not in the list",
                message.children["ImItemList"],
            )

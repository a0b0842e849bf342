"""Rules of MS-OXWSCOS over several messages: groups that were added, renamed and removed show in the list."""

from __future__ import annotations

from collections.abc import Iterator

from inspector.protocols.common.accounts import account_of_message
from inspector.protocols.message import Message, text_of
from inspector.protocols.oxwscos.answer_rules import MAX_GROUPS
from inspector.protocols.oxwscos.memory import ContactListSeen
from inspector.protocols.oxwscos.parts import groups_in, id_in, personas_in
from inspector.protocols.rule import MAY, MUST, Severity, Violation, response, rule
from inspector.protocols.session import History
from inspector.wording import plural

_LISTS = ("GetImItemList", "GetImItems")
_ADDED = ("AddImGroup", "AddDistributionGroupToImList")


@rule(
    "COS040", "same-name-same-group", MUST, section="3.1.4.3", on=response(*_ADDED), severity=Severity.WARNING
)
def same_name_same_group(message: Message, history: History) -> Iterator[Violation]:
    """A group that is added again is the group that there is.

    AddImGroup returns the group of the name (section 3.1.4.3), AddDistributionGroupToImList makes none for an
    SMTP address that has one (3.1.4.1). The text does not say whether the case of a name counts: only the
    very same name is judged. A warning: another client may have removed the first one meanwhile.

    Good:
        AddImGroup My group returns AAMkAGQ1, and returns it again
    Bad:
        AddImGroup My group returns AAMkAGQ1, then AAMkAGQ2
    """
    if history.request is None or message.operation is None:
        return
    key = "DisplayName" if message.operation.name == "AddImGroup" else "SmtpAddress"
    wanted = text_of(history.request.children.get(key))
    known = history.state(ContactListSeen).group_of(
        account_of_message(history.request), history.request.children
    )
    for group in message.memo(groups_in):
        if known is not None and group.id and group.id != known:
            yield Violation(
                f"{wanted[:60]!r} has a group already; this is another one",
                group.element,
                section=message.operation.section,
            )


@rule("COS044", "removed-group-is-gone", MUST, section="3.1.4.11", on=response(*_LISTS))
def removed_group_is_gone(message: Message, history: History) -> Iterator[Violation]:
    """A group that was removed is not in the list any more.

    Sections 3.1.4.11 and 3.1.4.9. Nobody else can bring an identifier back.

    Good:
        RemoveImGroup of AAMkAGQ1, then GetImItemList without AAMkAGQ1
    Bad:
        RemoveImGroup of AAMkAGQ1, then GetImItemList with AAMkAGQ1
    """
    known = history.state(ContactListSeen)
    for group in message.memo(groups_in):
        removed = known.removed_at(group.id)
        if removed is not None and history.asked_at >= removed:
            yield Violation(f"the group was removed {history.asked_at - removed:.3f} s ago", group.element)


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
def group_that_exists(message: Message, history: History) -> Iterator[Violation]:
    """An operation on a group that was removed fails.

    GroupId is the identifier of a group; one that was removed is none.

    Good:
        RemoveImGroup of AAMkAGQ1, then SetImGroup of AAMkAGQ1 gets ErrorItemNotFound
    Bad:
        RemoveImGroup of AAMkAGQ1, then SetImGroup of AAMkAGQ1 succeeds
    """
    if history.request is None or message.operation is None or not message.succeeded:
        return
    removed = history.state(ContactListSeen).removed_at(id_in(history.request.children, "GroupId"))
    if removed is not None and history.asked_at >= removed:
        yield Violation(
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
def group_has_its_new_name(message: Message, history: History) -> Iterator[Violation]:
    """A group has the display name that it was last given.

    Section 3.1.4.12. A warning: another client may have renamed it meanwhile.

    Good:
        SetImGroup to Friends, then GetImItemList with Friends
    Bad:
        SetImGroup to Friends, then GetImItemList with the old name
    """
    known = history.state(ContactListSeen)
    for group in message.memo(groups_in):
        given = known.name(group.id)
        if given and group.name and history.asked_at >= given[1] and group.name != given[0]:
            yield Violation(
                f"the group is {group.name[:60]!r}, it was named {given[0][:60]!r}", group.element
            )


@rule("COS052", "group-limit", MUST, section="3.1.4.3", on=response("AddImGroup"), severity=Severity.WARNING)
def group_limit(message: Message, history: History) -> Iterator[Violation]:
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
    known = history.state(ContactListSeen).list_of(account_of_message(history.request))
    name = text_of(history.request.children.get("DisplayName")).lower()
    if known is None or known.made < MAX_GROUPS or history.asked_at < known.at or name in known.names:
        return
    yield Violation(f"the list has {known.made} groups; adding one more must fail", message.payload)


@rule(
    "COS055",
    "added-group-is-listed",
    MUST,
    section="3.1.4.3",
    on=response(*_LISTS),
    severity=Severity.WARNING,
)
def added_group_is_listed(message: Message, history: History) -> Iterator[Violation]:
    """A group that was added is in the list, and is returned to who asks for it.

    Sections 3.1.4.3 and 3.1.4.1 add it, section 3.1.4.6 returns all groups, section 3.1.4.7 those that are
    asked for. A warning: another client may have removed it meanwhile.

    Good:
        AddImGroup returns AAMkAGQ1, then GetImItemList with AAMkAGQ1
    Bad:
        AddImGroup returns AAMkAGQ1, then GetImItemList without AAMkAGQ1
    """
    if history.request is None or "ImItemList" not in message.children:
        return
    listed = {group.id for group in message.memo(groups_in)}
    wanted = {element.get("Id") for element in message.request_children.get("GroupIds", ())}
    some = message.operation is not None and message.operation.name == "GetImItems"
    for group, added in history.state(ContactListSeen).added(account_of_message(history.request)):
        if group not in listed and history.asked_at >= added and (not some or group in wanted):
            yield Violation(
                f"a group that was added {history.asked_at - added:.3f} s ago is not in the list",
                message.children["ImItemList"],
                section="3.1.4.7" if some else "",
            )


@rule("COS059", "one-identifier-for-one-group", MUST, section="2.2.4.2", on=response(*_LISTS, "AddImGroup"))
def one_identifier_for_one_group(message: Message, history: History) -> Iterator[Violation]:
    """An identifier names one group, and a persona's one persona.

    ExchangeStoreId is the identifier of the group (section 2.2.4.2). Two of a list with one identifier are an
    error; a new group with that of a group of another name is a warning, as another client may have renamed
    it meanwhile.

    Good:
        <t:ExchangeStoreId Id="AAMkH" ChangeKey="EgAA"/>
    Bad:
        <t:ExchangeStoreId Id="AAMkG" ChangeKey="EgAA"/> in two t:ImGroup
    """
    known, seen = history.state(ContactListSeen), set[str]()
    adds = message.operation is not None and message.operation.name == "AddImGroup"
    for group in message.memo(groups_in):
        if group.id and group.id in seen:
            yield Violation("the identifier is that of another group of the list", group.element)
        seen.add(group.id)
        named = known.name(group.id) if adds else None
        if named is not None and named[0].lower() != group.name.lower() and history.asked_at >= named[1]:
            yield Violation(
                f"the identifier is that of the group {named[0][:60]!r}",
                group.element,
                severity=Severity.WARNING,
            )
    personas = set[str]()
    for persona in message.memo(personas_in):
        if persona.id and persona.id in personas:
            yield Violation("the identifier is that of another persona of the list", persona.element)
        personas.add(persona.id)


@rule(
    "COS060",
    "list-changes-by-what-was-done",
    MAY,
    section="3.1.4.6",
    on=response("GetImItemList"),
    severity=Severity.INFO,
)
def list_changes_by_what_was_done(message: Message, history: History) -> Iterator[Violation]:
    """Names, groups and contacts of the list are as before if nothing was done to it.

    Section 3.1.4.6. Information only: another client of the mailbox may have changed the list. If there is
    none, the server lost something, or shows it at last.

    Good:
        two GetImItemList, one after the other, with the same groups
    Bad:
        two GetImItemList, one after the other, the second with a group less
    """
    if history.request is None or "ImItemList" not in message.children:
        return
    before = history.state(ContactListSeen).unchanged(account_of_message(history.request))
    if before is None or history.asked_at < before.at:
        return
    names = {group.id: group.name for group in message.memo(groups_in)}
    count = len(message.memo(personas_in))
    if count != before.size or names != {group.id: group.name for group in before.groups}:
        yield Violation(
            f"the list has {plural(len(names), 'group')} and {plural(count, 'contact')}, before it had "
            f"{len(before.groups)} and {before.size}; this session did not change it"
            if (count, len(names)) != (before.size, len(before.groups))
            else "a group has another name than before, and this session did not change it",
            message.children["ImItemList"],
        )

"""Rules of MS-OXWSCOS about what a server answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from inspector.protocols.message import Message, text_of
from inspector.protocols.oxwscos.parts import (
    DISTRIBUTION,
    FAVORITES,
    GROUP_TYPES,
    OTHER,
    TAGGED,
    USER,
    groups_in,
    personas_in,
)
from inspector.protocols.rule import MUST, Severity, Violation, response, rule
from inspector.protocols.session import History
from inspector.wording import plural

_LISTS = ("GetImItemList", "GetImItems")
_ADDED = ("AddImGroup", "AddDistributionGroupToImList")
MAX_GROUPS = 64
"""The most groups that AddImGroup makes (section 3.1.4.3)."""
MAX_CONTACTS = 1000
"""The most contacts (sections 3.1.4.4 and 3.1.4.5)."""


@rule("COS020", "group-returned", MUST, section="3.1.4.3", on=response(*_ADDED))
def group_returned(message: Message, history: History) -> Iterator[Violation]:
    """A group that was added comes back with its name, its type and its identifier.

    Section 3.1.4.3 says so of AddImGroup, though the schema makes all three optional; of
    AddDistributionGroupToImList section 3.1.4.1.3.2 says that ImGroup is the group.

    Good:
        <t:ExchangeStoreId Id="AAMkAGQ1" ChangeKey="EgAAAA=="/>
    Bad:
        <m:AddImGroupResponse ResponseClass="Success"> with a m:ResponseCode alone
    """
    if not message.succeeded:
        return
    section = "" if message.operation and message.operation.name == "AddImGroup" else "3.1.4.1.3.2"
    groups = message.memo(groups_in)
    if not groups:
        yield Violation("the response has no ImGroup", message.payload, section=section)
    for group in groups:
        told = {"DisplayName": group.name, "GroupType": group.kind, "ExchangeStoreId": group.id}
        for name, value in told.items():
            if not value:
                yield Violation(f"the group has no {name}", group.element, section=section)


@rule("COS021", "group-type-known", MUST, section="2.2.4.2", on=response(*_ADDED, *_LISTS))
def group_type_known(message: Message, history: History) -> Iterator[Violation]:
    """The GroupType of a group is one of the five that there are.

    Section 2.2.4.2. Groups that are not recognised are not returned at all (section 3.1.4.6).

    Good:
        <t:GroupType>IPM.DistList.MOC.UserGroup</t:GroupType>
    Bad:
        <t:GroupType>IPM.DistList</t:GroupType>
    """
    for group in message.memo(groups_in):
        if group.kind and group.kind not in GROUP_TYPES:
            yield Violation(f"there is no GroupType {group.kind[:60]!r}", group.element)


@rule("COS022", "one-group-of-each-special-type", MUST, section="2.2.4.2", on=response(*_LISTS))
def one_group_of_each_special_type(message: Message, history: History) -> Iterator[Violation]:
    """A list has at most one Tagged, one OtherContacts and one Favorites group.

    Section 2.2.4.2; the sentence speaks of a value and means the list (docs/errata.md).

    Good:
        <t:GroupType>IPM.DistList.MOC.Favorites</t:GroupType>
    Bad:
        two t:ImGroup of IPM.DistList.MOC.Favorites
    """
    groups = message.memo(groups_in)
    many = Counter(group.kind for group in groups if group.kind in (TAGGED, OTHER, FAVORITES))
    for kind, count in many.items():
        if count > 1:
            second = [group for group in groups if group.kind == kind][1]
            yield Violation(f"the list has {count} groups of type {kind}", second.element)


@rule("COS023", "type-of-the-new-group", MUST, section="3.1.4.1", on=response(*_ADDED))
def type_of_the_new_group(message: Message, history: History) -> Iterator[Violation]:
    """A distribution group that was added is one, and a group that was added is not a special one.

    AddDistributionGroupToImList makes a distribution group (section 3.1.4.1). AddImGroup makes a group of
    the user or returns the one that has the name (3.1.4.3), whatever that is: another type gives
    information only.

    Good:
        <t:GroupType>IPM.DistList.MOC.DG</t:GroupType>
    Bad:
        <t:GroupType>IPM.DistList.MOC.UserGroup</t:GroupType>
    """
    assert message.operation is not None
    distribution = message.operation.name == "AddDistributionGroupToImList"
    for group in message.memo(groups_in):
        if distribution and group.kind in GROUP_TYPES and group.kind != DISTRIBUTION:
            yield Violation(f"the distribution group has the type {group.kind}", group.element)
        elif not distribution and group.kind in GROUP_TYPES and group.kind != USER:
            yield Violation(
                f"the group has the type {group.kind}",
                group.element,
                severity=Severity.INFO,
                section="3.1.4.3",
            )


@rule("COS024", "group-as-asked", MUST, section="3.1.4.3", on=response(*_ADDED))
def group_as_asked(message: Message, history: History) -> Iterator[Violation]:
    """The group that comes back has the display name, or the SMTP address, that was asked for.

    Sections 3.1.4.3, and 2.2.4.2 for SmtpAddress. Letter case does not count.

    Good:
        <t:DisplayName>My group</t:DisplayName>
    Bad:
        <t:DisplayName>Your group</t:DisplayName>
    """
    assert message.operation is not None
    for group in message.memo(groups_in):
        if message.operation.name == "AddImGroup":
            wanted, got = text_of(message.request_children.get("DisplayName")), group.name
        else:
            address = next(group.element.iterchildren("{*}SmtpAddress"), None)
            wanted, got = text_of(message.request_children.get("SmtpAddress")), text_of(address)
        if wanted and got and wanted.lower() != got.lower():
            yield Violation(f"the group is {got[:60]!r}, {wanted[:60]!r} was asked for", group.element)


@rule(
    "COS025",
    "persona-returned",
    MUST,
    section="3.1.4.4.3.2",
    on=response("AddNewImContactToGroup", "AddNewTelUriContactToGroup"),
    severity=Severity.INFO,
)
def persona_returned(message: Message, history: History) -> Iterator[Violation]:
    """A contact that was added comes back as a Persona.

    Sections 3.1.4.4.3.2 and 3.1.4.5.3.2. Information: if the contact exists already the operation "does
    nothing", and the text does not say what the answer holds then (docs/errata.md).

    Good:
        <m:Persona>
    Bad:
        <m:AddNewImContactToGroupResponse ResponseClass="Success"> with a m:ResponseCode alone
    """
    if message.succeeded and "Persona" not in message.children:
        tel = message.operation is not None and message.operation.name == "AddNewTelUriContactToGroup"
        yield Violation("the response has no Persona", message.payload, section="3.1.4.5.3.2" if tel else "")


@rule("COS026", "list-returned", MUST, section="3.1.4.6.3.2", on=response(*_LISTS))
def list_returned(message: Message, history: History) -> Iterator[Violation]:
    """A successful GetImItemList or GetImItems returns an ImItemList.

    Sections 3.1.4.6.3.2 and 3.1.4.7.3.2; without it the client does not know whether the list is empty.

    Good:
        <m:ImItemList>
    Bad:
        <m:GetImItemListResponse ResponseClass="Success"> with a m:ResponseCode alone
    """
    if message.succeeded and "ImItemList" not in message.children:
        only_some = message.operation is not None and message.operation.name == "GetImItems"
        section = "3.1.4.7.3.2" if only_some else ""
        yield Violation("the response has no ImItemList", message.payload, section=section)


@rule(
    "COS027", "groups-as-asked", MUST, section="3.1.4.7", on=response("GetImItems"), severity=Severity.WARNING
)
def groups_as_asked(message: Message, history: History) -> Iterator[Violation]:
    """GetImItems returns no groups but those that were asked for.

    Section 3.1.4.7. A warning: an identifier can come back in another form than the one that was sent.

    Good:
        <t:ExchangeStoreId Id="AAMkAGQ1" ChangeKey="EgAAAA=="/>
    Bad:
        <t:ExchangeStoreId Id="AAMkAGQ2" ChangeKey="EgAAAA=="/>
    """
    wanted = {element.get("Id") for element in message.request_children.get("GroupIds", ())}
    if not message.request_children:
        return
    for group in message.memo(groups_in):
        if group.id and group.id not in wanted:
            yield Violation("the group was not asked for", group.element)


@rule(
    "COS054",
    "contacts-as-asked",
    MUST,
    section="3.1.4.7",
    on=response("GetImItems"),
    severity=Severity.WARNING,
)
def contacts_as_asked(message: Message, history: History) -> Iterator[Violation]:
    """GetImItems returns no contacts but those that were asked for, and those of the groups that were.

    Section 3.1.4.7. A persona of several contacts is asked for by any of them. A warning: an identifier can
    come back in another form than the one that was sent.

    Good:
        <t:SourceId Id="AAMkAGQ1c1"/>
    Bad:
        <t:SourceId Id="AAMkAGQ1c9"/>
    """
    if not message.request_children:
        return
    wanted = {str(element.get("Id", "")) for element in message.request_children.get("ContactIds", ())}
    for group in message.memo(groups_in):
        wanted |= group.members
    for persona in message.memo(personas_in):
        if persona.contacts and not persona.contacts & wanted:
            yield Violation("the contact was not asked for", persona.element)


@rule("COS041", "no-more-than-64-groups", MUST, section="3.1.4.3", on=response("GetImItemList"))
def no_more_than_64_groups(message: Message, history: History) -> Iterator[Violation]:
    """A list has at most 64 groups of the user.

    AddImGroup fails if there are 64, Tagged, OtherContacts and Favorites aside (section 3.1.4.3).
    Distribution groups are added by another operation, for which no limit is given, and are not counted.

    Good:
        64 t:ImGroup of IPM.DistList.MOC.UserGroup
    Bad:
        65 t:ImGroup of IPM.DistList.MOC.UserGroup
    """
    made = [group for group in message.memo(groups_in) if group.kind == USER]
    if len(made) > MAX_GROUPS:
        yield Violation(
            f"the list has {len(made)} groups, at most {MAX_GROUPS} can be made", made[-1].element
        )


@rule(
    "COS042",
    "no-more-than-1000-contacts",
    MUST,
    section="3.1.4.5",
    on=response(*_LISTS),
    severity=Severity.WARNING,
)
def no_more_than_1000_contacts(message: Message, history: History) -> Iterator[Violation]:
    """A list has at most 1000 contacts, and a group too.

    Section 3.1.4.5 counts the contacts that exist, section 3.1.4.4 those of the group (docs/errata.md): a
    warning, as AddImContactToGroup has no limit in the text.

    Good:
        1000 t:Persona
    Bad:
        1001 t:Persona
    """
    personas = message.memo(personas_in)
    if len(personas) > MAX_CONTACTS:
        said = f"the list has {len(personas)} contacts, the limit is {MAX_CONTACTS}"
        yield Violation(said, personas[-1].element)
    for group in message.memo(groups_in):
        if len(group.members) > MAX_CONTACTS:
            yield Violation(
                f"the group has {len(group.members)} contacts, the limit is {MAX_CONTACTS}",
                group.element,
                section="3.1.4.4",
            )


@rule(
    "COS051",
    "contacts-are-in-a-group",
    MUST,
    section="3.1.4.6",
    on=response("GetImItemList"),
    severity=Severity.INFO,
)
def contacts_are_in_a_group(message: Message, history: History) -> Iterator[Violation]:
    """Each contact of a list is a member of one of its groups.

    Section 3.1.4.6: others are not returned. Information: published samples shorten identifiers, so that
    the two places do not agree.

    Good:
        <t:SourceId Id="AAMkAGQ1c1"/>
    Bad:
        <t:SourceId Id="AAMkAGQ1c9"/>
    """
    members = {member for group in message.memo(groups_in) for member in group.members}
    for persona in message.memo(personas_in):
        if persona.contacts and not persona.contacts & members:
            yield Violation("the contact is in none of the groups of the list", persona.element)


@rule(
    "COS053",
    "other-contacts-are-in-no-group",
    MUST,
    section="2.2.4.2",
    on=response(*_LISTS),
    severity=Severity.WARNING,
)
def other_contacts_are_in_no_group(message: Message, history: History) -> Iterator[Violation]:
    """A contact of OtherContacts is in no group of the user.

    OtherContacts has those that are in no other group (section 2.2.4.2). Tagged and Favorites mark contacts
    of other groups, and the directory says who is in a distribution group: these are not judged. A warning:
    the list may change while it is read.

    Good:
        a member of IPM.DistList.MOC.OtherContacts that is in Favorites too
    Bad:
        a member of IPM.DistList.MOC.OtherContacts that is in a IPM.DistList.MOC.UserGroup too
    """
    groups = message.memo(groups_in)
    placed = {member for group in groups if group.kind == USER for member in group.members}
    for group in groups:
        if group.kind == OTHER and group.members & placed:
            both = plural(len(group.members & placed), "contact is", "contacts are")
            yield Violation(f"{both} in OtherContacts and in a group of the user", group.element)

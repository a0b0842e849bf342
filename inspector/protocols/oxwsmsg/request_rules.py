"""Rules of MS-OXWSMSG about what a client asks."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from inspector.protocols.common.schema_versions import version_rank
from inspector.protocols.message import Message, children_of, text_of
from inspector.protocols.oxwscore.since import ATTACHMENT_PROPERTIES, ITEM_PROPERTIES
from inspector.protocols.oxwsmsg.parts import READ_ONLY, asked_for, item_shape
from inspector.protocols.oxwsmsg.since import ATTRIBUTES, PROPERTIES, SETTABLE, asked_version, is_older
from inspector.protocols.rule import MUST, Severity, Violation, request, rule
from inspector.protocols.session import History
from inspector.wire.soap import local_name

_ATTACHMENTS = ("{*}FileAttachment", "{*}ItemAttachment")
_LATER = ("FieldURI", "FileAttachment", "ItemAttachment", *(f"@{name}" for name in ATTRIBUTES))
_NEWEST = max(
    (*PROPERTIES.values(), *ATTRIBUTES.values(), *ITEM_PROPERTIES.values()),
    key=lambda name: version_rank(name) or 0,
)


@rule("MSG001", "item-shape-sent", MUST, section="3.1.4.4", on=request("GetItem"))
def item_shape_sent(message: Message, history: History) -> Iterator[Violation]:
    """A GetItem request has an ItemShape, and its BaseShape.

    Both must be there (section 3.1.4.4): they say what is returned.

    Good:
        <t:BaseShape>IdOnly</t:BaseShape>
    Bad:
        <m:ItemShape/>
    """
    shape = message.children.get("ItemShape")
    if shape is None:
        yield Violation("the request has no ItemShape, which must be included", message.payload)
    elif not text_of(message.memo(item_shape).get("BaseShape")):
        yield Violation("ItemShape has no BaseShape, which must be present", shape)


@rule("MSG002", "item-ids-sent", MUST, section="3.1.4.4", on=request("GetItem"))
def item_ids_sent(message: Message, history: History) -> Iterator[Violation]:
    """A GetItem request names the items that it wants.

    ItemIds must be included, and each ItemId has an Id (section 3.1.4.4).

    Good:
        <t:ItemId Id="AAMkAGY4YzQw"/>
    Bad:
        <t:ItemId ChangeKey="CQAAABYAAA"/>
    """
    wanted = message.memo(asked_for)
    if not wanted:
        yield Violation(
            "the request names no items in ItemIds", message.children.get("ItemIds", message.payload)
        )
    for item in wanted:
        if not item.get("Id") and local_name(item) == "ItemId":
            yield Violation("ItemId has no Id: it names no item", item)


@rule("MSG003", "conflict-resolution-sent", MUST, section="3.1.4.7", on=request("UpdateItem"))
def conflict_resolution_sent(message: Message, history: History) -> Iterator[Violation]:
    """An UpdateItem request says what happens if the item has changed meanwhile.

    It must contain the ConflictResolution attribute (section 3.1.4.7): NeverOverwrite, AutoResolve or
    AlwaysOverwrite.

    Good:
        <m:UpdateItem ConflictResolution="AlwaysOverwrite" MessageDisposition="SaveOnly">
    Bad:
        <m:UpdateItem MessageDisposition="SaveOnly">
    """
    payload = message.payload
    assert payload is not None
    found = payload.get("ConflictResolution")
    if found is None:
        yield Violation("the request has no ConflictResolution, which it must contain", payload)
    elif found not in ("NeverOverwrite", "AutoResolve", "AlwaysOverwrite"):
        yield Violation(f"there is no ConflictResolution {found[:60]!r}", payload, "ConflictResolution")


@rule("MSG004", "recipients-to-send-to", MUST, section="2.2.4.1", on=request("CreateItem"))
def recipients_to_send_to(message: Message, history: History) -> Iterator[Violation]:
    """A message that is sent has recipients.

    ToRecipients is required for sending (section 2.2.4.1). Mail to Cc or Bcc alone is common and every
    server sends it, so that the lack of ToRecipients alone is information; no recipient at all is an error.
    A message that comes as MimeContent has its recipients in there.

    Good:
        <t:EmailAddress>user1@example.com</t:EmailAddress>
    Bad:
        <m:CreateItem MessageDisposition="SendOnly"> with a t:Message that has no recipients
    """
    payload = message.payload
    assert payload is not None
    if payload.get("MessageDisposition") not in ("SendOnly", "SendAndSaveCopy"):
        return
    for item in message.memo(asked_for):
        parts = children_of(item)
        if local_name(item) != "Message" or "MimeContent" in parts:
            continue
        given = {
            name for name in ("ToRecipients", "CcRecipients", "BccRecipients") if len(parts.get(name, ()))
        }
        if not given:
            yield Violation("the message is to be sent and has no recipient", item)
        elif "ToRecipients" not in given:
            yield Violation(
                "the message is to be sent and has no ToRecipients, only " + " and ".join(sorted(given)),
                item,
                severity=Severity.INFO,
            )


@rule(
    "MSG005",
    "read-only-property-set",
    MUST,
    section="2.2.4.1",
    on=request("CreateItem", "UpdateItem"),
    severity=Severity.WARNING,
)
def read_only_property_set(message: Message, history: History) -> Iterator[Violation]:
    """A client does not set what only the server sets.

    ConversationIndex, ConversationTopic, InternetMessageId, ReceivedBy, ReceivedRepresenting,
    ApprovalRequestData, VotingInformation and ReminderMessageData are read-only (section 2.2.4.1). A
    warning: servers answer with an error, or pass over the value. From Exchange 2013 on a message can be
    created with an InternetMessageId (docs/errata.md), by the version that the request asks for.

    Good:
        <t:FieldURI FieldURI="message:IsRead"/>
    Bad:
        <t:FieldURI FieldURI="message:InternetMessageId"/>
    """
    assert message.operation is not None
    operation = message.operation.name
    settable = SETTABLE if operation == "CreateItem" else {}
    for one in message.memo(asked_for):
        for name, element in _written(one):
            if name in READ_ONLY and is_older(asked_version(message), settable.get(name, "")) is not False:
                yield Violation(f"{name} is read-only", element)


def _written(one: etree._Element) -> Iterator[tuple[str, etree._Element]]:
    if local_name(one) == "Message":
        for element in one.iterchildren(etree.Element):
            yield local_name(element), element
    elif local_name(one) == "ItemChange":
        for path in one.iter("{*}FieldURI"):
            prefix, _, name = str(path.get("FieldURI", "")).partition(":")
            if prefix == "message":
                yield name, path


@rule(
    "MSG007",
    "mail-address-not-empty",
    MUST,
    section="2.2.4.1",
    on=request("CreateItem", "UpdateItem"),
)
def mail_address_not_empty(message: Message, history: History) -> Iterator[Violation]:
    """The EmailAddress of a mailbox that a client names has at least one character.

    It is a NonEmptyStringType (MS-OXWSCDATA, which section 2.2.4.1 refers to). The element may be left out,
    for a name that the server is to resolve.

    Good:
        <t:EmailAddress>user1@example.com</t:EmailAddress>
    Bad:
        <t:EmailAddress/>
    """
    assert message.operation is not None
    for one in message.memo(asked_for):
        for address in one.iter("{*}EmailAddress"):
            if not address.text:
                yield Violation("EmailAddress is empty; it must have at least one character", address)


@rule(
    "MSG016",
    "update-sets-what-it-names",
    MUST,
    section="3.1.4.7",
    on=request("UpdateItem"),
    severity=Severity.WARNING,
)
def update_sets_what_it_names(message: Message, history: History) -> Iterator[Violation]:
    """A change of a message holds one property, the one that its path names.

    UpdateItem changes properties (section 3.1.4.7); a path and a message that do not agree leave open which.
    No schema sees it. Servers answer ErrorIncorrectUpdatePropertyCount and ErrorUpdatePropertyMismatch.

    Good:
        <t:IsRead>true</t:IsRead>
    Bad:
        <t:IsResponseRequested>true</t:IsResponseRequested>
    """
    for one in message.memo(asked_for):
        for change in one.iterfind("{*}Updates/*"):
            parts = children_of(change)
            item = parts.get("Message")
            if item is None:  # it deletes, or changes an item of another kind
                continue
            given = [local_name(each) for each in item.iterchildren(etree.Element)]
            if len(given) != 1:
                yield Violation(f"a change holds one property, this one {len(given)}", item)
            elif "FieldURI" in parts:
                path = str(parts["FieldURI"].get("FieldURI", ""))
                prefix, _, name = path.partition(":")
                if prefix in ("item", "message") and given[0] != name:
                    yield Violation(f"the path is {path[:80]}, the property {given[0][:80]}", item[0])


@rule(
    "MSG009",
    "asked-of-an-older-version",
    MUST,
    section="8",
    on=request("GetItem", "CreateItem", "UpdateItem", "DeleteItem", only_holding=_LATER),
    severity=Severity.INFO,
)
def asked_of_an_older_version(message: Message, history: History) -> Iterator[Violation]:
    """What a later version brought is not asked of an older one.

    ApprovalRequestData, VotingInformation and ReminderMessageData came with Exchange 2013 SP1 (product notes
    of section 8), and SuppressReadReceipts too; properties of every item and of attachments came with
    Exchange 2010 and later (docs/errata.md). Judged by RequestServerVersion. Information, once in a session
    for each name: newer servers may know it all the same.

    Good:
        <t:RequestServerVersion Version="Exchange2013_SP1"/>
    Bad:
        <t:RequestServerVersion Version="Exchange2010_SP2"/>
    """
    payload, version = message.payload, asked_version(message)
    if payload is None or not is_older(version, _NEWEST):
        return  # which is nearly always
    for name, since, element, attribute in _asked_since(payload):
        if is_older(version, since) and history.first_time(f"MSG009 {name}"):
            yield Violation(f"{name} came with {since}, the request asks for {version}", element, attribute)


def _asked_since(payload: etree._Element) -> Iterator[tuple[str, str, etree._Element, str]]:
    """What a request asks for that came at some time: its name, the version, and where it stands."""
    for name, since in ATTRIBUTES.items():
        if payload.get(name) is not None:
            yield name, since, payload, name
    for path in payload.iter("{*}FieldURI"):
        prefix, _, name = str(path.get("FieldURI", "")).partition(":")
        known = {"message": PROPERTIES, "item": ITEM_PROPERTIES}.get(prefix, {})
        if name in known:
            yield name, known[name], path, "FieldURI"
    for attachment in payload.iter(*_ATTACHMENTS):
        for part in attachment.iterchildren(etree.Element):
            name = local_name(part)
            if name in ATTACHMENT_PROPERTIES:
                yield f"{name} of an attachment", ATTACHMENT_PROPERTIES[name], part, ""

"""Rules of MS-OXWSMSG about what a server answers."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from inspector.protocols.message import Message, text_of
from inspector.protocols.oxwsmsg.memory import SavedItems
from inspector.protocols.oxwsmsg.operations import OPERATIONS
from inspector.protocols.oxwsmsg.parts import asked_for, id_of, item_shape, items_shown, messages_in
from inspector.protocols.oxwsmsg.since import NEWEST, PROPERTIES, is_older
from inspector.protocols.rule import MUST, Severity, Violation, response, rule
from inspector.protocols.session import History
from inspector.wire.soap import LOCAL_NAMES, local_name

_SECTIONS = {operation.name: operation.section for operation in OPERATIONS}
_SENDS = ("SendOnly", "SendAndSaveCopy")
_LATER = tuple("{*}" + name for name in PROPERTIES)


@rule(
    "MSG008",
    "property-of-a-later-version",
    MUST,
    section="8",
    on=response("GetItem", "CreateItem", "UpdateItem", only_holding=tuple(PROPERTIES)),
    severity=Severity.WARNING,
)
def property_of_a_later_version(message: Message, history: History) -> Iterator[Violation]:
    """A server before Exchange 2013 SP1 returns no approval, voting or reminder data.

    ApprovalRequestData, VotingInformation and ReminderMessageData, with the types that they are made of,
    came with Exchange 2013 SP1 (product notes of section 8).

    Good:
        <t:ServerVersionInfo MajorVersion="15" MinorVersion="0" Version="Exchange2013_SP1"/>
    Bad:
        <t:ServerVersionInfo MajorVersion="14" MinorVersion="1" Version="Exchange2010_SP1"/>
    """
    version = message.soap_header_value("ServerVersionInfo", "Version") or ""
    if message.payload is None or not is_older(version, NEWEST):
        return
    for element in message.payload.iter(*_LATER):
        since = PROPERTIES[local_name(element)]
        if is_older(version, since):
            yield Violation(f"{local_name(element)} came with {since}, the server is older", element)


def _one_item(message: Message, history: History) -> Iterator[tuple[etree._Element, etree._Element | None]]:
    """Yields the successful response messages to the creation of messages, with their ItemIds."""
    if history.request is None or not messages_in(history.request):
        return
    for result, _, parts in message.memo(items_shown):
        if result.get("ResponseClass") == "Success":
            yield result, parts.get("ItemId")


def _disposition(history: History) -> str:
    payload = None if history.request is None else history.request.payload
    return "" if payload is None else str(payload.get("MessageDisposition", ""))


@rule("MSG020", "saved-message-has-an-id", MUST, section="2.2.5.1", on=response("CreateItem"))
def saved_message_has_an_id(message: Message, history: History) -> Iterator[Violation]:
    """A message that is created with SaveOnly comes back with its identifier.

    Section 2.2.5.1; without it the message could not be sent later.

    Good:
        <t:ItemId Id="AAMkAGIw" ChangeKey="CQAAABYAAA"/>
    Bad:
        <m:Items/>
    """
    if _disposition(history) == "SaveOnly":
        for result, item_id in _one_item(message, history):
            if item_id is None or not item_id.get("Id"):
                yield Violation("the message was saved (SaveOnly); its ItemId must be returned", result)


@rule("MSG021", "sent-message-has-no-id", MUST, section="2.2.5.1", on=response("CreateItem"))
def sent_message_has_no_id(message: Message, history: History) -> Iterator[Violation]:
    """A message that is created with SendOnly or SendAndSaveCopy comes back without an identifier.

    Section 2.2.5.1 says so of both. It concerns CreateItem only: UpdateItem uses the same values and
    returns an identifier (example 4.3).

    Good:
        <m:Items/>
    Bad:
        <t:ItemId Id="AAMkAGIw" ChangeKey="CQAAABYAAA"/>
    """
    disposition = _disposition(history)
    if disposition in _SENDS:
        for _, item_id in _one_item(message, history):
            if item_id is not None:
                yield Violation(f"the message was sent ({disposition}); no ItemId is returned", item_id)


@rule("MSG022", "one-response-message-an-item", MUST, section="3.1.4.4", on=response(*_SECTIONS))
def one_response_message_an_item(message: Message, history: History) -> Iterator[Violation]:
    """A response has one response message for each item of the request, in the same order.

    A client has nothing else to tell which answer belongs to which item. That two are in the wrong place is
    seen by identifiers that were asked for and come back in another place.

    Good:
        <m:GetItemResponseMessage ResponseClass="Success"> twice for two ItemIds
    Bad:
        <m:GetItemResponseMessage ResponseClass="Success"> once for two ItemIds
    """
    if history.request is None or message.operation is None:
        return
    name = message.operation.name
    asked = history.request.memo(asked_for)
    told = message.response_messages
    if asked and len(asked) != len(told):
        yield Violation(
            f"the request has {len(asked)} items, the response {len(told)} response messages",
            message.children.get("ResponseMessages", message.payload),
            section=_SECTIONS[name],
        )
    elif name == "GetItem" and len(asked) > 1:
        wanted = [str(one.get("Id", "")) for one in asked]
        for place, (_, _, parts) in enumerate(message.memo(items_shown)):
            item_id = parts.get("ItemId")
            got = "" if item_id is None else str(item_id.get("Id", ""))
            if got in wanted and got != wanted[place]:
                yield Violation(
                    f"item {place + 1} of the response is item {wanted.index(got) + 1} of the request",
                    item_id,
                )


@rule("MSG023", "response-message-of-the-operation", MUST, section="3.1.4.4", on=response(*_SECTIONS))
def response_message_of_the_operation(message: Message, history: History) -> Iterator[Violation]:
    """The response messages are those of the operation.

    GetItemResponse holds elements GetItemResponseMessage, and likewise for the other six (section 3.1.4).

    Good:
        <m:GetItemResponseMessage ResponseClass="Success">
    Bad:
        <m:FindItemResponseMessage ResponseClass="Success">
    """
    assert message.operation is not None
    name = message.operation.name
    if not message.response_messages:
        yield Violation("the response has no response message", message.payload, section=_SECTIONS[name])
    expected = name + "ResponseMessage"
    for result in message.response_messages:
        if LOCAL_NAMES[result.tag] != expected:
            yield Violation(
                f"{local_name(result)} is no response message of {name}", result, section=_SECTIONS[name]
            )


def _originals(request: Message) -> set[str]:
    return {id_of(one) for one in request.memo(asked_for)} - {""}


@rule("MSG034", "copy-is-another-item", MUST, section="3.1.4.1", on=response("CopyItem"))
def copy_is_another_item(message: Message, history: History) -> Iterator[Violation]:
    """A copy has an identifier of its own.

    Section 3.1.4.1: the operation copies messages; with the identifier of its original there is one item
    only. A server may leave the identifier of a copy out.

    Good:
        CopyItem of AAMkAGIw returns AAMkAGJu
    Bad:
        CopyItem of AAMkAGIw returns AAMkAGIw
    """
    if history.request is None:
        return
    originals = _originals(history.request)
    for _, _, parts in message.memo(items_shown):
        if id_of(parts.get("ItemId")) in originals:
            yield Violation("the copy has the identifier of its original", parts["ItemId"], "Id")


@rule("MSG035", "one-identifier-for-one-item", MUST, section="3.1.4.2", on=response("CreateItem", "CopyItem"))
def one_identifier_for_one_item(message: Message, history: History) -> Iterator[Violation]:
    """Each item that is made has an identifier of its own.

    Sections 3.1.4.2 and 3.1.4.1: one identifier for two items names neither, in a response or in a session.
    Of CreateItem, only messages that are saved are judged; that a copy has the identifier of its original is
    MSG034. An identifier whose item was deleted, moved or sent is not judged.

    Good:
        CreateItem of two messages returns AAMkAGIw and AAMkAGJu
    Bad:
        CreateItem of two messages returns AAMkAGIw twice
    """
    if history.request is None or message.operation is None:
        return
    name = message.operation.name
    if name == "CreateItem" and (_disposition(history) in _SENDS or not messages_in(history.request)):
        return  # what is sent has none, which MSG021 says
    items, seen = history.state(SavedItems), set[str]()
    originals = _originals(history.request) if name == "CopyItem" else set()
    for _, _, parts in message.memo(items_shown):
        identifier = id_of(parts.get("ItemId"))
        if (
            identifier
            and identifier not in originals
            and (identifier in seen or items.saved(identifier) is not None)
        ):
            where = "of the response" if identifier in seen else "of the session"
            yield Violation(
                f"the identifier is that of another item {where} already",
                parts["ItemId"],
                "Id",
                section=_SECTIONS[name],
            )
        seen.add(identifier)


@rule("MSG036", "item-that-was-asked-for", MUST, section="3.1.4.4", on=response("GetItem"))
def item_that_was_asked_for(message: Message, history: History) -> Iterator[Violation]:
    """A successful GetItem returns the item of the ItemId.

    Section 3.1.4.4. Success without an item leaves the client with nothing. An item with another identifier
    is information only: the same item can have several, of old and new forms.

    Good:
        <t:ItemId Id="AAMkAGIw" ChangeKey="CQAAABYAAA"/>
    Bad:
        <m:Items/>
    """
    if history.request is None:
        return
    asked = history.request.memo(asked_for)
    for one, (result, item, parts) in zip(asked, message.memo(items_shown), strict=False):
        got = id_of(parts.get("ItemId"))
        if got and got == one.get("Id"):
            continue  # which is nearly always
        if result.get("ResponseClass") != "Success" or local_name(one) != "ItemId":
            continue
        if item is None:
            yield Violation("the response message says Success and has no item", result)
        elif got and got not in map(id_of, asked):  # one in another's place is told by MSG022
            yield Violation(
                "the item has another identifier than the one that was asked for",
                parts["ItemId"],
                "Id",
                severity=Severity.INFO,
            )


@rule(
    "MSG025",
    "id-only-means-the-id-alone",
    MUST,
    section="3.1.4.4",
    on=response("GetItem"),
    severity=Severity.WARNING,
)
def id_only_means_the_id_alone(message: Message, history: History) -> Iterator[Violation]:
    """A GetItem with the base shape IdOnly gets the identifier, and what was asked for beside it.

    Section 3.1.4.4. A warning: more than was asked for does no harm but to the size. Requests with indexed or
    extended properties are not judged.

    Good:
        <t:ItemId Id="AAMkAGY4YzQw" ChangeKey="CQAAABYAAA"/>
    Bad:
        <t:Subject>Interesting</t:Subject>
    """
    shape = message.memo(item_shape)
    if text_of(shape.get("BaseShape")) != "IdOnly":
        return
    allowed = {"ItemId"}
    if text_of(shape.get("IncludeMimeContent")) in ("true", "1"):
        allowed.add("MimeContent")
    uris, others = message.memo(_asked_besides)
    if others:
        return
    allowed.update(uri.partition(":")[2] for uri in uris)
    for _, _, parts in message.memo(items_shown):
        for name, element in parts.items():
            if name not in allowed:
                yield Violation(f"{name[:80]} was not asked for: the base shape is IdOnly", element)


def _asked_besides(message: Message) -> tuple[frozenset[str], bool]:
    """The properties that were asked for by a FieldURI, and whether others were asked for in another way."""
    additional = message.memo(item_shape).get("AdditionalProperties")
    if additional is None:
        return frozenset(), False
    uris = [path.get("FieldURI", "") for path in additional.iterchildren("{*}FieldURI")]
    rest = len(additional) - len(uris)  # comments too
    return frozenset(uris), bool(rest) and len(uris) < sum(1 for _ in additional.iterchildren(etree.Element))


@rule(
    "MSG026",
    "mime-content-as-asked",
    MUST,
    section="3.1.4.4",
    on=response("GetItem", only_exchanging=("IncludeMimeContent", "MimeContent")),
    severity=Severity.WARNING,
)
def mime_content_as_asked(message: Message, history: History) -> Iterator[Violation]:
    """MimeContent is returned if IncludeMimeContent is true, and not if it is false or left out.

    Section 3.1.4.4, and MS-OXWSCDATA on IncludeMimeContent. A client can also ask for it as an additional
    property.

    Good:
        <t:IncludeMimeContent>true</t:IncludeMimeContent>
    Bad:
        <t:IncludeMimeContent>false</t:IncludeMimeContent>
    """
    shape = message.memo(item_shape)
    wanted = text_of(shape.get("IncludeMimeContent")) in ("true", "1")
    for _, item, parts in message.memo(items_shown):
        content = parts.get("MimeContent")
        if (content is not None) is wanted or item is None or local_name(item) != "Message":
            continue
        if not shape or "item:MimeContent" in message.memo(_asked_besides)[0]:
            return
        if content is None:
            yield Violation("IncludeMimeContent is true, and no MimeContent is returned", item)
        else:
            yield Violation("MimeContent is returned, and IncludeMimeContent is not true", content)


@rule(
    "MSG027",
    "body-type-as-asked",
    MUST,
    section="3.1.4.4",
    on=response("GetItem", only_holding=("Body",), only_exchanging=("BodyType",)),
    severity=Severity.WARNING,
)
def body_type_as_asked(message: Message, history: History) -> Iterator[Violation]:
    """A body is returned in the format that BodyType asks for.

    Section 3.1.4.4, and MS-OXWSCDATA on BodyType: HTML or Text; Best leaves the choice to the server.

    Good:
        <t:Body BodyType="Text">The merger is finalized.</t:Body>
    Bad:
        <t:Body BodyType="HTML">The merger is finalized.</t:Body>
    """
    wanted = text_of(message.memo(item_shape).get("BodyType"))
    if wanted not in ("HTML", "Text"):
        return
    for _, _, parts in message.memo(items_shown):
        body = parts.get("Body")
        if body is not None and body.get("BodyType") not in (None, wanted):
            yield Violation(f"BodyType is {body.get('BodyType')}; {wanted} was asked for", body, "BodyType")

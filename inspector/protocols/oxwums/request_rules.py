"""Rules of MS-OXWUMS about what a client asks."""

from __future__ import annotations

from collections.abc import Iterator

from inspector.protocols.message import Message, text_of
from inspector.protocols.operation import Endpoint
from inspector.protocols.oxwums.dial_strings import MAX_IDENTIFIER, is_base64, is_dial_string
from inspector.protocols.oxwums.memory import handle_in
from inspector.protocols.oxwums.operations import ON_UM
from inspector.protocols.rule import MUST, Severity, Violation, request, response, rule
from inspector.protocols.session import History

_SUBSECTIONS = {"DisconnectPhoneCall": "3.2", "GetPhoneCallInformation": "3.1"}


def section_of(message: Message) -> str:
    """Returns the section that lists the children of the request of a message's operation."""
    operation = message.operation
    return f"{operation.section}.{_SUBSECTIONS.get(operation.name, '2.1')}" if operation else ""


def _missing(message: Message, child: str, meant: str = "") -> Violation:
    hint = f"; {meant}" if meant else ""
    return Violation(
        f"the request has no {child}, which must be present{hint}",
        message.payload,
        section=section_of(message),
    )


@rule("UMS001", "call-id-sent", MUST, section="3.1.4.1.2.1", on=request("Disconnect", "GetCallInfo"))
def call_id_sent(message: Message, history: History) -> Iterator[Violation]:
    """A Disconnect or GetCallInfo request names its call in CallId.

    The schema of section 7.1 makes the element optional, sections 3.1.4.1.2.1 and 3.1.4.3.2.1 say that it
    must be present. An empty one names no call; the server has to answer both with the invalid-id fault.

    Good:
        <m:CallId>NDEzYjEzNmM=</m:CallId>
    Bad:
        <m:GetCallInfo/>
    """
    call_id = message.children.get("CallId")
    if call_id is None:
        yield _missing(message, "CallId")
    elif not text_of(call_id):
        yield Violation("CallId is empty: it names no call", call_id, section=section_of(message))


@rule(
    "UMS002",
    "call-id-length",
    MUST,
    section="3.1.4.3.2.1",
    on=request("GetCallInfo", "DisconnectPhoneCall", "GetPhoneCallInformation"),
)
def call_id_length(message: Message, history: History) -> Iterator[Violation]:
    """A call identifier in a request has at most 512 characters.

    Section 3.1.4.3.2.1 says so of CallId in GetCallInfo, section 2.2.4.1 of the Id of a PhoneCallId. No
    length is given for CallId in Disconnect, so that it is not judged there.

    Good:
        <m:PhoneCallId Id="NDDY5uY29y9t"/>
    Bad:
        <m:PhoneCallId Id="... 513 characters ..."/>
    """
    handle = message.memo(handle_in)
    if len(handle) > MAX_IDENTIFIER:
        call_id = message.children.get("CallId")
        on_ews = call_id is None
        yield Violation(
            f"the call identifier has {len(handle)} characters, at most {MAX_IDENTIFIER} are allowed",
            message.children.get("PhoneCallId") if on_ews else call_id,
            "Id" if on_ews else "",
            section="2.2.4.1" if on_ews else "",
        )


@rule(
    "UMS003",
    "phone-call-id-sent-once",
    MUST,
    section="3.1.4.2.3.2",
    on=request("DisconnectPhoneCall", "GetPhoneCallInformation"),
)
def phone_call_id_sent_once(message: Message, history: History) -> Iterator[Violation]:
    """A DisconnectPhoneCall or GetPhoneCallInformation request names exactly one call.

    PhoneCallId must occur only once (sections 3.1.4.2.3.2 and 3.1.4.4.3.1), and its Id must be present
    (section 2.2.4.1).

    Good:
        <m:PhoneCallId Id="NDDY5uY29y9t"/>
    Bad:
        <m:PhoneCallId/>
    """
    payload = message.payload
    assert payload is not None
    found = list(payload.iterchildren("{*}PhoneCallId"))
    if not found:
        yield _missing(message, "PhoneCallId")
    for extra in found[1:]:
        yield Violation("PhoneCallId must occur only once", extra, section=section_of(message))
    if found and not str(found[0].get("Id", "")).strip():
        yield Violation("PhoneCallId has no Id: it names no call", found[0], section="2.2.4.1")


@rule("UMS004", "item-to-play-sent", MUST, section="3.1.4.8.2.1", on=request("PlayOnPhone", "PlayOnPhone2"))
def item_to_play_sent(message: Message, history: History) -> Iterator[Violation]:
    """A request to play an item names it: in entryId on the UM endpoint, in ItemId on the EWS endpoint.

    Sections 3.1.4.8.2.1, 3.1.4.7.2.1 and 3.2.3; the schema makes entryId optional.

    Good:
        <m:entryId>AAAAAGsd2rbQLVtL</m:entryId>
    Bad:
        <m:entryId/>
    """
    assert message.operation is not None
    if message.operation.name == "PlayOnPhone2":
        item = message.children.get("ItemId")
        if item is None:
            yield _missing(message, "ItemId")
        elif not str(item.get("Id", "")).strip():
            yield Violation("ItemId has no Id: it names no item", item, section="3.1.4.7.2.1")
        return
    entry = message.children.get("entryId")
    if entry is None:
        yield _missing(message, "entryId")
    elif not text_of(entry):
        yield Violation("entryId is empty: it names no item", entry)


@rule("UMS005", "entry-id-base64", MUST, section="3.1.4.8.2.1", on=request("PlayOnPhone"))
def entry_id_base64(message: Message, history: History) -> Iterator[Violation]:
    """The entryId of a PlayOnPhone request is base64.

    It is an EntryID, a sequence of bytes, in the encoding of RFC 2045 section 6.8. An EWS item identifier
    is base64 too, but another thing: it has to be converted first (section 1.4).

    Good:
        <m:entryId>AAAAAGsd2rbQLVtL</m:entryId>
    Bad:
        <m:entryId>INVALID_ENTRY_ID</m:entryId>
    """
    entry = message.children.get("entryId")
    if text_of(entry) and not is_base64(text_of(entry)):
        yield Violation("entryId is not base64 (RFC 2045 section 6.8)", entry)


_DIALS = ("PlayOnPhone", "PlayOnPhone2", "PlayOnPhoneGreeting", "SetPlayOnPhoneDialString")


@rule("UMS006", "dial-string-sent", MUST, section="3.1.4.8.2.1", on=request(*_DIALS))
def dial_string_sent(message: Message, history: History) -> Iterator[Violation]:
    """A request that makes the server call, or sets whom it calls, has the dial string.

    Sections 3.1.4.7.2.1, 3.1.4.8.2.1, 3.1.4.9.2.1, 3.1.4.13.2.1 and 3.2.3; the schema makes it optional. An
    empty one is left to UMS007.

    Good:
        <m:DialString>+14255550100</m:DialString>
    Bad:
        <m:PlayOnPhone><m:entryId>AAAAAGsd2rbQLVtL</m:entryId></m:PlayOnPhone>
    """
    assert message.operation is not None
    name = "dialString" if message.operation.name == "SetPlayOnPhoneDialString" else "DialString"
    if name not in message.children:
        yield _missing(message, name)


@rule(
    "UMS007",
    "dial-string-syntax",
    MUST,
    section="3.1.4.8.2.1",
    on=request(*_DIALS),
    severity=Severity.WARNING,
)
def dial_string_syntax(message: Message, history: History) -> Iterator[Violation]:
    """A dial string is a telephone number as RFC 3966 writes them.

    A warning, as the server's dial plan decides in the end, and servers take what people type. Plain local
    digits pass: the document's own examples are such. So does an empty string where a setting is taken
    back.

    Good:
        <m:DialString>+1-425-555-0100;ext=17</m:DialString>
    Bad:
        <m:DialString>call me</m:DialString>
    """
    element = message.children.get("DialString", message.children.get("dialString"))
    text = text_of(element)
    if element is None or is_dial_string(text):
        return
    if text:
        yield Violation(
            f"{text[:60]!r} is no telephone number of RFC 3966", element, section=section_of(message)
        )
    elif message.operation is not None and message.operation.name != "SetPlayOnPhoneDialString":
        yield Violation("the dial string is empty: nobody is called", element, section=section_of(message))


@rule("UMS008", "greeting-type", MUST, section="3.1.4.9.2.1", on=request("PlayOnPhoneGreeting"))
def greeting_type(message: Message, history: History) -> Iterator[Violation]:
    """A PlayOnPhoneGreeting request says which greeting, in one of the two values that there are.

    Sections 3.1.4.9.2.1 and 3.1.4.9.3.1: NormalCustom or OofCustom.

    Good:
        <m:GreetingType>NormalCustom</m:GreetingType>
    Bad:
        <m:GreetingType>Oof</m:GreetingType>
    """
    element = message.children.get("GreetingType")
    if element is None:
        yield _missing(message, "GreetingType")
    elif text_of(element) not in ("NormalCustom", "OofCustom"):
        yield Violation(
            f"GreetingType is {text_of(element)[:60]!r}; it can be NormalCustom or OofCustom",
            element,
            section="3.1.4.9.3.1",
        )


@rule(
    "UMS009",
    "status-sent",
    MUST,
    section="3.1.4.12.2.1",
    on=request("SetOofStatus", "SetMissedCallNotificationEnabled"),
)
def status_sent(message: Message, history: History) -> Iterator[Violation]:
    """A request that switches a setting says on or off.

    status must be present (sections 3.1.4.11.2.1 and 3.1.4.12.2.1) and is a boolean of XML Schema: true,
    false, 1 or 0.

    Good:
        <m:status>true</m:status>
    Bad:
        <m:status>yes</m:status>
    """
    element = message.children.get("status")
    if element is None:
        yield _missing(message, "status")
    elif text_of(element) not in ("true", "false", "1", "0"):
        yield Violation(
            f"status is {text_of(element)[:60]!r}, no boolean", element, section=section_of(message)
        )


@rule("UMS010", "folder-id-sent", MUST, section="3.1.4.14.2.1", on=request("SetTelephoneAccessFolderEmail"))
def folder_id_sent(message: Message, history: History) -> Iterator[Violation]:
    """A SetTelephoneAccessFolderEmail request names the folder in base64FolderId.

    The schema makes it optional. Example 4.14 writes base64FolderID, which the schema does not know: whoever
    copied it gets information, not an error (docs/errata.md).

    Good:
        <m:base64FolderId>AAAAAGsd2rbQLVtL</m:base64FolderId>
    Bad:
        <m:SetTelephoneAccessFolderEmail/>
    """
    folder = message.children.get("base64FolderId")
    if folder is not None:
        if not text_of(folder):
            yield Violation("base64FolderId is empty: it names no folder", folder)
    elif "base64FolderID" in message.children:
        yield Violation(
            "base64FolderID is spelt as in example 4.14; the schema has base64FolderId",
            message.children["base64FolderID"],
            severity=Severity.INFO,
        )
    else:
        yield _missing(message, "base64FolderId")


@rule("UMS011", "folder-id-base64", MUST, section="3.1.4.14.2.1", on=request("SetTelephoneAccessFolderEmail"))
def folder_id_base64(message: Message, history: History) -> Iterator[Violation]:
    """The base64FolderId of a request is base64.

    It is the folder's EntryID in the encoding of RFC 2045 section 6.8.

    Good:
        <m:base64FolderId>AAAAAGsd2rbQLVtL</m:base64FolderId>
    Bad:
        <m:base64FolderId>Inbox</m:base64FolderId>
    """
    folder = message.children.get("base64FolderId", message.children.get("base64FolderID"))
    if text_of(folder) and not is_base64(text_of(folder)):
        yield Violation("the folder identifier is not base64 (RFC 2045 section 6.8)", folder)


@rule(
    "UMS012",
    "endpoint-of-the-operation",
    MUST,
    section="3.1.4",
    on=request(*ON_UM, "DisconnectPhoneCall", "GetPhoneCallInformation", by_head=True),
)
def endpoint_of_the_operation(message: Message, history: History) -> Iterator[Violation]:
    """An operation is sent to the endpoint that has it.

    Each operation's section names the Autodiscover element that its endpoint's URL comes from: UMUrl for
    the eleven operations of the UM endpoint, EwsUrl for DisconnectPhoneCall and GetPhoneCallInformation.
    PlayOnPhone2 is taken on both: section 3.1.4.7 names the first, its sisters imply the second
    (docs/errata.md).

    Good:
        POST /EWS/UM2007Legacy.asmx with m:GetCallInfo
    Bad:
        POST /EWS/Exchange.asmx with m:GetCallInfo
    """
    operation = message.operation
    assert operation is not None
    if message.endpoint is not operation.endpoint:
        has, got = ("UM", "EWS") if operation.endpoint is Endpoint.UM else ("EWS", "UM")
        yield Violation(
            f"{operation.name} belongs to the {has} endpoint, it was sent to the {got} endpoint",
            message.payload,
            section=operation.section,
        )


@rule(
    "UMS013",
    "not-in-exchange-2007",
    MUST,
    section="8",
    on=request("DisconnectPhoneCall", "GetPhoneCallInformation", "PlayOnPhone2", by_head=True),
    severity=Severity.WARNING,
)
def not_in_exchange_2007(message: Message, history: History) -> Iterator[Violation]:
    """The operations of the EWS endpoint are not asked of an Exchange 2007.

    Product notes <1>, <2>, <3>, <7>, <11> and <13>: Exchange 2007 does not implement them. The request says
    which schema version it wants in RequestServerVersion.

    Good:
        <t:RequestServerVersion Version="Exchange2010_SP1"/>
    Bad:
        <t:RequestServerVersion Version="Exchange2007_SP1"/>
    """
    wanted = message.soap_header("RequestServerVersion")
    if wanted is not None and str(wanted.get("Version", "")).startswith("Exchange2007"):
        name = message.operation.name if message.operation else ""
        yield Violation(f"Exchange 2007 does not implement {name}", wanted, "Version")


@rule(
    "UMS014",
    "not-from-exchange-2007",
    MUST,
    section="8",
    on=response("DisconnectPhoneCall", "GetPhoneCallInformation", "PlayOnPhone2"),
    severity=Severity.WARNING,
)
def not_from_exchange_2007(message: Message, history: History) -> Iterator[Violation]:
    """A server that says it is an Exchange 2007 does not carry out the operations of the EWS endpoint.

    Product notes <1>, <2>, <3>, <7>, <11> and <13>. A success that carries major version 8 contradicts
    them: the version or the answer is made up.

    Good:
        <t:ServerVersionInfo MajorVersion="14" MinorVersion="1" Version="Exchange2010_SP1"/>
    Bad:
        <t:ServerVersionInfo MajorVersion="8" MinorVersion="1" Version="Exchange2007_SP1"/>
    """
    version = message.soap_header("ServerVersionInfo")
    if version is not None and version.get("MajorVersion") == "8" and message.succeeded:
        name = message.operation.name if message.operation else ""
        yield Violation(f"a server of major version 8 (Exchange 2007) has no {name}", version, "MajorVersion")

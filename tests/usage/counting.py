"""Counts by XPath and by plain looks at HTTP, which know nothing of how the inventory is made."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from pathlib import Path

from lxml import etree

from inspector.cassette import Interaction
from inspector.protocols.common.ews_disabled import POLICY_HEADER
from inspector.protocols.operation import Endpoint
from inspector.protocols.registry import operation
from inspector.sources import entries, files_in
from inspector.usage.facts import Kind
from inspector.usage.inventory import Inventory, Reader
from inspector.usage.vocabulary import vocabulary

__all__ = ["COUNTED", "counted", "inventory_of", "told_of"]

Counts = Counter[tuple[Kind, str, str]]
Name = Callable[[etree._Element | str], str]


def _named(names: str | Iterable[str]) -> str:
    each = names.split() if isinstance(names, str) else names
    return "(" + " or ".join(f"local-name()='{name}'" for name in sorted(each)) + ")"


_SCHEMA = vocabulary()  # made from the schemas
_THINGS = _SCHEMA.children["Items"] | _SCHEMA.children["Folders"]
_FILES = "FileAttachment ItemAttachment ReferenceAttachment"
_PAYLOAD = "/*[local-name()='Envelope']/*[local-name()='Body']/*[1]"
_HEAD = "/*[local-name()='Envelope']/*[local-name()='Header']"
_CHANGES = _named(f"{way}{what}Field" for way in ("Set", "AppendTo", "Delete") for what in ("Item", "Folder"))
_USES = {
    "read": _named("AdditionalProperties"),
    "searched": _named("Restriction AggregationRestriction Condition"),
    "sorted": _named("SortOrder"),
    "grouped": _named("GroupBy DistinguishedGroupBy"),
    "written": _CHANGES,
}
_NOT_IN_THING = (
    f"not(ancestor::*[{_named(_THINGS)} or {_named(_FILES)} or {_named('DistinguishedFolderId')}])"
)
_IN_REQUEST = f"{_PAYLOAD}/descendant::*[{_NOT_IN_THING}]"
_FAMILIES = {
    "Message": "message item",
    "SharingMessage": "message item",
    "CalendarItem": "calendar item",
    "Contact": "contacts item",
    "Task": "task item",
    "DistributionList": "distributionlist contacts item",
    "PostItem": "postitem message item",
    "Item": "item",
    **dict.fromkeys(_SCHEMA.children["Folders"], "folder"),
    **dict.fromkeys(
        ["MeetingMessage", "MeetingRequest", "MeetingResponse", "MeetingCancellation"],
        "meetingRequest meeting message calendar item",
    ),
}
_ANSWERS_TO = "message calendar item"  # what response objects have properties of
_VALUE_HAS_NO_SETTING = ("FieldURI", "PropertyType", "DistinguishedPropertySetId", "MajorVersion")
_ALWAYS_WORDS = _SCHEMA.words.keys() - _SCHEMA.free
_NO_SETTING = _named(
    "FieldURI ExceptionFieldURI IndexedFieldURI ExtendedFieldURI DistinguishedFolderId FolderId EventType"
    " ItemId ParentItemId OccurrenceItemId RecurringMasterItemId SavedItemFolderId"
)
_PRESENT = {
    Kind.CHANGE: _CHANGES,
    Kind.SEARCH: _named(
        "And Or Not IsEqualTo IsNotEqualTo IsGreaterThan IsGreaterThanOrEqualTo IsLessThan"
        " IsLessThanOrEqualTo Contains Exists Excludes QueryString SortOrder GroupBy DistinguishedGroupBy"
    ),
    Kind.VIEW: _named(
        "IndexedPageItemView IndexedPageFolderView FractionalPageItemView FractionalPageFolderView"
        " SeekToConditionPageItemView CalendarView ContactsView"
    ),
    Kind.SUBSCRIPTION: _named(
        "PullSubscriptionRequest PushSubscriptionRequest StreamingSubscriptionRequest Watermark"
    ),
    Kind.SYNC: _named("SyncState Ignore MaxChangesReturned"),
    Kind.SETTING: _named(
        "AlternatePublicFolderId AlternatePublicFolderItemId ReturnNewItemIds FilterHtmlContent"
        " ConvertHtmlCodePageToUTF8 InlineImageUrlTemplate MaximumBodySize SavedItemFolderId"
    ),
}
_BATCHES = _named(
    "ItemIds ItemChanges Items FolderIds FolderChanges Folders AttachmentIds SourceIds ParentFolderIds"
    " ConversationIds Conversations MailboxDataArray PersonaIds"
)
_EVENTS = _named(
    "CopiedEvent CreatedEvent DeletedEvent FreeBusyChangedEvent ModifiedEvent MovedEvent NewMailEvent"
    " StatusEvent"
)


def _local(node: etree._Element | str) -> str:
    return str(node).strip() if isinstance(node, str) else etree.QName(node).localname


def _indexed(node: etree._Element | str) -> str:
    assert not isinstance(node, str)
    return f"{node.get('FieldURI')} {node.get('FieldIndex')}"


def _extended(node: etree._Element | str) -> str:
    """Its type with its tag, or with its set and number; a name of its own is as good as another."""
    assert not isinstance(node, str)
    kind, tag, number = (node.get(name) for name in ("PropertyType", "PropertyTag", "PropertyId"))
    if tag:
        return f"{kind} 0x{int(tag, 0):04X}"
    guid = node.get("PropertySetId", "").strip("{}").lower()
    where = node.get("DistinguishedPropertySetId") or f"{{{guid}}}"
    return (
        f"{kind} {where} Name"
        if node.get("PropertyName")
        else f"{kind} {where} Id 0x{int(number or '', 0):04X}"
    )


def _any(node: etree._Element | str) -> str:
    return "*"


def _seen(node: etree._Element | str) -> str:
    assert not isinstance(node, str)
    names = ("MajorVersion", "MinorVersion", "MajorBuildNumber", "MinorBuildNumber")
    build = ".".join(node.get(name, "") for name in names).strip(".")
    return f"{node.get('Version', '')} {build}".strip()


# Kind and use; whose messages, what selects what is counted, and how it is named.
_BY_XPATH: list[tuple[Kind, str, str, str, Name]] = [
    (Kind.OPERATION, "*", "asked", _PAYLOAD, _local),
    (Kind.FOLDER, "*", "asked", f"{_PAYLOAD}//*[{_named('DistinguishedFolderId')}]/@Id", _local),
    (Kind.MAILBOX, "", "asked", f"{_HEAD}/*[{_named('ExchangeImpersonation')}]", _local),
    (
        Kind.MAILBOX,
        "",
        "asked",
        f"{_HEAD}/*[{_named('ExchangeImpersonation')}]/*/*",
        lambda node: f"ConnectingSID {_local(node)}",
    ),
    (Kind.EVENT, "asked for", "asked", f"{_PAYLOAD}//*[{_named('EventType')}]/text()", _local),
    (Kind.EVENT, "received", "answered", f"{_PAYLOAD}//*[{_EVENTS}]", _local),
    (
        Kind.ITEM,
        "returned",
        "answered",
        f"{_PAYLOAD}//*[{_named(_THINGS)}][not(parent::*[{_named('ResponseObjects')}])]",
        _local,
    ),
    (Kind.ITEM, "sent", "asked", f"{_PAYLOAD}//*[{_named(_THINGS)}][not(parent::*[{_CHANGES}])]", _local),
    (Kind.ITEM_CLASS, "returned", "answered", f"{_PAYLOAD}//*[{_named('ItemClass')}]", _any),
    *(
        (kind, use, "asked", f"{_PAYLOAD}//*[{within}]//*[{_named(names)}]{value}", name)
        for use, within in _USES.items()
        for kind, names, value, name in (
            (Kind.FIELD, "FieldURI ExceptionFieldURI", "/@FieldURI", _local),
            (Kind.INDEXED, "IndexedFieldURI", "", _indexed),
            (Kind.EXTENDED, "ExtendedFieldURI", f"[{_NOT_IN_THING}]", _extended),
        )
    ),
    (
        Kind.FIELD,
        "elsewhere",
        "asked",
        f"{_IN_REQUEST}[{_named('FieldURI ExceptionFieldURI')}]"
        f"[not(ancestor::*[{' or '.join(_USES.values())}])]/@FieldURI",
        _local,
    ),
    (
        Kind.EXTENDED,
        "created",
        "asked",
        f"{_PAYLOAD}//*[{_named(_THINGS)}][not(parent::*[{_CHANGES}])]/*[{_named('ExtendedProperty')}]"
        f"/*[{_named('ExtendedFieldURI')}]",
        _extended,
    ),
    *((kind, "", "asked", f"{_IN_REQUEST}[{names}]", _local) for kind, names in _PRESENT.items()),
    (
        Kind.SEARCH,
        "",
        "asked",
        f"{_PAYLOAD}//*[{_named('FieldURIOrConstant')}]/*[{_named('FieldURI')}]",
        lambda node: "FieldURIOrConstant with a FieldURI",
    ),
    (Kind.ATTACHMENT, "sent", "asked", f"{_PAYLOAD}//*[{_named(_FILES)}]", _local),
    (
        Kind.ATTACHMENT,
        "sent",
        "asked",
        f"{_PAYLOAD}//*[{_named(_FILES)}]/*[{_named('ContentId ContentLocation IsInline IsContactPhoto')}]",
        _local,
    ),
    (
        Kind.ATTACHMENT,
        "sent",
        "asked",
        f"{_PAYLOAD}//*[{_named(_THINGS)}][not(parent::*[{_CHANGES}])]/*[{_named('MimeContent')}]",
        _local,
    ),
    (
        Kind.ATTACHMENT,
        "returned",
        "answered",
        f"{_PAYLOAD}//*[{_named(_FILES)} or {_named('MimeContent')}]",
        _local,
    ),
    (Kind.BATCH, "", "asked", f"{_IN_REQUEST}[{_BATCHES}][count(*) > 1]", _local),
    (
        Kind.HEADER,
        "",
        "asked",
        f"{_HEAD}/*[{_named('TimeZoneContext MailboxCulture DateTimePrecision ManagementRole')}]",
        _local,
    ),
    (Kind.VERSION, "asked for", "asked", f"{_HEAD}/*[{_named('RequestServerVersion')}]/@Version", _local),
    (Kind.VERSION, "seen", "answered", f"{_HEAD}/*[{_named('ServerVersionInfo')}]", _seen),
    (Kind.ERROR, "", "answered", f"{_PAYLOAD}//*[{_named('ResponseCode')} and .!='NoError']/text()", _local),
]
_OF_HTTP = (Kind.AUTHENTICATION, Kind.CLIENT, Kind.STATUS, Kind.BLOCKED, Kind.APPLICATION)
COUNTED = {kind for kind, *_ in _BY_XPATH} | set(_OF_HTTP)
"""The kinds of facts that are counted; the others are what the schemas do not have."""

_MEANT = re.compile(rb"[:<]Body[^>]*>\s*<(?:\w+:)?(\w+)")
_ENVELOPE = re.compile(rb"<(?:\w+:)?Envelope\b.*?</(?:\w+:)?Envelope\s*>", re.S)


def counted(files: Iterable[str | Path]) -> Counts:
    """Returns how often there is what, by kind, name and use."""
    found: Counts = Counter()
    for file in files_in(map(str, files)):
        for entry in entries(file):
            one = entry.interaction
            if one is not None:
                _count_http(one, found)
                _count_body("asked", one.request.content, found)
                if one.response is not None and not one.missing_from("response"):
                    _count_body("answered", one.response.content, found)
            elif entry.message is not None:
                side = "asked" if entry.message.direction == "request" else "answered"
                _count_body(side, entry.message.http.body, found)
    return found


def _count_http(one: Interaction, found: Counts) -> None:
    scheme = one.auth.scheme if one.auth else (one.request.header("authorization") or "none").split()[0]
    found[Kind.AUTHENTICATION, scheme if scheme.isalpha() else "other", ""] += 1
    agent = re.sub(r"\(.*?\)", "", one.request.header("user-agent") or "").replace(",", " ")
    found[Kind.CLIENT, "*", "*"] += len({word for word in agent.split() if word[0].isalpha()})
    if one.request.header("x-anchormailbox"):
        found[Kind.MAILBOX, "X-AnchorMailbox", ""] += 1
    if one.auth and one.auth.application:
        found[Kind.APPLICATION, one.auth.application, ""] += 1
    if one.response is None:
        found[Kind.STATUS, "no whole answer", ""] += 1
    elif one.response.status >= 400:
        found[Kind.STATUS, str(one.response.status), ""] += 1
        if one.response.status == 403 and (reason := one.response.header(POLICY_HEADER)):
            found[Kind.BLOCKED, reason, ""] += 1


def _count_body(side: str, body: bytes, found: Counts) -> None:
    for part in _ENVELOPE.findall(body) if body.count(b"Envelope>") > 1 else [body]:
        try:
            root = etree.fromstring(part)
        except etree.XMLSyntaxError:
            # What is meant to be asked is known all the same.
            if side == "asked" and (meant := _MEANT.search(body)):
                found[Kind.OPERATION, meant[1].decode(), "*"] += 1
            continue
        if not str(root.tag).endswith("}Envelope"):
            continue
        for kind, use, whose, path, name in _BY_XPATH:
            if whose == side:
                for node in root.xpath(path):
                    found[kind, name(node), use] += 1
        if side == "asked":
            for key in chain(_settings(root), _created(root)):
                found[key] += 1


def _settings(root: etree._Element) -> Iterator[tuple[Kind, str, str]]:
    """What elements and attributes say whose words the schemas list."""
    path = f"({_PAYLOAD} | {_IN_REQUEST})[not({_NO_SETTING})][not({_named(_THINGS)} or {_named(_FILES)})]"
    for element in root.xpath(path):
        name, text = _local(element), (element.text or "").strip()
        for attribute, value in element.attrib.items():
            words = _SCHEMA.attributes.get(name, {}).get(attribute)
            if words and attribute not in _VALUE_HAS_NO_SETTING:
                yield Kind.SETTING, attribute, value
        value = {"1": "true", "0": "false"}.get(text, text)
        if not len(element) and (value in _SCHEMA.words.get(name, ()) or name in _ALWAYS_WORDS):
            yield Kind.SETTING, name, value


def _created(root: etree._Element) -> Iterator[tuple[Kind, str, str]]:
    """The properties that an item or a folder is made with, by their FieldURI."""
    known = _SCHEMA.attributes["FieldURI"]["FieldURI"]
    for thing in root.xpath(f"{_PAYLOAD}//*[{_named(_THINGS)}][not(parent::*[{_CHANGES}])]"):
        for child in thing.iterchildren(etree.Element):
            names = (
                f"{family}:{_local(child)}" for family in _FAMILIES.get(_local(thing), _ANSWERS_TO).split()
            )
            if uri := next((each for each in names if each in known), ""):
                yield Kind.FIELD, uri, "created"


def told_of(inventory: Inventory) -> Counts:
    """Returns what an inventory says of the same."""
    found: Counts = Counter()
    for fact in inventory.facts:
        kind, name, use = fact.key
        if kind not in COUNTED:
            continue
        if kind is Kind.OPERATION:
            if use not in ("ews", "um") or name == "no operation":
                continue  # others ask by no element
            if known := operation(name):
                name = known.request  # which is not always the operation's name
        elif kind is Kind.EXTENDED:
            name = re.sub(r" Name .*", " Name", name)
        elif kind in (Kind.ITEM_CLASS, Kind.CLIENT):
            name = "*"
        if kind in (Kind.OPERATION, Kind.FOLDER, Kind.CLIENT):
            use = "*"
        elif kind is Kind.SETTING and name == "SavedItemFolderId":
            use = ""  # what it keeps is told by the attributes around it
        found[kind, name, use] += fact.count
    return found


def inventory_of(files: Iterable[str], endpoint: Endpoint | None = None) -> Inventory:
    """Reads files, each of which is a session of its own, and returns what they show together.

    Args:
        files: all that ``validate`` reads.
        endpoint: where messages were sent to whose file does not say.
    """
    reader = Reader(endpoint)
    for file in files:
        for entry in entries(file, endpoint):
            reader.add(entry)
    return reader.inventory()

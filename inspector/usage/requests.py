"""What a request uses: properties and how, folders, settings, searches, subscriptions, what it creates."""

from __future__ import annotations

import re
from collections.abc import Callable

from lxml import etree

from inspector.protocols.common.accounts import RequestAccount
from inspector.usage.element_walk import children
from inspector.usage.facts import Found, Kind, Use
from inspector.usage.graph_resources import (
    FOLDER_KINDS,
    ITEM_KINDS,
    OF_FOLDERS,
    RESPONSE_OBJECTS,
    families_of,
)
from inspector.usage.vocabulary import NO_NAME, vocabulary
from inspector.wire.soap import local_name

_CHANGES = [
    "SetItemField",
    "AppendToItemField",
    "DeleteItemField",
    "SetFolderField",
    "AppendToFolderField",
    "DeleteFolderField",
]
# How a property is used that is named in one of these, or further below.
_USES = {
    "AdditionalProperties": Use.READ,
    "Restriction": Use.SEARCHED,
    "AggregationRestriction": Use.SEARCHED,
    "Condition": Use.SEARCHED,
    "SortOrder": Use.SORTED,
    "GroupBy": Use.GROUPED,
    "DistinguishedGroupBy": Use.GROUPED,
    **dict.fromkeys(_CHANGES, Use.WRITTEN),
}
# Elements whose presence says what is used.
_PARTS = {
    **dict.fromkeys(_CHANGES, Kind.CHANGE),
    **{
        name: kind
        for kind, names in {
            Kind.SEARCH: "And Or Not IsEqualTo IsNotEqualTo IsGreaterThan IsGreaterThanOrEqualTo IsLessThan "
            "IsLessThanOrEqualTo Contains Exists Excludes QueryString SortOrder GroupBy DistinguishedGroupBy",
            Kind.VIEW: "IndexedPageItemView IndexedPageFolderView FractionalPageItemView "
            "FractionalPageFolderView SeekToConditionPageItemView CalendarView ContactsView",
            Kind.SUBSCRIPTION: "PullSubscriptionRequest PushSubscriptionRequest StreamingSubscriptionRequest "
            "Watermark",
            Kind.SYNC: "SyncState Ignore MaxChangesReturned",
            Kind.SETTING: "AlternatePublicFolderId AlternatePublicFolderItemId ReturnNewItemIds "
            "FilterHtmlContent ConvertHtmlCodePageToUTF8 InlineImageUrlTemplate MaximumBodySize",
        }.items()
        for name in names.split()
    },
}
# What names a thing, and the attribute that does.
_IDENTIFIERS = {
    "ItemId": "Id",
    "ParentItemId": "Id",
    "RecurringMasterItemId": "OccurrenceId",
    "OccurrenceItemId": "RecurringMasterId",
    "FolderId": "Id",
}
_ATTACHMENTS = frozenset(("FileAttachment", "ItemAttachment", "ReferenceAttachment"))
_OF_ATTACHMENTS = frozenset(("ContentId", "ContentLocation", "IsInline", "IsContactPhoto"))
_RECIPIENTS = frozenset(("ToRecipients", "CcRecipients", "BccRecipients"))
_BATCHES = frozenset(
    """
    ItemIds ItemChanges Items FolderIds FolderChanges Folders AttachmentIds SourceIds ParentFolderIds
    ConversationIds Conversations MailboxDataArray PersonaIds
    """.split()  # noqa: SIM905 - a list of names reads better as text
)
_NUMBERS = frozenset(
    [
        "MaxChangesReturned",
        "ConnectionTimeout",
        "Timeout",
        "StatusFrequency",
        "MergedFreeBusyIntervalInMinutes",
    ]
)
_NUMBERED_ATTRIBUTES = frozenset(("MaxEntriesReturned",))
# Attributes whose words have facts of their own.
_NO_SETTINGS = frozenset(("FieldURI", "PropertyType", "DistinguishedPropertySetId", "MajorVersion"))
_GUID = re.compile(r"\{?([0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12})\}?")
_NUMBER = re.compile(r"\d{1,10}", re.ASCII)
_HEX = re.compile(r"0[xX]([0-9A-Fa-f]{1,8})", re.ASCII)

_Shown = Callable[[str], str]


class RequestReader:
    """Reads the payload of a request.

    Args:
        found: what it shows.
        account: whose mailbox it is about, as far as it tells.
        shown: shows a name that a program made up.
    """

    def __init__(self, found: Found, account: RequestAccount, shown: _Shown) -> None:
        self._found = found
        self._account = account
        self._free = shown
        self._words = vocabulary()

    def read(self, payload: etree._Element) -> None:
        """Reads all that stands in a request, itself included.

        Args:
            payload: the Body's first child.
        """
        self._settings(local_name(payload), payload)
        self._walk(payload, local_name(payload), "")

    def _walk(self, element: etree._Element, parent: str, use: str) -> None:
        found = self._found
        count = 0
        for name, child in children(element):
            count += 1
            if name in ("FieldURI", "ExceptionFieldURI"):
                found.add(Kind.FIELD, self._field(name, child), use or Use.ELSEWHERE)
                if parent == "FieldURIOrConstant":
                    found.add(Kind.SEARCH, "FieldURIOrConstant with a FieldURI")
            elif name == "IndexedFieldURI":
                found.add(Kind.INDEXED, self._indexed(child), use or Use.ELSEWHERE)
            elif name == "ExtendedFieldURI":
                found.add(Kind.EXTENDED, extended_name(child, self._free), use or Use.ELSEWHERE)
            elif name == "DistinguishedFolderId":
                self._folder(name, child, tells=parent != "ToFolderId")
            elif name in _IDENTIFIERS:
                found.asked.append(child.get(_IDENTIFIERS[name], ""))
            elif name == "EventType":
                found.add(Kind.EVENT, self._words.word(name, _text(child)), "asked for")
            elif name in _ATTACHMENTS:
                self._attachment(name, child)
            elif name == "SavedItemFolderId":
                found.add(Kind.SETTING, name, self._kept(element, child))
                self._walk(child, name, use)
            elif name in ITEM_KINDS or name in RESPONSE_OBJECTS or name in FOLDER_KINDS:
                self._thing(name, child, parent)
            else:
                if kind := _PARTS.get(name):
                    found.add(kind, name)
                self._settings(name, child)
                self._walk(child, name, _USES.get(name, use))
        if parent in _BATCHES:
            found.measure("items in one request", count)
            found.measure(f"{parent} in one {found.operation}", count)
            if count > 1:
                found.add(Kind.BATCH, parent)

    def _settings(self, name: str, element: etree._Element) -> None:
        found, words = self._found, self._words
        for attribute, text in element.attrib.items():
            attribute, value = str(attribute), str(text)
            if words.attributes.get(name, {}).get(attribute) and attribute not in _NO_SETTINGS:
                found.add(Kind.SETTING, attribute, words.word(name, value, attribute))
            elif attribute in _NUMBERED_ATTRIBUTES and _NUMBER.fullmatch(value):
                found.measure(attribute, int(value))
        if name in words.words and len(element) == 0:
            value = words.word(name, _truth(_text(element)))
            if value != NO_NAME or name not in words.free:
                found.add(Kind.SETTING, name, value)
        elif name in _NUMBERS and _NUMBER.fullmatch(_text(element)):
            found.measure(name, int(_text(element)))

    def _field(self, name: str, element: etree._Element) -> str:
        return self._words.word(name, element.get("FieldURI", "").strip(), "FieldURI")

    def _indexed(self, element: etree._Element) -> str:
        index = element.get("FieldIndex", "")
        if index not in self._words.attributes["Entry"]["Key"]:
            index = self._free(index)
        return f"{self._field('IndexedFieldURI', element)} {index}"

    def _folder(self, name: str, element: etree._Element, *, tells: bool) -> None:
        """A folder that is named; where something goes does not tell what it is."""
        known = self._words.word(name, element.get("Id", ""), "Id")
        self._found.add(Kind.FOLDER, known, self._whose(element))
        resource = OF_FOLDERS.get(known)
        if resource and tells:
            self._found.resources.add(resource)

    def _whose(self, folder: etree._Element) -> str:
        address = "".join(
            _text(each) for each in folder.iter("{*}EmailAddress") if each.getparent() is not folder
        ).lower()
        if not address:
            return "own"
        if address == self._account.name:
            return "own"
        return "another's" if "@" in self._account.name else "named"

    def _kept(self, payload: etree._Element, folder: etree._Element) -> str:
        """What a folder keeps that a request names: a copy of what it sends, or a draft."""
        sends = ("SendOnly", "SendAndSaveCopy")
        if payload.get("SaveItemToFolder") is None and payload.get("MessageDisposition") not in sends:
            return "of a draft"
        named = next(folder.iterchildren("{*}DistinguishedFolderId"), None)
        if named is None:
            return "of sent mail, by its id"
        usual = named.get("Id") == "sentitems" and self._whose(named) != "another's"
        return "of sent mail, in Sent Items" if usual else "of sent mail"

    def _thing(self, name: str, element: etree._Element, parent: str) -> None:
        """An item, a folder or a response object: created, or the new value of a property."""
        if resource := (ITEM_KINDS | RESPONSE_OBJECTS | FOLDER_KINDS).get(name):
            self._found.resources.add(resource)
        if parent in _CHANGES:
            return  # the property is named beside it
        self._found.add(Kind.ITEM, name, "sent")
        families = families_of(name)
        known = self._words.attributes["FieldURI"]["FieldURI"]
        recipients = 0
        for child, inside in children(element):
            if child == "ExtendedProperty":
                for path in inside.iterchildren("{*}ExtendedFieldURI"):
                    self._found.add(Kind.EXTENDED, extended_name(path, self._free), Use.CREATED)
            elif child == "Attachments":
                self._walk(inside, child, "")
            if child == "MimeContent":
                self._found.add(Kind.ATTACHMENT, child, "sent")
            recipients += len(inside) if child in _RECIPIENTS else 0
            uri = next((f"{family}:{child}" for family in families if f"{family}:{child}" in known), None)
            if uri:
                self._found.add(Kind.FIELD, uri, Use.CREATED)
        if recipients:
            self._found.measure("recipients of a message", recipients)

    def _attachment(self, name: str, element: etree._Element) -> None:
        self._found.add(Kind.ATTACHMENT, name, "sent")
        for child, inside in children(element):
            if child in _OF_ATTACHMENTS:
                self._found.add(Kind.ATTACHMENT, child, "sent")
            elif child == "Content":
                self._found.measure("bytes of an attachment", len(inside.text or "") * 3 // 4)
            elif child in ITEM_KINDS:
                self._thing(child, inside, name)


def extended_name(element: etree._Element, shown: _Shown) -> str:
    """Returns the name of an extended property, as Graph writes it: type and tag; or type, set and name.

    A set that EWS names by a word stands there by this word; Graph wants its GUID.

    Args:
        element: the ExtendedFieldURI.
        shown: shows a name that a program made up.
    """
    words = vocabulary()
    kind = words.word("ExtendedFieldURI", element.get("PropertyType", ""), "PropertyType")
    if tag := element.get("PropertyTag"):
        return f"{kind} {_number(tag, 4)}"
    if named := element.get("DistinguishedPropertySetId"):
        where = words.word("ExtendedFieldURI", named, "DistinguishedPropertySetId")
    else:
        guid = _GUID.fullmatch(element.get("PropertySetId", "").strip())
        where = f"{{{guid[1].lower()}}}" if guid else NO_NAME
    name = element.get("PropertyName")
    if name is not None:
        return f"{kind} {where} Name {shown(name)}"
    return f"{kind} {where} Id {_number(element.get('PropertyId', ''), 4)}"


def _number(text: str, digits: int) -> str:
    text = text.strip()
    if _NUMBER.fullmatch(text):
        return f"0x{int(text):0{digits}X}"
    found = _HEX.fullmatch(text)
    return f"0x{int(found[1], 16):0{digits}X}" if found else NO_NAME


def _text(element: etree._Element) -> str:
    return (element.text or "").strip()


def _truth(text: str) -> str:
    return {"1": "true", "0": "false"}.get(text, text)

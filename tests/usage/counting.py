"""Counts by XPath, which know nothing of how the inventory is made."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from lxml import etree

from inspector.protocols.registry import operation
from inspector.sources import entries, files_in
from inspector.usage.facts import Fact, Kind
from inspector.usage.inventory import Inventory

__all__ = ["BY_XPATH", "counted", "messages", "told_of"]


def _named(*names: str) -> str:
    return "(" + " or ".join(f"local-name()='{name}'" for name in names) + ")"


_CHANGES = _named(
    "SetItemField",
    "AppendToItemField",
    "DeleteItemField",
    "SetFolderField",
    "AppendToFolderField",
    "DeleteFolderField",
)
_FIELD, _EXTENDED = _named("FieldURI", "ExceptionFieldURI"), _named("ExtendedFieldURI")
# kind and use of facts: whose messages, and what selects what is counted
BY_XPATH: dict[tuple[Kind, str], tuple[str, str]] = {
    (Kind.FIELD, "read"): ("asked", f"//*[{_named('AdditionalProperties')}]//*[{_FIELD}]/@FieldURI"),
    (Kind.FIELD, "written"): ("asked", f"//*[{_CHANGES}]/*[{_FIELD}]/@FieldURI"),
    (Kind.FIELD, "searched"): ("asked", f"//*[{_named('Restriction')}]//*[{_FIELD}]/@FieldURI"),
    (Kind.FIELD, "sorted"): ("asked", f"//*[{_named('SortOrder')}]//*[{_FIELD}]/@FieldURI"),
    (Kind.ITEM, "returned"): (
        "answered",
        f"//*[{_named('Message', 'CalendarItem', 'Contact', 'Task', 'Folder', 'MeetingRequest')}]",
    ),
    (Kind.FOLDER, "*"): ("asked", f"//*[{_named('DistinguishedFolderId')}]/@Id"),
    (Kind.ERROR, ""): ("answered", f"//*[{_named('ResponseCode')} and .!='NoError']/text()"),
    (Kind.OPERATION, "*"): ("asked", "/*[local-name()='Envelope']/*[local-name()='Body']/*[1]"),
    (Kind.CHANGE, ""): ("asked", f"//*[{_CHANGES}]"),
}
_MEANT = re.compile(rb"[:<]Body[^>]*>\s*<(?:\w+:)?(\w+)")
_SETTINGS = ("DeleteType", "MessageDisposition", "SendMeetingInvitations", "ConflictResolution", "Traversal")


def messages(files: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """Yields each SOAP body that is well-formed, with whether it was asked or answered."""
    for file in files_in(files):
        for entry in entries(file):
            one = entry.interaction
            if one is not None:
                yield "asked", one.request.content
                if one.response is not None:
                    yield "answered", one.response.content
            elif entry.message is not None:
                yield (
                    ("asked" if entry.message.direction == "request" else "answered"),
                    entry.message.http.body,
                )


def counted(files: Iterable[str | Path]) -> Counter[tuple[Kind, str, str]]:
    """Returns how often there is what, by kind, name and use."""
    found: Counter[tuple[Kind, str, str]] = Counter()
    for side, body in messages(map(str, files)):
        try:
            root = etree.fromstring(body)
        except etree.XMLSyntaxError:
            # What is meant to be asked is known all the same.
            if side == "asked" and (meant := _MEANT.search(body)):
                found[Kind.OPERATION, meant[1].decode(), "*"] += 1
            continue
        if not root.tag.endswith("}Envelope"):
            continue
        for (kind, use), (whose, path) in BY_XPATH.items():
            if whose == side:
                for each in root.xpath(path):
                    name = each if isinstance(each, str) else etree.QName(each).localname
                    found[kind, str(name).strip(), use] += 1
        if side == "asked":
            for name in _SETTINGS:
                for value in root.xpath(f"//@{name}"):
                    found[Kind.SETTING, name, str(value)] += 1
    return found


def told_of(inventory: Inventory) -> Counter[tuple[Kind, str, str]]:
    """Returns what an inventory says of the same."""
    facts = [fact for fact in inventory.facts if _is_counted(fact)]
    found: Counter[tuple[Kind, str, str]] = Counter()
    for fact in facts:
        use = "*" if (fact.key.kind, "*") in BY_XPATH else fact.key.use
        name = fact.key.name
        if fact.key.kind is Kind.OPERATION and (known := operation(name)):
            name = known.request  # which is not always the operation's name
        found[fact.key.kind, name, use] += fact.count
    return found


def _is_counted(fact: Fact) -> bool:
    key = fact.key
    if key.kind is Kind.OPERATION:
        return key.use in ("ews", "um") and key.name != "no operation"  # others ask by no element
    if key.kind is Kind.SETTING:
        return key.name in _SETTINGS
    if key.kind is Kind.ITEM and key.use == "returned":
        return key.name in ("Message", "CalendarItem", "Contact", "Task", "Folder", "MeetingRequest")
    return (key.kind, key.use) in BY_XPATH or (key.kind, "*") in BY_XPATH

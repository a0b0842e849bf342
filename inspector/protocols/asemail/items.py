"""The messages that ActiveSync answers show, and those that phones send, as the rules look at them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from lxml import etree

A, EMAIL_NS, EMAIL2_NS = "{AirSync}", "{Email}", "{Email2}"
_BASE, _ITEMS, _SEARCH = "{AirSyncBase}", "{ItemOperations}", "{Search}"
# Where answers hold the properties of an item: Sync, ItemOperations, Search.
_HOLDERS = (f"{A}ApplicationData", f"{_ITEMS}Properties", f"{_SEARCH}Properties")


@dataclass(frozen=True)
class ShownMail:
    """A message that is shown or sent.

    Args:
        command: the element that it stands in: Add, Change, Fetch or Result.
        server_id: its ServerId, LongId or ClientId; empty if none is told.
        data: the element that holds its properties.
    """

    command: str
    server_id: str
    data: etree._Element

    def all(self, clark: str) -> list[etree._Element]:
        """Returns its properties of a name."""
        return self.data.findall(clark)

    def text(self, clark: str) -> str | None:
        """Returns the text of its first property of a name; ``None`` if it has none."""
        found = self.data.find(clark)
        return None if found is None else (found.text or "").strip()

    @property
    def message_class(self) -> str | None:
        """Its MessageClass; ``None`` if it is not told."""
        return self.text(f"{EMAIL_NS}MessageClass")

    @property
    def received(self) -> int | None:
        """When it was received, in seconds since 1970; ``None`` if it is not told."""
        return instant(self.text(f"{EMAIL_NS}DateReceived") or "")


def shown_items(root: etree._Element) -> Iterator[ShownMail]:
    """Yields the messages that an answer shows, in its order.

    Args:
        root: the root of an answer to Sync, ItemOperations or Search.
    """
    for data in root.iter(*_HOLDERS):
        holder = data.getparent()
        if holder is not None:
            yield _shown(holder, data)


def sent_items(root: etree._Element) -> Iterator[ShownMail]:
    """Yields the messages that a phone sends, to be added or changed.

    Args:
        root: the root of a Sync request.
    """
    for data in root.iter(f"{A}ApplicationData"):
        holder = data.getparent()
        if holder is not None:
            yield _shown(holder, data)


def attachments_of(item: ShownMail) -> list[etree._Element]:
    """Returns the attachments of a message."""
    return item.data.findall(f"{_BASE}Attachments/{_BASE}Attachment")


def status_of(root: etree._Element, item: ShownMail) -> str | None:
    """Returns the status that a Sync answer gives to a message that a phone has sent.

    The item's own, else that of the whole answer or of a collection if it is an error.

    Args:
        root: the root of the answer.
        item: the message, as the request has it.
    """
    identifier = f"{A}ClientId" if item.command == "Add" else f"{A}ServerId"
    for answered in root.iterfind(f"{A}Collections/{A}Collection/{A}Responses/{A}{item.command}"):
        if (answered.findtext(identifier) or "").strip() == item.server_id:
            return (answered.findtext(f"{A}Status") or "").strip()
    for status in (*root.iterfind(f"{A}Status"), *root.iterfind(f"{A}Collections/{A}Collection/{A}Status")):
        if (status.text or "").strip() not in ("", "1"):
            return (status.text or "").strip()
    return None


def instant(text: str) -> int | None:
    """Reads a date and time; ``None`` if it is none.

    Returns:
        Seconds since 1970, without fractions.

    >>> instant("2026-01-05T08:00:00.123Z") == instant("2026-01-05T09:00:00+01:00")
    True
    """
    try:
        time = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return int((time if time.tzinfo else time.replace(tzinfo=UTC)).timestamp())


def _shown(holder: etree._Element, data: etree._Element) -> ShownMail:
    for name in (f"{A}ServerId", f"{_SEARCH}LongId", f"{A}ClientId"):
        identifier = holder.findtext(name)
        if identifier is not None:
            break
    return ShownMail(str(holder.tag).rpartition("}")[2], (identifier or "").strip(), data)

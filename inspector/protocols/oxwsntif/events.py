"""What happens in a mailbox, as subscriptions are told of it (MS-OXWSNTIF section 2.2.4)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from lxml import etree

from inspector.protocols.common.answers import T
from inspector.protocols.oxwscore.mailbox import Mailbox
from inspector.protocols.oxwscore.store import Event, Folder, Item

_BUSY = ("Created", "Modified", "Deleted", "Moved")


@dataclass(frozen=True)
class Happened:
    """An event as it is told.

    Args:
        name: the name of its element, such as ``NewMailEvent``.
        time: when it happened, as an xs:dateTime.
        thing: the item or folder that it happened to, as it is afterwards.
        before: the item or folder as it was, of what was moved or copied.
        number: events are numbered from 1 on.
    """

    name: str
    time: str
    thing: Item | Folder
    before: Item | Folder | None = None
    number: int = 0

    def numbered(self, number: int) -> Happened:
        return replace(self, number=number)

    @property
    def folders(self) -> frozenset[int]:
        """The numbers of the folders that it concerns."""
        both = (self.thing, self.before)
        inside = {_holder(each) for each in both if each is not None}
        return frozenset(inside | {each.number for each in both if isinstance(each, Folder)})


def happened(event: Event, time: str, folders: Mapping[int, Folder]) -> Iterator[Happened]:
    """Yields the events that subscriptions are told of when something happens.

    Args:
        event: what happened.
        time: when, as an xs:dateTime.
        folders: the folders of the mailbox, by number.
    """
    thing = _named_only(event.thing)
    yield Happened(f"{event.kind}Event", time, thing, event.before and _named_only(event.before))
    if isinstance(thing, Item) and thing.kind == "CalendarItem" and event.kind in _BUSY:
        yield Happened("FreeBusyChangedEvent", time, thing)
    if isinstance(thing, Item) and event.kind != "NewMail":  # what the folder holds has changed too
        for number in dict.fromkeys(_folders_of(event)):
            if number in folders:
                yield Happened("ModifiedEvent", time, folders[number])


def _named_only(thing: Item | Folder) -> Item | Folder:
    """The thing without what it holds: what has happened is remembered for long."""
    return replace(thing, xml=b"") if isinstance(thing, Item) else thing


def _folders_of(event: Event) -> list[int]:
    moved = event.before if event.kind == "Moved" else None
    return [each.folder for each in (event.thing, moved) if isinstance(each, Item)]


def event_element(mailbox: Mailbox, event: Happened, watermark: str = "") -> etree._Element:
    """Writes an event.

    Args:
        mailbox: where it happened.
        event: the event.
        watermark: its watermark; empty for streams, which have none.
    """
    element = T(event.name)
    if watermark:
        element.append(T.Watermark(watermark))
    element.append(T.TimeStamp(event.time))
    element.extend((_name(mailbox, event.thing), _parent(mailbox, event.thing)))
    if event.before is not None:
        for old in (_name(mailbox, event.before), _parent(mailbox, event.before)):
            old.tag = T(f"Old{etree.QName(old).localname}").tag
            element.append(old)
    if event.name == "ModifiedEvent" and isinstance(event.thing, Folder):
        unread = sum(not item.is_read for item in _contents(mailbox, event.thing))
        element.append(T.UnreadCount(str(unread)))
    return element


def _contents(mailbox: Mailbox, folder: Folder) -> Iterable[Item]:
    return mailbox.contents(folder.number) if folder.number in mailbox.folders else ()


def _holder(thing: Item | Folder) -> int:
    return thing.parent if isinstance(thing, Folder) else thing.folder


def _name(mailbox: Mailbox, thing: Item | Folder) -> etree._Element:
    if isinstance(thing, Item):
        return mailbox.item_id_element(thing)
    if thing.number in mailbox.folders:
        return mailbox.folder_id_element(thing.number)
    return T.FolderId(Id=mailbox.ids.folder_id(thing.number))


def _parent(mailbox: Mailbox, thing: Item | Folder) -> etree._Element:
    holder = _holder(thing)
    known = mailbox.folder_id_element(holder) if holder in mailbox.folders else None
    parent = T.FolderId(Id=mailbox.ids.folder_id(holder)) if known is None else known
    parent.tag = T.ParentFolderId().tag
    return parent

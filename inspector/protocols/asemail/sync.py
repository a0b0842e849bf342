"""Sync: what has changed in a folder, and what the phone has changed (MS-ASCMD section 2.2.1.21)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from lxml import etree

from inspector.protocols.asemail.devices import Device, Known
from inspector.protocols.asemail.email import Preference, application_data, changed_by_phone
from inspector.protocols.asemail.hierarchy import folder_of
from inspector.protocols.asemail.numbers import number_in
from inspector.protocols.asemail.writing import AIRSYNC
from inspector.protocols.common.reading import child, children, text_of
from inspector.protocols.oxwscore.mailbox import Mailbox
from inspector.protocols.oxwscore.store import Folder, Item
from inspector.wire.soap import local_name

CONVERSION_ERROR = "6"
"""The status of an item that the phone may not send so (MS-ASCMD section 2.2.3.177.17)."""
_OBJECT_NOT_FOUND = "8"
_WINDOW = 100
_DAYS = {"1": 1, "2": 3, "3": 7, "4": 14, "5": 30, "6": 90, "7": 180}  # FilterType, MS-ASCMD 2.2.3.68.2


@dataclass(frozen=True)
class _Round:
    """One request, and what all of its collections need."""

    mailbox: Mailbox
    device: Device
    rank: int
    at: float


def sync(
    root: etree._Element | None, mailbox: Mailbox, device: Device, rank: int, at: float
) -> etree._Element | None:
    """Answers a Sync.

    Args:
        root: the request.
        mailbox: the mailbox.
        device: the phone.
        rank: the protocol version, as a place among the known ones.
        at: the clock time, in seconds.

    Returns:
        The answer; ``None`` for an empty one, which says that nothing has changed.
    """
    collections = children(child(root, "Collections"), "Collection")
    if not collections:
        return AIRSYNC.Sync(AIRSYNC.Status("13"))  # an empty request stands for the one before; none is kept
    this = _Round(mailbox, device, rank, at)
    answers = [answer for each in collections for answer in _collection(each, this)]
    return AIRSYNC.Sync(AIRSYNC.Collections(*answers)) if answers else None


def server_id_of(item: Item) -> str:
    """Returns the ServerId of an item: folder and item, as those of real servers."""
    return f"{item.folder}:{item.number}"


def item_of(server_id: str, mailbox: Mailbox) -> Item | None:
    """Returns the item of a ServerId; ``None`` if there is none, or no longer in that folder."""
    number = number_in(server_id.rpartition(":")[2])
    item = None if number is None else mailbox.items.get(number)
    return item if item is not None and server_id_of(item) == server_id else None


def oldest_of(days: int, mailbox: Mailbox, at: float) -> str:
    """Returns the time before which a phone wants no mail, as an xs:dateTime; empty if it wants all."""
    return mailbox.time(at - days * 86400) if days else ""


def changed_since(
    before: Known, folder: Folder, mailbox: Mailbox, oldest: str
) -> tuple[list[Item], list[Item], list[str]]:
    """Returns the items that are new to a phone, those that have changed, and the ServerIds of those gone."""
    now = {server_id_of(item): item for item in mailbox.contents(folder.number)}
    new = [item for server_id, item in now.items() if server_id not in before and item.received >= oldest]
    changed = [item for server_id, item in now.items() if before.get(server_id, item.change) != item.change]
    return new, changed, [server_id for server_id in before if server_id not in now]


def wanted_body(options: etree._Element | None) -> Preference | None:
    """Returns the first body that a phone names in its options; ``None`` if it names none."""
    named = child(options, "BodyPreference")
    if named is None:
        return None
    limit = number_in(text_of(child(named, "TruncationSize")))
    return Preference(text_of(child(named, "Type")).strip() or "1", limit)


def _collection(asked: etree._Element, this: _Round) -> Iterator[etree._Element]:
    key, collection_id = (text_of(child(asked, name)).strip() for name in ("SyncKey", "CollectionId"))
    folder = folder_of(collection_id, this.mailbox)
    if not key or not collection_id:
        yield _refused(key, collection_id, "4")  # a protocol error
        return
    if folder is None:
        yield _refused(key, collection_id, "12")  # the folders have changed
        return
    snapshots = this.device.collection(collection_id)
    if key == "0":
        yield _answer(folder, snapshots.begin(), collection_id)
        return
    before = snapshots.at(key)
    if before is None:
        yield _refused("0", collection_id, "3")  # the key is not good: begin with 0
        return
    known = dict(before)
    responses = list(_commands(asked, known, this))
    sent, more = _changes(asked, folder, known, this)
    if not (responses or sent or child(asked, "Commands") is not None):
        return
    answer = _answer(folder, snapshots.keep(int(key), known), collection_id)
    if responses:
        answer.append(AIRSYNC.Responses(*responses))
    if more:
        answer.append(AIRSYNC.MoreAvailable())
    if sent:
        answer.append(AIRSYNC.Commands(*sent))
    yield answer


def _answer(folder: Folder, key: str, collection_id: str) -> etree._Element:
    return AIRSYNC.Collection(AIRSYNC.SyncKey(key), AIRSYNC.CollectionId(collection_id), AIRSYNC.Status("1"))


def _refused(key: str, collection_id: str, status: str) -> etree._Element:
    return AIRSYNC.Collection(
        AIRSYNC.SyncKey(key), AIRSYNC.CollectionId(collection_id), AIRSYNC.Status(status)
    )


def _changes(
    asked: etree._Element, folder: Folder, known: Known, this: _Round
) -> tuple[list[etree._Element], bool]:
    """The commands that bring the phone up to date, and whether there are more than it wants at once."""
    wanted = child(asked, "GetChanges")
    if wanted is not None and text_of(wanted).strip() == "0":
        return [], False
    options = child(asked, "Options")
    snapshots = this.device.collection(str(folder.number))
    if options is not None:
        snapshots.days = _DAYS.get(text_of(child(options, "FilterType")).strip(), 0)
    oldest = oldest_of(snapshots.days, this.mailbox, this.at)
    new, changed, gone = changed_since(known, folder, this.mailbox, oldest)
    body = wanted_body(options)
    made: Iterator[tuple[str, int | None, etree._Element]] = iter(
        (
            *((each, None, AIRSYNC.Delete(AIRSYNC.ServerId(each))) for each in gone),
            *(_sent("Change", item, body, this) for item in changed),
            *(_sent("Add", item, body, this) for item in new),
        )
    )
    most = min(number_in(text_of(child(asked, "WindowSize"))) or _WINDOW, 512)
    commands = []
    for server_id, change, command in islice(made, most):
        if change is None:
            known.pop(server_id, None)
        else:
            known[server_id] = change
        commands.append(command)
    return commands, next(made, None) is not None


def _sent(name: str, item: Item, body: Preference | None, this: _Round) -> tuple[str, int, etree._Element]:
    server_id = server_id_of(item)
    data = AIRSYNC.ApplicationData(*application_data(item, server_id, this.rank, body))
    return server_id, item.change, AIRSYNC(name, AIRSYNC.ServerId(server_id), data)


def _commands(asked: etree._Element, known: Known, this: _Round) -> Iterator[etree._Element]:
    """Carries out what the phone commands; answers are given to what failed, and to Add and Fetch."""
    to_trash = text_of(child(asked, "DeletesAsMoves")).strip() != "0"
    for command in children(child(asked, "Commands")):
        name, server_id = local_name(command), text_of(child(command, "ServerId")).strip()
        item = item_of(server_id, this.mailbox)
        if name == "Add":  # mail comes from the server; drafts are none of this server's matters
            client_id = AIRSYNC.ClientId(text_of(child(command, "ClientId")))
            yield AIRSYNC.Add(client_id, AIRSYNC.Status(CONVERSION_ERROR))
        elif item is None:
            yield AIRSYNC(name, AIRSYNC.ServerId(server_id), AIRSYNC.Status(_OBJECT_NOT_FOUND))
        elif name == "Fetch":
            data = AIRSYNC.ApplicationData(*application_data(item, server_id, this.rank, Preference()))
            yield AIRSYNC.Fetch(AIRSYNC.ServerId(server_id), AIRSYNC.Status("1"), data)
        elif name == "Delete":
            _delete(item, this.mailbox, to_trash=to_trash)
            known.pop(server_id, None)
        elif name == "Change":
            yield from _changed(command, item, known, this)


def _changed(command: etree._Element, item: Item, known: Known, this: _Round) -> Iterator[etree._Element]:
    data = child(command, "ApplicationData")
    properties = None if data is None else changed_by_phone(item, data)
    if properties is None:
        server_id = AIRSYNC.ServerId(server_id_of(item))
        yield AIRSYNC.Change(server_id, AIRSYNC.Status(CONVERSION_ERROR))
        return
    changed = this.mailbox.change(item, properties, this.mailbox.next_change())
    known[server_id_of(changed)] = changed.change


def _delete(item: Item, mailbox: Mailbox, *, to_trash: bool) -> None:
    trash = mailbox.known_folder("deleteditems")
    if to_trash and item.folder != trash:
        mailbox.move(item, trash)
    else:
        mailbox.remove(item)

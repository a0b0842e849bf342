"""ItemOperations and Search, and the small commands that ask about folders: GetItemEstimate and Ping."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import unquote

from lxml import etree

from inspector.protocols.asemail.devices import Device
from inspector.protocols.asemail.email import Preference, application_data, attachment_content
from inspector.protocols.asemail.hierarchy import folder_of
from inspector.protocols.asemail.numbers import number_in
from inspector.protocols.asemail.sync import (
    changed_since,
    item_of,
    oldest_of,
    server_id_of,
    wanted_body,
)
from inspector.protocols.asemail.writing import AIRSYNC, AIRSYNCBASE, ESTIMATE, ITEMS, PING, SEARCH
from inspector.protocols.common.reading import child, children, text_of
from inspector.protocols.oxwscore.mailbox import Mailbox
from inspector.wire.soap import local_name

_NOT_FOUND = "6"  # of ItemOperations (MS-ASCMD section 2.2.3.177.8)
_MOST_RESULTS = 100


def item_operations(root: etree._Element | None, mailbox: Mailbox, rank: int) -> etree._Element:
    """Answers an ItemOperations: items and attachments are fetched; other operations have status 2."""
    answers = []
    for operation in children(root):
        if local_name(operation) == "Fetch":
            answers.append(_fetch(operation, mailbox, rank))
        else:
            answers.append(ITEMS(local_name(operation), ITEMS.Status("2")))
    if not answers:
        return ITEMS.ItemOperations(ITEMS.Status("2"))
    return ITEMS.ItemOperations(ITEMS.Status("1"), ITEMS.Response(*answers))


def search(root: etree._Element | None, mailbox: Mailbox, rank: int) -> etree._Element:
    """Answers a Search of the mailbox for words; other stores have none (status 3)."""
    asked = child(root, "Store")
    if text_of(child(asked, "Name")).strip() != "Mailbox":
        return SEARCH.Search(SEARCH.Status("1"), SEARCH.Response(SEARCH.Store(SEARCH.Status("3"))))
    query = (
        child(asked, "Query", "And") if child(asked, "Query", "And") is not None else child(asked, "Query")
    )
    words = text_of(child(query, "FreeText")).lower().split()
    collections = {text_of(each).strip() for each in children(query, "CollectionId")}
    options = child(asked, "Options")
    first, last = _range(text_of(child(options, "Range")))
    body = wanted_body(options)
    found = [
        item
        for item in mailbox.items.values()
        if folder_of(str(item.folder), mailbox) is not None
        and (not collections or str(item.folder) in collections)
        and all(word in "".join(map(str, item.properties().itertext())).lower() for word in words)
    ]
    shown = [
        SEARCH.Result(
            AIRSYNC.Class("Email"),
            SEARCH.LongId(server_id_of(item)),
            AIRSYNC.CollectionId(str(item.folder)),
            SEARCH.Properties(*application_data(item, server_id_of(item), rank, body)),
        )
        for item in found[first : last + 1]
    ]
    answer = SEARCH.Store(SEARCH.Status("1"), *(shown or [SEARCH.Result()]))
    if shown:
        answer.append(SEARCH.Range(f"{first}-{first + len(shown) - 1}"))
        answer.append(SEARCH.Total(str(len(found))))
    return SEARCH.Search(SEARCH.Status("1"), SEARCH.Response(answer))


def estimate(root: etree._Element | None, mailbox: Mailbox, device: Device, at: float) -> etree._Element:
    """Answers a GetItemEstimate: how many changes a Sync would bring."""
    answers = []
    for asked in children(child(root, "Collections"), "Collection"):
        collection_id = text_of(child(asked, "CollectionId")).strip()
        folder = folder_of(collection_id, mailbox)
        snapshots = device.collection(collection_id)
        known = snapshots.at(text_of(child(asked, "SyncKey")).strip())
        oldest = oldest_of(snapshots.days, mailbox, at)
        status = "2" if folder is None else "4" if known is None else "1"
        parts = [ESTIMATE.CollectionId(collection_id)]
        if folder is not None and known is not None:
            new, changed, gone = changed_since(known, folder, mailbox, oldest)
            parts.append(ESTIMATE.Estimate(str(len(new) + len(changed) + len(gone))))
        answers.append(ESTIMATE.Response(ESTIMATE.Status(status), ESTIMATE.Collection(*parts)))
    return ESTIMATE.GetItemEstimate(*(answers or [ESTIMATE.Status("2")]))


def ping(
    root: etree._Element | None, mailbox: Mailbox, device: Device, at: float
) -> tuple[etree._Element, float]:
    """Answers a Ping.

    Returns:
        The answer, and after how many seconds it is given: at once if a folder has changed, else when the
        phone's heartbeat interval is over.
    """
    folders = tuple(text_of(child(each, "Id")).strip() for each in children(child(root, "Folders"), "Folder"))
    interval = number_in(text_of(child(root, "HeartbeatInterval")))
    if root is not None:
        seconds = device.watched[1] if interval is None else float(interval)
        device.watched = (folders or device.watched[0], min(seconds, 3540.0))
    folders, seconds = device.watched
    if not folders or not seconds:
        return PING.Ping(PING.Status("3")), 0.0  # parameters are missing (MS-ASCMD section 2.2.3.177.11)
    changed = [each for each in folders if _has_news(each, mailbox, device, at)]
    if changed:
        return PING.Ping(PING.Status("2"), PING.Folders(*(PING.Folder(each) for each in changed))), 0.0
    return PING.Ping(PING.Status("1")), seconds


def _has_news(collection_id: str, mailbox: Mailbox, device: Device, at: float) -> bool:
    folder, snapshots = folder_of(collection_id, mailbox), device.collection(collection_id)
    known = snapshots.at(str(snapshots.key))
    if folder is None or known is None:
        return False
    return any(changed_since(known, folder, mailbox, oldest_of(snapshots.days, mailbox, at)))


def _fetch(asked: etree._Element, mailbox: Mailbox, rank: int) -> etree._Element:
    reference = child(asked, "FileReference")
    if reference is not None:
        return _attachment(text_of(reference).strip(), mailbox)
    long_id = text_of(child(asked, "LongId")).strip()
    server_id = long_id or text_of(child(asked, "ServerId")).strip()
    item = item_of(server_id, mailbox)
    named = _named(asked, server_id, long_id)
    if item is None:
        return ITEMS.Fetch(ITEMS.Status(_NOT_FOUND), *named)
    body = wanted_body(child(asked, "Options")) or Preference()
    properties = ITEMS.Properties(*application_data(item, server_id, rank, body))
    return ITEMS.Fetch(ITEMS.Status("1"), *named, AIRSYNC.Class("Email"), properties)


def _named(asked: etree._Element, server_id: str, long_id: str) -> Iterator[etree._Element]:
    if long_id:
        yield SEARCH.LongId(long_id)
    else:
        yield AIRSYNC.CollectionId(text_of(child(asked, "CollectionId")).strip())
        yield AIRSYNC.ServerId(server_id)


def _attachment(reference: str, mailbox: Mailbox) -> etree._Element:
    server_id, _, place = unquote(reference).rpartition(":")
    item = item_of(server_id, mailbox)
    number = number_in(place)
    content = None if item is None or number is None else attachment_content(item, number)
    if content is None:
        return ITEMS.Fetch(ITEMS.Status("15"), AIRSYNCBASE.FileReference(reference))  # no such attachment
    media_type, data = content
    return ITEMS.Fetch(
        ITEMS.Status("1"),
        AIRSYNCBASE.FileReference(reference),
        ITEMS.Properties(AIRSYNCBASE.ContentType(media_type), ITEMS.Data(data)),
    )


def _range(text: str) -> tuple[int, int]:
    first, last = (number_in(part) for part in text.partition("-")[::2])
    if first is None or last is None:
        return 0, _MOST_RESULTS - 1
    return first, min(last, first + _MOST_RESULTS - 1)

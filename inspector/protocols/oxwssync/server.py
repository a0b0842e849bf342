"""SyncFolderItems and SyncFolderHierarchy (MS-OXWSSYNC section 3.1.4): what a client does not know yet.

The sync state says up to where a client knows a folder; the server keeps nothing for it but what has left.
"""

from __future__ import annotations

import base64
import struct
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

from lxml import etree

from inspector.protocols.common.answers import M, T, response_message
from inspector.protocols.common.failures import OperationError
from inspector.protocols.common.reading import child, children, first_child, required, text_of, whole_number
from inspector.protocols.oxwscore.mailbox import Mailbox
from inspector.protocols.oxwscore.shape import Shape, read_shape
from inspector.protocols.oxwscore.shaped_items import shaped
from inspector.protocols.oxwscore.store import Item
from inspector.protocols.oxwsfold.shapes import below, shaped_folder
from inspector.protocols.server import DocumentServer
from inspector.wire.encoding import decode_base64
from inspector.wire.soap import local_name

_MOST = 512  # MaxSyncChangesReturnedType
_LAYOUT = struct.Struct(">2sQQQQ")
_ITEMS, _FOLDERS = b"I1", b"H1"


@dataclass(frozen=True)
class State:
    """Up to where a client knows a folder.

    Args:
        kind: what is synchronised: items or folders.
        folder: the number of the folder.
        known: the items or folders with greater numbers are new to the client.
        seen: of those that it knows, it has seen the changes up to this one.
        removals: it knows of so many items that left their folders.
    """

    kind: bytes
    folder: int
    known: int = 0
    seen: int = 0
    removals: int = 0

    def written(self, mailbox: Mailbox) -> str:
        """Returns the SyncState, which is good for this mailbox only."""
        packed = _LAYOUT.pack(self.kind, self.folder, self.known, self.seen, self.removals)
        return base64.b64encode(mailbox.ids.mailbox_guid.bytes + packed).decode()


def sync_folder_items(payload: etree._Element, mailbox: Mailbox, at: float) -> etree._Element:
    """MS-OXWSSYNC section 3.1.4.2."""
    shape = read_shape(required(payload, "ItemShape"), listing=True)
    most = whole_number(required(payload, "MaxChangesReturned"), 1, _MOST)
    ignored = {element.get("Id", "") for element in children(child(payload, "Ignore"))}
    messages = M.ResponseMessages()
    try:
        folder = _folder(mailbox, required(payload, "SyncFolderId"))
        state = _read(payload, mailbox, _ITEMS, folder)
        changes, last = M.Changes(), True
        pending = _item_changes(mailbox, state, shape, ignored)
        for change, known in islice(pending, most):
            changes.append(change)
            state = known
        if next(pending, None) is None:
            state = _up_to_date(mailbox, state)
        else:
            last = False
        told = _answer(mailbox, state, "IncludesLastItemInRange", last, changes)
        messages.append(response_message("SyncFolderItemsResponseMessage", None, *told))
    except OperationError as error:
        # Servers say so in errors too, and clients look there first.
        content = (M.SyncState(), M.IncludesLastItemInRange("true"))
        messages.append(response_message("SyncFolderItemsResponseMessage", error, *content))
    return M.SyncFolderItemsResponse(messages)


def sync_folder_hierarchy(payload: etree._Element, mailbox: Mailbox, at: float) -> etree._Element:
    """MS-OXWSSYNC section 3.1.4.1."""
    shape = required(payload, "FolderShape")
    messages = M.ResponseMessages()
    try:
        target = child(payload, "SyncFolderId")
        folder = mailbox.known_folder("msgfolderroot") if target is None else _folder(mailbox, target)
        state = _read(payload, mailbox, _FOLDERS, folder)
        changes = M.Changes()
        for _, left in mailbox.gone_since(state.removals) if state.seen else ():
            if left.is_folder and left.number <= state.known:
                changes.append(T.Delete(T.FolderId(Id=mailbox.ids.folder_id(left.number))))
        for one in below(mailbox, folder, True):
            if one.number > state.known:
                changes.append(T.Create(shaped_folder(mailbox, one, shape)))
            elif one.change > state.seen:
                changes.append(T.Update(shaped_folder(mailbox, one, shape)))
        told = _answer(mailbox, _up_to_date(mailbox, state), "IncludesLastFolderInRange", True, changes)
        messages.append(response_message("SyncFolderHierarchyResponseMessage", None, *told))
    except OperationError as error:
        content = (M.SyncState(), M.IncludesLastFolderInRange("true"))
        messages.append(response_message("SyncFolderHierarchyResponseMessage", error, *content))
    return M.SyncFolderHierarchyResponse(messages)


def _item_changes(
    mailbox: Mailbox, state: State, shape: Shape, ignored: set[str]
) -> Iterator[tuple[etree._Element, State]]:
    """Yields each change with the state of a client that has it: what left, what is new, what changed."""
    if not state.seen:  # the first time: what changes from now on will be told as a change
        state = replace(state, seen=mailbox.counted("changes"), removals=mailbox.counted("removals"))
    search = mailbox.folders[state.folder].known_as == "voicemail"
    for number, left in mailbox.gone_since(state.removals):
        state = replace(state, removals=number)
        if left.number <= state.known and not left.is_folder and (search or left.folder == state.folder):
            handle = mailbox.ids.item_id(left.number, left.born_in)
            if handle not in ignored:
                yield T.Delete(T.ItemId(Id=handle)), state
    items = [item for item in mailbox.contents(state.folder) if mailbox.item_id(item) not in ignored]
    known = state.known
    for item in sorted((item for item in items if item.number > known), key=lambda item: item.number):
        state = replace(state, known=item.number)
        yield T.Create(shaped(mailbox, item, shape)), state
    seen = state.seen
    changed = (item for item in items if item.number <= known and item.change > seen)
    for item in sorted(changed, key=lambda item: item.change):
        state = replace(state, seen=item.change)
        yield _changed(mailbox, item, shape, seen), state


def _changed(mailbox: Mailbox, item: Item, shape: Shape, seen: int) -> etree._Element:
    names = {
        local_name(element)
        for element in children(item.properties())
        if int(element.get("change", "0")) > seen
    }
    if names == {"IsRead"}:
        read = T.IsRead("true" if item.is_read else "false")
        return T.ReadFlagChange(mailbox.item_id_element(item), read)
    return T.Update(shaped(mailbox, item, shape))


def _up_to_date(mailbox: Mailbox, state: State) -> State:
    changes = mailbox.counted("changes")
    return replace(state, known=changes, seen=changes, removals=mailbox.counted("removals"))


def _answer(
    mailbox: Mailbox, state: State, name: str, last: bool, changes: etree._Element
) -> tuple[etree._Element, etree._Element, etree._Element]:
    return M.SyncState(state.written(mailbox)), M(name, "true" if last else "false"), changes


def _folder(mailbox: Mailbox, target: etree._Element) -> int:
    try:
        return mailbox.folder_named(first_child(target))
    except OperationError as error:
        code = "ErrorSyncFolderNotFound" if error.code == "ErrorFolderNotFound" else error.code
        raise OperationError(code) from None


def _read(payload: etree._Element, mailbox: Mailbox, kind: bytes, folder: int) -> State:
    text = text_of(child(payload, "SyncState")).strip()
    if not text:
        return State(kind, folder)
    raw = decode_base64(text)
    guid = mailbox.ids.mailbox_guid.bytes
    if raw is None or len(raw) != len(guid) + _LAYOUT.size or not raw.startswith(guid):
        raise OperationError("ErrorInvalidSyncStateData")
    state = State(*_LAYOUT.unpack(raw[len(guid) :]))
    changes = mailbox.counted("changes")
    if (state.kind, state.folder) != (kind, folder) or max(state.known, state.seen) > changes:
        raise OperationError("ErrorInvalidSyncStateData")
    return state


SERVER: DocumentServer[Mailbox] = DocumentServer(
    {"SyncFolderHierarchy": sync_folder_hierarchy, "SyncFolderItems": sync_folder_items}
)
"""The synchronising of a mailbox."""

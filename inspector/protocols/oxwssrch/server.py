"""The searches of MS-OXWSSRCH: FindItem and FindFolder."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from lxml import etree

from inspector.protocols.common.answers import M, T, add, answer_each, response_message
from inspector.protocols.common.failures import OperationError
from inspector.protocols.common.reading import child, children, first_child, required, text_of
from inspector.protocols.oxwscore.extended import extended_of
from inspector.protocols.oxwscore.item_kinds import kind_of
from inspector.protocols.oxwscore.mailbox import Mailbox
from inspector.protocols.oxwscore.mapi import extended_values
from inspector.protocols.oxwscore.shape import read_shape
from inspector.protocols.oxwscore.shaped_items import shaped, values_of
from inspector.protocols.oxwscore.store import Folder, Item
from inspector.protocols.oxwsfold.shapes import below, extended_text, folder_text, shaped_folder
from inspector.protocols.oxwssrch.paging import page
from inspector.protocols.oxwssrch.restrictions import fits, refuse_others, sort_key
from inspector.protocols.oxwssrch.windows import within
from inspector.protocols.server import DocumentServer
from inspector.wire.soap import local_name

_BY_RECEIPT = "item:DateTimeReceived"


def find_item(payload: etree._Element, mailbox: Mailbox, at: float) -> etree._Element:
    """MS-OXWSSRCH section 3.1.4.2."""
    shape = read_shape(required(payload, "ItemShape"), listing=True)
    restriction = child(payload, "Restriction")
    messages = M.ResponseMessages()
    answer = M.FindItemResponse(messages)
    for element in children(required(payload, "ParentFolderIds")):
        try:
            folder = mailbox.folder_named(element)
            refuse_others(payload)
            items: Iterable[Item] = mailbox.contents(folder) if payload.get("Traversal") == "Shallow" else ()
            if restriction is not None:
                items = (item for item in items if _fits(mailbox, item, restriction))
            listed = list(items)
            found = within(payload, mailbox.folders[folder], listed)
            if found is None:
                found = _sorted(mailbox, listed, child(payload, "SortOrder"))
            part, where = page(payload, found)
            root = M.RootFolder(**where)
            messages.append(response_message("FindItemResponseMessage", None, root))
            shown = add(root, "Items")
            for item in part:
                shown.append(shaped(mailbox, item, shape))
        except OperationError as error:
            messages.append(response_message("FindItemResponseMessage", error))
    return answer


def _fits(mailbox: Mailbox, item: Item, restriction: etree._Element) -> bool:
    stored = item.properties()

    def read(path: etree._Element) -> Sequence[str]:
        return _texts(mailbox, item, stored, path)

    return all(fits(expression, read) for expression in children(restriction))


def _sorted(mailbox: Mailbox, items: list[Item], order: etree._Element | None) -> list[Item]:
    """The newest first, unless the request says otherwise; the last key of an order matters least."""
    items.sort(key=lambda item: (item.received, item.number), reverse=True)
    for field in reversed(children(order, "FieldOrder")):
        path = first_child(field)
        if path.get("FieldURI") == _BY_RECEIPT:
            keys = {item.number: sort_key(item.received) for item in items}
        else:
            keys = {
                item.number: sort_key(" ".join(_texts(mailbox, item, item.properties(), path)))
                for item in items
            }
        items.sort(key=lambda item: keys[item.number], reverse=field.get("Order") == "Descending")
    return items


def _texts(mailbox: Mailbox, item: Item, stored: etree._Element, path: etree._Element) -> Sequence[str]:
    """The values of a property that can be searched: texts, and of recipients both name and address."""
    if local_name(path) == "ExtendedFieldURI":
        return extended_values(mailbox, item, stored, extended_of(path))
    known = kind_of(item.kind).property_of(path.get("FieldURI", ""))
    if known is None:
        return ()
    texts: list[str] = []
    for element in values_of(mailbox, item, stored, known.name):
        own = element.get("Id") or text_of(element)
        texts.extend([own] if own.strip() else [])
        texts.extend(
            text_of(part) for part in element.iterdescendants(etree.Element) if text_of(part).strip()
        )
    return texts


def find_folder(payload: etree._Element, mailbox: Mailbox, at: float) -> etree._Element:
    """MS-OXWSSRCH section 3.1.4.1."""
    shape = required(payload, "FolderShape")
    restriction = child(payload, "Restriction")

    def one(parent: etree._Element) -> Iterator[etree._Element]:
        inside = _inside(mailbox, mailbox.folder_named(parent), payload.get("Traversal", ""))
        found = [folder for folder in inside if _folder_fits(mailbox, folder, restriction)]
        part, where = page(payload, found)
        shown = T.Folders(*(shaped_folder(mailbox, folder, shape) for folder in part))
        yield M.RootFolder(shown, **where)

    return answer_each("FindFolder", children(required(payload, "ParentFolderIds")), one)


def _inside(mailbox: Mailbox, folder: int, traversal: str) -> Iterable[Folder]:
    """Nothing is kept of what was deleted for good."""
    return () if traversal == "SoftDeleted" else below(mailbox, folder, traversal == "Deep")


def _folder_fits(mailbox: Mailbox, folder: Folder, restriction: etree._Element | None) -> bool:
    def read(path: etree._Element) -> Sequence[str]:
        if local_name(path) == "ExtendedFieldURI":
            text = extended_text(mailbox, folder, extended_of(path))
        else:
            text = folder_text(mailbox, folder, path.get("FieldURI", "").removeprefix("folder:"))
        return (text,) if text else ()

    return all(fits(expression, read) for expression in children(restriction))


SERVER: DocumentServer[Mailbox] = DocumentServer(
    {"FindFolder": find_folder, "FindItem": find_item},
    how_far={
        "FindFolder": "restrictions, pages",
        "FindItem": (
            "restrictions, orders, pages of 1,000 at most, CalendarView; groups and query strings are refused"
        ),
    },
)
"""The searches in a mailbox."""

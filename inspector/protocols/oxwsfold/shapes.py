"""Folders as a FolderShape wants them (MS-OXWSFOLD section 2.2.4)."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable, Mapping, Sequence

from lxml import etree

from inspector.protocols.common.answers import T
from inspector.protocols.common.reading import child, children, text_of
from inspector.protocols.common.versions import asked_product
from inspector.protocols.oxwscore.extended import Extended, extended_of
from inspector.protocols.oxwscore.mailbox import Mailbox
from inspector.protocols.oxwscore.store import Folder
from inspector.wire.soap import local_name

_KINDS = (
    ("IPF.Appointment", "CalendarFolder"),
    ("IPF.Contact", "ContactsFolder"),
    ("IPF.Task", "TasksFolder"),
)
_ALL = tuple(
    """
    FolderId ParentFolderId FolderClass DisplayName TotalCount ChildFolderCount EffectiveRights
    DistinguishedFolderId UnreadCount
    """.split()  # noqa: SIM905 - a list of names reads better as text
)
_DEFAULT = ("FolderId", "DisplayName", "TotalCount", "ChildFolderCount", "UnreadCount")


def kind_of(folder: Folder) -> str:
    """Returns the local name of a folder's element, such as ``CalendarFolder``."""
    if folder.known_as == "voicemail":
        return "SearchFolder"
    return next((kind for prefix, kind in _KINDS if folder.folder_class.startswith(prefix)), "Folder")


def below(mailbox: Mailbox, parent: int, deep: bool) -> Iterable[Folder]:
    """Yields the folders in a folder, and what is in them in turn if ``deep``."""
    for folder in mailbox.subfolders(parent):
        yield folder
        if deep:
            yield from below(mailbox, folder.number, deep)


def shaped_folder(mailbox: Mailbox, folder: Folder, shape: etree._Element) -> etree._Element:
    """Returns a folder as a FolderShape wants it."""
    base = text_of(child(shape, "BaseShape"))
    product = asked_product(shape, mailbox.product)
    names = set({"AllProperties": _ALL, "Default": _DEFAULT}.get(base, ("FolderId",)))
    extended: dict[Extended, None] = {}
    for path in children(child(shape, "AdditionalProperties")):
        names.add(path.get("FieldURI", "").removeprefix("folder:"))
        if local_name(path) == "ExtendedFieldURI":
            extended[extended_of(path)] = None
    shown = [element for name in _ALL if name in names for element in _values(mailbox, folder, name, product)]
    at = next((n for n, item in enumerate(shown) if local_name(item) in _AFTER_EXTENDED), len(shown))
    values = ((wanted, extended_text(mailbox, folder, wanted)) for wanted in extended)
    shown[at:at] = [T.ExtendedProperty(wanted.element(), T.Value(value)) for wanted, value in values if value]
    return T(kind_of(folder), *shown)


_AFTER_EXTENDED = ("EffectiveRights", "DistinguishedFolderId", "UnreadCount")


def _values(mailbox: Mailbox, folder: Folder, name: str, product: int) -> Sequence[etree._Element]:
    if name == "FolderId":
        return (mailbox.folder_id_element(folder.number),)
    if name == "ParentFolderId":
        parent = mailbox.folder_id_element(folder.parent or folder.number)
        parent.tag = T.ParentFolderId().tag
        return (parent,)
    if name == "EffectiveRights":
        rights = ("CreateAssociated", "CreateContents", "CreateHierarchy", "Delete", "Modify", "Read")
        marks = [T(right, "true") for right in rights]
        if product >= 2010:
            marks.append(T.ViewPrivateItems("true"))
        return (T.EffectiveRights(*marks),)
    if name == "DistinguishedFolderId" and (not folder.known_as or product < 2013):
        return ()
    if name == "UnreadCount" and kind_of(folder) in ("CalendarFolder", "ContactsFolder"):
        return ()
    if name == "FolderClass" and not folder.folder_class:
        return ()
    return (T(name, folder_text(mailbox, folder, name)),)


_TAGS: Mapping[int, Callable[[Mailbox, Folder], str]] = {
    0x0E08: lambda mailbox, folder: str(sum(len(item.xml) for item in mailbox.contents(folder.number))),
    0x0E09: lambda mailbox, folder: base64.b64encode(mailbox.ids.folder_entry(folder.parent)).decode(),
    0x0FF9: lambda mailbox, folder: base64.b64encode(mailbox.ids.folder_entry(folder.number)[-24:]).decode(),
    0x0FFF: lambda mailbox, folder: base64.b64encode(mailbox.ids.folder_entry(folder.number)).decode(),
    0x3001: lambda mailbox, folder: folder.name,
    0x3008: lambda mailbox, folder: mailbox.time(folder.change),
    0x3602: lambda mailbox, folder: folder_text(mailbox, folder, "TotalCount"),
    0x3603: lambda mailbox, folder: folder_text(mailbox, folder, "UnreadCount"),
    0x360A: lambda mailbox, folder: "true" if mailbox.subfolders(folder.number) else "false",
    0x3613: lambda mailbox, folder: folder.folder_class,
    # The store keeps no times of folders; this one moves on with each change, as clients want it.
    0x670A: lambda mailbox, folder: mailbox.time(folder.change),
    0x6751: lambda mailbox, folder: str(mailbox.counted("changes") + 1),
    0x6638: lambda mailbox, folder: str(len(mailbox.subfolders(folder.number))),
}
"""What a server works out of a folder, by property tag (MS-OXPROPS)."""


def extended_text(mailbox: Mailbox, folder: Folder, wanted: Extended) -> str:
    """Returns an extended property of a folder as text; empty if it has none."""
    read = _TAGS.get(wanted.tag or 0)
    return "" if read is None else read(mailbox, folder)


def folder_text(mailbox: Mailbox, folder: Folder, name: str) -> str:
    """Returns a property of a folder as text; empty if it has none of that name."""
    if name == "TotalCount":
        return str(sum(1 for _ in mailbox.contents(folder.number)))
    if name == "UnreadCount":
        return str(sum(not item.is_read for item in mailbox.contents(folder.number)))
    if name == "ChildFolderCount":
        return str(len(mailbox.subfolders(folder.number)))
    texts = {
        "DisplayName": folder.name,
        "FolderClass": folder.folder_class,
        "DistinguishedFolderId": folder.known_as,
        "FolderId": mailbox.ids.folder_id(folder.number),
        "ParentFolderId": mailbox.ids.folder_id(folder.parent),
    }
    return texts.get(name, "")

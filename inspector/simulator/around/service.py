"""The operations beside those of our documents, by the name of their request, and since which product."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from lxml import etree

from inspector.simulator.around.attachments import create_attachment, delete_attachment, get_attachment
from inspector.simulator.around.conversion import convert_id
from inspector.simulator.around.finding import find_item
from inspector.simulator.around.folder_changes import delete_folder, empty_folder, update_folder
from inspector.simulator.around.folders import create_folder, find_folder, get_folder
from inspector.simulator.around.junk import mark_as_junk
from inspector.simulator.around.synchronizing import sync_folder_hierarchy, sync_folder_items
from inspector.simulator.around.time_zones import get_server_time_zones
from inspector.simulator.mailbox import Mailbox

__all__ = ["SERVICE"]

SERVICE: Mapping[str, tuple[int, Callable[[etree._Element, Mailbox, float], etree._Element]]] = {
    "ConvertId": (2007, convert_id),
    "CreateAttachment": (2007, create_attachment),
    "CreateFolder": (2007, create_folder),
    "DeleteAttachment": (2007, delete_attachment),
    "DeleteFolder": (2007, delete_folder),
    "EmptyFolder": (2010, empty_folder),
    "FindFolder": (2007, find_folder),
    "FindItem": (2007, find_item),
    "GetAttachment": (2007, get_attachment),
    "GetFolder": (2007, get_folder),
    "GetServerTimeZones": (2010, get_server_time_zones),
    "MarkAsJunk": (2013, mark_as_junk),
    "SyncFolderHierarchy": (2007, sync_folder_hierarchy),
    "SyncFolderItems": (2007, sync_folder_items),
    "UpdateFolder": (2007, update_folder),
}

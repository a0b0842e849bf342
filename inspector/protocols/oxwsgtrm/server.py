"""GetRoomLists and GetRooms (MS-OXWSGTRM section 3.1.4): there are no rooms yet."""

from __future__ import annotations

from lxml import etree

from inspector.protocols.common.answers import M, response_message
from inspector.protocols.common.failures import OperationError
from inspector.protocols.oxwscore.store import MailboxStore
from inspector.protocols.server import Server

__all__ = ["SERVER"]


def get_room_lists(payload: etree._Element, mailbox: MailboxStore, at: float) -> etree._Element:
    """MS-OXWSGTRM section 3.1.4.1."""
    return response_message("GetRoomListsResponse", None, M.RoomLists())


def get_rooms(payload: etree._Element, mailbox: MailboxStore, at: float) -> etree._Element:
    """MS-OXWSGTRM section 3.1.4.2."""
    return response_message("GetRoomsResponse", OperationError("ErrorNameResolutionNoResults"))


SERVER: Server[MailboxStore] = Server({"GetRoomLists": get_room_lists, "GetRooms": get_rooms})
"""The rooms of the organisation."""

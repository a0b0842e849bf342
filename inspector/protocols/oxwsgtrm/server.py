"""GetRoomLists and GetRooms (MS-OXWSGTRM section 3.1.4): the rooms of the scenario, by their lists."""

from __future__ import annotations

import re
from collections.abc import Mapping

from lxml import etree

from inspector.protocols.common.answers import M, T, response_message
from inspector.protocols.common.failures import OperationError
from inspector.protocols.common.reading import child, required, text_of
from inspector.protocols.oxwscore.mailbox import Mailbox
from inspector.protocols.server import DocumentServer


def get_room_lists(payload: etree._Element, mailbox: Mailbox, at: float) -> etree._Element:
    """MS-OXWSGTRM section 3.1.4.1."""
    lists = _lists(mailbox)
    shown = [T.Address(*_named(name, address, "PublicDL")) for address, (name, _) in lists.items()]
    return response_message("GetRoomListsResponse", None, M.RoomLists(*shown))


def get_rooms(payload: etree._Element, mailbox: Mailbox, at: float) -> etree._Element:
    """MS-OXWSGTRM section 3.1.4.2."""
    wanted = text_of(child(required(payload, "RoomList"), "EmailAddress")).strip().lower()
    found = _lists(mailbox).get(wanted)
    if found is None:
        return response_message("GetRoomsResponse", OperationError("ErrorNameResolutionNoResults"))
    rooms = [T.Room(T.Id(*_named(room.name, room.address, "Mailbox"))) for room in found[1]]
    return response_message("GetRoomsResponse", None, M.Rooms(*rooms))


def _lists(mailbox: Mailbox) -> Mapping[str, tuple[str, list[Mailbox]]]:
    """The lists by their address, which is made of the name and the domain of the first room."""
    lists: dict[str, tuple[str, list[Mailbox]]] = {}
    addresses: dict[str, str] = {}
    for room in mailbox.directory.everybody():
        if room.room_list:
            local = re.sub(r"[^a-z0-9]+", "-", room.room_list.lower()).strip("-") or "rooms"
            address = addresses.setdefault(
                room.room_list, f"{local}@{room.address.rpartition('@')[2].lower()}"
            )
            lists.setdefault(address, (room.room_list, []))[1].append(room)
    return lists


def _named(name: str, address: str, kind: str) -> tuple[etree._Element, ...]:
    return T.Name(name), T.EmailAddress(address), T.RoutingType("SMTP"), T.MailboxType(kind)


SERVER: DocumentServer[Mailbox] = DocumentServer(
    {"GetRoomLists": get_room_lists, "GetRooms": get_rooms},
    how_far={"GetRoomLists": "those of the scenario", "GetRooms": "those of the scenario"},
)
"""The rooms of the organisation."""

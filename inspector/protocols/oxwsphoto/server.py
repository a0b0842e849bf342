"""GetUserPhoto (MS-OXWSPHOTO section 3.1.4.1): a plain square, in a colour that the address decides."""

from __future__ import annotations

import base64
import hashlib
import struct
import zlib

from lxml import etree

from inspector.protocols.common.answers import M, response_message
from inspector.protocols.common.failures import OperationError
from inspector.protocols.common.reading import one_of, required, text_of
from inspector.protocols.oxwscore.mailbox import Mailbox
from inspector.protocols.server import DocumentServer

_SIDES = {f"HR{side}x{side}": side for side in (48, 64, 96, 120, 240, 360, 432, 504, 648)}
_SIDES |= {"HR1024xN": 648, "HR1920xN": 648}  # there are no larger ones


def get_user_photo(payload: etree._Element, mailbox: Mailbox, at: float) -> etree._Element:
    """MS-OXWSPHOTO section 3.1.4.1."""
    address = text_of(required(payload, "Email")).strip()
    side = _SIDES[one_of(required(payload, "SizeRequested"), tuple(_SIDES))]
    name = "GetUserPhotoResponse"
    owner = mailbox.directory.find(address)
    if owner is None:
        return response_message(name, OperationError("ErrorItemNotFound"), M.HasChanged("false"))
    picture = base64.b64encode(_square(owner.address, side)).decode()
    return response_message(name, None, M.HasChanged("true"), M.PictureData(picture))


def _square(address: str, side: int) -> bytes:
    """A PNG of one colour (ISO/IEC 15948 section 5)."""
    colour = hashlib.sha256(address.lower().encode()).digest()[:3]
    rows = (b"\0" + colour * side) * side
    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*each) for each in chunks)


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


SERVER: DocumentServer[Mailbox] = DocumentServer(
    {"GetUserPhoto": get_user_photo},
    how_far={"GetUserPhoto": "a square in a colour that the address decides"},
)
"""The photos of users."""

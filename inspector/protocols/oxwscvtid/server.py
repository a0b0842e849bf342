"""ConvertId (MS-OXWSCVTID section 3.1.4.1): how a client gets from an EWS id to the EntryID that UM takes."""

from __future__ import annotations

import base64
from collections.abc import Iterator

from lxml import etree

from inspector.protocols.common.answers import M, answer_each
from inspector.protocols.common.failures import InvalidRequest, OperationError
from inspector.protocols.common.reading import attribute, children, required
from inspector.protocols.oxwscore.mailbox import Mailbox
from inspector.protocols.server import DocumentServer
from inspector.wire.encoding import decode_base64

_FORMATS = ("EwsLegacyId", "EwsId", "EntryId", "HexEntryId", "StoreId", "OwaId")
_XSI_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"


def convert_id(payload: etree._Element, mailbox: Mailbox, at: float) -> etree._Element:
    """MS-OXWSCVTID section 3.1.4.1, between EwsId, EntryId and HexEntryId."""
    wanted = attribute(payload, "DestinationFormat", _FORMATS)
    if not wanted:
        raise InvalidRequest("The required attribute 'DestinationFormat' is missing")

    def one(source: etree._Element) -> Iterator[etree._Element]:
        entry = _entry(mailbox, source.get("Format", ""), source.get("Id", ""))
        yield M.AlternateId(
            {_XSI_TYPE: "t:AlternateIdType"},
            Format=wanted,
            Id=_written(mailbox, wanted, entry),
            Mailbox=source.get("Mailbox", mailbox.address),
        )

    return answer_each("ConvertId", children(required(payload, "SourceIds")), one)


def _entry(mailbox: Mailbox, source: str, handle: str) -> bytes:
    entry = None
    if source in ("EwsId", "EwsLegacyId"):
        entry = mailbox.ids.entry_of(handle)
    elif source == "EntryId":
        entry = decode_base64(handle)
    elif source == "HexEntryId":
        try:
            entry = bytes.fromhex(handle)
        except ValueError:
            raise OperationError("ErrorInvalidIdMalformed") from None
    if entry is None:
        raise OperationError("ErrorInvalidIdMalformed")
    return entry


def _written(mailbox: Mailbox, wanted: str, entry: bytes) -> str:
    if wanted in ("EwsId", "EwsLegacyId"):
        return mailbox.ids.ews_id(entry)
    if wanted == "EntryId":
        return base64.b64encode(entry).decode()
    if wanted == "HexEntryId":
        return entry.hex().upper()
    raise OperationError("ErrorUnsupportedTypeForConversion")


SERVER: DocumentServer[Mailbox] = DocumentServer(
    {"ConvertId": convert_id},
    how_far={"ConvertId": "of items and folders of the mailbox"},
)
"""The converting of identifiers."""

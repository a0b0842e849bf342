"""The toys of a mailbox, and the posts about them."""

from __future__ import annotations

from typing import ClassVar

from lxml import etree

from inspector.protocols.common.answers import M, T, response_message
from inspector.protocols.common.failures import OperationError
from inspector.protocols.common.reading import child, required
from inspector.protocols.server import AccountState, DocumentServer, Ground

__all__ = ["SERVER", "ToyBox"]


class ToyBox(AccountState):
    """The toys of one mailbox.

    Args:
        ground: what it stands on.
    """

    keeps: ClassVar[tuple[str, ...]] = ("toy",)

    def __init__(self, ground: Ground) -> None:
        self.mended: set[str] = set()
        self.mailbox = ground.mailbox
        self._keeper = ground.keeper

    def restore(self, kind: str, key: str, value: bytes) -> None:
        """Takes a toy that was mended."""
        self.mended.add(key)

    def mend(self, toy: str) -> None:
        """Mends a toy for good."""
        self.mended.add(toy)
        self._keeper.put(self.mailbox.address.lower(), "toy", toy, b"")


def mend_toy(payload: etree._Element, box: ToyBox, at: float) -> etree._Element:
    """Section 3.1."""
    toy = required(payload, "ToyId").get("Id", "")
    if toy in box.mended:
        return response_message("MendToyResponse", OperationError("ErrorToyBroken"))
    box.mend(toy)
    return response_message("MendToyResponse", None, M.Mended("true"))


def create_item(payload: etree._Element, box: ToyBox, at: float) -> etree._Element:
    """Section 3.2."""
    post = child(payload, "Items", "PostItem")
    assert post is not None
    handle = box.mailbox.item_id_element(box.mailbox.add(box.mailbox.known_folder("inbox"), post))
    answer = response_message("CreateItemResponseMessage", None, M.Items(T.PostItem(handle)))
    return M.CreateItemResponse(M.ResponseMessages(answer))


SERVER: DocumentServer[ToyBox] = DocumentServer({"MendToy": mend_toy, "CreateItem": create_item}, ToyBox)
"""The operations on the toys of each account."""

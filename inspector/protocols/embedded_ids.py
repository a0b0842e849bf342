"""What messages carry packed, such as a file in base64, and that names identifiers of the server."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol


class Packed(Protocol):
    """Finds identifiers in what the messages of a document carry packed."""

    def identifier_in(self, element: str, text: str) -> str:
        """Returns the identifier in the text of an element, by its local name; empty if there is none."""
        ...

    def rewritten(self, body: bytes, rewrite: Callable[[bytes], bytes]) -> bytes:
        """Rewrites what a message carries packed; what cannot be unpacked stays.

        Args:
            body: the message.
            rewrite: returns content for content.
        """
        ...

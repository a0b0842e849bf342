"""What the rules of MS-TOY remember of a session."""

from __future__ import annotations

from inspector.protocols.message import Message
from inspector.protocols.session import SessionState


class Posts(SessionState):
    """How many posts the session has made."""

    watches = ("CreateItem",)

    def __init__(self) -> None:
        self.made = 0

    def observe(self, request: Message, response: Message | None) -> None:
        """Takes in an interaction."""
        self.made += 1


SESSION_STATE = (Posts,)

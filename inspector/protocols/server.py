"""What a document brings for a server: what carries its operations out, and what it keeps for a user.

The simulator lends each document the ground that an account stands on; it knows no document. That ground is
the store of MS-OXWSCORE: a mailbox, with items in folders.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from lxml import etree

from inspector.protocols.identified_request import Identified
from inspector.protocols.oxwscore.mailbox import Directory, Mailbox, PostOffice
from inspector.protocols.persistence import Keeper
from inspector.protocols.timed import Timed
from inspector.wire.http import HttpRequest, HttpResponse

__all__ = [
    "AccountState",
    "AnswerStream",
    "Directory",
    "DocumentServer",
    "Ground",
    "Keeper",
    "Mailbox",
    "PostOffice",
]


@dataclass(frozen=True)
class Ground:
    """What a document's state of one account stands on.

    Args:
        mailbox: the user's mailbox.
        keeper: keeps what must not be forgotten.
        spec: the mailbox as the scenario describes it.
        scenario: the whole scenario.
    """

    mailbox: Mailbox
    keeper: Keeper
    spec: Any
    scenario: Any


class AccountState:
    """What a document keeps for one account.

    Attributes:
        keeps: the kinds of rows that it keeps.
    """

    keeps: ClassVar[tuple[str, ...]] = ()

    def restore(self, kind: str, key: str, value: bytes) -> None:
        """Takes a row that was kept."""

    def begin(self) -> None:
        """Puts into a new mailbox what every mailbox has."""

    def deliver(self, at: float) -> None:
        """Puts into the mailbox what has arrived by a clock time, in seconds."""

    def timed(self) -> Iterable[Timed]:
        """Returns the things that change by themselves, such as calls."""
        return ()


class AnswerStream(Protocol):
    """An answer that goes on: message after message on one connection."""

    @property
    def ended(self) -> bool:
        """Whether there will be no more messages."""
        ...

    def messages(self, at: float) -> Iterable[etree._Element]:
        """Returns the Body's children of the messages that are due by a clock time, in seconds, in order.

        What was returned once is not returned again.
        """
        ...


S = TypeVar("S")


@dataclass(frozen=True)
class DocumentServer(Generic[S]):
    """A document as a server carries it out.

    Args:
        service: what carries each operation out, by its name: a function of the Body's child, of what the
            document keeps for the account (or of the mailbox), and of the clock time in seconds. It returns
            the Body's child of the answer.
        streams: what begins the answer of an operation that goes on, by its name, as ``service`` has it.
        open: makes what the document keeps for an account; ``None``: its operations work on the mailbox.
        fill: puts into a new mailbox what the scenario wants in it; ``None``: nothing.
        respond: answers a whole endpoint that does not speak SOAP; ``None``: there is none.
        how_far: how far an operation goes, by its name; all of what its document says if it is not there.
    """

    service: Mapping[str, Callable[[etree._Element, S, float], etree._Element]]
    open: Callable[[Ground], AccountState] | None = None
    respond: Callable[[HttpRequest, Identified, Mailbox, S, float], HttpResponse] | None = None
    streams: Mapping[str, Callable[[etree._Element, S, float], AnswerStream]] = field(default_factory=dict)
    fill: Callable[[Ground], None] | None = None
    how_far: Mapping[str, str] = field(default_factory=dict)

"""Things that change by themselves as time goes by, such as phone calls: what any document says of its own.

A document that has such things brings a :class:`TimedModel` (``Document.timed``). Whoever shows time, or goes
on where a recording is silent, asks it: flows, ladders, lanes, replays, the control API. None of them knows
of which document the thing is.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple, Protocol, TypeVar

from lxml import etree

from inspector.protocols.common.versions import ServerVersion
from inspector.protocols.operation import Operation
from inspector.wire.soap import SoapFault

GONE = "gone"
"""Stands for the answer that there is no such thing (any more) among the states that an answer can show."""


class Stage(StrEnum):
    """How far a thing is, whatever its document calls its states."""

    BEGINNING = "beginning"
    GOING_ON = "going on"
    ENDED = "ended"
    GONE = "gone"


class TimedState(Protocol):
    """A state of a thing."""

    @property
    def value(self) -> str:
        """Its name in the document."""

    @property
    def stage(self) -> Stage:
        """How far the thing is in it."""


class Status(Protocol):
    """What is true of a thing at a time."""

    @property
    def state(self) -> TimedState:
        """Its state."""

    @property
    def cause(self) -> str:
        """Why it is in this state; in the document's word for it if there is none."""

    @property
    def since(self) -> float:
        """When it entered the state, in clock seconds."""

    @property
    def deadline(self) -> float | None:
        """When a timer ends the state, in clock seconds; ``None`` if none runs."""

    @property
    def has_handle(self) -> bool:
        """Whether it has an identifier in this state."""


class Timed(Protocol):
    """A thing, and what happens to it."""

    @property
    def handle(self) -> str:
        """Its identifier."""

    @property
    def began(self) -> float:
        """When it began, in clock seconds."""

    def status(self, now: float) -> Status:
        """Returns what is true of it at a clock time."""
        ...

    def next_change(self, now: float) -> float | None:
        """Returns the first clock time after ``now`` at which its state changes by itself, or ``None``."""
        ...


class Shown(NamedTuple):
    """What an answer shows of a thing.

    Args:
        state: the name of its state, as on the wire, or :data:`GONE`.
        cause: the cause that it shows, as on the wire; empty if it shows none.
    """

    state: str
    cause: str = ""


T = TypeVar("T", bound=Timed)


class TimedModel(Protocol[T]):
    """What a document says of its things."""

    @property
    def kind(self) -> str:
        """What a thing is, in a word: the kind of its identifiers in the document's table of fields."""

    @property
    def states(self) -> Mapping[str, TimedState]:
        """The states by name."""

    @property
    def begins(self) -> frozenset[str]:
        """The operations that begin a thing and issue its identifier."""

    @property
    def polls(self) -> frozenset[str]:
        """The operations that ask for its state."""

    @property
    def ends(self) -> frozenset[str]:
        """The operations that end it."""

    @property
    def timeout(self) -> float:
        """Seconds from its end until it is gone."""

    def begin(self, handle: str, at: float) -> T:
        """Returns a thing that begins at a clock time."""
        ...

    def end(self, thing: T, at: float) -> T:
        """Returns the thing as a request has ended it at a clock time; what was to come does not happen."""
        ...

    def follow(self, thing: T, shown: Shown, at: float) -> T:
        """Returns the thing with what must have happened for an answer to show this at a clock time."""
        ...

    def shown(self, payload: etree._Element | None, fault: SoapFault | None) -> Shown | None:
        """Returns what an answer shows; ``None`` if it shows nothing of a thing."""
        ...

    def answer(self, operation: Operation, shown: Shown | None, version: ServerVersion) -> etree._Element:
        """Makes the Body's child of an answer.

        Args:
            operation: a poll, or an operation that ends a thing.
            shown: what it shows; ``None``: that the thing was ended.
            version: the version of the server.
        """
        ...

    def in_words(self, cause: str) -> str:
        """Returns a cause in words, such as ``the line is busy``; empty for one that is not worth telling."""
        ...

    def restated(self, text: str, shown: Shown) -> str:
        """Writes another state and cause into the text of a recorded answer, and changes nothing else."""
        ...

"""Answers that go on: SOAP messages that follow each other on one connection."""

from __future__ import annotations

from collections.abc import Callable

from inspector.protocols.server import AnswerStream


class StreamedBody:
    """The rest of a streamed answer, as whoever hosts the simulator asks for it.

    Args:
        stream: the answer.
        written: writes what is due by a clock time, in seconds, as SOAP messages.
    """

    def __init__(self, stream: AnswerStream, written: Callable[[float], bytes]) -> None:
        self._stream = stream
        self._written = written

    @property
    def ended(self) -> bool:
        """Whether there will be no more of it."""
        return self._stream.ended

    def by(self, at: float) -> bytes:
        """Returns the messages that are due by a clock time, in seconds, and were not returned yet."""
        return self._written(at)

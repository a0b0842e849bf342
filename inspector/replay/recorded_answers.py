"""The answers of a replay: of recordings, and after the model of what changes with time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from inspector.bounded import ClearedWhenFull
from inspector.cassette import Interaction
from inspector.errors import UsageError
from inspector.replay.answer import Answer, ConnectionFault, Origin, Source
from inspector.replay.index import CassetteIndex, IndexedInteraction
from inspector.replay.request_info import RequestInfo
from inspector.wire.http import HttpResponse

_KEPT_ANSWERS = 16 * 1024
_KEPT_BYTES = 32 * 1024 * 1024  # of all their bodies


class RecordedAnswers:
    """Makes answers, and keeps those of recordings that were asked for.

    Args:
        latency: how long answers wait: ``none``, ``recorded``, or seconds.

    Raises:
        UsageError: the latency is none of these.
    """

    def __init__(self, latency: str | float) -> None:
        self._latency = _checked_latency(latency)
        self._kept: ClearedWhenFull[tuple[int, Source, str, str], Answer] = ClearedWhenFull(
            _KEPT_ANSWERS, _KEPT_BYTES
        )

    def clear(self) -> None:
        """Forgets all answers, as the recordings have changed."""
        self._kept.clear()

    def of(
        self, recordings: CassetteIndex, place: int, info: RequestInfo, source: Source, note: str
    ) -> Answer:
        """Returns what a recording answers.

        Args:
            recordings: the recordings.
            place: the place of the recording among them.
            info: the request.
            source: where the answer comes from.
            note: what is noted of it.
        """
        known = (place, source, note, info.call)
        answer = self._kept.get(known)
        if answer is None:
            answer = self._of(recordings.at(place), info, source, note)
            self._kept.make_room(len(answer.body))
            self._kept.keep(known, answer)
        return answer

    def _of(self, recording: IndexedInteraction, info: RequestInfo, source: Source, note: str) -> Answer:
        interaction = recording.interaction
        origin = Origin(
            source,
            info.endpoint,
            info.name,
            info.call,
            recording.cassette,
            interaction.n,
            note or (interaction.error or ""),
        )
        delay = self._delay(interaction.took)
        there = interaction.response
        if there is None:
            return Answer(origin=origin, broken=ConnectionFault.RESET_BEFORE, delay=delay)
        times = _parts_at(interaction)
        paced = bool(times) and self._latency is None
        return replace(
            Answer.of(there, origin),
            delay=0.0 if paced else delay,
            parts_at=times if paced else (0.0,) * len(times),  # yet message by message
        )

    def made(self, response: HttpResponse, info: RequestInfo, note: str) -> Answer:
        """Returns an answer that was made after the model.

        Args:
            response: what was made.
            info: the request.
            note: what is noted of it.
        """
        origin = Origin(Source.SYNTHESISED, info.endpoint, info.name, info.call, note=note)
        return replace(Answer.of(response, origin), delay=self._delay(0.0))

    def _delay(self, took: float) -> float:
        return took if self._latency is None else self._latency


def _parts_at(interaction: Interaction) -> tuple[float, ...]:
    """When the parts of a streamed answer came, as its recorder has noted; empty if it has not."""
    stream = interaction.extra.get("stream")
    times = stream.get("parts_at") if isinstance(stream, Mapping) else None
    if not isinstance(times, list) or not all(isinstance(at, int | float) and 0 <= at < 1e9 for at in times):
        return ()
    return tuple(times)


def _checked_latency(latency: str | float) -> float | None:
    """Returns seconds, or ``None`` for what was recorded."""
    if latency == "recorded":
        return None
    if latency == "none":
        return 0.0
    try:
        seconds = float(latency)
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds < float("inf"):
        raise UsageError(f"latency cannot be {latency!r}", fix="Use none, recorded, or seconds.")
    return seconds

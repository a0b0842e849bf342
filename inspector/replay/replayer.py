"""The Replayer: a responder that answers from cassettes alone."""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Self

from inspector.cassette import Cassette
from inspector.choices import EXHAUSTED, POLLS
from inspector.errors import InspectorError, UsageError
from inspector.protocols.common.versions import ServerVersion
from inspector.protocols.handles import handles_in
from inspector.protocols.message import response_message
from inspector.protocols.operation import Endpoint, Operation
from inspector.protocols.timed import GONE, Stage
from inspector.replay.answer import Answer, Found, Origin, Source
from inspector.replay.call_timeline import CallRecording, EndOutcome
from inspector.replay.id_rewriting import FreshIds
from inspector.replay.index import CassetteIndex, IndexedInteraction, Track
from inspector.replay.loaded import LoadedCassettes, file_marks
from inspector.replay.miss.model import Miss
from inspector.replay.recorded_answers import RecordedAnswers
from inspector.replay.replayed_phone_call import ReplayedPhoneCall
from inspector.replay.request_info import IncomingRequest, RequestInfo
from inspector.replay.url_rewriting import pointed
from inspector.replay.volatile import VolatilePaths
from inspector.wire.http import HttpRequest, HttpResponse, Responder
from inspector.wire.responder_layer import Layer

_LOG = logging.getLogger("inspector.replay")

_MAX_MISSES = 1000
_MAX_SHOWN = 2000
_GONE_NOTE = "the call is gone"


class Replayer(Layer):
    """Answers requests with what was recorded. There is no way from here to any other server.

    Args:
        cassettes: files, or cassettes that are open already, in order; where two have the same request,
            the recordings of the first answer first.
        polls: ``timeline``: polls of a call are answered by the time since it began; ``sequence``: in
            recorded order.
        exhausted: what comes after the last recording of a request: ``repeat`` it, or ``fail`` with a miss.
        latency: how long answers wait: ``none``, ``recorded``, or seconds.
        otherwise: who answers what was not recorded; ``None``: a miss does.
        volatile: paths that are not compared, beside the table's and those of the cassettes' headers.
        headers: names of HTTP fields and SOAP header blocks that are compared too.
        any_mailbox: whose mailbox is asked for is not compared; else whom a message impersonates always is,
            and whom X-AnchorMailbox or the credentials name where the cassettes have several.
        set_order: the order of what the documents leave unordered is compared too.
        any_order: answers a request that names a handle even if the request that issues it is yet to come.
        slack: clock seconds by which a recorded answer to a poll may come early. With a running clock a
            client is never as late as it was when its server took time; leave it 0 with one moved by hand.
        fresh_ids: issues new identifiers in place of the recorded ones.
        watch: reads the cassettes again when a file has changed; nothing waits for that, each request looks.
        point: lets endpoint addresses in Autodiscover answers point to where the client has info.

    Raises:
        InputError: a cassette cannot be read.
        UsageError: an option has a value that it cannot have.

    May be used from several threads.
    """

    def __init__(
        self,
        cassettes: Sequence[Path | str | Cassette],
        *,
        polls: str = POLLS[0],
        exhausted: str = EXHAUSTED[0],
        latency: str | float = "none",
        otherwise: Responder | None = None,
        volatile: Iterable[str] = (),
        headers: Iterable[str] = (),
        any_mailbox: bool = False,
        set_order: bool = False,
        any_order: bool = False,
        slack: float = 0.0,
        fresh_ids: bool = False,
        point: bool = True,
        watch: bool = False,
    ) -> None:
        _one_of("polls", polls, POLLS)
        _one_of("exhausted", exhausted, EXHAUSTED)
        self._answers = RecordedAnswers(latency)
        self._by_time = polls == "timeline"
        self._once = exhausted == "fail"
        self._any_order = any_order
        self._slack = slack
        self._otherwise = otherwise
        self._lock = threading.RLock()
        self._named = tuple(cassettes)
        self._volatile, self._headers = tuple(volatile), tuple(headers)
        self._watch = watch
        self._point = point
        self._any_mailbox, self._set_order = any_mailbox, set_order
        self._loaded = self._load()
        self._marks = self._loaded.marks
        self._fresh = FreshIds(self.recordings) if fresh_ids else None
        self._played = bytearray()
        self._begin()

    @property
    def recordings(self) -> CassetteIndex:
        return self._loaded.index

    def respond(self, request: HttpRequest, at: float) -> Answer:
        """Answers a request with a recording, by the call state model, or with a miss."""
        with self._lock:
            if self._watch:
                self._reload_if_changed()
            loaded, recorded, stale = self._loaded, request, ""
            if loaded.users_count:
                request = recorded = loaded.completed(request)
            if self._fresh is not None:
                recorded, stale = self._fresh.incoming(request)
            incoming = IncomingRequest(recorded)
            info = loaded.requests.read(incoming)
            answer = self._wired_in(request, at, stale) if stale else self._answer(incoming, info, at)
            if isinstance(answer, Answer):
                return self._going_out(request, info, answer)
            if self._otherwise is None:
                self._misses.append(answer)
                self._missed += 1
                return answer.answer()
        response = self._otherwise.respond(request, at)
        taken = self._issued_already(response, info)
        if taken is not None:
            with self._lock:
                miss = self._loaded.misses.collision(incoming, at, *taken)
                self._misses.append(miss)
                self._missed += 1
            return miss.answer()
        origin = Origin(Source.SIMULATED, info.endpoint, info.name, note=answer.first)
        return Answer.of(response, origin)

    def inside(self) -> tuple[Responder, ...]:
        """Returns who answers what was not recorded, if anybody does."""
        return () if self._otherwise is None else (self._otherwise,)

    @property
    def misses(self) -> list[Miss]:
        """The latest misses, oldest first."""
        with self._lock:
            return list(self._misses)

    def as_scrubbed(self, request: HttpRequest, found: Found) -> Found:
        """Returns what was found in a live request without what the cassettes' scrubbing takes out."""
        with self._lock:
            return self._loaded.misses.as_scrubbed(request, found)

    @property
    def volatile(self) -> VolatilePaths:
        """What requests are compared without."""
        return self._loaded.volatile

    @property
    def missed(self) -> int:
        """How many requests missed."""
        return self._missed

    @property
    def played(self) -> int:
        """How many different recordings have answered."""
        return sum(self._played)

    @property
    def unplayed(self) -> list[IndexedInteraction]:
        """The recordings that have not answered, in order; legs of handshakes are none of them."""
        return [self.recordings.at(place) for place in self._unplayed_places()]

    @property
    def server_version(self) -> ServerVersion:
        """The version of the recorded server, as far as the cassettes tell it."""
        return self._loaded.answers.version

    @property
    def warnings(self) -> tuple[str, ...]:
        """What a user should know of the cassettes, a sentence each."""
        return self.recordings.warnings

    def state(self, at: float) -> dict[str, Any]:
        """Returns the calls with their states and the tracks with their positions, for the control API.

        Args:
            at: the clock time, in seconds.
        """
        with self._lock:
            tracks = [
                {
                    "endpoint": str(key.endpoint),
                    "operation": key.operation,
                    "recordings": len(track.places),
                    "position": min(track.next, len(track.places)),
                }
                for key, track in list(self.recordings.tracks.items())[:_MAX_SHOWN]
            ]
            return {"calls": [call.to_json(at) for call in self._calls.values()], "tracks": tracks}

    def listed(self, name: str) -> list[dict[str, Any]] | None:
        """Returns the misses or the unplayed recordings as the control API shows them."""
        if name == "misses":
            return [miss.to_json() for miss in self.misses]
        if name == "unplayed":
            return [
                {
                    "cassette": recording.cassette,
                    "recording": recording.interaction.n,
                    "operation": recording.operation,
                    "path": recording.interaction.request.path,
                }
                for recording in map(self.recordings.at, self._unplayed_places()[:_MAX_SHOWN])
            ]
        return None

    def reset(self) -> None:
        """Begins again: every track at its start, no call, no miss."""
        with self._lock:
            for track in self.recordings.tracks.values():
                track.next = 0
            if self._fresh is not None:
                self._fresh.renew()
            self._begin()

    def reload(self) -> None:
        """Reads the cassettes again. Calls go on, and tracks go on from where they stood.

        Raises:
            InputError: a cassette cannot be read; the ones before stay.
        """
        with self._lock:
            before, after = self._loaded, self._load()
            fresh = FreshIds(after.index) if self._fresh is not None else None
            for key, track in after.index.tracks.items():
                known = before.index.tracks.get(key)
                track.next = known.next if known is not None else 0
            played = {before.index.mark(place) for place, played in enumerate(self._played) if played}
            self._played = bytearray(after.index.mark(place) in played for place in range(len(after.index)))
            self._loaded, self._fresh = after, fresh
            self._answers.clear()
            before.close()

    def _load(self) -> LoadedCassettes:
        return LoadedCassettes(
            self._named,
            self._volatile,
            self._headers,
            accounts=not self._any_mailbox,
            set_order=self._set_order,
        )

    def close(self) -> None:
        """Closes the cassettes that were opened here; may be called again."""
        self._loaded.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _unplayed_places(self) -> list[int]:
        with self._lock:
            places = sorted(place for track in self.recordings.tracks.values() for place in track.places)
            legs = self.recordings.challenges
            return [place for place in places if not self._played[place] and place not in legs]

    def _reload_if_changed(self) -> None:
        marks = file_marks(self._named)
        if marks == self._marks:
            return
        self._marks = marks
        try:
            self.reload()
        except InspectorError as problem:
            _LOG.warning("a cassette has changed and cannot be read; the one before stays: %s", problem)
        else:
            _LOG.warning("a cassette has changed: %d interactions are replayed", len(self.recordings))

    def _begin(self) -> None:
        self._answers.clear()
        self._calls: dict[tuple[str, str], ReplayedPhoneCall] = {}
        self._misses: deque[Miss] = deque(maxlen=_MAX_MISSES)
        self._missed = 0
        self._played = bytearray(len(self.recordings))

    def _going_out(self, request: HttpRequest, info: RequestInfo, answer: Answer) -> Answer:
        if self._fresh is not None:
            answer = self._fresh.outgoing(answer)
        if self._point and info.endpoint == Endpoint.AUTODISCOVER:
            answer = pointed(answer, request, self._loaded.host_of(answer.origin.cassette, answer.origin.n))
        return answer

    def _issued_already(
        self, response: HttpResponse, info: RequestInfo
    ) -> tuple[str, IndexedInteraction] | None:
        """Returns an identifier that a simulated answer issues although a recording has issued it."""
        if info.operation is None or not info.operation.issues:
            return None
        payload = response_message(response, info.identified).payload
        for handle in handles_in(payload, info.operation.issues) if payload is not None else ():
            place = self.recordings.issued.get(handle)
            if place is not None:
                return handle, self.recordings.at(place)
        return None

    def _wired_in(self, request: HttpRequest, at: float, stale: str) -> Miss:
        assert self._fresh is not None
        return self._loaded.misses.wired_in(IncomingRequest(request), at, stale, self._fresh.fresh(stale))

    def _answer(self, incoming: IncomingRequest, info: RequestInfo, at: float) -> Answer | Miss:
        early = self._named_too_early(info)
        if early is not None:
            handle, issued = early
            return self._loaded.misses.too_early(incoming, at, handle, issued)
        track = self._loaded.find(incoming, info)
        if self._by_time and info.call:
            call = self._call(info, at)
            answer = self._call_answer(call, info, track, at) if call is not None else None
            if answer is not None:
                return answer
        if track is None:
            return self._loaded.misses.unmatched(incoming, at)
        if self._once and track.used_up:
            return self._loaded.misses.used_up(incoming, at, track)
        place = track.take()
        if place in self._loaded.index.incomplete:
            return self._loaded.misses.incomplete(incoming, at, self.recordings.at(place))
        begun = self._loaded.calls.by_place.get(place)
        if begun is not None:
            self._calls[(begun.endpoint, begun.handle)] = ReplayedPhoneCall(begun, at)
        return self._recorded(place, info)

    def _named_too_early(self, info: RequestInfo) -> tuple[str, IndexedInteraction] | None:
        if info.takes and not self._any_order:
            issued = self._loaded.index.issued
            for handle in info.takes:
                place = issued.get(handle)
                if place is not None and not self._played[place]:
                    return handle, self.recordings.at(place)
        return None

    def _call(self, info: RequestInfo, at: float) -> ReplayedPhoneCall | None:
        """Returns the call of a handle; one without recorded beginning begins when it is first asked for."""
        key = (info.endpoint, info.call)
        call = self._calls.get(key)
        if call is None:
            recorded: CallRecording | None = self._loaded.calls.by_handle.get(key)
            if recorded is not None and (recorded.began is None or self._any_order):
                call = self._calls[key] = ReplayedPhoneCall(recorded, at)
        return call

    def _call_answer(
        self, call: ReplayedPhoneCall, info: RequestInfo, track: Track | None, at: float
    ) -> Answer | None:
        operation = info.operation
        assert operation is not None
        recording, ends = call.recording, operation.name in call.recording.model.ends
        recorded = recording.ends or recording.later_ends if ends else recording.polled
        if track is None and (recorded or recording.impersonated != bool(info.impersonated)):
            return None  # asked in a way in which it never was
        if ends:
            return self._disconnected(call, operation, info, at)
        return self._polled(call, operation, info, at)

    def _polled(self, call: ReplayedPhoneCall, operation: Operation, info: RequestInfo, at: float) -> Answer:
        result = call.poll(at, self._slack)
        for place in call.played(at):
            self._played[place] = 1
        note = result.state if result.state != GONE else _GONE_NOTE
        if result.sample is not None:
            source = Source.SYNTHESISED if result.synthesised else Source.RECORDED
            return self._recorded(result.sample.place, info, source, note)
        if result.state == GONE:
            return self._answers.made(self._loaded.answers.refusal(operation), info, note)
        return self._answers.made(self._loaded.answers.poll(operation, result.status), info, note)

    def _disconnected(
        self, call: ReplayedPhoneCall, operation: Operation, info: RequestInfo, at: float
    ) -> Answer:
        result = call.end(at, self._slack)
        ended = next(name for name, one in call.recording.model.states.items() if one.stage is Stage.ENDED)
        note = {EndOutcome.REFUSED: _GONE_NOTE, EndOutcome.DONE: ended, EndOutcome.FAILED: ""}[result.outcome]
        if result.place is not None:
            source = Source.SYNTHESISED if result.synthesised else Source.RECORDED
            return self._recorded(result.place, info, source, note)
        if result.outcome is EndOutcome.REFUSED:
            return self._answers.made(self._loaded.answers.refusal(operation), info, note)
        return self._answers.made(self._loaded.answers.done(operation), info, note)

    def _recorded(
        self, place: int, info: RequestInfo, source: Source = Source.RECORDED, note: str = ""
    ) -> Answer:
        self._played[place] = 1
        return self._answers.of(self.recordings, place, info, source, note)


def _one_of(name: str, value: str, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        raise UsageError(f"{name} cannot be {value!r}", fix=f"Use {' or '.join(allowed)}.")

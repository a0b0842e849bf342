"""Making misses: what a request that nothing answers is told, for each of the reasons."""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree

from inspector.diff import Difference, Kind
from inspector.protocols.operation import Endpoint
from inspector.protocols.registry import Identified
from inspector.replay.answer import Found
from inspector.replay.index import CassetteIndex, IndexedInteraction, Track
from inspector.replay.miss.candidates import Candidates, looks_made_up
from inspector.replay.miss.model import Miss, Near, Part, Reason
from inspector.replay.request_info import IncomingRequest
from inspector.wire.element_paths import name_of, path_of
from inspector.wire.http import HttpRequest


class MissMaker:
    """Makes the misses of a replay.

    Args:
        recordings: the cassettes.
        candidates: finds what comes near; scrubs what is shown.
    """

    def __init__(self, recordings: CassetteIndex, candidates: Candidates) -> None:
        self._recordings = recordings
        self._candidates = candidates

    def as_scrubbed(self, request: HttpRequest, found: Found) -> Found:
        """Returns findings in a request as they may be told of."""
        return self._candidates.as_scrubbed(request, found)

    def unmatched(self, incoming: IncomingRequest, at: float) -> Miss:
        """Explains a request whose key no recording has."""
        shown = self._candidates.shown(incoming)
        near = self._candidates.find(shown)
        identified = incoming.identified
        if identified.problem is not None:
            first = f"Body: recorded well-formed XML, got a body that is not: {identified.problem}"
            return self._miss(incoming, at, Reason.UNREADABLE, first, near=near)
        if not near:
            what = _asked_for(shown)
            got = f"<{what.rpartition('/')[2]}>" if identified.payload is not None else "this request"
            first = str(Difference(what, Kind.ADDED, None, got))
            return self._miss(incoming, at, Reason.NEVER_RECORDED, first, self._what_there_is(identified))
        nearest = near[0]
        if nearest.parts == {Part.ACCOUNT}:
            first = _for_another(nearest, near)
            return self._miss(incoming, at, Reason.ACCOUNT, first, _MENDS[Part.ACCOUNT], near)
        if nearest.parts == {Part.ORDER}:
            first = f"{nearest.differences[0].path}: recorded in one order, got the same in another order"
            return self._miss(incoming, at, Reason.ORDER, first, _MENDS[Part.ORDER], near)
        first = str(nearest.differences[0]) if nearest.differences else f"{_asked_for(shown)}: got the same"
        return self._miss(incoming, at, Reason.DIFFERENT, first, _advice(nearest), near)

    def used_up(self, incoming: IncomingRequest, at: float, track: Track) -> Miss:
        """Explains a request whose recordings have all answered."""
        what = _asked_for(incoming)
        count = len(track.places)
        times = "once" if count == 1 else f"{count} times"
        first = f'{what}: recorded "{times}", got "{_ordinal(count + 1)} time"'
        advice = "Without '--exhausted fail' the last recording answers again."
        return self._miss(incoming, at, Reason.USED_UP, first, advice)

    def incomplete(self, incoming: IncomingRequest, at: float, recording: IndexedInteraction) -> Miss:
        """Explains a request whose recording has not all of its answer."""
        first = f"{_asked_for(incoming)}: recorded by {recording}, but {recording.interaction.error}"
        advice = "Record it again, or import it from a file that has the bodies of answers."
        return self._miss(incoming, at, Reason.INCOMPLETE, first, advice)

    def too_early(
        self, incoming: IncomingRequest, at: float, handle: str, issued: IndexedInteraction
    ) -> Miss:
        """Explains a request that names a handle before the replay has issued it."""
        path = _path_to(incoming.identified, handle)
        first = (
            f'{path}: recorded "{handle}" after {issued} ({issued.operation}) had issued it, '
            f'got "{handle}" before'
        )
        return self._miss(
            incoming,
            at,
            Reason.TOO_EARLY,
            first,
            "Ask for it first, as the recorded client did; or give '--any-order'.",
        )

    def collision(
        self, incoming: IncomingRequest, at: float, handle: str, issued: IndexedInteraction
    ) -> Miss:
        """Explains a request that a simulator would answer with an identifier of the cassettes."""
        first = f'{_asked_for(incoming)}: recorded "{handle}" in {issued}, got "{handle}" from the simulator'
        return self._miss(incoming, at, Reason.COLLISION, first, "Give the simulator another seed.")

    def wired_in(self, incoming: IncomingRequest, at: float, recorded: str, fresh: str) -> Miss:
        """Explains a request that names an identifier of the recording where this run has issued another."""
        path = _path_to(incoming.identified, recorded)
        first = f'{path}: recorded "{recorded}", which this run issued as "{fresh}", got "{recorded}"'
        advice = "The client has it from the recorded session: it is wired in, or kept from an earlier run."
        return self._miss(incoming, at, Reason.WIRED_IN, first, advice)

    def _miss(
        self,
        incoming: IncomingRequest,
        at: float,
        reason: Reason,
        first: str,
        advice: str = "",
        near: list[Near] | None = None,
    ) -> Miss:
        identified = incoming.identified
        return Miss(
            at,
            incoming.request.method,
            incoming.request.path,
            str(identified.endpoint),
            identified.name or "",
            reason,
            first,
            advice,
            tuple(near or ()),
        )

    def _what_there_is(self, identified: Identified) -> str:
        known = {
            name: len(places)
            for (endpoint, name), places in self._recordings.by_operation.items()
            if endpoint == identified.endpoint
        }
        if identified.endpoint is Endpoint.OTHER:
            return "This is not the path of an endpoint of Exchange."
        if not known:
            return f"The cassettes have nothing of the {identified.endpoint} endpoint."
        there = ", ".join(f"{name} ({count})" for name, count in sorted(known.items())[:20])
        return f"Recorded on the {identified.endpoint} endpoint: {there}."


_MENDS = {
    Part.ACCOUNT: "To give everyone the answers of anyone: --any-mailbox. Where credentials tell who it is, "
    "and nobody asks for them: --auth as-recorded.",
    Part.ORDER: "The documents give this order a meaning, or --set-order asks for it.",
    Part.HEADER: "That header counts because --match-header names it.",
    Part.LINE: "Method, path and query count where a request has no SOAP Body.",
    Part.BODY: "If this is what the client asks by now, record it again (pytest: --ews-record=rewrite). "
    "What differs at each run is left out with --volatile PATH (pytest: volatile=).",
}


def _asked_for(incoming: IncomingRequest) -> str:
    payload = incoming.identified.payload
    if payload is None:
        return f"{incoming.request.method} {incoming.request.path}"
    return f"Body/{name_of(payload)}" if incoming.identified.envelope else name_of(payload)


def _for_another(nearest: Near, near: Sequence[Near]) -> str:
    """Says for whom a request was recorded, and for whom it came."""
    there = {
        difference.recorded or "nobody": None
        for each in near
        if each.parts == {Part.ACCOUNT}
        for difference in each.differences
    }
    difference = nearest.differences[0]
    got = f'"{difference.got}"' if difference.got else "nobody"
    names = ", ".join(name if name == "nobody" else f'"{name}"' for name in there)
    return f"{difference.path}: recorded for {names}, asked for {got}"


def _advice(near: Near) -> str:
    if near.total == 1 and looks_made_up(near.differences[0]):
        path = near.differences[0].path
        return f"If this differs at each run, leave it out: --volatile '{path}' (pytest: volatile=)"
    return "\n".join(_MENDS[part] for part in Part if part in near.parts)


def _ordinal(n: int) -> str:
    suffix = "th" if 10 <= n % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
    return f"the {n}{suffix}"


def _path_to(identified: Identified, handle: str) -> str:
    payload = identified.envelope.payload if identified.envelope else None
    if payload is None:
        return "Body"
    for element in payload.iter(etree.Element):
        if (element.text or "").strip() == handle:
            return path_of(element)
        for name, value in element.items():
            if value == handle:
                return path_of(element, str(name))
    return path_of(payload)

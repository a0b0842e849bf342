"""Driving a live server with the requests of a cassette, in order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from inspector.cassette.model import Interaction
from inspector.clock import Clock
from inspector.diff import ByMeaning, Difference, Drift, Kind, compare
from inspector.errors import InspectorError, UsageError
from inspector.protocols.message import Direction
from inspector.protocols.registry import identify
from inspector.protocols.rule import Severity
from inspector.scrub import Scrubber
from inspector.scrub.withheld import scrub_or_withhold
from inspector.verify.backoff import wait_asked
from inspector.verify.rebinding import Rebinding
from inspector.verify.side_effects import has_side_effects
from inspector.wire.http import HttpRequest, HttpResponse

_LONGEST_PAUSE = 60.0  # seconds: longer ones of the recording say nothing about the server
_TRIES = 6


class NoAnswer(InspectorError):
    """The live server gave no (whole) answer."""


@dataclass
class Verifier:
    """Asks a live server what a cassette asked, once.

    Args:
        send: sends a request and returns the answer; raises :class:`NoAnswer`.
        wait: lets seconds pass.
        clock: tells the time, in seconds.
        rebinding: turns recorded requests into live ones.
        reading: how answers are compared.
        scrubber: what the cassette was scrubbed with, for the answers; ``None`` if it was not.
        paced: whether the pauses of the recording are kept: the state of a call depends on them.
        read_only: leaves out the requests that change the server's state.
        patience: the most seconds that are waited in all for a busy server.
        answered: is shown each interaction with the live one, as the two are compared.

    Attributes:
        asked: how many requests were sent (those that were repeated count once).
        left_out: how many were not, because they change state or had no answer in the recording.
    """

    send: Callable[[HttpRequest], HttpResponse]
    wait: Callable[[float], None]
    clock: Clock
    rebinding: Rebinding
    reading: ByMeaning
    scrubber: Scrubber | None = None
    paced: bool = True
    read_only: bool = False
    patience: float = 300.0
    answered: Callable[[Interaction, Interaction], None] | None = None
    asked: int = 0
    left_out: int = 0

    def run(self, interactions: Iterable[Interaction]) -> Iterator[Drift]:
        """Asks, and yields how the answers differ.

        Args:
            interactions: those of the cassette, in order.

        Raises:
            NoAnswer: the server cannot be reached at all.
            UsageError: the server wants other credentials; nothing more is asked then.
        """
        behind = 0.0  # when the recording's clock showed 0, by ours, less the pauses that were cut
        last = 0.0
        begun = False
        for one in interactions:
            modifies = has_side_effects(one)
            if one.response is None or (modifies and self.read_only):
                self.left_out += 1
                continue
            if not begun:
                behind, begun = self.clock.now() - one.at, True
            elif self.paced:
                behind -= max(0.0, one.at - last - _LONGEST_PAUSE)
                self.wait(max(0.0, behind + one.at - self.clock.now()))
            last = one.at
            yield from self._ask(one, one.response, modifies=modifies)

    def _ask(self, one: Interaction, recorded: HttpResponse, *, modifies: bool) -> Iterator[Drift]:
        request = self.rebinding.request(one.request)
        try:
            answer = self._answer(request, again=not modifies and wait_asked(recorded) is None)
        except NoAnswer as problem:
            if self.asked == 0:
                raise
            self.asked += 1
            yield _unanswered(one, problem)
            return
        self.asked += 1
        if answer.status in (401, 407) and recorded.status != answer.status:
            raise UsageError(
                f"the server answers {answer.status}: it does not take these credentials",
                request.host,
                "Give --user with --password-env, or --auth-env; nothing more was sent.",
            )
        live = replace(one, request=request, response=answer, error=None, response_encoding="")
        self.rebinding.learn(one, live)
        worded = replace(answer, body=self.rebinding.recorded_words(answer.body))
        seen = replace(live, response=worded)
        if self.scrubber is not None:
            scrubbed, _ = scrub_or_withhold(self.scrubber, seen, b"")
            seen = replace(scrubbed, request=request)
            if worded.body == recorded.body and seen.response is not None:
                # An older scrubber left alone what this one withholds: content that cannot be read.
                seen = replace(seen, response=replace(seen.response, body=recorded.body))
        if self.answered is not None:
            self.answered(one, seen)
        for drift in compare(one, seen, self.reading):
            if drift.direction is Direction.RESPONSE:
                yield drift
        if modifies and (seconds := wait_asked(answer)) is not None and wait_asked(recorded) is None:
            self._be_patient(seconds)  # it is not asked again: nobody knows what it has done

    def _answer(self, request: HttpRequest, *, again: bool) -> HttpResponse:
        answer = self.send(request)
        for turn in range(_TRIES - 1):
            seconds = wait_asked(answer) if again else None
            if seconds is None or not self._be_patient(seconds * 2**turn if seconds <= 1 else seconds):
                break
            answer = self.send(request)
        return answer

    def _be_patient(self, seconds: float) -> bool:
        """Waits as the server asks, as long as there is patience left."""
        if seconds > self.patience:
            return False
        self.patience -= seconds
        self.wait(seconds)
        return True


def _unanswered(one: Interaction, problem: NoAnswer) -> Drift:
    name = identify(one.request).name or one.request.method
    difference = Difference("error", Kind.CHANGED, "answered", problem.what)
    return Drift(Direction.RESPONSE, difference, Severity.ERROR, one.n, one.n, name)

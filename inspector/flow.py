"""Flows: the interactions that share a handle, in order, and of what changes by itself the states.

The ladder, the terminal UI and the comparison of flows all ask this module; it knows no layout.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from inspector.cassette.model import Interaction
from inspector.outcome import outcome_of
from inspector.protocols.carrier import NOTHING, Content
from inspector.protocols.carriers import CARRIERS
from inspector.protocols.handles import handles_with_kinds
from inspector.protocols.operation import Endpoint
from inspector.protocols.registry import Identified, identify
from inspector.protocols.timed import Shown, Status, Timed, TimedModel, TimedState

# Operations that no document defines name the items that they take: Subscribe, MarkAllItemsAsRead.
_ANY_EWS = ("ItemId/@Id",)
_ITEM = "item"


@dataclass(frozen=True)
class Handle:
    """A server-issued identifier, and what it names.

    Args:
        value: the identifier.
        kind: what it names, in a word, by the documents' tables of fields: ``call``, ``item``, ``group`` ...
    """

    value: str
    kind: str


@dataclass(frozen=True)
class Step:
    """An interaction as a flow sees it.

    Args:
        n: its number in the cassette.
        at: when the request was complete, in seconds since the start of the recording.
        took: seconds to the complete answer.
        endpoint: the endpoint that was asked.
        operation: the operation's name, or the HTTP method if it cannot be told.
        takes: the handles that the request names.
        issues: the handles that the answer gives out.
        documents: the documents that the messages belong to, by the items that they carry.
        outcome: what the answer said, in a word or two: a call state, a response code, the type of a fault,
            ``OK``, an HTTP status, or why there was no answer.
        failed: whether the answer was an error, or missing.
        carries: what an answer without an error carries: the name of one thing, or how many of which kind;
            empty if that is nothing to speak of.
        shown: what the answer showed of a thing that changes by itself, such as a call; ``None``: of none.
        model: what its document says of such things; ``None`` if it has none.
    """

    n: int
    at: float
    took: float
    endpoint: Endpoint
    operation: str
    takes: tuple[Handle, ...] = ()
    issues: tuple[Handle, ...] = ()
    documents: tuple[str, ...] = ()
    outcome: str = ""
    failed: bool = False
    carries: str = ""
    shown: Shown | None = None
    model: TimedModel[Any] | None = field(default=None, repr=False, compare=False)

    @property
    def summary(self) -> str:
        """What came of it, as a list shows it: what the answer carries, else the outcome."""
        return self.carries or self.outcome

    @property
    def state(self) -> TimedState | None:
        """The state that the answer named; ``None`` if it named none that there is."""
        return self.model.states.get(self.shown.state) if self.model and self.shown else None

    @property
    def because(self) -> str:
        """The cause that the answer named, in words; empty if it named none to speak of."""
        return self.model.in_words(self.shown.cause) if self.model and self.shown else ""

    @property
    def answered_at(self) -> float:
        """When the answer was complete, in seconds since the start of the recording."""
        return self.at + self.took

    @property
    def handles(self) -> tuple[Handle, ...]:
        """Every handle that it names, each once: those of the request first."""
        return tuple(dict.fromkeys(self.takes + self.issues))


@dataclass(frozen=True)
class Phase:
    """A stretch of a thing's life in one state.

    Args:
        state: the state.
        begin: when it is known to have been entered, in seconds since the start of the recording.
        end: when it was left; for the last phase, when the flow ends.
        earliest: the first time at which it can have been entered: a poll sees a change some time after it.
    """

    state: TimedState
    begin: float
    end: float
    earliest: float


@dataclass(frozen=True)
class Flow:
    """The interactions of one handle, in order.

    Args:
        handle: the handle.
        steps: its interactions, in the order of the cassette.
        call: what happened to a thing that changes by itself, such as a call, as far as the messages show;
            ``None`` if the handle is of no such thing.
        seen: the status of the thing before and after each step, in the order of the steps. Steps can share
            a time, to the last digit: then it is their order that tells what each of them met.
    """

    handle: Handle
    steps: tuple[Step, ...]
    call: Timed | None = None
    seen: tuple[tuple[Status, Status], ...] = ()

    @property
    def begin(self) -> float:
        """When its first request was complete, in seconds since the start of the recording."""
        return self.steps[0].at

    @property
    def end(self) -> float:
        """When its last answer was complete, in seconds since the start of the recording."""
        return max(step.answered_at for step in self.steps)

    def status(self, at: float) -> Status | None:
        """Returns what is true of the thing at a time, by its document; ``None`` for other flows.

        Args:
            at: seconds since the start of the recording.
        """
        return self.call.status(at) if self.call else None

    def contradictions(self) -> tuple[Step, ...]:
        """Returns the steps whose answer names another state than the thing can have been in."""
        return tuple(
            step
            for step, (_, after) in zip(self.steps, self.seen, strict=False)
            if step.state is not None and after.state is not step.state
        )

    def phases(self) -> tuple[Phase, ...]:
        """Returns the states of the thing, one after the other; empty for other flows.

        The last one ends with the flow, or with the timer where the flow ends before it.
        """
        if self.call is None:
            return ()
        entered: list[Phase] = []
        for phase in _entries(self.call):
            entered += self._passed(phase, entered[-1].state if entered else None)
            entered.append(phase)
        end = max(self.end, entered[-1].begin)
        return tuple(
            Phase(
                phase.state,
                phase.begin,
                entered[i + 1].begin if i + 1 < len(entered) else end,
                self._earliest(phase.begin, phase.state),
            )
            for i, phase in enumerate(entered)
        )

    def _passed(self, phase: Phase, before: TimedState | None) -> Iterator[Phase]:
        """The states that were entered and left at the very time at which a phase begins."""
        shown = dict.fromkeys(
            after.state
            for step, (_, after) in zip(self.steps, self.seen, strict=False)
            if step.at == phase.begin
        )
        for state in shown:
            if state is not phase.state and state is not before:
                yield Phase(state, phase.begin, phase.begin, phase.begin)

    def _earliest(self, begin: float, state: TimedState) -> float:
        """A state that a poll showed was entered after the poll before it."""
        before = [step for step in self.steps if step.at < begin]
        seen_by = [step for step in self.steps if step.at == begin and step.state is state]
        return before[-1].at if before and seen_by else begin


def step_of(interaction: Interaction, identified: Identified | None = None) -> Step:
    """Reads what a flow needs to know of an interaction.

    Args:
        interaction: the interaction.
        identified: what its request was identified as, if that has been done.
    """
    found = identified or identify(interaction.request)
    carrier, response = CARRIERS[found.endpoint], interaction.response
    # What cannot be read names no handle; the findings say why.
    answer = carrier.content(response) if response is not None and response.body else NOTHING
    shown = answer.payload
    outcome = outcome_of(interaction, carrier, answer)
    operation = found.operation
    model, seen = _shown_of_timed(found, answer)
    takes: tuple[Handle, ...] = ()
    issues: tuple[Handle, ...] = ()
    if operation is not None:
        takes = _handles(found.payload, operation.takes)
        issues = () if outcome.failed else _handles(shown, operation.issues)
    elif found.endpoint is Endpoint.EWS:
        takes = _handles(found.payload, _ANY_EWS)
    state = model.states.get(seen.state) if model and seen else None
    return Step(
        n=interaction.n,
        at=interaction.at,
        took=interaction.took,
        endpoint=found.endpoint,
        operation=found.name or interaction.operation or interaction.request.method,
        takes=takes,
        issues=issues,
        documents=tuple(each.document.name for each in found.operations(found.payload, shown)),
        outcome=state.value if state else outcome.word,
        failed=outcome.failed,
        carries="" if state else outcome.carries,
        shown=seen,
        model=model,
    )


def flows(steps: Iterable[Step]) -> tuple[Flow, ...]:
    """Groups steps into flows, in the order in which their handles are first seen.

    Args:
        steps: the steps of a cassette, in order.
    """
    groups: dict[Handle, list[Step]] = {}
    for step in steps:
        for handle in step.handles:
            groups.setdefault(handle, []).append(step)
    return tuple(_flow(handle, tuple(steps_of)) for handle, steps_of in groups.items())


def flow_of(interactions: Iterable[Interaction], handle: str) -> Flow | None:
    """Returns the flow of a handle; ``None`` if no interaction names it.

    Args:
        interactions: those of a cassette, in order.
        handle: the identifier.
    """
    return flow_among(map(step_of, interactions), handle)


def flow_among(steps: Iterable[Step], handle: str) -> Flow | None:
    """Returns the flow of a handle; ``None`` if no step names it.

    Args:
        steps: those of a cassette, in order.
        handle: the identifier.
    """
    found = [step for step in steps if any(each.value == handle for each in step.handles)]
    if not found:
        return None
    named = next(each for each in found[0].handles if each.value == handle)
    return _flow(named, tuple(found))


def _flow(handle: Handle, steps: tuple[Step, ...]) -> Flow:
    models = (step.model for step in steps if step.model is not None and step.model.kind == handle.kind)
    model = next(models, None)
    return Flow(handle, steps) if model is None else Flow(handle, steps, *_thing(model, handle.value, steps))


def _thing(
    model: TimedModel[Any], handle: str, steps: tuple[Step, ...]
) -> tuple[Timed, tuple[tuple[Status, Status], ...]]:
    """Works out what happened to a thing from what its messages say.

    A recording can start in the middle: the thing then began, as far as one can tell, with the first message.
    """
    thing = model.begin(handle, steps[0].at)
    seen = []
    for step in steps:
        before = thing.status(step.at)
        if step.operation in model.ends and not step.failed:
            thing = model.end(thing, step.at)
        elif step.shown is not None:
            thing = model.follow(thing, step.shown, step.at)
        seen.append((before, thing.status(step.at)))
    return thing, tuple(seen)


def _shown_of_timed(found: Identified, answer: Content) -> tuple[TimedModel[Any] | None, Shown | None]:
    """What an answer shows of a thing that changes by itself, with what its document says of such things."""
    model = found.operation.document.timed if found.operation else None
    if model is None or found.name is None or answer.envelope is None:
        return model, None
    asks = found.name in model.polls or found.name in model.ends
    return model, model.shown(answer.payload, answer.fault) if asks else None


def _entries(call: Timed) -> Iterator[Phase]:
    """The states of a thing with the times of their beginnings, up to the one that it ends in."""
    at: float | None = call.began
    while at is not None:
        status = call.status(at)
        yield Phase(status.state, at, at, at)
        at = call.next_change(at)


def _handles(payload: etree._Element | None, paths: Iterable[str]) -> tuple[Handle, ...]:
    if payload is None:
        return ()
    return tuple(Handle(value, kind or _ITEM) for value, kind in handles_with_kinds(payload, tuple(paths)))

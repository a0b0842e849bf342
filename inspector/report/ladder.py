"""A flow drawn as a ladder: client on the left, server on the right, states in a lane beside them.

Lines are made of segments that name what they show, so that a terminal, a page or a plain text can each paint
them in its own way. Nothing in a segment can steer a terminal: what came off the wire is made printable.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from inspector.cassette.model import Interaction
from inspector.errors import UsageError
from inspector.flow import Flow, Phase, Step, flow_of
from inspector.protocols.timed import Stage, Status, TimedState
from inspector.wire.printable import printable_line
from inspector.wording import plural

MIN_WIDTH = 64
_TIME = 10  # columns of the time
_STATE = 24  # columns of the state lane
_TIMER = 8  # cells of the timer's bar
_ALIKE = 4  # so many polls with the same answer in a row are drawn as first, dots, last


class Paint(StrEnum):
    """What a segment shows."""

    PLAIN = "plain"
    QUIET = "quiet"
    TITLE = "title"
    TIME = "time"
    OPERATION = "operation"
    OUTCOME = "outcome"
    ERROR = "error"
    CONNECTING = "connecting"
    CONNECTED = "connected"
    DISCONNECTED = "disconnected"
    IDLE = "idle"
    TIMER = "timer"


OF_STAGE = {
    Stage.BEGINNING: Paint.CONNECTING,
    Stage.GOING_ON: Paint.CONNECTED,
    Stage.ENDED: Paint.DISCONNECTED,
    Stage.GONE: Paint.IDLE,
}
"""How a state is painted, by how far the thing is in it."""
# How a state's stretch of the horizontal lane is filled: to be told apart without colour.
_FILL = {
    Stage.BEGINNING: "╌",
    Stage.GOING_ON: "━",
    Stage.ENDED: "▒",
    Stage.GONE: "·",
}


_BAR = {Stage.BEGINNING: "╎", Stage.GONE: "·"}


@dataclass(frozen=True)
class Segment:
    """A piece of a line that is painted alike.

    Args:
        text: the piece.
        paint: what it shows.
    """

    text: str
    paint: Paint = Paint.PLAIN


@dataclass(frozen=True)
class Line:
    """A line of a ladder.

    Args:
        segments: its pieces, from left to right.
        step: the interaction that it belongs to, by its number; 0 if to none.
    """

    segments: tuple[Segment, ...]
    step: int = 0

    def __str__(self) -> str:
        return "".join(segment.text for segment in self.segments).rstrip()


def ladder(
    interactions: Iterable[Interaction], handle: str, width: int = 80, *, collapse: bool = True
) -> list[Line]:
    """Draws the flow of a handle.

    Args:
        interactions: those of a cassette, in order.
        handle: the identifier.
        width: the columns to draw in, at least :data:`MIN_WIDTH`.
        collapse: whether runs of polls with the same answer are drawn as first and last.

    Raises:
        UsageError: no interaction names the handle.
    """
    flow = flow_of(interactions, handle)
    if flow is None:
        raise UsageError(
            f"no interaction names the handle {printable_line(handle)!r}",
            fix="'ews-inspector list FILE' shows the handles.",
        )
    return draw(flow, width, collapse=collapse)


def draw(flow: Flow, width: int = 80, *, collapse: bool = True, states: bool = True) -> list[Line]:
    """Draws a flow: a title, the head of the ladder, its steps, and a call's states to scale.

    Args:
        flow: the flow.
        width: the columns to draw in, at least :data:`MIN_WIDTH`.
        collapse: whether runs of polls with the same answer are drawn as first and last.
        states: whether a call's states are drawn to scale below.
    """
    width = max(width, MIN_WIDTH)
    lines = [_title(flow, width), Line(()), *_head(flow, width)]
    lines += _body(flow, width, collapse)
    if flow.call and states:
        lines += [Line(()), *lane(flow, width)]
    return lines


def lane(flow: Flow, width: int = 80, cursor: float | None = None) -> list[Line]:
    """Draws the states of a call over time, to scale: a line of stretches, and one of times below.

    Args:
        flow: the flow of a call; of another handle there is nothing to draw.
        width: the columns to draw in.
        cursor: a time to point at, in seconds since the start of the recording.
    """
    phases = flow.phases()
    if not phases:
        return []
    scale = _Scale(phases[0].begin, max(phases[-1].end, flow.end), max(width - _TIME - 2, 20))
    bar: list[Segment] = [Segment(" states   ", Paint.QUIET)]
    marks = [" "] * (scale.columns + 1)
    stop = 0
    for phase in phases:  # a state without length has a column all the same
        start = max(scale.column(phase.begin), stop)
        stop = max(scale.column(phase.end), start + 1)
        label = phase.state.value if stop - start > len(phase.state.value) else ""
        stage = phase.state.stage
        bar.append(Segment(label + _FILL[stage] * (stop - start - len(label)), OF_STAGE[stage]))
        _write(marks, start, _seconds(phase.begin))
    lines = [
        Line(tuple(bar)),
        Line((Segment(" " * _TIME), Segment("".join(marks).rstrip(), Paint.TIME))),
        Line((Segment(" " * _TIME), *_legend(phases))),
    ]
    if cursor is not None:
        at = scale.column(min(max(cursor, scale.begin), scale.end))
        lines.insert(0, Line((Segment(" " * (_TIME + at)), Segment("▼", Paint.TITLE))))
    return lines


def _legend(phases: Iterable[Phase]) -> Iterator[Segment]:
    for state in dict.fromkeys(phase.state for phase in phases):
        yield Segment(f"{_FILL[state.stage]} {state.value}  ", OF_STAGE[state.stage])


def text(lines: Iterable[Line]) -> str:
    """Returns lines as plain text, one line end after each."""
    return "".join(f"{line}\n" for line in lines)


def shortened(value: str, width: int) -> str:
    """Returns a handle that fits: its beginning and its end, which tell handles apart better than the middle.

    Args:
        value: the handle.
        width: the most columns that it may take.
    """
    value = printable_line(value)
    if len(value) <= width:
        return value
    tail = max((width - 1) // 3, 1)
    return value[: width - 1 - tail] + "…" + value[-tail:]


@dataclass(frozen=True)
class _Scale:
    begin: float
    end: float
    columns: int

    def column(self, at: float) -> int:
        span = self.end - self.begin
        return 0 if span <= 0 else round((at - self.begin) / span * (self.columns - 1))


def _title(flow: Flow, width: int) -> Line:
    count = len(flow.steps)
    facts = f"{plural(count, 'interaction')} in {_seconds(flow.end - flow.begin)}"
    kind = flow.handle.kind
    name = shortened(flow.handle.value, width - len(kind) - len(facts) - 5)
    return Line(
        (Segment(f" {kind} ", Paint.QUIET), Segment(name, Paint.TITLE), Segment(f"  {facts}", Paint.QUIET))
    )


def _rail(flow: Flow, width: int) -> int:
    return width - _TIME - 2 - (_STATE if flow.call else 0)


def _head(flow: Flow, width: int) -> Iterator[Line]:
    rail = _rail(flow, width)
    state = "   state" if flow.call else ""
    yield Line(
        (
            Segment(f"{'seconds':>{_TIME - 1}} ", Paint.QUIET),
            Segment("client" + " " * (rail - 10) + "server" + state, Paint.QUIET),
        )
    )


def _body(flow: Flow, width: int, collapse: bool) -> Iterator[Line]:
    contradicting = {step.n for step in flow.contradictions()}
    seen = dict(zip((step.n for step in flow.steps), flow.seen, strict=False))
    shown: TimedState | None = None
    gone_at = _gone_at(flow)
    rail = _rail(flow, width)
    for step, hidden in _collapsed(flow.steps) if collapse else ((step, 0) for step in flow.steps):
        if gone_at is not None and step.at >= gone_at:
            yield _gone(flow, gone_at, rail)
            gone_at, shown = None, flow.phases()[-1].state
        if hidden:
            dots = f"  … {hidden} more {printable_line(step.operation)} with the same answer"
            rung = f"{'':{_TIME}}│{dots[:rail]:<{rail}}│"
            yield Line((Segment(rung, Paint.QUIET), *_lane_cell(shown)))
            continue
        before, after = seen.get(step.n, (None, None))
        entered = after is not None and after.state is not shown
        # A poll that shows a change came after it, nobody knows how long.
        goes_on = before is not None and before.state is shown and not (entered and step.state)
        yield _request_line(step, rail, before if goes_on else None)
        yield _answer_line(flow, step, rail, after, entered, step.n in contradicting)
        shown = after.state if after else None
    if gone_at is not None:
        yield _gone(flow, gone_at, rail)


def _collapsed(steps: tuple[Step, ...]) -> Iterator[tuple[Step, int]]:
    """Yields steps to draw, with 0, or the last one of a run that is not drawn, with its length."""
    for _, alike in groupby(steps, key=lambda step: (step.operation, step.outcome, bool(step.issues))):
        run = list(alike)
        if len(run) < _ALIKE or run[0].failed:
            yield from ((step, 0) for step in run)
        else:
            yield run[0], 0
            yield run[-2], len(run) - 2
            yield run[-1], 0


def _request_line(step: Step, rail: int, goes_on: Status | None) -> Line:
    cell = (*_lane_cell(goes_on.state), *_timer(goes_on, step.at)) if goes_on else ()
    return Line(
        (
            Segment(f"{step.at:{_TIME - 1}.3f} ", Paint.TIME),
            Segment("├─ ", Paint.QUIET),
            *_arrow(printable_line(step.operation), Paint.OPERATION, rail - 2, " ▶"),
            Segment("┤", Paint.QUIET),
            *cell,
        ),
        step.n,
    )


def _answer_line(
    flow: Flow, step: Step, rail: int, status: Status | None, entered: bool, contradicts: bool
) -> Line:
    paint = Paint.ERROR if step.failed or contradicts else Paint.OUTCOME
    if step.state and not contradicts:
        paint = OF_STAGE[step.state.stage]
    words = ("✗ " if step.failed else "") + _answer(flow, step) + ("  ⚠ not by the model" * contradicts)
    cells: tuple[Segment, ...] = ()
    if status is not None:
        cells = _lane_cell(status.state)
        if entered:
            left = f" {status.deadline - step.at:.0f} s" if status.deadline is not None else ""
            cells = (
                Segment(f"   ● {status.state.value}", OF_STAGE[status.state.stage]),
                Segment(left, Paint.TIMER),
            )
    return Line(
        (
            Segment(f"{f'+{step.took:.3f}':>{_TIME - 1}} ", Paint.QUIET),
            Segment("│◀ ", Paint.QUIET),
            *_arrow(words, paint, rail - 2, " ─"),
            Segment("┤", Paint.QUIET),
            *cells,
        ),
        step.n,
    )


def _answer(flow: Flow, step: Step) -> str:
    if flow.handle in step.issues:
        return f"{flow.handle.kind} id {shortened(flow.handle.value, 14)}"
    return ", ".join(part for part in (printable_line(step.outcome), step.because) if part)


def _arrow(words: str, paint: Paint, width: int, end: str) -> Iterator[Segment]:
    room = width - len(end)
    if len(words) > room - 2:
        words = words[: room - 3] + "…"
    yield Segment(words, paint)
    yield Segment(" " + "─" * (room - len(words) - 1) + end.strip().rjust(len(end), "─"), Paint.QUIET)


def _lane_cell(state: TimedState | None) -> tuple[Segment, ...]:
    if state is None:
        return ()
    bar = _BAR.get(state.stage, "┃")
    return (Segment(f"   {bar}", OF_STAGE[state.stage]),)


def _timer(status: Status, at: float) -> tuple[Segment, ...]:
    """What is left of the timer, as a bar to scale and in figures."""
    if status.deadline is None:
        return ()
    left = status.deadline - at
    full = round(left / (status.deadline - status.since) * _TIMER)
    return (Segment(f" {'█' * full}{'░' * (_TIMER - full)} {left:.{1 if left >= 1 else 3}f} s", Paint.TIMER),)


def _gone_at(flow: Flow) -> float | None:
    phases = flow.phases()
    return phases[-1].begin if phases and phases[-1].state.stage is Stage.GONE else None


def _gone(flow: Flow, at: float, rail: int) -> Line:
    why = "  ended before its timer"
    *before, last = flow.phases()
    for phase in before:
        status = flow.status(phase.begin)
        if status is not None and status.deadline is not None and round(at - status.deadline, 6) >= 0:
            why = f"  {status.deadline - status.since:.0f} s after {phase.state.value}"
    return Line(
        (
            Segment(f"{at:{_TIME - 1}.3f} ", Paint.TIME),
            Segment("│", Paint.QUIET),
            Segment(f"{why[:rail]:<{rail}}", Paint.TIMER),
            Segment("│", Paint.QUIET),
            Segment(f"   ○ {last.state.value}: no such id", Paint.IDLE),
        )
    )


def _write(marks: list[str], at: int, words: str) -> None:
    """Puts words at a column, or further left at the end, unless they would run into those before."""
    at = min(at, len(marks) - len(words))
    if at > 0 and marks[at - 1] != " ":
        return
    if any(mark != " " for mark in marks[at : at + len(words)]):
        return
    marks[at : at + len(words)] = words


def _seconds(seconds: float) -> str:
    return f"{seconds:.3f}".rstrip("0").rstrip(".") + " s" if seconds < 100 else f"{seconds:.1f} s"

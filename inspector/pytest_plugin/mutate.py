"""``--ews-mutate``: what would a replay still answer, and what does no assertion notice?

As mutation testing does for code: each significant place of each request that a test has sent is altered in
turn and looked up; or each answer that it was given, and the test runs again. What then still goes well is
told. The test's own verdict is not touched.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import pytest

from inspector.pytest_plugin.replay import Replay
from inspector.replay import Replayer
from inspector.replay.answer import Answer
from inspector.replay.mutations import Mutation, answer_mutations, request_mutations
from inspector.wire.http import HttpRequest, HttpResponse, Responder
from inspector.wire.responder_layer import Wrapper

PROPERTY = "ews_mutations"
"""The name of the user property by which a test's counts come to whoever reports them."""
_SHOWN = 20

_T = TypeVar("_T")


class Watched(Wrapper):
    """A responder that notes what another one was asked and has answered, and alters one answer if told to.

    Args:
        inner: who answers.
    """

    def __init__(self, inner: Responder) -> None:
        super().__init__(inner)
        self.noted: list[tuple[HttpRequest, HttpResponse]] = []
        self.instead: tuple[tuple[str, int], HttpResponse] | None = None

    def respond(self, request: HttpRequest, at: float) -> HttpResponse:
        """Answers as the other responder does, or with what is to be tried."""
        response = self.inner.respond(request, at)
        if self.instead is None:
            self.noted.append((request, response))
            return response
        recording, other = self.instead
        return other if _recording_of(response) == recording else response


@dataclass
class _Counts:
    """What came of altering, for one test.

    Args:
        test: its name.
        what: ``requests`` or ``answers``.
        tried: how many alterations were tried.
        noticed: how many of them were noticed.
        left_out: how many are in places that requests are compared without.
        beyond: how many were not tried, because there are more than are allowed.
        unnoticed: the others, a line each.
        problem: why nothing could be tried; empty if it could.
    """

    test: str
    what: str
    tried: int = 0
    noticed: int = 0
    left_out: int = 0
    beyond: int = 0
    unnoticed: list[str] = field(default_factory=list)
    problem: str = ""


def watch(replay: Replay) -> Watched:
    """Has a replay noted what it is asked."""
    watched = Watched(replay.faults.inner)
    replay.faults.inner = watched
    return watched


def mutated(item: pytest.Item, replay: Replay, watched: Watched, what: str, most: int) -> None:
    """Alters what a test that has passed sent or was given; the counts become a property of the test.

    Args:
        item: the test; for answers it runs again.
        replay: what it talks to.
        watched: what it was asked.
        what: ``requests`` or ``answers``.
        most: how many alterations are tried.
    """
    counts = _Counts(item.nodeid, what)
    if what == "requests":
        _try_requests(counts, replay, [request for request, _ in watched.noted], most)
    else:
        _try_answers(counts, item, replay, watched, most)
    item.user_properties.append((PROPERTY, json.dumps(vars(counts))))


def _try_requests(counts: _Counts, replay: Replay, asked: Sequence[HttpRequest], most: int) -> None:
    settings = replay.settings
    volatile = replay.volatile
    with Replayer(
        settings.files,
        volatile=settings.volatile,
        headers=settings.headers,
        any_mailbox=settings.any_mailbox,
        set_order=settings.set_order,
        any_order=True,
    ) as other:
        changes = [each for request in _distinct(asked) for each in request_mutations(request, volatile)]
        counts.left_out = sum(each.left_out for each in changes)
        for each in _chosen([each for each in changes if not each.left_out], most, counts):
            counts.tried += 1
            if other.respond(each.request, 0.0).header("x-ews-inspector") == "miss":
                counts.noticed += 1
            else:
                counts.unnoticed.append(_line(each))


def _try_answers(counts: _Counts, item: pytest.Item, replay: Replay, watched: Watched, most: int) -> None:
    given = {_recording_of(response): response for _, response in watched.noted}
    changes = [
        (recording, each)
        for recording, response in given.items()
        if recording[1]
        for each in answer_mutations(response)
    ]
    watched.instead = _NOTHING
    if (problem := _again(item, replay)) is not None:
        counts.problem = f"it does not pass when it runs again: {problem}"
        replay.restart()
        return
    for recording, each in _chosen(changes, most, counts):
        watched.instead = (recording, each.response)
        counts.tried += 1
        if _again(item, replay) is None:
            counts.unnoticed.append(f"interaction {recording[1]}: {each.path}: {each.what}")
        else:
            counts.noticed += 1
    watched.instead = _NOTHING
    _again(item, replay)  # so that what is told of the test is told of itself
    watched.instead = None


def _again(item: pytest.Item, replay: Replay) -> str | None:
    """Runs a test again with its fixtures as they are; returns why it failed, ``None`` if it did not."""
    replay.restart()
    try:
        item.runtest()
    except (Exception, pytest.fail.Exception, pytest.skip.Exception) as problem:  # noqa: BLE001 - any will do
        return f"{type(problem).__name__}: {str(problem)[:200]}"
    if replay.misses and not replay.settings.allow_misses:
        return str(replay.misses[0]).partition("\n")[0]
    return None


_NOTHING: tuple[tuple[str, int], HttpResponse] = (("", -1), HttpResponse())


def _recording_of(response: HttpResponse) -> tuple[str, int]:
    return (response.origin.cassette, response.origin.n) if isinstance(response, Answer) else ("", 0)


def _distinct(asked: Iterable[HttpRequest]) -> Iterator[HttpRequest]:
    yield from {(one.method, one.url, one.headers, one.body): one for one in asked}.values()


def _chosen(changes: Sequence[_T], most: int, counts: _Counts) -> Sequence[_T]:
    """As many as are allowed, from all over."""
    if len(changes) <= most:
        return changes
    counts.beyond = len(changes) - most
    step = len(changes) / most
    return [changes[int(n * step)] for n in range(most)]


def _line(each: Mutation) -> str:
    return f"{each.path}: {each.what}"


def summary(properties: Iterable[dict[str, Any]], file: str = "") -> Iterator[str]:
    """Yields the report: a table, and what was not noticed.

    Args:
        properties: the counts of each test.
        file: where they are written as JSON lines; nowhere if empty.
    """
    found = list(properties)
    if file:
        Path(file).write_text("".join(json.dumps(one) + "\n" for one in found), "utf-8")
    yield f"{'tried':>7} {'noticed':>8} {'not':>6} {'left out':>9} {'not tried':>10}  test"
    for one in found:
        missed = len(one["unnoticed"])
        yield (
            f"{one['tried']:>7} {one['noticed']:>8} {missed:>6} {one['left_out']:>9} {one['beyond']:>10}"
            f"  {one['test']} ({one['what']})"
        )
        if one["problem"]:
            yield f"          {one['problem']}"
    for one in found:
        for line in one["unnoticed"][:_SHOWN]:
            yield f"not noticed by {one['test']}: {line}"
        if (more := len(one["unnoticed"]) - _SHOWN) > 0:
            yield f"  and {more} more of {one['test']}"

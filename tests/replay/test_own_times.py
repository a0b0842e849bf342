"""Every cassette, replayed at its own times, gives its own bytes: failures, overlaps and all."""

from __future__ import annotations

import os
import random
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inspector.cassette import CassetteWriter, Interaction
from inspector.replay import Replayer, Source
from inspector.replay.answer import ConnectionFault
from inspector.wire.http import Headers, HttpRequest, HttpResponse
from tests.replay.conftest import Exchange, Wire

HISTORIES = int(os.environ.get("EWS_HISTORIES", "300"))
WIRE = Wire()

BUSY = HttpResponse(
    Wire.headers,
    WIRE.soap(
        "<soap:Fault><faultcode>soap:Server</faultcode><faultstring>Busy.</faultstring><detail><e:ResponseCode"
        ' xmlns:e="http://schemas.microsoft.com/exchange/services/2006/errors">ErrorServerBusy</e:ResponseCode>'
        "</detail></soap:Fault>"
    ),
    500,
    "Internal Server Error",
)
BROKEN = HttpResponse(Headers((("Content-Type", "text/html"),)), b"<h1>503</h1>", 503, "Service Unavailable")


def refused2(operation: str) -> HttpResponse:
    return WIRE.ews_answer(
        f'<m:{operation}Response ResponseClass="Error"><m:MessageText>The call is gone.</m:MessageText>'
        f"<m:ResponseCode>ErrorInvalidPhoneCallId</m:ResponseCode></m:{operation}Response>"
    )


def answers(on_um: bool, kind: str, what: str, handle: str, number: int) -> HttpResponse | None:
    """The answer to a request; each has a header of its own, so that no two are the same bytes."""
    if what == "lost":
        return None
    made = {"busy": BUSY, "broken": BROKEN}.get(what)
    if made is None and what == "gone":
        name = "GetPhoneCallInformation" if kind == "poll" else "DisconnectPhoneCall"
        made = WIRE.unknown_call() if on_um else refused2(name)
    if made is None and kind == "play":
        made = WIRE.played(handle) if on_um else WIRE.played2(handle)
    if made is None and kind == "end":
        made = WIRE.disconnected() if on_um else WIRE.disconnected2()
    if made is None:
        made = (WIRE.shows if on_um else WIRE.shows2)(what)
    headers = Headers((*made.headers, ("X-Number", str(number))))
    return HttpResponse(headers, made.body, made.status, made.reason)


def request(on_um: bool, kind: str, handle: str) -> HttpRequest:
    if kind == "play":
        return WIRE.play(f"E-{handle}") if on_um else WIRE.play2(f"E-{handle}")
    if kind == "poll":
        return WIRE.poll(handle) if on_um else WIRE.poll2(handle)
    return WIRE.disconnect(handle) if on_um else WIRE.disconnect2(handle)


HANDLES = ("CALL-ONE", "CALL-TWO", "CALL-THREE")
FAILURES = ["busy", "broken", "lost"]
times = st.one_of(
    st.integers(0, 100_000).map(lambda milliseconds: milliseconds / 1000),
    st.sampled_from([0.0, 1.0, 5.0, 5.0, 31.999, 32.0, 37.0, 37.001, 64.0]),
)
steps = st.one_of(
    st.tuples(times, st.just("play"), st.sampled_from(["done", "done", "done", *FAILURES])),
    st.tuples(
        times,
        st.just("poll"),
        st.sampled_from(["Connecting", "Connected", "Disconnected", "gone", "Odd", *FAILURES]),
    ),
    st.tuples(times, st.just("end"), st.sampled_from(["done", "done", "gone", *FAILURES])),
)
histories = st.tuples(
    st.booleans(), st.lists(st.tuples(st.sampled_from(HANDLES), steps), min_size=1, max_size=24), st.randoms()
)


def exchanges(on_um: bool, history: Sequence[tuple[str, tuple[float, str, str]]]) -> list[Exchange]:
    return [
        (at, request(on_um, kind, handle), answers(on_um, kind, what, handle, number))
        for number, (handle, (at, kind, what)) in enumerate(history)
    ]


def same(answer: HttpResponse, recorded: HttpResponse | None) -> bool:
    if recorded is None:
        return getattr(answer, "broken", None) is ConnectionFault.RESET_BEFORE
    return (answer.status, answer.headers, answer.body) == (recorded.status, recorded.headers, recorded.body)


@settings(max_examples=HISTORIES, deadline=None, suppress_health_check=list(HealthCheck))
@given(histories)
def test_a_recording_of_calls_replayed_at_its_own_times_gives_its_own_bytes(
    drawn: tuple[bool, list[tuple[str, tuple[float, str, str]]], random.Random],
) -> None:
    on_um, history, order = drawn
    made = exchanges(on_um, history)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "calls.jsonl"
        in_time = sorted(range(len(made)), key=lambda each: made[each][0])
        lines = {place: n for n, place in enumerate(in_time, 1)}
        standing = list(in_time)
        order.shuffle(standing)
        write(path, made, standing, lines)
        with Replayer([path]) as replayer:
            for place in in_time:
                at, asked, recorded = made[place]
                answer = replayer.respond(asked, at)
                assert same(answer, recorded), (place, history[place], getattr(answer, "origin", None))
                assert answer.origin.source is Source.RECORDED
            assert replayer.unplayed == []


def write(path: Path, made: list[Exchange], standing: list[int], lines: dict[int, int]) -> None:
    """Writes exchanges in the order in which their lines are to stand, each with its number."""
    with CassetteWriter(path) as writer:
        for place in standing:
            at, asked, recorded = made[place]
            error = "the server hung up" if recorded is None else None
            writer.append(Interaction(0, at, asked, recorded, error))
    text = path.read_text().splitlines(keepends=True)
    with path.open("w") as file:
        file.write(text[0])
        for line, place in zip(text[1:], standing, strict=True):
            file.write('{"n":' + str(lines[place]) + line[line.index(",") :])


def test_lines_are_taken_by_their_times_and_then_by_their_numbers(wire, cassette):
    path = cassette(
        (5.0, wire.get_item(), wire.item("later")),
        (1.0, wire.get_item(), wire.item("first")),
        (1.0, wire.get_item(), wire.item("second")),
    )
    with Replayer([path]) as replayer:
        got = [replayer.respond(wire.get_item(), 0.0).body for _ in range(4)]
    assert got == [wire.item(text).body for text in ("first", "second", "later", "later")]


def test_a_disconnect_that_was_refused_is_refused_at_its_time(wire, cassette):
    path = cassette(
        (0.0, wire.play(), wire.played("H")),
        (5.0, wire.poll("H"), wire.shows("Disconnected")),
        (60.0, wire.disconnect("H"), wire.unknown_call()),
    )
    with Replayer([path]) as replayer:
        replayer.respond(wire.play(), 0.0)
        assert wire.state(replayer.respond(wire.poll("H"), 5.0)) == "Disconnected"
        answer = replayer.respond(wire.disconnect("H"), 60.0)
        assert (wire.state(answer), answer.origin.source) == ("InvalidCallIdException", Source.RECORDED)
        assert wire.state(replayer.respond(wire.poll("H"), 60.0)) == "InvalidCallIdException"


@pytest.mark.parametrize("failure", [BUSY, BROKEN, None])
def test_a_disconnect_that_failed_changes_nothing_and_the_next_one_does(failure, wire, cassette):
    path = cassette(
        (0.0, wire.play(), wire.played("H")),
        (1.0, wire.poll("H"), wire.shows("Connected")),
        (2.0, wire.disconnect("H"), failure),
        (3.0, wire.poll("H"), wire.shows("Connected")),
        (4.0, wire.disconnect("H"), wire.disconnected()),
    )
    with Replayer([path]) as replayer:
        replayer.respond(wire.play(), 100.0)
        assert same(replayer.respond(wire.disconnect("H"), 101.0), failure)
        assert wire.state(replayer.respond(wire.poll("H"), 101.5)) == "Connected"
        assert wire.state(replayer.respond(wire.disconnect("H"), 102.0)) == "done"
        assert wire.state(replayer.respond(wire.poll("H"), 102.0)) == "Disconnected"
        assert wire.state(replayer.respond(wire.poll("H"), 134.0)) == "InvalidCallIdException"


def test_a_poll_that_failed_fails_once_and_then_the_call_is_as_it_was(wire, cassette):
    path = cassette(
        (0.0, wire.play(), wire.played("H")),
        (1.0, wire.poll("H"), wire.shows("Connecting")),
        (2.0, wire.poll("H"), BUSY),
        (9.0, wire.poll("H"), wire.shows("Connected")),
    )
    with Replayer([path]) as replayer:
        replayer.respond(wire.play(), 0.0)
        assert same(replayer.respond(wire.poll("H"), 2.5), BUSY)
        for at, state in ((2.6, "Connecting"), (8.999, "Connecting"), (9.0, "Connected")):
            assert wire.state(replayer.respond(wire.poll("H"), at)) == state


def test_a_call_that_was_never_polled_is_modelled_from_its_beginning(wire, cassette):
    with Replayer([cassette((0.0, wire.play(), wire.played("H")))]) as replayer:
        replayer.respond(wire.play(), 0.0)
        answer = replayer.respond(wire.poll("H"), 1.0)
        assert (wire.state(answer), answer.origin.source) == ("Connecting", Source.SYNTHESISED)


def test_a_modelled_fault_has_the_wording_of_the_recorded_server(wire, cassette):
    old = wire.item("one").body.replace(b"Exchange2013_SP1", b"Exchange2007_SP1")
    said = {}
    for name, body in (("2007", old), ("2013", wire.item("one").body)):
        path = cassette(
            (0.0, wire.get_item(), HttpResponse(wire.headers, body)),
            (1.0, wire.play(), wire.played("H")),
            (2.0, wire.poll("H"), wire.shows("Disconnected")),
        )
        with Replayer([path]) as replayer:
            replayer.respond(wire.play(), 0.0)
            said[name] = wire.read(replayer.respond(wire.poll("H"), 100.0)).fault.text
    assert said["2007"] != said["2013"]


def test_a_recording_without_times_is_polled_in_its_order_and_says_so(wire, cassette, tmp_path):
    path = tmp_path / "untimed.jsonl"
    polls = ("Connecting", "Connected", "Disconnected")
    with CassetteWriter(path) as writer:
        for at, (asked, answer) in enumerate(
            [(wire.play(), wire.played("H")), *((wire.poll("H"), wire.shows(state)) for state in polls)]
        ):
            writer.append(Interaction(0, at / 1000, asked, answer, extra={"times": "none"}))
    with Replayer([path]) as replayer:
        assert replayer.warnings == (
            "untimed.jsonl has no times: polls of its calls are answered in recorded order",
        )
        replayer.respond(wire.play(), 0.0)
        states = [wire.state(replayer.respond(wire.poll("H"), 500.0)) for _ in range(4)]
    assert states == [*polls, "Disconnected"]

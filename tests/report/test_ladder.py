"""The ladder: what is drawn for a flow, in plain text."""

from __future__ import annotations

import pytest

from inspector.cassette import Interaction
from inspector.errors import UsageError
from inspector.flow import flow_of
from inspector.report.ladder import Paint, ladder, lane, shortened, text
from inspector.wire.http import HttpRequest, HttpResponse
from tests.messages import soap


def exchange(at: float, ask: str, answer: str, status: int = 200) -> Interaction:
    return Interaction(
        round(at * 10),
        at,
        HttpRequest(url="/EWS/UM2007Legacy.asmx", body=soap(ask)),
        HttpResponse(status=status, body=soap(answer)),
        took=0.012,
    )


def poll(at: float, state: str) -> Interaction:
    return exchange(
        at,
        "<GetCallInfo><CallId>C1</CallId></GetCallInfo>",
        f"<GetCallInfoResponse><GetCallInfoResponse><CallState>{state}</CallState><EventCause>None"
        "</EventCause></GetCallInfoResponse></GetCallInfoResponse>",
    )


START = exchange(
    1.0,
    "<PlayOnPhone><entryId>E1</entryId><DialString>5551234</DialString></PlayOnPhone>",
    "<PlayOnPhoneResponse><PlayOnPhoneResponse>C1</PlayOnPhoneResponse></PlayOnPhoneResponse>",
)
HANG_UP = exchange(10.0, "<Disconnect><CallId>C1</CallId></Disconnect>", "<DisconnectResponse/>")
GONE = exchange(
    43.0,
    "<GetCallInfo><CallId>C1</CallId></GetCallInfo>",
    "<s:Fault><faultcode>a:InvalidCallIdException</faultcode><faultstring>x</faultstring></s:Fault>",
    500,
)
CALL = [
    START,
    *(poll(float(at), "Connected") for at in range(2, 9)),
    HANG_UP,
    poll(26.0, "Disconnected"),
    GONE,
]


def test_a_call_is_drawn_with_its_states_and_the_timer() -> None:
    assert text(ladder(CALL, "C1", 80)) == (
        " call C1  11 interactions in 42.012 s\n"
        "\n"
        "  seconds client                                  server   state\n"
        "    1.000 ├─ PlayOnPhone ─────────────────────────────▶┤\n"
        "   +0.012 │◀ call id C1 ───────────────────────────────┤   ● Connecting\n"
        "    2.000 ├─ GetCallInfo ─────────────────────────────▶┤\n"
        "   +0.012 │◀ Connected ────────────────────────────────┤   ● Connected\n"
        "          │  … 5 more GetCallInfo with the same answer │   ┃\n"
        "    8.000 ├─ GetCallInfo ─────────────────────────────▶┤   ┃\n"
        "   +0.012 │◀ Connected ────────────────────────────────┤   ┃\n"
        "   10.000 ├─ Disconnect ──────────────────────────────▶┤   ┃\n"
        "   +0.012 │◀ OK ───────────────────────────────────────┤   ● Disconnected 32 s\n"
        "   26.000 ├─ GetCallInfo ─────────────────────────────▶┤   ┃ ████░░░░ 16.0 s\n"
        "   +0.012 │◀ Disconnected ─────────────────────────────┤   ┃\n"
        "   42.000 │  32 s after Disconnected                   │   ○ Idle: no such id\n"
        "   43.000 ├─ GetCallInfo ─────────────────────────────▶┤   ·\n"
        "   +0.012 │◀ ✗ InvalidCallIdException ─────────────────┤   ·\n"
        "\n"
        " states   ╌╌Connected━━━Disconnected▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒··\n"
        "          1 s           10 s                                               42 s\n"
        "          ╌ Connecting  ━ Connected  ▒ Disconnected  · Idle\n"
    )


@pytest.mark.parametrize("width", [64, 80, 160, 200])
def test_nothing_is_wider_than_asked_for(width: int) -> None:
    assert max(len(str(line)) for line in ladder(CALL, "C1", width)) <= width


def test_every_poll_is_drawn_if_asked_for() -> None:
    assert "… 5" not in text(ladder(CALL, "C1", collapse=False))
    assert {line.step for line in ladder(CALL, "C1", collapse=False)} == {0, *(i.n for i in CALL)}


def test_a_flow_that_is_no_call_has_no_state_lane() -> None:
    drawn = text(ladder(CALL, "E1"))
    assert "PlayOnPhone" in drawn
    assert "state" not in drawn


def test_an_answer_against_the_model_is_marked_in_words() -> None:
    late = [START, HANG_UP, poll(50.0, "Disconnected")]
    marked = [line for line in ladder(late, "C1") if "not by the model" in str(line)]
    assert len(marked) == 1
    assert any(segment.paint is Paint.ERROR for segment in marked[0].segments)


def test_a_cursor_points_into_the_lane_to_scale() -> None:
    flow = flow_of(CALL, "C1")
    assert flow is not None
    first, last = lane(flow, 80, 1.0)[0], lane(flow, 80, 43.0)[0]
    assert (str(first).index("▼"), str(last).index("▼")) == (10, 77)


def test_a_handle_cannot_steer_the_terminal() -> None:
    hostile = "C\u202e&#x9B;"
    ask = f"<GetCallInfo><CallId>{hostile}</CallId></GetCallInfo>"
    drawn = text(ladder([exchange(1.0, ask, "<GetCallInfoResponse/>")], "C\u202e\x9b"))
    assert "<U+202E>" in drawn
    assert "<U+009B>" in drawn
    assert "\u202e" not in drawn and "\x9b" not in drawn


def test_an_unknown_handle_is_refused_with_the_way_to_find_one() -> None:
    with pytest.raises(UsageError, match="no interaction names the handle 'nope'") as refused:
        ladder(CALL, "nope")
    assert "ews-inspector list" in refused.value.fix


def test_a_long_handle_keeps_its_beginning_and_its_end() -> None:
    assert shortened("ABCDEFGHIJKLMNOP", 10) == "ABCDEF…NOP"
    assert shortened("ABC", 10) == "ABC"


def test_a_state_without_length_has_its_column_in_the_lane_and_its_word_below() -> None:
    flow = flow_of([START, poll(10.0, "Connected"), HANG_UP, poll(26.0, "Disconnected")], "C1")
    assert flow is not None
    bar, _, words = (str(line) for line in lane(flow, 80))
    assert bar.count("━") == 1
    assert "╌━Disconnected" in bar
    assert "Connected" in words.split()

"""Flows: which interactions share a handle, and what they show of a call's states."""

from __future__ import annotations

import pytest

from inspector.cassette import Interaction
from inspector.flow import Flow, flow_of, flows, step_of
from inspector.protocols.oxwums.calls import CallState
from inspector.protocols.timed import TimedState
from inspector.wire.http import HttpRequest, HttpResponse
from tests.messages import soap

UM, EWS = "/EWS/UM2007Legacy.asmx", "/EWS/Exchange.asmx"


def exchange(at: float, ask: str, answer: str | None, url: str = UM, status: int = 200) -> Interaction:
    response = None if answer is None else HttpResponse(status=status, body=soap(answer))
    error = "cut off" if answer is None else None
    return Interaction(0, at, HttpRequest(url=url, body=soap(ask)), response, error, took=0.01)


def start(at: float, handle: str = "C1") -> Interaction:
    return exchange(
        at,
        "<PlayOnPhone><entryId>E1</entryId><DialString>5551234</DialString></PlayOnPhone>",
        f"<PlayOnPhoneResponse><PlayOnPhoneResponse>{handle}</PlayOnPhoneResponse></PlayOnPhoneResponse>",
    )


def poll(at: float, state: str, cause: str = "None") -> Interaction:
    return exchange(
        at,
        "<GetCallInfo><CallId>C1</CallId></GetCallInfo>",
        f"<GetCallInfoResponse><GetCallInfoResponse><CallState>{state}</CallState><EventCause>{cause}"
        "</EventCause></GetCallInfoResponse></GetCallInfoResponse>",
    )


def gone(at: float) -> Interaction:
    return exchange(
        at,
        "<GetCallInfo><CallId>C1</CallId></GetCallInfo>",
        "<s:Fault><faultcode>a:InvalidCallIdException</faultcode><faultstring>The call identifier "
        "isn't valid.</faultstring><detail><ExceptionType>InvalidCallIdException\n</ExceptionType></detail>"
        "</s:Fault>",
        status=500,
    )


def hang_up(at: float) -> Interaction:
    return exchange(at, "<Disconnect><CallId>C1</CallId></Disconnect>", "<DisconnectResponse/>")


def call(*interactions: Interaction) -> Flow:
    found = flow_of(interactions, "C1")
    assert found is not None
    return found


def states(flow: Flow) -> list[tuple[TimedState, float, float]]:
    return [(phase.state, phase.begin, phase.end) for phase in flow.phases()]


def test_a_call_flow_holds_every_message_that_names_the_call_and_no_other() -> None:
    flow = call(start(0), poll(1, "Connecting"), start(2, "C2"), hang_up(3))
    assert [step.operation for step in flow.steps] == ["PlayOnPhone", "GetCallInfo", "Disconnect"]
    assert flow.handle.kind == "call"


def test_a_call_that_is_hung_up_ends_32_seconds_later_even_if_nobody_polls() -> None:
    flow = call(start(0), poll(2, "Connected"), hang_up(5))
    assert states(flow) == [
        (CallState.CONNECTING, 0, 2),
        (CallState.CONNECTED, 2, 5),
        (CallState.DISCONNECTED, 5, 37),
        (CallState.IDLE, 37, 37),
    ]
    assert flow.contradictions() == ()


def test_a_state_that_is_entered_and_left_at_one_time_is_kept() -> None:
    flow = call(start(0), poll(2, "Connecting"), poll(8, "Connected"), hang_up(8))
    assert states(flow) == [
        (CallState.CONNECTING, 0, 8),
        (CallState.CONNECTED, 8, 8),
        (CallState.DISCONNECTED, 8, 40),
        (CallState.IDLE, 40, 40),
    ]
    at_once = call(start(0), poll(0, "Connected"), hang_up(0))
    assert [state for state, _, end in states(at_once) if end == 0] == [
        CallState.CONNECTING,
        CallState.CONNECTED,
    ]


def test_a_change_that_a_poll_shows_can_have_come_any_time_since_the_poll_before() -> None:
    phases = call(start(0), poll(1, "Connecting"), poll(4, "Connected"), hang_up(5)).phases()
    assert [(phase.earliest, phase.begin) for phase in phases[:3]] == [(0, 0), (1, 4), (5, 5)]


def test_an_answer_after_the_call_is_gone_contradicts_the_model() -> None:
    late = call(start(0), poll(1, "Connected"), hang_up(2), poll(34, "Disconnected"))
    assert [step.at for step in late.contradictions()] == [34]
    early = call(start(0), poll(1, "Connected"), hang_up(2), poll(33.999, "Disconnected"))
    assert early.contradictions() == ()


def test_an_early_invalid_id_means_that_the_system_ended_the_call() -> None:
    flow = call(start(0), poll(1, "Connected"), gone(3))
    assert states(flow)[-1][:2] == (CallState.IDLE, 3)
    assert flow.contradictions() == ()
    assert (flow.steps[-1].outcome, flow.steps[-1].failed) == ("InvalidCallIdException", True)


def test_a_busy_line_and_a_call_back_to_connecting_are_followed() -> None:
    busy = call(start(0), poll(1, "Disconnected", "UserBusy"))
    assert busy.steps[-1].because and busy.contradictions() == ()
    again = call(start(0), poll(1, "Connected"), poll(2, "Connecting"), poll(3, "Connected"))
    assert [state for state, _, _ in states(again)] == [
        CallState.CONNECTING,
        CallState.CONNECTED,
        CallState.CONNECTING,
        CallState.CONNECTED,
    ]


def test_a_recording_that_starts_in_the_middle_of_a_call_is_believed() -> None:
    flow = call(poll(7, "Connected"), hang_up(8))
    assert states(flow)[0] == (CallState.CONNECTED, 7, 8)
    assert flow.contradictions() == ()


def test_flows_come_in_the_order_of_their_handles_with_what_each_names() -> None:
    found = flows(step_of(each) for each in (start(0), poll(1, "Connected"), start(2, "C2")))
    assert [(flow.handle.value, flow.handle.kind, len(flow.steps)) for flow in found] == [
        ("E1", "item", 2),
        ("C1", "call", 2),
        ("C2", "call", 1),
    ]


def answered(*codes: tuple[str, str]) -> str:
    messages = (f"<X ResponseClass='{kind}'><ResponseCode>{code}</ResponseCode></X>" for kind, code in codes)
    return f"<GetItemResponse><ResponseMessages>{''.join(messages)}</ResponseMessages></GetItemResponse>"


@pytest.mark.parametrize(
    ("answer", "outcome", "failed"),
    [
        (answered(("Success", "NoError")), "NoError", False),
        (answered(("Success", "NoError"), ("Error", "ErrorItemNotFound")), "ErrorItemNotFound", True),
        (answered(("Warning", "ErrorBatchProcessingStopped")), "ErrorBatchProcessingStopped", False),
        ("<GetItemResponse/>", "OK", False),
        (None, "cut off", True),
    ],
)
def test_the_outcome_is_the_first_code_that_is_no_success(
    answer: str | None, outcome: str, failed: bool
) -> None:
    ask = "<GetItem><ItemIds><t:ItemId Id='I1'/></ItemIds></GetItem>"
    step = step_of(exchange(0, ask, answer, EWS))
    assert (step.outcome, step.failed) == (outcome, failed)
    assert [handle.value for handle in step.handles] == ["I1"]


def test_what_cannot_be_read_is_a_step_without_handles() -> None:
    broken = Interaction(
        1, 0.0, HttpRequest(url=EWS, body=b"<a>&"), HttpResponse(status=502, reason="Bad", body=b"<")
    )
    step = step_of(broken)
    assert (step.operation, step.outcome, step.failed, step.handles) == ("POST", "502 Bad", True, ())


def test_a_handle_that_nobody_names_has_no_flow() -> None:
    assert flow_of([start(0)], "C9") is None


def test_steps_that_share_a_time_are_told_apart_by_their_order() -> None:
    flow = call(start(0), poll(8, "Connected"), hang_up(8), poll(8, "Disconnected"), poll(40, "Disconnected"))
    met = [after.state for _, after in flow.seen]
    assert met == [*list(CallState)[1:4], CallState.DISCONNECTED, CallState.IDLE]
    assert [step.at for step in flow.contradictions()] == [40]

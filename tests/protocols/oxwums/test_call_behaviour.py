"""What a server shows of calls by MS-OXWUMS sections 2.2, 3.1.1 to 3.1.5; tests are named after sections."""

import pytest

from inspector.protocols import Endpoint
from inspector.protocols.oxwums.call_plan import CallPlan, Ending, VoiceAccess
from inspector.protocols.oxwums.call_plan import LineAnswer as Line
from inspector.protocols.oxwums.operations import OPERATIONS
from inspector.simulator import CallRule, Scenario
from tests.simulator.asking import EWS, UM, Answer, Asking
from tests.simulator.calling import (
    call_of,
    end,
    end_on_ews,
    faulted,
    greet,
    info,
    information,
    phone_call_of,
    place,
    place_on_ews,
)
from tests.simulator.samples import SAMPLES

GONE, GONE_ON_EWS = "InvalidCallIdException", "ErrorInvalidPhoneCallId"
PLANS = {
    "answered": CallPlan(ring=2, talk=5),
    "busy": CallPlan(ring=2, answer=Line.BUSY),
    "not answered": CallPlan(ring=2, answer=Line.NO),
    "ended by the system": CallPlan(ring=2, talk=5, ending=Ending.SYSTEM),
    "transferred": CallPlan(ring=2, voice_access=VoiceAccess(after=3, ring=4)),
    "connected again": CallPlan(ring=2, talk=6, voice_access=VoiceAccess(after=3, ring=4, transfer=False)),
}


@pytest.fixture
def asking() -> Asking:
    return Asking()


def calling(plan: CallPlan) -> Asking:
    return Asking(scenario=Scenario(calls=(CallRule("*", plan),)))


def both(asking: Asking) -> tuple[str, str]:
    """Places a call on each endpoint."""
    return call_of(place(asking)), phone_call_of(place_on_ews(asking))


def states(asking: Asking, calls: tuple[str, str], at: float) -> tuple[str, str]:
    return info(asking, calls[0], at), information(asking, calls[1], at)


def alike(state: str) -> tuple[str, str]:
    return (GONE, GONE_ON_EWS) if state == "Idle" else (state, state)


# -- 2.2 -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [one.name for one in OPERATIONS])
def test_2_2_2_1_all_fourteen_operations_answer_a_malformed_request_alike(asking: Asking, name: str) -> None:
    home = next(one.endpoint for one in OPERATIONS if one.name == name)
    body = SAMPLES[name].success(asking)
    answer = asking.raw(UM if home is Endpoint.UM else EWS, f"<s:Body>{body}</s:Envelope>".encode())
    assert (answer.status, faulted(answer)[:2]) == (500, ("ErrorInvalidRequest", "The request is invalid."))


def test_2_2_3_2_and_2_2_3_3_the_detail_of_a_malformed_request_has_message_and_response_code(
    asking: Asking,
) -> None:
    answer = asking.raw(UM, b"<nothing>")
    assert answer.fault is not None
    assert answer.fault.detail_text("Message") == "The request is invalid."
    assert answer.fault.detail_text("ResponseCode") == "ErrorInvalidRequest"


@pytest.mark.parametrize(
    ("operation", "failure", "exception"),
    [
        ("Disconnect", lambda asking: end(asking, "AAAA", 0), "InvalidCallIdException"),
        (
            "GetCallInfo",
            lambda asking: asking.um("<m:GetCallInfo><m:CallId>AAAA</m:CallId></m:GetCallInfo>"),
            "InvalidCallIdException",
        ),
        ("PlayOnPhone, item", lambda asking: place(asking, entry="AAAA"), "InvalidObjectIdException"),
        ("PlayOnPhone, number", lambda asking: place(asking, "no number"), "DialingRulesException"),
        ("PlayOnPhoneGreeting", lambda asking: greet(asking, "no number"), "DialingRulesException"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_2_2_3_1_each_failure_has_its_exception_type(asking, operation, failure, exception) -> None:
    assert faulted(failure(asking))[2] == exception


def test_2_2_4_1_a_phone_call_id_has_at_most_512_characters_and_tells_calls_apart(asking: Asking) -> None:
    first, second = (phone_call_of(place_on_ews(asking)) for _ in range(2))
    assert first != second
    assert 0 < len(first) <= 512
    end_on_ews(asking, first, 4)
    assert information(asking, first, 4) == "Disconnected/None"
    assert information(asking, second, 4) == "Connected/None"


# -- 3.1.1.1 ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("request_", [place, greet, place_on_ews], ids=lambda ask: ask.__name__)
def test_3_1_1_1_each_of_the_three_play_requests_begins_a_call(asking, request_) -> None:
    answer = request_(asking)
    seen = (
        information(asking, phone_call_of(answer), 0)
        if request_ is place_on_ews
        else info(asking, call_of(answer), 0)
    )
    assert seen == "Connecting/None"


@pytest.mark.parametrize("request_", [place, greet, place_on_ews], ids=lambda ask: ask.__name__)
def test_3_1_1_1_and_3_1_3_a_request_that_fails_begins_no_call(asking, request_) -> None:
    request_(asking, "no number")
    assert asking.simulator.default_account.calls(0) == []


def test_3_1_3_a_successful_play_request_begins_in_connecting(asking: Asking) -> None:
    assert states(asking, both(asking), 0) == alike("Connecting/None")


def test_3_1_1_1_there_is_no_call_before_one_is_placed_so_that_idle_cannot_be_read(asking: Asking) -> None:
    later = Asking()
    call = call_of(place(later))
    assert info(asking, call, 0) == GONE
    assert info(later, call, 0) == "Connecting/None"


def test_3_1_1_1_asking_for_a_call_does_not_change_it(asking: Asking) -> None:
    plan = PLANS["answered"]
    asked, left = calling(plan), calling(plan)
    calls, others = both(asked), both(left)
    for tenth in range(70):
        states(asked, calls, tenth / 10)
    assert states(asked, calls, 38.9) == states(left, others, 38.9) == alike("Disconnected/None")
    assert states(asked, calls, 39) == states(left, others, 39) == alike("Idle")


def test_3_1_1_1_the_recipient_answers_and_the_call_is_connected() -> None:
    asking = calling(PLANS["answered"])
    calls = both(asking)
    assert states(asking, calls, 1.999) == alike("Connecting/None")
    assert states(asking, calls, 2) == alike("Connected/None")


def test_3_1_1_1_the_phone_is_hung_up_and_the_call_is_disconnected() -> None:
    asking = calling(PLANS["answered"])
    calls = both(asking)
    assert states(asking, calls, 6.999) == alike("Connected/None")
    assert states(asking, calls, 7) == alike("Disconnected/None")


@pytest.mark.parametrize("at", [1, 4], ids=["while it rings", "while it is connected"])
def test_3_1_1_1_disconnect_and_disconnect_phone_call_lead_to_disconnected(asking: Asking, at: int) -> None:
    calls = both(asking)
    end(asking, calls[0], at)
    end_on_ews(asking, calls[1], at)
    assert states(asking, calls, at) == alike("Disconnected/None")


@pytest.mark.parametrize(
    ("plan", "before", "gone"),
    [("ended by the system", 6.999, 7), ("transferred", 8.999, 9), ("answered", 38.999, 39)],
)
def test_3_1_1_1_idle_is_reached_by_a_transfer_by_the_system_and_by_time_and_cannot_be_read(
    plan: str, before: float, gone: float
) -> None:
    asking = calling(PLANS[plan])
    calls = both(asking)
    assert GONE not in states(asking, calls, before)
    assert states(asking, calls, gone) == alike("Idle")
    assert end(asking, calls[0], gone).status == 500
    assert end_on_ews(asking, calls[1], gone).code == GONE_ON_EWS


def test_3_1_1_1_an_attempt_by_voice_access_leads_back_to_connecting() -> None:
    asking = calling(PLANS["connected again"])
    calls = both(asking)
    seen = [states(asking, calls, at) for at in (4.9, 5, 8.9, 9)]
    assert seen == [
        alike(f"{state}/None") for state in ("Connected", "Connecting", "Connecting", "Connected")
    ]


@pytest.mark.parametrize("plan", ["busy", "answered"])
def test_3_1_2_and_3_1_3_and_3_1_5_the_timer_begins_when_disconnected_is_entered(plan: str) -> None:
    asking = calling(PLANS[plan])
    calls = both(asking)
    entered = 2 if plan == "busy" else 7
    cause = "UserBusy" if plan == "busy" else "None"
    assert states(asking, calls, entered) == alike(f"Disconnected/{cause}")
    assert states(asking, calls, entered + 31.999) == alike(f"Disconnected/{cause}")
    assert states(asking, calls, entered + 32) == alike("Idle")


# -- 3.1.4: what the operations are for ------------------------------------------------------------------


def test_3_1_4_each_endpoint_tells_of_its_calls_and_ends_them(asking: Asking) -> None:
    um, ews = both(asking)
    greeting = call_of(greet(asking))
    assert [info(asking, um, 1), info(asking, greeting, 1), information(asking, ews, 1)] == [
        "Connecting/None"
    ] * 3
    end(asking, um, 2)
    end(asking, greeting, 2)
    end_on_ews(asking, ews, 2)
    assert [info(asking, um, 3), info(asking, greeting, 3), information(asking, ews, 3)] == [
        "Disconnected/None"
    ] * 3


@pytest.mark.parametrize("request_", [place, greet], ids=lambda ask: ask.__name__)
def test_3_1_4_1_2_1_and_3_1_4_3_2_1_call_id_is_what_either_play_operation_returned(asking, request_) -> None:
    call = call_of(request_(asking))
    assert info(asking, call, 1) == "Connecting/None"
    assert end(asking, call, 1).status == 200
    assert info(asking, call, 33) == GONE


@pytest.mark.parametrize("call", ["<m:CallId>nobody</m:CallId>", "<m:CallId/>", ""])
@pytest.mark.parametrize("name", ["Disconnect", "GetCallInfo"])
def test_3_1_4_1_2_1_and_3_1_4_3_2_1_a_call_id_that_is_missing_or_wrong_is_a_fault(
    asking: Asking, name: str, call: str
) -> None:
    answer = asking.um(f"<m:{name}>{call}</m:{name}>")
    assert faulted(answer) == (GONE, "The call identifier isn't valid.", GONE)


def test_3_1_4_2_1_2_and_3_1_4_4_1_2_a_call_that_is_not_there_is_an_error_of_the_response(
    asking: Asking,
) -> None:
    for name in ("DisconnectPhoneCall", "GetPhoneCallInformation"):
        answer = asking.ews(f'<m:{name}><m:PhoneCallId Id="nobody"/></m:{name}>')
        assert (answer.status, answer.payload.get("ResponseClass")) == (200, "Error")
        assert answer.code == GONE_ON_EWS
        assert answer.text("m:MessageText") == "The phone call ID isn't valid."


# -- 3.1.4.3 and 3.1.4.4: what is told of a call ---------------------------------------------------------


def told(asking: Asking) -> tuple[Answer, Answer]:
    um, ews = both(asking)
    return (
        asking.um(f"<m:GetCallInfo><m:CallId>{um}</m:CallId></m:GetCallInfo>", 1),
        asking.ews(f'<m:GetPhoneCallInformation><m:PhoneCallId Id="{ews}"/></m:GetPhoneCallInformation>', 1),
    )


def test_3_1_4_3_2_2_and_3_1_4_3_3_1_state_and_cause_are_inside_the_inner_response(asking: Asking) -> None:
    answer, _ = told(asking)
    inner = answer.all("/*//m:GetCallInfoResponse/m:GetCallInfoResponse/*")
    assert [element.tag.rpartition("}")[2] for element in inner] == ["CallState", "EventCause"]


def test_3_1_4_4_3_2_and_3_1_4_4_3_3_information_has_state_and_cause_and_no_sip_elements(
    asking: Asking,
) -> None:
    _, answer = told(asking)
    names = [element.tag.rpartition("}")[2] for element in answer.all("m:PhoneCallInformation/*")]
    assert names == ["PhoneCallState", "ConnectionFailureCause"]


def test_3_1_4_4_3_2_an_error_has_no_information(asking: Asking) -> None:
    answer = asking.ews('<m:GetPhoneCallInformation><m:PhoneCallId Id="nobody"/></m:GetPhoneCallInformation>')
    assert answer.payload.get("ResponseClass") == "Error"
    assert answer.all("m:PhoneCallInformation") == []


@pytest.mark.parametrize("plan", PLANS)
def test_3_1_4_3_4_1_and_3_1_4_4_4_2_only_three_states_are_ever_told(plan: str) -> None:
    asking = calling(PLANS[plan])
    calls = both(asking)
    seen = {state.partition("/")[0] for half in range(100) for state in states(asking, calls, half / 2)}
    assert {"Connecting"} <= seen - {GONE, GONE_ON_EWS} <= {"Connecting", "Connected", "Disconnected"}


def test_3_1_4_3_4_1_and_3_1_4_4_4_2_the_states_are_those_of_the_line() -> None:
    asking = calling(PLANS["answered"])
    calls = both(asking)
    seen = [states(asking, calls, at) for at in (0, 1, 2, 6, 7, 38)]
    line = ["Connecting", "Connecting", "Connected", "Connected", "Disconnected", "Disconnected"]
    assert seen == [alike(f"{state}/None") for state in line]


@pytest.mark.parametrize("plan", PLANS)
def test_3_1_4_3_4_2_and_3_1_4_4_4_1_a_cause_is_told_of_disconnected_calls_and_it_is_user_busy_or_none(
    plan: str,
) -> None:
    asking = calling(PLANS[plan])
    calls = both(asking)
    seen = {state for half in range(100) for state in states(asking, calls, half / 2) if "/" in state}
    assert {state for state in seen if not state.startswith("Disconnected/")} <= {
        "Connecting/None",
        "Connected/None",
    }
    causes = {state.partition("/")[2] for state in seen if state.startswith("Disconnected/")}
    assert causes <= ({"UserBusy"} if plan == "busy" else {"None"})


def test_3_1_4_3_4_2_and_3_1_4_4_4_1_a_busy_line_is_user_busy() -> None:
    asking = calling(PLANS["busy"])
    assert states(asking, both(asking), 2) == alike("Disconnected/UserBusy")

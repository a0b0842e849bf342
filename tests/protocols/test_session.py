"""What a session has shown so far, and what of it is forgotten."""

from inspector.bounded import FORGET_AFTER, FORGET_BEYOND
from inspector.conformance.engine import RuleEngine
from inspector.protocols.message import Message, request_message, response_message
from inspector.protocols.oxwums.memory import PhoneCalls
from inspector.protocols.registry import identify
from inspector.protocols.session import History, Kinds
from inspector.wire.http import HttpRequest, HttpResponse

ENVELOPE = (
    '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" '
    'xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages"><s:Body>{}</s:Body></s:Envelope>'
)
PLAY = "<m:PlayOnPhone><m:entryId>AAAA</m:entryId><m:DialString>1</m:DialString></m:PlayOnPhone>"
PLAYED = "<m:PlayOnPhoneResponse><m:PlayOnPhoneResponse>{}</m:PlayOnPhoneResponse></m:PlayOnPhoneResponse>"


def call(handle: str, at: float) -> tuple[Message, Message]:
    request = HttpRequest(url="/EWS/UM2007Legacy.asmx", body=ENVELOPE.format(PLAY).encode())
    asked = identify(request)
    response = HttpResponse(body=ENVELOPE.format(PLAYED.format(handle)).encode())
    return request_message(request, asked, at), response_message(response, asked, at)


def test_a_session_of_any_length_is_remembered_in_the_same_space():
    history = History(Kinds({PhoneCalls: None}))
    for number in range(FORGET_BEYOND + 100):
        history.observe(*call(f"call-{number}", number / 10))

    calls = history.state(PhoneCalls)
    assert len(calls) == FORGET_BEYOND
    assert calls.get("call-0") is None and calls.get(f"call-{FORGET_BEYOND + 99}") is not None


def test_a_call_that_no_message_has_named_for_an_hour_is_forgotten():
    history = History(Kinds({PhoneCalls: None}))
    history.observe(*call("first", 0))
    history.observe(*call("second", FORGET_AFTER + 1))

    assert history.state(PhoneCalls).get("first") is None


def test_information_that_need_not_be_repeated_is_given_once():
    history = History()

    assert [history.first_time("a"), history.first_time("a"), history.first_time("b")] == [True, False, True]


def test_what_a_message_is_asked_for_twice_is_worked_out_once():
    asked, _ = call("one", 0)
    worked_out = []

    def name(message: Message) -> str:
        worked_out.append(message)
        return message.operation.name if message.operation else ""

    assert [asked.memo(name), asked.memo(name)] == ["PlayOnPhone", "PlayOnPhone"]
    assert len(worked_out) == 1


def test_a_session_that_is_judged_anew_gives_the_same():
    session = [call("one", 1), call("one", 2), call("two", 3)]

    def judged() -> list[tuple[float, str]]:
        engine = RuleEngine()
        return [(asked.at, each.code) for asked, told in session for each in engine.judge(asked, told)]

    assert judged() == judged() == [(2, "UMS057")]

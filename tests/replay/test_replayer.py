from __future__ import annotations

import pytest

from inspector.errors import UsageError
from inspector.replay import Reason, Replayer, Source
from inspector.wire.http import Headers, HttpRequest, HttpResponse


def test_an_answer_goes_out_as_it_was_recorded(wire, cassette):
    odd = HttpResponse(
        Headers([("Content-Type", "text/xml"), ("X-FEServer", "EX1")]),
        b"<?xml version='1.0'?>\r\n<!-- as it was --><s:Envelope  xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'>"
        b"<s:Body><x/></s:Body></s:Envelope>\n",
        207,
        "Odd",
    )
    with Replayer([cassette((0, wire.get_item(), odd))]) as replayer:
        answer = replayer.respond(wire.get_item(), 5.0)
    assert (answer.headers, answer.body, answer.status, answer.reason) == (
        odd.headers,
        odd.body,
        207,
        "Odd",
    )
    assert (answer.origin.source, answer.origin.n, answer.origin.operation) == (Source.RECORDED, 1, "GetItem")


def test_how_a_request_is_written_does_not_matter(wire, cassette):
    with Replayer([cassette((0, wire.get_item("A&amp;B"), wire.item("found")))]) as replayer:
        other = HttpRequest(
            Headers([("SOAPAction", "anything"), ("User-Agent", "another client")]),
            b"""<e:Envelope xmlns:e='http://schemas.xmlsoap.org/soap/envelope/'>
                <e:Header/><e:Body>
                  <GetItem xmlns="http://schemas.microsoft.com/exchange/services/2006/messages"
                           xmlns:q="http://schemas.microsoft.com/exchange/services/2006/types">
                    <ItemShape><q:BaseShape>IdOnly</q:BaseShape></ItemShape><!-- mine -->
                    <ItemIds><q:ItemId Id="A&#38;B"/></ItemIds>
                  </GetItem>
                </e:Body></e:Envelope>""",
            url="http://127.0.0.1:8080/ews/EXCHANGE.asmx",
        )
        assert replayer.respond(other, 0.0).body == wire.item("found").body


def test_each_change_in_the_body_matters(wire, cassette):
    with Replayer([cassette((0, wire.get_item(), wire.item("a")))]) as replayer:
        for request in (wire.get_item("BBB="), wire.get_item(shape="Default")):
            assert replayer.respond(request, 0.0).header("x-ews-inspector") == "miss"


def test_recordings_of_one_request_answer_in_order_and_the_last_one_again(wire, cassette):
    recorded = cassette(*((n, wire.get_item(), wire.item(f"take {n}")) for n in range(3)))
    with Replayer([recorded]) as replayer:
        bodies = [replayer.respond(wire.get_item(), 0.0).body for _ in range(5)]
    assert bodies == [wire.item(f"take {n}").body for n in (0, 1, 2, 2, 2)]


def test_past_the_end_is_a_miss_if_so_wanted(wire, cassette):
    with Replayer([cassette((0, wire.get_item(), wire.item("a")))], exhausted="fail") as replayer:
        assert replayer.respond(wire.get_item(), 0.0).status == 200
        answer = replayer.respond(wire.get_item(), 0.0)
    assert answer.status == 500
    assert str(replayer.misses[0]).startswith('GetItem: Body/m:GetItem: recorded "once", got "the 2nd time"')


def test_several_cassettes_answer_as_one_the_first_first(wire, cassette):
    one = cassette((0, wire.get_item(), wire.item("one")), (1, wire.get_item("B"), wire.item("b")))
    two = cassette((0, wire.get_item(), wire.item("two")), (1, wire.get_item("C"), wire.item("c")))
    with Replayer([one, two]) as replayer:
        asked = [wire.get_item(), wire.get_item(), wire.get_item("C"), wire.get_item("B")]
        answers = [replayer.respond(request, 0.0) for request in asked]
    assert [answer.body for answer in answers] == [wire.item(s).body for s in ("one", "two", "c", "b")]
    assert [answer.origin.cassette for answer in answers] == [str(one), str(two), str(two), str(one)]


def test_reset_begins_again(wire, cassette):
    with Replayer([cassette(*((n, wire.get_item(), wire.item(str(n))) for n in range(2)))]) as replayer:
        first = replayer.respond(wire.get_item(), 0.0).body
        replayer.respond(wire.get_item("unknown"), 0.0)
        replayer.reset()
        assert replayer.misses == []
        assert len(replayer.unplayed) == 2
        assert replayer.respond(wire.get_item(), 0.0).body == first


def test_what_has_not_answered_is_told(wire, cassette):
    recorded = cassette((0, wire.get_item(), wire.item("a")), (1, wire.get_item("B"), wire.item("b")))
    with Replayer([recorded]) as replayer:
        replayer.respond(wire.get_item(), 0.0)
        assert [recording.interaction.n for recording in replayer.unplayed] == [2]
        assert replayer.played == 1
        assert replayer.listed("unplayed")[0]["recording"] == 2
        assert replayer.listed("something else") is None


@pytest.mark.parametrize(
    ("latency", "delay"), [("none", 0.0), ("recorded", 0.25), (1.5, 1.5), ("2", 2.0), (0, 0.0)]
)
def test_latency_is_none_as_recorded_or_fixed(wire, cassette, latency, delay):
    with Replayer([cassette((0, wire.get_item(), wire.item("a")), took=0.25)], latency=latency) as replayer:
        assert replayer.respond(wire.get_item(), 0.0).delay == delay


@pytest.mark.parametrize(
    "option",
    [{"polls": "random"}, {"exhausted": "no"}, {"latency": "slow"}, {"latency": -1}, {"latency": "nan"}],
)
def test_an_option_that_cannot_be_is_refused(wire, cassette, option):
    with pytest.raises(UsageError, match=next(iter(option))):
        Replayer([cassette((0, wire.get_item(), wire.item("a")))], **option)


def test_without_a_cassette_there_is_nothing_to_replay():
    with pytest.raises(UsageError, match="no cassette"):
        Replayer([])


def test_what_is_no_soap_is_told_by_method_path_query_and_body(wire, cassette):
    def get(url):
        return HttpRequest(method="GET", url=url)

    def text(body):
        return HttpResponse(Headers([("Content-Type", "text/plain")]), body)

    post = HttpRequest(body=b"\x03\x01\x6a", url="/Microsoft-Server-ActiveSync?Cmd=Sync&DeviceId=1")
    recorded = cassette(
        (0, get("https://mail.example.com/EWS/Services.wsdl"), text(b"wsdl")),
        (1, get("https://mail.example.com/EWS/messages.xsd"), text(b"xsd")),
        (2, post, text(b"sync")),
        (3, HttpRequest(url=wire.EWS_URL), text(b"empty")),
        (4, HttpRequest(method="OPTIONS", url="/Microsoft-Server-ActiveSync"), text(b"options")),
    )
    with Replayer([recorded]) as replayer:
        asked = {
            b"wsdl": get("http://localhost/ews/services.wsdl"),
            b"xsd": get("/EWS/messages.xsd"),
            b"sync": post,
            b"empty": HttpRequest(url="/EWS/Exchange.asmx"),
            b"options": HttpRequest(method="OPTIONS", url="/Microsoft-Server-ActiveSync"),
        }
        for body, request in asked.items():
            assert replayer.respond(request, 0.0).body == body
        for other in (
            get("/EWS/types.xsd"),
            HttpRequest(body=b"\x03\x01\x6b", url=post.url),
            HttpRequest(body=post.body, url="/Microsoft-Server-ActiveSync?Cmd=Ping&DeviceId=1"),
            HttpRequest(method="HEAD", url="/EWS/messages.xsd"),
        ):
            assert replayer.respond(other, 0.0).header("x-ews-inspector") == "miss"


def test_plain_autodiscover_is_told_by_what_it_says(cassette):
    def pox(prefix):
        body = (
            f'{prefix}<Autodiscover xmlns="urn:x"><Request><EMailAddress>a@example.com</EMailAddress>'
            "</Request></Autodiscover>"
        )
        return HttpRequest(body=body.encode(), url="/autodiscover/autodiscover.xml")

    with Replayer([cassette((0, pox(""), HttpResponse(body=b"settings")))]) as replayer:
        assert replayer.respond(pox('<?xml version="1.0"?>\n'), 0.0).body == b"settings"


def test_a_body_that_is_not_well_formed_matches_itself(wire, cassette):
    broken = HttpRequest(body=wire.get_item().body.replace(b"IdOnly", b"Id & Only"), url=wire.EWS_URL)
    with Replayer([cassette((0, broken, wire.item("a")))]) as replayer:
        assert replayer.respond(broken, 0.0).body == wire.item("a").body


def test_legs_of_a_handshake_are_not_answers(wire, cassette):
    challenge = HttpResponse(Headers([("WWW-Authenticate", "NTLM")]), b"", 401, "Unauthorized")
    recorded = cassette((0, wire.get_item(), challenge), (1, wire.get_item(), wire.item("a")))
    with Replayer([recorded]) as replayer:
        assert replayer.respond(wire.get_item(), 0.0).body == wire.item("a").body
        assert replayer.unplayed == []


def test_a_refusal_that_is_all_there_is_is_the_answer(wire, cassette):
    challenge = HttpResponse(Headers([("WWW-Authenticate", "Basic")]), b"", 401, "Unauthorized")
    with Replayer([cassette((0, wire.get_item(), challenge))]) as replayer:
        assert replayer.respond(wire.get_item(), 0.0).status == 401


def test_headers_are_compared_if_asked_for(wire, cassette):
    def by(mailbox, impersonated="a@example.com"):
        header = (
            '<soap:Header><t:ExchangeImpersonation xmlns:t="http://schemas.microsoft.com/exchange/services/2006/'
            f'types"><t:ConnectingSID><t:SID>{impersonated}</t:SID></t:ConnectingSID></t:ExchangeImpersonation>'
            "</soap:Header>"
        )
        request = wire.get_item()
        body = request.body.replace(b"<soap:Body>", header.encode() + b"<soap:Body>")
        return HttpRequest(Headers([("X-AnchorMailbox", mailbox)]), body, url=wire.EWS_URL)

    recorded = cassette((0, by("a@example.com"), wire.item("a")), (1, by("b@example.com"), wire.item("b")))
    with Replayer([recorded], headers=["X-AnchorMailbox", "ExchangeImpersonation"]) as replayer:
        assert replayer.respond(by("b@example.com"), 0.0).body == wire.item("b").body
        assert replayer.respond(by("a@example.com", "other@example.com"), 0.0).status == 500
    with Replayer([recorded]) as replayer:
        assert replayer.respond(by("b@example.com"), 0.0).body == wire.item("a").body


def test_a_miss_can_go_to_another_responder(wire, cassette):
    class Simulator:
        def respond(self, request, at):
            return HttpResponse(body=b"simulated", delay=0.5)

    with Replayer([cassette((0, wire.get_item(), wire.item("a")))], otherwise=Simulator()) as replayer:
        assert replayer.respond(wire.get_item(), 0.0).body == wire.item("a").body
        answer = replayer.respond(wire.get_item("unknown"), 0.0)
    assert (answer.body, answer.delay, answer.origin.source) == (b"simulated", 0.5, Source.SIMULATED)
    assert replayer.misses == []


def test_a_request_that_was_scrubbed_in_the_recording_matches_live(wire, cassette):
    from inspector.cassette import CassetteHeader, Interaction
    from inspector.scrub import Scrubber

    def token(value):
        return wire.ews(
            f"<m:GetClientAccessToken><m:TokenRequests><t:TokenRequest><t:Id>{value}</t:Id>"
            f"<t:TokenValue>{value}</t:TokenValue></t:TokenRequest></m:TokenRequests></m:GetClientAccessToken>"
        )

    scrubbed = Scrubber("secrets", "salt").scrub(
        Interaction(1, 0.0, token("hunter2-hunter2"), wire.item("a"))
    )
    assert b"hunter2" not in scrubbed.request.body
    header = CassetteHeader(scrub={"profile": "secrets", "salt": "salt"})
    recorded = cassette((0, scrubbed.request, scrubbed.response), header=header)
    with Replayer([recorded]) as replayer:
        assert replayer.respond(token("hunter2-hunter2"), 0.0).status == 200
        assert replayer.respond(scrubbed.request, 0.0).status == 200
        assert replayer.respond(token("another-secret"), 0.0).status == 500


def test_an_exchange_without_answer_breaks_off_again(wire, cassette):
    from inspector.replay.answer import ConnectionFault

    with Replayer([cassette((0, wire.get_item(), None))]) as replayer:
        assert replayer.respond(wire.get_item(), 0.0).broken is ConnectionFault.RESET_BEFORE


def test_state_tells_calls_and_positions(wire, cassette):
    recorded = cassette((0, wire.play(), wire.played("H")), (2, wire.poll("H"), wire.shows("Connecting")))
    with Replayer([recorded]) as replayer:
        replayer.respond(wire.play(), 1.0)
        state = replayer.state(3.5)
    assert state["calls"] == [
        {
            "handle": "H",
            "endpoint": "um",
            "state": "Connecting",
            "cause": "None",
            "began": 1.0,
            "since": 1.0,
            "deadline": None,
            "synthesised": True,
        }
    ]
    assert state["tracks"][0] == {
        "endpoint": "um",
        "operation": "PlayOnPhone",
        "recordings": 1,
        "position": 1,
    }


def test_a_simulator_beside_cassettes_never_issues_an_identifier_of_theirs(wire, cassette):
    from inspector.replay.loaded import content_seed
    from inspector.simulator import Simulator

    draft = (
        '<m:CreateItem MessageDisposition="SaveOnly"><m:Items><t:Message><t:Subject>{}</t:Subject>'
        "</t:Message></m:Items></m:CreateItem>"
    )
    recorded = wire.ews(draft.format("recorded"))
    path = cassette((1.0, recorded, Simulator().respond(recorded, 0.0)))
    asked = wire.ews(draft.format("new"))
    with Replayer([path], otherwise=Simulator()) as replayer:  # of the seed that the recording's has
        replayer.respond(asked, 0.0)
        (miss,) = replayer.misses
        assert miss.reason is Reason.COLLISION
    with Replayer([path], otherwise=Simulator(seed=content_seed([path]))) as replayer:
        answer = replayer.respond(asked, 0.0)
        assert answer.origin.source is Source.SIMULATED
        assert wire.read(answer).payload is not None and not replayer.misses
    assert content_seed([path]) == content_seed([path])

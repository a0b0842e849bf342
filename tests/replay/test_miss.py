"""Misses: the first line names the path and both values, and no secret of the request appears."""

from __future__ import annotations

import base64
from dataclasses import replace
from xml.sax.saxutils import unescape

import pytest

from inspector.cassette import CassetteWriter, Interaction
from inspector.replay import Reason, Replayer
from inspector.wire.http import Headers, HttpRequest, HttpResponse
from inspector.wire.soap import Envelope, read_envelope
from inspector.wire.soap_fault import xml_text


@pytest.fixture
def missed(cassette, wire):
    """Replays a small cassette and returns the miss that a request gets after others were asked."""

    def ask(*requests, exchanges=None, **options):
        recorded = exchanges or (
            (0, wire.get_item("A"), wire.item("a")),
            (1, wire.get_item("B", "Default"), wire.item("b")),
            (2, wire.play(), wire.played("H")),
            (3, wire.poll("H"), wire.shows("Connected")),
        )
        with Replayer([cassette(*recorded)], **options) as replayer:
            for request in requests:
                answer = replayer.respond(request, 0.0)
            assert answer.status == 500
            assert answer.header("x-ews-inspector") == "miss"
            miss = replayer.misses[-1]
            assert read_envelope(answer.body).fault.text == unescape(xml_text(str(miss)))
            return miss, answer

    return ask


def test_a_changed_value(missed, wire):
    miss, _ = missed(wire.get_item("C"))
    assert miss.reason is Reason.DIFFERENT
    assert (
        str(miss).splitlines()[0] == 'GetItem: Body/m:GetItem/m:ItemIds/t:ItemId/@Id: recorded "A", got "C"'
    )


def test_a_missing_element(missed, wire):
    request = wire.ews('<m:GetItem><m:ItemIds><t:ItemId Id="A"/></m:ItemIds></m:GetItem>')
    miss, _ = missed(request)
    assert (
        str(miss).splitlines()[0]
        == 'GetItem: Body/m:GetItem/m:ItemShape: recorded "<m:ItemShape>", got nothing'
    )


def test_an_element_too_many(missed, wire):
    body = wire.get_item("A").body.replace(b"</m:ItemIds>", b'<t:ItemId Id="B"/></m:ItemIds>')
    miss, _ = missed(HttpRequest(body=body, url=wire.EWS_URL))
    assert 'Body/m:GetItem/m:ItemIds/t:ItemId[2]: recorded nothing, got "<t:ItemId Id="B">"' in miss.first


def test_an_extra_request(missed, wire):
    miss, _ = missed(wire.ews("<m:MoveItem/>"))
    assert miss.reason is Reason.NEVER_RECORDED
    assert str(miss).splitlines()[0] == 'MoveItem: Body/m:MoveItem: recorded nothing, got "<m:MoveItem>"'
    assert "Recorded on the ews endpoint: GetItem (2)." in str(miss)


def test_the_wrong_order(missed, wire):
    miss, _ = missed(wire.poll("H"))
    assert miss.reason is Reason.TOO_EARLY
    first = str(miss).splitlines()[0]
    assert first.startswith('GetCallInfo: Body/m:GetCallInfo/m:CallId: recorded "H" after interaction 3 of')
    assert first.endswith('got "H" before')


def test_an_unknown_handle(missed, wire):
    miss, _ = missed(wire.play(), wire.poll("X"))
    assert miss.first == 'Body/m:GetCallInfo/m:CallId: recorded "H", got "X"'


def test_a_used_up_track(missed, wire):
    miss, _ = missed(wire.get_item("A"), wire.get_item("A"), exhausted="fail")
    assert miss.reason is Reason.USED_UP
    assert miss.first == 'Body/m:GetItem: recorded "once", got "the 2nd time"'


def test_a_body_that_is_not_well_formed(missed, wire):
    miss, _ = missed(HttpRequest(body=wire.get_item().body[:-20], url=wire.EWS_URL))
    assert miss.reason is Reason.UNREADABLE
    assert "well-formed" in miss.first


def test_what_is_no_soap(missed):
    miss, _ = missed(HttpRequest(method="GET", url="/EWS/Services.wsdl"))
    assert str(miss).splitlines()[0] == 'GET /EWS/Services.wsdl: recorded nothing, got "this request"'


def test_the_nearest_come_first_and_at_most_three(missed, wire):
    exchanges = [(n, wire.get_item(f"I{n}"), wire.item("x")) for n in range(6)]
    exchanges.append((9, wire.get_item("near", "AllProperties"), wire.item("x")))
    miss, _ = missed(wire.get_item("new", "AllProperties"), exchanges=exchanges)
    assert len(miss.nearest) == 3
    assert miss.nearest[0].n == 7
    assert [near.total for near in miss.nearest] == [1, 2, 2]


def test_the_detail_tells_a_program_the_same(missed, wire):
    miss, answer = missed(wire.get_item("C"))
    envelope = read_envelope(answer.body)
    (detail,) = envelope.fault.element.findall("detail")
    ns = "{urn:ews-inspector:miss}"
    told = detail.find(f"{ns}miss")
    assert told.findtext(f"{ns}operation") == "GetItem"
    assert told.findtext(f"{ns}reason") == "different"
    difference = told.find(f"{ns}nearest/{ns}difference")
    assert difference.get("path") == miss.nearest[0].differences[0].path
    assert (difference.findtext(f"{ns}recorded"), difference.findtext(f"{ns}got")) == ("A", "C")


def test_what_differs_at_each_run_is_advised_to_be_left_out(missed, wire):
    one, other = "2026-01-01T10:00:00Z", "2026-02-02T11:11:11Z"
    miss, _ = missed(wire.get_item(other), exchanges=[(0, wire.get_item(one), wire.item("x"))])
    assert "--volatile 'Body/m:GetItem/m:ItemIds/t:ItemId/@Id'" in miss.advice


SECRETS = (
    "hunter2-PASSW0RD",
    "s3cr3t-bearer-t0ken",
    "Chocolate-Chip-1234",
    "TokenValue-9876543210",
    "482915",
)


def test_no_secret_of_the_request_appears(missed, wire):
    password, bearer, cookie, token, pin = SECRETS
    basic = base64.b64encode(f"ann:{password}".encode()).decode()
    body = wire.ews(
        "<m:GetClientAccessToken><m:TokenRequests><t:TokenRequest><t:Id>1</t:Id>"
        f"<t:TokenValue>{token}</t:TokenValue><t:PIN>{pin}</t:PIN></t:TokenRequest></m:TokenRequests>"
        f"<m:Note>{bearer} {password}</m:Note></m:GetClientAccessToken>"
    ).body
    headers = Headers(
        [
            ("Authorization", f"Basic {basic}"),
            ("Authorization", f"Bearer {bearer}"),
            ("Cookie", f"session={cookie}"),
        ]
    )
    request = HttpRequest(headers, body, url=f"{wire.EWS_URL}?access_token={bearer}")
    recorded = wire.ews(
        "<m:GetClientAccessToken><m:TokenRequests><t:TokenRequest><t:Id>2</t:Id></t:TokenRequest>"
        "</m:TokenRequests></m:GetClientAccessToken>"
    )
    miss, answer = missed(request, exchanges=[(0, recorded, wire.item("x"))])
    said = answer.body.decode() + str(miss) + str(miss.to_json())
    for secret in (*SECRETS, basic):
        assert secret not in said


def test_a_text_that_xml_cannot_say_is_shown_all_the_same(missed, wire):
    request = HttpRequest(method="GET", url="/EWS/\x0b<odd>&\ud800")
    _, answer = missed(request)
    assert read_envelope(answer.body).fault is not None


class TestOfWhatAFileDidNotHave:
    """Imports mark bodies that the imported file had not, or not all of."""

    @pytest.fixture
    def path(self, tmp_path, wire):
        path = tmp_path / "imported.jsonl"
        response = wire.item("a")
        error = "the response's body is not in the archive (779 bytes came)"
        absent = {"response": {"body_missing": "absent"}}
        request_absent = {"request": {"body_missing": "absent"}}
        with CassetteWriter(path) as writer:
            writer.append(
                Interaction(1, 0.0, wire.get_item("A"), replace(response, body=b""), error, extra=absent)
            )
            writer.append(
                Interaction(2, 1.0, wire.get_item("B"), replace(response, body=b""), error, extra=absent)
            )
            writer.append(Interaction(3, 2.0, wire.get_item("B"), response))
            writer.append(Interaction(4, 3.0, HttpRequest(url=wire.EWS_URL), response, extra=request_absent))
        return path

    def test_an_answer_that_is_not_whole_is_a_miss_that_says_so(self, path, wire):
        with Replayer([path]) as replayer:
            assert replayer.respond(wire.get_item("A"), 0.0).header("x-ews-inspector") == "miss"
            (miss,) = replayer.misses
        assert miss.reason is Reason.INCOMPLETE
        assert "interaction 1 of imported.jsonl" in miss.first and "not in the archive (779" in miss.first

    def test_one_that_is_whole_is_played_instead(self, path, wire):
        with Replayer([path]) as replayer:
            answers = [replayer.respond(wire.get_item("B"), at) for at in (0.0, 1.0)]
        assert [answer.body for answer in answers] == [wire.item("a").body] * 2

    def test_a_request_that_is_not_there_answers_nothing(self, path, wire):
        with Replayer([path]) as replayer:
            assert replayer.respond(HttpRequest(url=wire.EWS_URL), 0.0).header("x-ews-inspector") == "miss"


def test_a_miss_parses_the_request_once_and_each_recording_once(wire, cassette, monkeypatch):
    from inspector.protocols import registry

    parsed = []

    def read(content: bytes) -> Envelope:
        parsed.append(content)
        return read_envelope(content)

    monkeypatch.setattr(registry, "read_envelope", read)
    path = cassette(*((float(n), wire.get_item(f"ITEM{n}"), wire.item(str(n))) for n in range(20)))
    with Replayer([path]) as replayer:
        parsed.clear()
        asked = wire.get_item("OTHER", shape="Default")
        replayer.respond(asked, 0.0)
        assert replayer.missed == 1
        assert parsed.count(asked.body) == 1
        assert len(parsed) == len(set(parsed)) == 21


def test_the_fault_of_a_miss_has_a_code_and_a_message_that_every_client_shows(wire, cassette):
    path = cassette((1.0, wire.get_item("AAA="), wire.item("one")))
    with Replayer([path]) as replayer:
        answer = replayer.respond(wire.get_item("AAB="), 0.0)
    fault = wire.read(answer).fault
    assert fault.detail_text("ResponseCode") == "ErrorInternalServerError"
    assert fault.detail_text("Message").endswith('recorded "AAA=", got "AAB="')


def test_a_header_that_counts_is_named_with_both_values(wire, cassette):
    named = HttpRequest(Headers([("X-Version", "1")]), wire.get_item().body, url=wire.EWS_URL)
    other = HttpRequest(Headers([("X-Version", "2")]), wire.get_item().body, url=wire.EWS_URL)
    with Replayer([cassette((1.0, named, wire.item("one")))], headers=["X-Version"]) as replayer:
        replayer.respond(other, 0.0)
        (miss,) = replayer.misses
    assert miss.first == 'header x-version: recorded "1", got "2"'
    assert "--match-header" in miss.advice


def test_what_is_not_compared_is_not_told_as_a_difference(wire, cassette):
    draft = (
        "<m:CreateItem><m:Items><t:Message><t:Subject>{}</t:Subject>"
        "<t:InternetMessageId>{}</t:InternetMessageId></t:Message></m:Items></m:CreateItem>"
    )
    path = cassette((1.0, wire.ews(draft.format("one", "a@x")), wire.item("one")))
    with Replayer([path]) as replayer:
        elsewhere = HttpRequest(
            wire.headers, wire.ews(draft.format("two", "b@x")).body, url="/ews/exchange.asmx?a=1"
        )
        replayer.respond(elsewhere, 0.0)
        (miss,) = replayer.misses
    assert [difference.path for difference in miss.nearest[0].differences] == [
        "Body/m:CreateItem/m:Items/t:Message/t:Subject"
    ]


def test_a_challenge_without_a_later_success_is_no_recording_that_could_be_unplayed(wire, cassette):
    challenge = HttpResponse(Headers([("WWW-Authenticate", "NTLM")]), b"", 401, "Unauthorized")
    path = cassette((1.0, wire.get_item("A"), challenge), (2.0, wire.get_item("B"), wire.item("one")))
    with Replayer([path]) as replayer:
        assert [recording.interaction.n for recording in replayer.unplayed] == [2]
        assert replayer.respond(wire.get_item("A"), 0.0).status == 401

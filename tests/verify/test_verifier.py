"""A server that has not changed shows no drift; one that has shows exactly what has changed."""

from dataclasses import replace
from typing import Any

import pytest

from inspector.cassette import Interaction
from inspector.clock import ManualClock
from inspector.diff import ByRole
from inspector.errors import UsageError
from inspector.protocols import identify
from inspector.protocols.activesync.head import read_head
from inspector.protocols.asemail.voice_mail import VoiceMail
from inspector.scrub import Scrubber
from inspector.simulator import Scenario, Simulator
from inspector.verify import NoAnswer, Verifier
from inspector.verify.rebinding import Rebinding
from inspector.wire.http import Headers, HttpRequest, HttpResponse
from inspector.wire.soap_fault import fault_response
from tests.phone import packed_query
from tests.verify.server import Changed, Upstream, recorded

VOICE_MAIL = Scenario(
    voice_mail=(
        VoiceMail(caller="+1 425 555 0177", seconds=20, at=30.0),
        VoiceMail(seconds=5, at=45.0, message_class="IPM.Note.Microsoft.Voicemail.UM"),
        VoiceMail(
            caller="sip:anna@example.com",
            seconds=12,
            at=50.0,
            message_class="IPM.Note.Microsoft.Missed.Voice",
        ),
    )
)
SAMPLES = ("voicemail-um", "voicemail-ews", "mail", "im-contacts", "mail-apps")


@pytest.mark.parametrize("sample", SAMPLES)
def test_an_unchanged_server_shows_no_drift(verified, sample):
    drifts, verifier = verified(f"{sample}.jsonl")
    assert [str(drift) for drift in drifts] == []
    assert verifier.asked > 0 and verifier.left_out == 0


@pytest.mark.parametrize("sample", ["mail", "im-contacts", "mail-apps"])
def test_a_server_with_other_identifiers_shows_no_drift_either(verified, sample):
    drifts, verifier = verified(f"{sample}.jsonl", Upstream(Simulator(seed="another")))
    assert [str(drift) for drift in drifts] == []
    assert verifier.reading.by_nature.total() > 0


def test_requests_name_what_the_live_server_issued(verified):
    upstream = Upstream(Simulator(seed="another"))
    verified("mail.jsonl", upstream)
    ids = {value for one in upstream.asked for value in one.body.split(b'"') if value.startswith(b"AAMk")}
    before = recorded("mail.jsonl").read_bytes()
    assert ids and not any(value in before for value in ids)


def swap(old, new, count=1):
    def alter(answer):
        assert old in answer.body
        return replace(answer, body=answer.body.replace(old, new, count))

    return alter


def between(start, end, new=b""):
    def alter(answer):
        begin = answer.body.index(start)
        stop = answer.body.index(end, begin) + len(end)
        return replace(answer, body=answer.body[:begin] + new + answer.body[stop:])

    return alter


def typed(value):
    return lambda answer: replace(answer, headers=answer.headers.replacing("Content-Type", value))


# name: (cassette, operation, how its first answer is altered, what is told)
DRIFTS = {
    "a new element": ("mail", "GetFolder", swap(b"</t:Folder>", b"<t:X>1</t:X></t:Folder>"), "info t:X"),
    "a new attribute": ("mail", "GetFolder", swap(b"<t:DisplayName>", b'<t:DisplayName y="1">'), "info @y"),
    "a new response message": (
        "im-contacts",
        "GetImItemList",
        swap(b"</t:Groups>", b"<t:ImGroup><t:DisplayName>New</t:DisplayName></t:ImGroup></t:Groups>"),
        "info t:ImGroup[4]",
    ),
    "another build": (
        "mail",
        "ConvertId",
        swap(b'MinorBuildNumber="', b'MinorBuildNumber="1'),
        "info @MinorBuildNumber",
    ),
    "a missing element": (
        "mail",
        "GetFolder",
        between(b"<t:UnreadCount>", b"</t:UnreadCount>"),
        "warning t:UnreadCount",
    ),
    "a missing group": (
        "im-contacts",
        "GetImItemList",
        between(b"<t:ImGroup>", b"</t:ImGroup>"),
        "warning t:ImGroup[1]",
    ),
    "a missing container": (
        "mail",
        "GetFolder",
        between(b"<t:EffectiveRights>", b"</t:EffectiveRights>"),
        "warning t:EffectiveRights",
    ),
    "a missing attribute": ("mail", "GetItem", swap(b' BodyType="Text"', b""), "warning @BodyType"),
    "a missing header block": (
        "mail",
        "ConvertId",
        between(b"<h:ServerVersionInfo", b"/>"),
        "warning t:ServerVersionInfo",
    ),
    "another text": ("mail", "GetItem", swap(b"<t:Subject>", b"<t:Subject>Re: "), "error t:Subject"),
    "another number": ("mail", "GetFolder", swap(b"Count>4<", b"Count>5<"), "error t:ChildFolderCount"),
    "another truth": ("mail", "GetItem", swap(b"IsDraft>true", b"IsDraft>false"), "error t:IsDraft"),
    "another enumeration": (
        "mail",
        "GetItem",
        swap(b">Normal</t:Imp", b">High</t:Imp"),
        "error t:Importance",
    ),
    "another call state": (
        "voicemail-um",
        "GetCallInfo",
        swap(b"State>Connecting", b"State>Idle"),
        "error m:CallState",
    ),
    "a value where none was": (
        "voicemail-um",
        "GetUMProperties",
        swap(b"DialString></", b"DialString>+1</"),
        "error m:PlayOnPhoneDialString",
    ),
    "another attribute value": (
        "mail",
        "GetItem",
        swap(b'BodyType="Text"', b'BodyType="HTML"'),
        "error @BodyType",
    ),
    "another name of an answer": (
        "mail-apps",
        "GetAppMarketplaceUrl",
        swap(b"GetAppMarketplaceUrlResponse", b"GetAppMarketUrlResponse", -1),
        "warning m:GetAppMarketplaceUrlResponse; info m:GetAppMarketUrlResponse",
    ),
    "a time that is none": (
        "mail",
        "GetItem",
        swap(b"<t:DateTimeSent>2026", b"<t:DateTimeSent>about 2026"),
        "error t:DateTimeSent",
    ),
    "another namespace": (
        "mail",
        "GetFolder",
        swap(b"<t:DisplayName>Root</t:DisplayName>", b'<q:DisplayName xmlns:q="urn:q">Root</q:DisplayName>'),
        "warning t:DisplayName; info DisplayName",
    ),
    "another order": (
        "mail",
        "GetItem",
        swap(
            b"<t:IsSubmitted>false</t:IsSubmitted><t:IsDraft>true</t:IsDraft>",
            b"<t:IsDraft>true</t:IsDraft><t:IsSubmitted>false</t:IsSubmitted>",
        ),
        None,
    ),
    "another status": (
        "mail-apps",
        "GetAppMarketplaceUrl",
        lambda answer: replace(answer, status=202),
        "error status",
    ),
    "another media type": (
        "voicemail-um",
        "IsUMEnabled",
        typed("application/soap+xml"),
        "error Content-Type",
    ),
    "another identifier of the same thing": (
        "mail",
        "UpdateItem",
        swap(b'ItemId Id="AAMk', b'ItemId Id="AAMz'),
        "error @Id",
    ),
    "no message any more": (
        "voicemail-um",
        "IsUMEnabled",
        lambda answer: replace(answer, body=b"<html>"),
        "error body line 1 column 2",
    ),
}
SAID = {
    "another order": {"warning", "info"},
}


@pytest.mark.parametrize("name", DRIFTS)
def test_exactly_what_has_changed_is_told(verified, name):
    cassette, operation, alter, expected = DRIFTS[name]
    changed: list[Any] = []

    def once(request, answer):
        if changed or identify(request).name != operation:
            return answer
        changed.append(request)
        return alter(answer)

    drifts, _ = verified(f"{cassette}.jsonl", Upstream(Changed(Simulator(), once)))
    assert changed and drifts
    assert {drift.operation for drift in drifts} == {operation}
    assert len({drift.first for drift in drifts}) == 1
    if expected is None:
        assert {str(drift.severity) for drift in drifts} <= SAID[name] and len(drifts) <= 2
        return
    told = [f"{drift.severity} {drift.difference.path.rpartition('/')[2]}" for drift in drifts]
    assert "; ".join(told) == expected


def test_a_busy_server_is_waited_for_and_asked_again(verified):
    detail = (
        "<ResponseCode>ErrorServerBusy</ResponseCode><t:MessageXml "
        'xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types">'
        '<t:Value Name="BackOffMilliseconds">1500</t:Value></t:MessageXml>'
    )
    turned_away: list[Any] = []

    def busy(request, answer):
        if identify(request).name == "GetFolder" and len(turned_away) < 2:
            turned_away.append(request)
            return fault_response("The server cannot service this request right now.", detail=detail)
        return answer

    upstream = Upstream(Changed(Simulator(), busy))
    drifts, _ = verified("mail.jsonl", upstream)
    assert drifts == [] and len(turned_away) == 2
    assert upstream.waits.count(1.5) == 2


def test_a_request_that_changes_state_is_never_sent_twice(verified):
    sent = []

    def busy(request, answer):
        if identify(request).name == "CreateItem":
            sent.append(request)
            return HttpResponse(Headers((("Retry-After", "7"),)), b"", 503, "Service Unavailable")
        return answer

    upstream = Upstream(Changed(Simulator(), busy))
    drifts, _ = verified("mail.jsonl", upstream)
    assert len(sent) == 2  # the cassette creates two items, one request each
    assert upstream.waits.count(7.0) == 2  # it is left alone all the same
    assert any(drift.operation == "CreateItem" and drift.difference.path == "status" for drift in drifts)


def test_patience_has_an_end(verified):
    upstream = Upstream(
        Changed(
            Simulator(), lambda request, answer: HttpResponse(Headers((("Retry-After", "60"),)), status=429)
        )
    )
    drifts, verifier = verified("mail-apps.jsonl", upstream, patience=90.0)
    assert drifts and verifier.patience == 30.0
    assert len(upstream.asked) == verifier.asked + 1


def test_what_changes_state_can_be_left_out(verified):
    upstream = Upstream(Simulator())
    _, verifier = verified("voicemail-um.jsonl", upstream, read_only=True)
    names = {identify(request).name for request in upstream.asked}
    assert names == {"IsUMEnabled", "GetUMProperties", "GetCallInfo"}
    assert verifier.left_out == 20 - verifier.asked


def test_pauses_are_kept_and_can_be_left_out(verified):
    upstream = Upstream(Simulator())
    verified("voicemail-ews.jsonl", upstream)
    assert upstream.clock.now() > 30
    upstream = Upstream(Simulator())
    drifts, _ = verified("voicemail-ews.jsonl", upstream, paced=False)
    assert upstream.clock.now() == 0 and drifts  # the calls do not come as far


def test_a_refusal_stops_everything(verified):
    upstream = Upstream(Changed(Simulator(), lambda request, answer: HttpResponse(status=401)))
    with pytest.raises(UsageError, match="does not take these credentials"):
        verified("mail.jsonl", upstream)
    assert len(upstream.asked) == 1


def test_a_server_that_cannot_be_reached_stops_everything_and_one_that_fails_later_does_not(verified):
    upstream = Upstream(Simulator())
    answering = upstream.send

    def fails(at):
        def send(request):
            if len(upstream.asked) >= at:
                raise NoAnswer("no answer: connection refused", "live.example.com")
            return answering(request)

        return send

    vars(upstream)["send"] = fails(0)
    with pytest.raises(NoAnswer, match="refused"):
        verified("mail.jsonl", upstream)
    vars(upstream)["send"] = fails(15)
    drifts, verifier = verified("mail.jsonl", upstream)
    assert [drift.difference.path for drift in drifts] == ["error"] and verifier.asked == 16


def packed(request):
    """The same request with a query in base64, which has the key of the policy too."""
    head = read_head(request)
    if not head.device_id:
        return request
    query = packed_query(
        head.command or "",
        version=head.version,
        device_id=head.device_id,
        device_type=head.device_type,
        policy_key=int(head.policy_key) if head.policy_key else None,
    )
    bare = request.headers.without("x-ms-policykey", "ms-asprotocolversion")
    return replace(request, url=f"{request.url.partition('?')[0]}?{query}", headers=bare)


@pytest.mark.parametrize("seed", ["ews-inspector", "another"])
@pytest.mark.parametrize("form", [lambda request: request, packed], ids=["plain", "packed"])
def test_a_phone_is_verified_too(verified, seed, form):
    upstream = Upstream(Simulator(VOICE_MAIL, seed=seed))
    drifts, _ = verified("activesync-voicemail.jsonl", upstream, request=form)
    assert [str(drift) for drift in drifts] == []
    keys = {read_head(request).policy_key for request in upstream.asked}
    assert ("537658592" in keys) == (seed == "ews-inspector") and len(keys - {""}) == 2


def test_each_interaction_is_shown_with_the_live_one(verified):
    shown = []
    verified("voicemail-um.jsonl", answered=lambda recorded, live: shown.append((recorded, live)))
    assert [recorded.n for recorded, _ in shown] == [live.n for _, live in shown] == list(range(1, 21))
    assert all(live.request.url.startswith("http://live.example.com/") for _, live in shown)


@pytest.mark.parametrize(
    ("answered", "drifts"), [(b"\0" * 64, 0), (b"\0" * 63 + b"\1", 1)], ids=["same", "other"]
)
def test_content_that_nobody_can_read_and_an_old_scrubber_left_alone_drifts_if_it_differs(answered, drifts):
    def response(body):
        return HttpResponse(Headers((("Content-Type", "text/xml"),)), body)

    request = HttpRequest(Headers(), b"<x/>", "POST", "https://mail.example.com/EWS/Exchange.asmx")
    clock, waited = ManualClock(), list[float]()
    verifier = Verifier(
        lambda request: response(answered),
        lambda seconds: waited.append(clock.advance(seconds)),
        clock,
        Rebinding("http://live.example.com"),
        ByRole(),
        Scrubber.of({"profile": "secrets", "salt": "c2FtcGxl"}),
    )
    found = list(verifier.run([Interaction(n=1, at=0.0, request=request, response=response(b"\0" * 64))]))
    assert [drift.difference.path for drift in found] == ["body"] * drifts

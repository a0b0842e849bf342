"""The recorder as its users run it: a process between a real client and a server."""

from __future__ import annotations

import asyncio
import base64
import gzip
import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
import requests
import zeep
from mitmproxy.addons.next_layer import NextLayer
from mitmproxy.addons.proxyserver import Proxyserver
from mitmproxy.exceptions import OptionsError
from mitmproxy.test import taddons, tflow, tutils
from requests_ntlm import HttpNtlmAuth

from inspector.cassette import Auth, Cassette, Interaction
from inspector.cassette.withheld import withheld_reason
from inspector.clock import SystemClock
from inspector.conformance.schema import compiled
from inspector.recorder.addon import EwsRecorder
from inspector.serve import Server
from inspector.serve.auth import Basic, Ntlm
from inspector.wire import Headers, HttpRequest, HttpResponse

MESSAGES = "http://schemas.microsoft.com/exchange/services/2006/messages"
TYPES = "http://schemas.microsoft.com/exchange/services/2006/types"
ENVELOPE = '<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body>{}</e:Body></e:Envelope>'
IS_UM_ENABLED = ENVELOPE.format(f'<IsUMEnabled xmlns="{MESSAGES}"/>').encode()
LISTEN = ENVELOPE.format(
    f'<GetStreamingEvents xmlns="{MESSAGES}" xmlns:t="{TYPES}"><SubscriptionIds><t:SubscriptionId>EwBh'
    "</t:SubscriptionId></SubscriptionIds><ConnectionTimeout>1</ConnectionTimeout></GetStreamingEvents>"
).encode()
NOTIFIED = (
    f'<GetStreamingEventsResponse xmlns="{MESSAGES}" xmlns:t="{TYPES}"><ResponseMessages>'
    '<GetStreamingEventsResponseMessage ResponseClass="Success"><ResponseCode>NoError</ResponseCode>'
    "<Notifications>"
    "<Notification><t:SubscriptionId>EwBh</t:SubscriptionId><t:StatusEvent><t:Watermark>{}</t:Watermark>"
    "</t:StatusEvent></Notification></Notifications></GetStreamingEventsResponseMessage></ResponseMessages>"
    "</GetStreamingEventsResponse>"
)
UM = "/EWS/UM2007Legacy.asmx"
XML = {"Content-Type": "text/xml; charset=utf-8"}
Start = Callable[..., Any]
KILLS = int(os.environ.get("EWS_INSPECTOR_KILLS", "5"))


class Canned:
    """Answers every request with the same message."""

    def respond(self, request: HttpRequest, at: float) -> HttpResponse:
        body = ENVELOPE.format(f'<IsUMEnabledResponse xmlns="{MESSAGES}">true</IsUMEnabledResponse>')
        return HttpResponse(Headers([("Content-Type", "text/xml; charset=utf-8")]), body.encode())


def post(recorder: Any, body: bytes = IS_UM_ENABLED, path: str = UM, **headers: str) -> requests.Response:
    return requests.post(recorder.url + path, body, headers=XML | headers, timeout=120)


def subscribed(
    upstream: Any, start_recorder: Start, notifications: int
) -> tuple[Any, tuple[bytes, ...], http.client.HTTPResponse]:
    """Begins a subscription; returns the recorder, what the server will send, and the answer, whose first
    piece has come."""
    pieces = tuple(ENVELOPE.format(NOTIFIED.format(n)).encode() for n in range(notifications))
    upstream.reply = lambda asked: upstream.Reply(pieces=pieces)
    recorder = start_recorder("--upstream", upstream.url)
    connection = http.client.HTTPConnection(urlsplit(recorder.url).netloc, timeout=30)
    connection.request("POST", "/EWS/Exchange.asmx", LISTEN, XML | {"Connection": "close"})
    upstream.next_piece.release()
    answer = connection.getresponse()
    assert answer.read1() == pieces[0]
    return recorder, pieces, answer


class TestWhatIsRecorded:
    def test_zeep_in_reverse_mode(self, upstream: Any, start_process: Start) -> None:
        recorder = start_process("--upstream", upstream.url)
        wsdl = Path(__file__).parents[2] / "schemas" / "oxwums" / "MS-OXWUMS.wsdl"
        service = zeep.Client(str(wsdl)).create_service(f"{{{MESSAGES}}}UMWebServiceSoap", recorder.url + UM)
        service.IsUMEnabled()
        summary = recorder.stop()
        (one,) = recorder.interactions()
        assert (one.endpoint, one.operation, one.response.status) == ("um", "IsUMEnabled", 200)
        assert one.request.url == upstream.url + UM
        assert one.response.body == upstream.reply(None).body
        assert one.took > 0
        assert summary["operations"] == {"IsUMEnabled": 1}

    def test_requests_in_forward_mode(self, upstream: Any, start_recorder: Start) -> None:
        recorder = start_recorder("--mode", "forward")
        proxied = requests.post(
            upstream.url + UM, IS_UM_ENABLED, headers=XML, proxies={"http": recorder.url}, timeout=30
        )
        assert proxied.status_code == 200
        (one,) = recorder.interactions()
        assert (one.operation, one.request.url) == ("IsUMEnabled", upstream.url + UM)
        assert recorder.ready["ca"].endswith("mitmproxy-ca-cert.pem")

    def test_other_traffic_passes_by(self, upstream: Any, start_recorder: Start) -> None:
        recorder = start_recorder("--upstream", upstream.url)
        for path in ("/owa/", "/", "/EWS/Exchange.asmx.txt", "/mapi/emsmdb"):
            assert requests.get(recorder.url + path, timeout=30).status_code == 200
        assert requests.get(recorder.url + "/EWS/types.xsd", timeout=30).status_code == 200
        assert [one.endpoint for one in recorder.interactions()] == ["schema"]

    def test_requests_for_tokens_pass_by_and_that_is_said_once(
        self, upstream: Any, start_process: Start
    ) -> None:
        recorder = start_process("--upstream", upstream.url)
        for _ in range(2):
            path = recorder.url + "/tenant/oauth2/v2.0/token"
            assert requests.post(path, {"client_secret": "s3cret-of-mine"}, timeout=30).status_code == 200
        post(recorder)
        recorder.stop()
        assert [one.endpoint for one in recorder.interactions()] == ["um"]
        assert recorder.stderr.count("Requests for tokens pass by and are not kept") == 1
        assert "s3cret-of-mine" not in recorder.stderr + recorder.file.read_text()

    def test_the_answer_is_on_disk_before_the_client_has_it(
        self, upstream: Any, start_recorder: Start
    ) -> None:
        recorder = start_recorder("--upstream", upstream.url)
        for count in range(1, 6):
            post(recorder)
            assert len(recorder.interactions()) == count

    def test_findings_are_stored_and_counted(self, upstream: Any, start_recorder: Start) -> None:
        recorder = start_recorder("--upstream", upstream.url)
        post(recorder, b"<not-well-formed>")
        (one,) = recorder.interactions()
        assert any(finding["direction"] == "request" for finding in one.findings)
        assert sum(recorder.stop()["findings"].values()) == len(one.findings)

    def test_appending_goes_on_with_numbers_and_times(self, upstream: Any, start_recorder: Start) -> None:
        first = start_recorder("--upstream", upstream.url)
        post(first)
        first.stop()
        again = start_recorder("--upstream", upstream.url, "--append", file=first.file)
        post(again)
        one, two = again.interactions()
        assert (one.n, two.n) == (1, 2)
        assert two.at > one.at

    def test_notifications_reach_the_client_one_by_one_and_are_recorded_together(
        self, upstream: Any, start_recorder: Start
    ) -> None:
        recorder, pieces, answer = subscribed(upstream, start_recorder, notifications=3)
        upstream.next_piece.release()
        assert answer.read1() == pieces[1]
        upstream.next_piece.release(2)
        assert answer.read() == pieces[2]
        recorder.stop()
        (one,) = recorder.interactions()
        assert (one.operation, one.error) == ("GetStreamingEvents", None)
        assert one.response.body == b"".join(pieces)
        came = one.extra["stream"]["parts_at"]
        assert len(came) == 3 and came == sorted(came) and came[0] >= 0 and came[-1] <= one.took + 0.01
        assert "cut" not in one.extra["stream"]
        assert [finding["code"] for finding in one.findings] == ["CDT004"]

    def test_a_client_that_ends_its_subscription_by_hanging_up_leaves_what_it_was_told(
        self, upstream: Any, start_recorder: Start
    ) -> None:
        recorder, pieces, answer = subscribed(upstream, start_recorder, notifications=2)
        answer.close()
        upstream.next_piece.release(2)
        recorder.stop()
        (one,) = recorder.interactions()
        assert one.response.body.startswith(pieces[0])
        assert len(one.extra["stream"]["parts_at"]) == one.response.body.count(b"Envelope>")

    def test_tls_towards_client_and_server(self, upstream: Any, start_process: Start) -> None:
        # One recorder is the https server of another.
        server = start_process("--upstream", upstream.url, "--tls")
        recorder = start_process("--upstream", server.url, "--tls", "--upstream-ca", server.ready["ca"])
        assert recorder.url.startswith("https://")
        answer = requests.post(
            recorder.url + UM, IS_UM_ENABLED, headers=XML, verify=recorder.ready["ca"], timeout=30
        )
        assert answer.status_code == 200
        assert [one.request.url for one in recorder.interactions()] == [server.url + UM]

    def test_a_server_whose_certificate_nobody_vouches_for_is_refused_unless_told_otherwise(
        self, upstream: Any, start_process: Start
    ) -> None:
        server = start_process("--upstream", upstream.url, "--tls")
        strict = start_process("--upstream", server.url)
        lenient = start_process("--upstream", server.url, "--insecure")
        assert (post(strict).status_code, post(lenient).status_code) == (502, 200)
        (one,) = strict.interactions()
        assert "certificate" in one.error
        strict.stop()
        assert "clients get a 502. Trust its CA with --upstream-ca FILE" in strict.stderr
        assert "--insecure" in strict.stderr

    def test_autodiscover_sends_the_client_to_the_recorder_and_the_cassette_knows_the_server(
        self, upstream: Any, start_recorder: Start
    ) -> None:
        told = b"<Autodiscover><EwsUrl>https://mail.example.com/EWS/Exchange.asmx</EwsUrl></Autodiscover>"
        packed = gzip.compress(told)
        upstream.reply = lambda asked: upstream.Reply(
            packed, headers=[("Content-Type", "text/xml"), ("Content-Encoding", "gzip")]
        )
        recorder = start_recorder("--upstream", upstream.url, "--scrub", "secrets")
        answer = requests.post(recorder.url + "/autodiscover/autodiscover.xml", b"<x/>", timeout=30)
        assert f"<EwsUrl>{recorder.url}/EWS/Exchange.asmx</EwsUrl>".encode() in answer.content
        (one,) = recorder.interactions()
        assert one.response.body == told
        assert one.response_encoding == "gzip"


class TestAuthentication:
    def test_an_ntlm_handshake_is_one_interaction_and_the_connection_stays_authenticated(
        self, start_recorder: Start
    ) -> None:
        with Server(Canned(), SystemClock(), auth=Ntlm()) as server:
            recorder = start_recorder("--upstream", server.url)
            with requests.Session() as session:
                session.auth = HttpNtlmAuth("CONTOSO\\joe", "Tr0ub4dor-and-3")
                for _ in range(2):
                    answer = session.post(recorder.url + UM, IS_UM_ENABLED, headers=XML, timeout=30)
                    assert answer.status_code == 200
            recorder.stop()
            first, second = recorder.interactions()
        assert first.auth == Auth("NTLM", 3)
        assert second.auth is not None and second.auth.scheme == "NTLM"
        assert first.response.status == second.response.status == 200

    def test_a_basic_retry_is_one_interaction_and_a_wrong_password_another(
        self, start_recorder: Start
    ) -> None:
        with Server(Canned(), SystemClock(), auth=Basic({"joe": "right-password"})) as server:
            recorder = start_recorder("--upstream", server.url)
            with requests.Session() as session:
                assert (
                    session.post(recorder.url + UM, IS_UM_ENABLED, headers=XML, timeout=30).status_code == 401
                )
                for password, status in (("right-password", 200), ("wrong-password", 401)):
                    answer = session.post(
                        recorder.url + UM, IS_UM_ENABLED, headers=XML, auth=("joe", password), timeout=30
                    )
                    assert answer.status_code == status
            recorder.stop()
            found = [(one.auth, one.response.status) for one in recorder.interactions()]
        assert found == [(Auth("Basic", 2), 200), (Auth("Basic", 1), 401)]

    def test_nothing_secret_is_found_in_cassette_or_log(self, upstream: Any, start_process: Start) -> None:
        canaries = {
            "password": "Canary&Pass wörd+1",
            "bearer": "canaryBearer.eyJhbGciOiJub25lIn0.c2lnbmF0dXJl-_42",
            "cookie": "canaryCookie0123456789abcdef",
            "ntlm": base64.b64encode(b"NTLMSSP\0\x03\0\0\0" + bytes(range(60)) + b"canary-response").decode(),
        }
        blob = canaries["ntlm"]
        spelled = [form for canary in canaries.values() for form in _forms(canary)]
        echo = "<Echo>" + " ".join(part.replace("&", "&amp;") for part in spelled) + "</Echo>"
        # Nobody can know a secret before it has passed: the server repeats them once all have.
        upstream.reply = lambda asked: upstream.Reply(
            ENVELOPE.format(echo if "echo" in asked.path else "").encode(),
            headers=[
                ("Content-Type", "text/xml"),
                ("Set-Cookie", f"exchangecookie={canaries['cookie']}; path=/"),
                ("WWW-Authenticate", f"Negotiate {blob}"),
                ("X-Echo", quote(canaries["password"]) if "echo" in asked.path else "nothing"),
            ],
        )
        recorder = start_process("--upstream", upstream.url)
        basic = base64.b64encode(f"joe:{canaries['password']}".encode()).decode()
        for authorization in (f"Basic {basic}", f"Bearer {canaries['bearer']}", f"NTLM {blob}"):
            post(recorder, Authorization=authorization, Cookie=f"exchangecookie={canaries['cookie']}")
        post(recorder, path=f"{UM}?echo&access_token={canaries['bearer']}&p={quote(canaries['password'])}")
        post(recorder, f"<broken>{canaries['password']}".encode(), path=f"{UM}?echo")
        assert len(recorder.interactions()) == 5
        recorder.stop()
        written = recorder.file.read_bytes()
        for where in (written, recorder.stderr.encode()):
            for name, canary in canaries.items():
                for form in _forms(canary):
                    assert form.encode() not in where, (name, form)


def _forms(secret: str) -> list[str]:
    """Plain, URL-encoded, and base64 at the three alignments, alone and within a login."""
    raw = secret.encode()
    forms = [secret, quote(secret, safe=""), quote(secret, safe="").replace("%C3%B6", "%c3%b6")]
    for before in (b"", b"x", b"xy", b"joe:"):
        whole = base64.b64encode(before + raw + b"...").decode()
        start = -(-len(before) * 8 // 6)
        forms.append(whole[start : (len(before) + len(raw)) * 8 // 6])
    return forms


class TestHostileBodies:
    """Neither a client nor a server can crash or stall the recorder."""

    BODIES: tuple[tuple[str, bytes], ...] = (
        ("empty", b""),
        ("not XML", b"\x00\x01\x02 hello"),
        ("truncated", IS_UM_ENABLED[:-20]),
        ("entity bomb", b'<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;">]><a>&c;</a>'),
        ("external entity", b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><a>&x;</a>'),
        ("deep nesting", b"<a>" * 100_000),
        ("many attributes", b"<a " + b" ".join(b"a%d='1'" % n for n in range(50_000)) + b"/>"),
        ("unescaped text", ENVELOPE.format(f'<IsUMEnabled xmlns="{MESSAGES}">a & b</IsUMEnabled>').encode()),
        ("UTF-16", ENVELOPE.format(f'<IsUMEnabled xmlns="{MESSAGES}"/>').encode("utf-16")),
        ("unknown charset", b'<?xml version="1.0" encoding="x-no-such"?><a/>'),
        ("lone bytes", b"<a>\xff\xfe\xc3\x28</a>"),
    )

    def recorded(self, recorder: Any, mark: str) -> Interaction:
        (one,) = [one for one in recorder.interactions() if mark in one.request.url]
        return one

    @pytest.mark.parametrize("body", [body for _, body in BODIES], ids=[name for name, _ in BODIES])
    def test_from_the_client(self, shared_upstream: Any, shared_recorder: Any, body: bytes) -> None:
        mark = uuid.uuid4().hex
        shared_upstream.reply = lambda asked: shared_upstream.Reply()
        assert post(shared_recorder, body, f"{UM}?{mark}").status_code == 200
        one = self.recorded(shared_recorder, mark)
        assert one.request.body == body or withheld_reason(one.request.body)
        assert post(shared_recorder, path=f"{UM}?{mark}again").status_code == 200

    @pytest.mark.parametrize("body", [body for _, body in BODIES], ids=[name for name, _ in BODIES])
    def test_from_the_server(self, shared_upstream: Any, shared_recorder: Any, body: bytes) -> None:
        mark = uuid.uuid4().hex
        shared_upstream.reply = lambda asked: shared_upstream.Reply(body if mark in asked.path else b"<a/>")
        assert post(shared_recorder, path=f"{UM}?{mark}").content == body
        one = self.recorded(shared_recorder, mark)
        assert one.response.body == body or withheld_reason(one.response.body)

    @pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd", "x-unknown"])
    def test_a_body_with_a_broken_content_encoding_is_kept_and_reported(
        self, shared_upstream: Any, shared_recorder: Any, coding: str
    ) -> None:
        mark = uuid.uuid4().hex
        broken = b"\x1f\x8b\x08\x00 this is no such thing"
        shared_upstream.reply = lambda asked: shared_upstream.Reply(
            broken, headers=[("Content-Type", "text/xml"), ("Content-Encoding", coding)]
        )
        raw = requests.post(
            f"{shared_recorder.url}{UM}?{mark}", IS_UM_ENABLED, headers=XML, stream=True, timeout=30
        ).raw.read(decode_content=False)
        assert raw == broken
        one = self.recorded(shared_recorder, mark)
        assert one.response.body == broken or withheld_reason(one.response.body)
        assert [finding for finding in one.findings if finding["direction"] == "response"]

    def test_fifty_megabytes_pass_while_others_are_served(
        self, shared_upstream: Any, shared_recorder: Any
    ) -> None:
        mark = uuid.uuid4().hex
        shared_upstream.reply = lambda asked: shared_upstream.Reply()
        filler = b"<x>" + b"lorem ipsum " * 100 + b"</x>"
        large = IS_UM_ENABLED.replace(b"</e:Body>", filler * (50_000_000 // len(filler)) + b"</e:Body>")
        sender = threading.Thread(target=post, args=(shared_recorder, large, f"{UM}?{mark}"))
        sender.start()
        waits = []
        while sender.is_alive():
            begin = time.monotonic()
            # Not recorded: it passes by whatever the recorder is busy with.
            assert requests.get(f"{shared_recorder.url}/owa/", timeout=120).status_code == 200
            waits.append(time.monotonic() - begin)
            sender.join(0.05)
        assert self.recorded(shared_recorder, mark).request.body == large
        assert max(waits) < 15


class TestBrokenConnections:
    def test_a_server_that_is_not_there_gives_a_502_and_an_interaction_with_its_error(
        self, start_recorder: Start
    ) -> None:
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            recorder = start_recorder("--upstream", f"http://127.0.0.1:{taken.getsockname()[1]}")
            assert post(recorder).status_code == 502
        (one,) = recorder.interactions()
        assert one.response is None
        assert "refused" in one.error
        assert one.operation == "IsUMEnabled"

    def test_a_server_that_resets_or_stops_in_the_middle_is_recorded(
        self, shared_upstream: Any, shared_recorder: Any
    ) -> None:
        for reply in (shared_upstream.Reply(reset=True), shared_upstream.Reply(drop_after=10)):
            mark = uuid.uuid4().hex
            shared_upstream.reply = lambda asked, reply=reply: reply
            assert post(shared_recorder, path=f"{UM}?{mark}").status_code == 502
            (one,) = [one for one in shared_recorder.interactions() if mark in one.request.url]
            assert one.response is None
            assert "server" in one.error

    def test_a_client_that_hangs_up_while_it_waits_is_recorded(
        self, upstream: Any, start_recorder: Start
    ) -> None:
        arrived, ended = threading.Event(), threading.Event()

        def slow(asked: Any) -> Any:
            arrived.set()
            asked.wait_for_the_end()
            ended.set()
            return upstream.Reply()

        upstream.reply = slow
        recorder = start_recorder("--upstream", upstream.url)
        where = urlsplit(recorder.url)
        client = http.client.HTTPConnection(where.hostname, where.port, timeout=30)
        client.request("POST", UM, IS_UM_ENABLED, XML)
        assert arrived.wait(30)
        client.close()
        # It lets go of the server when it learns of it; what it is asked after that, it records after that.
        assert ended.wait(30)
        upstream.reply = lambda asked: upstream.Reply()
        assert post(recorder).status_code == 200
        first, second = recorder.interactions()
        assert "client hung up" in first.error
        assert first.response is None and second.error is None
        assert first.conn != second.conn

    def test_an_exchange_that_is_under_way_when_the_recorder_is_stopped_is_recorded(
        self, upstream: Any, start_process: Start
    ) -> None:
        arrived = threading.Event()

        def slow(asked: Any) -> Any:
            arrived.set()
            upstream.release.wait(30)
            return upstream.Reply()

        upstream.reply = slow
        recorder = start_process("--upstream", upstream.url)
        where = urlsplit(recorder.url)
        client = http.client.HTTPConnection(where.hostname, where.port, timeout=30)
        client.request("POST", UM, IS_UM_ENABLED, XML)
        assert arrived.wait(30)
        assert recorder.stop()["errors"] == 1
        (one,) = recorder.interactions()
        assert "recorder was stopped" in one.error
        assert one.request.body == IS_UM_ENABLED
        client.close()


class TestBounds:
    def codes(self, interaction: Interaction) -> set[tuple[str, str]]:
        return {(finding["code"], finding["direction"]) for finding in interaction.findings}

    @pytest.mark.parametrize("size", [10_000, 10_001])
    def test_a_body_of_more_than_max_body_is_passed_on_and_not_kept(
        self, size: int, upstream: Any, start_recorder: Start
    ) -> None:
        body = b"<a>" + b"x" * (size - 7) + b"</a>"
        upstream.reply = lambda asked: upstream.Reply(body)
        recorder = start_recorder("--upstream", upstream.url, "--max-body", "10000")
        assert post(recorder, body).content == body
        assert upstream.asked[-1].body == body
        upstream.reply = lambda asked: upstream.Reply()
        post(recorder)  # what is passed on while it comes is recorded when it has passed
        one, _ = recorder.interactions()
        too_large = size > 10_000
        assert (("WIRE023", "request") in self.codes(one)) is too_large
        for message in (one.request, one.response):
            reason = withheld_reason(message.body)
            assert (reason == "too large: more than 10,000 bytes") is too_large
            assert (f"{size:,} bytes, sha256 ".encode() in message.body) is too_large

    def test_so_is_one_whose_length_nobody_has_said(self, upstream: Any, start_recorder: Start) -> None:
        pieces = tuple(b"<a>" + b"x" * 4_000 + b"</a>" for _ in range(4))
        upstream.reply = lambda asked: upstream.Reply(pieces=pieces)
        recorder = start_recorder("--upstream", upstream.url, "--max-body", "10000")
        upstream.next_piece.release(5)
        assert post(recorder).content == b"".join(pieces)
        upstream.reply = lambda asked: upstream.Reply()
        post(recorder)
        one, _ = recorder.interactions()
        assert withheld_reason(one.response.body) == "too large: more than 10,000 bytes"
        assert ("WIRE023", "response") in self.codes(one)

    @pytest.mark.parametrize(
        "interim", [b"HTTP/1.1 100 Continue\r\n\r\n", b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"]
    )
    def test_an_interim_answer_is_not_taken_for_the_answer(
        self, interim: bytes, spoken: Callable[..., str], start_recorder: Start
    ) -> None:
        answer = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n<a/>"
        recorder = start_recorder("--upstream", spoken(interim + interim[:9], interim[9:] + answer))
        assert post(recorder).content == b"<a/>"
        (one,) = recorder.interactions()
        assert (one.response.status, one.response.body) == (200, b"<a/>")

    def test_a_chunked_body_with_a_trailer_is_answered(
        self, spoken: Callable[..., str], start_recorder: Start
    ) -> None:
        head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n"
        recorder = start_recorder("--upstream", spoken(head + b"4\r\n<a/>\r\n", b"0\r\nX-Sum: 1\r\n\r\n"))
        assert post(recorder).content == b"<a/>"
        assert [one.response.body for one in recorder.interactions()] == [b"<a/>"]

    def test_a_chunked_request_with_a_trailer_is_answered(self, upstream: Any, start_recorder: Start) -> None:
        recorder = start_recorder("--upstream", upstream.url)
        where = urlsplit(recorder.url)
        head = f"POST {UM} HTTP/1.1\r\nHost: {where.netloc}\r\nTransfer-Encoding: chunked\r\n\r\n"
        with socket.create_connection((where.hostname, where.port), 30) as client:
            client.sendall(head.encode() + b"4\r\n<a/>\r\n0\r\nX-Sum: 1\r\n\r\n")
            assert client.recv(100).startswith(b"HTTP/1.1 200")
        assert [one.request.body for one in recorder.interactions()] == [b"<a/>"]


class TestSomebodyElseChangesTheCassette:
    @staticmethod
    def cut(file: Path) -> None:
        os.truncate(file, 100)

    @staticmethod
    def replace(file: Path) -> None:
        file.with_name("other").write_bytes(file.read_bytes())
        file.with_name("other").replace(file)

    @pytest.mark.parametrize(
        ("change", "words"),
        [(os.remove, "deleted or moved"), (cut, "has 100 bytes"), (replace, "taken its place")],
    )
    def test_it_is_noticed_before_the_next_answer_goes_out(
        self, change: Callable[[Path], None], words: str, upstream: Any, start_recorder: Start
    ) -> None:
        recorder = start_recorder("--upstream", upstream.url)
        assert post(recorder).status_code == 200
        change(recorder.file)
        refused = post(recorder)
        assert (refused.status_code, refused.headers["X-Ews-Inspector"]) == (502, "not-recorded")
        assert words in refused.text
        reached = len(upstream.asked)
        assert post(recorder).status_code == 502
        assert len(upstream.asked) == reached


class TestForwardProxy:
    def tunnel(self, recorder: Any, port: int, *fields: str) -> tuple[bytes, socket.socket]:
        where = urlsplit(recorder.url)
        client = socket.create_connection((where.hostname, where.port), 30)
        lines = [f"CONNECT 127.0.0.1:{port} HTTP/1.1", f"Host: 127.0.0.1:{port}", *fields, "", ""]
        client.sendall("\r\n".join(lines).encode())
        answer = b""
        while not answer.endswith((b"\r\n\r\n", b".\n")):
            answer += client.recv(4096)
        if b"content-length: " in answer and answer.endswith(b"\r\n\r\n"):
            answer += client.recv(4096)
        return answer, client

    def test_it_connects_to_its_ports_only(self, upstream: Any, start_recorder: Start) -> None:
        recorder = start_recorder("--mode", "forward", "--ports", f"443, {upstream.port}")
        answer, client = self.tunnel(recorder, 25)
        client.close()
        assert answer.startswith(b"HTTP/1.1 403") and b"connects to the ports" in answer
        answer, client = self.tunnel(recorder, upstream.port)
        client.close()
        assert answer.startswith(b"HTTP/1.1 200")

    def test_what_is_no_http_does_not_pass(self, upstream: Any, start_recorder: Start) -> None:
        recorder = start_recorder("--mode", "forward")
        answer, client = self.tunnel(recorder, upstream.port)
        with client:
            assert answer.startswith(b"HTTP/1.1 200")
            client.sendall(b"EHLO me.example.com\r\n\r\n")
            assert client.recv(4096).startswith(b"HTTP/1.1 400")
        assert upstream.asked == []

    def test_who_has_no_password_is_asked_for_it_and_it_is_not_recorded(
        self, upstream: Any, start_recorder: Start
    ) -> None:
        recorder = start_recorder("--mode", "forward", "--proxy-auth", "joe:opensesame", "--scrub", "none")
        where = urlsplit(recorder.url)
        for login, status in (("", 407), ("joe:wrong@", 407), ("joe:opensesame@", 200)):
            proxies = {"http": f"http://{login}{where.netloc}"}
            answer = requests.post(upstream.url + UM, IS_UM_ENABLED, headers=XML, proxies=proxies, timeout=30)
            assert answer.status_code == status
        assert len(upstream.asked) == 1
        (one,) = recorder.interactions()
        assert one.request.header("proxy-authorization") is None


class TestTowardsTheServer:
    def test_a_server_that_is_down_is_told_once_until_it_is_back(
        self, start_recorder: Start, caplog: pytest.LogCaptureFixture
    ) -> None:
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            port = taken.getsockname()[1]
            recorder = start_recorder("--upstream", f"http://127.0.0.1:{port}")
            assert [post(recorder).status_code for _ in range(2)] == [502, 502]
        told = [line for line in caplog.messages if "cannot be reached" in line]
        assert len(told) == 1 and told[0].startswith(f"127.0.0.1:{port} ") and "clients get a 502" in told[0]

    @pytest.mark.parametrize("login", ["", "joe:open%20sesame@"])
    def test_a_server_behind_a_proxy(
        self, login: str, upstream: Any, tunnels: Any, start_recorder: Start
    ) -> None:
        via = f"http://{login}127.0.0.1:{tunnels.port}"
        recorder = start_recorder("--upstream", upstream.url, "--upstream-proxy", via, "--scrub", "none")
        assert post(recorder).status_code == 200
        expected = "Basic " + base64.b64encode(b"joe:open sesame").decode() if login else None
        assert tunnels.asked == [(f"127.0.0.1:{upstream.port}", expected)]
        (one,) = recorder.interactions()
        assert one.request.url == upstream.url + UM
        assert one.request.header("proxy-authorization") is None

    def test_servers_behind_a_proxy_in_forward_mode(self, upstream: Any, start_recorder: Start) -> None:
        # The server of these tests takes the absolute URLs that a proxy is sent.
        via = upstream.url.replace("http://", "http://joe:sesame@")
        recorder = start_recorder("--mode", "forward", "--upstream-proxy", via, "--scrub", "none")
        url = "http://mail.example.com" + UM
        answer = requests.post(url, IS_UM_ENABLED, headers=XML, proxies={"http": recorder.url}, timeout=30)
        assert answer.status_code == 200
        assert upstream.asked[-1].path == url
        assert upstream.asked[-1].headers["Proxy-Authorization"].startswith("Basic ")
        (one,) = recorder.interactions()
        assert one.request.header("proxy-authorization") is None

    def test_a_server_that_asks_for_a_certificate_gets_it(
        self, client_certificate: Path, start_recorder: Start, upstream_with_tls: Callable[[Path], Any]
    ) -> None:
        server = upstream_with_tls(client_certificate)
        options = ("--upstream", server.url, "--insecure")
        with_it = start_recorder(*options, "--client-cert", str(client_certificate))
        assert post(with_it).status_code == 200
        without = start_recorder(*options)
        assert post(without).status_code == 502


class TestSurvival:
    @pytest.mark.parametrize("run", range(KILLS))
    def test_kill_9_under_eight_clients_leaves_every_answered_interaction_readable(
        self, run: int, upstream: Any, start_process: Start, record_property: Callable[[str, object], None]
    ) -> None:
        recorder = start_process("--upstream", upstream.url)
        answered: list[str] = []
        enough = threading.Event()

        def talk() -> None:
            with requests.Session() as session:
                while len(answered) < 20_000:
                    mark = uuid.uuid4().hex
                    try:
                        session.post(f"{recorder.url}{UM}?{mark}", IS_UM_ENABLED, headers=XML, timeout=30)
                    except requests.RequestException:
                        return
                    answered.append(mark)
                    if len(answered) >= 20 + run * 37:
                        enough.set()

        clients = [threading.Thread(target=talk) for _ in range(8)]
        for client in clients:
            client.start()
        assert enough.wait(60)
        os.kill(recorder.process.pid, signal.SIGKILL)
        for client in clients:
            client.join(30)
        with Cassette(recorder.file) as cassette:
            kept = {one.request.query for one in cassette if one.response.status == 200}
        assert set(answered) <= kept
        record_property("answered", len(answered))

    def test_a_full_disk_gives_a_502_with_a_clear_text_and_nothing_passes_after_it(
        self, upstream: Any, start_process: Start
    ) -> None:
        recorder = start_process("--upstream", upstream.url)
        assert post(recorder).status_code == 200
        # The process may not write beyond this size from now on: to it the disk is full.
        import resource

        size = recorder.file.stat().st_size + 100
        resource.prlimit(recorder.process.pid, resource.RLIMIT_FSIZE, (size, size))
        refused = post(recorder)
        assert (refused.status_code, refused.headers["X-Ews-Inspector"]) == (502, "not-recorded")
        assert str(recorder.file) in refused.text
        reached = len(upstream.asked)
        assert post(recorder).status_code == 502
        assert len(upstream.asked) == reached
        recorder.stop()
        assert recorder.process.returncode == 2
        assert "NOT RECORDED" in recorder.stderr
        assert recorder.stderr.count(str(recorder.file)) == 2  # at once, and at the end
        assert len(recorder.interactions()) == 1


def test_plain_mitmdump_hosts_the_addon_as_well(upstream: Any, tmp_path: Path, confdir: Path) -> None:
    addon = Path(__file__).parents[2] / "addons" / "ews_recorder.py"
    cassette = tmp_path / "session.jsonl"
    mitmdump = subprocess.Popen(
        [
            *(sys.executable, "-c", "from mitmproxy.tools.main import mitmdump; mitmdump()"),
            *("-s", str(addon), "--set", f"ews_cassette={cassette}", "--set", f"confdir={confdir}"),
            *("--mode", f"reverse:{upstream.url}@127.0.0.1:0"),
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    watchdog = threading.Timer(60, mitmdump.kill)
    watchdog.start()
    try:
        said = next(line for line in mitmdump.stdout if "listening at" in line)
        (port,) = re.findall(r"listening at \S*?:(\d+)", said)
        requests.post(f"http://127.0.0.1:{port}{UM}", IS_UM_ENABLED, headers=XML, timeout=30)
        mitmdump.send_signal(signal.SIGINT)
        mitmdump.communicate(timeout=30)
    finally:
        watchdog.cancel()
        mitmdump.kill()
    with Cassette(cassette) as recorded:
        assert [one.operation for one in recorded] == ["IsUMEnabled"]


class TestSettings:
    """The addon's own options, as mitmproxy sets them."""

    @pytest.fixture
    def addon(self) -> Any:
        return EwsRecorder()

    def record(self, addon: Any) -> None:
        flow = tflow.tflow(req=tutils.treq(path=UM.encode()), resp=True)
        addon.requestheaders(flow)
        addon.request(flow)
        asyncio.run(addon.response(flow))

    def test_nothing_recorded_leaves_no_file(self, addon: Any, tmp_path: Path) -> None:
        file = tmp_path / "a.jsonl"
        with taddons.context(addon) as context:
            context.configure(addon, ews_cassette=str(file))
            assert file.exists()
            addon.done()
        assert not file.exists()

    def test_the_first_exchange_loads_nothing(self, addon: Any, tmp_path: Path) -> None:
        compiled.cache_clear()
        with taddons.context(addon) as context:
            context.configure(addon, ews_cassette=str(tmp_path / "a.jsonl"))
            loaded = compiled.cache_info().misses
            assert loaded >= 2
            self.record(addon)
            assert compiled.cache_info().misses == loaded
            addon.done()

    def test_with_fsync_each_interaction_is_on_the_disk(
        self, addon: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        synced: list[int] = []
        monkeypatch.setattr(os, "fsync", synced.append)
        with taddons.context(addon) as context:
            context.configure(addon, ews_cassette=str(tmp_path / "a.jsonl"), ews_fsync=True)
            before = len(synced)
            self.record(addon)
            assert len(synced) == before + 1
            addon.done()

    @pytest.mark.parametrize(
        ("option", "value", "words"),
        [
            ("ews_max_body", "much", "no size"),
            ("ews_max_body", "0", "no size"),
            ("ews_connect_ports", "80,http", "no ports"),
            ("ews_connect_ports", "70000", "no ports"),
            ("ews_upstream_proxy", "ftp://proxy", "no URL"),
            ("ews_upstream_proxy", "http://joe:secret@", "no URL"),
        ],
    )
    def test_a_value_that_cannot_be_is_refused_in_words(
        self, addon: Any, option: str, value: str, words: str
    ) -> None:
        with taddons.context(addon) as context, pytest.raises(OptionsError, match=words) as problem:
            context.configure(addon, **{option: value})
        assert "secret" not in str(problem.value)

    @pytest.mark.parametrize(
        ("mode", "open_to_all"),
        [
            ("regular", True),
            ("regular@0.0.0.0:8080", True),
            ("upstream:http://proxy:3128@192.0.2.7:8080", True),
            ("regular@127.0.0.1:8080", False),
            ("regular@[::1]:8080", False),
            ("reverse:http://mail.example.com", False),
        ],
    )
    def test_an_open_proxy_is_warned_of(
        self, addon: Any, mode: str, open_to_all: bool, caplog: pytest.LogCaptureFixture
    ) -> None:
        with taddons.context(Proxyserver(), NextLayer(), addon) as context:
            context.options.update(mode=[mode])
            addon.running()
        assert ("This proxy is open" in caplog.text) is open_to_all

    def test_without_a_cassette_it_does_nothing(self, addon: Any) -> None:
        with taddons.context(addon):
            flow = tflow.tflow(req=tutils.treq(path=UM.encode()), resp=True)
            asyncio.run(addon.response(flow))
            assert flow.response.status_code == 200
            assert addon.recording is None

    def test_a_file_that_exists_and_another_profile_are_refused_with_a_clear_line(
        self, addon: Any, tmp_path: Path
    ) -> None:
        file = tmp_path / "a.jsonl"
        with taddons.context(addon) as context:
            context.configure(addon, ews_cassette=str(file))
            self.record(addon)
            context.configure(addon, ews_cassette="")
            with pytest.raises(OptionsError, match="exists already"):
                context.configure(addon, ews_cassette=str(file))
            with pytest.raises(OptionsError, match="scrubbed with the profile"):
                context.configure(addon, ews_cassette=str(file), ews_append=True, ews_scrub="none")

    def test_with_a_key_file_the_cassette_has_its_fingerprint_and_no_salt(
        self, addon: Any, tmp_path: Path
    ) -> None:
        key, file = tmp_path / "key.txt", tmp_path / "a.jsonl"
        key.write_text("correct-horse-battery-staple")
        with taddons.context(addon) as context:
            context.configure(addon, ews_cassette=str(file), ews_scrub_key_file=str(key))
            self.record(addon)
            addon.done()
        with Cassette(file) as cassette:
            scrub = cassette.header.scrub
        assert scrub is not None and len(scrub["key"]) == 16 and "salt" not in scrub
        key.write_text("another-horse-battery-staple")
        with (
            taddons.context(addon) as context,
            pytest.raises(OptionsError, match="not scrubbed with"),
        ):
            context.configure(addon, ews_cassette=str(file), ews_append=True, ews_scrub_key_file=str(key))

    def test_a_flow_that_breaks_the_recorder_itself_is_stopped(self, addon: Any, tmp_path: Path) -> None:
        with taddons.context(addon) as context:
            context.configure(addon, ews_cassette=str(tmp_path / "a.jsonl"))

            def broken(*_: Any) -> None:
                raise RuntimeError("a bug")

            addon.recording.add = broken
            flow = tflow.tflow(req=tutils.treq(path=UM.encode()), resp=True)
            addon.request(flow)
            asyncio.run(addon.response(flow))
            assert flow.response.status_code == 502
            assert b"RuntimeError" in flow.response.content

    @pytest.mark.parametrize("problem", [RuntimeError, RecursionError, MemoryError])
    @pytest.mark.parametrize(
        ("part", "code"),
        [
            ("inspector.scrub.Scrubber.scrub", "WIRE023"),
            ("inspector.recorder.session.identify", "WIRE024"),
            ("inspector.conformance.check.Checker.check", "WIRE024"),
            ("inspector.cassette.handshake.Handshakes.add", "WIRE024"),
            ("inspector.cassette.handshake.Handshakes.closed", None),
            ("inspector.cassette.handshake.Handshakes.finish", None),
            ("inspector.wire.clock_header.ServerTime.at", None),
        ],
    )
    def test_whatever_a_part_raises_traffic_and_recording_go_on(
        self,
        part: str,
        code: str | None,
        problem: type[Exception],
        addon: Any,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        def fails(*_: Any, **__: Any) -> None:
            raise problem("canary")

        file = tmp_path / "a.jsonl"
        with taddons.context(addon) as context:
            context.configure(addon, ews_cassette=str(file))
            monkeypatch.setattr(part, fails)
            for _ in range(2):
                flow = tflow.tflow(req=tutils.treq(path=UM.encode(), content=b"canary"), resp=True)
                addon.client_connected(flow.client_conn)
                addon.request(flow)
                asyncio.run(addon.response(flow))
                assert flow.response.status_code == 200
                asyncio.run(addon.client_disconnected(flow.client_conn))
            assert addon.failure is None
            addon.done()
            assert addon.failure is None
        with Cassette(file) as cassette:
            assert len(cassette) == 2
            assert ("canary" in file.read_text()) == (code != "WIRE023")
            for one in cassette:
                told = {finding["code"] for finding in one.findings}
                assert told & {"WIRE023", "WIRE024"} == ({code} if code else set())

    def test_a_request_of_which_nobody_can_say_what_it_is_is_recorded(
        self, addon: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fails(*_: Any) -> None:
            raise ValueError

        file = tmp_path / "a.jsonl"
        with taddons.context(addon) as context:
            context.configure(addon, ews_cassette=str(file))
            monkeypatch.setattr("inspector.recorder.flows.endpoint_of", fails)
            self.record(addon)
            addon.done()
        with Cassette(file) as cassette:
            assert len(cassette) == 1

    def test_header_bytes_that_are_no_utf_8_are_recorded(self, addon: Any, tmp_path: Path) -> None:
        file = tmp_path / "a.jsonl"
        with taddons.context(addon) as context:
            context.configure(addon, ews_cassette=str(file))
            flow = tflow.tflow(
                req=tutils.treq(path=UM.encode() + b"?\xff", headers=((b"X-A", b"\xe9"),)), resp=True
            )
            addon.request(flow)
            asyncio.run(addon.response(flow))
            context.configure(addon, ews_cassette="")
        with Cassette(file) as cassette:
            assert cassette[0].request.header("x-a") == "é"

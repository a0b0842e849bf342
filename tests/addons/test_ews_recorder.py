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
from mitmproxy.exceptions import OptionsError
from mitmproxy.test import taddons, tflow, tutils
from requests_ntlm import HttpNtlmAuth

from inspector.cassette import Auth, Cassette, Interaction
from inspector.clock import SystemClock
from inspector.serve import Server
from inspector.serve.auth import Basic, Ntlm
from inspector.wire import Headers, HttpRequest, HttpResponse

MESSAGES = "http://schemas.microsoft.com/exchange/services/2006/messages"
ENVELOPE = '<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body>{}</e:Body></e:Envelope>'
IS_UM_ENABLED = ENVELOPE.format(f'<IsUMEnabled xmlns="{MESSAGES}"/>').encode()
LISTEN = ENVELOPE.format(f'<GetStreamingEvents xmlns="{MESSAGES}"/>').encode()
NOTIFIED = f'<GetStreamingEventsResponse xmlns="{MESSAGES}" n="{{}}"/>'
UM = "/EWS/UM2007Legacy.asmx"
XML = {"Content-Type": "text/xml; charset=utf-8"}
Start = Callable[..., Any]


class Canned:
    """Answers every request with the same message."""

    def respond(self, request: HttpRequest, at: float) -> HttpResponse:
        body = ENVELOPE.format(f'<IsUMEnabledResponse xmlns="{MESSAGES}">true</IsUMEnabledResponse>')
        return HttpResponse(Headers([("Content-Type", "text/xml; charset=utf-8")]), body.encode())


def post(recorder: Any, body: bytes = IS_UM_ENABLED, path: str = UM, **headers: str) -> requests.Response:
    return requests.post(recorder.url + path, body, headers=XML | headers, timeout=30)


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
    def test_zeep_in_reverse_mode(self, upstream: Any, start_recorder: Start) -> None:
        recorder = start_recorder("--upstream", upstream.url)
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
        assert [finding["code"] for finding in one.findings] == ["XSD900"]

    def test_a_client_that_ends_its_subscription_by_hanging_up_leaves_what_it_was_told(
        self, upstream: Any, start_recorder: Start
    ) -> None:
        recorder, pieces, answer = subscribed(upstream, start_recorder, notifications=2)
        answer.close()
        upstream.next_piece.release(2)
        recorder.stop()
        (one,) = recorder.interactions()
        assert one.response.body.startswith(pieces[0])

    def test_tls_towards_client_and_server(self, upstream: Any, start_recorder: Start) -> None:
        # One recorder is the https server of another.
        server = start_recorder("--upstream", upstream.url, "--tls")
        recorder = start_recorder("--upstream", server.url, "--tls", "--upstream-ca", server.ready["ca"])
        assert recorder.url.startswith("https://")
        answer = requests.post(
            recorder.url + UM, IS_UM_ENABLED, headers=XML, verify=recorder.ready["ca"], timeout=30
        )
        assert answer.status_code == 200
        assert [one.request.url for one in recorder.interactions()] == [server.url + UM]

    def test_a_server_whose_certificate_nobody_vouches_for_is_refused_unless_told_otherwise(
        self, upstream: Any, start_recorder: Start
    ) -> None:
        server = start_recorder("--upstream", upstream.url, "--tls")
        strict = start_recorder("--upstream", server.url)
        lenient = start_recorder("--upstream", server.url, "--insecure")
        assert (post(strict).status_code, post(lenient).status_code) == (502, 200)
        (one,) = strict.interactions()
        assert "certificate" in one.error

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

    def test_nothing_secret_is_found_in_cassette_or_log(self, upstream: Any, start_recorder: Start) -> None:
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
        recorder = start_recorder("--upstream", upstream.url)
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
        assert one.request.body == body
        assert post(shared_recorder, path=f"{UM}?{mark}again").status_code == 200

    @pytest.mark.parametrize("body", [body for _, body in BODIES], ids=[name for name, _ in BODIES])
    def test_from_the_server(self, shared_upstream: Any, shared_recorder: Any, body: bytes) -> None:
        mark = uuid.uuid4().hex
        shared_upstream.reply = lambda asked: shared_upstream.Reply(body if mark in asked.path else b"<a/>")
        assert post(shared_recorder, path=f"{UM}?{mark}").content == body
        one = self.recorded(shared_recorder, mark)
        assert one.response.body == body

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
        assert one.response.body == broken
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
            assert requests.get(f"{shared_recorder.url}/owa/", timeout=30).status_code == 200
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
        assert (first.response, first.conn) == (None, "c1")
        assert (second.error, second.conn) == (None, "c2")

    def test_an_exchange_that_is_under_way_when_the_recorder_is_stopped_is_recorded(
        self, upstream: Any, start_recorder: Start
    ) -> None:
        arrived = threading.Event()

        def slow(asked: Any) -> Any:
            arrived.set()
            upstream.release.wait(30)
            return upstream.Reply()

        upstream.reply = slow
        recorder = start_recorder("--upstream", upstream.url)
        where = urlsplit(recorder.url)
        client = http.client.HTTPConnection(where.hostname, where.port, timeout=30)
        client.request("POST", UM, IS_UM_ENABLED, XML)
        assert arrived.wait(30)
        assert recorder.stop()["errors"] == 1
        (one,) = recorder.interactions()
        assert "recorder was stopped" in one.error
        assert one.request.body == IS_UM_ENABLED
        client.close()


class TestSurvival:
    @pytest.mark.parametrize("run", range(10))
    def test_kill_9_leaves_every_answered_interaction_readable(
        self, run: int, upstream: Any, start_recorder: Start
    ) -> None:
        recorder = start_recorder("--upstream", upstream.url)
        answered: list[str] = []
        enough = threading.Event()

        def talk() -> None:
            with requests.Session() as session:
                while len(answered) < 5000:
                    mark = uuid.uuid4().hex
                    try:
                        session.post(f"{recorder.url}{UM}?{mark}", IS_UM_ENABLED, headers=XML, timeout=30)
                    except requests.RequestException:
                        return
                    answered.append(mark)
                    if len(answered) >= 5 + run * 3:
                        enough.set()

        talker = threading.Thread(target=talk)
        talker.start()
        assert enough.wait(30)
        os.kill(recorder.process.pid, signal.SIGKILL)
        talker.join(30)
        with Cassette(recorder.file) as cassette:
            kept = {one.request.query for one in cassette if one.response.status == 200}
        assert set(answered) <= kept

    def test_a_full_disk_gives_a_502_with_a_clear_text_and_nothing_passes_after_it(
        self, upstream: Any, start_recorder: Start
    ) -> None:
        recorder = start_recorder("--upstream", upstream.url)
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
        import importlib.util

        path = Path(__file__).parents[2] / "addons" / "ews_recorder.py"
        spec = importlib.util.spec_from_file_location("ews_recorder_under_test", path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module.EwsRecorder()

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
            addon.done()
        assert '"scrub":{"profile":"identity","key":"' in file.read_text()
        key.write_text("another-horse-battery-staple")
        with (
            taddons.context(addon) as context,
            pytest.raises(OptionsError, match="not scrubbed with"),
        ):
            context.configure(addon, ews_cassette=str(file), ews_append=True, ews_scrub_key_file=str(key))

    def test_a_flow_that_breaks_the_recorder_itself_is_stopped(self, addon: Any, tmp_path: Path) -> None:
        with taddons.context(addon) as context:
            context.configure(addon, ews_cassette=str(tmp_path / "a.jsonl"))

            def broken(exchange: Any) -> None:
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

"""mitmproxy in a thread beside the terminal UI: a client's requests appear on the screen."""

from __future__ import annotations

import asyncio
import socket
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from inspector.cassette import Cassette
from inspector.cli.live_recording import LiveRecording
from inspector.cli.proxy_settings import proxy_settings
from inspector.cli.record import command
from inspector.clock import ManualClock
from inspector.errors import UsageError
from inspector.recorder.addon import EwsRecorder
from inspector.serve import Server
from inspector.tui.app import InspectorApp
from inspector.tui.live import Live
from inspector.tui.screens.live import LiveScreen
from tests.tui.conftest import UM_URL, envelope

PATH = UM_URL[UM_URL.index("/EWS") :]
ASKED = envelope("<m:IsUMEnabled/>").encode()


class Canned:
    """Answers every request with the same message."""

    def respond(self, request: Any, at: float) -> Any:
        from inspector.wire import Headers, HttpResponse

        body = envelope("<m:IsUMEnabledResponse>true</m:IsUMEnabledResponse>")
        return HttpResponse(Headers([("Content-Type", "text/xml; charset=utf-8")]), body.encode())


@pytest.fixture
def upstream() -> Iterator[Server]:
    with Server(Canned(), ManualClock()) as server:
        yield server


def recording(tmp_path: Path, upstream: str, listen: str = "127.0.0.1:0") -> tuple[LiveRecording, Live]:
    words = ["--upstream", upstream, "-o", str(tmp_path / "a.jsonl"), "--listen", listen]
    words += ["--confdir", str(tmp_path / "ca")]
    options = command.make_context("record", words).params
    live = Live(upstream)
    host, _, port = listen.rpartition(":")
    made = LiveRecording(
        [EwsRecorder(live.recorded)],
        proxy_settings(options),
        (host, int(port)),
        live,
        lambda host, port: f"http://{host}:{port}",
    )
    return made, live


def ask(url: str) -> int:
    request = urllib.request.Request(url + PATH, ASKED, {"Content-Type": "text/xml; charset=utf-8"})
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code


async def test_what_a_client_asks_appears_on_the_screen_and_an_upstream_that_is_gone_is_shouted(
    tmp_path: Path, upstream: Server
) -> None:
    made, live = recording(tmp_path, upstream.url)
    made.start()
    try:
        app = InspectorApp(tmp_path / "a.jsonl", live=live)
        async with app.run_test(size=(100, 30)):
            assert isinstance(app.screen, LiveScreen)
            assert await asyncio.to_thread(ask, live.url) == 200
            app.screen.look_for_more()
            assert [app.screen.cassette_view.row(place).operation for place in app.screen.listing.places] == [
                "IsUMEnabled"
            ]
            upstream.stop()
            assert await asyncio.to_thread(ask, live.url) == 502
            app.screen.look_for_more()
            assert "cannot be reached" in live.problem and len(app.screen.listing.places) == 2
    finally:
        made.stop()
    with Cassette(tmp_path / "a.jsonl") as cassette:
        assert [one.error is None for one in cassette] == [True, False]


def test_a_port_that_is_taken_is_said_where_it_was_started(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        made, _ = recording(tmp_path, "http://127.0.0.1:1", f"127.0.0.1:{taken.getsockname()[1]}")
        with pytest.raises(UsageError, match="cannot listen here"):
            made.start()
    made.stop()
    assert not (tmp_path / "a.jsonl").exists()

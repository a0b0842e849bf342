"""Edited requests sent over real sockets, and kept as a cassette."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from inspector.cassette import Cassette, Interaction
from inspector.conformance.project import project_of
from inspector.errors import InspectorError
from inspector.tui.host import ServerHost
from inspector.tui.resending import RealServer, Resending
from inspector.verify import Credentials
from inspector.wire.http import Headers, HttpRequest


@pytest.fixture
def host() -> Iterator[ServerHost]:
    made = ServerHost()
    yield made
    made.stop()


@pytest.fixture
def live() -> Iterator[ServerHost]:
    """A server that stands for a real one."""
    made = ServerHost()
    made.simulate()
    yield made
    made.stop()


@pytest.fixture
def cassette(sample: Path) -> Iterator[Cassette]:
    with Cassette(sample) as opened:
        yield opened


def edited(cassette: Cassette, n: int, old: bytes, new: bytes) -> tuple[Interaction, HttpRequest]:
    recorded = cassette.numbered(n)
    assert old in recorded.request.body
    return recorded, replace(recorded.request, body=recorded.request.body.replace(old, new))


def test_without_a_server_a_replay_or_the_simulator_can_be_started(
    host: ServerHost, cassette: Cassette
) -> None:
    resending = Resending(host, cassette)
    assert [target.title for target in resending.targets()] == ["a replay of sample.jsonl", "the simulator"]
    recorded = cassette.numbered(1)
    sent = resending.send(resending.targets()[0], recorded, recorded.request)
    assert recorded.response is not None and sent.response is not None
    assert sent.response.body == recorded.response.body
    assert [target.title for target in resending.targets()] == ["the running server: sample.jsonl"]


def test_the_simulator_answers_what_the_recording_never_asked(host: ServerHost, cassette: Cassette) -> None:
    resending = Resending(host, cassette)
    recorded, request = edited(cassette, 20, b"Voice mail", b"Another subject")
    sent = resending.send(resending.targets()[1], recorded, request)
    assert sent.response is not None and b"<m:ResponseCode>NoError" in sent.response.body.replace(
        b"ns0:", b"m:"
    )


def test_a_live_server_is_one_target_more_and_says_what_it_is(
    host: ServerHost, live: ServerHost, cassette: Cassette
) -> None:
    server = RealServer(live.url, Credentials("kim", "secret"))
    resending = Resending(host, cassette, server)
    *_, target = resending.targets()
    assert target.real and target.title == f"the REAL server {server.name}"
    recorded = cassette.numbered(20)
    assert resending.warning(recorded.request, target) == [
        f"CreateItem goes to {server.name}, as kim.",
        "It changes the state of that server.",
    ]
    assert "changes nothing" in resending.warning(cassette.numbered(21).request, target)[1]
    sent = resending.send(target, recorded, recorded.request)
    assert sent.response is not None and sent.response.status == 200
    assert [entry.status for entry in live.entries()] == [200] and not host.running
    assert "secret" not in repr(sent)


def test_a_live_server_that_is_not_there_is_said_in_words(host: ServerHost, cassette: Cassette) -> None:
    resending = Resending(host, cassette, RealServer("http://127.0.0.1:1"))
    recorded = cassette.numbered(1)
    with pytest.raises(InspectorError, match="no answer"):
        resending.send(resending.targets()[-1], recorded, recorded.request)
    assert not resending.sent


def test_what_was_sent_is_kept_as_a_cassette_judged_and_scrubbed(
    host: ServerHost, cassette: Cassette, tmp_path: Path
) -> None:
    resending = Resending(host, cassette)
    recorded, request = edited(cassette, 2, b"<m:DialString>5551234</m:DialString>", b"")
    secret = request.headers.without("authorization")
    request = replace(request, headers=Headers([*secret, ("Authorization", "Basic a2ltOnNlc2FtZTEyMw==")]))
    resending.send(resending.targets()[0], recorded, request)
    for name in ("sample-edited.jsonl", "sample-edited-2.jsonl"):
        assert resending.keep(tmp_path, project_of().checker()).name == name
    with Cassette(tmp_path / "sample-edited.jsonl") as kept:
        [one] = list(kept)
        assert kept.header.scrub == cassette.header.scrub
        assert kept.header.notes == "edited requests of sample.jsonl"
    assert "a2ltOnNlc2FtZTEyMw" not in (tmp_path / "sample-edited.jsonl").read_text()
    assert one.operation == "PlayOnPhone" and one.response is not None
    assert "UMS006" in {finding["code"] for finding in one.findings}

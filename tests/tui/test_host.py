"""The server that the terminal UI runs, asked over real sockets, its clock moved by hand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from inspector.errors import CassetteError, InspectorError
from inspector.protocols.oxwums.calls import CallState
from inspector.tui.host import ServerHost
from inspector.tui.simulator_options import SimulatorOptions
from inspector.wire.http import HttpRequest
from inspector.wire.soap import read_envelope
from tests.tui.conftest import UM_CALL, UM_URL, envelope

POLL = HttpRequest(
    url=UM_URL, body=envelope(f"<m:GetCallInfo><m:CallId>{UM_CALL}</m:CallId></m:GetCallInfo>").encode()
)
HANG_UP = HttpRequest(
    url=UM_URL, body=envelope(f"<m:Disconnect><m:CallId>{UM_CALL}</m:CallId></m:Disconnect>").encode()
)
START = HttpRequest(
    url=UM_URL,
    body=envelope(
        "<m:PlayOnPhone>\n<m:entryId>AAAAAJYf</m:entryId>\n<m:DialString>5551234</m:DialString>\n</m:PlayOnPhone>"
    ).encode(),
)


@pytest.fixture
def host(sample: Path) -> Iterator[ServerHost]:
    made = ServerHost()
    made.replay(sample)
    yield made
    made.stop()


def fault(host: ServerHost) -> str:
    found = read_envelope(host.send(POLL).content).fault
    return found.code if found else ""


def test_a_hung_up_call_is_answered_at_31_999_seconds_and_gone_at_32(host: ServerHost) -> None:
    host.send(START)
    host.clock.advance(5)
    host.send(HANG_UP)
    assert [(call.handle, call.state, call.deadline) for call in host.calls()] == [
        (UM_CALL, CallState.DISCONNECTED, 37.0)
    ]
    host.clock.advance(31.999)
    assert host.send(POLL).status == 200
    assert host.next_timer() == pytest.approx(0.001)
    host.clock.advance(0.001)
    assert fault(host) == "InvalidCallIdException"
    assert all(call.state is CallState.IDLE for call in host.calls())
    assert host.next_timer() is None


def test_the_journal_tells_recorded_from_missed(host: ServerHost) -> None:
    host.send(START)
    odd = HttpRequest(url=UM_URL, body=POLL.body.replace(UM_CALL.encode(), b"nobody"))
    host.send(odd)
    first, second = host.entries()
    assert (first.origin.source, first.origin.n, second.origin.source) == ("recorded", 2, "miss")
    miss = host.miss_at(second.at, "GetCallInfo")
    assert miss is not None and "nobody" in str(miss)
    assert host.entries(after=1) == [second]
    assert dict(host.counts()) == {"recorded": 1, "miss": 1}
    host.reset()
    assert host.entries() == []


def test_the_simulators_next_timer_is_found_though_nobody_announces_it() -> None:
    host = ServerHost()
    try:
        host.simulate()
        from inspector.simulator import Simulator

        simulator = host.responder
        assert isinstance(simulator, Simulator)
        mailbox = simulator.default_mailbox
        entry = mailbox.entry_id(mailbox.voice_mail)
        dial = "<m:DialString>5551234</m:DialString>"
        start = f"<m:PlayOnPhone><m:entryId>{entry}</m:entryId>{dial}</m:PlayOnPhone>"
        assert host.next_timer() is None
        assert host.send(HttpRequest(url=UM_URL, body=envelope(start).encode())).status == 200
        assert [call.state for call in host.calls()] == [CallState.CONNECTING]
        left = host.next_timer()
        assert left is not None
        host.clock.advance(left)
        assert [call.state for call in host.calls()] == [CallState.CONNECTED]
    finally:
        host.stop()


def test_without_a_server_there_is_nothing_to_see_and_nothing_is_sent() -> None:
    host = ServerHost()
    assert (host.running, host.url, host.calls(), host.entries(), dict(host.counts())) == (
        False,
        "",
        [],
        [],
        {},
    )
    with pytest.raises(InspectorError, match="no server runs"):
        host.send(POLL)
    host.reset()
    host.stop()


def test_what_is_no_cassette_is_not_served(tmp_path: Path) -> None:
    (tmp_path / "x.jsonl").write_text("{}\n")
    host = ServerHost()
    with pytest.raises(CassetteError):
        host.replay(tmp_path / "x.jsonl")
    assert not host.running


def test_a_server_that_was_stopped_is_gone(host: ServerHost) -> None:
    url = host.url
    host.stop()
    assert url and not host.running
    with pytest.raises(InspectorError):
        host.send(POLL)


def test_the_simulator_follows_a_scenario_and_keeps_a_store(tmp_path: Path) -> None:
    scenario = tmp_path / "calls.toml"
    scenario.write_text(
        '[[mailboxes]]\naddress = "anna@example.com"\n\n[[calls]]\nlike = "*"\nanswer = "busy"\n'
    )
    host = ServerHost()
    try:
        host.simulate(SimulatorOptions(str(scenario), "Exchange2013", str(tmp_path / "box.sqlite")))
        assert host.what == "the simulator, Exchange2013, calls.toml, box.sqlite"
        facts = dict(host.facts())
        assert facts["mailbox"] == "anna@example.com"
        entry = facts["voice mail, as PlayOnPhone on UM names it"]
        dial = "<m:DialString>5551234</m:DialString>"
        start = f"<m:PlayOnPhone><m:entryId>{entry}</m:entryId>{dial}</m:PlayOnPhone>"
        assert host.send(HttpRequest(url=UM_URL, body=envelope(start).encode())).status == 200
        left = host.next_timer()
        assert left is not None
        host.clock.advance(left)
        assert [call.state for call in host.calls()] == [CallState.DISCONNECTED]
        told = host.entries()[-1].origin
        assert (told.source, told.operation, told.note) == ("simulated", "PlayOnPhone", "OK")
        assert told.handle == host.calls()[0].handle
    finally:
        host.stop()
    assert (tmp_path / "box.sqlite").stat().st_size > 0


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (None, "cannot be read"),
        ("calls = [", "not TOML"),
        ('[[calls]]\nto = "1"\nanswer = "perhaps"\n', "perhaps"),
    ],
)
def test_a_wrong_scenario_is_said_in_words_and_what_ran_goes_on(
    host: ServerHost, tmp_path: Path, text: str | None, said: str
) -> None:
    scenario, url = tmp_path / "calls.toml", host.url
    if text is not None:
        scenario.write_text(text)
    with pytest.raises(InspectorError, match=said):
        host.simulate(SimulatorOptions(str(scenario)))
    assert host.running and host.url == url

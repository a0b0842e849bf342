"""Recorded requests sent to a running server in order, over real sockets, its clock moved by their pauses."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from inspector.cassette import Cassette, Interaction
from inspector.diff import ByRole
from inspector.errors import InspectorError
from inspector.resources import cassettes_dir
from inspector.tui.host import ServerHost
from inspector.tui.interaction_pairs import Pair, Table
from inspector.tui.replay_run import replayed
from tests.tui.conftest import hostile

SAMPLES = cassettes_dir()


def test_what_has_no_answer_in_the_recording_is_not_sent(host: ServerHost, sample: Path) -> None:
    host.replay(sample)
    found, _ = rows(host, sample)
    assert [(row.sign, row.first and row.first.operation) for row in found if row.sign != "="] == [
        ("·", "DeleteItem")
    ]


@pytest.fixture
def host() -> Iterator[ServerHost]:
    made = ServerHost()
    yield made
    made.stop()


def rows(
    host: ServerHost, path: Path, interactions: list[Interaction] | None = None
) -> tuple[list[Pair], Table]:
    with Cassette(path) as cassette:
        found, table = list[Pair](), Table(ByRole(), keep=True)
        compare = replayed(host, lambda: interactions or list(cassette), cassette.header)

        def noted(pair: Any) -> bool:
            found.append(table.row(pair))
            return True

        compare(table.reading, noted)
        return found, table


def test_a_replay_server_answers_as_recorded_down_to_the_end_of_the_timer(host: ServerHost) -> None:
    path = SAMPLES / "voicemail-ews.jsonl"
    host.replay(path)
    found, table = rows(host, path)
    assert [row.sign for row in found] == ["="] * 9
    assert host.clock.now() == 40.0
    assert table.kept[9].response is not None
    assert b"ErrorInvalidPhoneCallId" in table.kept[9].response.body


def test_handles_that_the_server_issues_take_the_place_of_the_recorded_ones(host: ServerHost) -> None:
    path = SAMPLES / "mail.jsonl"
    host.simulate()
    found, table = rows(host, path)
    assert table.reading.by_nature.total() > 0  # type: ignore[attr-defined]
    assert all(row.first and row.second and row.first.outcome == row.second.outcome for row in found)


def test_an_answer_that_differs_is_told_where_it_does(host: ServerHost) -> None:
    path = SAMPLES / "voicemail-ews.jsonl"
    host.replay(path)
    with Cassette(path) as cassette:
        recorded = list(cassette)
    assert recorded[2].response is not None
    body = recorded[2].response.body.replace(b"PhoneCallState>Conn", b"PhoneCallState>Disconn")
    recorded[2] = replace(recorded[2], response=replace(recorded[2].response, body=body))
    found, _ = rows(host, path, recorded)
    assert [row.sign for row in found] == ["=", "=", "~", *["="] * 6]
    assert found[2].drifts[0].difference.path.endswith("t:PhoneCallState")


def test_a_server_that_is_gone_is_said_in_words(host: ServerHost) -> None:
    path = SAMPLES / "voicemail-ews.jsonl"
    host.replay(path)
    server = host._server
    assert server is not None
    server.stop()
    with pytest.raises(InspectorError, match="could not be sent"):
        rows(host, path)


def test_what_no_client_could_send_is_left_out_and_the_rest_goes_on(
    host: ServerHost, cassette_of: Callable[..., Path]
) -> None:
    path = cassette_of(hostile)
    host.replay(path)
    found, _ = rows(host, path)
    assert [row.sign for row in found] == ["=", "=", "=", "="]

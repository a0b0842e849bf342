"""Each client, in each of its modes: recorded, judged, and answered the same by the recording alone."""

from pathlib import Path

import pytest

from inspector.protocols import operations
from inspector.serve.tls import tls_context
from tests.clients import javascript
from tests.clients.plays import PLAYS, Mode, Play
from tests.clients.stage import operations_of, recording, replaying, verdicts_of, voice_message
from tests.clients.table import kept, table

PAIRS = [
    pytest.param(
        play,
        mode,
        id=f"{play}: {mode}",
        marks=[
            pytest.mark.skipif(
                play.needs_node and not javascript.has_node(),
                reason="there is no node with npm on this machine",
            )
        ],
    )
    for play in PLAYS
    for mode in play.modes
]


@pytest.fixture(scope="module")
def confdir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the CA of these tests is."""
    folder = tmp_path_factory.mktemp("ca")
    tls_context(folder)
    return folder


@pytest.mark.parametrize(("play", "mode"), PAIRS)
def test_the_recording_answers_as_the_server_did(
    play: Play, mode: Mode, tmp_path: Path, confdir: Path
) -> None:
    if play.needs_node:
        javascript.install()
    cassette = tmp_path / "session.jsonl"
    ca = confdir if mode.scheme == "https" else None
    with recording(cassette, auth=mode.auth, mode=mode.proxy, confdir=ca) as stage:
        messages = voice_message(stage)
        answers = play.drive(stage, mode.auth, messages, tmp_path / "live")
    assert operations_of(cassette) >= play.operations
    assert [str(finding) for _, finding in verdicts_of(cassette)] == []
    with replaying(cassette, auth=mode.auth, confdir=ca) as stage:
        assert play.drive(stage, mode.auth, messages, tmp_path / "replayed") == answers


def test_all_forty_operations_are_driven_by_a_client() -> None:
    driven = frozenset().union(*(play.operations for play in PLAYS))
    assert driven == {one.name for one in operations()}
    assert len(driven) == 40


def test_the_table_of_the_document_is_the_one_that_is_printed() -> None:
    assert kept() == table(), "print it with: python -m tests.clients.table"

"""exchangelib signs in with OAuth and replays, without an option and without Microsoft."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from inspector.cassette import CassetteHeader, CassetteWriter
from inspector.clock import ManualClock
from inspector.replay import Replayer
from inspector.replay.answer import Source
from inspector.scrub import Scrubber
from inspector.serve import Journal, Login, Server
from inspector.simulator import Simulator

pytest.importorskip("exchangelib", reason="the client that is tried here is not installed")

from tests.clients.scripts.exchangelib_oauth import draft
from tests.clients.stage import Noting, judged


def record(path: Path, profile: str) -> None:
    """Records what exchangelib asks a server that issues its tokens itself."""
    noting = Noting(Simulator())
    with Server(Login(noting), ManualClock()) as server:
        assert drafted(server) == "Lunch?"
    judged(noting.noted)
    scrub = {"profile": profile, "salt": "salt", "version": 2}
    scrubber = Scrubber.of(scrub)
    with CassetteWriter(path, CassetteHeader(scrub=scrub)) as writer:
        for one in noting.noted:
            writer.append(scrubber.scrub(one))


def drafted(server: Server) -> str:
    return draft(f"{server.url}/EWS/Exchange.asmx", f"{server.url}/common/oauth2/v2.0/token")


@pytest.mark.parametrize("profile", ["none", "identity"])
def test_a_session_with_oauth_replays(profile: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")
    path = tmp_path / "oauth.jsonl"
    record(path, profile)
    with Replayer([path]) as replayer:
        journal = Journal(Login(replayer))
        with Server(journal, ManualClock()) as server:
            assert drafted(server)
        assert replayer.misses == []
    sources = [entry.origin.source for entry in journal.entries()]
    assert sources[0] is Source.LOGIN and set(sources[1:]) <= {Source.RECORDED, Source.LOGIN}


def test_an_unchanged_program_replays_through_a_proxy_by_its_environment_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")
    path = tmp_path / "oauth.jsonl"
    record(path, "identity")
    monkeypatch.delenv("OAUTHLIB_INSECURE_TRANSPORT")
    program = (
        "-m",
        "tests.clients.scripts.exchangelib_oauth",
        "https://outlook.office365.com/EWS/Exchange.asmx",
    )
    done = subprocess.run(
        [
            *(sys.executable, "-m", "inspector", "run", "--cassette", str(path)),
            *("--proxy", "--confdir", str(tmp_path / "ca"), "--", sys.executable, *program),
        ],
        cwd=Path(__file__).parents[2],
        env={name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "Lunch?"

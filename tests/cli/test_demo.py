"""The demo is the whole loop, with the real commands and sockets, in some seconds."""

import subprocess
import sys

from inspector.cassette import Cassette
from inspector.cli.demo_client import PASSWORD


def demo(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "inspector", "demo", *words],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_the_demo_records_judges_replays_and_draws_the_call(tmp_path):
    path = tmp_path / "demo.jsonl"
    done = demo("-o", str(path))
    assert (done.returncode, done.stderr) == (0, "")
    assert "10 interactions judged by schema and rules: 0 errors" in done.stdout
    assert "10 answers, all the same as recorded" in done.stdout
    assert "32 s after Disconnected" in done.stdout
    with Cassette(path) as cassette:
        operations = [interaction.operation for interaction in cassette]
    assert operations[:4] == ["CreateItem", "FindItem", "GetItem", "PlayOnPhone2"]
    assert PASSWORD not in path.read_text()


def test_the_demo_overwrites_nothing_and_says_why_it_stops(tmp_path):
    path = tmp_path / "mine.jsonl"
    path.write_text("precious")
    done = demo("-o", str(path))
    assert done.returncode == 2
    assert "exists already" in done.stderr and "Traceback" not in done.stderr
    assert path.read_text() == "precious"

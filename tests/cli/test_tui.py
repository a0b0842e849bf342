"""What ``ews-inspector tui`` is told on the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from inspector.cli.tui import command


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--user", "kim"), "--user is for a live server. Name it with --upstream."),
        (("--map", "a=b"), "--map is for a live server"),
        (("--password-env", "X"), "--password-env is for a live server"),
        (("--insecure",), "--insecure is for a live server"),
        (("--record", "http://127.0.0.1:1", "--web"), "--record and --web exclude each other"),
        (("--record", "http://127.0.0.1:1", "sample:mail"), "--record makes a new cassette"),
        (("--record", "mail.example.com"), "needs a terminal"),
        (("--record", "http://127.0.0.1:1", "--user", "kim"), "--user is for a live server"),
        (("--record", "http://127.0.0.1:1", "--upstream", "http://127.0.0.1:2"), "exclude each other"),
        (("--web", "--listen", "8000"), "no address to listen on"),
        (("sample:mail",), "needs a terminal"),
    ],
)
def test_what_makes_no_sense_is_refused_in_one_line(run: Any, words: tuple[str, ...], said: str) -> None:
    code, out, err = run("tui", *words)
    assert (code, out, err.count("\n")) == (2, "", 1) and said in err


def test_a_page_is_served_with_what_the_command_was_told(monkeypatch: pytest.MonkeyPatch) -> None:
    served: list[Any] = []
    monkeypatch.setattr("inspector.cli.web.serve_in_browser", lambda *told: served.append(told))
    words = ["--theme", "light", "--upstream", "https://mail.example.com", "--user", "kim"]
    words += ["--password-env", "PW", "--map", "a=b", "--map", "c=d", "--insecure", "sample:mail"]
    command.main(["--web", "--listen", "127.0.0.1:0", *words], standalone_mode=False)
    [(told, host, port)] = served
    assert (host, port) == ("127.0.0.1", 0)
    assert sorted(told[:-1]) == sorted(words[:-1]) and told[-1].endswith("mail.jsonl")


def test_what_is_watched_is_recorded_with_what_the_command_was_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    recorded: list[list[str]] = []
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("inspector.cli.record.command.main", lambda words, **_: recorded.append(words))
    (tmp_path / "session.jsonl").touch()
    words = ["--record", "https://mail.example.com", "--listen", "127.0.0.1:0", "--insecure"]
    command.main([*words, "--upstream-ca", "ca.pem"], standalone_mode=False)
    assert " ".join(recorded[0]) == (
        "--tui --upstream https://mail.example.com --listen 127.0.0.1:0 -o session-2.jsonl "
        "--upstream-ca ca.pem --insecure"
    )

"""Every command that reads, on a terminal and with a cassette that would steer it."""

from __future__ import annotations

import os
import pty
import select
import shlex
import time
from pathlib import Path

import click
import pytest

from inspector.cli.main import cli
from tests.hostile import hostile, unsafe, write_cassette
from tests.processes import Process

_QUIET = 0.2  # seconds without output after which an ended command has nothing more to say
_LONGEST = 120.0  # seconds for a command, on a machine with much to do
COMMANDS = [
    "list {c}",
    "list {c} --json",
    "list {c} --stats",
    "list {c} --stats --json",
    "list {c} --filter '~op No\x1b[31337mne'",
    "list {c} --filter '~\x1b[31337m'",
    *(f"show {{c}} {n}" for n in range(1, 14)),
    "show {c}:1 --json",
    "show {c} 1 --raw",
    "show {c} 1 --raw --request",
    "show {c} 4 --raw",
    "show {c} \x1b[31337m",
    "flow {c}",
    "flow {c} --json",
    "flow {c} call-",
    "flow {c} call- --all-polls",
    "flow {c} \x1b[31337m",
    "diff {c} {d}",
    "diff {c}:1 {d}:2 --exact",
    "diff {c}:2 {c}:6 --json",
    "diff {c}:1 {c}:6 --format html",
    "export {c}",
    "export {c} 2 --as python",
    "validate {c}",
    "validate {c} --format json",
    "validate {c} --format sarif",
    "validate {c} --format junit",
    "validate {c} --format html",
    "validate {f}",
    "scrub --check {c}",
    "scrub --check {c} --format json",
    "scrub --check {c} --format sarif",
    "note {c}",
    "textconv {c}",
    "tidy {c} --check",
    "list {g} --filter '~op Nope'",
    "show {g}:99",
    "flow {g} nope",
    "diff {g} {c}",
    "validate {g}",
    "validate {g} --format concise",
    "validate {g} --format github",
    "tidy {g} --check",
    "split {g} --every 99 -o {g}x",
    "select {g} --filter '~n 1' -o {g}y",
    "select {g} --filter ~op\x1b[31337m -o {g}y",
    "repair {g}",
    "repair {g}z",
    "convert {c} {g}.har",
    "convert {f} {g}.har",
    "merge {c} {d} -o {g}m.jsonl",
    "redact {c} 6 t:\x1b[31337m",
    "redact {d} 6 m:CallId",
    "run --cassette {c} --fail-on-unplayed -- true",
    "run --cassette {g} -- \x1b[31337m",
    "schemas import {f}",
    "usage {c}",
    "usage {c} --json",
    "usage {g} --replace graph",
    "usage {f}",
    "verify {c} --read-only --no-pauses --upstream http://127.0.0.1:9",
    "verify {g} --read-only --upstream http://127.0.0.1:9/\x1b[31337m",
    "rules \x1b[31337m",
    "valid\x1b[31337m",
    "list --\x1b[31337m",
    "list {f}",
    "replay {f}",
    "tui {f}",
]

WRITES_ALONE = {"demo", "record", "simulate"}
"""What shows nothing of any cassette: it reads none."""


def test_every_command_that_reads_is_tried() -> None:
    tried = {line.split()[0] for line in COMMANDS}
    assert set(cli.list_commands(click.Context(cli))) - tried == WRITES_ALONE


def on_a_terminal(words: list[str], folder: Path, width: int = 80) -> bytes:
    """Runs the command with a pseudo-terminal of so many columns, and returns what reached it."""
    ours, theirs = pty.openpty()
    environment = os.environ | {"TERM": "xterm-256color", "COLUMNS": str(width), "HOME": str(folder)}
    process = Process(*words, stdin=theirs, stdout=theirs, stderr=theirs, cwd=folder, env=environment)
    seen = b""
    try:
        # Our end of its side stays open until all is read: what is on its way when a terminal is hung up can
        # be lost.
        end = time.monotonic() + _LONGEST
        while select.select([ours], [], [], _QUIET)[0] or process.poll() is None:
            assert time.monotonic() < end, f"it does not end by itself: {seen!r:.500}"
            if select.select([ours], [], [], 0)[0]:
                seen += os.read(ours, 1 << 16)
    finally:
        process.kill()
        process.wait(60)
        os.close(ours)
        os.close(theirs)
    return seen


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no pseudo-terminal on this system")
@pytest.mark.parametrize("line", COMMANDS, ids=lambda line: line.replace("\x1b", "ESC"))
def test_no_character_of_a_cassette_steers_the_terminal(line: str, tmp_path: Path) -> None:
    cassette = write_cassette(tmp_path / "c.jsonl")
    other = write_cassette(tmp_path / "d.jsonl", short=True)
    other.write_text(other.read_text().replace("call-", "call+"))
    foreign = tmp_path / f"{hostile('name').replace('/', '')}.har"
    foreign.write_text("{\x1b[31337m")
    good = write_cassette(tmp_path / f"{hostile('good').replace('/', '')}.jsonl")
    names = {"{g}": str(good), "{c}": str(cassette), "{d}": str(other), "{f}": str(foreign)}
    words = shlex.split(line)
    for name, path in names.items():
        words = [word.replace(name, path) for word in words]
    seen = on_a_terminal(words, tmp_path)
    assert b"mistake in ews-inspector" not in seen
    assert unsafe(seen) == []

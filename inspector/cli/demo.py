"""``ews-inspector demo``: the whole loop on the bundled simulator: record, judge, replay."""

from __future__ import annotations

import json
import queue
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPException
from pathlib import Path

import click
from rich.console import Console

from inspector.cassette import Cassette
from inspector.cli.demo_client import PASSWORD, USER, Heard, run_script
from inspector.cli.options import as_typed, examples
from inspector.clock import ManualClock
from inspector.errors import InspectorError
from inspector.flow import flows, step_of
from inspector.replay import Replayer
from inspector.report.ladder import draw
from inspector.report.ladder_colours import painted
from inspector.serve import Server
from inspector.simulator import Simulator
from inspector.terminal import Output
from inspector.wire.clock_header import Stamped
from inspector.wording import plural

_PATIENCE = 30.0  # seconds that the recorder has to start, and to stop


class DemoFailed(InspectorError):
    """The demo could not go on; says at which step."""


@click.command("demo", epilog=examples("ews-inspector demo -o demo.jsonl"))
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False), help="Where to keep the recording; else a new folder."
)
def command(output: str | None) -> int:
    """Show the whole loop in a few seconds: record a client, judge the recording, replay it.

    A small client sends a message and has it read over the telephone, through the recorder, to the bundled
    simulator. Then the simulator is stopped, and the same client runs against the recording alone. Needs no
    network: everything happens on 127.0.0.1.
    """
    console = Console(highlight=False, soft_wrap=True)
    cassette = Path(output) if output else Path(tempfile.mkdtemp(prefix="ews-inspector-")) / "demo.jsonl"
    console.print("[bold]1  Record[/]  a client, through the recorder, to a simulated Exchange")
    recorded = _record(cassette, console)
    console.print(f"\n[bold]2  Judge[/]   {cassette}")
    errors = _judge(cassette, console)
    console.print("\n[bold]3  Replay[/]  the simulator is stopped; the same client, the recording alone")
    replayed = _replay(cassette, console)
    same = recorded == replayed
    verdict = "all the same as recorded" if same else "[red]not the same as recorded[/]"
    console.print(f"   {len(replayed)} answers, {verdict}")
    _ladder(cassette, console)
    _what_next(cassette, console)
    return 0 if same and not errors else 1


def _record(cassette: Path, console: Console) -> list[Heard]:
    clock = ManualClock()
    simulator = Simulator()
    with Server(Stamped(simulator), clock) as upstream, _recorder(upstream.url, cassette) as url:
        console.print(f"   client -> {url} (recorder) -> {upstream.url} (simulator)")
        return _run(url, clock, console)


def _replay(cassette: Path, console: Console) -> list[Heard]:
    clock = ManualClock()
    with Cassette(cassette) as recording, Server(Replayer([recording]), clock) as server:
        console.print(f"   client -> {server.url} (replay; its clock is moved by hand)")
        return _run(server.url, clock, console)


def _run(url: str, clock: ManualClock, console: Console) -> list[Heard]:
    heard = []
    try:
        for answer in run_script(url, clock.advance):
            heard.append(answer)
            console.print(f"   [dim]{clock.now():7.3f} s[/]  {answer.operation:<24} {answer.answer}")
    except (OSError, HTTPException) as problem:
        raise DemoFailed(f"the client lost its server ({problem})", url) from None
    return heard


@contextmanager
def _recorder(upstream: str, cassette: Path) -> Iterator[str]:
    """Runs the real command in a process of its own, and gives the URL that it listens on."""
    words = ["record", "--upstream", upstream, "-o", str(cassette), "--listen", "127.0.0.1:0", "--json"]
    process = subprocess.Popen(
        [sys.executable, "-m", "inspector", *words],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield _ready(process)["listen"]
    finally:
        process.terminate()
        try:
            process.communicate(timeout=_PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()


def _ready(process: subprocess.Popen[str]) -> dict[str, str]:
    lines: queue.SimpleQueue[str] = queue.SimpleQueue()
    assert process.stdout is not None
    threading.Thread(
        target=lambda pipe: lines.put(pipe.readline()), args=[process.stdout], daemon=True
    ).start()
    try:
        line = lines.get(timeout=_PATIENCE)
    except queue.Empty:
        raise DemoFailed(f"the recorder did not start within {_PATIENCE:.0f} seconds") from None
    if not line:
        _, why = process.communicate(timeout=_PATIENCE)
        raise DemoFailed(f"the recorder did not start: {why.strip() or 'it said nothing'}")
    ready: dict[str, str] = json.loads(line)
    return ready


def _judge(cassette: Path, console: Console) -> int:
    """Shows what the recorder found, and returns how many errors there are."""
    with Cassette(cassette) as recording:
        findings = [finding for interaction in recording for finding in interaction.findings]
        count = Counter(finding["severity"] for finding in findings)
        secret = PASSWORD.encode() in cassette.read_bytes()
        console.print(
            f"   {plural(len(recording), 'interaction')} judged by schema and rules: "
            f"{plural(count['error'], 'error')}, {plural(count['warning'], 'warning')}, "
            f"{plural(count['info'], 'note')}"
        )
    told = Counter((finding["severity"], finding["code"], finding["name"]) for finding in findings)
    for (severity, code, name), times in told.most_common():
        console.print(f"   [dim]{severity:<8}[/]{code}  {name}" + (f"  (x{times})" if times > 1 else ""))
    where = "[red]in the file[/]" if secret else "not in the file"
    console.print(f"   the password of {USER} is {where}")
    return count["error"] + secret


def _ladder(cassette: Path, console: Console) -> None:
    with Cassette(cassette) as recording:
        calls = [flow for flow in flows(map(step_of, recording)) if flow.call]
        for flow in calls:
            console.print()
            for line in draw(flow, min(max(console.width, 64), 100)):
                Output().line(*painted(line))


def _what_next(cassette: Path, console: Console) -> None:
    name = as_typed()
    console.print("\n[bold]What to try next[/]")
    for words in (
        f"tui {cassette}",
        f"validate {cassette}",
        f"replay {cassette} --clock manual",
        "record --upstream https://mail.example.com -o mine.jsonl",
    ):
        console.print(f"   {name} {words}", markup=False)

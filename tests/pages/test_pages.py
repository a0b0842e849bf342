"""README and the pages do as they say: what they show is typed, and gives what they show below it.

Only the pages of the rules are left out: they are made of the rules' cases (tests/report/test_rule_pages.py).
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from inspector import Control, ManualClock, Server, Simulator, project_of
from inspector.wire.clock_header import Stamped
from tests.pages.blocks import PAGES, ROOT, Block, Command, blocks, commands
from tests.pages.files import MADE
from tests.pages.prompt import Prompt, first_difference, send_some

# Commands that are not typed, and why.
NOT_TYPED = {
    r"(pip|pipx|uvx) ": "takes packages from an index; tests/test_wheel.py installs what they would install",
    r"make ": "sets up an environment: 'make demo' is tests/cli/test_demo.py, 'make test' runs this file",
    r"dask |.* --cluster ": "needs others: tests/batch/test_dask_cluster.py has a cluster of this machine",
    r".* (s3:|https://files)": "needs an object store or a file server: tests/cassette/test_filesystem.py",
    r"pytest -n auto": "takes all cores: tests/pytest_plugin/test_replay.py takes two",
    r".* -- (node|java) ": "needs node or a JDK: tests/cli/test_run.py where they are installed",
    r".*_(zsh|fish)_source|.*=(zsh|fish)_source": "needs zsh or fish",
}
# Blocks that are run by another test, or by a program that is none of this project's.
RUN_ELSEWHERE = {
    "js": "tests/clients/test_simulator_examples.py",
    "java": "tests/cli/test_run.py and tests/clients/test_simulator_examples.py",
    "javascript": "tests/cli/test_run.py",
    "ini": "tests/pytest_plugin/test_settings.py",
    "text": "shows what a file or a screen holds; no one types it",
}
USUAL_PORTS = {"record": "8080", "replay": "8080", "simulate": "8081", "tui": "8080", "validate": ""}
SERVES = re.compile(r"(?:\w+=\S+ )*ews-inspector (record|replay|simulate|tui|validate(?=.*--watch))\b")
# Commands that need a terminal: what appears on it, and what the reader presses then.
_SCREEN = (b"\x1b[?1049h", b"Q")
AT_A_TERMINAL = {
    re.compile(r".*ews-inspector (record --tui|tui --record)"): [_SCREEN, (b"recording?", b"y")],
    re.compile(r".*ews-inspector tui\b(?!.*--web)"): [_SCREEN],
    re.compile(r".*ews-inspector verify\b"): [(b"y/N", b"y\n")],
}


@pytest.fixture(scope="module")
def programs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder with the commands, warm."""
    folder = tmp_path_factory.mktemp("programs")
    (folder / "home").mkdir()
    (folder / "home" / ".curlrc").write_text("silent\n")  # it is on a terminal
    words = [sys.executable, "-m", "tests.pages.warm", str(folder)]
    with subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None and process.stdout.readline() == b"ready\n"
        yield folder
        process.terminate()


@pytest.fixture(scope="module")
def upstream() -> Iterator[str]:
    """The Exchange of the pages' readers."""
    clock, simulator = ManualClock(), Stamped(Simulator())
    with Server(simulator, clock, control=Control(simulator, clock)) as server:
        yield server.url


@pytest.fixture
def prompt(tmp_path: Path, programs: Path, upstream: str) -> Iterator[Prompt]:
    reader = Prompt(tmp_path, programs, upstream)
    yield reader
    reader.close()


def shown() -> list[Path]:
    """The pages that show something to type; those of the library are in tests/test_docs.py."""
    pages = [page for page in PAGES if page.parent.name != "rules" or page.name == "README.md"]
    return [page for page in pages if page.name != "library.md"]


@pytest.mark.parametrize("page", shown(), ids=lambda page: str(page.relative_to(ROOT)))
def test_what_a_page_shows_works(page: Path, prompt: Prompt, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(prompt.folder)
    names: dict[str, object] = {}
    brought: set[str] = set()
    wrong = []
    for block in blocks(page):
        if block.name or "def test_" in block.text:
            (prompt.folder / (block.name or f"test_line_{block.line}.py")).write_text(block.text)
    found = blocks(page)
    for at, block in enumerate(found):
        if block.is_example:  # the reader has not typed those of other commands before
            prompt.start_anew()
            brought.clear()
        if block.name:
            continue
        if block.is_typed:
            for command in commands(block):
                _bring_files(command.text, prompt.folder, brought)
                wrong += [said] if (said := _typed(command, prompt)) else []
            continue
        _bring_files(block.text, prompt.folder, brought)
        if block.language == "python" and "def test_" not in block.text:
            exec(compile("\n" * block.line + block.text, str(page), "exec"), names)
        elif block.language == "sql":
            wrong += [said] if (said := _asked(block, found[at + 1])) else []
        elif block.language not in {*RUN_ELSEWHERE, "python"}:
            wrong.append(f"line {block.line}: a block of no known sort: {block.language!r}")
    if (prompt.folder / "pyproject.toml").exists():
        project_of(prompt.folder)
    if list(prompt.folder.glob("test_line_*.py")):
        wrong += [said] if (said := _typed(Command(0, "pytest -q"), prompt)) else []
    assert not wrong, "\n".join(wrong)


def test_every_reason_not_to_type_a_command_is_needed() -> None:
    typed = [
        command.text
        for page in shown()
        for block in blocks(page)
        if block.is_typed
        for command in commands(block)
    ]
    assert [reason for reason in NOT_TYPED if not any(re.match(reason, text) for text in typed)] == []


def _typed(command: Command, prompt: Prompt) -> str:
    """Types a command, and returns what is wrong with what comes of it."""
    most = 0 if command.text.startswith("pytest") else 1  # 1: it found something
    if any(re.match(pattern, command.text) for pattern in NOT_TYPED):
        return ""
    shown = [line for line in command.output if line != "^C"]
    for pattern, keys in AT_A_TERMINAL.items():
        if pattern.match(command.text):
            prompt.free(USUAL_PORTS["tui"])
            status, seen = prompt.look(command.text, keys)
            return "" if 0 <= status <= most else f"{command}: status {status}:\n{seen}"
    if serves := SERVES.match(command.text):
        server = prompt.serve(command.text, USUAL_PORTS[serves[1]])
        if server.running and serves[1] == "record":
            send_some(server.url)
        if server.running and "^C" not in command.output:
            return (
                f"{command}: not printed:\n{missing}" if (missing := prompt.wait_for(server, shown)) else ""
            )
        status, printed = prompt.stop(server)
    else:
        status, printed = prompt.type(command.text)
    if any(line.startswith(("Error: ", "ews-inspector: ")) for line in shown):
        status -= 2
    missing = first_difference(shown, printed) if shown else ""
    if missing or not 0 <= status <= most:
        return f"{command}: status {status}; not printed:\n{missing}\nbut:\n" + "\n".join(printed)
    return ""


def _asked(block: Block, shown: Block) -> str:
    """Asks DuckDB what a block asks, and returns what is wrong with what comes of it."""
    answer = duckdb.sql(block.text)
    heading = shown.text.splitlines()[1]
    if [each.strip() for each in heading.strip("│").split("│")] != answer.columns or not answer.fetchall():
        return f"line {block.line}: not answered as shown:\n{answer}"
    return ""


def _bring_files(text: str, folder: Path, brought: set[str]) -> None:
    """Puts into a folder what a reader is taken to have, where a text names it and does not make it."""
    for name, make in MADE.items():
        path = folder / name
        if re.search(rf"(-o|convert \S+) {name}", text):
            if name in brought:
                path.unlink()
                brought.discard(name)
        elif re.search(rf"\b{name}", text) and not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            make(path)
            brought.add(name)
        if f'ews_cassette("{name}"' in text:
            (folder / "cassettes").mkdir(exist_ok=True)
            shutil.copy(path, folder / "cassettes")

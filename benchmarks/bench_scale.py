"""Commands on long recordings: the processor's and the wall's time, in one process and in two, and memory.

``python -m benchmarks scale 1000000`` measures that many interactions; without a number 3,000 and 30,000.
``... 1000000 diff`` measures only the commands whose names contain that, ``... 300000 --jobs`` those that
have to be faster in two processes than in one (some six minutes), ``... 1000000 --two`` those that have to be
through in time, in two processes alone (some seven minutes). A process's own memory is what is no page of a
file, which the system takes back when it likes; times and memory of all processes of a command are read in
/proc, so on Linux only. What two processes write must be what one writes.

Two processes are as much faster as the wall says where the machine does nothing else. Where it does, the time
that the busier of the two had of the processor says how much faster they could be.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks import working_days

SIZES = (3_000, 30_000)
# What a command may have: what it remembers at most (identifiers, names, compiled schemas), and of each
# interaction its place in the file (24 bytes, of two files in `diff`), and where lines are sorted, its time.
CEILING = 200 * 1024 * 1024
OF_EACH = 150
_TICK = os.sysconf("SC_CLK_TCK")
_EVERY = 0.05  # seconds between two looks at a command's memory
_FIRST, _SECOND, _KEY = "first.jsonl", "second.jsonl", "key.txt"
# name: words of the command; it runs in a folder with both recordings and with what the ones before it wrote
COMMANDS = {
    "list": ["list", _FIRST],
    "list --stats": ["list", _FIRST, "--stats"],
    "list --filter": ["list", _FIRST, "--filter", "~op CreateItem & ~bq Report"],
    "validate": ["validate", _FIRST, "--format", "json", "--fail-on", "never"],
    "usage": ["usage", _FIRST, "--json"],
    "usage --replace graph": ["usage", _FIRST, "--replace", "graph", "--json"],
    "scrub": ["scrub", _FIRST, "-o", "scrubbed.jsonl", "--key-file", _KEY],
    "scrub --check": ["scrub", "--check", "scrubbed.jsonl", "--key-file", _KEY],
    "convert to HAR": ["convert", _FIRST, "session.har"],
    "convert to flows": ["convert", _FIRST, "session.flows"],
    "convert from HAR": ["convert", "session.har", "from-har.jsonl", "--scrub", "none", "--no-check"],
    "convert from flows": ["convert", "session.flows", "from-flows.jsonl", "--scrub", "none", "--no-check"],
    "validate a HAR": ["validate", "session.har", "--format", "json", "--fail-on", "never"],
    "diff": ["diff", _FIRST, _SECOND, "--format", "json"],
    "diff of equal ones": ["diff", _FIRST, "from-har.jsonl", "--format", "json"],
    "select": ["select", _FIRST, "--filter", "~op GetItem", "-o", "selected.jsonl"],
    "merge": ["merge", _FIRST, _SECOND, "-o", "merged.jsonl"],
    "merge --by-time": ["merge", "--by-time", _FIRST, _SECOND, "-o", "interleaved.jsonl"],
    "split": ["split", _FIRST, "--by", "operation", "-o", "parts"],
    "tidy": ["tidy", _FIRST, "-o", "tidy.jsonl"],
}
# Those whose work is done in parts, with the files that they write besides their output.
IN_PARTS = {
    "list --stats": (),
    "validate": (),
    "usage": (),
    "scrub": ("scrubbed.jsonl",),
    "scrub --check": (),
    "convert to HAR": ("session.har",),
    "convert to flows": ("session.flows",),
    "diff": (),
    "select": ("selected.jsonl",),
}
_JOBS = 2
_FASTER = 1.7  # times as fast two processes have to be
_HELD_TO = ("validate", "usage", "scrub --check", "convert to HAR")
_ALONE_AT_FIRST = "scrub"  # while it learns who is spoken of, nobody can help: it is measured beside these
_IN_TIME = {"validate": 90, "scrub": 240, "scrub --check": 200}  # seconds by the wall of a million, in two
_USED_AGAIN = ("scrubbed.jsonl", "session.har", "session.flows", "from-har.jsonl")


@dataclass(frozen=True)
class Measured:
    """What a command took.

    Args:
        seconds: of the processors, all of its processes together.
        busiest: of these, the seconds of the process that had most.
        wall: seconds from beginning to end.
        memory: the most that one of its processes had of its own, in bytes.
        status: its exit status.
        made: a digest of what it wrote.
    """

    seconds: float
    busiest: float
    wall: float
    memory: int
    status: int
    made: str = ""


def main(sizes: Sequence[int] = SIZES, part: str = "") -> None:
    """Prints time and memory of each command at each size.

    Args:
        sizes: how many interactions.
        part: what the names of the commands contain; all if empty; ``--jobs``: those that have to be faster
            in two processes; ``--two``: those that have to be through in time, in two processes.
    """
    meant = {"--jobs": (*_HELD_TO, _ALONE_AT_FIRST), "--two": tuple(_IN_TIME)}.get(part)
    chosen = [name for name in COMMANDS if (part in name if meant is None else name in meant)]
    print(f"{'':28}" + "".join(f"{size:>36,}" for size in sizes), flush=True)
    found = {size: dict(_measured_at(size, chosen, alone=part != "--two")) for size in sizes}
    over = []
    for name in found[sizes[0]]:
        cells = [found[size][name] for size in sizes]
        print(f"{name:28}" + "".join(f"{_cell(cell):>36}" for cell in cells))
        if any(cell.memory > CEILING + OF_EACH * size for cell, size in zip(cells, sizes, strict=True)):
            over.append(name)
    told = f"NOT held by {', '.join(over)}" if over else _held(True)
    print(f"budget: {CEILING // 2**20} MiB of own memory, and {OF_EACH} bytes an interaction: {told}")
    for name in chosen:
        _tell_of_two(name, sizes[-1], found[sizes[-1]])


def _tell_of_two(name: str, size: int, found: dict[str, Measured]) -> None:
    alone, both = found.get(name), found.get(f"{name} --jobs {_JOBS}")
    if both is not None and name in _IN_TIME:
        limit = _IN_TIME[name] * size / 1_000_000
        print(
            f"{name}: {both.wall:,.1f} s in two processes, budget {limit:,.0f} s: {_held(both.wall <= limit)}"
        )
    if both is not None and alone is not None:
        same = "the same output" if both.made == alone.made else "ANOTHER OUTPUT"
        faster, costs = alone.wall / both.wall, both.seconds / alone.seconds
        budget = f", budget {_FASTER}: {_held(faster >= _FASTER)}" if name in _HELD_TO else ""
        print(
            f"{name}: two processes are {faster:.2f} times as fast"
            f" ({alone.seconds / both.busiest:.2f} by the processor), for {costs:.2f} of the time"
            f"{budget}: {same}"
        )


def _held(held: bool) -> str:
    return "held" if held else "NOT held"


def _cell(one: Measured) -> str:
    told = "" if one.status in (0, 1) else f", status {one.status}"
    return f"{one.seconds:,.1f} s cpu, {one.wall:,.1f} s, {one.memory / 1e6:,.0f} MB{told}"


def _measured_at(size: int, chosen: Sequence[str], *, alone: bool) -> Iterator[tuple[str, Measured]]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / _KEY).write_text("of this benchmark alone")
        working_days.write(folder / _FIRST, size)
        if any(_SECOND in COMMANDS[title] for title in chosen):
            working_days.write(folder / _SECOND, size, "second")
        for title, words in COMMANDS.items():
            if title not in chosen:
                continue
            made = IN_PARTS.get(title)
            if made is None:
                yield title, measured(words, folder)
            else:
                yield from _in_parts(title, words, folder, made, (_JOBS, 1) if alone else (_JOBS,))
            _tidy_up(folder)


def _in_parts(
    title: str, words: list[str], folder: Path, made: Sequence[str], all_jobs: Sequence[int]
) -> Iterator[tuple[str, Measured]]:
    for jobs in all_jobs:
        for name in made:
            (folder / name).unlink(missing_ok=True)
        name = title if jobs == 1 else f"{title} --jobs {jobs}"
        found = measured([*words, "--jobs", str(jobs)], folder)
        yield name, replace(found, made=_digest([folder / "output", *(folder / each for each in made)]))


def _digest(paths: Sequence[Path]) -> str:
    whole = hashlib.sha256()
    for path in paths:
        with path.open("rb") as file:
            whole.update(hashlib.file_digest(file, "sha256").digest())
    return whole.hexdigest()


def _tidy_up(folder: Path) -> None:
    """Removes what no later command reads: a million interactions are 2 GB."""
    for path in folder.rglob("*"):
        if path.is_file() and path.name not in (_FIRST, _SECOND, _KEY, *_USED_AGAIN):
            path.unlink()


def measured(words: list[str], folder: Path) -> Measured:
    """Runs a command of ours in a folder.

    Args:
        words: the command's words, without its name.
        folder: where.
    """
    command = [sys.executable, "-m", "inspector", *words]
    began, most = time.perf_counter(), 0
    seconds: dict[int, float] = {}
    with (
        (folder / "output").open("wb") as out,
        subprocess.Popen(
            command, cwd=folder, stdout=out, stderr=subprocess.DEVNULL, start_new_session=True
        ) as running,
    ):
        while running.poll() is None:
            for process, taken, memory in _processes_of(running.pid):
                seconds[process] = taken
                most = max(most, memory)
            time.sleep(_EVERY)
    wall = time.perf_counter() - began
    return Measured(sum(seconds.values()), max(seconds.values()), wall, most, running.returncode)


def _processes_of(process: int) -> Iterator[tuple[int, float, int]]:
    """Yields a process and those that it has begun: the processor's seconds and the own memory of each."""
    about = Path(f"/proc/{process}")
    try:
        fields = (about / "stat").read_text().rpartition(")")[2].split()
        yield process, (int(fields[11]) + int(fields[12])) / _TICK, _own_memory(process)
        begun = [
            int(each)
            for task in (about / "task").iterdir()
            for each in (task / "children").read_text().split()
        ]
    except OSError:  # it has ended
        return
    for each in begun:
        yield from _processes_of(each)


def _own_memory(process: int) -> int:
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith(("RssAnon:", "RssShmem:")))

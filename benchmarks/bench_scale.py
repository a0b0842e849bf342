"""Commands on long recordings: the processor's time, and that their own memory stays bounded.

``python -m benchmarks.bench_scale 1000000`` measures that many interactions; without a number 3,000 and
30,000. ``... 1000000 diff`` measures only the commands whose names contain that. A command's own memory is
what is no page of a file, which the system takes back when it likes; it is read in /proc, so on Linux only.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks import working_days

SIZES = (3_000, 30_000)
# What a command may have: what it remembers at most (identifiers, names, compiled schemas), and of each
# interaction its place in the file (24 bytes, of two files in `diff`), and where lines are sorted, its time.
CEILING = 200 * 1024 * 1024
OF_EACH = 150
_EVERY = 0.05  # seconds between two looks at a command's memory
_FIRST, _SECOND = "first.jsonl", "second.jsonl"
# name: words of the command; it runs in a folder with both recordings and with what the ones before it wrote
COMMANDS = {
    "list": ["list", _FIRST],
    "list --stats": ["list", _FIRST, "--stats"],
    "list --filter": ["list", _FIRST, "--filter", "~op CreateItem & ~bq Report"],
    "validate": ["validate", _FIRST, "--format", "json", "--fail-on", "never"],
    "usage": ["usage", _FIRST, "--json"],
    "usage --replace graph": ["usage", _FIRST, "--replace", "graph", "--json"],
    "scrub": ["scrub", _FIRST, "-o", "scrubbed.jsonl"],
    "scrub --check": ["scrub", "--check", "scrubbed.jsonl"],
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
_USED_AGAIN = ("scrubbed.jsonl", "session.har", "session.flows", "from-har.jsonl")


@dataclass(frozen=True)
class Measured:
    """What a command took: seconds of the processor, its own memory in bytes at most, and its exit status."""

    seconds: float
    memory: int
    status: int


def main(sizes: Sequence[int] = SIZES, part: str = "") -> None:
    """Prints time and memory of each command at each size.

    Args:
        sizes: how many interactions.
        part: what the names of the commands contain; all if empty.
    """
    print(f"{'':20}" + "".join(f"{size:>24,}" for size in sizes), flush=True)
    found = {size: dict(_measured_at(size, part)) for size in sizes}
    over = []
    for name in found[sizes[0]]:
        cells = [found[size][name] for size in sizes]
        print(f"{name:20}" + "".join(f"{_cell(cell):>24}" for cell in cells))
        if any(cell.memory > CEILING + OF_EACH * size for cell, size in zip(cells, sizes, strict=True)):
            over.append(name)
    told = f"NOT held by {', '.join(over)}" if over else "held"
    print(f"budget: {CEILING // 2**20} MiB of own memory, and {OF_EACH} bytes an interaction: {told}")


def _cell(one: Measured) -> str:
    told = "" if one.status in (0, 1) else f", status {one.status}"
    return f"{one.seconds:,.1f} s, {one.memory / 1e6:,.0f} MB{told}"


def _measured_at(size: int, part: str) -> Iterator[tuple[str, Measured]]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        working_days.write(folder / _FIRST, size)
        working_days.write(folder / _SECOND, size, "second")
        for title, words in COMMANDS.items():
            if part in title:
                yield title, measured(words, folder)
                _tidy_up(folder)


def _tidy_up(folder: Path) -> None:
    """Removes what no later command reads: a million interactions are 2 GB."""
    for path in folder.rglob("*"):
        if path.is_file() and path.name not in (_FIRST, _SECOND, *_USED_AGAIN):
            path.unlink()


def measured(words: list[str], folder: Path) -> Measured:
    """Runs a command of ours in a folder.

    Args:
        words: the command's words, without its name.
        folder: where.
    """
    command = [sys.executable, "-m", "inspector", *words]
    with (
        (folder / "output").open("wb") as out,
        subprocess.Popen(command, cwd=folder, stdout=out, stderr=subprocess.DEVNULL) as running,
    ):
        most = 0
        while (ended := os.wait4(running.pid, os.WNOHANG))[0] == 0:
            most = max(most, _own_memory(running.pid))
            time.sleep(_EVERY)
        running.returncode = os.waitstatus_to_exitcode(ended[1])
    return Measured(ended[2].ru_utime + ended[2].ru_stime, most, running.returncode)


def _own_memory(process: int) -> int:
    try:
        lines = Path(f"/proc/{process}/status").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith(("RssAnon:", "RssShmem:")))


if __name__ == "__main__":
    os.nice(19)
    main([int(word) for word in sys.argv[1:2]] or SIZES, " ".join(sys.argv[2:]))

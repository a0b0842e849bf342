"""Opening a cassette of 5,000 interactions on one URL, beside the formats of others (budget: 30 ms).

Opening is what has to happen before the first interaction can be looked at. Ours is left to read bodies
later; the table also tells what reading all of them costs.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks import session
from inspector.cassette import Cassette

COUNT = 5000
BUDGET_MS = 30.0


def main() -> None:
    """Prints the time of each, and by how much ours is faster."""
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        rows: list[tuple[str, float]] = []
        ours = session.write_cassette(work / "ours.jsonl", COUNT)
        opened = _milliseconds(lambda: Cassette(ours).close(), 20)
        rows.append(("ews-inspector, opened", opened))
        rows.append(("ews-inspector, every interaction read", _milliseconds(lambda: _read_all(ours), 3)))
        for name, write, read in (
            ("cassetter", session.write_cassetter, _read_cassetter),
            ("mitmproxy flows", session.write_flows, _read_flows),
            ("vcrpy", session.write_vcr, _read_vcr),
        ):
            try:
                file = write(work / name.replace(" ", "-"), COUNT)
                rows.append((name, _milliseconds(lambda read=read, file=file: read(file), 3)))
            except ImportError as missing:
                print(f"{name}: not installed ({missing})")
    for name, taken in rows:
        print(f"{name:40} {taken:9.1f} ms   {taken / opened:7.1f} x")
    print(f"budget {BUDGET_MS:.0f} ms: {'held' if opened <= BUDGET_MS else 'NOT held'}")


def _milliseconds(action: Callable[[], Any], times: int) -> float:
    taken = []
    for _ in range(times):
        started = time.perf_counter()
        action()
        taken.append(time.perf_counter() - started)
    return median(taken) * 1000


def _read_all(path: Path) -> None:
    with Cassette(path) as cassette:
        assert sum(1 for interaction in cassette if interaction.response) == COUNT


def _read_cassetter(path: Path) -> None:
    from cassetter import Cassette as Other
    from cassetter import RecordMode

    other = Other(path, record_mode=RecordMode.NONE)
    other.load()
    assert len(other) == COUNT


def _read_flows(path: Path) -> None:
    from mitmproxy.io import FlowReader

    with path.open("rb") as file:
        assert sum(1 for _ in FlowReader(file).stream()) == COUNT


def _read_vcr(path: Path) -> None:
    from vcr.cassette import Cassette as Other

    assert len(Other.load(path=str(path))) == COUNT


if __name__ == "__main__":
    main()

"""Finding the recording of one request, at growing numbers of recordings on one URL (budget: 40 us at 5,000).

What is timed is all that lies between a request's bytes and the recorded answer: parsing, the canonical
digest, the look-up, the answer. Peers look for the same bytes (they know no XML).
"""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks import session
from inspector.protocols.registry import identify
from inspector.replay import Replayer
from inspector.replay.keys import Matching

SIZES = (10, 1000, 5000, 100_000)
PEERS_AT = 5000
BUDGET_US = 40.0


def main() -> None:
    """Prints the time of one match by number of recordings, and that of peers."""
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        _warm_up()
        found: dict[int, float] = {}
        for size in SIZES:
            file = session.write_cassette(work / f"{size}.jsonl", size)
            started = time.perf_counter()
            replayer = Replayer([file])
            indexed = time.perf_counter() - started
            sample = random.Random(1).sample(range(size), min(size, 1000))
            matching = Matching()
            requests = [session.request(n) for n in sample * (1000 // len(sample))]
            tracks = replayer.recordings.tracks

            def match(request: Any, matching: Matching = matching, tracks: Any = tracks) -> None:
                assert matching.key(request, identify(request)) in tracks

            found[size] = _microseconds(match, requests)
            requests = [session.request(n) for n in sample]
            answered = _microseconds(lambda request, at=replayer: at.respond(request, 0.0), requests)
            again = _microseconds(lambda request, at=replayer: at.respond(request, 0.0), requests)
            print(
                f"{size:>7,} recordings: match {found[size]:6.1f} us, with its answer {answered:6.1f} us, "
                f"asked again {again:6.1f} us; index made in {indexed:5.2f} s"
            )
            replayer.close()
        ours = found[PEERS_AT]
        for name, prepare in (("cassetter", _cassetter), ("vcrpy", _vcr)):
            try:
                taken = _microseconds(*prepare(work))
            except ImportError as missing:
                print(f"{name}: not installed ({missing})")
                continue
            print(f"{name:>9} at {PEERS_AT:,}: {taken:9.1f} us, {taken / ours:7.1f} x")
    flat = found[SIZES[-1]] / found[SIZES[0]]
    print(f"{SIZES[-1]:,} recordings cost {flat:.2f} x what {SIZES[0]} do")
    print(f"budget {BUDGET_US:.0f} us: {'held' if ours <= BUDGET_US else 'NOT held'}")


def _warm_up() -> None:
    matching = Matching()
    for n in range(2000):
        request = session.request(n)
        matching.key(request, identify(request))


def _microseconds(action: Callable[[Any], Any], inputs: Iterable[Any]) -> float:
    """The median of the quietest tenth of the run: what else the machine does is not ours to measure."""
    taken = []
    for one in inputs:
        started = time.perf_counter()
        action(one)
        taken.append(time.perf_counter() - started)
    size = max(len(taken) // 10, min(len(taken), 30))  # a search from the start needs an average
    return min(median(taken[at : at + size]) for at in range(0, len(taken), size)) * 1e6


def _cassetter(work: Path) -> tuple[Callable[[Any], Any], Iterable[Any]]:
    from cassetter import Cassette, MatchConfig, RecordMode

    file = session.write_cassetter(work / "cassetter", PEERS_AT)
    other = Cassette(
        file, record_mode=RecordMode.NONE, match_config=MatchConfig(match_on=["method", "uri", "body"])
    )
    other.load()
    headers = {"content-type": ["text/xml; charset=utf-8"]}
    sample = random.Random(2).sample(range(PEERS_AT), 300)
    bodies = [session.request_body(n) for n in sample]
    return lambda body: other.play("POST", session.URL, headers, body), bodies


def _vcr(work: Path) -> tuple[Callable[[Any], Any], Iterable[Any]]:
    from vcr import matchers
    from vcr.cassette import Cassette
    from vcr.request import Request

    file = session.write_vcr(work / "vcr", PEERS_AT)
    other = Cassette.load(
        path=str(file), match_on=(matchers.method, matchers.uri, matchers.body), allow_playback_repeats=True
    )
    sample = random.Random(3).sample(range(PEERS_AT), 15)
    requests = [
        Request("POST", session.URL, session.request_body(n), {"Content-Type": "text/xml"}) for n in sample
    ]
    return other.play_response, requests


if __name__ == "__main__":
    main()

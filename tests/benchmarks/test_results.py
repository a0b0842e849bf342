"""Two runs of the benchmarks compared."""

import json
from pathlib import Path

from benchmarks.results import compare, recorded


def run(path: Path, *lines: str, wall: float = 1.0) -> Path:
    measured = {"wall": wall, "processor": 1.0, "lines": list(lines)}
    path.write_text(json.dumps({"measurements": {"match": measured}}))
    return path


def test_a_measurement_is_recorded_with_both_times_and_what_it_prints() -> None:
    found = recorded(lambda: print("a hit: 18.9 us\n1,000 of 2,000"))
    assert found["lines"] == ["a hit: 18.9 us", "1,000 of 2,000"]
    assert found["wall"] >= 0 and found["processor"] >= 0


def test_figures_that_differ_are_told_by_the_line_that_they_stand_in(tmp_path: Path) -> None:
    old = run(tmp_path / "old.json", "a hit: 18.9 us of 5,000", "a miss: 100 us", "gone: 7", wall=2.0)
    new = run(tmp_path / "new.json", "a hit: 9.45 us of 5,000", "a miss: 104 us", "came: 8")
    assert list(compare(old, new)) == [
        "match: seconds by the wall: 2 -> 1 (0.50 times)",
        "match: a hit: # us of #: 18.9 -> 9.45 (0.50 times)",
    ]


def test_what_is_within_a_twentieth_is_the_same(tmp_path: Path) -> None:
    old, new = run(tmp_path / "old.json", "x 1.00 and 2"), run(tmp_path / "new.json", "x 1.04 and 1.95")
    assert list(compare(old, new)) == []

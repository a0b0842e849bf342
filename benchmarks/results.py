"""What a run measured, as JSON, and two runs compared.

What a measurement prints is its result: a line's text without its numbers names them.
"""

from __future__ import annotations

import io
import json
import re
import resource
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

__all__ = ["compare", "recorded"]

_NUMBER = re.compile(r"(?<![\w.])\d[\d,]*(?:\.\d+)?")
_WORTH_TELLING = 1.05  # times as much, or as little


class _Both(io.StringIO):
    """Keeps what is printed, and prints it."""

    def write(self, text: str) -> int:
        sys.__stdout__.write(text)  # type: ignore[union-attr]
        sys.__stdout__.flush()  # type: ignore[union-attr]
        return super().write(text)


def recorded(measure: Callable[[], None]) -> dict[str, Any]:
    """Runs a measurement, which prints as ever.

    Args:
        measure: the measurement.

    Returns:
        Its seconds by the wall and of the processor (its children's that it waited for are among them), and
        its lines.
    """
    wall, processor, said = time.perf_counter(), _processor(), _Both()
    with redirect_stdout(said):
        measure()
    return {
        "wall": round(time.perf_counter() - wall, 3),
        "processor": round(_processor() - processor, 3),
        "lines": said.getvalue().splitlines(),
    }


def compare(old: Path, new: Path) -> Iterator[str]:
    """Yields a line for each figure that is in both runs and differs by more than a twentieth.

    Args:
        old: the JSON of a run.
        new: that of a later one.
    """
    before, after = json.loads(old.read_text("utf-8")), json.loads(new.read_text("utf-8"))
    for name in before["measurements"].keys() & after["measurements"].keys():
        one, other = _figures(before["measurements"][name]), _figures(after["measurements"][name])
        for label, values in one.items():
            for was, now in zip(values, other.get(label, ()), strict=False):
                if was and now and not 1 / _WORTH_TELLING <= now / was <= _WORTH_TELLING:
                    yield f"{name}: {label}: {was:,g} -> {now:,g} ({now / was:.2f} times)"


def _figures(measured: dict[str, Any]) -> dict[str, list[float]]:
    found: dict[str, list[float]] = {
        "seconds by the wall": [measured["wall"]],
        "seconds of the processor": [measured["processor"]],
    }
    for line in measured["lines"]:
        numbers = [float(each.replace(",", "")) for each in _NUMBER.findall(line)]
        found.setdefault(" ".join(_NUMBER.sub("#", line).split()), []).extend(numbers)
    return found


def _processor() -> float:
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in used)

"""``python -m benchmarks [NAME ...]``: run all measurements, or those whose module name contains a NAME."""

from __future__ import annotations

import importlib
import os
import platform
import sys
import time
from importlib.metadata import version
from pathlib import Path

PACKAGES = ("mitmproxy", "lxml", "xmlschema", "uvicorn", "textual", "vcrpy", "cassetter")


def main(wanted: list[str]) -> int:
    """Runs the measurements one after the other; a failing one does not keep the next from running."""
    names = sorted(path.stem for path in Path(__file__).parent.glob("bench_*.py"))
    chosen = [name for name in names if not wanted or any(part in name for part in wanted)]
    if not chosen:
        print(f"no measurement is called that; there are {', '.join(names)}", file=sys.stderr)
        return 2
    print(
        f"Python {platform.python_version()}, {os.cpu_count()} cores, "
        + ", ".join(map(_with_version, PACKAGES))
    )
    failed = []
    for name in chosen:
        started = time.perf_counter()
        print(f"\n== {name.removeprefix('bench_')}", flush=True)
        try:
            importlib.import_module(f"benchmarks.{name}").main()
        except Exception as problem:  # noqa: BLE001 - the others are still worth running; the status tells
            failed.append(name)
            print(f"failed: {type(problem).__name__}: {problem}")
        print(f"({time.perf_counter() - started:.0f} s)", flush=True)
    return 1 if failed else 0


def _with_version(package: str) -> str:
    try:
        return f"{package} {version(package)}"
    except ModuleNotFoundError:
        return f"no {package}"


sys.exit(main(sys.argv[1:]))

"""``python -m benchmarks [NAME ...]``: run all measurements, or those whose module name contains a NAME.

``python -m benchmarks scale 300000 [PART | --jobs | --two]`` measures that many (bench_scale.py).
``--json FILE`` in front writes what they said, with the time of the processor and of the wall of each;
``python -m benchmarks compare OLD NEW`` says what is more or less than in another run.
"""

from __future__ import annotations

import importlib
import json
import os
import platform
import sys
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks import bench_scale
from benchmarks.results import compare, recorded

PACKAGES = ("mitmproxy", "lxml", "xmlschema", "uvicorn", "textual", "vcrpy", "cassetter")


def main(wanted: list[str]) -> int:
    """Runs the measurements one after the other; a failing one does not keep the next from running."""
    if len(wanted) == 3 and wanted[0] == "compare":
        print("\n".join(compare(Path(wanted[1]), Path(wanted[2]))) or "no figure differs by a twentieth")
        return 0
    target = Path(wanted[1]) if wanted[:1] == ["--json"] and len(wanted) > 1 else None
    wanted = wanted[2:] if target else wanted
    measures = {}
    if wanted[:1] == ["scale"] and wanted[1:2] and wanted[1].isdigit():
        measures["scale"] = partial(bench_scale.main, [int(wanted[1])], " ".join(wanted[2:]))
        wanted = wanted[:1]
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
    measured: dict[str, Any] = {}
    for name in chosen:
        print(f"\n== {name.removeprefix('bench_')}", flush=True)
        try:
            title = name.removeprefix("bench_")
            measure = measures.get(title) or importlib.import_module(f"benchmarks.{name}").main
            found = measured[title] = recorded(measure)
            print(f"({found['wall']:.0f} s, {found['processor']:.0f} s of the processor)", flush=True)
        except Exception as problem:  # noqa: BLE001 - the others are still worth running; the status tells
            failed.append(name)
            print(f"failed: {type(problem).__name__}: {problem}")
    if target is not None:
        versions = {package: _with_version(package) for package in PACKAGES}
        run = {"python": platform.python_version(), "cores": os.cpu_count(), "packages": versions}
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(json.dumps(run | {"measurements": measured}, indent=1), "utf-8")
    return 1 if failed else 0


def _with_version(package: str) -> str:
    try:
        return f"{package} {version(package)}"
    except ModuleNotFoundError:
        return f"no {package}"


sys.exit(main(sys.argv[1:]))

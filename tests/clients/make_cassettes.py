"""Records the sample cassettes anew: ``python -m tests.clients.make_cassettes cassettes``."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.clients.samples import SAMPLES


def main(folder: Path, names: list[str]) -> None:
    """Records samples into a folder.

    Args:
        folder: where they belong; what is there under their names is replaced.
        names: which ones; all if empty.
    """
    for sample in SAMPLES:
        if names and sample.name not in names:
            continue
        with tempfile.TemporaryDirectory(dir=folder, prefix=".") as work:
            recorded = sample.record(Path(work))
            recorded.chmod(0o644)
            recorded.replace(folder / sample.name)
        print(f"{folder / sample.name}: {sum(1 for _ in (folder / sample.name).open()) - 1} interactions")


if __name__ == "__main__":
    if len(sys.argv) < 2 or not Path(sys.argv[1]).is_dir():
        sys.exit("usage: python -m tests.clients.make_cassettes FOLDER [NAME.jsonl ...]")
    main(Path(sys.argv[1]), sys.argv[2:])

"""Records the sample cassettes anew: ``python -m tests.clients.make_cassettes cassettes``.

``python -m tests.clients.make_cassettes --named FOLDER`` records those in which a live server has to know the
mailbox by its name: with profile ``secrets``, to verify servers with.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.clients.samples import SAMPLES

NAMED = ("mail.jsonl", "activesync-voicemail.jsonl")


def main(folder: Path, names: list[str], profile: str = "identity") -> None:
    """Records samples into a folder.

    Args:
        folder: where they belong; what is there under their names is replaced.
        names: which ones; all if empty.
        profile: how they are scrubbed.
    """
    for sample in SAMPLES:
        if names and sample.name not in names:
            continue
        with tempfile.TemporaryDirectory(dir=folder, prefix=".") as work:
            recorded = sample.record(Path(work), profile)
            recorded.chmod(0o644)
            recorded.replace(folder / sample.name)
        print(f"{folder / sample.name}: {sum(1 for _ in (folder / sample.name).open()) - 1} interactions")


if __name__ == "__main__":
    words = [word for word in sys.argv[1:] if word != "--named"]
    named = len(words) + 1 < len(sys.argv)
    if not words or not Path(words[0]).is_dir():
        sys.exit("usage: python -m tests.clients.make_cassettes [--named] FOLDER [NAME.jsonl ...]")
    main(Path(words[0]), words[1:] or list(NAMED) * named, "secrets" if named else "identity")

"""The page on the architecture says where things are, and they are there."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "architecture.md").read_text("utf-8")
NAMED = re.compile(r"`((?:inspector|tests|schemas|docs)/[\w./-]+)`")


def test_every_part_has_a_row() -> None:
    parts = {
        entry.name + "/" * entry.is_dir()
        for entry in (ROOT / "inspector").iterdir()
        if not entry.name.startswith(("_", ".")) and entry.suffix in ("", ".py")
    }
    table = PAGE.partition("| part |")[2].partition("\n\n")[0]
    assert {part for part in parts if f"`{part}`" not in table} == set()


def test_every_path_that_it_names_is_there() -> None:
    named = set(NAMED.findall(PAGE))
    assert len(named) > 20
    assert {path for path in named if not (ROOT / path).exists()} == set()

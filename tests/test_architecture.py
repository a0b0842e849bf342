"""The page on the architecture says where things are, and they are there."""

import ast
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


def test_a_module_lists_its_names_only_where_it_passes_on_those_of_another() -> None:
    listing = {
        file for file in (ROOT / "inspector").rglob("*.py") if "\n__all__ = " in file.read_text("utf-8")
    }
    assert {file for file in listing if not passed_on(file)} == set()


def passed_on(file: Path) -> set[str]:
    """The names in a module's list that it has from elsewhere."""
    names: set[str] = set()
    own: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom):
            names |= {alias.asname or alias.name for alias in node.names}
        elif isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            own = set(ast.literal_eval(node.value))
    return names & own

"""What the documentation shows of the library works, and is public."""

import re
import shlex
from pathlib import Path

import pytest

import inspector
from inspector.cli import main
from tests import reference

DOCS = Path(__file__).parents[1]
PAGES = sorted([DOCS / "README.md", *(DOCS / "docs").rglob("*.md")])
PYTHON = re.compile(r"^```python\n(.*?)^```$", re.M | re.S)
INSIDE = re.compile(r"^\s*(?:from (inspector\.[\w.]+) import|import (inspector\.[\w.]+))", re.M)
PUBLIC = re.compile(r"^\s*from inspector import ([\w, ]+)$", re.M)


def test_the_examples_of_the_library_page_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    blocks = PYTHON.findall((DOCS / "docs" / "library.md").read_text("utf-8"))
    for block in blocks:
        exec(compile(block, "docs/library.md", "exec"), names)
    said = capsys.readouterr().out.splitlines()
    assert len(blocks) >= 9
    assert said[0] == "20 interactions, recorded by ews-inspector"
    assert "500 miss" in said and "0 differences" in said and "False" in said


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(DOCS)))
def test_pages_use_public_names_only(page: Path) -> None:
    for block in PYTHON.findall(page.read_text("utf-8")):
        assert INSIDE.findall(block) == []
        for names in PUBLIC.findall(block):
            assert {name.strip() for name in names.split(",")} <= set(inspector.__all__)


def test_the_page_of_all_commands_says_what_their_help_says() -> None:
    wanted = (DOCS / "docs" / "reference.md").read_text("utf-8")
    assert wanted == reference.page(), "python -m tests.reference docs/reference.md"


def test_every_page_is_on_the_site_and_in_its_index() -> None:
    pages = {str(page.relative_to(DOCS / "docs")) for page in (DOCS / "docs").glob("*.md")}
    shown = set(re.findall(r"- ([\w-]+\.md)$", (DOCS / "mkdocs.yml").read_text("utf-8"), re.M))
    listed = set(re.findall(r"\(([\w-]+\.md)\)", (DOCS / "docs" / "llms.txt").read_text("utf-8")))
    assert pages == shown
    assert pages - {"index.md"} == listed


CONSOLE = re.compile(r"^```console\n(.*?)^```$", re.M | re.S)
# What ends by itself, and needs no file that only the reader has.
SHOWN = re.compile(r"\$ ews-inspector (?:usage|list|validate|diff|show|flow|rules) [^>]*\Z")
EXAMPLES = [
    pytest.param(example, id=f"{page}: {example.splitlines()[0][2:50]}")
    for page in ("README.md", "docs/migration.md")
    for block in CONSOLE.findall((DOCS / page).read_text("utf-8"))
    for example in re.split(r"^(?=\$ )", block, flags=re.M)
    if SHOWN.match(example.partition("\n")[0].partition("#")[0])
]


def test_there_are_examples_with_their_output() -> None:
    assert len(EXAMPLES) >= 6


@pytest.mark.parametrize("example", EXAMPLES)
def test_pages_show_what_their_commands_print(example: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Between its lines, ``...`` stands for what is left out."""
    command, *wanted = example.splitlines()
    with pytest.raises(SystemExit) as end:
        main(shlex.split(command, comments=True)[2:])
    printed = iter(capsys.readouterr().out.splitlines())
    assert end.value.code in (None, 0, 1)
    for line in wanted:
        if line != "...":
            assert any(each.rstrip() == line for each in printed), line

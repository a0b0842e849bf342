"""What the documentation shows of the library works, and is public."""

import inspect
import re
from pathlib import Path

import pytest
from vcr import VCR
from vcr.record_mode import RecordMode

import inspector
from tests import reference
from tests.pages.blocks import PAGES
from tests.pages.blocks import ROOT as DOCS

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


def test_who_knows_vcrpy_finds_a_counterpart_of_each_of_its_options() -> None:
    page = (DOCS / "docs" / "coming-from.md").read_text("utf-8")
    options = {*inspect.signature(VCR).parameters, *inspect.signature(VCR().use_cassette).parameters}
    modes = {f'record_mode="{mode.value}"' for mode in RecordMode}
    known = {*options, *modes, *VCR().matchers, "allow_playback_repeats", "additional_matchers"}
    assert {name for name in known - {"path", "kwargs"} if name not in page} == set()

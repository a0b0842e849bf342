"""Each sentence that a server must show has a test that shows it, named after the sentence's section."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest

from inspector.protocols import Document
from tests.simulator.statements import LISTED, REASONS, named, shown

HERE = Path(__file__).parent


@cache
def collected() -> dict[str, dict[str, set[str]]]:
    """The tests of this folder: by folder ("" for this one itself) and function, what their names say."""
    command = [sys.executable, "-m", "pytest", str(HERE), "--collect-only", "-q", "-p", "no:cacheprovider"]
    listed = subprocess.run(
        [*command, "-o", "addopts=--import-mode=importlib", "--deselect", f"{__file__}::"],
        capture_output=True,
        text=True,
        check=True,
        cwd=HERE.parents[1],
        timeout=120,
    ).stdout
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for path, function, case in re.findall(r"^\S*?tests/protocols/(\S+?)\.py::(\w+)(\[.*\])?$", listed, re.M):
        folder = path.rpartition("/")[0]
        found[folder][function].add(function + case)
    return found


def cases_of(document: Document, function: str) -> set[str]:
    """The cases of a test about a document, of its own folder or of those that documents share."""
    shared = {name for name in collected()[""][function] if f"[{document}-" in name}
    return collected()[document.folder][function] | shared


def is_named_after(section: str, test: str) -> bool:
    return named(section) in re.findall(r"(?<!\d)\d+(?:_\d+)*", test)


@pytest.fixture(params=LISTED, ids=str)
def document(request: pytest.FixtureRequest) -> Document:
    return request.param


def test_every_statement_is_shown_or_says_why_no_server_could(document: Document) -> None:
    wrong = [
        each.id
        for each in shown(document)
        if bool(each.by) == bool(each.reason) or each.reason not in {"", *REASONS}
    ]
    assert wrong == []


def test_every_statement_that_a_server_must_show_has_a_test_named_after_its_section(
    document: Document,
) -> None:
    lacking = [
        (each.id, function)
        for each in shown(document)
        for function in each.by
        if not any(is_named_after(each.section, test) for test in cases_of(document, function))
    ]
    assert lacking == []


def test_most_statements_of_behaviour_are_shown() -> None:
    shown_by_a_test = sum(bool(each.by) for document in LISTED for each in shown(document))
    assert shown_by_a_test > 500


@pytest.mark.parametrize(
    ("section", "test", "fits"),
    [
        ("3.1.4.1", "test_3_1_4_1_a_call", True),
        ("3.1.4.1", "test_3_1_4_10_a_pin", False),
        ("3.1.4.1", "test_3_1_4_1_2_1_a_call", False),
        ("3.1.4.3", "test_3_1_4_1_and_3_1_4_3_a_call", True),
        ("1.4.1", "test_3_1_4_1_a_call", False),
        ("8", "test_8_notes_1_2_3_old", True),
        ("3.1.4.2.1.2", "test_a_success_says_so[MS-OXWSCOS-3_1_4_2_1_2]", True),
    ],
)
def test_a_test_is_named_after_a_section_if_all_of_it_is_there(section: str, test: str, fits: bool) -> None:
    assert is_named_after(section, test) == fits

"""What several commands have in common."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from inspector.cli.options import as_typed, examples, one_of
from inspector.errors import UsageError


@pytest.fixture
def venv(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The command in an environment of this folder, as 'make demo' leaves it."""
    folder = tmp_path / ".venv" / "bin"
    folder.mkdir(parents=True)
    for name in ("python", "ews-inspector"):
        (folder / name).write_text("#!/bin/sh\n")
        (folder / name).chmod(0o755)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "executable", str(folder / "python"))
    monkeypatch.setenv("PATH", "/nowhere")
    return folder


def test_a_command_that_is_found_is_typed_by_its_name(venv: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(venv))
    assert as_typed() == "ews-inspector"


def test_a_command_that_is_not_found_is_typed_by_its_path(
    venv: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert as_typed() == ".venv/bin/ews-inspector"
    monkeypatch.chdir(venv.parents[1] / ".venv")
    assert as_typed() == "bin/ews-inspector"
    monkeypatch.chdir("/")
    assert as_typed() == str(venv / "ews-inspector").lstrip("/")


def test_another_installation_of_that_name_is_not_meant(
    venv: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "ews-inspector").write_text("#!/bin/sh\n")
    (other / "ews-inspector").chmod(0o755)
    monkeypatch.setenv("PATH", str(other))
    assert as_typed() == ".venv/bin/ews-inspector"


def test_without_a_script_the_module_is_run(venv: Path) -> None:
    (venv / "ews-inspector").unlink()
    assert as_typed() == f"{venv}/python -m inspector"


def test_options_that_exclude_each_other_are_named() -> None:
    one_of({"--a": "", "--b": None, "--c": 1, "--d": ()})
    with pytest.raises(UsageError, match=r"--b and --c exclude each other\. Leave one of them out\."):
        one_of({"--a": False, "--b": "x", "--c": True})


def test_examples_are_lines_of_their_own() -> None:
    assert examples("a") == "\b\nExample:\n  a"
    assert examples("a", "b") == "\b\nExamples:\n  a\n  b"

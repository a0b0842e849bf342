"""Names of files are completed where one is typed."""

from __future__ import annotations

from pathlib import Path

import pytest

from inspector.tui.widgets.file_names import FileNames


@pytest.mark.parametrize(
    ("begun", "whole"),
    [
        ("ca", "calls.toml"),
        ("sc", "scenarios/"),
        ("scenarios/b", "scenarios/busy.toml"),
        ("calls.toml", None),
        ("no", None),
        ("nowhere/x", None),
        ("", None),
    ],
)
async def test_what_begins_so_and_has_the_suffix_is_offered(
    tmp_path: Path, begun: str, whole: str | None
) -> None:
    (tmp_path / "scenarios").mkdir()
    for name in ("calls.toml", "calls.txt", "notes.txt", "scenarios/busy.toml"):
        (tmp_path / name).touch()
    assert await FileNames(".toml").get_suggestion(begun) == whole

"""Recorders beside a test run."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from inspector.errors import InspectorError
from inspector.pytest_plugin import recorder as module
from inspector.pytest_plugin.recorder import Recorder

NOBODY = "http://127.0.0.1:9"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="each is a process of its own here")
def test_a_run_loads_the_proxy_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[Any] = []

    class Counted(subprocess.Popen):  # type: ignore[type-arg]
        def __init__(self, *arguments: Any, **options: Any) -> None:
            begun.append(arguments)
            super().__init__(*arguments, **options)

    monkeypatch.setattr(subprocess, "Popen", Counted)
    module._recorders.cache_clear()
    with Recorder(tmp_path / "one.jsonl", NOBODY) as one, Recorder(tmp_path / "two.jsonl", NOBODY) as two:
        assert one.url != two.url
        assert one.pid != two.pid
    assert (one.summary["interactions"], two.summary["interactions"]) == (0, 0)
    assert len(begun) == 1


def test_a_recorder_runs_where_the_test_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with Recorder(Path("here.jsonl"), NOBODY):
        assert (tmp_path / "here.jsonl").exists()


def test_what_keeps_it_from_starting_is_in_its_own_words(tmp_path: Path) -> None:
    with pytest.raises(InspectorError, match=r"No such option.*nonsense"):
        Recorder(tmp_path / "one.jsonl", NOBODY, ["--nonsense"]).start()

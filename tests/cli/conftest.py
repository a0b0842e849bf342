"""The command, run in this process."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from inspector.cli import main

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs ``ews-inspector`` with some words; returns its exit status, and what it told on both streams."""

    def run(*words: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as end:
            main([str(word) for word in words])
        told = capsys.readouterr()
        return int(end.value.code or 0), told.out, told.err

    return run

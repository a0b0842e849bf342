"""The modes of recording: what a test talks to, and what becomes of its cassette."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from inspector.errors import UsageError
from inspector.pytest_plugin.replay import Replay, replay_of
from inspector.pytest_plugin.replayer_pool import ReplayerPool
from inspector.pytest_plugin.settings import MARKER, Settings

if TYPE_CHECKING:
    from inspector.pytest_plugin.recording import CassetteRecording, Forward, RecordingSession


@dataclass(frozen=True)
class Around:
    """What is around a test.

    Args:
        upstream: the server that is recorded; of no matter in mode ``none``.
        options: more options of ``ews-inspector record``.
        stack: what is ended after the test.
        passed: tells, after the test, whether it has passed: only then its recording is kept.
        pool: where replayers of earlier tests are.
    """

    upstream: str
    options: Sequence[str]
    stack: ExitStack
    passed: Callable[[], bool]
    pool: ReplayerPool


def begin(mode: str, settings: Settings, around: Around) -> Replay | RecordingSession:
    """Begins what a test talks to.

    Args:
        mode: ``none``, ``once``, ``new``, ``rewrite`` or ``verify``.
        settings: what the test asks for.
        around: what is around it.

    Raises:
        InspectorError: a cassette cannot be read, or the recorder did not start.
    """
    missing = [file for file in settings.files if not file.exists()]
    if missing and mode in ("none", "verify"):
        _fail_for(missing[0])
    if not missing and mode in ("none", "once"):
        return _replay(settings, around)

    from inspector.pytest_plugin.recording import Forward, RecordingSession

    if not missing and mode == "new":
        forward = Forward(_tape(settings, around, append=True).recorder.url)
        around.stack.callback(forward.close)
        return _replay(settings, around, forward)
    if mode == "verify":
        around = replace(around, passed=lambda: False)  # what it records is compared, and never kept
    live = RecordingSession(_tape(settings, around), around.upstream)
    around.stack.callback(live.close)
    return live


def _replay(settings: Settings, around: Around, otherwise: Forward | None = None) -> Replay:
    replay = replay_of(settings, around.pool, otherwise)
    around.stack.callback(replay.close)
    return replay


def _tape(settings: Settings, around: Around, *, append: bool = False) -> CassetteRecording:
    if len(settings.files) != 1:
        raise UsageError(f"a test that records has one cassette, not {len(settings.files)}", MARKER)
    from inspector.pytest_plugin.recording import CassetteRecording

    recording = CassetteRecording(settings.files[0], around.upstream, around.options, append=append)
    around.stack.callback(lambda: recording.finish(keep=around.passed()))
    recording.recorder.start()
    return recording


def _fail_for(file: Path) -> None:
    pytest.fail(
        f"there is no cassette {file}. Record it with --ews-record=once --ews-upstream=URL, "
        "or with 'ews-inspector record'.",
        pytrace=False,
    )

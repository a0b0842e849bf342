"""The modes of recording: what a test talks to, and what becomes of its cassette."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path

import pytest

from inspector.errors import UsageError
from inspector.pytest_plugin.live import Forward, Live, Taping
from inspector.pytest_plugin.replay import Replay, replay_of
from inspector.pytest_plugin.settings import MARKER, Settings

__all__ = ["begin"]


def begin(
    mode: str,
    settings: Settings,
    upstream: str,
    options: Sequence[str],
    stack: ExitStack,
    passed: Callable[[], bool],
) -> Replay | Live:
    """Begins what a test talks to.

    Args:
        mode: ``none``, ``once``, ``new``, ``rewrite`` or ``verify``.
        settings: what the test asks for.
        upstream: the server that is recorded; of no matter in mode ``none``.
        options: more options of ``ews-inspector record``.
        stack: what is ended after the test.
        passed: tells, after the test, whether it has passed: only then its recording is kept.

    Raises:
        InspectorError: a cassette cannot be read, or the recorder did not start.
    """
    if mode in ("none", "once", "new"):
        missing = [file for file in settings.files if not file.exists()]
        if mode == "none" and missing:
            _fail_for(missing[0])
        if mode == "none" or (mode == "once" and not missing):
            return _replay(settings, stack)
        if mode == "new" and not missing:
            forward = Forward(_tape(settings, upstream, options, stack, passed, append=True).recorder.url)
            stack.callback(forward.close)
            return _replay(settings, stack, forward)
    if mode == "verify" and not settings.files[0].exists():
        _fail_for(settings.files[0])
    keep = passed if mode != "verify" else lambda: False
    return Live(_tape(settings, upstream, options, stack, keep), upstream)


def _replay(settings: Settings, stack: ExitStack, otherwise: Forward | None = None) -> Replay:
    replay = replay_of(settings, otherwise)
    stack.callback(replay.close)
    return replay


def _tape(
    settings: Settings,
    upstream: str,
    options: Sequence[str],
    stack: ExitStack,
    passed: Callable[[], bool],
    *,
    append: bool = False,
) -> Taping:
    if len(settings.files) != 1:
        raise UsageError(f"a test that records has one cassette, not {len(settings.files)}", MARKER)
    taping = Taping(settings.files[0], upstream, options, append=append)
    stack.callback(lambda: taping.finish(keep=passed()))
    taping.recorder.start()
    return taping


def _fail_for(file: Path) -> None:
    pytest.fail(
        f"there is no cassette {file}. Record it with --ews-record=once --ews-upstream=URL, "
        "or with 'ews-inspector record'.",
        pytrace=False,
    )

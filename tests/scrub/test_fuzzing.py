"""Whatever a body is, nothing raises or takes long, and what is not changed is written back the same."""

from __future__ import annotations

import logging

import pytest

from tests.scrub.fuzzing import bodies, trouble_with

EACH = 1000


@pytest.mark.parametrize("seed", range(20))
def test_damaged_bodies(seed: int, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL)
    profile = "secrets" if seed % 4 == 3 else "identity"
    found = [
        f"{trouble.what}: {trouble.body!r:.300}"
        for body in bodies(seed, EACH)
        for trouble in trouble_with(body, profile, seconds=0.1)
    ]
    assert found == []

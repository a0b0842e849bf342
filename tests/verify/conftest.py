"""Verifying a sample cassette against a responder."""

from __future__ import annotations

import pytest

from inspector.cassette import Cassette
from inspector.cassette.scrub import Scrubber
from inspector.diff import ByRole, Drift
from inspector.simulator import Simulator
from inspector.verify import Verifier
from inspector.verify.rebinding import Rebinding
from tests.verify.server import Upstream, recorded


@pytest.fixture
def verified():
    def verified(name, upstream=None, **settings) -> tuple[list[Drift], Verifier]:
        upstream = upstream or Upstream(Simulator())
        with Cassette(recorded(name)) as cassette:
            verifier = Verifier(
                upstream.send,
                upstream.wait,
                upstream.clock,
                Rebinding("http://live.example.com"),
                settings.pop("reading", None) or ByRole(),
                Scrubber.of(cassette.header.scrub),
                **settings,
            )
            return list(verifier.run(cassette)), verifier

    return verified

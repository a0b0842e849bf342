"""Verifying a sample cassette against a responder."""

from __future__ import annotations

from dataclasses import replace

import pytest

from inspector.cassette import Cassette
from inspector.diff import ByRole, Drift
from inspector.scrub import Scrubber
from inspector.simulator import Simulator
from inspector.verify import Verifier
from inspector.verify.rebinding import Rebinding
from tests.verify.server import Upstream, recorded


@pytest.fixture
def verified():
    def verified(name, upstream=None, **settings) -> tuple[list[Drift], Verifier]:
        upstream = upstream or Upstream(Simulator())
        form = settings.pop("request", None) or (lambda request: request)
        with Cassette(recorded(name)) as cassette:
            verifier = Verifier(
                upstream.send,
                upstream.wait,
                upstream.clock,
                Rebinding("http://live.example.com"),
                settings.pop("reading", None) or ByRole(),
                Scrubber.of(cassette.header.scrub or {}),
                **settings,
            )
            interactions = (replace(one, request=form(one.request)) for one in cassette)
            return list(verifier.run(interactions)), verifier

    return verified

"""Faults in tests: by the marker, from within, and over the control API."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import requests  # noqa: F401  # once: an inner run would import it anew

from tests.pytest_plugin.conftest import Run

pytest_plugins = ["pytester"]
DOCUMENT = Path(__file__).parents[2] / "docs" / "testing.md"


def test_what_the_document_shows_runs_as_written(project: pytest.Pytester, run: Run) -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    blocks = re.findall(r"```python\n(# test_faults\.py\n.*?)```", text, re.DOTALL)
    assert len(blocks) == 1
    project.makepyfile(test_faults=blocks[0])
    run().assert_outcomes(passed=3)


def test_a_plan_a_table_or_several_and_what_is_none(project: pytest.Pytester, run: Run) -> None:
    project.makefile(".toml", plan='[[fault]]\nkind = "unavailable"\n')
    project.makepyfile(
        """
        from pathlib import Path

        import pytest
        from inspector.resources import cassettes_dir
        from inspector.wire.http import HttpRequest

        MAIL = str(cassettes_dir() / "mail.jsonl")
        PLAN = Path(__file__).with_name("plan.toml")

        @pytest.mark.ews_cassette(MAIL, faults=PLAN, allow_misses=True)
        def test_a_plan(ews_replay):
            assert ews_replay.respond(HttpRequest(url="/EWS/Exchange.asmx")).status == 503

        @pytest.mark.ews_cassette(MAIL, faults=({"kind": "busy", "nth": 2}, {"kind": "unauthorized"}))
        def test_several(ews_replay):
            got = [ews_replay.respond(HttpRequest(url="/EWS/Exchange.asmx")).status for _ in range(2)]
            assert got == [401, 500]

        @pytest.mark.ews_cassette(MAIL, allow_misses=True)
        def test_from_within(ews_replay):
            ews_replay.faults.add(kind="unavailable", times=1)
            got = [ews_replay.respond(HttpRequest(url="/EWS/Exchange.asmx")).status for _ in range(2)]
            assert got[0] == 503 and got[1] != 503

        @pytest.mark.ews_cassette(MAIL, faults={"kind": "flood"})
        def test_none(ews_replay):
            pass

        @pytest.mark.ews_simulation(faults={"kind": "retired"})
        def test_a_simulator(ews_simulator):
            assert ews_simulator.respond(HttpRequest(url="/EWS/Exchange.asmx")).status == 403
            ews_simulator.faults.clear()
            assert ews_simulator.respond(HttpRequest(url="/EWS/Exchange.asmx", method="GET")).status != 403
        """
    )
    result = run()
    result.assert_outcomes(passed=4, errors=1)
    result.stdout.fnmatch_lines(["*there is no fault 'flood'*"])

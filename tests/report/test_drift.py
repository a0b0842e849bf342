"""Differences as text, JSON lines and a page."""

import io
import json

import pytest

from inspector.diff import Difference, Drift, Kind
from inspector.protocols.message import Direction
from inspector.protocols.rule import Severity
from inspector.report.drift import write_drifts


def drift(n, severity=Severity.ERROR, path="Body/m:A", recorded="<b>\x1b[2J", got=None):
    difference = Difference(path, Kind.CHANGED, recorded, got)
    return Drift(Direction.RESPONSE, difference, severity, n, n + 1, "GetItem")


def written(form, *drifts):
    out = io.StringIO()
    return out, write_drifts(drifts, form, out, ("a.jsonl", "b.jsonl"), None)


def test_text_has_a_heading_for_each_interaction_and_a_count():
    out, tally = written("text", drift(1), drift(1, Severity.INFO), drift(4, Severity.WARNING))
    lines = out.getvalue().splitlines()
    assert lines[0] == "a.jsonl:1 b.jsonl:2  GetItem"
    assert len(lines) == 6 and lines[-1] == "1 error, 1 warning, 1 note in 2 interactions"
    assert tally.reaches(Severity.ERROR)


@pytest.mark.parametrize("form", ["text", "html"])
def test_control_characters_of_messages_do_not_reach_the_terminal(form):
    assert "\x1b" not in written(form, drift(1))[0].getvalue()


def test_json_lines_carry_the_values_as_they_are():
    row = json.loads(written("json", drift(1))[0].getvalue())
    assert (row["recorded"], row["got"], row["a"], row["b"]) == ("<b>\x1b[2J", None, 1, 2)


def test_a_page_escapes_and_ends():
    page = written("html", drift(1), drift(2))[0].getvalue()
    assert "<b>" not in page and page.endswith("</html>\n")
    assert page.count("<table>") == page.count("</table>") == 2


def test_a_page_is_bounded_and_says_so():
    page = written("html", *(drift(n) for n in range(1, 5101)))[0].getvalue()
    assert page.count("<tr data-severity") == 5000 and "first 5,000 of 5,100" in page


@pytest.mark.parametrize(
    ("least", "reached"), [(Severity.INFO, True), (Severity.WARNING, True), (Severity.ERROR, False)]
)
def test_a_tally_reaches_what_is_no_worse_than_the_worst(least, reached):
    assert written("json", drift(1, Severity.WARNING))[1].reaches(least) is reached

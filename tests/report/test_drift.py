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


class Terminal(io.StringIO):
    """What is written to a terminal."""

    def isatty(self):
        return True


def test_in_a_terminal_paths_are_cut_in_the_middle_and_the_characters_that_differ_are_marked(monkeypatch):
    monkeypatch.setenv("COLUMNS", "60")
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    out = Terminal()
    path = "Body/m:GetItemResponse/m:ResponseMessages/m:Items/t:Message/t:ItemId/@Id"
    write_drifts([drift(1, path=path, recorded="the 1", got="the 2")], "text", out, ("a", "b"), None)
    told = out.getvalue()
    assert "response Body/m:GetItemResponse/…/t:ItemId/@Id" in told
    assert "the \x1b[1;7;31m1\x1b[0m" in told and "the \x1b[1;7;32m2\x1b[0m" in told


def test_in_a_file_paths_and_values_are_written_for_programs():
    out, _ = written("text", drift(1, recorded="one", got="two"))
    assert 'response Body/m:A: recorded "one", got "two"' in out.getvalue()

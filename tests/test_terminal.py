"""Lines for a terminal: coloured where it has colours, and never steering it."""

from __future__ import annotations

import io
import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

import inspector.terminal
from inspector.terminal import Output, json_line, say

JSON = st.recursive(
    st.text() | st.integers(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
)


def test_a_pipe_gets_no_colour_and_the_texts_as_they_are() -> None:
    out = io.StringIO()
    Output(out).line("a ", ("b", "bold red"), " c ")
    assert out.getvalue() == "a b c \n"


def test_colour_can_be_forced_and_taken_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    assert Output(io.StringIO()).text(("b", "bold red")) == "\x1b[1;31mb\x1b[0m"
    monkeypatch.setenv("NO_COLOR", "1")
    assert Output(io.StringIO()).text(("b", "bold red")) == "b"


def test_a_row_ends_with_its_last_text() -> None:
    out = io.StringIO()
    Output(out).row("a", "   ", ("", "dim"), "  ")
    assert out.getvalue() == "a\n"


def test_a_sentence_is_one_line_whatever_is_in_it(capsys: pytest.CaptureFixture[str]) -> None:
    say("a\nb\x1b[2J")
    say("c\r", err=True)
    assert capsys.readouterr() == ("a␊b␛[2J\n", "c␍\n")


@given(
    st.recursive(st.text() | st.integers(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner))
)
def test_json_means_the_same_and_steers_nothing(data: object) -> None:
    line = json_line(data)
    assert json.loads(line) == data
    assert not {unicodedata.category(c) for c in line} & {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def test_the_examples_in_its_text_are_right() -> None:
    import doctest

    assert doctest.testmod(inspector.terminal).failed == 0

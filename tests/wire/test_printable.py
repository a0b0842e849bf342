"""Text from strangers, made safe to show."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from inspector.wire.printable import printable, printable_line


def test_escape_sequences_are_written_out() -> None:
    assert printable("\x1b]0;owned\x07\x9b31m\x7f") == "␛]0;owned␇<U+009B>31m␡"


def test_marks_that_reorder_or_hide_text_are_written_out() -> None:
    assert printable("a\u202eb\u2066c\u200bd\ufeff") == "a<U+202E>b<U+2066>c<U+200B>d<U+FEFF>"


def test_line_ends_and_tabs_stay_in_a_text_and_show_in_a_line() -> None:
    assert printable("a\r\n\tb\rc") == "a\n\tb␍c"
    assert printable_line("a\r\n\tb") == "a␍␊␉b"


def test_what_people_write_stays() -> None:
    assert printable("Zoë Łukasz 山田 😀 שלום é") == "Zoë Łukasz 山田 😀 שלום é"


@given(st.text())
def test_nothing_that_is_shown_can_steer_a_terminal(text: str) -> None:
    shown = printable_line(text)
    assert not {unicodedata.category(c) for c in shown} & {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}

"""Base64 is read as a whole, and written back as it was."""

from __future__ import annotations

import base64

import pytest

from inspector.wire.body import open_text, packed_in

TEXT = b"Write to anna@contoso.com at once, or to whoever of them all answers the telephone.\n" * 3
WHOLE = base64.b64encode(TEXT).decode()


@pytest.mark.parametrize("cut", range(9))
def test_base64_that_was_cut_off_anywhere_is_opened_and_written_back(cut: int) -> None:
    text = WHOLE[: len(WHOLE) - cut]
    opened = open_text(text)
    assert opened is not None
    (value,) = opened.values
    assert TEXT.decode().startswith(value.text)
    assert opened.write() == text
    value.put([(9, 25, "kim@x.example")])
    made = packed_in(opened.write())
    assert made is not None
    assert made.content.startswith(b"Write to kim@x.example at once")
    assert made.rest == packed_in(text).rest


def test_a_word_of_one_character_more_is_no_base64() -> None:
    assert packed_in("Unternehmungs") is None

"""Telephone numbers and base64 identifiers."""

import pytest

from inspector.protocols.oxwums.dial_strings import is_base64, is_dial_string


@pytest.mark.parametrize(
    "text",
    [
        "12345",
        "+14255550100",
        "+1-425-555-0100",
        "(425).555.0100",
        "tel:+14255550100",
        "TEL:7042;phone-context=example.com",
        "+14255550100;ext=17",
        "*31#5550100",
        "9ABC",
    ],
)
def test_numbers_of_rfc_3966_pass_and_local_ones_need_no_context(text: str) -> None:
    assert is_dial_string(text)


@pytest.mark.parametrize(
    "text", ["", "call me", "+", "-", "tel:", "sip:user1@example.com", "+1 425 555 0100", "5;", "1" * 1025]
)
def test_what_is_no_number_does_not_pass(text: str) -> None:
    assert not is_dial_string(text)


def test_a_hostile_number_is_judged_at_once() -> None:
    assert not is_dial_string("(" * 1000 + "x")


@pytest.mark.parametrize("text", ["AAAA", "AAA=", "AA==", "AA\r\nAA", " AAAA ", "+/+/"])
def test_base64_passes_with_its_line_ends(text: str) -> None:
    assert is_base64(text)


@pytest.mark.parametrize("text", ["", "AAA", "A===", "AA=A", "INVALID_ENTRY_ID", "AA-_"])
def test_other_text_is_no_base64(text: str) -> None:
    assert not is_base64(text)

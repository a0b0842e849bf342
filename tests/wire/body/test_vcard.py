"""vCards and calendars: texts and parameters."""

import pytest

from inspector.wire.body import OpenedBody, open_body
from tests.wire.body.bodies import CALENDAR, CARD


def put(body: OpenedBody, name: str, new: str, attribute: str = "") -> str:
    value = next(each for each in body.values if each.name == name and each.attribute == attribute)
    value.put([(0, len(value.text), new)])
    return body.write().decode()


def test_a_calendar_has_its_texts_and_the_names_in_its_parameters() -> None:
    body = open_body(CALENDAR, "text/calendar")
    found = [(value.parent, value.name, value.attribute, value.text) for value in body.values]
    assert ("VEVENT", "ORGANIZER", "CN", "Meier, Anna") in found
    assert ("VEVENT", "ORGANIZER", "", "mailto:anna@brandt.example") in found
    assert ("VEVENT", "ATTENDEE", "CN", "Jo Brandt") in found
    assert ("VEVENT", "ATTENDEE", "", "mailto:jo@brandt.example") in found  # over a fold
    assert ("VEVENT", "SUMMARY", "", "Room 7, second floor") in found


def test_a_card_has_the_pieces_of_a_name() -> None:
    body = open_body(CARD)
    found = [(value.name, value.text) for value in body.values]
    assert [text for name, text in found if name == "N"] == ["Meier", "Anna", "Dr."]
    assert ("FN", "Anna Meier") in found
    assert ("TEL", "+1 206 555 0123") in found
    tel = next(value for value in body.values if value.name == "TEL")
    assert tel.attributes == {"TYPE": "work"}


def test_new_texts_are_escaped_and_new_parameters_quoted() -> None:
    assert "SUMMARY:a\\, b\\; c\\n\\\\d\r\n" in put(open_body(CALENDAR), "SUMMARY", "a, b; c\n\\d")
    assert ';CN="Berg, Kim":mailto:jo' in put(open_body(CALENDAR), "ATTENDEE", "Berg, Kim", "CN")
    assert ';CN="Kim":mailto:anna' in put(open_body(CALENDAR), "ORGANIZER", "Kim", "CN")
    assert "N:Berg\\;;Anna;;Dr.;\n" in put(open_body(CARD), "N", "Berg;")


def test_quoted_printable_of_old_cards_is_read_and_written() -> None:
    content = (
        b"BEGIN:VCARD\r\nVERSION:2.1\r\nFN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:J=C3=BCrgen =\r\n"
        b"Brandt\r\nTEL:1\r\nEND:VCARD\r\n"
    )
    body = open_body(content)
    assert [value.text for value in body.values if value.name == "FN"] == ["Jürgen Brandt"]
    assert "K=C3=A4the" in put(body, "FN", "Käthe")
    assert [v.text for v in open_body(body.write()).values if v.name in ("FN", "TEL")] == ["Käthe", "1"]


@pytest.mark.parametrize(
    "line", [b"no colon at all", b";;;", b'FN;X="unclosed:Anna', b":only", b"item1.EMAIL:a@b"]
)
def test_a_line_that_is_no_property_is_a_value_too(line: bytes) -> None:
    content = b"BEGIN:VCARD\r\n" + line + b"\r\nEND:VCARD\r\n"
    body = open_body(content)
    assert body.values
    assert body.write() is content

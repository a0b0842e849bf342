"""Lists of people, name by name and address by address."""

import pytest

from inspector.scrub.address_lists import people_replaced


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ('"Berg, Anna" <anna@x.org>, Bob', '"N" <A>, N'),
        ("Berg, Anna; Bob", "N; N"),
        ("anna@x.org, Carl", "anna@x.org, N"),
        ("Anna <anna@x.org", "N <A"),
        ('"unclosed, Anna', '"N'),
        (" , ;", " , ;"),
        ("", ""),
    ],
)
def test_names_and_addresses_are_replaced_and_all_else_stays(text: str, made: str) -> None:
    assert people_replaced(text, lambda _: "N", lambda _: "A") == made


def test_two_hundred_thousand_blanks_are_one_look() -> None:
    assert people_replaced("a" + " " * 200_000 + "b", lambda _: "N", lambda _: "A") == "N"

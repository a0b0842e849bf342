"""Identifiers: as long as real ones, readable by their maker alone."""

import base64

from hypothesis import given
from hypothesis import strategies as st

from inspector.protocols.oxwscore.ids import Identifiers

ANNA, BEN = Identifiers("seed", "anna@example.com"), Identifiers("seed", "ben@example.com")
NUMBERS = st.integers(0, 2**48 - 1)


@given(NUMBERS, NUMBERS)
def test_an_item_id_leads_back_to_its_number_and_to_no_one_elses(number: int, folder: int) -> None:
    entry = ANNA.entry_of(ANNA.item_id(number, folder))
    assert entry is not None
    assert ANNA.item_number(entry) == number
    assert ANNA.folder_number(entry) is None
    assert BEN.item_number(entry) is None


@given(NUMBERS)
def test_a_folder_id_leads_back_to_its_number(number: int) -> None:
    entry = ANNA.entry_of(ANNA.folder_id(number))
    assert entry is not None
    assert ANNA.folder_number(entry) == number
    assert ANNA.item_number(entry) is None


@given(NUMBERS)
def test_a_change_key_leads_back_to_its_change(change: int) -> None:
    assert ANNA.change_of(ANNA.change_key(9, change)) == change
    assert BEN.change_of(ANNA.change_key(9, change)) is None


@given(st.text())
def test_what_is_no_identifier_leads_nowhere(text: str) -> None:
    assert ANNA.change_of(text) is None
    entry = ANNA.entry_of(text)
    assert entry is None or ANNA.item_number(entry) is None


def test_identifiers_look_like_those_of_servers() -> None:
    assert ANNA.item_id(1, 1).startswith("AAMk")
    assert len(ANNA.item_id(1, 1)) == 152
    assert len(ANNA.folder_id(1)) == 120
    assert ANNA.change_key(9, 1).startswith("CQAAABYAAA")
    assert ANNA.change_key(1, 1).startswith("AQAAABYAAA")
    assert base64.b64decode(ANNA.call_id(1)).decode().endswith("@um.example.com")
    assert len(ANNA.call_id(10**9)) <= 512


def test_identifiers_are_not_guessed_from_those_of_another_seed() -> None:
    other = Identifiers("other", "anna@example.com")
    assert other.item_id(1, 1) != ANNA.item_id(1, 1)
    assert other.call_id(1) != ANNA.call_id(1)
    assert len({ANNA.call_id(number) for number in range(1000)}) == 1000

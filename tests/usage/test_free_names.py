"""Names that programs make up are shown, unless they could be somebody's."""

from __future__ import annotations

import pytest
from lxml import etree

from inspector.usage.free_names import WITHHELD, FreeNames
from tests.messages import soap

PERSON = (
    "<t:From><t:Mailbox><t:Name>Frieda Sperling</t:Name>"
    "<t:EmailAddress>otto.zeisig@vogelhaus.example</t:EmailAddress></t:Mailbox></t:From>"
)


def shown(name: str, names: FreeNames | None = None) -> str:
    names = names or FreeNames()
    mark = names.mark(name)
    return names.resolved([mark]).get(mark, mark)


def told_of_people() -> FreeNames:
    names = FreeNames()
    names.learn(etree.fromstring(soap(PERSON)))
    names.learn_text("VOGELHAUS\\fsperling7")
    names.learn_host("ex07.vogelhaus.example")
    return names


@pytest.mark.parametrize(
    "name",
    [
        "Colour",
        "crm_id",
        "cecp-9c1a",
        "x-ms-exchange-calendar",
        "IsMyHouse",
        "urn:schemas:mailheader:x-priority",
    ],
)
def test_what_no_person_is_called_is_shown(name: str) -> None:
    assert shown(name) == name
    assert shown(name, told_of_people()) == name


@pytest.mark.parametrize(
    "name",
    [
        "Frieda Sperling",
        "frieda.sperling@vogelhaus.example",
        "http://mail.vogelhaus.example/colour",
        "ex07.vogelhaus.example",
        "+49 89 7305 1944",
        "x" * 101,
        "",
        "ö",
    ],
)
def test_what_looks_like_a_person_or_a_machine_is_withheld(name: str) -> None:
    assert shown(name) == WITHHELD


@pytest.mark.parametrize(
    "name",
    [
        "Sperling",
        "idOfSperling",
        "frieda_sperling_id",
        "Sperling:7",
        "SPERLINGKEY",
        "zeisig-last-sync",
        "fsperling7",
        "syncedByex07",
        "ex07-key",
    ],
)
def test_a_name_that_any_message_tells_of_is_withheld_in_whatever_it_is_put(name: str) -> None:
    names = told_of_people()
    assert shown(name) == name, "nobody knows that it is somebody's"
    assert shown(name, names) == WITHHELD


def test_people_who_are_named_after_the_name_are_known_too() -> None:
    names = FreeNames()
    mark = names.mark("SperlingKey")
    names.learn(etree.fromstring(soap(PERSON)))
    assert names.resolved([mark]) == {mark: WITHHELD}


def test_the_name_of_a_team_takes_no_common_word_away() -> None:
    names = FreeNames()
    names.learn_text("Sales Team Test User")
    assert shown("TestUserId", names) == "TestUserId"


def test_no_more_names_are_looked_at_than_a_program_has() -> None:
    names = FreeNames()
    marks = [names.mark(f"name{chr(97 + n % 26)}{'x' * (n // 26)}") for n in range(510)]
    assert WITHHELD not in marks[:500]
    assert set(marks[500:]) == {WITHHELD}

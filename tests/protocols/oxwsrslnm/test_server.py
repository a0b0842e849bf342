"""ResolveNames, as clients ask it while somebody types a recipient."""

import pytest

from inspector.simulator import Simulator, scenario_from
from tests.simulator.asking import Answer, Asking

PEOPLE = {
    "mailboxes": [
        {"address": "anna@example.com", "name": "Anna Example"},
        {"address": "ben@example.com", "name": "Ben Bergmann"},
        {"address": "bert@example.com", "name": "Bert Example"},
    ]
}


@pytest.fixture
def asking() -> Asking:
    return Asking(Simulator(scenario_from(PEOPLE)))


def resolved(asking: Asking, text: str, **attributes: str) -> Answer:
    given = {"ReturnFullContactData": "false"} | attributes
    written = " ".join(f'{name}="{value}"' for name, value in given.items())
    return asking.ews(
        f"<m:ResolveNames {written}><m:UnresolvedEntry>{text}</m:UnresolvedEntry></m:ResolveNames>"
    )


def addresses(answer: Answer) -> list[str]:
    return answer.texts(".//t:Mailbox/t:EmailAddress")


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("ann", "anna@example.com"),
        ("Bergm", "ben@example.com"),
        ("BEN@example.com", "ben@example.com"),
        ("smtp:bert@", "bert@example.com"),
    ],
)
def test_a_name_a_part_of_it_or_an_address_is_enough(asking: Asking, text: str, address: str) -> None:
    answer = resolved(asking, text)
    assert answer.code == "NoError" and addresses(answer) == [address]
    assert answer.text(".//m:ResolutionSet/@TotalItemsInView") == "1"


def test_several_people_are_a_warning_with_all_of_them(asking: Asking) -> None:
    answer = resolved(asking, "be")
    assert answer.code == "ErrorNameResolutionMultipleResults"
    assert answer.text(".//m:ResolveNamesResponseMessage/@ResponseClass") == "Warning"
    assert addresses(answer) == ["ben@example.com", "bert@example.com"]


def test_nobody_is_an_error(asking: Asking) -> None:
    assert resolved(asking, "zoe").code == "ErrorNameResolutionNoResults"


def test_who_wants_it_gets_the_contact_too(asking: Asking) -> None:
    answer = resolved(asking, "anna", ReturnFullContactData="true")
    assert answer.text(".//t:Contact/t:GivenName") == "Anna"
    assert answer.text(".//t:Contact/t:Surname") == "Example"
    assert answer.text(".//t:EmailAddresses/t:Entry") == "anna@example.com"
    assert not resolved(asking, "anna").all(".//t:Contact")


def test_who_asks_for_contacts_only_does_not_get_colleagues(asking: Asking) -> None:
    assert resolved(asking, "anna", SearchScope="Contacts").code == "ErrorNameResolutionNoResults"

"""The options of Outlook on the web, by which clients learn a user's time zone."""

import pytest

from tests.simulator.asking import Answer, Asking


def configuration(name: str = "OWA.UserOptions", folder: str = "root", wanted: str = "All") -> Answer:
    return Asking().ews(
        f'<m:GetUserConfiguration><m:UserConfigurationName Name="{name}">'
        f'<t:DistinguishedFolderId Id="{folder}"/></m:UserConfigurationName>'
        f"<m:UserConfigurationProperties>{wanted}</m:UserConfigurationProperties></m:GetUserConfiguration>"
    )


def test_a_user_has_a_time_zone() -> None:
    answer = configuration()
    assert answer.code == "NoError"
    assert answer.texts(".//t:DictionaryEntry//t:Value") == ["timezone", "UTC"]
    assert answer.text(".//t:UserConfigurationName/@Name") == "OWA.UserOptions"


def test_who_does_not_ask_for_the_dictionary_does_not_get_it() -> None:
    assert not configuration(wanted="Id").all(".//t:Dictionary")


@pytest.mark.parametrize(("name", "folder"), [("Other", "root"), ("OWA.UserOptions", "inbox")])
def test_others_are_not_found(name: str, folder: str) -> None:
    assert configuration(name, folder).code == "ErrorItemNotFound"

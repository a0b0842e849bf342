"""What a client is told of recipients before it sends."""

from __future__ import annotations

import pytest

from inspector.simulator import Simulator, scenario_from
from tests.protocols.oxwsoof.test_server import put
from tests.simulator.asking import Answer, Asking


@pytest.fixture
def asking() -> Asking:
    office = {"mailboxes": [{"address": "anna@example.com"}, {"address": "ben@example.com"}]}
    return Asking(Simulator(scenario_from(office)))


def tips(asking: Asking, *addresses: str, wanted: str = "All") -> Answer:
    named = "".join(f"<t:Mailbox><t:EmailAddress>{each}</t:EmailAddress></t:Mailbox>" for each in addresses)
    return asking.ews(
        "<m:GetMailTips><m:SendingAs><t:EmailAddress>anna@example.com</t:EmailAddress></m:SendingAs>"
        f"<m:Recipients>{named}</m:Recipients><m:MailTipsRequested>{wanted}</m:MailTipsRequested>"
        "</m:GetMailTips>"
    )


def test_who_is_away_is_said_with_the_reply(asking: Asking) -> None:
    assert tips(asking, "ben@example.com").text(".//t:OutOfOffice/t:ReplyBody/t:Message") == ""
    put(asking, "Enabled", address="ben@example.com")
    assert tips(asking, "ben@example.com").text(".//t:OutOfOffice/t:ReplyBody/t:Message") == "In & out"


def test_a_recipient_in_the_house_who_is_not_there_is_said_to_be_none(asking: Asking) -> None:
    answer = tips(asking, "ben@example.com", "zoe@example.com", "carl@example.org")
    assert answer.texts(".//t:InvalidRecipient") == ["false", "true", "false"]
    assert answer.texts(".//t:ExternalMemberCount") == ["0", "0", "1"]


def test_only_what_is_asked_for_is_told(asking: Asking) -> None:
    answer = tips(asking, "ben@example.com", wanted="MailboxFullStatus ModerationStatus")
    (told,) = answer.all(".//m:MailTips")
    assert [str(each.tag).rpartition("}")[2] for each in told][2:] == ["MailboxFull", "IsModerated"]

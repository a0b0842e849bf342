"""Out of office settings are kept for each mailbox and given back."""

from pathlib import Path

import pytest

from inspector.simulator import Simulator
from tests.simulator.asking import Answer, Asking

DAY = ("2026-01-05T00:00:00Z", "2026-01-06T00:00:00Z")


def mailbox(address: str) -> str:
    return f"<t:Mailbox><t:Address>{address}</t:Address></t:Mailbox>"


def get(asking: Asking, address: str = "user@example.com", at: float = 0.0) -> Answer:
    return asking.ews(f"<m:GetUserOofSettingsRequest>{mailbox(address)}</m:GetUserOofSettingsRequest>", at)


def put(asking: Asking, state: str, *when: str, address: str = "user@example.com") -> Answer:
    duration = "<t:Duration><t:StartTime>{}</t:StartTime><t:EndTime>{}</t:EndTime></t:Duration>"
    return asking.ews(
        f"<m:SetUserOofSettingsRequest>{mailbox(address)}<t:UserOofSettings><t:OofState>{state}</t:OofState>"
        f"<t:ExternalAudience>Known</t:ExternalAudience>{duration.format(*when) if when else ''}"
        "<t:InternalReply><t:Message>In &amp; out</t:Message></t:InternalReply>"
        "<t:ExternalReply><t:Message>Out</t:Message></t:ExternalReply></t:UserOofSettings>"
        "</m:SetUserOofSettingsRequest>"
    )


def test_nobody_is_away_at_first() -> None:
    answer = get(Asking())
    assert answer.code == "NoError"
    assert (answer.text(".//t:OofState"), answer.text("m:AllowExternalOof")) == ("Disabled", "All")


def test_what_was_set_is_given_back(tmp_path: Path) -> None:
    with_store = str(tmp_path / "box.sqlite")
    first = Asking(Simulator(store=with_store))
    assert put(first, "Scheduled", *DAY).code == "NoError"
    first.simulator.close()
    answer = get(Asking(Simulator(store=with_store)))
    assert answer.text(".//t:OofState") == "Scheduled"
    assert answer.text(".//t:ExternalAudience") == "Known"
    assert tuple(answer.texts(".//t:Duration/*")) == DAY
    assert answer.text(".//t:InternalReply/t:Message") == "In & out"


def test_each_mailbox_has_its_own() -> None:
    asking = Asking()
    put(asking, "Enabled", address="ben@example.com")
    assert get(asking).text(".//t:OofState") == "Disabled"
    assert get(asking, "ben@example.com").text(".//t:OofState") == "Enabled"


@pytest.mark.parametrize("when", [(), (DAY[1], DAY[0]), (DAY[0], DAY[0])])
def test_a_schedule_has_to_end_after_it_begins(when: tuple[str, ...]) -> None:
    asking = Asking()
    assert put(asking, "Scheduled", *when).code == "ErrorInvalidScheduledOofDuration"
    assert get(asking).text(".//t:OofState") == "Disabled"


def test_nobody_of_that_address_is_an_error() -> None:
    asking = Asking()
    assert get(asking, "no address").code == "ErrorMailRecipientNotFound"
    assert put(asking, "Enabled", address="no address").code == "ErrorMailRecipientNotFound"

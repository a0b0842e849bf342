"""How a phone plays on a stage, and who calls meanwhile."""

from __future__ import annotations

from inspector.simulator import Scenario
from inspector.simulator.scenario import scenario_from
from tests.clients.hearing import adapter_for
from tests.clients.scripts.exchangelib_mail import ADDRESS, PASSWORD, account_at
from tests.clients.scripts.pyactivesync_voicemail import callers, phone
from tests.clients.scripts.zeep_service import Answers
from tests.clients.stage import Stage

__all__ = ["VOICE_MAIL", "voice_mail_on_a_phone"]

VOICE_MAIL: Scenario = scenario_from(
    {
        "mailboxes": [{"address": ADDRESS}],
        "voicemail": [
            {"from": "+1 425 555 0177", "duration": 20, "at": 30},
            {"duration": 5, "at": 45, "class": "IPM.Note.Microsoft.Voicemail.UM"},
            {"from": "sip:anna@example.com", "at": 50, "class": "IPM.Note.Microsoft.Missed.Voice"},
        ],
    }
)
"""A caller, an anonymous one, and a call over SIP that was missed."""


def voice_mail_on_a_phone(stage: Stage) -> Answers:
    """pyactivesync receives voice mail, exchangelib reads it; the stage has to encrypt."""
    adapter = adapter_for(stage)
    answers = phone(stage.url, ADDRESS, PASSWORD, stage.advance, adapter)
    with account_at(stage.url, "basic", adapter=adapter) as account:
        return [*answers, ("EWS", callers(account))]

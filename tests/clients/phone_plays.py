"""How a phone plays on a stage, and who calls meanwhile."""

from __future__ import annotations

from typing import Any

import requests.adapters
from exchangelib import DELEGATE, Account, Configuration, Credentials, EWSTimeZone
from exchangelib.protocol import BaseProtocol, CachingProtocol

from inspector.simulator import Scenario
from inspector.simulator.scenario import scenario_from
from tests.clients.scripts.exchangelib_mail import ADDRESS, PASSWORD
from tests.clients.scripts.pyactivesync_voicemail import phone_and_ews
from tests.clients.scripts.zeep_service import EWS_PATH, Answers
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
    assert stage.ca is not None
    ca = str(stage.ca)

    class Adapter(requests.adapters.HTTPAdapter):
        """exchangelib takes its CA from an adapter."""

        def send(
            self, request: requests.PreparedRequest, *arguments: Any, **options: Any
        ) -> requests.Response:
            return super().send(request, *arguments, **options | {"verify": ca})

    def account() -> Account:
        endpoint, login = stage.url + EWS_PATH, Credentials(ADDRESS, PASSWORD)
        return Account(
            primary_smtp_address=ADDRESS,
            config=Configuration(service_endpoint=endpoint, credentials=login, auth_type="basic"),
            autodiscover=False,
            access_type=DELEGATE,
            locale="en_US",
            default_timezone=EWSTimeZone("UTC"),
        )

    before, BaseProtocol.HTTP_ADAPTER_CLS = BaseProtocol.HTTP_ADAPTER_CLS, Adapter
    try:
        return phone_and_ews(stage.url, ca, ADDRESS, PASSWORD, stage.advance, account)
    finally:
        BaseProtocol.HTTP_ADAPTER_CLS = before
        CachingProtocol.clear_cache()

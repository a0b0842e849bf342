"""The sample cassettes: which client records which, and how."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from inspector.cassette import Cassette
from inspector.simulator import Scenario
from tests.clients.phone_plays import VOICE_MAIL, voice_mail_on_a_phone
from tests.clients.plays import client_session
from tests.clients.scripts.exchangelib_mail import mail_round_trip
from tests.clients.scripts.zeep_apps import mail_apps
from tests.clients.scripts.zeep_contacts import contact_list
from tests.clients.scripts.zeep_service import Answers
from tests.clients.scripts.zeep_voicemail import voicemail_ews, voicemail_um
from tests.clients.stage import Stage, recording, voice_message

__all__ = ["SAMPLES", "Sample", "structure_of"]


@dataclass(frozen=True)
class Sample:
    """A sample cassette.

    Args:
        name: the file's name.
        auth: what the server asks for.
        play: drives the client.
        scenario: what happens on the server; ``None``: nothing of itself.
        encrypted: whether the client insists on HTTPS.
    """

    name: str
    auth: str
    play: Callable[[Stage], Answers]
    scenario: Scenario | None = None
    encrypted: bool = False

    def record(self, folder: Path) -> Path:
        """Records it into a folder and returns the file."""
        file = folder / self.name
        confdir = folder / "ca" if self.encrypted else None
        with recording(file, auth=self.auth, confdir=confdir, scenario=self.scenario) as stage:
            self.play(stage)
        return file


SAMPLES = (
    Sample(
        "voicemail-um.jsonl",
        "basic",
        lambda stage: voicemail_um(
            stage.url, stage.advance, message=voice_message(stage)[0], session=client_session(stage, "basic")
        ),
    ),
    Sample(
        "voicemail-ews.jsonl",
        "basic",
        lambda stage: voicemail_ews(
            stage.url, stage.advance, message=voice_message(stage)[1], session=client_session(stage, "basic")
        ),
    ),
    Sample("mail.jsonl", "ntlm", lambda stage: mail_round_trip(stage.url, auth="NTLM")),
    Sample(
        "im-contacts.jsonl",
        "basic",
        lambda stage: contact_list(stage.url, session=client_session(stage, "basic")),
    ),
    Sample(
        "mail-apps.jsonl",
        "ntlm",
        lambda stage: mail_apps(stage.url, session=client_session(stage, "ntlm")),
    ),
    Sample("activesync-voicemail.jsonl", "basic", voice_mail_on_a_phone, VOICE_MAIL, encrypted=True),
)


def structure_of(cassette: Path) -> list[dict[str, Any]]:
    """Returns what two recordings of the same session have in common: all but secrets and durations.

    What is for information only is left out: it says how the samples are recorded (on the loopback address).
    """
    with Cassette(cassette) as opened:
        return [
            {
                "at": one.at,
                "endpoint": one.endpoint,
                "operation": one.operation,
                "auth": one.auth,
                "status": one.response.status if one.response else None,
                "error": one.error,
                "verdicts": [found["code"] for found in one.findings if found["severity"] != "info"],
            }
            for one in opened
        ]

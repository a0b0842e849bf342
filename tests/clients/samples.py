"""The sample cassettes: which client records which, and how."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from inspector.cassette import Cassette
from inspector.simulator import Scenario
from tests.clients.hearing import client_session
from tests.clients.phone_plays import VOICE_MAIL, voice_mail_on_a_phone
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
        play: drives the client; it is given the stage, and the entry id and the item id of a voice message.
        scenario: what happens on the server; ``None``: nothing of itself.
        encrypted: whether the client insists on HTTPS.
    """

    name: str
    auth: str
    play: Callable[[Stage, tuple[str, str]], Answers]
    scenario: Scenario | None = None
    encrypted: bool = False

    def record(self, folder: Path, profile: str = "identity") -> Path:
        """Records it into a folder, scrubbed as a profile says, and returns the file."""
        file = folder / self.name
        confdir = folder / "ca" if self.encrypted else None
        with recording(
            file, auth=self.auth, confdir=confdir, scenario=self.scenario, options=("--scrub", profile)
        ) as stage:
            self.play(stage, voice_message(stage))
        return file


SAMPLES = (
    Sample(
        "voicemail-um.jsonl",
        "basic",
        lambda stage, message: voicemail_um(
            stage.url, stage.advance, message=message[0], session=client_session(stage, "basic")
        ),
    ),
    Sample(
        "voicemail-ews.jsonl",
        "basic",
        lambda stage, message: voicemail_ews(
            stage.url, stage.advance, message=message[1], session=client_session(stage, "basic")
        ),
    ),
    Sample("mail.jsonl", "ntlm", lambda stage, _: mail_round_trip(stage.url, auth="NTLM")),
    Sample(
        "im-contacts.jsonl",
        "basic",
        lambda stage, _: contact_list(stage.url, session=client_session(stage, "basic")),
    ),
    Sample(
        "mail-apps.jsonl",
        "ntlm",
        lambda stage, _: mail_apps(stage.url, session=client_session(stage, "ntlm")),
    ),
    Sample(
        "activesync-voicemail.jsonl",
        "basic",
        lambda stage, _: voice_mail_on_a_phone(stage),
        VOICE_MAIL,
        encrypted=True,
    ),
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

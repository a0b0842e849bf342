"""The phones of a mailbox, and the voice messages that callers leave in it."""

from __future__ import annotations

from collections.abc import Iterable

from inspector.protocols.asemail.devices import Devices
from inspector.protocols.asemail.service import respond
from inspector.protocols.asemail.voice_mail import FIRST, VoiceMail, voice_message
from inspector.protocols.identified_request import Identified
from inspector.protocols.server import AccountState, DocumentServer, Mailbox
from inspector.wire.http import HttpRequest, HttpResponse

_COUNTER = "voicemail"


class Phones(AccountState):
    """The phones of one mailbox.

    Args:
        mailbox: whose they are.
        voice_mail: the voice messages that callers leave, in all mailboxes.
    """

    def __init__(self, mailbox: Mailbox, voice_mail: Iterable[VoiceMail]) -> None:
        self.devices = Devices()
        self._mailbox = mailbox
        mine = (mail for mail in voice_mail if mail.to.lower() == mailbox.address.lower())
        self._voice_mail = sorted(mine, key=lambda mail: mail.at)

    def begin(self) -> None:
        """Puts into a new mailbox what every mailbox has: a voice message that can be played."""
        self._take(FIRST)

    def deliver(self, at: float) -> None:
        """Puts the voice messages that have arrived by a clock time, in seconds, into the inbox."""
        for mail in self._voice_mail[self._mailbox.counted(_COUNTER) :]:
            if mail.at > at:
                break
            self._mailbox.count(_COUNTER)
            self._take(mail)

    def _take(self, mail: VoiceMail) -> None:
        self._mailbox.receive(voice_message(self._mailbox, mail))


def _answer(
    request: HttpRequest, identified: Identified, mailbox: Mailbox, phones: Phones, at: float
) -> HttpResponse:
    return respond(request, identified, mailbox, phones.devices, at)


SERVER: DocumentServer[Phones] = DocumentServer(
    {}, lambda ground: Phones(ground.mailbox, ground.scenario.voice_mail), _answer
)
"""The ActiveSync endpoint."""

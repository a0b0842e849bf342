"""When a user is out of office, and who is told what, as a mailbox keeps it (MS-OXWSOOF section 2.2.4)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec
from lxml import etree

from inspector.protocols.common.failures import OperationError
from inspector.protocols.common.reading import child, text_of
from inspector.protocols.oxwscore.mailbox import Mailbox

_NAME = "oof"


class OofSettings(msgspec.Struct, frozen=True):
    """The settings.

    Args:
        state: Disabled, Enabled or Scheduled.
        audience: which correspondents outside are answered: None, Known or All.
        begins: when, as an xs:dateTime; empty if it was never said.
        ends: until when, likewise.
        internal: the reply to colleagues.
        external: the reply to others.
    """

    state: str = "Disabled"
    audience: str = "None"
    begins: str = ""
    ends: str = ""
    internal: str = ""
    external: str = ""

    def keep(self, mailbox: Mailbox) -> None:
        """Keeps the settings in a mailbox."""
        mailbox.keep_setting(_NAME, msgspec.json.encode(self))

    def is_away(self, now: str) -> bool:
        """Tells whether correspondents are answered.

        Args:
            now: the time, as an xs:dateTime.
        """
        if self.state != "Scheduled":
            return self.state == "Enabled"
        return _moment(self.begins) <= _moment(now) < _moment(self.ends)


def kept_settings(mailbox: Mailbox, at: float) -> OofSettings:
    """Returns the settings of a mailbox; where none were made, the day from now on is proposed.

    Args:
        mailbox: the mailbox.
        at: the clock time, in seconds.
    """
    kept = mailbox.setting(_NAME)
    if kept is None:
        return OofSettings(begins=mailbox.time(at), ends=mailbox.time(at + timedelta(days=1).total_seconds()))
    return msgspec.json.decode(kept, type=OofSettings)


def read_settings(element: etree._Element) -> OofSettings:
    """Reads a UserOofSettings element.

    Raises:
        OperationError: ErrorInvalidScheduledOofDuration: it ends before it begins, or has no time.
    """
    begins, ends = (text_of(child(element, "Duration", name)).strip() for name in ("StartTime", "EndTime"))
    settings = OofSettings(
        text_of(child(element, "OofState")),
        text_of(child(element, "ExternalAudience")),
        begins,
        ends,
        text_of(child(element, "InternalReply", "Message")),
        text_of(child(element, "ExternalReply", "Message")),
    )
    if settings.state == "Scheduled" and not (begins and ends and _moment(begins) < _moment(ends)):
        raise OperationError("ErrorInvalidScheduledOofDuration")
    return settings


def _moment(text: str) -> datetime:
    """The time of an xs:dateTime; one without a zone is in UTC."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:  # a year that Python has not
        raise OperationError("ErrorInvalidScheduledOofDuration") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)

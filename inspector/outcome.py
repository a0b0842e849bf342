"""What came of an interaction, in a word or two: a code, a fault, a status; what a good answer carries."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from inspector.cassette.model import Interaction
from inspector.protocols.activesync.head import is_success
from inspector.wire.soap import Envelope, local_name
from inspector.wording import plural

__all__ = ["Outcome", "activesync_outcome", "outcome_of"]

# What holds the things that an answer carries, and what one of them is called; the first one counts.
_HOLDERS = {
    "Items": "item",
    "Folders": "folder",
    "Changes": "change",
    "Commands": "change",
    "Attachments": "attachment",
    "ResolutionSet": "name",
    "Notification": "event",
}
_NAMES = ("Subject", "DisplayName", "Name")  # what a thing alone is told by


@dataclass(frozen=True)
class Outcome:
    """What came of an interaction.

    Args:
        word: a response code, the type of a fault, ``OK``, an HTTP status, or why there was no answer.
        failed: whether the answer was an error, or missing.
        carries: what an answer without an error carries: the subject or name of one thing, or how many there
            are of which kind; empty if that is nothing to speak of.
    """

    word: str
    failed: bool
    carries: str = ""


def outcome_of(interaction: Interaction, answer: Envelope | None) -> Outcome:
    """Says what came of an interaction whose answer is SOAP, or that has none that can be read.

    Args:
        interaction: the interaction.
        answer: its answer; ``None`` if it has none, or if that is no SOAP.
    """
    response = interaction.response
    if response is None:
        return Outcome(interaction.error or "no answer", True)
    if answer is None or answer.payload is None:
        return Outcome(f"{response.status} {response.reason}".strip(), response.status >= 400)
    fault = answer.fault
    if fault is not None:
        kind = fault.detail_text("ExceptionType") or fault.detail_text("ResponseCode") or fault.code
        return Outcome(kind.rpartition(":")[2] or "Fault", True)
    return _of_codes(answer.payload)


def activesync_outcome(root: etree._Element) -> Outcome:
    """Says what came of a command of ActiveSync: the first status that is no success, in order, or ``OK``.

    Args:
        root: the root element of the answer.
    """
    command = local_name(root)
    for status in root.iter("{*}Status"):
        text = (status.text or "").strip()
        parent = status.getparent()
        # A flag of a message has a status of its own (MS-ASEMAIL section 2.2.2.70).
        if text and not is_success(command, text) and (parent is None or local_name(parent) != "Flag"):
            return Outcome(f"Status {text}", True)
    return Outcome("OK", False, _carried(root))


def _of_codes(payload: etree._Element) -> Outcome:
    """The first code that is no success; several response messages can stand in one answer."""
    seen = ""
    for element in payload.iter("{*}ResponseCode"):
        code = (element.text or "").strip()
        if code not in ("", "NoError"):
            parent = element.getparent()
            return Outcome(code, parent is None or parent.get("ResponseClass") != "Warning")
        seen = seen or code
    return Outcome(seen or "OK", False, _carried(payload))


def _carried(answer: etree._Element) -> str:
    for holder, noun in _HOLDERS.items():
        things = [thing for each in answer.iter(f"{{*}}{holder}") for thing in each.iterchildren("{*}*")]
        if len(things) == 1:
            named = (things[0].find(f"{{*}}{name}") for name in _NAMES)
            words = next((each.text.strip() for each in named if each is not None and each.text), "")
            return words or plural(1, noun)
        if things:
            return plural(len(things), noun)
    return ""

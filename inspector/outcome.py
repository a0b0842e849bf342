"""What came of an interaction, in a word or two: a code, a fault, a status; what a good answer carries."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from inspector.cassette.model import Interaction
from inspector.protocols.carrier import Carrier, Content, Grade
from inspector.wording import plural

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


def outcome_of(interaction: Interaction, carrier: Carrier, answer: Content) -> Outcome:
    """Says what came of an interaction.

    Args:
        interaction: the interaction.
        carrier: the carrier of its endpoint.
        answer: what its answer says.
    """
    response, payload = interaction.response, answer.payload
    if response is None:
        return Outcome(interaction.error or "no answer", True)
    if payload is None:
        return Outcome(f"{response.status} {response.reason}".strip(), response.status >= 400)
    word, grade = carrier.result(payload, answer.fault)
    return Outcome(word, grade is Grade.ERROR, _carried(payload) if grade is Grade.SUCCESS else "")


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

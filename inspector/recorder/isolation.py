"""Whatever a part of this program does on one interaction, it is kept as far as it can be."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from inspector.cassette import Interaction
from inspector.conformance.finding import Direction
from inspector.conformance.wire_codes import NOT_JUDGED, WITHHELD
from inspector.scrub import Scrubber
from inspector.scrub.withheld import scrub_or_withhold, without_content
from inspector.wire.http import HttpRequest, HttpResponse


def scrubbed(
    scrubber: Scrubber,
    interaction: Interaction,
    key: bytes,
    legs: Iterable[HttpRequest | HttpResponse] = (),
) -> tuple[Interaction, str]:
    """Scrubs an interaction; one that cannot be scrubbed comes back withheld, with a finding that says so.

    Args:
        scrubber: takes out what must not be shared.
        interaction: the interaction.
        key: the cassette's salt or key, of which the digests of what is withheld are made.
        legs: messages to learn secrets from first, which are not kept themselves.

    Returns:
        The interaction, and why it is withheld; empty if it is not.
    """
    made, reason = scrub_or_withhold(scrubber, interaction, key, legs)
    if reason:
        return _with_findings(made, reason), reason
    told = tuple(
        WITHHELD.finding(Direction(side), f"what could not be read: {scrubber.text(why)}").to_json()
        for side, why in scrubber.withheld
    )
    return (replace(made, findings=(*made.findings, *told)) if told else made), ""


def withhold(interaction: Interaction, reason: str, key: bytes) -> Interaction:
    """Returns an interaction without its content, with a finding that says why.

    Args:
        interaction: the interaction.
        reason: why its content is not written.
        key: the cassette's salt or key.
    """
    return _with_findings(without_content(interaction, reason, key), reason)


def not_judged(interaction: Interaction, reasons: Iterable[str]) -> Interaction:
    """Returns an interaction with a finding for each part of this program that failed on it."""
    told = tuple(NOT_JUDGED.finding(Direction.REQUEST, reason).to_json() for reason in reasons)
    return replace(interaction, findings=(*interaction.findings, *told))


def _with_findings(interaction: Interaction, reason: str) -> Interaction:
    """The same findings that the judge gives to such an interaction when it is read again."""
    bodies = [(Direction.REQUEST, interaction.request.body)]
    if interaction.response is not None:
        bodies.append((Direction.RESPONSE, interaction.response.body))
    directions = [direction for direction, body in bodies if body] or [Direction.REQUEST]
    findings = tuple(WITHHELD.finding(direction, reason).to_json() for direction in directions)
    return replace(interaction, findings=findings)

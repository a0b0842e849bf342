"""Which requests change the state of a server: those are never sent twice, and not without consent."""

from __future__ import annotations

from inspector.cassette.model import Interaction
from inspector.protocols.carriers import CARRIERS
from inspector.protocols.registry import identify

_SAFE = frozenset(("GET", "HEAD", "OPTIONS"))  # RFC 9110 section 9.2.1


def has_side_effects(interaction: Interaction) -> bool:
    """Whether a request may change something on the server; in doubt it does.

    Args:
        interaction: the interaction, of which the request alone counts.
    """
    request = interaction.request
    if request.method in _SAFE:
        return False
    found = identify(request)
    if found.operation is not None:
        return found.operation.modifies
    return not CARRIERS[found.endpoint].only_reads(found.name or "")

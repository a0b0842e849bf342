"""Which requests change the state of a server: those are never sent twice, and not without consent."""

from __future__ import annotations

from inspector.cassette.model import Interaction
from inspector.protocols.activesync import head as activesync
from inspector.protocols.operation import Endpoint
from inspector.protocols.registry import identify

__all__ = ["has_side_effects"]

# EWS operations that our documents do not define are told by their names; others may change something.
_READS = ("Get", "Find", "Resolve", "Expand", "Search", "Sync", "Convert", "Export", "Is")
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
    if found.endpoint is Endpoint.AUTODISCOVER:
        return False
    if found.endpoint is Endpoint.ACTIVESYNC:
        return found.name not in activesync.READS
    return not (found.endpoint is Endpoint.EWS and (found.name or "").startswith(_READS))

"""Since when a server knows what belongs to mail apps (MS-OXWSCEXT section 8)."""

from __future__ import annotations

from inspector.protocols.common.schema_versions import version_rank

AFTER_2013 = (
    "Scope",
    "MarketplaceAssetId",
    "MarketplaceContentMarket",
    "SendWelcomeEmail",
    "WasFirstInstall",
)
"""The elements that Exchange 2013 does not have."""

TOKENS_AFTER_2013 = ("ScopedToken",)
"""The types of tokens, likewise."""

_LAST = version_rank("Exchange2013_SP1") or 0


def is_2013(version: str) -> bool:
    """Whether a schema version is one that Exchange 2013 has."""
    rank = version_rank(version)
    return rank is not None and rank <= _LAST

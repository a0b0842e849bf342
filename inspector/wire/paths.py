"""How this project writes where something stands in a message: ``Body/m:GetItem/m:ItemIds/t:ItemId/@Id``.

Names have the prefixes of :data:`PREFIXES`, whatever the message itself has; SOAP's own go without, and so do
names in a namespace that is not known here. A step has its position, from 1, where its name stands more than
once among its siblings. A path in an envelope begins with Header or Body.
"""

from __future__ import annotations

from inspector.wire.soap import SOAP_11, SOAP_12
from inspector.wire.wbxml import CODE_PAGES

__all__ = ["PREFIXES", "step_name"]

PREFIXES = {
    "soap": SOAP_11,
    "m": "http://schemas.microsoft.com/exchange/services/2006/messages",
    "t": "http://schemas.microsoft.com/exchange/services/2006/types",
    "e": "http://schemas.microsoft.com/exchange/services/2006/errors",
} | {page.prefix: page.namespace for page in CODE_PAGES}
"""The namespace of each prefix that paths are written with."""

_PREFIX = {uri: f"{prefix}:" for prefix, uri in PREFIXES.items()} | {SOAP_11: "", SOAP_12: ""}


def step_name(namespace: str, local: str) -> str:
    """Returns a name as paths write it.

    Args:
        namespace: the namespace; empty if there is none.
        local: the name in it.

    >>> step_name("http://schemas.microsoft.com/exchange/services/2006/types", "ItemId")
    't:ItemId'
    """
    return _PREFIX.get(namespace, "") + local

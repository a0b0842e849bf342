"""SOAP messages of Exchange Web Services as tests write them."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["ERRORS", "MESSAGES", "SOAP", "TYPES", "envelope", "soap"]

SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
MESSAGES = "http://schemas.microsoft.com/exchange/services/2006/messages"
TYPES = "http://schemas.microsoft.com/exchange/services/2006/types"
ERRORS = "http://schemas.microsoft.com/exchange/services/2006/errors"
_SPACES = {"": MESSAGES, "m": MESSAGES, "t": TYPES}


def envelope(payload: str, header: str = "", prefix: str = "s", spaces: Mapping[str, str] = _SPACES) -> str:
    """Returns an envelope around a payload.

    Args:
        payload: what the Body has; ``m:`` or no prefix is for messages, ``t:`` for types.
        header: what the Header has; there is none if empty.
        prefix: that of SOAP.
        spaces: the namespaces that it declares beside SOAP's, by prefix; empty: the default one.
    """
    head = f"<{prefix}:Header>{header}</{prefix}:Header>" if header else ""
    declared = "".join(
        f' xmlns{":" * bool(name)}{name}="{uri}"' for name, uri in {prefix: SOAP, **spaces}.items()
    )
    return f"<{prefix}:Envelope{declared}>{head}<{prefix}:Body>{payload}</{prefix}:Body></{prefix}:Envelope>"


def soap(payload: str, header: str = "") -> bytes:
    """Returns the same as it is sent."""
    return envelope(payload, header).encode()

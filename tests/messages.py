"""SOAP messages of Exchange Web Services as tests write them."""

from __future__ import annotations

__all__ = ["ERRORS", "MESSAGES", "SOAP", "TYPES", "soap"]

SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
MESSAGES = "http://schemas.microsoft.com/exchange/services/2006/messages"
TYPES = "http://schemas.microsoft.com/exchange/services/2006/types"
ERRORS = "http://schemas.microsoft.com/exchange/services/2006/errors"


def soap(payload: str, header: str = "") -> bytes:
    """Returns an envelope around a payload.

    Args:
        payload: what the Body has; ``m:`` or no prefix is for messages, ``t:`` for types.
        header: what the Header has; there is none if empty.
    """
    head = f"<s:Header>{header}</s:Header>" if header else ""
    return (
        f'<s:Envelope xmlns:s="{SOAP}" xmlns="{MESSAGES}" xmlns:m="{MESSAGES}" xmlns:t="{TYPES}">{head}'
        f"<s:Body>{payload}</s:Body></s:Envelope>"
    ).encode()

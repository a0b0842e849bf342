"""How bad another order of elements is: that depends on the server that is asked.

Up to Exchange 2010 a server refuses a request whose elements stand in another order than the schema's; of
Exchange 2013 some do; from Exchange 2016 on they read the children of ItemShape, and the properties of a
message, in any order (docs/errata.md). A server that took the request has shown it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from inspector.conformance import xsd_codes as xsd
from inspector.conformance.finding import Finding, Severity
from inspector.protocols.common.schema_versions import version_rank
from inspector.protocols.message import Message

# What stands there a second time is no matter of order; only of ExtendedProperty there can be several.
_FREE = re.compile(
    r"/(m:ItemShape(\[\d+\])?|(m:Items|t:SetItemField)(\[\d+\])?/t:Message(\[\d+\])?)"
    r"/(t:ExtendedProperty(\[\d+\])?|t:\w+(\[1\])?)\Z"
)
_2013, _2016 = (version_rank(name) or 0 for name in ("Exchange2013", "Exchange2015"))
_OLDER, _SOME_REFUSE, _ANY_ORDER = range(3)


def by_server(found: Sequence[Finding], request: Message, answer: Message | None) -> Sequence[Finding]:
    """Says of another order in a request how bad it is for the server that is asked.

    Args:
        found: what the schema says of the request.
        request: the request.
        answer: what the server answered; ``None`` if nothing is known.

    Returns:
        The findings, with the severity of some changed.
    """
    if not found or not any(is_free(each.code, each.path) for each in found):
        return found
    instead = _severity(request, answer)
    if instead is None:
        return found
    severity, why = instead
    return [
        replace(each, severity=severity, message=f"{each.message}; {why}")
        if is_free(each.code, each.path)
        else each
        for each in found
    ]


def is_free(code: str, path: str) -> bool:
    """Tells whether what the schema says of a request is about an order that servers since 2016 do not mind.

    Args:
        code: the code of the schema check.
        path: the path of the element.
    """
    return code == xsd.MISPLACED_ELEMENT.code and _FREE.search(path) is not None


def _severity(request: Message, answer: Message | None) -> tuple[Severity, str] | None:
    if answer is not None and answer.payload is not None:
        if answer.succeeded:
            return Severity.INFO, "this server takes it"
        if answer.fault is not None:
            return None
    generation = _generation(request, answer)
    if generation == _SOME_REFUSE:
        return Severity.WARNING, "some servers of 2013 refuse it"
    if generation == _ANY_ORDER:
        return Severity.INFO, "servers since 2016 take it, older ones refuse it"
    return None


def _generation(request: Message, answer: Message | None) -> int:
    """Tells the generation of the server by what it says of itself, else by the version asked for."""
    told = None if answer is None else answer.soap_header("ServerVersionInfo")
    if told is not None:
        major, minor = (str(told.get(name, "")) for name in ("MajorVersion", "MinorVersion"))
        if major != "15":
            return _OLDER
        return _SOME_REFUSE if minor == "0" else _ANY_ORDER
    asked = request.soap_header("RequestServerVersion")
    rank = None if asked is None else version_rank(str(asked.get("Version", "")))
    if rank is None or rank < _2013:
        return _OLDER
    return _SOME_REFUSE if rank < _2016 else _ANY_ORDER

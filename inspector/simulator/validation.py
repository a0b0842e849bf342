"""Judging requests by the schema, as a server does before it looks at them (MS-OXWUMS section 2.2.2.1)."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from lxml import etree

from inspector.conformance.finding import Severity
from inspector.conformance.wire_rules import check_wire_of
from inspector.protocols import Endpoint, Identified
from inspector.protocols.common.failures import InvalidRequest
from inspector.protocols.message import request_message
from inspector.wire.http import HttpRequest

if TYPE_CHECKING:
    from inspector.conformance.schema import CompiledSchema

__all__ = ["by_schema", "is_soap"]


def is_soap(request: HttpRequest, identified: Identified) -> bool:
    """Tells whether a request is SOAP 1.1 with one operation of Exchange's, as the wire rules judge it.

    Args:
        request: the request.
        identified: what it is.
    """
    found = check_wire_of(request_message(request, identified))
    return not any(finding.severity is Severity.ERROR for finding in found)


def by_schema(identified: Identified) -> InvalidRequest | None:
    """Judges the payload of a request by the bundled schemas.

    Args:
        identified: the request; what has no payload, or one that the schemas lack, is not judged.

    Returns:
        The first thing that is wrong, or ``None``.
    """
    payload = identified.envelope.payload if identified.envelope else None
    if payload is None:
        return None
    schema = _schema(identified.home)
    if schema is None or payload.tag not in schema.elements or schema.valid(payload):
        return None
    flaws = schema.flaws_without_places(etree.tostring(payload, with_tail=False))
    reason = flaws[0].message if flaws else f"The element '{etree.QName(payload).localname}' is not valid"
    return InvalidRequest(reason, int(payload.sourceline or 0))


@cache
def _schema(home: Endpoint) -> CompiledSchema | None:
    # Imported here: whoever makes a simulator to answer valid requests should not wait for xmlschema.
    from inspector.conformance.schema import compiled
    from inspector.conformance.schema_sets import schema_set

    bundled = schema_set(None)
    driver = bundled.driver(home)
    return None if driver is None else compiled(driver, bundled.slow)

"""Judging requests by the schema, as a server does before it looks at them (MS-OXWUMS section 2.2.2.1)."""

from __future__ import annotations

from functools import cache
from itertools import islice
from typing import TYPE_CHECKING

from lxml import etree

from inspector.conformance.element_order import is_free
from inspector.conformance.finding import Severity
from inspector.conformance.wire_rules import check_wire_of
from inspector.protocols import Endpoint, Identified
from inspector.protocols.common.failures import InvalidRequest
from inspector.protocols.common.versions import ServerVersion
from inspector.protocols.message import request_message
from inspector.wire.element_paths import path_of
from inspector.wire.http import HttpRequest

if TYPE_CHECKING:
    from inspector.conformance.schema import CompiledSchema

_ORDERED = ("{*}ItemShape", "{*}Message")
_MOST_ELEMENTS = 10_000  # to look closer at more than these would take long


def is_soap(request: HttpRequest, identified: Identified) -> bool:
    """Tells whether a request is SOAP 1.1 with one operation of Exchange's, as the wire rules judge it.

    Args:
        request: the request.
        identified: what it is.
    """
    found = check_wire_of(request_message(request, identified))
    return not any(finding.severity is Severity.ERROR for finding in found)


def by_schema(identified: Identified, version: ServerVersion) -> InvalidRequest | None:
    """Judges the payload of a request by the bundled schemas.

    Args:
        identified: the request; what has no payload, or one that the schemas lack, is not judged.
        version: the server's version: from Exchange 2016 on some elements may stand in any order.

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
    if version.product >= 2016 and _in_another_order(payload, schema):
        return None
    reason = flaws[0].message if flaws else f"The element '{etree.QName(payload).localname}' is not valid"
    return InvalidRequest(reason, int(payload.sourceline or 0))


def _in_another_order(payload: etree._Element, schema: CompiledSchema) -> bool:
    """Whether all that is wrong is an order that the server does not mind."""
    if (
        next(payload.iter(*_ORDERED), None) is None
        or next(islice(payload.iter(), _MOST_ELEMENTS, None), None) is not None
    ):
        return False
    return all(
        flaw.element is not None and is_free(flaw.code.code, path_of(flaw.element))
        for flaw in schema.flaws(payload)
    )


@cache
def _schema(home: Endpoint) -> CompiledSchema | None:
    # Imported here: whoever makes a simulator to answer valid requests should not wait for xmlschema.
    from inspector.conformance.schema import compiled
    from inspector.conformance.schema_sets import schema_set

    bundled = schema_set(None)
    driver = bundled.driver(home)
    return None if driver is None else compiled(driver, bundled.slow)

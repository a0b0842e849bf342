"""The files by which a server describes its EWS endpoint: services.wsdl, messages.xsd and types.xsd.

Exchange serves these three beside Exchange.asmx, and some clients fetch them before their first request. They
are made of our schemas, which are a file for each document and topic.
"""

from __future__ import annotations

from functools import cache

from inspector.conformance.schema_flat import MESSAGES_XSD, SERVICES_WSDL, TYPES_XSD, flat_files


def schema_file(name: str) -> bytes | None:
    """Returns a file that describes the EWS endpoint.

    Args:
        name: its name, in any case: ``services.wsdl``, ``messages.xsd`` or ``types.xsd``.

    Returns:
        Its content; ``None`` if there is no such file.
    """
    return _files().get(name.lower())


@cache
def _files() -> dict[str, bytes]:
    every = flat_files(as_served=True)
    return {name: every[name] for name in (SERVICES_WSDL, MESSAGES_XSD, TYPES_XSD)}

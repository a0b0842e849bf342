"""The schemas and WSDLs in a flat form: one file for each namespace and endpoint, with nothing included.

The files below ``schemas/`` are a file for each document and topic. Some readers of WSDL want less than that:
they do not follow includes, or not in every order. Exchange itself describes its endpoint in three files.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from lxml import etree

from inspector.protocols.common.namespaces import MESSAGES, TYPES
from inspector.protocols.operation import Endpoint
from inspector.protocols.registry import DOCUMENTS, operations
from inspector.resources import schemas_dir

SERVICES_WSDL, MESSAGES_XSD, TYPES_XSD = "services.wsdl", "messages.xsd", "types.xsd"
"""The files of the EWS endpoint, by the names that Exchange gives them."""

_XS = "{http://www.w3.org/2001/XMLSchema}"
_WSDL = "{http://schemas.xmlsoap.org/wsdl/}"
_SOAP = "{http://schemas.xmlsoap.org/wsdl/soap/}"
_TRANSPORT = "http://schemas.xmlsoap.org/soap/http"
_NAMES = {
    Endpoint.EWS: ("ExchangeService", "ExchangeServiceBinding", "https://mail.example.com/EWS/Exchange.asmx"),
    Endpoint.UM: ("VoiceMail", "UMWebServiceSoap", "https://mail.example.com/EWS/UM2007Legacy.asmx"),
}


def flat_files(*, as_served: bool = False) -> Mapping[str, bytes]:
    """Writes the schemas and WSDLs of both endpoints.

    Args:
        as_served: as a server describes itself: without a ``wsdl:service``, in which the address otherwise
            is a placeholder, and with no operation that no document of the registry has.

    Returns:
        The content of each file by its name: services.wsdl, messages.xsd and types.xsd for the EWS endpoint,
        um.wsdl and um-messages.xsd for the UM endpoint.
    """
    ews, um = schemas_dir() / "ews.xsd", schemas_dir() / "um.xsd"
    trees = {
        SERVICES_WSDL: _wsdl(Endpoint.EWS, MESSAGES_XSD, as_served),
        MESSAGES_XSD: _flat(ews, MESSAGES, TYPES_XSD),
        TYPES_XSD: _flat(schemas_dir() / "ews-types.xsd", TYPES),
        "um.wsdl": _wsdl(Endpoint.UM, "um-messages.xsd", as_served),
        "um-messages.xsd": _flat(um, MESSAGES),
    }
    for tree in trees.values():
        etree.indent(tree)
    return {
        name: etree.tostring(tree, xml_declaration=True, encoding="utf-8") for name, tree in trees.items()
    }


def _flat(entrance: Path, namespace: str, types: str = "") -> etree._Element:
    """Writes a schema and all that it includes as one document without includes."""
    flat = etree.Element(
        _XS + "schema",
        {"targetNamespace": namespace, "elementFormDefault": "qualified"},
        nsmap={"xs": _XS[1:-1], "m": MESSAGES, "t": TYPES},
    )
    if types:
        etree.SubElement(flat, _XS + "import", namespace=TYPES, schemaLocation=types)
    for schema in _included(entrance, set()):
        for component in schema.iterchildren(etree.Element):
            if component.tag not in (_XS + "include", _XS + "import"):
                flat.append(component)
    etree.cleanup_namespaces(flat, keep_ns_prefixes=["m", "t"])
    return flat


def _included(file: Path, seen: set[Path]) -> Iterator[etree._Element]:
    file = file.resolve()
    if file in seen:
        return
    seen.add(file)
    schema = _parsed(file)
    for include in schema.iterchildren(_XS + "include"):
        yield from _included(file.parent / include.get("schemaLocation", ""), seen)
    yield schema


def _wsdl(endpoint: Endpoint, messages: str, as_served: bool) -> etree._Element:
    service, name, address = _NAMES[endpoint]
    root = etree.Element(
        _WSDL + "definitions",
        {"targetNamespace": MESSAGES},
        nsmap={"wsdl": _WSDL[1:-1], "soap": _SOAP[1:-1], "xs": _XS[1:-1], "tns": MESSAGES, "t": TYPES},
    )
    schema = etree.SubElement(etree.SubElement(root, _WSDL + "types"), _XS + "schema")
    etree.SubElement(schema, _XS + "import", namespace=MESSAGES, schemaLocation=messages)
    port_type = etree.Element(_WSDL + "portType", name=f"{service}PortType")
    binding = etree.Element(_WSDL + "binding", name=name, type=f"tns:{service}PortType")
    etree.SubElement(binding, _SOAP + "binding", style="document", transport=_TRANSPORT)
    for document in _documents():
        operations = list(_operations(document, "portType", endpoint, as_served))
        used = {part.get("message", "").rpartition(":")[2] for each in operations for part in each}
        root.extend([one for one in document.iterchildren(_WSDL + "message") if one.get("name") in used])
        port_type.extend(operations)
        binding.extend(list(_operations(document, "binding", endpoint, as_served)))
    root.extend((port_type, binding))
    if not as_served:
        port = etree.SubElement(
            etree.SubElement(root, _WSDL + "service", name=service),
            _WSDL + "port",
            name=f"{service}Port",
            binding=f"tns:{name}",
        )
        etree.SubElement(port, _SOAP + "address", location=address)
    return root


def _documents() -> list[etree._Element]:
    return [_parsed(wsdl) for document in DOCUMENTS for wsdl in sorted(document.schemas.glob("*.wsdl"))]


def _operations(
    document: etree._Element, part: str, endpoint: Endpoint, as_served: bool
) -> Iterator[etree._Element]:
    """The operations that are on an endpoint, under the names of their requests, as Exchange has them."""
    homes = {one.name: one for one in operations()}
    for operation in list(document.iterfind(f"{_WSDL}{part}/{_WSDL}operation")):
        home = homes.get(operation.get("name", ""))
        if home is not None and home.endpoint is endpoint:
            operation.set("name", home.request.removesuffix("Request"))
            yield operation
        elif home is None and endpoint is Endpoint.EWS and not as_served:
            yield operation


def _parsed(file: Path) -> etree._Element:
    return etree.parse(file, etree.XMLParser(remove_blank_text=True, remove_comments=True)).getroot()

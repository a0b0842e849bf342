"""The files by which a server describes its EWS endpoint: services.wsdl, messages.xsd and types.xsd.

Exchange serves these three beside Exchange.asmx, and some clients fetch them before their first request. They
are made of our schemas, which are a file for each document and topic: here all of a namespace is in one
file, and the operations of all documents are in one binding.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from lxml import etree

from inspector.protocols import DOCUMENTS, Endpoint, operations
from inspector.protocols.common.namespaces import MESSAGES, TYPES
from inspector.resources import schemas_dir

__all__ = ["schema_file"]

_XS = "{http://www.w3.org/2001/XMLSchema}"
_WSDL = "{http://schemas.xmlsoap.org/wsdl/}"
_SOAP = "{http://schemas.xmlsoap.org/wsdl/soap/}"
_BINDING, _PORT_TYPE = "ExchangeServiceBinding", "ExchangeServicePortType"


@cache
def schema_file(name: str) -> bytes | None:
    """Returns a file that describes the EWS endpoint.

    Args:
        name: its name, in any case: ``services.wsdl``, ``messages.xsd`` or ``types.xsd``.

    Returns:
        Its content; ``None`` if there is no such file.
    """
    match name.lower():
        case "services.wsdl":
            root = _services()
        case "messages.xsd":
            root = _flat(schemas_dir() / "ews.xsd", MESSAGES)
            root.insert(0, etree.Element(_XS + "import", namespace=TYPES, schemaLocation="types.xsd"))
        case "types.xsd":
            root = _flat(schemas_dir() / "ews-types.xsd", TYPES)
        case _:
            return None
    etree.indent(root)
    return etree.tostring(root, xml_declaration=True, encoding="utf-8")


def _flat(entrance: Path, namespace: str) -> etree._Element:
    """Writes a schema and all that it includes as one document without includes."""
    flat = etree.Element(
        _XS + "schema",
        {"targetNamespace": namespace, "elementFormDefault": "qualified"},
        nsmap={"xs": _XS[1:-1], "m": MESSAGES, "t": TYPES},
    )
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


def _services() -> etree._Element:
    root = etree.Element(
        _WSDL + "definitions",
        {"targetNamespace": MESSAGES},
        nsmap={
            "wsdl": _WSDL[1:-1],
            "soap": _SOAP[1:-1],
            "xs": _XS[1:-1],
            "tns": MESSAGES,
            "t": TYPES,
        },
    )
    schema = etree.SubElement(etree.SubElement(root, _WSDL + "types"), _XS + "schema")
    etree.SubElement(schema, _XS + "import", namespace=MESSAGES, schemaLocation="messages.xsd")
    folders = [schemas_dir() / document.schemas for document in DOCUMENTS if document.schemas]
    documents = [_parsed(wsdl) for folder in folders for wsdl in sorted(folder.glob("*.wsdl"))]
    port_type = etree.Element(_WSDL + "portType", name=_PORT_TYPE)
    binding = etree.Element(_WSDL + "binding", name=_BINDING, type=f"tns:{_PORT_TYPE}")
    transport = "http://schemas.xmlsoap.org/soap/http"
    etree.SubElement(binding, _SOAP + "binding", style="document", transport=transport)
    used: set[str] = set()
    for document in documents:
        for operation in _ews_operations(document, "portType"):
            used.update(
                part.get("message", "").rpartition(":")[2] for part in operation.iterchildren(etree.Element)
            )
            port_type.append(operation)
        for operation in _ews_operations(document, "binding"):
            binding.append(operation)
    for document in documents:
        root.extend([one for one in document.iterchildren(_WSDL + "message") if one.get("name") in used])
    root.extend((port_type, binding))
    return root


def _ews_operations(document: etree._Element, part: str) -> Iterator[etree._Element]:
    """The operations that are on the EWS endpoint, under the names that Exchange gives them."""
    names = {one.name: one.request for one in operations() if one.endpoint is Endpoint.EWS}
    for operation in list(document.iterfind(f"{_WSDL}{part}/{_WSDL}operation")):
        name = operation.get("name", "")
        if name in names:
            operation.set("name", names[name])
            yield operation


def _parsed(file: Path) -> etree._Element:
    return etree.parse(file, etree.XMLParser(remove_blank_text=True, remove_comments=True)).getroot()

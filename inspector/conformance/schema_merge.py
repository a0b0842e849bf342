"""Many schema files into one for each namespace.

Published schemas of Exchange include each other in circles, include themselves, name files in another case,
and import the namespace of XML without saying from where. None of that matters once every component stands in
the one file of its namespace, and every import names a file that is there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from inspector.errors import InputError
from inspector.protocols.common.namespaces import ERRORS, MESSAGES, SOAP_11, TYPES
from inspector.wire.soap import SOAP_12
from inspector.wire.xml import XmlError, parse_xml

XML = "http://www.w3.org/XML/1998/namespace"
_XSD = "http://www.w3.org/2001/XMLSchema"
_XS = f"{{{_XSD}}}"
_COMPONENTS = frozenset(
    f"{_XS}{name}"
    for name in ("element", "attribute", "complexType", "simpleType", "group", "attributeGroup", "notation")
)
# These have their own files here, whatever an imported folder brings along.
_OWN = frozenset((XML, SOAP_11, SOAP_12, _XSD))
_FILES = {
    MESSAGES: "messages.xsd",
    TYPES: "types.xsd",
    ERRORS: "errors.xsd",
    SOAP_11: "soap-1.1.xsd",
    XML: "xml.xsd",
}


@dataclass
class Merged:
    """The components of all files, by namespace.

    Args:
        components: for each namespace, the components by kind and name.
        imports: for each namespace, the namespaces that it refers to.
        version: which generation the schemas say that they are; empty if they do not.
        notes: what was mended or left out, a sentence each.
    """

    components: dict[str, dict[tuple[str, str], bytes]] = field(default_factory=dict)
    imports: dict[str, set[str]] = field(default_factory=dict)
    version: str = ""
    notes: list[str] = field(default_factory=list)

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Yields name and content of the one file of each namespace."""
        for namespace, components in self.components.items():
            imports = "".join(
                f'<xs:import namespace="{other}" schemaLocation="{file_of(other, self.components)}"/>\n'
                for other in sorted(self.imports.get(namespace, ()))
                if other != namespace and (other in self.components or other in (SOAP_11, XML, ERRORS))
            )
            head = (
                f'<?xml version="1.0" encoding="utf-8"?>\n<xs:schema xmlns:xs="{_XSD}" '
                f'targetNamespace="{namespace}" elementFormDefault="qualified">\n{imports}'
            )
            body = b"\n".join(components.values())
            yield file_of(namespace, self.components), head.encode() + body + b"\n</xs:schema>\n"


def file_of(namespace: str, all_of_them: Mapping[str, object]) -> str:
    """Returns the name of the file of a namespace.

    Args:
        namespace: the namespace.
        all_of_them: all namespaces of the set, in order.
    """
    return _FILES.get(namespace) or f"other-{list(all_of_them).index(namespace) + 1}.xsd"


def locations_in(content: bytes, name: str) -> list[str]:
    """Returns the locations that a schema or WSDL file refers to, in order.

    Raises:
        InputError: it is not XML.
    """
    return [
        location
        for schema in (_root(content, name).iter(f"{_XS}include", f"{_XS}import"))
        if (location := schema.get("schemaLocation"))
    ]


def merge(files: Mapping[str, bytes]) -> Merged:
    """Merges schema and WSDL files.

    Args:
        files: name and content of each.

    Raises:
        InputError: a file is no schema, or uses what cannot be merged.
    """
    merged = Merged()
    names = {name.rpartition("/")[2].lower() for name in files}
    for name, content in sorted(files.items()):
        root = _root(content, name)
        schemas = [root] if root.tag == f"{_XS}schema" else list(root.iter(f"{_XS}schema"))
        for schema in schemas:
            if schema.get("targetNamespace", "") not in _OWN:
                _add(merged, schema, name, names)
    return merged


def _root(content: bytes, name: str) -> etree._Element:
    while content.startswith(b"\xef\xbb\xbf"):
        content = content[3:]
    try:
        return parse_xml(content)
    except XmlError as problem:
        raise InputError(f"it cannot be read: {problem.what}", name) from None


def _add(merged: Merged, schema: etree._Element, name: str, names: set[str]) -> None:
    namespace = schema.get("targetNamespace", "")
    merged.version = merged.version or _version(schema)
    for part in schema.iterchildren(etree.Element):
        if part.tag in (f"{_XS}include", f"{_XS}import"):
            location = (part.get("schemaLocation") or "").rpartition("/")[2]
            if part.tag == f"{_XS}import":
                merged.imports.setdefault(namespace, set()).add(part.get("namespace", ""))
            if location and location.lower() not in names and part.get("namespace") not in _OWN:
                _note(merged, f"{name}: {location} is not there and was left out")
        elif part.tag == f"{_XS}redefine":
            raise InputError(
                "xs:redefine cannot be imported", name, "Replace it by what it redefines, and import again."
            )
        elif part.tag in _COMPONENTS:
            _qualify(part, schema)
            _free_version(merged, part, name)
            _keep(merged, namespace, part, name)


def _keep(merged: Merged, namespace: str, component: etree._Element, name: str) -> None:
    known = merged.components.setdefault(namespace, {})
    key = (str(component.tag), component.get("name", ""))
    text = etree.tostring(component, with_tail=False, encoding="utf-8")
    first = known.setdefault(key, text)
    if first is not text and _canonical(first) != _canonical(text):
        _note(
            merged, f"{name}: {key[1]} is defined a second time and otherwise; the first definition was kept"
        )


def _canonical(text: bytes) -> str:
    return str(etree.canonicalize(text.decode("utf-8"), strip_text=True))


def _note(merged: Merged, text: str) -> None:
    if text not in merged.notes:
        merged.notes.append(text)


def _qualify(component: etree._Element, schema: etree._Element) -> None:
    """Says of each local element and attribute what the defaults of its own file say."""
    for kind, default, merged_default in (
        ("element", "elementFormDefault", "qualified"),
        ("attribute", "attributeFormDefault", "unqualified"),
    ):
        form = schema.get(default, "unqualified")
        if form != merged_default:
            for local in component.iterdescendants(f"{_XS}{kind}"):
                if local.get("name") and local.get("form") is None:
                    local.set("form", form)


def _free_version(merged: Merged, component: etree._Element, name: str) -> None:
    """Lets RequestServerVersion name any version: some generations fix their own, yet take older ones."""
    if component.tag == f"{_XS}element" and component.get("name") == "RequestServerVersion":
        for attribute in component.iterdescendants(f"{_XS}attribute"):
            if attribute.attrib.pop("fixed", None) is not None:
                _note(
                    merged,
                    f"{name}: the version in RequestServerVersion is no longer fixed to the schema's own",
                )


def _version(schema: etree._Element) -> str:
    """The version that a schema states, or the last one that its list of versions has."""
    if stated := schema.get("version"):
        return str(stated)
    path = "xs:simpleType[@name='ExchangeVersionType']//xs:enumeration/@value"
    values = schema.xpath(path, namespaces={"xs": _XSD})
    return str(values[-1]) if isinstance(values, list) and values else ""

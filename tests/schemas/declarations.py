"""What schemas declare: each element and attribute that has a value, and of which sort the value is.

``python -m tests.schemas.declarations`` writes ``inspector/protocols/common/fields_plain.toml`` anew: the
names that the schemas in ``schemas/`` type as numbers, truths, durations or as one of some words, wherever
they stand.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from inspector.protocols.common.namespaces import PREFIXES

__all__ = [
    "PLAIN_BY_TYPE",
    "ROOT",
    "Declaration",
    "as_toml",
    "declarations",
    "names_of",
    "plain_by_type",
    "schema_files",
]

ROOT = Path(__file__).parent.parent.parent
PLAIN_BY_TYPE = ROOT / "inspector" / "protocols" / "common" / "fields_plain.toml"
_XS = "{http://www.w3.org/2001/XMLSchema}"
Types = dict[tuple[str | None, str | None], etree._Element]
_PLAIN = (
    frozenset(("boolean", "decimal", "double", "float", "integer", "int", "long", "short", "byte"))
    | frozenset(
        (
            "nonNegativeInteger",
            "positiveInteger",
            "unsignedLong",
            "unsignedInt",
            "unsignedShort",
            "unsignedByte",
        )
    )
    | {"duration", "language"}
)
_PREFIX = {namespace: prefix for prefix, namespace in PREFIXES.items()}


@dataclass(frozen=True)
class Declaration:
    """A declaration of an element with a value of its own, or of an attribute.

    Args:
        namespace: of the schema.
        owner: the type or element that it stands in; empty for a global one.
        name: its name; an attribute's with ``*@`` before it.
        base: the name of the built-in type at the bottom of its own, or ``enumeration``.
    """

    namespace: str
    owner: str
    name: str
    base: str

    @property
    def section(self) -> str:
        """The prefix of its namespace in the tables of fields."""
        return _PREFIX.get(self.namespace, "*")

    @property
    def is_plain(self) -> bool:
        """Whether its type lets it say nothing of people and machines."""
        return self.base in _PLAIN or self.base == "enumeration"


def schema_files() -> list[Path]:
    """The schemas of the project."""
    return sorted((ROOT / "schemas").rglob("*.xsd"))


def declarations(paths: Iterable[Path]) -> Iterator[Declaration]:
    """Yields what schemas declare, but for what has child elements only.

    Args:
        paths: schema files that know each other's types.
    """
    roots = [etree.parse(path).getroot() for path in paths]
    types: Types = {
        (root.get("targetNamespace"), kind.get("name")): kind
        for root in roots
        for kind in root.iter(_XS + "simpleType", _XS + "complexType")
        if kind.get("name")
    }
    for root in roots:
        for declared in root.iter(_XS + "element", _XS + "attribute"):
            name = declared.get("name")
            base = _base_of(types, declared, 0) if name else None
            if name and base is not None:
                key = f"*@{name}" if declared.tag == _XS + "attribute" else name
                yield Declaration(root.get("targetNamespace") or "", _owner(declared), key, base)


def names_of(paths: Iterable[Path]) -> frozenset[str]:
    """Returns the names of all elements, and of all attributes with ``*@`` before them."""
    return frozenset(
        f"*@{declared.get('name')}" if declared.tag == _XS + "attribute" else str(declared.get("name"))
        for path in paths
        for declared in etree.parse(path).getroot().iter(_XS + "element", _XS + "attribute")
        if declared.get("name")
    )


def _base_of(types: Types, element: etree._Element, depth: int) -> str | None:
    """The built-in type at the bottom of an element's type; ``None``: it has child elements only."""
    assert depth < 20, f"types in a circle at {element.get('name')}"
    named = element.get("type") or element.get("base") or element.get("itemType")
    if named is None:
        kind = next((c for c in element if c.tag in (_XS + "simpleType", _XS + "complexType")), None)
        return "string" if kind is None else _base_of_type(types, kind, depth + 1)
    prefix, _, local = named.rpartition(":")
    namespace = element.nsmap.get(prefix or None)
    if namespace == _XS[1:-1]:
        return local
    return _base_of_type(types, types[namespace, local], depth + 1)


def _base_of_type(types: Types, kind: etree._Element, depth: int) -> str | None:
    if kind.tag == _XS + "complexType":
        simple = kind.find(_XS + "simpleContent")
        if simple is None:
            return "string" if kind.get("mixed") == "true" else None
        return _base_of(types, simple[-1], depth)
    content = next(child for child in kind if child.tag != _XS + "annotation")
    if content.tag == _XS + "union":
        return "union"
    if content.tag == _XS + "restriction" and content.find(_XS + "enumeration") is not None:
        return "enumeration"
    return _base_of(types, content, depth)


def _owner(declared: etree._Element) -> str:
    around = declared.getparent()
    while around is not None and not around.get("name"):
        around = around.getparent()
    return "" if around is None else str(around.get("name"))


def plain_by_type(paths: Iterable[Path]) -> dict[str, list[str]]:
    """Returns the names that are plain wherever they are declared, by section and in order."""
    plain: defaultdict[tuple[str, str], bool] = defaultdict(lambda: True)
    for each in declarations(paths):
        plain[each.section, each.name] &= each.is_plain
    found: defaultdict[str, list[str]] = defaultdict(list)
    for (section, name), always in sorted(plain.items()):
        if always:
            found[section].append(name)
    return dict(found)


def as_toml(names: dict[str, list[str]]) -> str:
    """Writes the names as a table of fields."""
    lines = ["# Made by `python -m tests.schemas.declarations` from schemas/; do not edit."]
    for section, of_it in names.items():
        lines += ["", f'["{section}"]', "plain = '''", *of_it, "'''"]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    PLAIN_BY_TYPE.write_text(as_toml(plain_by_type(schema_files())), encoding="utf-8")

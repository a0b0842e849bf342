"""What the schemas of Exchange Web Services name: ``python -m tests.usage.vocabulary [FOLDER...]``.

Adds to ``inspector/usage/vocabulary.tsv`` what the schemas in ``schemas/`` describe, and those in folders
that are named, such as a server's own ``messages.xsd`` and ``types.xsd``: operations that are not judged here
are described there. Only names and the words that they may have are taken; what was there stays.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree

from inspector.usage.vocabulary import ANY_OTHER, vocabulary
from tests.schemas.declarations import ROOT, schema_files

__all__ = ["VOCABULARY", "Described", "as_table", "described"]

VOCABULARY = ROOT / "inspector" / "usage" / "vocabulary.tsv"
_XS = "{http://www.w3.org/2001/XMLSchema}"
_TRUTH = ("false", "true")


@dataclass
class Described:
    """What stands in and on elements of a name, wherever it is declared.

    Args:
        children: the local names of what can stand in it.
        attributes: its attributes, each with the words that it may have; without any if others are allowed.
        words: the words that its text may be, and :data:`ANY_OTHER` if elsewhere it is anything; empty if it
            is so everywhere.
    """

    children: set[str] = field(default_factory=set)
    attributes: dict[str, set[str]] = field(default_factory=dict)
    words: set[str] = field(default_factory=set)


class _Schemas:
    def __init__(self, paths: Iterable[Path]) -> None:
        self.roots = [etree.parse(path).getroot() for path in paths]
        self.named = {
            (root.get("targetNamespace"), str(part.tag), part.get("name")): part
            for root in self.roots
            for part in root
            if part.get("name")
        }
        self.members: defaultdict[str, set[str]] = defaultdict(set)  # of substitution groups
        for root in self.roots:
            for element in root.iterchildren(_XS + "element"):
                if group := element.get("substitutionGroup"):
                    self.members[group.rpartition(":")[2]].add(str(element.get("name")))

    def find(self, where: etree._Element, kind: str, name: str) -> etree._Element | None:
        prefix, _, local = name.rpartition(":")
        return self.named.get((where.nsmap.get(prefix or None), _XS + kind, local))

    def described(self) -> dict[str, Described]:
        found: defaultdict[str, Described] = defaultdict(Described)
        free = set()
        for root in self.roots:
            for element in root.iter(_XS + "element"):
                if name := element.get("name"):
                    self._describe(found[name], element)
                    if not self.words(element) and next(self._types(element, 0), None) is None:
                        free.add(name)
        for name in free:
            if found[name].words:
                found[name].words.add(ANY_OTHER)
        return dict(found)

    def _describe(self, found: Described, element: etree._Element) -> None:
        for kind in self._types(element, 0):
            for part in self._parts(kind, 0):
                if part.tag == _XS + "element":
                    name = (part.get("name") or part.get("ref") or "").rpartition(":")[2]
                    found.children |= {name, *self.members[name]}
                elif part.get("name"):
                    words = self.words(part)
                    known = found.attributes.setdefault(str(part.get("name")), set(words))
                    known |= words
        found.words |= self.words(element)

    def _types(self, element: etree._Element, depth: int) -> Iterator[etree._Element]:
        """Yields the complex type of an element or extension, and those that it is made from."""
        assert depth < 30
        named = element.get("type") or element.get("base")
        kind = self.find(element, "complexType", named) if named else element.find(_XS + "complexType")
        if kind is not None:
            yield kind
            for base in kind.iter(_XS + "extension", _XS + "restriction"):
                if str(base.getparent().tag) in (_XS + "complexContent", _XS + "simpleContent"):
                    yield from self._types(base, depth + 1)

    def _parts(self, kind: etree._Element, depth: int) -> Iterator[etree._Element]:
        """Yields the elements and attributes that a type declares itself, groups included."""
        assert depth < 30
        for child in kind:
            if child.tag in (_XS + "element", _XS + "attribute"):
                yield child
            elif child.tag in (_XS + "group", _XS + "attributeGroup") and child.get("ref"):
                group = self.find(child, str(child.tag)[len(_XS) :], str(child.get("ref")))
                assert group is not None, child.get("ref")
                yield from self._parts(group, depth + 1)
            elif child.tag != _XS + "annotation":
                yield from self._parts(child, depth + 1)

    def words(self, declared: etree._Element, depth: int = 0) -> set[str]:
        """Returns the words that a value may be, those of lists and unions included."""
        assert depth < 30
        found: set[str] = set()
        for attribute in ("type", "base", "itemType", "memberTypes"):
            for named in (declared.get(attribute) or "").split():
                prefix, _, local = named.rpartition(":")
                if declared.nsmap.get(prefix or None) == _XS[1:-1]:
                    found |= set(_TRUTH) if local == "boolean" else set()
                    continue
                for kind in ("simpleType", "complexType"):
                    if (type_ := self.find(declared, kind, named)) is not None:
                        found |= self.words(type_, depth + 1)
        for part in declared:
            if part.tag == _XS + "enumeration":
                found.add(str(part.get("value")))
            elif part.tag in (
                _XS + "simpleType",
                _XS + "restriction",
                _XS + "list",
                _XS + "union",
                _XS + "simpleContent",
                _XS + "extension",
            ):
                found |= self.words(part, depth + 1)
        return found


def described(paths: Iterable[Path]) -> dict[str, Described]:
    """Returns what schemas that know each other's types say of the elements of each name."""
    return _Schemas(paths).described()


def known() -> dict[str, Described]:
    """Returns what the table has."""
    words = vocabulary()
    return {
        name: Described(
            set(words.children[name]),
            {attribute: set(values) for attribute, values in words.attributes[name].items()},
            set(words.words.get(name, ())) | ({ANY_OTHER} if name in words.free else set()),
        )
        for name in words.children
    }


def as_table(sets: Iterable[dict[str, Described]]) -> str:
    """Writes what sets of schemas say as a table: a line for all elements of which the same is said."""
    whole: defaultdict[str, Described] = defaultdict(Described)
    for found in sets:
        for name, each in found.items():
            known = whole[name]
            known.children |= each.children
            known.words |= each.words
            for attribute, words in each.attributes.items():
                known.attributes.setdefault(attribute, set()).update(words)
    alike: defaultdict[tuple[str, str, str], list[str]] = defaultdict(list)
    for name, each in sorted(whole.items()):
        attributes = " ".join(
            attribute + ("=" + ",".join(sorted(words)) if words else "")
            for attribute, words in sorted(each.attributes.items())
        )
        alike[" ".join(sorted(each.children)), attributes, ",".join(sorted(each.words))].append(name)
    rows = sorted(" ".join(names) + "\t" + "\t".join(said) for said, names in alike.items())
    return "\n".join(["elements\tchildren\tattributes\twords", *rows]) + "\n"


def main(paths: list[Path]) -> None:
    """Writes the table, from what it has, the project's schemas and the folders that are named."""
    sets = [
        known(),
        described(schema_files()),
        *(described(sorted(path.glob("*.xsd"))) for path in paths),
    ]
    VOCABULARY.write_text(as_table(sets), encoding="utf-8")


if __name__ == "__main__":
    main([Path(word) for word in sys.argv[1:]])

"""Compiles a schema so that libxml2 judges by it quickly.

libxml2 compares a value with each value that its type lists, one after the other. Some types list hundreds: a
request for all properties of an item names a hundred of the 517 that there are, and took a millisecond. So a
long list is written as one pattern that shares what the values begin with, and accepts the very same values.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from lxml import etree

from inspector.errors import InputError

_XS = "{http://www.w3.org/2001/XMLSchema}"
_ENUMERATION, _PATTERN = f"{_XS}enumeration", f"{_XS}pattern"
_MOST_LISTED = 60  # values that are left as a list
_LONGEST = 200  # characters of a value; a list with a longer one is left
_OF_REGEX = frozenset("\\.|?*+(){}[]^-")


def as_written(driver: Path) -> etree.XMLSchema:
    """Compiles a schema as it stands in its files.

    Args:
        driver: the XSD file.

    Raises:
        InputError: it does not compile.
    """
    return _compiled(driver, etree.XMLParser())


def with_patterns(driver: Path) -> etree.XMLSchema:
    """Compiles a schema with patterns in the place of long lists of values.

    The same is valid by it as by the one that is written; in what it says of an error, a pattern stands in
    the place of the list.

    Args:
        driver: the XSD file.

    Raises:
        InputError: it does not compile.
    """
    parser = etree.XMLParser()
    parser.resolvers.add(_WithPatterns())
    return _compiled(driver, parser)


def _compiled(driver: Path, parser: etree.XMLParser) -> etree.XMLSchema:
    try:
        return etree.XMLSchema(etree.parse(driver, parser))
    except (etree.XMLSchemaParseError, etree.XMLSyntaxError, OSError) as problem:
        raise InputError(
            f"the schema does not compile ({problem})", str(driver), "Import the set again."
        ) from None


class _WithPatterns(etree.Resolver):
    """Reads the files with long lists in the place of libxml2; all others it leaves to it."""

    def resolve(self, system_url: str | None, public_id: str | None, context: Any) -> Any:
        path = Path(system_url or "")
        content = path.read_bytes() if path.is_file() else b""
        if content.count(b"enumeration") <= _MOST_LISTED:
            return None
        root = etree.fromstring(content)
        for restriction in root.iter(f"{_XS}restriction"):
            _write_as_pattern(restriction)
        return self.resolve_string(etree.tostring(root), context, base_url=system_url)


def _write_as_pattern(restriction: etree._Element) -> None:
    values = [each.get("value", "") for each in restriction.iterchildren(_ENUMERATION)]
    prefix, _, base = (restriction.get("base") or "").rpartition(":")
    # Of other types than strings, values can be equal that are written differently.
    is_of_strings = base == "string" and restriction.nsmap.get(prefix or None) == _XS[1:-1]
    # Of two patterns in one restriction a value need match only one; white space can be a matter of its own.
    is_list_alone = len(values) == sum(1 for _ in restriction.iterchildren(etree.Element))
    if is_of_strings and is_list_alone and len(values) > _MOST_LISTED and max(map(len, values)) <= _LONGEST:
        del restriction[:]
        etree.SubElement(restriction, _PATTERN, value=as_pattern(values))


def as_pattern(values: Iterable[str]) -> str:
    """Returns a pattern of XML Schema (part 2, appendix F) that accepts some values and nothing else.

    No two of its branches begin alike, so that each character of a value is looked at once.

    Args:
        values: the values.

    >>> as_pattern(["item:Size", "item:Subject"])
    'item:S(ize|ubject)'
    """
    tree: dict[str, Any] = {}
    for value in values:
        here = tree
        for character in value:
            here = here.setdefault(character, {})
        here[""] = {}  # a value ends here
    return _branches(tree)


def _branches(tree: dict[str, Any]) -> str:
    escaped = ((f"\\{character}" if character in _OF_REGEX else character) for character in tree if character)
    branches = [written + _branches(tree[written[-1]]) for written in escaped]
    if "" not in tree and len(branches) == 1:
        return branches[0]
    joined = f"({'|'.join(branches)})" if branches else ""
    return f"{joined}?" if joined and "" in tree else joined

"""The tables of the vocabulary as they stand beside the documents, ``fields*.toml``: read, and looked up.

A table has a section for each namespace, by its prefix, and in it the places of each role::

    [m]
    phone = '''DialString ImTelephoneNumber'''
    "identifier:call" = '''PhoneCallId@Id CallId'''
    unordered = '''And Or'''

A place is ``[PARENT/]ELEMENT[@ATTRIBUTE][{CONDITION}]``, in local names; ``*`` stands for any element, and
in the section ``*``, which holds in every namespace, for the beginning of a name: ``*FaxNumber``. A condition
is on the attributes of the element's own tag, or with ``<NAME`` before it on those of the element before it
among its siblings: ``{@Kind}`` (has it), ``{@Key~Phone|Fax}`` (a pattern to search for),
``{@Kind=Period,Group}`` (one of these, in any case), or more than one of them, all of which have to hold:
``{<ExtendedFieldURI@PropertySetId=...@PropertyId=32899}``.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache, cached_property
from pathlib import Path
from typing import NamedTuple, TypeVar

from inspector.bounded import ClearedWhenFull
from inspector.protocols.common.namespaces import PREFIXES
from inspector.protocols.field_roles import Field, Role

EVERYWHERE = "*"
"""The section that holds in every namespace."""
NAMESPACES = "namespaces"
"""The section that gives prefixes to namespaces that have none in the code."""
_UNORDERED = Field(Role.FREE_TEXT, unordered=True)
# Made from the schemas: what they type as a number, a truth or one of some words.
_BY_TYPE = "fields_plain.toml"
_KEY = re.compile(r"(?:([^/@{]+)/)?([^/@{]+)(?:@([^{]+))?(?:\{([^}]+)\})?\Z")
_TEST = re.compile(r"@([\w:.-]+)(?:([=~])([^@]*))?")
Key = TypeVar("Key")
_MOST_KEPT = 1024
_CARE = {role: at for at, role in enumerate(Role)}

Element = tuple[str, Mapping[str, str]]
"""The local name of an element, and its attributes by name."""


class Condition:
    """A condition on attributes.

    Args:
        text: as in a place, without the braces.
    """

    __slots__ = ("_tests", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        self._tests: list[tuple[str, Callable[[str], object]]] | None = None

    @property
    def before(self) -> str:
        """The name of the element before, whose attributes are meant; empty: the element's own are."""
        return self._text.partition("@")[0].removeprefix("<")

    @property
    def names(self) -> list[str]:
        """The attributes that are looked at."""
        return [name for name, _, _ in _TEST.findall(self._text)]

    def holds(self, attributes: Mapping[str, str], before: Element | None) -> bool:
        """Whether it holds for an element.

        Args:
            attributes: of its own tag.
            before: the element before it among its siblings.
        """
        if self.before:
            if before is None or before[0] != self.before:
                return False
            attributes = before[1]
        if self._tests is None:
            self._tests = [(name, _test(sign, value)) for name, sign, value in _TEST.findall(self._text)]
        return all(name in attributes and test(attributes[name]) for name, test in self._tests)


def _test(sign: str, value: str) -> Callable[[str], object]:
    if sign == "~":
        return re.compile(value, re.IGNORECASE).search
    words = frozenset(value.lower().split(","))
    return lambda text: not sign or text.strip().lower() in words


class Choice:
    """What a place is for where conditions say it: what was told once is remembered.

    Args:
        conditions: what it is for under which condition; the first that holds counts.
        otherwise: what it is for if none does.
    """

    __slots__ = ("_before", "_conditions", "_kept", "_otherwise", "_own")

    def __init__(self, conditions: Sequence[tuple[Condition, Field]], otherwise: Field) -> None:
        self._conditions = conditions
        self._otherwise = otherwise
        asked = {(bool(condition.before), name) for condition, _ in conditions for name in condition.names}
        self._own = tuple(name for on_before, name in asked if not on_before)
        self._before = tuple(name for on_before, name in asked if on_before)
        self._kept: ClearedWhenFull[tuple[str | None, ...], Field] = ClearedWhenFull(_MOST_KEPT)

    def of(self, attributes: Mapping[str, str], before: Element | None) -> Field:
        """Returns what it is for.

        Args:
            attributes: of the element's own tag.
            before: the element before it among its siblings.
        """
        told = tuple([attributes.get(name) for name in self._own])
        if before is not None and self._before:
            told += (before[0], *map(before[1].get, self._before))
        known = self._kept.get(told)
        if known is None:
            holding = (meant for condition, meant in self._conditions if condition.holds(attributes, before))
            known = self._kept.keep(told, next(holding, self._otherwise))
        return known


class FieldEntry(NamedTuple):
    """A place in a table.

    Args:
        section: the prefix of its namespace.
        key: the place as it is written.
        field: what it is for.
        parent: the local name of the element around it; empty: any.
        name: the element's local name.
        attribute: the attribute's local name; empty for the element's text.
        condition: when it is meant; empty: always.
    """

    section: str
    key: str
    field: Field
    parent: str
    name: str
    attribute: str
    condition: str


class Found(NamedTuple):
    """What is known of a place.

    Args:
        field: what it is for, if none of the conditions holds; ``None``: nothing is known then.
        conditions: what it is for under which condition; the first that holds counts.
    """

    field: Field | None
    conditions: Sequence[tuple[Condition, Field]] = ()


def entries_of(table: Mapping[str, Mapping[str, str | list[str]]], origin: str) -> Iterator[FieldEntry]:
    """Reads a table.

    Args:
        table: as TOML has it: sections of roles, each with the places that have it.
        origin: where it comes from, for the reader of an error.

    Raises:
        ValueError: it has what is no place, or no role.
    """
    for section, roles in table.items():
        for role, places in roles.items():
            name, _, kind = role.partition(":")
            meant = _UNORDERED if role == "unordered" else Field(Role(name), kind)
            for key in (places if isinstance(places, str) else " ".join(places)).split():
                if key.isalnum():
                    yield FieldEntry(section, key, meant, "", key, "", "")
                    continue
                parts = _KEY.match(key)
                if parts is None:
                    raise ValueError(f"{origin}: {key!r} is no place")
                yield FieldEntry(
                    section, key, meant, parts[1] or "", parts[2], parts[3] or "", parts[4] or ""
                )


_Step = tuple[str, str, str]  # the element around, the element, the attribute


class _Places:
    """What some tables say of places, by section and step."""

    def __init__(self) -> None:
        self.fields: dict[tuple[str, _Step], Field] = {}
        self.conditions: dict[tuple[str, _Step], list[tuple[Condition, Field]]] = {}

    def add(self, entry: FieldEntry) -> None:
        """Adds an entry; what is a set may have a role besides."""
        key = (entry.section, (entry.parent, entry.name, entry.attribute))
        if entry.condition:
            self.conditions.setdefault(key, []).append((Condition(entry.condition), entry.field))
            return
        there = self.fields.get(key)
        if there is not None and entry.field.unordered:
            self.fields[key] = replace(there, unordered=True)
        elif there is not None and there.unordered:
            self.fields[key] = replace(entry.field, unordered=True)
        else:
            self.fields[key] = entry.field


class Tables:
    """What all tables say together.

    Args:
        paths: the files.
        by_type: the file of what the schemas type as plain, which goes after the others.
    """

    def __init__(self, paths: Iterable[Path], by_type: Path | None = None) -> None:
        self._namespaces = {namespace: prefix for prefix, namespace in PREFIXES.items()}
        self._named = _Places()
        self._typed = _Places()
        for path in paths:
            table = tomllib.loads(path.read_text(encoding="utf-8"))
            self._namespaces |= _declared(table.pop(NAMESPACES, {}))
            for entry in entries_of(table, path.name):
                self._named.add(entry)
        if by_type is not None:
            for entry in entries_of(tomllib.loads(by_type.read_text(encoding="utf-8")), by_type.name):
                self._typed.add(entry)
        self._endings = [
            (name[1:], meant)
            for (section, (_, name, attribute)), meant in self._named.fields.items()
            if section == EVERYWHERE and not attribute and name.startswith("*")
        ]

    @property
    def sections(self) -> frozenset[str]:
        """The prefixes of all namespaces."""
        return frozenset(self._namespaces.values())

    def section_of(self, namespace: str) -> str:
        """Returns the prefix of a namespace in the tables; empty for one that no table knows.

        Args:
            namespace: as a message has it: some write ``https``, or a slash or a colon at the end.
        """
        known = self._namespaces.get(namespace)
        if known is None:
            plain = namespace.replace("https://", "http://", 1).rstrip("/: ")
            known = self._namespaces.get(plain) or self._namespaces.get(plain + "/")
        return known or ""

    def find(self, section: str, parent: str, name: str, attribute: str = "") -> Found:
        """Returns what is known of a place.

        Args:
            section: the prefix of the namespace; empty: none that is known.
            parent: the local name of the element around it.
            name: the element's local name.
            attribute: the attribute's local name; empty for the element's text.
        """
        steps = [(parent, name, attribute), ("", name, attribute)]
        if attribute:
            steps += [(parent, "*", attribute), ("", "*", attribute)]
        # A type has its attributes, and elements of messages have types of the other namespace.
        sections = ("m", "t") if attribute and section == "m" else (section,)
        here = [(each, step) for each in sections for step in steps]
        everywhere = [(EVERYWHERE, step) for step in steps]
        conditions = [
            condition for key in here + everywhere for condition in self._named.conditions.get(key, ())
        ]
        if not section:
            conditions += [
                condition for step in steps for condition in self._conditions_anywhere.get(step, ())
            ]
        meant = (
            _first(self._named.fields, here)
            or _first(self._typed.fields, here)
            or _first(self._named.fields, everywhere)
            or _first(self._anywhere, steps)
        )
        if meant is None and not attribute:
            meant = next((role for ending, role in self._endings if name.endswith(ending)), None)
        return Found(meant, conditions)

    def names(self, role: Role) -> frozenset[str]:
        """Returns the local names of the elements whose text has a role, in whichever place."""
        plainly = (step for (_, step), meant in self._named.fields.items() if meant.role is role)
        told = (
            step for (_, step), each in self._named.conditions.items() if any(f.role is role for _, f in each)
        )
        return frozenset(name for _, name, attribute in (*plainly, *told) if not attribute)

    @cached_property
    def sets(self) -> frozenset[str]:
        """The local names of the elements whose children may stand in any order, in whichever place."""
        return frozenset(name for (_, (_, name, _)), meant in self._named.fields.items() if meant.unordered)

    def announcing(self, role: Role) -> frozenset[str]:
        """Returns the local names of the elements whose attributes tell that what comes next has a role."""
        conditions = (each for several in self._named.conditions.values() for each in several)
        return frozenset(condition.before for condition, meant in conditions if meant.role is role) - {""}

    def roles_of_name(self, name: str) -> frozenset[Role]:
        """Returns all roles that elements and attributes of a name have.

        Args:
            name: the local name.
        """
        by_ending = (field.role for ending, field in self._endings if name.endswith(ending))
        return frozenset((*self._roles.get(name, ()), *by_ending))

    @cached_property
    def _roles(self) -> dict[str, set[Role]]:
        found: dict[str, set[Role]] = {}
        for (_, (_, name, attribute)), field in self._named.fields.items():
            found.setdefault(attribute or name, set()).add(field.role)
        for (_, (_, name, attribute)), conditions in self._named.conditions.items():
            found.setdefault(attribute or name, set()).update(field.role for _, field in conditions)
        return found

    @cached_property
    def _anywhere(self) -> dict[_Step, Field]:
        """What names say in whichever namespace: the role that needs most care counts, and none is plain."""
        found: dict[_Step, Field] = {}
        for (section, step), meant in self._named.fields.items():
            if section not in self.sections or meant.role is Role.PLAIN:
                continue
            if step not in found or _CARE[meant.role] < _CARE[found[step].role]:
                found[step] = meant
        return found

    @cached_property
    def _conditions_anywhere(self) -> dict[_Step, list[tuple[Condition, Field]]]:
        found: dict[_Step, list[tuple[Condition, Field]]] = {}
        for (_, step), conditions in self._named.conditions.items():
            found.setdefault(step, []).extend(each for each in conditions if each[1].role is not Role.PLAIN)
        return found


def _first(fields: Mapping[Key, Field], keys: Iterable[Key]) -> Field | None:
    return next((fields[key] for key in keys if key in fields), None)


def _declared(namespaces: Mapping[str, str | list[str]]) -> dict[str, str]:
    """Returns the prefix of each namespace that a table declares."""
    return {
        namespace: prefix
        for prefix, those in namespaces.items()
        for namespace in ([those] if isinstance(those, str) else those)
    }


@cache
def tables() -> Tables:
    """Returns the tables that are installed with the package; they are read when it is first asked."""
    here = Path(__file__).parent
    paths = sorted(here.glob("*/fields*.toml"))
    return Tables([path for path in paths if path.name != _BY_TYPE], here / "common" / _BY_TYPE)

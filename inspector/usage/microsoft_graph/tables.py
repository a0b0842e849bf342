"""The tables of facts: operations, properties, behaviours, limits and dates, each row with its sources.

A source is a key of ``sources.tsv``, or begins with ``own:`` where the row is a conclusion of this project.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources


@dataclass(frozen=True)
class Source:
    """Where a fact stands.

    Args:
        key: what rows call it.
        kind: ``official``, ``metadata``, ``specification``, ``implementation`` or ``other``.
        date: the date of the page or file, ISO 8601; empty if it has none.
        read: when it was read, ISO 8601.
        text: its address, or its file and version.
    """

    key: str
    kind: str
    date: str
    read: str
    text: str


@dataclass(frozen=True)
class OperationRow:
    """What takes the place of an operation.

    Args:
        resource: for which kind of thing; empty for all.
        verdict: a word of :class:`~inspector.usage.microsoft_graph.verdicts.Word`.
        replacement: the requests.
        note: what decides, or is lost.
        delegated: the least permissions of a program that acts for a user, each perhaps under a condition
            (:mod:`inspector.usage.microsoft_graph.permissions`).
        application: those of a program that acts for itself.
        sources: keys of sources.
    """

    resource: str
    verdict: str
    replacement: str
    note: str
    delegated: tuple[str, ...]
    application: tuple[str, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True)
class FieldRow:
    """What takes the place of a property.

    Args:
        resource: the resource of Graph that has it; empty if none has.
        name: its property there, or the type and tag of an extended property.
        verdict: as in :class:`OperationRow`.
        note: the same.
        sources: the same.
    """

    resource: str
    name: str
    verdict: str
    note: str
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Behaviour:
    """What takes the place of something else that requests and answers show.

    Args:
        kind: the kind of fact.
        name: its name; ``*`` for all, or at the end for all that begin so.
        use: its use; ``*`` for all.
        operation: in which operation; empty for all.
        resources: for which kinds of things; empty for all.
        verdict: as in :class:`OperationRow`.
        replacement: the same.
        note: the same.
        sources: the same.
    """

    kind: str
    name: str
    use: str
    operation: str
    resources: tuple[str, ...]
    verdict: str
    replacement: str
    note: str
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Limit:
    """A limit of Graph.

    Args:
        name: of what.
        scope: for whom it counts.
        value: the most that goes.
        unit: of what.
        measure: the name of the :class:`~inspector.usage.inventory.Measure` that it is compared with; empty:
            a recording does not show it.
        sources: as in :class:`OperationRow`.
    """

    name: str
    scope: str
    value: float
    unit: str
    measure: str
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Date:
    """A date of the end of EWS in Exchange Online, or of what comes in Graph.

    Args:
        when: as it was said: a day, a month, a quarter.
        side: ``ews`` or ``graph``.
        what: what happens.
        sources: as in :class:`OperationRow`.
    """

    when: str
    side: str
    what: str
    sources: tuple[str, ...]


def _rows(name: str) -> Iterator[list[str]]:
    text = resources.files("inspector.usage.microsoft_graph").joinpath(name).read_text("utf-8")
    return (line.split("\t") for line in text.splitlines()[1:])


def _several(text: str, separator: str = "; ") -> tuple[str, ...]:
    return tuple(text.split(separator)) if text else ()


@cache
def sources() -> Mapping[str, Source]:
    """Returns the sources by their keys."""
    return {row[0]: Source(*row) for row in _rows("sources.tsv")}


@cache
def operation_rows() -> Mapping[str, tuple[OperationRow, ...]]:
    """Returns the rows of each operation: first the one for all kinds of things, then those for one."""
    found: defaultdict[str, tuple[OperationRow, ...]] = defaultdict(tuple)
    for name, resource, verdict, replacement, note, delegated, application, keys in _rows("operations.tsv"):
        allowed = _several(delegated, ", "), _several(application, ", ")
        found[name] += (OperationRow(resource, verdict, replacement, note, *allowed, _several(keys)),)
    return dict(found)


def rows_for(name: str, resources: Mapping[str, int]) -> tuple[OperationRow, ...]:
    """Returns the rows that an operation is judged by.

    Args:
        name: the operation.
        resources: the kinds of things that it was about, as :class:`~inspector.usage.facts.Fact` has them.

    Returns:
        The rows of these kinds; also, or only, the one for all if it was not shown of some what they were, or
        if no kind has a row.
    """
    rows = operation_rows().get(name, ())
    chosen = tuple(row for row in rows if row.resource and row.resource in resources)
    return chosen if chosen and "" not in resources else (*rows[:1], *chosen)


def is_of_any_kind(row: OperationRow, name: str, resources: Mapping[str, int]) -> bool:
    """Whether a row was chosen by :func:`rows_for` as a recording does not show of which kind things were."""
    return not row.resource and "" in resources and len(operation_rows()[name]) > 1


@cache
def field_rows() -> Mapping[str, tuple[FieldRow, ...]]:
    """Returns the rows of each FieldURI, one for each resource."""
    found: defaultdict[str, tuple[FieldRow, ...]] = defaultdict(tuple)
    for uri, resource, name, verdict, note, keys in _rows("fields.tsv"):
        found[uri] += (FieldRow(resource, name, verdict, note, _several(keys)),)
    return dict(found)


@cache
def behaviours() -> Mapping[str, tuple[Behaviour, ...]]:
    """Returns the rows of each kind of fact."""
    found: defaultdict[str, tuple[Behaviour, ...]] = defaultdict(tuple)
    for kind, name, use, operation, resource, verdict, replacement, note, keys in _rows("behaviours.tsv"):
        about = _several(resource, ",")
        found[kind] += (
            Behaviour(kind, name, use, operation, about, verdict, replacement, note, _several(keys)),
        )
    return dict(found)


@cache
def limits() -> tuple[Limit, ...]:
    """Returns the limits of Graph."""
    return tuple(
        Limit(name, scope, float(value), unit, measure, _several(keys))
        for name, scope, value, unit, measure, keys in _rows("limits.tsv")
    )


@cache
def dates() -> tuple[Date, ...]:
    """Returns the dates, as they stand in the table: those of EWS first, in order."""
    return tuple(Date(when, side, what, _several(keys)) for when, side, what, keys in _rows("dates.tsv"))


@cache
def property_sets() -> Mapping[str, str]:
    """Returns the GUID of each property set that EWS names by a word."""
    return {name: guid for name, guid, _ in _rows("property_sets.tsv")}

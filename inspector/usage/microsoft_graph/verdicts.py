"""What takes the place of each fact in Microsoft Graph.

A verdict is what a source says; where none says anything, it is ``not-listed``, and what this project
concludes itself is marked. Microsoft's roadmap of what is still to come to Graph is closed: what it does not
name will not come (``ROAD`` among the sources).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatchcase

from inspector.protocols.registry import operation
from inspector.usage.facts import Fact, Kind, Use
from inspector.usage.free_names import WITHHELD
from inspector.usage.microsoft_graph.tables import (
    Behaviour,
    FieldRow,
    behaviours,
    field_rows,
    is_of_any_kind,
    operation_rows,
    property_sets,
    rows_for,
    sources,
)
from inspector.usage.vocabulary import NO_NAME

KIND_NOT_SHOWN = "kind not shown"
"""What stands where a recording does not show of which kind the things of an operation are."""

LAST_SERVER = "neither mapped by Microsoft nor planned: a recording is the last server"


class Word(StrEnum):
    """The verdicts, what blocks a migration most first."""

    GAP = "gap"
    NOT_LISTED = "not-listed"
    ELSEWHERE = "elsewhere"
    PREVIEW = "preview"
    PARTIAL = "partial"
    SEVERAL = "several"
    EXTENDED = "extended-property"
    COMPUTED = "computed"
    RENAMED = "renamed"
    SAME = "same"

    @property
    def rank(self) -> int:
        """0 for what blocks most."""
        return _RANKS[self]

    @property
    def about(self) -> str:
        """What it means, in a few words."""
        return _ABOUT[self]


_RANKS = {word: rank for rank, word in enumerate(Word)}
_ABOUT = {
    Word.GAP: "a source says that nothing takes its place",
    Word.NOT_LISTED: "no source says what takes its place",
    Word.ELSEWHERE: "not in Graph, but in another interface of Microsoft's",
    Word.PREVIEW: "in Graph beta, or planned",
    Word.PARTIAL: "a part of it",
    Word.SEVERAL: "one of several requests, by what is asked",
    Word.EXTENDED: "as an extended property",
    Word.COMPUTED: "worked out of other properties",
    Word.RENAMED: "under another name",
    Word.SAME: "the same",
}


@dataclass(frozen=True)
class GraphVerdict:
    """What takes the place of something.

    Args:
        word: the verdict.
        replacement: the request, property or setting; empty if there is none.
        note: what is lost, or has to be known.
        resource: the resource of Graph that it is about; empty for any.
        sources: keys of sources.
        assumed: the recording does not show which kind of thing it is about: a message is taken.
        unshown: the recording does not show which kind of thing it is about: all kinds are named.
        delegated: the least permissions of a program that acts for a user who has signed in.
        application: those of a program that acts for itself.
    """

    word: Word
    replacement: str = ""
    note: str = ""
    resource: str = ""
    sources: tuple[str, ...] = ()
    assumed: bool = False
    delegated: tuple[str, ...] = ()
    application: tuple[str, ...] = ()
    unshown: bool = False

    @property
    def parts(self) -> tuple[str, ...]:
        """What there is to say, in parts: the replacement, what is lost, what it needs."""
        needs = ", ".join(self.delegated)
        alone = ", ".join(self.application)
        if needs and alone and alone != needs:
            needs = f"{needs} (a program alone: {alone})"
        assumed = "taken for a message, as the recording does not show what it is" if self.assumed else ""
        needed = f"needs {needs}" if needs else ""
        unshown = KIND_NOT_SHOWN if self.unshown else ""
        return tuple(part for part in (self.replacement, self.note, unshown, needed, assumed) if part)

    @property
    def own(self) -> str:
        """How this project concludes it; empty if a source says it all."""
        return next((each.partition(":")[2].strip() for each in self.sources if each.startswith("own:")), "")

    @property
    def cited(self) -> tuple[str, ...]:
        """The sources, each with its date, or with when it was read."""
        known = sources()
        return tuple(
            f"{source.text}"
            + ("" if source.date and source.date in source.text else f" (read {source.read})")
            for each in self.sources
            if (source := known.get(each)) is not None
        )


# Kinds of facts that ask for a replacement where no table names them.
_ASKING = frozenset(
    (Kind.FOLDER, Kind.EVENT, Kind.SEARCH, Kind.VIEW, Kind.SUBSCRIPTION, Kind.SYNC, Kind.SETTING, Kind.HEADER)
)
# Settings that say how the one beside them is meant, or what everybody takes as it is.
_MUTE = frozenset(("BasePoint", "ContainmentComparison", "Order"))
# What lies in a folder tells which folder it is.
_IN_FOLDERS = {
    "mailFolder": "message",
    "mailSearchFolder": "message",
    "calendar": "event",
    "contactFolder": "contact",
    "todoTaskList": "todoTask",
}
_BLOCKING = (Word.GAP, Word.NOT_LISTED)


def verdicts_of(fact: Fact) -> tuple[GraphVerdict, ...]:
    """Returns what takes the place of a fact, what blocks most first; none where the question makes no sense.

    Args:
        fact: the fact.
    """
    found = [*_by_table(fact), *_by_behaviour(fact)]
    if not found and fact.key.kind in _ASKING and _asks(fact):
        found.append(GraphVerdict(Word.NOT_LISTED))
    return tuple(sorted(dict.fromkeys(found), key=lambda each: each.word.rank))


def _asks(fact: Fact) -> bool:
    """Whether a fact that no table names is a question of its own.

    Not if a table has it for other kinds of things, nor if the whole operation has no replacement, nor where
    a switch is off.
    """
    key = fact.key
    if key.use in ("false", "named") or key.name in _MUTE or fact.errors == fact.interactions:
        return False
    if any(fnmatchcase(key.name, row.name) for row in behaviours().get(key.kind, ()) if row.name != "*"):
        return _known_otherwise(fact)
    operations = [operation_rows().get(name) for name in fact.operations]
    return any(rows is not None and Word(rows[0].verdict) not in _BLOCKING for rows in operations)


def _known_otherwise(fact: Fact) -> bool:
    """Whether the tables have it, but with no word on this value."""
    rows = [row for row in behaviours().get(fact.key.kind, ()) if fnmatchcase(fact.key.name, row.name)]
    return all(row.use not in ("*", fact.key.use) for row in rows) and fact.key.use != "true"


def _by_table(fact: Fact) -> Iterator[GraphVerdict]:
    kind, name = fact.key.kind, fact.key.name
    if kind is Kind.OPERATION and fact.key.use in ("ews", "um"):
        yield from _operation(fact)
    elif kind is Kind.FIELD:
        yield from _field(fact, field_rows().get(name, ()))
    elif kind is Kind.INDEXED:
        uri, _, index = name.partition(" ")
        yield from _field(fact, field_rows().get(f"{uri}[{index}]") or field_rows().get(uri, ()))
    elif kind is Kind.EXTENDED:
        yield _extended(fact)


def _operation(fact: Fact) -> Iterator[GraphVerdict]:
    rows = operation_rows().get(fact.key.name)
    if rows is None:
        if fact.key.name not in (NO_NAME, "no operation"):
            yield GraphVerdict(Word.NOT_LISTED, sources=("MAP", "ROAD"))
        return
    for row in rows_for(fact.key.name, fact.resources):
        note = row.note
        if not row.replacement and is_last_server(fact.key.name):
            note = f"{note}; {LAST_SERVER}" if note else LAST_SERVER
        yield GraphVerdict(
            Word(row.verdict),
            row.replacement,
            note,
            row.resource,
            row.sources,
            delegated=_unconditional(row.delegated),
            application=_unconditional(row.application),
            unshown=is_of_any_kind(row, fact.key.name, fact.resources),
        )


def _unconditional(permissions: Iterable[str]) -> tuple[str, ...]:
    """Permissions without the conditions under which they are needed, which the consent list heeds."""
    return tuple(dict.fromkeys(each.partition("?")[0] for each in permissions))


def is_last_server(name: str) -> bool:
    """Whether an operation of a document that is judged here has no replacement at all.

    A recording is then the last server that its client can be tested against.

    Args:
        name: the operation.
    """
    known, rows = operation(name), operation_rows().get(name, ())
    judged = known is not None and bool(known.document.codes)
    return judged and bool(rows) and Word(rows[0].verdict) in _BLOCKING and not rows[0].replacement


def _field(fact: Fact, rows: Iterable[FieldRow]) -> Iterator[GraphVerdict]:
    """The rows of the resources that messages show; of a message where they show none."""
    rows = tuple(rows)
    if not rows:
        if not fact.key.name.startswith(NO_NAME):
            yield GraphVerdict(Word.NOT_LISTED)
        return
    chosen = [row for row in rows if _IN_FOLDERS.get(row.resource, row.resource) in fact.resources]
    assumed = not chosen and len(rows) > 1
    for row in chosen or [row for row in rows if row.resource == "message"] or rows[:1]:
        word, shown = Word(row.verdict), row.name
        if word is Word.EXTENDED:
            shown = f"{row.resource}.{_has_id(row.name)}"
        elif row.resource and row.name[:1].islower():
            shown = f"{row.resource}.{row.name}"
        yield GraphVerdict(word, shown, row.note, row.resource, row.sources, assumed)


def _has_id(name: str) -> str:
    kind = "multi" if name.partition(" ")[0].endswith("Array") else "single"
    return f"{kind}ValueExtendedProperties id eq '{name}'"


def _extended(fact: Fact) -> GraphVerdict:
    made = extended_id(fact.key.name)
    if not made:
        return GraphVerdict(Word.EXTENDED, "", "its name is withheld, or is no name", sources=("XPO",))
    shown = _has_id(made)
    read_only = "read by $expand; not in $filter" if shown.startswith("multi") else ""
    return GraphVerdict(Word.SAME, shown, read_only, sources=("XPO",))


def extended_id(name: str) -> str:
    """Returns the id that an extended property has in Graph.

    Args:
        name: the property, as :func:`~inspector.usage.requests.extended_name` has it.

    Returns:
        The id, written as source ``XPO`` has it; empty if it cannot be told.
    """
    if NO_NAME in name or WITHHELD in name:
        return ""
    kind, _, rest = name.partition(" ")
    first, space, last = rest.partition(" ")
    guid = property_sets().get(first)
    return f"{kind} {{{guid}}}{space}{last}" if guid else name


def _by_behaviour(fact: Fact) -> Iterator[GraphVerdict]:
    rows = [row for row in behaviours().get(fact.key.kind, ()) if _fits(row, fact)]
    exact = [row for row in rows if row.name == fact.key.name] or rows
    narrowed = [row for row in exact if row.operation] or exact
    for row in narrowed:
        resource = next((each for each in row.resources if each in fact.resources), "")
        yield GraphVerdict(Word(row.verdict), row.replacement, row.note, resource, row.sources)


def _fits(row: Behaviour, fact: Fact) -> bool:
    key = fact.key
    if not fnmatchcase(key.name, row.name) or row.use not in ("*", key.use):
        return False
    if row.operation and row.operation not in fact.operations:
        return False
    if key.kind is Kind.EXTENDED and row.use == "*" and key.use not in tuple(Use):
        return False
    return not row.resources or any(each in fact.resources for each in row.resources)

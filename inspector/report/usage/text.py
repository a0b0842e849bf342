"""What a client uses, for people: by kind; or what blocks a migration, the worst first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import TextIO

from inspector.report.usage.rows import TITLES, Row, places, rows_of, stays, summary
from inspector.terminal import Output, Part
from inspector.usage.compare import Change
from inspector.usage.facts import Fact
from inspector.usage.inventory import Inventory
from inspector.usage.merged_usage import Measure
from inspector.usage.microsoft_graph.assess import Assessed, Assessment
from inspector.usage.microsoft_graph.limits import Fit
from inspector.usage.microsoft_graph.permissions import Permission
from inspector.usage.microsoft_graph.tables import sources
from inspector.usage.microsoft_graph.verdicts import GraphVerdict, Word
from inspector.wording import plural

WORDS = {
    Word.GAP: "bold red",
    Word.NOT_LISTED: "bold red",
    Word.ELSEWHERE: "bold yellow",
    Word.PREVIEW: "bold yellow",
    Word.PARTIAL: "bold yellow",
    Word.SEVERAL: "bold blue",
    Word.EXTENDED: "bold blue",
    Word.COMPUTED: "bold blue",
    Word.RENAMED: "green",
    Word.SAME: "green",
}
"""The style of each verdict."""
Line = list[Part]
_WIDEST = 46


def write_text(inventory: Inventory, assessment: Assessment | None, out: TextIO) -> None:
    """Writes the report, in colour where ``out`` is a terminal.

    Args:
        inventory: what the client uses.
        assessment: what takes its place; ``None`` if that was not asked for.
        out: where to.
    """
    output = Output(out)
    lines = _inventory(inventory) if assessment is None else _assessment(inventory, assessment)
    for line in lines:
        output.row(*line)


def _inventory(inventory: Inventory) -> Iterator[Line]:
    yield [summary(inventory)]
    several = len(inventory.files) > 1
    rows = rows_of(Assessed(fact) for fact in inventory.facts)
    for kind, of_kind in groupby(rows, key=lambda row: row.kind):
        yield []
        yield [(TITLES[kind], "bold")]
        yield from _table(list(of_kind), several)
    yield from _measures(inventory.measures)


def _table(rows: list[Row], several: bool) -> Iterator[Line]:
    names = min(_WIDEST, max(len(row.name) for row in rows))
    uses = max(len(row.uses) for row in rows)
    for row in rows:
        refused = f" ({row.errors:,} refused)" if row.errors else ""
        number = f"{row.interactions:>9,}{refused}"
        yield [f"  {row.name:{names}}  {row.uses:{uses}}{number}  ", (places(row, several), "dim")]


def _measures(measures: Iterable[Measure]) -> Iterator[Line]:
    shown = [measure for measure in measures if measure.value]
    if shown:
        yield []
        yield [("The most that was seen", "bold")]
    for measure in shown:
        where = f"#{measure.n}" if measure.n else ""
        yield [f"  {measure.name:{_WIDEST}}{amount(measure.value):>14}  {measure.unit}  ", (where, "dim")]


def amount(value: float) -> str:
    """Returns a number as people read it, without decimals that say nothing."""
    return f"{value:,.0f}" if value == int(value) else f"{value:,.1f}"


def _assessment(inventory: Inventory, assessment: Assessment) -> Iterator[Line]:
    yield [summary(inventory)]
    used: dict[str, None] = {}
    several = len(inventory.files) > 1
    by_word = {word: rows_of(assessment.of_word(word)) for word in Word}
    yield [
        ", ".join(f"{len(rows):,} {word}" for word, rows in by_word.items() if rows) or "nothing to replace"
    ]
    for word, rows in by_word.items():
        if rows:
            yield []
            yield [(str(word), WORDS[word]), f": {word.about}"]
        for row in rows:
            used.update(dict.fromkeys(key for verdict in row.verdicts for key in verdict.sources))
            yield from _replaced(row, several)
    yield from _consent("Permissions, for a user who has signed in", assessment.consent.delegated)
    yield from _consent("Permissions, for a program alone", assessment.consent.application)
    yield from _fits(assessment.fits)
    used.update(dict.fromkeys(key for fit in assessment.fits for key in fit.limit.sources))
    yield []
    yield [("What stays", "bold")]
    for sentence in stays(assessment):
        yield [f"  {sentence}"]
    yield []
    yield [("Calendar", "bold")]
    for date in assessment.dates:
        used.update(dict.fromkeys(date.sources))
        yield [f"  {date.when:26}{date.what}  ", (_cited(date.sources), "dim")]
    yield from _sources(used)


def _replaced(row: Row, several: bool) -> Iterator[Line]:
    """What is replaced with hardly a loss takes a line, all else a line for each verdict besides."""
    use = f" {row.uses}" if row.uses else ""
    line: Line = [f"  {row.kind}  ", (row.name, "bold"), f"{use}  "]
    if len(row.verdicts) == 1 and row.verdicts[0].word.rank >= Word.EXTENDED.rank:
        told = _told(row.verdicts[0], row)
        yield [*line, f"-> {told}  " if told else "", (_cited(row.verdicts[0].sources), "dim")]
        return
    yield [*line, (_seen(row, several), "dim")]
    for verdict in row.verdicts:
        told, source = _told(verdict, row), _cited(verdict.sources)
        if told or source:
            yield [f"      {told}  " if told else "      ", (source, "dim")]


def _seen(row: Row, several: bool) -> str:
    return f"{plural(row.interactions, 'interaction')} {places(row, several)}".rstrip()


def _told(verdict: GraphVerdict, row: Row) -> str:
    return "; ".join(part for part in (row.label(verdict), *verdict.parts) if part)


def _cited(keys: Iterable[str]) -> str:
    known = sources()
    found = [f"{key} {known[key].date or known[key].read}" if key in known else key for key in keys]
    return f"[{', '.join(found)}]" if found else ""


def _consent(title: str, permissions: tuple[Permission, ...]) -> Iterator[Line]:
    if permissions:
        yield []
        yield [(title, "bold")]
    for each in permissions:
        yield [f"  {each.name:28}", (", ".join(each.operations), "dim")]


def _fits(fits: tuple[Fit, ...]) -> Iterator[Line]:
    yield []
    yield [("Limits of Graph", "bold")]
    for fit in fits:
        if fit.measure is not None:
            word, style = ("fits", "green") if fit.fits else ("too much", "bold red")
            limit = fit.limit
            most = f"{amount(fit.measure.value)} of {amount(limit.value)} {limit.unit}"
            text = f"{limit.name}: {most} ({limit.scope})  "
            yield ["  ", (f"{word:9}", style), text, (_cited(limit.sources), "dim")]
    unseen = [f"{fit.limit.name} ({amount(fit.limit.value)})" for fit in fits if fit.measure is None]
    yield [("  not seen ", "dim"), "; ".join(unseen)]


def _sources(used: Iterable[str]) -> Iterator[Line]:
    known = sources()
    yield []
    yield [("Sources", "bold"), "; 'own' is a conclusion of this program"]
    for key in used:
        if key in known:
            yield [f"  {key:6}{known[key].kind:16}{known[key].text}"]


def write_changes(changes: Iterable[Change], out: TextIO) -> None:
    """Writes what one recording uses more or less than another.

    Args:
        changes: what has changed.
        out: where to.
    """
    output = Output(out)
    styles = {"+": "green", "-": "red", "~": "yellow"}
    found = False
    for kind, of_kind in groupby(changes, key=lambda change: change.key.kind):
        if found:
            output.row()
        found = True
        output.row((TITLES[kind], "bold"))
        for change in of_kind:
            name = f"{change.key.name} {change.key.use}".rstrip()
            numbers = f"{_count(change.before)} -> {_count(change.after)}"
            output.row((f"{change.sign} ", styles[change.sign]), f"{name:{_WIDEST}}  ", (numbers, "dim"))
    if not found:
        output.row("both use the same")


def _count(fact: Fact | None) -> str:
    return f"{fact.count:,}" if fact else "0"

"""What a client uses, and what takes its place, as one self-contained page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib import resources
from itertools import groupby
from typing import TextIO

from inspector.report import page
from inspector.report.usage.rows import TITLES, Row, places, rows_of, stays, summary
from inspector.report.usage.text import amount
from inspector.usage.facts import Kind
from inspector.usage.inventory import Inventory
from inspector.usage.merged_usage import Measure
from inspector.usage.microsoft_graph.assess import Assessed, Assessment
from inspector.usage.microsoft_graph.limits import Fit
from inspector.usage.microsoft_graph.permissions import Permission
from inspector.usage.microsoft_graph.tables import sources
from inspector.usage.microsoft_graph.verdicts import GraphVerdict, Word
from inspector.version import __version__

_NUMBERS = frozenset(("times", "refused", "seen", "most"))
_NUMBER = ' class="number"'
_CLASSES = {
    **dict.fromkeys((Word.GAP, Word.NOT_LISTED), "error"),
    **dict.fromkeys((Word.ELSEWHERE, Word.PREVIEW, Word.PARTIAL), "warning"),
    **dict.fromkeys((Word.SEVERAL, Word.EXTENDED, Word.COMPUTED), "info"),
    **dict.fromkeys((Word.RENAMED, Word.SAME), "connected"),
}


def write_html(inventory: Inventory, assessment: Assessment | None, out: TextIO) -> None:
    """Writes the page.

    Args:
        inventory: what the client uses.
        assessment: what takes its place; ``None`` if that was not asked for.
        out: where to.
    """
    title = "What this client uses of EWS" + (", and what replaces it" if assessment else "")
    about = f"{summary(inventory)}; by ews-inspector {__version__}"
    out.write(page.beginning(title, about, _file("page.css")))
    for piece in _parts(inventory, assessment):
        out.write(piece)
    out.write(f"<script>\n{_file('sort.js')}</script>\n")
    out.write(page.end())


def _file(name: str) -> str:
    return resources.files("inspector.report.usage").joinpath(name).read_text("utf-8")


def _parts(inventory: Inventory, assessment: Assessment | None) -> Iterator[str]:
    several = len(inventory.files) > 1
    if assessment is not None:
        yield from _replaced(assessment, several)
    else:
        rows = rows_of(Assessed(fact) for fact in inventory.facts)
        for kind, of_kind in groupby(rows, key=lambda row: row.kind):
            yield from _used(kind, list(of_kind), several)
    yield from _measures(inventory.measures)


def _used(kind: Kind, rows: list[Row], several: bool) -> Iterator[str]:
    yield f"<h2>{page.text(TITLES[kind])}</h2>\n"
    yield _table_of(("name", "use", "times", "refused", "where"))
    for row in rows:
        cells = [
            _cell(row.name, "name"),
            _cell(row.uses, "", "use"),
            _number(row.interactions, "times"),
            _number(row.errors, "refused"),
            _cell(places(row, several), "seen"),
        ]
        yield f"<tr>{''.join(cells)}</tr>\n"
    yield "</tbody>\n</table>\n"


def _replaced(assessment: Assessment, several: bool) -> Iterator[str]:
    by_word = {word: rows_of(assessment.of_word(word)) for word in Word}
    counts = "".join(
        f'<li><b class="{_CLASSES[word]}">{len(rows):,}</b> {word}</li>\n'
        for word, rows in by_word.items()
        if rows
    )
    yield f'<ul class="counts">\n{counts}</ul>\n<dl class="short">\n'
    yield "".join(
        f"<dt>{word}</dt><dd>{page.text(word.about)}</dd>\n" for word, rows in by_word.items() if rows
    )
    yield "</dl>\n<h2>What takes the place of what</h2>\n"
    yield _table_of(("verdict", "what", "name", "times", "replacement", "where"))
    used: dict[str, None] = {}
    for row in (row for rows in by_word.values() for row in rows):
        used.update(dict.fromkeys(key for verdict in row.verdicts for key in verdict.sources))
        yield _replaced_row(row, several)
    yield "</tbody>\n</table>\n"
    yield from _consent("Permissions, for a user who has signed in", assessment.consent.delegated)
    yield from _consent("Permissions, for a program alone", assessment.consent.application)
    yield from _fits(assessment.fits)
    yield "<h2>What stays</h2>\n"
    yield from (f"<p>{page.text(sentence)}</p>\n" for sentence in stays(assessment))
    yield "<h2>Calendar</h2>\n"
    yield '<dl class="short">\n'
    for date in assessment.dates:
        used.update(dict.fromkeys(date.sources))
        yield f"<dt>{page.text(date.when)}</dt><dd>{page.text(date.what)} {_cited(date.sources)}</dd>\n"
    yield "</dl>\n"
    used.update(dict.fromkeys(key for fit in assessment.fits for key in fit.limit.sources))
    yield from _sources(used)


def _replaced_row(row: Row, several: bool) -> str:
    assert row.worst is not None
    badge = f'<span class="badge {_CLASSES[row.worst]}">{row.worst}</span>'
    told = "".join(f"<p>{_verdict(verdict, row)}</p>" for verdict in row.verdicts)
    name = f"{row.name} {row.uses}".rstrip()
    return (
        f'<tr><td class="nowrap" data-sort="{row.worst.rank:02}">{badge}</td>{_cell(str(row.kind), "kind")}'
        f"{_cell(name, 'name')}{_number(row.interactions, 'times')}"
        f'<td class="told">{told}</td>{_cell(places(row, several), "seen")}</tr>\n'
    )


def _verdict(verdict: GraphVerdict, row: Row) -> str:
    label = row.label(verdict)
    told = [f"<b>{page.text(label)}</b>"] if label else []
    told += [
        f"<code>{page.text(part)}</code>" if part == verdict.replacement else page.text(part)
        for part in verdict.parts
    ]
    return f"{'; '.join(told)} {_cited(verdict.sources)}"


def _cited(keys: Iterable[str]) -> str:
    known = sources()
    shown = [
        f'<a href="#source-{key}">{key}</a> {known[key].date or known[key].read}'
        if key in known
        else page.text(key)
        for key in keys
    ]
    return f"<small>{', '.join(shown)}</small>" if shown else ""


def _consent(title: str, permissions: tuple[Permission, ...]) -> Iterator[str]:
    if permissions:
        yield f'<h2>{page.text(title)}</h2>\n<dl class="short">\n'
        for each in permissions:
            yield f"<dt>{page.text(each.name)}</dt><dd>{page.text(', '.join(each.operations))}</dd>\n"
        yield "</dl>\n"


def _fits(fits: tuple[Fit, ...]) -> Iterator[str]:
    words = {True: ("fits", "connected"), False: ("too much", "error"), None: ("not seen", "quiet")}
    yield "<h2>Limits of Graph</h2>\n"
    yield _table_of(("", "limit", "seen", "most", "of", "for"))
    for fit in fits:
        word, style = words[fit.fits]
        seen = amount(fit.measure.value) if fit.measure else ""
        limit = fit.limit
        yield (
            f'<tr><td><span class="badge {style}">{word}</span></td>'
            f"<td>{page.text(limit.name)} {_cited(limit.sources)}</td>"
            f'<td class="number" data-label="seen">{seen}</td>'
            f'<td class="number" data-label="most">{amount(limit.value)}</td>'
            f"<td>{page.text(limit.unit)}</td><td>{page.text(limit.scope)}</td></tr>\n"
        )
    yield "</tbody>\n</table>\n"


def _measures(measures: Iterable[Measure]) -> Iterator[str]:
    yield '<h2>The most that was seen</h2>\n<dl class="short">\n'
    for each in measures:
        where = f" (#{each.n})" if each.n else ""
        yield f"<dt>{page.text(each.name)}</dt><dd>{amount(each.value)} {page.text(each.unit)}{where}</dd>\n"
    yield "</dl>\n"


def _sources(used: Iterable[str]) -> Iterator[str]:
    known = sources()
    yield "<h2>Sources</h2>\n<p>What begins with own is a conclusion of this program.</p>\n"
    yield '<dl class="short">\n'
    for key in used:
        if key in known:
            source = known[key]
            yield f'<dt id="source-{key}">{key}</dt><dd>{source.kind}: {page.text(source.text)}</dd>\n'
    yield "</dl>\n"


def _table_of(names: Iterable[str]) -> str:
    cells = "".join(
        f'<th scope="col"{_NUMBER * (name in _NUMBERS)}><button type="button">{page.text(name)}</button></th>'
        for name in names
    )
    return f'<table class="sortable">\n<thead><tr>{cells}</tr></thead>\n<tbody>\n'


def _cell(text: str, style: str = "", label: str = "") -> str:
    told = f' class="{style}"' if style else ""
    told += f' data-label="{label}"' if label else ""
    return f"<td{told}>{page.text(text)}</td>"


def _number(value: int, label: str) -> str:
    return f'<td class="number" data-label="{label}" data-sort="{value}">{value:,}</td>'

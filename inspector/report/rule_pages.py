"""The pages of the rules, for a terminal and for docs/rules: what is checked, why, where it is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from textwrap import indent, wrap
from typing import Any

from inspector.conformance.code_index import CodeInfo, all_codes
from inspector.conformance.requirements import coverage, listed_documents
from inspector.protocols.level import Level
from inspector.protocols.registry import DOCUMENTS
from inspector.report.columns import Column, fitted
from inspector.terminal import SEVERITY_STYLES, Part

_FAMILIES = {
    "WIRE": "HTTP, XML and SOAP, before any document is asked",
    "XSD": "The schemas",
} | {document.codes: f"{document.name}: {document.about}" for document in DOCUMENTS if document.codes}


def family(code: str) -> str:
    """Returns the letters of a code: ``UMS`` of ``UMS021``."""
    return code.rstrip("0123456789")


def rests_on(entry: CodeInfo) -> str:
    """Returns what a code rests on, such as ``MS-OXWUMS section 3.1.4.1 (MUST)``."""
    if entry.document:
        return f"{entry.document} section {entry.section} ({entry.level})"
    return {Level.XSD: "the schema", Level.WIRE: "HTTP, XML, SOAP"}.get(entry.level, entry.level.value)


def table_lines(shown: Iterable[CodeInfo], width: int = 200) -> Iterator[list[Part]]:
    """Writes codes as a table, a line each.

    Args:
        shown: the codes.
        width: the columns to write in.
    """
    rows = list(shown)
    widest = max(len(entry.name) for entry in rows)
    columns = fitted(
        (
            Column("code", 7),
            Column("severity", 8),
            Column("name", 20, widest),
            Column("rests on", 29, 40, rank=1),
        ),
        width,
    )
    for entry in rows:
        cells = {
            "code": (entry.code, "bold"),
            "severity": (entry.severity.value, SEVERITY_STYLES[entry.severity]),
            "name": (entry.name, ""),
            "rests on": (rests_on(entry).replace(" section", ""), "dim"),
        }
        yield [part for column in columns for part in column.cell(*cells[column.heading])]


def page_lines(entry: CodeInfo, width: int = 88) -> Iterator[str]:
    """Writes a code's page for a terminal.

    Args:
        entry: the code.
        width: the columns to write in.
    """
    yield f"{entry.code} {entry.name}  [{entry.severity}]"
    yield f"rests on {rests_on(entry)}"
    if entry.operations:
        yield from wrap("looks at " + ", ".join(entry.operations), width, subsequent_indent="         ")
    yield ""
    yield from wrap(entry.page.what, width)
    yield ""
    for paragraph in entry.page.why.split("\n\n"):
        yield from wrap(" ".join(paragraph.split()), width)
        yield ""
    for title, example in (("good", entry.page.good), ("bad", entry.page.bad)):
        if example:
            yield f"{title}:"
            yield from indent(example, "    ").splitlines()
    if entry.statements:
        yield ""
        yield "statements that it checks:"
        for statement in entry.statements:
            yield from wrap(
                f"{statement.id}: {statement.text}", width, initial_indent="  ", subsequent_indent="    "
            )


def page_json(entry: CodeInfo) -> dict[str, Any]:
    """Returns a code's page as a JSON object."""
    return {
        "code": entry.code,
        "name": entry.name,
        "severity": entry.severity.value,
        "level": entry.level.value,
        "document": entry.document,
        "section": entry.section,
        "operations": list(entry.operations),
        "what": entry.page.what,
        "why": " ".join(entry.page.why.split()),
        "good": entry.page.good,
        "bad": entry.page.bad,
        "statements": [statement.id for statement in entry.statements],
    }


def coverage_json() -> list[dict[str, Any]]:
    """Returns how much of each document is checked, as JSON objects."""
    return [
        {
            "document": document.name,
            "statements": counted.statements,
            "by_rule": counted.by_rule,
            "by_schema": counted.by_schema,
            "not_observable": counted.not_observable,
            "accounted": round(counted.accounted, 4),
            "observable_musts": counted.musts,
            "observable_musts_by_rule": counted.musts_by_rule,
            "share": round(counted.share, 4),
        }
        for document in listed_documents()
        for counted in (coverage(document),)
    ]


def coverage_lines() -> Iterator[str]:
    """Writes how much of each document is checked as a table."""
    yield (
        f"{'document':13}{'statements':>11}{'by rules':>10}{'by schema':>11}{'not seen':>10}"
        f"{'accounted':>11}{'MUST by rules':>20}"
    )
    for row in coverage_json():
        musts = f"{row['observable_musts_by_rule']} of {row['observable_musts']} ({row['share']:.0%})"
        yield (
            f"{row['document']:13}{row['statements']:>11}{row['by_rule']:>10}{row['by_schema']:>11}"
            f"{row['not_observable']:>10}{row['accounted']:>11.0%}{musts:>20}"
        )
    yield ""
    yield "by schema: only the schema or the wire check looks after it; not seen: no message can show it,"
    yield "with the reason in requirements.toml; MUST by rules: of those that a message can show."


def markdown_pages() -> dict[str, str]:
    """Returns the pages of docs/rules by file name: one a family, and an index."""
    families = list(dict.fromkeys(family(entry.code) for entry in all_codes()))
    pages = {f"{name}.md": "\n".join(_family_page(name)) + "\n" for name in families}
    pages["README.md"] = "\n".join(_index(families)) + "\n"
    return pages


_MADE = "<!-- Made by 'ews-inspector rules --docs docs/rules' from the rules themselves; do not edit. -->"


def _index(families: list[str]) -> Iterator[str]:
    yield _MADE
    yield ""
    yield "# The codes of findings"
    yield ""
    yield "`ews-inspector rules CODE` shows these pages. `--select` and `--ignore` take codes and beginnings."
    yield ""
    yield "A project can say the same in pyproject.toml, or without the table's name in ews-inspector.toml:"
    yield ""
    yield "```toml"
    yield "# pyproject.toml"
    yield "[tool.ews-inspector]"
    yield 'select = ["UMS", "CDT", "XSD"]'
    yield 'ignore = ["CDT008"]'
    yield "```"
    yield ""
    yield 'So can a cassette, with `"select"` and `"ignore"` in its header.'
    yield ""
    yield "| codes | what about | how many |"
    yield "|---|---|---|"
    for name in families:
        count = sum(1 for entry in all_codes() if family(entry.code) == name)
        yield f"| [{name}]({name}.md) | {_FAMILIES[name]} | {count} |"
    yield ""
    yield "## How much of the documents is checked"
    yield ""
    yield "| document | statements | by rules | by schema or wire | not observable | observable MUST |"
    yield "|---|---|---|---|---|---|"
    for row in coverage_json():
        yield (
            f"| {row['document']} | {row['statements']} | {row['by_rule']} | {row['by_schema']} | "
            f"{row['not_observable']} | {row['observable_musts_by_rule']} of {row['observable_musts']} "
            f"({row['share']:.0%}) |"
        )


def _family_page(name: str) -> Iterator[str]:
    yield _MADE
    yield ""
    yield f"# {name}: {_FAMILIES[name]}"
    for entry in all_codes():
        if family(entry.code) == name:
            yield ""
            yield from _section(entry)


def _section(entry: CodeInfo) -> Iterator[str]:
    yield f"## {entry.code} {entry.name}"
    yield ""
    yield f"{entry.severity.value}; rests on {rests_on(entry)}"
    yield ""
    yield f"**{entry.page.what}**"
    yield ""
    yield from wrap(" ".join(entry.page.why.split()), 110)
    for title, example in (("Good", entry.page.good), ("Bad", entry.page.bad)):
        if example:
            yield ""
            yield f"{title}:"
            yield "```xml" if example.startswith("<") else "```text"
            yield from example.splitlines()
            yield "```"
    if entry.statements:
        yield ""
        named = ", ".join(statement.id for statement in entry.statements)
        yield from wrap(f"Statements: {named}", 110, break_long_words=False, break_on_hyphens=False)

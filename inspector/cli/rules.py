"""``ews-inspector rules``: what is checked, why, and how much of the documents that is."""

from __future__ import annotations

from pathlib import Path

import click

from inspector.cli.options import examples, one_of
from inspector.conformance.code_index import codes_beginning
from inspector.errors import UsageError, WriteError
from inspector.report.rule_pages import (
    coverage_json,
    coverage_lines,
    markdown_pages,
    page_json,
    page_lines,
    table_lines,
)
from inspector.terminal import SEVERITY_STYLES, Output, json_line, say, width
from inspector.wording import plural


@click.command(
    "rules",
    epilog=examples(
        "ews-inspector rules              every code, a line each",
        "ews-inspector rules UMS          those that begin so",
        "ews-inspector rules UMS021       what it checks, why, good and bad",
        "ews-inspector rules --coverage   how much of each document is checked",
    ),
)
@click.argument("code", required=False, default="")
@click.option("--coverage", is_flag=True, help="Show how much of each document is checked.")
@click.option("--json", "as_json", is_flag=True, help="Write JSON: one object a line.")
@click.option("--docs", type=click.Path(file_okay=False), help="Write the pages as Markdown to this folder.")
def command(code: str, coverage: bool, as_json: bool, docs: str | None) -> None:
    """Explain the codes of findings: CODE is one, or how several begin. All if it is left out."""
    if coverage and code:
        raise UsageError("--coverage is about whole documents", fix="Leave the code out.")
    one_of({"--docs": docs, "--coverage": coverage, "--json": docs and as_json, "CODE": docs and code})
    if docs is not None:
        _write(Path(docs))
        return
    output = Output()
    if coverage:
        output.lines(map(json_line, coverage_json()) if as_json else coverage_lines())
        return
    found = codes_beginning(code)
    if as_json:
        output.lines(json_line(page_json(entry)) for entry in found)
    elif len(found) == 1 and code:
        for line in page_lines(found[0], min(width(88), 88) if output.is_terminal else 88):
            output.line((line, _style(line)))
    else:
        for row in table_lines(found, width() if output.is_terminal else 200):
            output.row(*row)


def _style(line: str) -> str:
    """The style of a line of a page: its title and the headings of its parts are set off."""
    if line.endswith(tuple(f"[{severity}]" for severity in SEVERITY_STYLES)):
        return SEVERITY_STYLES[line.rpartition("[")[2].rstrip("]")]
    return {"good:": "bold green", "bad:": "bold red"}.get(line, "bold" if line.endswith(":") else "")


def _write(folder: Path) -> None:
    pages = markdown_pages()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in pages.items():
            (folder / name).write_text(text, "utf-8")
    except OSError as problem:
        raise WriteError(f"the pages cannot be written ({problem.strerror})", str(folder)) from None
    say(f"{folder}: wrote {plural(len(pages), 'page')}", err=True)

"""``ews-inspector rules``: what is checked, why, and how much of the documents that is."""

from __future__ import annotations

import json
from pathlib import Path

import click

from inspector.conformance.catalogue import entries
from inspector.errors import CannotWrite, UsageError
from inspector.report.rule_pages import (
    coverage_json,
    coverage_lines,
    markdown_pages,
    page_json,
    page_lines,
    table_lines,
)

_EXAMPLE = """\b
Examples:
  ews-inspector rules                 every code, a line each
  ews-inspector rules UMS             those that begin so
  ews-inspector rules UMS021          what it checks, why, with a good and a bad example
  ews-inspector rules --coverage      how much of each document is checked
"""


@click.command("rules", epilog=_EXAMPLE)
@click.argument("code", required=False, default="")
@click.option("--coverage", is_flag=True, help="Show how much of each document is checked.")
@click.option("--json", "as_json", is_flag=True, help="Write JSON: one object a line.")
@click.option("--docs", type=click.Path(file_okay=False), help="Write the pages as Markdown to this folder.")
def command(code: str, coverage: bool, as_json: bool, docs: str | None) -> None:
    """Explain the codes of findings: CODE is one, or how several begin. All if it is left out."""
    if coverage and code:
        raise UsageError("--coverage is about whole documents", fix="Leave the code out.")
    if docs is not None:
        _write(Path(docs))
        return
    if coverage:
        lines = (json.dumps(row) for row in coverage_json()) if as_json else coverage_lines()
    else:
        found = entries(code)
        if as_json:
            lines = (json.dumps(page_json(entry), ensure_ascii=False) for entry in found)
        elif len(found) == 1 and code:
            lines = page_lines(found[0])
        else:
            lines = table_lines(found)
    for line in lines:
        click.echo(line)


def _write(folder: Path) -> None:
    pages = markdown_pages()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in pages.items():
            (folder / name).write_text(text, "utf-8")
    except OSError as problem:
        raise CannotWrite(f"the pages cannot be written ({problem.strerror})", str(folder)) from None
    click.echo(f"{folder}: wrote {len(pages)} pages", err=True)

"""An inventory as a Parquet table: a row is a fact. docs/scale.md describes the columns."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from inspector.report.parquet import write_rows
from inspector.report.usage.json_lines import fact_as_json
from inspector.usage.inventory import Inventory
from inspector.usage.microsoft_graph.assess import Assessed, Assessment

FACTS = {
    "kind": "string",
    "name": "string",
    "use": "string",
    "count": "int64",
    "interactions": "int64",
    "errors": "int64",
    "operations": "counts",
    "resources": "counts",
    "places": "places",
    "more": "int64",
    "verdict": "string",
    "replacements": "strings",
}
"""The columns of a fact and their types."""


def write_inventory(inventory: Inventory, assessment: Assessment | None, path: Path) -> None:
    """Writes the facts of an inventory as a table.

    Args:
        inventory: what a client uses.
        assessment: what takes its place; ``None``: that was not asked for, and its columns are null.
        path: the file.

    Raises:
        UsageError: pyarrow is not installed.
    """
    if assessment is None:
        rows = (_fact(Assessed(fact)) for fact in inventory.facts)
    else:
        rows = (_fact(each) | _verdicts(each) for each in assessment.assessed)
    write_rows(rows, path, FACTS)


def _fact(each: Assessed) -> dict[str, Any]:
    told = fact_as_json(each.fact)
    counts = {name: list(told[name].items()) for name, kind in FACTS.items() if kind == "counts"}
    return {name: told.get(name) for name in FACTS} | counts


def _verdicts(each: Assessed) -> dict[str, Any]:
    replacements = dict.fromkeys(one.replacement for one in each.verdicts if one.replacement)
    return {"verdict": str(each.worst) if each.worst else None, "replacements": list(replacements)}

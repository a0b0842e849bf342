"""Findings and interactions as Parquet tables, for DuckDB, pandas and whatever else reads columns.

docs/scale.md describes the columns.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import Any

from inspector.cassette.model import Interaction
from inspector.conformance.files import Judged
from inspector.errors import UsageError
from inspector.filter import parse_filter
from inspector.flow import step_of
from inspector.report.json_lines import FIELDS, as_json

_NUMBERS = ("interaction", "line")  # of a finding
_ROWS = 10_000  # that are held before they are written

COLUMNS = {
    "n": "int64",
    "at": "double",
    "took": "double",
    "conn": "string",
    "endpoint": "string",
    "operation": "string",
    "method": "string",
    "url": "string",
    "status": "int32",
    "reason": "string",
    "error": "string",
    "outcome": "string",
    "handles": "strings",
    "auth": "string",
    "request_bytes": "int64",
    "response_bytes": "int64",
    "codes": "strings",
}
"""The columns of an interaction and their types."""
BODIES = {"request_body": "binary", "response_body": "binary"}
"""Those that it has besides where bodies are asked for."""


def write_findings(results: Iterable[Judged], path: Path) -> None:
    """Writes findings as a table, with the fields of the JSON report as columns.

    Args:
        results: what was judged.
        path: the file.

    Raises:
        UsageError: pyarrow is not installed.
    """
    rows = (as_json(judged, verdict) for judged in results for verdict in judged.verdicts)
    write_rows(rows, path, {name: "int64" if name in _NUMBERS else "string" for name in FIELDS})


def write_rows(rows: Iterable[dict[str, Any]], path: Path, columns: dict[str, str]) -> None:
    """Writes rows as a table.

    Args:
        rows: the rows.
        path: the file.
        columns: their columns and the types of these.

    Raises:
        UsageError: pyarrow is not installed.
    """
    arrow, schema = _arrow(), _schema(columns)
    left = iter(rows)
    tables = (arrow.Table.from_pylist(some, schema) for some in iter(lambda: list(islice(left, _ROWS)), []))
    write_tables(tables, path, schema)


def interactions_table(interactions: Iterable[Interaction], expression: str, bodies: bool) -> Any:
    """Returns the interactions that pass a filter as a table.

    Args:
        interactions: the interactions.
        expression: the filter; all pass an empty one.
        bodies: whether bodies are columns too.

    Raises:
        UsageError: pyarrow is not installed.
    """
    passes = parse_filter(expression)
    rows = [
        _row(one) | (_bodies(one) if bodies else {})
        for one in interactions
        if not expression.strip() or passes.matches(one)
    ]
    return _arrow().Table.from_pylist(rows, table_schema(bodies))


def table_schema(bodies: bool) -> Any:
    """Returns the schema of a table of interactions."""
    return _schema(COLUMNS | (BODIES if bodies else {}))


def write_tables(tables: Iterable[Any], path: Path, schema: Any) -> None:
    """Writes tables one behind the other as one.

    Args:
        tables: the tables.
        path: the file.
        schema: what all of them have.
    """
    parquet = importlib.import_module("pyarrow.parquet")
    with parquet.ParquetWriter(path, schema, compression="zstd") as writer:
        for table in tables:
            if table.num_rows:
                writer.write_table(table)


def _row(one: Interaction) -> dict[str, Any]:
    step, response = step_of(one), one.response
    return {
        "n": one.n,
        "at": one.at,
        "took": one.took,
        "conn": one.conn,
        "endpoint": str(step.endpoint),
        "operation": step.operation,
        "method": one.request.method,
        "url": one.request.url,
        "status": response.status if response else None,
        "reason": response.reason if response else None,
        "error": one.error,
        "outcome": step.outcome,
        "handles": [handle.value for handle in step.handles],
        "auth": one.auth.scheme if one.auth else None,
        "request_bytes": len(one.request.body),
        "response_bytes": len(response.body) if response else None,
        "codes": [str(found.get("code")) for found in one.findings],
    }


def _bodies(one: Interaction) -> dict[str, Any]:
    return {"request_body": one.request.body, "response_body": one.response.body if one.response else None}


def _schema(columns: dict[str, str]) -> Any:
    arrow = _arrow()
    types = {
        "int32": arrow.int32(),
        "int64": arrow.int64(),
        "double": arrow.float64(),
        "string": arrow.string(),
        "strings": arrow.list_(arrow.string()),
        "binary": arrow.large_binary(),
        "counts": arrow.map_(arrow.string(), arrow.int64()),
        "places": arrow.list_(
            arrow.struct([("file", arrow.string()), ("first", arrow.int64()), ("last", arrow.int64())])
        ),
    }
    return arrow.schema([(name, types[kind]) for name, kind in columns.items()])


def _arrow() -> Any:
    try:
        return importlib.import_module("pyarrow")
    except ModuleNotFoundError:
        raise UsageError(
            "pyarrow is not installed here, which writes Parquet",
            fix="Install it with: pip install 'ews-inspector[tables]'",
        ) from None

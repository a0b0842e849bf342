"""Parquet tables, read by pyarrow."""

import json
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from inspector.cassette import Cassette
from inspector.cli import main
from inspector.report import parquet
from inspector.report.json_lines import FIELDS
from inspector.report.usage.parquet import FACTS
from inspector.resources import cassettes_dir

MAIL = cassettes_dir() / "mail.jsonl"
RECORDED = Path(__file__).parents[1] / "verify" / "recorded" / "mail.jsonl"


def run(*words: object) -> int:
    with pytest.raises(SystemExit) as end:
        main([str(word) for word in words])
    return int(end.value.code or 0)


def rows(path: Path) -> list[dict[str, Any]]:
    return list(pq.read_table(path).to_pylist())


def test_findings_are_the_json_report_as_a_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bad = tmp_path / "bad.jsonl"
    bad.write_bytes(RECORDED.read_bytes().replace(b"<t:BaseShape>IdOnly", b"<t:BaseShape>Idonly"))
    run("validate", bad, "--format", "json", "--fail-on", "never")
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    table = tmp_path / "findings.parquet"
    assert run("validate", bad, "--format", "parquet", "-o", table, "--fail-on", "never", "--jobs", "2") == 0
    assert rows(table) == told
    assert told
    assert pq.read_schema(table).names == list(FIELDS)


def test_a_recording_without_findings_is_an_empty_table_with_its_columns(tmp_path: Path) -> None:
    table = tmp_path / "none.parquet"
    assert run("validate", MAIL, "--select", "EAS", "--format", "parquet", "-o", table) == 0
    assert rows(table) == []
    assert pq.read_schema(table).names == list(FIELDS)


@pytest.mark.parametrize("words", [(), ("--replace", "graph")])
def test_an_inventory_is_a_row_a_fact(
    words: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run("usage", MAIL, "--json", *words)
    lines = map(json.loads, capsys.readouterr().out.splitlines())
    told = [line for line in lines if line["type"] == "fact"]
    table = tmp_path / "usage.parquet"
    assert run("usage", MAIL, "--format", "parquet", "-o", table, *words) == 0
    assert pq.read_schema(table).names == list(FACTS)
    for row, fact in zip(rows(table), told, strict=True):
        verdicts = fact.get("verdicts", [])
        assert row.pop("verdict") == (verdicts[0]["verdict"] if verdicts else None)
        replacements = dict.fromkeys(each["replacement"] for each in verdicts if each["replacement"])
        assert row.pop("replacements") == (list(replacements) if words else None)
        row |= {name: dict(row[name]) for name in ("operations", "resources")}
        assert row == {name: fact[name] for name in row}


def test_a_cassette_is_a_row_an_interaction(tmp_path: Path) -> None:
    table = tmp_path / "mail.parquet"
    assert run("convert", MAIL, table) == 0
    with Cassette(MAIL) as cassette:
        for row, one in zip(rows(table), cassette, strict=True):
            assert tuple(row) == tuple(parquet.COLUMNS)
            assert (row["n"], row["at"], row["operation"]) == (one.n, one.at, one.operation)
            assert row["status"] == (one.response.status if one.response else None)
            assert row["request_bytes"] == len(one.request.body)
            assert row["codes"] == [found["code"] for found in one.findings]


def test_bodies_are_columns_where_they_are_asked_for(tmp_path: Path) -> None:
    table = tmp_path / "mail.parquet"
    assert run("convert", MAIL, table, "--bodies", "--filter", "~op GetItem") == 0
    with Cassette(MAIL) as cassette:
        bodies = [one.request.body for one in cassette if one.operation == "GetItem"]
    assert [row["request_body"] for row in rows(table)] == bodies


def test_a_table_is_a_file_that_did_not_exist(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("validate", MAIL, "--format", "parquet") == 2
    assert "Name it with --output FILE" in capsys.readouterr().err
    (tmp_path / "there.parquet").write_text("mine")
    assert run("validate", MAIL, "--format", "parquet", "-o", tmp_path / "there.parquet") == 2
    assert (tmp_path / "there.parquet").read_text() == "mine"


def test_every_report_can_go_to_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run("validate", MAIL, "--fail-on", "never")
    told = capsys.readouterr().out
    assert run("validate", MAIL, "--fail-on", "never", "-o", tmp_path / "report.txt") == 0
    assert (tmp_path / "report.txt").read_text("utf-8") == told
    assert capsys.readouterr().out == ""


def test_without_pyarrow_the_user_is_told_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    assert run("convert", MAIL, tmp_path / "mail.parquet") == 2
    assert "pip install 'ews-inspector[tables]'" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []

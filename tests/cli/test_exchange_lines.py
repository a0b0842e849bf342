"""What ``record`` prints of each exchange."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from inspector.cassette import Cassette, Interaction
from inspector.cli.exchange_lines import ExchangeLines, exchange_line
from inspector.resources import cassettes_dir
from inspector.terminal import Part

AT = datetime(2026, 11, 2, 9, 5, 7)


def sample(n: int) -> Interaction:
    with Cassette(cassettes_dir() / "mail.jsonl") as cassette:
        return replace(cassette.numbered(n), took=0.012, findings=())


def found(*codes: str, severity: str = "info") -> tuple[dict[str, Any], ...]:
    return tuple({"code": code, "severity": severity} for code in codes)


def plain(parts: list[Part]) -> str:
    return "".join(part if isinstance(part, str) else part[0] for part in parts).rstrip()


def styles(parts: list[Part]) -> dict[str, str]:
    return {part[0].strip(): part[1] for part in parts if not isinstance(part, str)}


def test_a_line_has_time_operation_and_outcome() -> None:
    assert plain(exchange_line(sample(5), AT)) == (
        "09:05:07 GetItem                    Lunch <&> ünï              0.012 s"
    )


@pytest.mark.parametrize(
    ("n", "outcome", "style"), [(1, "ErrorInvalidIdMalformed", "red"), (2, "Root", "green")]
)
def test_an_error_that_comes_with_http_200_is_red(n: int, outcome: str, style: str) -> None:
    assert styles(exchange_line(sample(n), AT))[outcome] == style


def test_an_exchange_without_an_answer_is_red_and_says_why() -> None:
    cut = replace(sample(5), response=None, error="connection reset")
    line = exchange_line(cut, AT)
    assert styles(line)[next(text for text in styles(line) if "connection reset" in text)] == "red"


def test_findings_stand_at_the_end_the_worst_first() -> None:
    one = replace(sample(5), findings=found("CDT008", "CDT001") + found("XSD001", severity="error"))
    assert plain(exchange_line(one, AT)).endswith(" s  XSD001 CDT008 CDT001")
    assert styles(exchange_line(one, AT))["XSD001"] == "bold red"


@pytest.mark.parametrize(("count", "end"), [(4, "C4"), (5, "C4 and 1 code more"), (6, "C4 and 2 codes more")])
def test_no_more_than_four_codes_are_named(count: int, end: str) -> None:
    one = replace(sample(5), findings=found(*(f"C{n}" for n in range(1, count + 1))))
    assert plain(exchange_line(one, AT)).endswith(end)


def test_nothing_of_an_answer_steers_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    ExchangeLines()(replace(sample(5), response=None, error="cut \x1b[2J"))
    out = capsys.readouterr().out
    assert "\x1b[2J" not in out and out.count("\n") == 1

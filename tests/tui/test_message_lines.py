"""A message laid out: what stands where, and that findings stand at the line they concern."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.cassette import Cassette, Interaction
from inspector.conformance.finding import Direction, readable_findings
from inspector.tui.message_lines import PART, MessageLine, entries_of, parts_of, raw_entries
from inspector.wire.http import Headers, HttpRequest, HttpResponse
from inspector.wire.printable import printable
from tests.tui.conftest import hostile


def shown(entries: list[MessageLine]) -> list[str]:
    return ["".join(text for text, _ in entry.pieces) for entry in entries]


@pytest.fixture
def start(sample: Path) -> Interaction:
    with Cassette(sample) as cassette:
        return cassette[1]


def test_a_finding_stands_below_the_element_that_its_path_names(start: Interaction) -> None:
    lines = shown(entries_of(start, Direction.REQUEST, readable_findings(start.findings), 120))
    at = next(i for i, line in enumerate(lines) if "XSD001" in line)
    assert lines[at - 1].strip() == "<m:PlayOnPhone>"
    assert "E XSD001 the element DialString is missing" in lines[at]
    assert "(MS-OXWUMS 3.1.4.8.2.1)" in lines[at]


def test_findings_of_the_other_message_are_not_told(start: Interaction) -> None:
    assert not any(
        "XSD001" in line
        for line in shown(entries_of(start, Direction.RESPONSE, readable_findings(start.findings), 80))
    )


def test_headers_fold_away_under_the_start_line(start: Interaction) -> None:
    entries = entries_of(start, Direction.REQUEST, (), 80)
    assert entries[0].folded and entries[0].end == 3
    assert "Content-Type" in shown(entries)[1]


def test_an_element_folds_down_to_its_closing_tag(start: Interaction) -> None:
    entries = entries_of(start, Direction.REQUEST, readable_findings(start.findings), 80)
    body = next(entry for entry in entries if "soap:Body" in shown([entry])[0])
    assert shown(entries)[body.end].strip() == "</soap:Body>"


def test_an_exchange_without_an_answer_says_why() -> None:
    cut = Interaction(1, 0.0, HttpRequest(body=b""), error="the \x1b[31mcable")
    assert shown(entries_of(cut, Direction.RESPONSE, (), 80)) == ["✗ no answer: the ␛[31mcable"]


@pytest.mark.parametrize(
    ("response", "said"),
    [
        (HttpResponse(), "(no body)"),
        (HttpResponse(body=b"<a>&</a>"), "not well-formed"),
        (
            HttpResponse(headers=Headers((("Content-Encoding", "gzip"),)), body=b"\x1f\x8bxx"),
            "gzip body is broken",
        ),
        (HttpResponse(headers=Headers((("Content-Type", "image/png"),)), body=b"\x89PNG\0"), "of image/png"),
        (HttpResponse(headers=Headers((("Content-Type", "text/xml"),)), body=b"<a>" * 400), "deeper"),
        (HttpResponse(body=b"<!DOCTYPE a><a/>"), "DTD"),
    ],
)
def test_a_body_that_is_no_xml_is_shown_as_it_stands_with_the_reason(
    response: HttpResponse, said: str
) -> None:
    lines = shown(entries_of(Interaction(1, 0.0, HttpRequest(), response), Direction.RESPONSE, (), 80))
    assert any(said in line for line in lines)


def parts(content: bytes, kind: str = "text/xml") -> Iterator[list[str]]:
    """All parts of a body that is too large to be laid out, one after the other."""
    response = HttpResponse(headers=Headers((("Content-Type", kind),)), body=content)
    one = Interaction(1, 0.0, HttpRequest(), response)
    for part in range(parts_of(response)):
        yield shown(entries_of(one, Direction.RESPONSE, (), 80, part))


def test_of_a_huge_body_one_part_is_shown_at_a_time() -> None:
    first, second, *_, last = parts(b"<a>" + b"x" * 5_000_000 + b"</a>")
    assert any("4.8 MB: too large to lay out" in line for line in first)
    assert "4.7 MB more: > goes on" in first[-1]
    assert any("64.0 kB before this: < goes back" in line for line in second)
    assert last[-1].endswith("</a>")
    assert len(first) < 2000


@settings(max_examples=10)
@given(st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=50, max_size=400))
def test_the_parts_of_a_body_make_up_the_whole_and_cut_no_character(text: str) -> None:
    content = (text * (PART * 5 // 2 // len(text.encode()) + 1)).encode()
    response = HttpResponse(body=content)
    seen = ""
    for part in range(parts_of(response)):
        lines = shown(raw_entries(response, part))[2:]
        seen += "".join(line for line in lines if not line.startswith("… "))
    assert seen == printable(content.decode())


def test_white_space_of_a_long_line_stays_as_it_is() -> None:
    spaced = b"<a>" + b"x   y " * 200 + b"</a>"
    assert "".join(shown(raw_entries(HttpResponse(body=spaced)))[2:]) == spaced.decode()


def test_nothing_hostile_reaches_a_line(cassette_of: Callable[..., Path]) -> None:
    with Cassette(cassette_of(hostile)) as cassette:
        for interaction in cassette:
            for direction in Direction:
                lines = shown(entries_of(interaction, direction, (), 80))
                raw = shown(raw_entries(interaction.request)) + shown(raw_entries(interaction.response))
                assert all(character.isprintable() for line in lines + raw for character in line)


def test_a_finding_stands_at_its_line_of_a_body_that_is_no_xml(start: Interaction) -> None:
    body = b"<a>\n" + b"x" * 300 + b"\n<b>&</a>"
    (finding,) = readable_findings(start.findings)
    here = replace(finding, direction=Direction.RESPONSE, line=3, path="")
    one = replace(start, response=HttpResponse(body=body))
    lines = shown(entries_of(one, Direction.RESPONSE, (here,), 80))
    at = next(i for i, line in enumerate(lines) if "XSD001" in line)
    assert lines[at - 2 : at] == ["<b>&</a>", "    ^"]

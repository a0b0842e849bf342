"""A line that is written as an earlier one comes out as one that is read whole, and teaches nothing."""

from __future__ import annotations

from dataclasses import replace
from html import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.cassette import Interaction
from inspector.cassette.model import encode_line, read_interaction, unnumbered
from inspector.scrub import Scrubber
from inspector.scrub.user_rules import CustomRule
from inspector.wire.http import Headers, HttpRequest, HttpResponse
from tests.scrub.test_template_slots import HEADERS, ITEM, SAID, SLOTS

ASKED = '<?xml version="1.0" encoding="utf-8"?><Get><CallId>{}</CallId></Get>'
PLAIN = ["AAAkAGZy", "AAAB", "Report", "Text", "All is well", "2026-11-20T08:00:00Z"]
CALM = [*PLAIN, "Ada Byron", "ada@contoso.com", "hunter2xAndMoreOfIt99", "nothing"]


def exchange(said: list[str], number: int = 1, asked: str = "AAAkAGZy", **more: object) -> Interaction:
    request, response = (
        form.format(*map(escape, words)).encode() for form, words in ((ASKED, [asked]), (ITEM, said))
    )
    one = Interaction(
        number,
        number * 0.1,
        HttpRequest(HEADERS, request, url="https://mail.contoso.com/EWS/Exchange.asmx"),
        HttpResponse(HEADERS, response),
        took=0.02,
        conn=f"c{number}",
    )
    return replace(one, **more)  # type: ignore[arg-type]


def usual() -> list[Interaction]:
    """As many as it takes until it is known how they are written; no body is that of another."""
    return [
        exchange([*CALM[:2], f"Report {number}", *CALM[3:]], number, f"AAAkAGZ{number}")
        for number in range(20)
    ]


class Lines:
    """Scrubs lines as ``scrub`` does, and counts those that were not read."""

    def __init__(self) -> None:
        self.scrubber = Scrubber("identity", b"salt")
        self.known = 0

    def scrubbed(self, one: Interaction) -> bytes:
        line = encode_line(one.to_json())[:-1]
        known = self.scrubber.scrub_line(line)
        if known is not None:
            self.known += 1
            return known
        before = self.scrubber.learned
        read = read_interaction(line, "here")
        made = self.scrubber.scrub(read)
        if self.scrubber.learned == before:
            self.scrubber.know_line(line, read, made, unnumbered(made))
        return unnumbered(made)


@pytest.fixture
def lines() -> Lines:
    """It knows how the lines of such exchanges are written."""
    lines = Lines()
    for one in usual():
        lines.scrubbed(one)
    assert lines.known
    lines.known = 0
    return lines


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, SLOTS - 1), SAID, SAID), max_size=12))
def test_by_what_differs_comes_what_comes_of_a_line_that_is_read(changes: list[tuple[int, str, str]]) -> None:
    lines, whole = Lines(), Scrubber("identity", b"salt")
    for one in usual():
        lines.scrubbed(one)
        whole.scrub(one)
    assert lines.known
    for number, (at, said, asked) in enumerate(changes):
        one = exchange([*CALM[:at], said, *CALM[at + 1 :]], number, asked)
        assert lines.scrubbed(one) == unnumbered(whole.scrub(one))


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (2, "a name is told: Ada Byron"),
        (2, "two lines\nand a \\ in them"),
        (2, "na\u00efve"),
        (0, "AAAkAGZyYW5rZnVydA=="),
        (4, ""),
        (4, "<p>Ada Byron</p>"),
    ],
)
def test_a_line_that_is_written_alike_is_not_read(lines: Lines, at: int, said: str) -> None:
    made = lines.scrubbed(exchange([*CALM[:at], said, *CALM[at + 1 :]], 7))
    assert lines.known == 1
    assert b"Ada Byron" not in made
    assert made.startswith(b'{"n":0,"at":0.7,"took":0.02,"conn":"c7"')


def test_a_word_of_the_protocol_is_looked_at_once_it_was_another(lines: Lines) -> None:
    html = exchange([*CALM[:3], "HTML", *CALM[4:]])
    assert len({lines.scrubbed(html) for _ in range(3)}) == 1
    assert lines.known == 2
    assert b"Ada Byron" not in lines.scrubbed(exchange([*CALM[:3], "Ada Byron", *CALM[4:]]))


@pytest.mark.parametrize(
    "one",
    [
        exchange([*CALM[:4], "ask frieda@fabrikam.com", *CALM[5:]]),
        exchange([*CALM[:6], "Frieda Sperling", *CALM[7:]]),
        exchange([*CALM[:4], "<p>Ada Byron</p>", *CALM[5:9], "<p>Ada Byron</p>"]),
        exchange(CALM, findings=({"code": "EWS001", "text": "Ada Byron"},)),
        exchange(CALM, extra={"note": "Ada Byron"}),
        exchange(CALM, auth=None, endpoint="ews"),
        exchange([*CALM[:4], "\u00e9\ue000", *CALM[5:]], operation="\ue000"),
    ],
    ids=["teaches", "a new name", "two layers", "findings", "a note", "another key", "a mark"],
)
def test_what_may_teach_or_is_not_expected_is_read(lines: Lines, one: Interaction) -> None:
    made = lines.scrubbed(one)
    assert lines.known == 0
    for name in (b"frieda@", b"Frieda", b"Ada Byron"):
        assert name not in made


def test_where_the_user_has_rules_of_their_own_each_line_is_read() -> None:
    lines = Lines()
    lines.scrubber = Scrubber("identity", b"salt", [CustomRule.from_json({"pattern": "project [a-z]+"})])
    for one in usual():
        lines.scrubbed(one)
    made = lines.scrubbed(exchange([*CALM[:4], "it is project whale", *CALM[5:]]))
    assert lines.known == 0
    assert b"whale" not in made


def test_what_is_learned_in_the_meantime_is_found_between_the_places_that_differ(lines: Lines) -> None:
    assert b"mail.contoso.com" not in lines.scrubbed(exchange(CALM))
    headers = Headers([*HEADERS, ("X-Note", "Frieda Sperling")])
    noted = [
        replace(exchange(CALM, n), request=replace(exchange(CALM).request, headers=headers)) for n in range(9)
    ]
    assert all(b"Frieda" in lines.scrubbed(one) for one in noted)
    assert lines.known > 1
    lines.scrubbed(exchange([*CALM[:6], "Frieda Sperling", *CALM[7:]]))
    assert b"Frieda" not in lines.scrubbed(noted[0])


def test_what_stood_in_other_lines_is_neither_kept_nor_replaced_in_a_finding(lines: Lines) -> None:
    for number in range(64):
        lines.scrubbed(exchange([*CALM[:7], f"ada{number}@contoso.com", *CALM[8:]], number))
    assert lines.known == 64
    other = exchange([*CALM[:4], "another", *CALM[5:]], endpoint="ews")
    lines.scrubbed(other)
    lines.scrubbed(exchange([*CALM[:6], "Ada1", *CALM[7:]]))
    assert lines.known == 65
    found = replace(other, findings=({"code": "EWS001", "text": "it was Ada1"},))
    assert b"it was Ada1" in lines.scrubbed(found)

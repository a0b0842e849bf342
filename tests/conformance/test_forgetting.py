"""What a rule needs to remember it forgets in the end, the oldest first, and then it says nothing.

Each case is a session whose last interaction breaks a rule because of those before it. Between them come
the same interactions about other things, of other connections: as many as fit beside, and one more.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from inspector.bounded import ExpiringMap
from inspector.cassette import Cassette, Interaction
from inspector.conformance.engine import RuleEngine
from inspector.protocols.message import request_message, response_message
from inspector.protocols.registry import identify

CASES = Path(__file__).parent / "cases"
KEPT = 3
# Where what names a thing begins; the last is a ServerId in WBXML.
NAMES = re.compile(
    rb'(\bId="(?=[^"])|\x03(?=\d+:\d+\0)'
    rb"|<(?:\w+:)?(?:CallId|DisplayName|ImAddress|PlayOnPhoneGreetingResponse|PlayOnPhoneResponse|Subject)>(?=[^<]))"
)
REMEMBERING = {
    "COS040": "bad-name",
    "COS043": "bad-added",
    "COS044": "bad-group",
    "COS045": "bad-renamed",
    "COS046": "bad-renamed",
    "COS047": "bad-default",
    "COS048": "bad-still-there",
    "COS049": "bad-full",
    "COS050": "bad-again",
    "COS052": "bad-full",
    "COS055": "bad-group",
    "COS056": "bad-another-group",
    "COS057": "bad-in-another-group",
    "COS058": "bad-asked-for",
    "COS059": "bad-added",
    "COS060": "bad-name",
    "EAS010": "bad-change-of-a-known-message",
    "EAS030": "bad-ews-first",
    "EAS031": "bad-missed-call",
    "EAS032": "bad-left-out",
    "EXT040": "bad-listed",
    "EXT041": "bad-not-listed",
    "EXT042": "bad-unknown",
    "EXT043": "bad-again",
    "MSG030": "bad-is-read",
    "MSG031": "bad-get",
    "MSG035": "bad-another-of-the-session",
    "UMS050": "bad-ews-handle-on-um",
    "UMS052": "bad-poll",
    "UMS053": "bad-um",
    "UMS054": "bad-um",
    "UMS055": "bad-exactly-32-seconds",
    "UMS056": "bad-disconnect",
    "UMS057": "bad-twice",
    "UMS058": "bad-oof",
    "UMS061": "bad-um",
}


@pytest.fixture(autouse=True)
def small_memories(monkeypatch: pytest.MonkeyPatch) -> None:
    made = ExpiringMap.__init__

    def make(self: ExpiringMap[object], most: int = KEPT, *others: Any, **more: Any) -> None:
        made(self, KEPT, *others, **more)

    monkeypatch.setattr(ExpiringMap, "__init__", make)


def about_another(interaction: Interaction, number: int) -> Interaction:
    mark = rb"\g<1>%c" % (ord("A") + number)
    request, response = interaction.request, interaction.response
    assert response is not None
    return replace(
        interaction,
        request=replace(request, body=NAMES.sub(mark, request.body), connection=f"another {number}"),
        response=replace(response, body=NAMES.sub(mark, response.body)),
    )


def codes_of_the_last(session: list[Interaction]) -> set[str]:
    engine, found = RuleEngine(), set[str]()
    for each in session:
        identified = identify(each.request)
        asked = request_message(each.request, identified, each.at)
        assert each.response is not None
        told = response_message(each.response, identified, each.at + each.took, asked)
        found = {finding.code for finding in engine.judge(asked, told)}
    return found


def with_others(code: str) -> Iterator[list[Interaction]]:
    """The session with nothing between, with as much as can be remembered beside it, and with one more."""
    with Cassette(CASES / code / f"{REMEMBERING[code]}.jsonl") as cassette:
        *before, last = cassette
    for others in (0, KEPT - 1, KEPT):
        yield [*before, *(about_another(each, n) for n in range(others) for each in before), last]


@pytest.mark.parametrize("code", REMEMBERING)
def test_a_rule_speaks_as_long_as_it_remembers_and_says_nothing_afterwards(code: str) -> None:
    assert [code in codes_of_the_last(session) for session in with_others(code)] == [True, True, False]


def test_every_rule_that_speaks_of_what_came_before_is_tried() -> None:
    alone = set(REMEMBERING)
    for path in CASES.glob("*/bad-*.jsonl"):
        with Cassette(path) as cassette:
            *before, last = cassette
        if before and path.parent.name not in codes_of_the_last([last]):
            alone.discard(path.parent.name)
            assert path.parent.name in REMEMBERING, path

    assert not alone

"""No message can make a rule fail: a hostile body is a finding, not a crash."""

import random
from pathlib import Path

import pytest
from lxml import etree

from inspector.cassette import Cassette
from inspector.conformance.check import Checker
from inspector.conformance.engine import RuleEngine
from inspector.protocols.lone_message import lone_message
from inspector.wire.http import HttpRequest, HttpResponse

MESSAGES = sorted((Path(__file__).parent / "cases").glob("*/*.xml"))
SESSIONS = sorted((Path(__file__).parent / "cases").glob("*/bad-*.jsonl"))


def damaged(body: bytes, dice: random.Random) -> bytes:
    """Takes an element out, empties it, doubles it, or renames it."""
    root = etree.fromstring(body)
    elements = [element for element in root.iter(etree.Element) if element.getparent() is not None]
    element = dice.choice(elements)
    parent = element.getparent()
    assert parent is not None
    damage = dice.randrange(5)
    if damage == 0:
        parent.remove(element)
    elif damage == 1:
        element.text = None
        element.attrib.clear()
        for child in element:
            element.remove(child)
    elif damage == 2:
        parent.append(etree.fromstring(etree.tostring(element)))
    elif damage == 3:
        element.tag = "{urn:nobody}" + str(dice.choice(elements).tag).rpartition("}")[2]
    else:
        element.text = dice.choice(["", " ", "\u0000".strip("\0"), "9" * 3000, "a:b:c", "-1", "\U0001f600"])
        element.append(etree.Comment("x"))
    return etree.tostring(root)


@pytest.mark.parametrize("seed", range(4))
def test_damaged_sessions_are_judged_to_their_end(seed: int) -> None:
    dice = random.Random(seed)
    judged = 0
    for session in SESSIONS:
        checker = Checker()
        with Cassette(session) as cassette:
            for each in cassette:
                request, response = each.request, each.response
                assert response is not None
                try:  # some cases are not well-formed to begin with, which is as good
                    request = HttpRequest(request.headers, damaged(request.body, dice), "POST", request.url)
                    response = HttpResponse(response.headers, damaged(response.body, dice), response.status)
                except etree.XMLSyntaxError:
                    request = each.request
                checker.check(request, response, at=each.at, took=each.took)
                judged += 1

    assert judged >= len(SESSIONS)


def with_comments(content: bytes) -> bytes:
    """Puts a comment and a processing instruction before each child of each element."""
    root = etree.fromstring(content)
    for element in list(root.iter(etree.Element)):
        for place in range(len(element), 0, -1):
            element.insert(place - 1, etree.Comment("no matter"))
            element.insert(place - 1, etree.ProcessingInstruction("no", "matter"))
    return etree.tostring(root)


@pytest.mark.parametrize("case", MESSAGES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_comments_do_not_change_a_verdict(case: Path) -> None:
    content = case.read_bytes()

    def codes(message: bytes) -> list[str]:
        return [finding.code for finding in RuleEngine().judge_alone(lone_message(message))]

    assert codes(with_comments(content)) == codes(content)

"""Judging messages: parse and schema check beside bare lxml, with the rules, and by xmlschema alone.

The messages are those of the sample cassettes, and those of people at work (``working_days``), their contents
without content-encoding. All contestants judge the same ones in turn, round by round, so that a busy moment
of the machine hits them alike; what counts is each one's best round, in processor time.

Working days are others in each round: no id, key, person's text or token was ever seen before. A round of the
samples judges what the round before has judged, and no body gains by that: no verdict is kept by what a body
holds. What is kept goes by what programs write alike in every message: the URL, the Content-Type, the head of
a message up to its Body, and the names of what stands in it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import cache
from pathlib import Path

import xmlschema
from lxml import etree

from benchmarks import working_days
from inspector.cassette import Cassette, Interaction
from inspector.conformance.check import Checker
from inspector.conformance.schema import SchemaCheck
from inspector.conformance.schema_sets import schema_set
from inspector.protocols.message import Message, request_message, response_message
from inspector.protocols.operation import Endpoint
from inspector.protocols.registry import identify
from inspector.resources import cassettes_dir
from inspector.wire.http import HttpResponse
from inspector.wire.soap import read_envelope

ROUNDS = 300  # in each, every contestant judges all messages once
WORKING_DAYS = 100  # interactions
SCHEMA_BUDGET = 1.2  # of bare lxml's rate, for parse + schema
RULES_BUDGET = 0.55  # of bare lxml's rate, for parse + schema + rules


def main() -> None:
    """Prints rates beside bare lxml's, the cost of explaining, and whether the budgets hold."""
    interactions = _interactions()
    ratios = _compared("the sample cassettes", lambda _: interactions)
    _compared("working days", lambda number: list(working_days.interactions(WORKING_DAYS, f"day {number}")))
    _explaining(_messages(interactions))
    _verdict("parse + schema", ratios["ours: parse + schema"], SCHEMA_BUDGET)
    _verdict("parse + schema + rules", ratios["ours: parse + wire + schema + rules"], RULES_BUDGET)


def _compared(mix: str, made: Callable[[int], list[Interaction]]) -> dict[str, float]:
    """Prints how fast the contestants are, and returns each one's rate as a part of bare lxml's.

    Args:
        mix: what the messages are.
        made: makes the interactions of a round, by its number.
    """
    messages = _messages(made(0))
    contents = [message.http.content for message in messages]
    size = sum(map(len, contents)) / len(contents)
    print(f"{len(messages)} messages of {mix}, {size:,.0f} bytes each on average; one core")
    best: dict[str, float] = {}
    for number in range(ROUNDS):
        for name, work in _contestants(made(number)).items():
            started = time.process_time()
            work()
            best[name] = min(best.get(name, float("inf")), (time.process_time() - started) / len(messages))
    best["xmlschema alone: parse + schema"] = _xmlschema_alone(messages)
    bare = best["bare lxml: parse + XSD"]
    for name, seconds in best.items():
        rate = f"{1 / seconds:>9,.0f} msg/s {seconds * 1e6:>8.1f} us"
        print(f"{name:<38} {rate} {bare / seconds:>6.2f} x bare lxml")
    return {name: bare / seconds for name, seconds in best.items()}


def _interactions() -> list[Interaction]:
    found = []
    for path in sorted(Path(cassettes_dir()).glob("*.jsonl")):
        with Cassette(path) as cassette:
            found += [
                each
                for each in cassette
                if each.response is not None
                and identify(each.request).envelope is not None
                and each.response.status in (200, 500)
            ]
    return found


def _messages(interactions: list[Interaction]) -> list[Message]:
    found = []
    for each in interactions:
        identified = identify(each.request)
        assert each.response is not None
        found += [request_message(each.request, identified), response_message(each.response, identified)]
    return found


@cache
def _bare_schema(endpoint: Endpoint) -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(schema_set(None).driver(endpoint)))  # type: ignore[arg-type]


def _contestants(interactions: list[Interaction]) -> dict[str, Callable[[], None]]:
    messages = _messages(interactions)
    judged_by = [(each.http.content, _bare_schema(each.endpoint)) for each in messages]
    ours = [(each, each.http.content) for each in messages]
    pairs = [(each.request, each.response) for each in interactions]
    check = SchemaCheck()

    def bare() -> None:
        for content, schema in judged_by:
            schema.validate(etree.fromstring(content))

    def parse_and_schema() -> None:
        for message, content in ours:
            envelope = read_envelope(content)
            for _ in check.check(Message(message.direction, message.http, message.identified, 0.0, envelope)):
                pass

    def everything() -> None:
        checker = Checker()
        for request, response in pairs:
            checker.check(request, response)

    return {
        "bare lxml: parse + XSD": bare,
        "ours: parse + schema": parse_and_schema,
        "ours: parse + wire + schema + rules": everything,
    }


def _xmlschema_alone(messages: list[Message]) -> float:
    compiled = {
        endpoint: xmlschema.XMLSchema10(str(schema_set(None).driver(endpoint)))
        for endpoint in (Endpoint.EWS, Endpoint.UM)
    }
    started = time.perf_counter()
    for message in messages:
        compiled[message.endpoint].is_valid(etree.fromstring(message.http.content))
    return (time.perf_counter() - started) / len(messages)


def _explaining(messages: list[Message]) -> None:
    """A message with one element renamed, explained for the first time in a process, and again."""
    good = next(each for each in messages if each.identified.name == "PlayOnPhone2")
    assert good.payload is not None
    bad = good.http.content.replace(b"DialString", b"DialSting")
    message = Message(good.direction, HttpResponse(body=bad), good.identified, 0.0, read_envelope(bad))
    times = []
    for _ in range(50):
        started = time.perf_counter()
        findings = list(SchemaCheck().check(message))
        times.append(time.perf_counter() - started)
        assert findings
    print(
        f"explaining a rejected message: {min(times[1:]) * 1e6:,.0f} us; the first one {times[0]:.2f} s more"
    )
    print(f"  such as: {findings[0].message}")


def _verdict(what: str, ratio: float, budget: float) -> None:
    held = "held" if ratio >= budget else "NOT held"
    print(f"{what}: {ratio:.2f} of bare lxml, budget {budget}: {held}")


if __name__ == "__main__":
    main()

"""The rules alone beside bare lxml, and a session of 100,000 interactions in bounded memory.

Messages are parsed before the clock runs, so that only the judging counts; contestants take turns.
"""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from lxml import etree

from inspector.cassette import Cassette
from inspector.conformance.engine import RuleEngine, all_rules
from inspector.conformance.schema_sets import schema_set
from inspector.protocols.message import Message, request_message, response_message
from inspector.protocols.operation import Endpoint
from inspector.protocols.registry import identify
from inspector.resources import cassettes_dir
from inspector.wire.http import Headers, HttpRequest, HttpResponse

ROUNDS = 15
REPEATS = 10
SESSION = 100_000
SHOWN_AT = (1_000, 10_000, 50_000, SESSION)

_ENVELOPE = (
    '<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/" '
    'xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages"><soap:Body>{}</soap:Body></soap:Envelope>'
)
_PLAY = "<m:PlayOnPhone><m:entryId>AAAAAGsd2rY=</m:entryId><m:DialString>12345</m:DialString></m:PlayOnPhone>"
_PLAYED = "<m:PlayOnPhoneResponse><m:PlayOnPhoneResponse>{}</m:PlayOnPhoneResponse></m:PlayOnPhoneResponse>"
_FIELDS = Headers([("Content-Type", "text/xml; charset=utf-8")])


def main() -> None:
    """Prints the rate of the rules beside bare lxml's, and what a long session costs."""
    pairs = _pairs()
    print(f"{len(all_rules())} rules; {len(pairs) * 2} messages of the sample cassettes; one core")
    _rate(pairs)
    _long_session()


def _pairs() -> list[tuple[Message, Message]]:
    found = []
    for path in sorted(Path(cassettes_dir()).glob("*.jsonl")):
        with Cassette(path) as cassette:
            for each in cassette:
                identified = identify(each.request)
                if each.response is not None and identified.envelope is not None:
                    asked = request_message(each.request, identified, each.at)
                    told = response_message(each.response, identified, each.at + each.took, asked)
                    found.append((asked, told))
    return found


def _rate(pairs: list[tuple[Message, Message]]) -> None:
    compiled = {
        endpoint: etree.XMLSchema(etree.parse(schema_set(None).driver(endpoint)))
        for endpoint in (Endpoint.EWS, Endpoint.UM)
    }
    best = {"bare lxml: parse + XSD": float("inf"), "the rules": float("inf")}
    found = 0
    for _ in range(ROUNDS):
        started = time.perf_counter()
        for _ in range(REPEATS):
            for pair in pairs:
                for message in pair:
                    compiled[message.endpoint].validate(etree.fromstring(message.http.content))
        bare = time.perf_counter() - started
        fresh = [[_anew(asked, told) for asked, told in pairs] for _ in range(REPEATS)]
        started = time.perf_counter()
        for messages in fresh:  # fresh values, as what a message was asked for once is kept with it
            engine = RuleEngine()
            found = sum(1 for asked, told in messages for _ in engine.judge(asked, told))
        rules = time.perf_counter() - started
        for name, seconds in zip(best, (bare, rules), strict=True):
            best[name] = min(best[name], seconds / REPEATS / len(pairs) / 2)
    for name, seconds in best.items():
        print(f"{name:<26} {1 / seconds:>9,.0f} msg/s {seconds * 1e6:>7.1f} us")
    bare, rules = best.values()
    print(f"{found} findings; the rules take {rules / bare:.2f} times as long as bare lxml")


def _anew(asked: Message, told: Message) -> tuple[Message, Message]:
    asked = replace(asked)
    return asked, replace(told, request=asked)


def _long_session() -> None:
    """Every interaction begins a call with an identifier of its own, one a second: nothing repeats itself."""
    engine = RuleEngine()
    started = time.perf_counter()
    tracemalloc.start()
    for number, (asked, told) in enumerate(_calls(SESSION), 1):
        for _ in engine.judge(asked, told):
            pass
        if number in SHOWN_AT:
            kept, _ = tracemalloc.get_traced_memory()
            print(f"after {number:>7,} interactions: {kept / 1e6:6.2f} MB in use")
    tracemalloc.stop()
    print(f"{SESSION:,} interactions, traced, in {time.perf_counter() - started:.0f} s")


def _calls(number: int) -> Iterator[tuple[Message, Message]]:
    body = _ENVELOPE.format(_PLAY).encode()
    request = HttpRequest(_FIELDS, body, "POST", "https://mail.example.com/EWS/UM2007Legacy.asmx")
    identified = identify(request)
    for at in range(number):
        answer = HttpResponse(_FIELDS, _ENVELOPE.format(_PLAYED.format(f"call-{at:012}")).encode())
        yield request_message(request, identified, float(at)), response_message(answer, identified, at + 0.1)


if __name__ == "__main__":
    main()

"""A replay server survives whatever a client sends, and says what it was."""

import http.client
import time
from pathlib import Path

import pytest

from inspector.cassette import Cassette
from inspector.clock import ManualClock
from inspector.replay import Replayer
from inspector.serve import Journal, Server
from tests.messages import soap

CASSETTE = Path(__file__).parents[2] / "cassettes" / "voicemail-um.jsonl"
UM = "/EWS/UM2007Legacy.asmx"
BOMB = b'<!DOCTYPE a [<!ENTITY x "xxxxxxxx"><!ENTITY y "&x;&x;&x;&x;&x;&x;&x;&x;">]>'

BODIES: dict[str, tuple[bytes, dict[str, str]]] = {
    "an entity bomb": (BOMB + soap("&y;"), {}),
    "one that is cut": (soap("<m:GetCallInfo")[:-20], {}),
    "one whose gzip is broken": (b"\x1f\x8b\x08\x00broken", {"Content-Encoding": "gzip"}),
    "one in an unknown coding": (b"what", {"Content-Encoding": "x-unheard-of"}),
    "one in UTF-16": (soap("<Unknown/>").decode().encode("utf-16"), {}),
    "an empty one": (b"", {}),
    "bytes that are nothing": (bytes(range(256)) * 40, {}),
    "10,000 nested elements": (soap("<a>" * 10_000), {}),
    "50 MB that are no XML": (b"A" * 50_000_000, {}),
    "50 MB of one text": (soap(f"<Unknown>{'A' * 50_000_000}</Unknown>"), {}),
}


@pytest.fixture(scope="module")
def replay():
    replayer = Replayer([CASSETTE])
    journal = Journal(replayer)
    with Server(journal, ManualClock()) as server:
        yield server, replayer, journal


def ask(port: int, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("POST", UM, body, {"Content-Type": "text/xml; charset=utf-8", **headers})
    answer = connection.getresponse()
    try:
        return answer.status, answer.read()
    finally:
        connection.close()


@pytest.mark.parametrize(("body", "headers"), BODIES.values(), ids=BODIES.keys())
def test_a_hostile_body_is_a_miss_and_the_next_request_is_answered(replay, body, headers):
    server, replayer, journal = replay
    missed, noted = replayer.missed, journal.count
    started = time.process_time()
    status, text = ask(server.port, body, headers)
    assert (status, replayer.missed, journal.count) == (500, missed + 1, noted + 1)
    assert b"Fault" in text and len(text) < 100_000
    assert time.process_time() - started < 20
    with Cassette(CASSETTE) as cassette:
        recorded = cassette[0]
    assert recorded.response is not None
    assert ask(server.port, recorded.request.content, {}) == (200, recorded.response.content)

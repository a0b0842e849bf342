from __future__ import annotations

from typing import Any

import pytest

from inspector.replay.answer import Answer, Origin, Source
from inspector.serve import Journal
from inspector.serve.journal import LONGEST
from inspector.wire.http import Headers, HttpRequest, HttpResponse
from tests.messages import soap


class Played:
    def respond(self, request, at):
        return Answer(body=b"xyz", origin=Origin(Source.RECORDED, "um", "GetCallInfo", "A1", "a.jsonl", 4))


def test_an_entry_says_what_came_what_answered_and_when():
    told: list[Any] = []
    journal = Journal(Played(), told.append)
    journal.respond(HttpRequest(url="http://h/EWS/UM2007Legacy.asmx", connection="c1"), 12.5)
    (entry,) = journal.entries()
    assert told == [entry]
    assert entry.to_json() == {
        "n": 1,
        "at": 12.5,
        "method": "POST",
        "path": "/EWS/UM2007Legacy.asmx",
        "connection": "c1",
        "endpoint": "um",
        "operation": "GetCallInfo",
        "handle": "A1",
        "status": 200,
        "bytes": 3,
        "source": "recorded",
        "cassette": "a.jsonl",
        "recording": 4,
    }


def test_an_answer_without_origin_is_noted_by_what_was_asked(echo):
    journal = Journal(echo)
    journal.respond(HttpRequest(url="/EWS/Exchange.asmx", body=soap("<GetItem/>")), 0.0)
    assert journal.entries()[0].origin.operation == "GetItem"


def test_credentials_and_bodies_are_not_kept(echo):
    journal = Journal(echo)
    journal.respond(
        HttpRequest(Headers([("Authorization", "Basic c2VjcmV0")]), b"hunter2", url="/a?token=t0ken"), 0
    )
    noted = repr(journal.entries())
    assert not any(secret in noted for secret in ("c2VjcmV0", "hunter2", "t0ken"))


def test_the_oldest_entries_go_first_and_all_are_counted(echo):
    journal = Journal(echo, keep=3)
    for _ in range(5):
        journal.respond(HttpRequest(), 0.0)
    assert [entry.n for entry in journal.entries()] == [3, 4, 5]
    assert [entry.n for entry in journal.entries(after=4)] == [5]
    assert journal.count == 5
    assert journal.by_source[Source.OTHER] == 5
    journal.reset()
    assert (journal.count, journal.entries()) == (0, [])


@pytest.mark.parametrize(("length", "kept"), [(LONGEST, LONGEST), (LONGEST + 1, LONGEST), (60_000, LONGEST)])
def test_what_a_client_makes_long_is_kept_as_far_as_real_ones_reach(length: int, kept: int) -> None:
    long = "a" * length

    class Answering:
        def respond(self, request: HttpRequest, at: float) -> HttpResponse:
            return Answer(origin=Origin(Source.MISS, "ews", operation=long, handle=long, note=long))

    journal = Journal(Answering())
    journal.respond(HttpRequest(method=long, url="/" + long[1:]), 0.0)
    (entry,) = journal.entries()
    texts = (entry.method, entry.path, entry.origin.operation, entry.origin.handle, entry.origin.note)
    assert [len(text) for text in texts] == [kept] * 5
    assert all(text.endswith("\u2026") is (length > LONGEST) for text in texts)

"""What the terminal UI's simulator answers goes into the journal, and out as it is."""

from __future__ import annotations

from inspector import HttpRequest, HttpResponse
from inspector.replay.answer import Answer
from inspector.tui.simulator_options import JournalingResponder
from inspector.wire.http import MoreBody


class Nothing:
    """What follows an answer: nothing, and yet it could."""

    ended = True

    def by(self, at: float) -> bytes:
        return b""


REST: MoreBody = Nothing()


class Streaming:
    def respond(self, request: HttpRequest, at: float) -> HttpResponse:
        return HttpResponse(body=b"first", more=REST)


def test_an_answer_that_goes_on_goes_on() -> None:
    answer = JournalingResponder(Streaming()).respond(HttpRequest(), 0.0)
    assert isinstance(answer, Answer)
    assert answer.body == b"first"
    assert answer.more is REST

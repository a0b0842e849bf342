"""What came of an interaction: the word that says so, and what a good answer carries."""

from __future__ import annotations

import pytest

from inspector.cassette import Interaction
from inspector.flow import step_of
from inspector.wire.http import HttpRequest, HttpResponse
from tests.messages import soap


def told(answer: str) -> str:
    return step_of(
        Interaction(
            n=1,
            at=0.0,
            request=HttpRequest(url="/EWS/Exchange.asmx", body=soap("<GetItem/>")),
            response=HttpResponse(body=soap(answer)),
        )
    ).summary


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ("<R><ResponseCode>NoError</ResponseCode></R>", "NoError"),
        ("<R/>", "OK"),
        ("<R><Items/></R>", "OK"),
        ("<R><Items><Message/></Items></R>", "1 item"),
        ("<R><Items><Message><Subject> Lunch </Subject></Message></Items></R>", "Lunch"),
        ("<R><Items><Message><Subject/></Message></Items></R>", "1 item"),
        ("<R><Items><A/><B/></Items><Items><C/></Items></R>", "3 items"),
        ("<R><Folders><Folder><DisplayName>Inbox</DisplayName></Folder></Folders></R>", "Inbox"),
        ("<R><Changes><Create/><Delete/></Changes></R>", "2 changes"),
        ("<R><Items><A><Attachments><X/><Y/></Attachments></A></Items></R>", "1 item"),
        ("<R><Items><A><Subject>S</Subject></A></Items><ResponseCode>ErrorX</ResponseCode></R>", "ErrorX"),
    ],
)
def test_an_answer_is_told_by_what_it_carries_or_by_its_code(answer: str, words: str) -> None:
    assert told(answer) == words

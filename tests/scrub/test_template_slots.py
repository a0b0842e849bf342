"""A body that is written as others before is scrubbed by its slots, and comes out as one that is opened."""

from __future__ import annotations

import base64
from html import escape
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.cassette import Interaction
from inspector.scrub import Scrubber, bodies, template_slots
from inspector.wire.http import Headers, HttpRequest, HttpResponse

TYPES = "http://schemas.microsoft.com/exchange/services/2006/types"
ITEM = (
    f'<?xml version="1.0" encoding="utf-8"?><Items xmlns:t="{TYPES}"><t:Message>'
    '<t:ItemId Id="{}" ChangeKey="{}"/><t:Subject>{}</t:Subject><t:Body BodyType="{}">{}</t:Body>'
    "<t:DateTimeSent>{}</t:DateTimeSent><t:From><t:Mailbox><t:Name>{}</t:Name>"
    "<t:EmailAddress>{}</t:EmailAddress></t:Mailbox></t:From><Password>{}</Password><Unheard>{}</Unheard>"
    "</t:Message></Items>"
)
SLOTS = ITEM.count("{}")
HEADERS = Headers([("Content-Type", "text/xml; charset=utf-8")])
SAID = st.sampled_from(
    [
        "Frieda Sperling", "Sperling, Frieda", "frieda sperling's", "frieda@contoso.com", "fsperling7",
        "4711", "PIN", "Your PIN is 4711", "hunter2x", "password: hunter2x", "+1 425 867 5309", "0711/123456",
        "see https://mail.contoso.com/x?token=abc", "10.1.2.3", "mail.contoso.com", "true", "", " ",
        "CN=Frieda,DC=contoso,DC=com", "a & b", "<b>Frieda Sperling</b>", '{"password": "hunter2x"}',
        "2026-11-20T08:00:00Z", "na\u00efve", "BEGIN:VCARD\nFN:Frieda Sperling\nEND:VCARD",
        base64.b64encode(b"\0" * 20 + b"frieda@contoso.com\0").decode(),
        base64.b64encode(b"hunter2x is it").decode(), base64.b64encode(bytes(range(40))).decode(),
    ]
)  # fmt: skip
BODIES = st.lists(st.lists(SAID, min_size=SLOTS, max_size=SLOTS), min_size=1, max_size=4)


def exchange(number: int, asked: list[str], answered: list[str]) -> Interaction:
    request, response = (ITEM.format(*map(escape, said)).encode() for said in (asked, answered))
    return Interaction(
        number, 0.0, HttpRequest(HEADERS, request, url="/EWS/Exchange.asmx"), HttpResponse(HEADERS, response)
    )


@pytest.fixture(scope="module", autouse=True)
def known() -> None:
    """The template is made from the third text of its kind on."""
    for number in range(4):
        said = [f"Report {number}"] * SLOTS
        Scrubber("identity", b"salt").scrub(exchange(number, said, said))


@settings(max_examples=60)
@given(BODIES, st.sampled_from(["identity", "secrets"]))
def test_by_slots_comes_what_comes_of_an_opened_body(said: list[list[str]], profile: str) -> None:
    by_slots, opened = Scrubber(profile, b"salt"), Scrubber(profile, b"salt")
    for number, words in enumerate(said):
        one = exchange(number, words, said[0])
        made = by_slots.scrub(one)
        with patch.object(bodies, "in_slots", lambda *_: None):
            assert made == opened.scrub(one)


@pytest.mark.parametrize("taught", ["<t:Name>Frieda Sperling</t:Name>", "ask frieda.sperling@contoso.com"])
def test_what_an_answer_teaches_is_found_in_a_head_that_was_known(taught: str) -> None:
    headers = Headers([*HEADERS, ("X-Note", "Frieda Sperling")])
    scrubber = Scrubber("identity", b"salt")
    request = HttpRequest(headers, b"<a>hello</a>", url="/EWS/Exchange.asmx")
    answers = ("again", "again", taught)
    made = [
        scrubber.scrub(
            Interaction(
                number,
                0.0,
                request,
                HttpResponse(HEADERS, f'<t:Mailbox xmlns:t="{TYPES}">{said}</t:Mailbox>'.encode()),
            )
        )
        for number, said in enumerate(answers)
    ]
    assert [one.request.header("x-note") == "Frieda Sperling" for one in made] == [True, True, False]


def test_a_body_that_holds_no_other_layer_is_read_by_its_slots() -> None:
    with patch.object(bodies, "values_in", wraps=template_slots.values_in) as read:
        found = Scrubber("identity", b"salt").scrub(exchange(1, ["Frieda Sperling"] * SLOTS, ["x"] * SLOTS))
    assert read.call_count == 2
    assert b"Frieda" not in found.request.body

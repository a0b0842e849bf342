"""Legal variants of answers: each kind is made, judged without a finding, and says the same as before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from random import Random
from typing import Any

import pytest
from lxml import etree

from inspector.protocols import identify
from inspector.simulator import Simulator
from inspector.simulator.spellings import SPELLINGS
from inspector.simulator.variants import VARIANTS
from inspector.simulator.varying import varied
from inspector.wire.http import Headers, HttpRequest, HttpResponse
from inspector.wire.soap import read_envelopes
from tests.simulator import tour as stages
from tests.simulator.asking import EWS, Asking, item_id, without_key

ONE = '<t:ExtendedFieldURI PropertyTag="0x6001" PropertyType="String"/>'
OTHER = '<t:ExtendedFieldURI PropertyTag="0x6002" PropertyType="String"/>'
TWO = "".join(f"<t:ExtendedProperty>{path}<t:Value>1</t:Value></t:ExtendedProperty>" for path in (ONE, OTHER))


class Varying(Simulator):
    """A simulator whose answers are varied; those that go out in parts are put together."""

    def __init__(self, chosen: str = "", seed: str = "1", **options: Any) -> None:
        self.chosen, self.vary = chosen, seed
        self.made: list[tuple[str, ...]] = []
        self.asked: set[str] = set()
        super().__init__(**options)

    def respond(self, request: HttpRequest, at: float) -> HttpResponse:
        request = HttpRequest(
            Headers((*request.headers, ("Accept-Encoding", "gzip"))),
            request.body,
            request.method,
            request.url,
            "a connection",
        )
        response = super().respond(request, at)
        self.asked.add(str(identify(request).name))
        goes_on = response.more is not None  # by the clock
        random = Random(f"{self.vary}:{len(self.made)}")
        other, kinds = varied(request, response, random, product=self.version.product, chosen=self.chosen)
        self.made.append(kinds)
        if goes_on:
            return other
        return HttpResponse(other.headers, b"".join(parts_of(other)), other.status, other.reason).decoded()


def parts_of(response: HttpResponse) -> Iterator[bytes]:
    yield response.body
    while response.more is not None and not response.more.ended:
        yield response.more.by(0.0)


def said(body: bytes) -> list[tuple[str, dict[str, str], str]]:
    """What a message says, however it is spelt."""
    root = etree.fromstring(body)
    return [
        (str(each.tag), dict(each.attrib), (each.text or "").strip().rpartition(":")[2])
        for each in root.iter(etree.Element)
    ]


@pytest.mark.parametrize("kind", VARIANTS)
def test_each_kind_is_made_and_has_nothing_against_it(kind: str) -> None:
    simulator = Varying(kind)
    asking = Asking(simulator)
    assert stages.tour(asking) == []
    asking.ews("<m:GetItem/>")
    read = '<t:FieldURI FieldURI="message:IsRead"/>'
    asking.get(asking.draft(TWO), more=f"<t:AdditionalProperties>{ONE}{OTHER}</t:AdditionalProperties>")
    how = 'SendMeetingInvitations="SendToNone"'
    meeting = asking.ews(f"<m:CreateItem {how}><m:Items><t:CalendarItem/></m:Items></m:CreateItem>")
    asking.get(item_id(meeting), more=f"<t:AdditionalProperties>{read}</t:AdditionalProperties>")
    assert (kind,) in simulator.made
    assert asking.findings == []
    assert simulator.asked >= stages.SERVED  # each operation that there is, with each kind that there is


@pytest.mark.parametrize("kind", VARIANTS)
def test_a_stream_is_varied_to_its_end_and_has_nothing_against_it(kind: str) -> None:
    asking = Asking(Varying(kind))
    body = asking.envelope(stages.listening(stages.subscribed(asking, "Streaming", 0.0)))
    request = HttpRequest(url=EWS, headers=Headers(asking.headers), body=body)
    response = asking.simulator.respond(request, 1.0)
    asking.draft(folder="inbox", at=2.0)
    assert response.more is not None
    parts = [response.body, *(response.more.by(at) for at in (3.0, 50.0, 61.0))]
    assert response.more.ended
    asking.judged(request, replace(response, body=b"".join(parts), more=None), 61.0)
    told = read_envelopes(b"".join(parts))
    assert [len(list(one.root.iter("{*}CreatedEvent"))) for one in told] == [0, 1, 0, 0]
    if kind in SPELLINGS:
        assert len({one.root.prefix for one in told} | {"s"}) == 2, "each message is spelt in the same way"


@pytest.mark.parametrize(
    "version", ["Exchange2007_SP1", "Exchange2010_SP2", "Exchange2013_SP1", "Exchange2016"]
)
def test_all_kinds_together_have_nothing_against_them(version: str) -> None:
    simulator = Varying(seed=version, version=version)
    asking = Asking(simulator)
    stages.tour(asking)
    assert asking.findings == []
    assert len({kind for kinds in simulator.made for kind in kinds}) > 10


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_spelling_says_the_same(spelling: str) -> None:
    right, other = Asking(), Asking(Varying(spelling))
    for asking in (right, other):
        asking.draft()
    bad = '<m:DeleteItem DeleteType="HardDelete"><m:ItemIds><t:ItemId Id="x"/></m:ItemIds></m:DeleteItem>'
    for ask in (
        lambda asking: asking.find("drafts", base="AllProperties"),
        lambda asking: asking.ews(bad),
        lambda asking: asking.ews("<m:GetItem/>"),
    ):
        plain, spelt = (ask(asking).response.body for asking in (right, other))
        assert plain != spelt and said(plain) == said(spelt)


def test_a_seed_makes_a_run_again() -> None:
    runs = []
    for seed in ("7", "7", "8"):
        simulator = Varying(seed=seed)
        asking = Asking(simulator)
        handles = [asking.draft() for _ in range(5)]
        runs.append([asking.get(without_key(each)).response.body for each in handles] + [*simulator.made])
    assert runs[0] == runs[1] != runs[2]


def test_what_was_asked_for_by_name_is_never_left_out() -> None:
    asking = Asking(Varying("optional elements absent"))
    uris = ("Culture", "Importance", "Sensitivity", "LastModifiedName")
    more = "".join(f'<t:FieldURI FieldURI="item:{uri}"/>' for uri in uris)
    shape = f"<t:AdditionalProperties>{more}</t:AdditionalProperties>"
    shown = asking.get(asking.draft(), base="IdOnly", more=shape)
    assert [shown.text(f".//t:{uri}") for uri in uris] == ["en-US", "Normal", "Normal", "User"]
    left = asking.get(asking.draft())
    assert len([uri for uri in uris if left.all(f".//t:{uri}")]) < len(uris)


def test_gzip_is_for_those_who_read_it() -> None:
    response = HttpResponse(Headers([("Content-Type", "text/xml; charset=utf-8")]), b"<a/>")
    for accepts, kinds in (("gzip, deflate", ("gzip",)), ("identity", ())):
        request = HttpRequest(headers=Headers([("Accept-Encoding", accepts)]))
        other, made = varied(request, response, Random(0), product=2016, chosen="gzip")
        assert made == kinds
        assert other.content == b"<a/>"
        assert (other.body == b"<a/>") is not bool(kinds)


def test_chunks_are_the_whole_body() -> None:
    body = bytes(range(256)) * 5
    response = HttpResponse(Headers([("Content-Type", "application/octet-stream")]), body)
    other, _ = varied(HttpRequest(connection="1"), response, Random(3), product=2016, chosen="chunked")
    parts = list(parts_of(other))
    assert len(parts) > 1 and b"".join(parts) == body
    whole, _ = varied(HttpRequest(), response, Random(3), product=2016, chosen="chunked")
    assert whole.body == body and whole.more is None

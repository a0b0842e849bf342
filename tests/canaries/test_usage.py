"""What is told of what a client uses shows no canary, however the recording is scrubbed: here not at all."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import replace

import pytest

from inspector.cassette import Interaction
from inspector.cassette.model import Auth
from inspector.report.usage.formats import CHANGES, FORMATS
from inspector.sources import Entry
from inspector.usage.compare import changes_between
from inspector.usage.inventory import Inventory, Reader
from inspector.usage.microsoft_graph.assess import assessment_of
from inspector.wire.http import Headers, HttpRequest, HttpResponse
from tests.canaries.catalogue import CATALOGUE
from tests.canaries.layers import LAYERS
from tests.canaries.places import HOST, MAIL, NAME, PLACES, everything
from tests.canaries.spelling import found_in
from tests.messages import soap

NEEDLES = sorted({needle for places in (PLACES, CATALOGUE) for place in places for needle in place.needles})
CANARIES = {"a name": NAME, "an address": MAIL, "a host": HOST, "a word": "Kanarienvogel"}
URL = "https://ex07.canary-corp.com/EWS/Exchange.asmx"
# Where a program, or somebody, can write what is a word of the protocol elsewhere.
SHAPE = (
    "<m:GetItem><m:ItemShape><t:AdditionalProperties>{}</t:AdditionalProperties></m:ItemShape></m:GetItem>"
)
WORDS = {
    "an operation": "<m:{word}/>",
    "an element": "<m:GetItem><m:{word}/></m:GetItem>",
    "a FieldURI": SHAPE.format('<t:FieldURI FieldURI="{text}"/>'),
    "an index": SHAPE.format(
        '<t:IndexedFieldURI FieldURI="item:InternetMessageHeader" FieldIndex="{text}"/>'
    ),
    "a property": SHAPE.format(
        '<t:ExtendedFieldURI DistinguishedPropertySetId="Task" PropertyName="{text}" PropertyType="String"/>'
    ),
    "a set": SHAPE.format(
        '<t:ExtendedFieldURI PropertySetId="{text}" PropertyId="{text}" PropertyType="{text}"/>'
    ),
    "a folder": '<m:GetFolder><t:DistinguishedFolderId Id="{text}"/></m:GetFolder>',
    "a setting": '<m:DeleteItem DeleteType="{text}"/>',
    "a shape": "<m:GetItem><m:ItemShape><t:BaseShape>{text}</t:BaseShape></m:ItemShape></m:GetItem>",
    "an event": "<m:Subscribe><t:EventTypes><t:EventType>{text}</t:EventType></t:EventTypes></m:Subscribe>",
    "a search": "<m:FindItem><m:QueryString>{text}</m:QueryString></m:FindItem>",
}
HEAD = (
    '<t:RequestServerVersion Version="{text}"/><t:ExchangeImpersonation><t:ConnectingSID>'
    "<t:PrimarySmtpAddress>{text}</t:PrimarySmtpAddress></t:ConnectingSID></t:ExchangeImpersonation>"
)
PERSON = "<t:Mailbox><t:Name>Frieda Kanarienvogel</t:Name></t:Mailbox>"


def read(session: Iterable[Interaction]) -> Inventory:
    reader = Reader()
    for n, one in enumerate(session, 1):
        reader.add(Entry("session.jsonl", n, replace(one, n=n)))
    return reader.inventory()


def told(inventory: Inventory) -> str:
    out = io.StringIO()
    assessment = assessment_of(inventory)
    for write in FORMATS.values():
        write(inventory, assessment, out)
    for name in ("text", "json", "html"):
        FORMATS[name](inventory, None, out)
    for write_changes in CHANGES.values():
        write_changes(changes_between(Inventory(), inventory), out)
    return out.getvalue()


def planted(body: str, text: str) -> Interaction:
    """An exchange in which a text stands in every place beside the messages too."""
    word = "".join(letter for letter in text if letter.isalnum())
    fields = {
        "Content-Type": "text/xml",
        "User-Agent": f"{text} Client/{text} ({text})",
        "Authorization": f"{word} {text}",
        "X-AnchorMailbox": text,
    }
    answer = (
        f"<m:GetItemResponse><m:ResponseMessages><m:GetItemResponseMessage><m:ResponseCode>{text}</m:ResponseCode>"
        f"<m:Items><t:Message><t:ItemClass>IPM.Note.{text}</t:ItemClass><t:From>{PERSON}</t:From></t:Message>"
        "</m:Items></m:GetItemResponseMessage></m:ResponseMessages></m:GetItemResponse>"
    )
    head = f'<t:ServerVersionInfo MajorVersion="{text}" Version="{text}"/>'
    request = HttpRequest(
        Headers(fields), soap(body.format(text=text, word=word), HEAD.format(text=text)), "POST", URL
    )
    blocked = HttpResponse(
        Headers([("Content-Type", "text/xml"), ("X-EWS-Policy-Reason", text)]), soap(answer, head), 403, text
    )
    return Interaction(1, 0.0, request, blocked, auth=Auth("Bearer", 1, text), operation=word)


def test_of_all_places_where_people_and_secrets_stand_nothing_is_told() -> None:
    def session() -> Iterator[Interaction]:
        yield from everything()
        for number, place in enumerate(CATALOGUE):
            yield list(LAYERS.values())[number % len(LAYERS)](place)

    report = told(read(session()))
    assert len(report) > 20_000
    assert [needle for needle in NEEDLES if found_in(report.encode(), [needle])] == []


@pytest.mark.parametrize("canary", CANARIES.values(), ids=CANARIES)
@pytest.mark.parametrize("body", WORDS.values(), ids=WORDS)
def test_what_stands_in_place_of_a_word_of_the_protocol_is_not_told(body: str, canary: str) -> None:
    report = told(read([planted(body, canary)])).lower()
    assert [needle for needle in ("kanarienv", "frieda", "canary", "ex07") if needle in report] == []

"""Answers in other legal ways, as they are served: the journal names them, a seed makes them again."""

from __future__ import annotations

import re

import pytest
import requests

from inspector.clock import ManualClock
from inspector.serve import Hosted
from inspector.serve.variant_layer import VariantLayer
from inspector.simulator import Contents, Simulator
from inspector.wire.http import Headers, HttpRequest
from inspector.wire.soap import read_envelope
from tests.messages import soap

EWS = "/EWS/Exchange.asmx"
FIND = (
    '<m:FindItem Traversal="Shallow"><m:ItemShape><t:BaseShape>Default</t:BaseShape></m:ItemShape>'
    '<m:ParentFolderIds><t:DistinguishedFolderId Id="inbox"/></m:ParentFolderIds></m:FindItem>'
)


def hosted(chosen: str = "", seed: str = "5", more: Contents | None = None) -> Hosted:
    simulator = Simulator(more=more or Contents())
    return Hosted(VariantLayer(simulator, seed, product=2016, chosen=chosen), ManualClock())


def ask(host: Hosted, body: str = FIND) -> bytes:
    return host.respond(
        HttpRequest(url=EWS, headers=Headers([("Content-Type", "text/xml")]), body=soap(body))
    ).body


def test_the_journal_names_the_variant() -> None:
    host = hosted("default namespaces")
    ask(host)
    (entry,) = host.journal.entries()
    assert (entry.origin.operation, entry.origin.note) == ("FindItem", "varied: default namespaces")
    assert entry.to_json()["source"] == "simulated"


def test_an_answer_that_there_is_nothing_to_vary_in_has_no_note() -> None:
    host = hosted("extended properties in another order")
    ask(host)
    assert host.journal.entries()[0].origin.note == ""


def test_a_reset_begins_the_seed_again() -> None:
    host = hosted()
    before = [ask(host) for _ in range(4)]
    host.reset()
    assert [ask(host) for _ in range(4)] == before
    assert len(set(before)) > 1


def test_chunks_and_gzip_reach_a_client_whole() -> None:
    for chosen, told in (("chunked", "transfer-encoding"), ("gzip", "content-encoding")):
        with hosted(chosen).server() as server:
            answer = requests.post(server.url + EWS, soap(FIND), timeout=10)
        assert told in answer.headers
        assert read_envelope(answer.content).payload is not None


MEETINGS = Contents(messages=1, invitations=4)


def synced(host: Hosted) -> bytes:
    return ask(
        host,
        "<m:SyncFolderItems><m:ItemShape><t:BaseShape>IdOnly</t:BaseShape></m:ItemShape>"
        '<m:SyncFolderId><t:DistinguishedFolderId Id="inbox"/></m:SyncFolderId>'
        "<m:MaxChangesReturned>9</m:MaxChangesReturned></m:SyncFolderItems>",
    )


@pytest.mark.parametrize("kind", ["MeetingRequest", "MeetingCancellation", "MeetingResponse"])
def test_messages_about_meetings_are_among_the_mail(kind: str) -> None:
    # A client knew Message only (thunderbird/ews-rs issue 38).
    assert b"<t:Create><t:%b>" % kind.encode() in synced(hosted("content type", more=MEETINGS))


def test_a_meeting_is_among_the_mail() -> None:
    # A client knew messages, and messages about meetings, only (thunderbird/ews-rs issue 42).
    assert b"<t:Create><t:CalendarItem>" in synced(hosted("content type", more=MEETINGS))


@pytest.mark.parametrize(
    ("version", "refused"),
    [("", ["MeetingRequest", "CalendarItem"]), ("Exchange2013", ["CalendarItem"])],
)
def test_a_property_of_messages_is_refused_for_what_is_none(version: str, refused: list[str]) -> None:
    # A client asked for message:IsRead of whatever was in a folder of mail (thunderbird/ews-rs issue 41).
    host = hosted("properties of another kind refused", more=MEETINGS)
    found = read_envelope(synced(host)).payload
    assert found is not None
    header = version and f'<t:RequestServerVersion Version="{version}"/>'
    told = {}
    for kind in ("Message", "MeetingRequest", "CalendarItem"):
        handle = next(found.iter(f"{{*}}{kind}"))[0].get("Id", "")
        body = soap(
            "<m:GetItem><m:ItemShape><t:BaseShape>IdOnly</t:BaseShape><t:AdditionalProperties>"
            '<t:FieldURI FieldURI="message:IsRead"/></t:AdditionalProperties></m:ItemShape>'
            f'<m:ItemIds><t:ItemId Id="{handle}"/></m:ItemIds></m:GetItem>',
            header=header,
        )
        told[kind] = host.respond(
            HttpRequest(url=EWS, body=body),
        ).body
    wrong = (
        "The property message:IsRead is not valid for this object type. "
        f"The Current ExchangeVersion is {version or 'Exchange2007'}."
    )
    assert [kind for kind, body in told.items() if b"ErrorInvalidPropertyRequest" in body] == refused
    assert all(wrong.encode() in told[kind] for kind in refused)


def test_the_body_of_soap_has_attributes() -> None:
    # A client took each for an element of the answer (thunderbird/ews-rs pull request 53).
    assert re.search(rb'<s:Body xmlns:xsi="[^"]+" xmlns:xsd="[^"]+">', ask(hosted("attributes on Body")))


def test_an_error_names_a_field_in_an_element_without_text() -> None:
    # Clients have taken each child of MessageXml for a text (thunderbird/ews-rs pull request 93).
    update = (
        '<m:UpdateItem ConflictResolution="AlwaysOverwrite" MessageDisposition="SaveOnly"><m:ItemChanges>'
        '<t:ItemChange><t:ItemId Id="{}"/><t:Updates><t:DeleteItemField><t:FieldURI FieldURI="item:Size"/>'
        "</t:DeleteItemField></t:Updates></t:ItemChange></m:ItemChanges></m:UpdateItem>"
    )
    host = hosted("more in MessageXml")
    handle = read_envelope(ask(host)).payload
    assert handle is not None
    item = next(handle.iter("{*}ItemId")).get("Id", "")
    content = ask(host, update.format(item))
    assert b'<m:MessageXml><t:FieldURI FieldURI="item:Size"/><t:Value Name=' in content

"""Answers in other legal ways, as they are served: the journal names them, a seed makes them again."""

from __future__ import annotations

import requests

from inspector.clock import ManualClock
from inspector.serve import Hosted
from inspector.serve.varied import Varied
from inspector.simulator import Contents, Simulator
from inspector.wire.http import HttpRequest
from inspector.wire.soap import read_envelope
from tests.messages import soap

EWS = "/EWS/Exchange.asmx"
FIND = (
    '<m:FindItem Traversal="Shallow"><m:ItemShape><t:BaseShape>Default</t:BaseShape></m:ItemShape>'
    '<m:ParentFolderIds><t:DistinguishedFolderId Id="inbox"/></m:ParentFolderIds></m:FindItem>'
)


def hosted(chosen: str = "", seed: str = "5", more: Contents | None = None) -> Hosted:
    simulator = Simulator(more=more or Contents())
    return Hosted(Varied(simulator, seed, product=2016, chosen=chosen), ManualClock())


def ask(host: Hosted, body: str = FIND) -> bytes:
    return host.respond(HttpRequest(url=EWS, headers=[("Content-Type", "text/xml")], body=soap(body))).body


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


def test_messages_about_meetings_are_among_the_mail() -> None:
    # Clients have met MeetingRequest where they knew Message only (thunderbird/ews-rs issues 38 and 41).
    content = ask(hosted("indented", more=Contents(messages=2, invitations=3)))
    for kind in (b"MeetingRequest", b"MeetingCancellation", b"MeetingResponse", b"Message"):
        assert b"<t:%b>" % kind in content


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

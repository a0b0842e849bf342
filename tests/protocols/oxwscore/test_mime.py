"""MIME content: what goes in comes out, and nothing that goes in does harm."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from inspector.protocols.common.answers import T
from inspector.protocols.common.failures import OperationError
from inspector.protocols.oxwscore.mime import mime_of, properties_of
from inspector.protocols.oxwsmsg.properties import in_order
from inspector.wire.soap import local_name

WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=40)
PLAIN = WORDS.map(lambda text: " ".join(text.split()))


def read(mime: bytes) -> dict[str, etree._Element]:
    return {local_name(element): element for element in properties_of(base64.b64encode(mime).decode())}


@given(PLAIN, WORDS, st.sampled_from(["Text", "HTML"]), PLAIN)
def test_a_message_survives_the_way_through_mime(subject: str, body: str, kind: str, name: str) -> None:
    message = T.Message(
        T.Subject(subject),
        T.Body(body, BodyType=kind),
        T.ToRecipients(T.Mailbox(T.Name(name), T.EmailAddress("anna@example.com"))),
    )
    found = read(mime_of(message))
    assert (found["Subject"].text or "") == subject
    assert (found["Body"].text or "").rstrip("\n") == body
    assert found["Body"].get("BodyType") == kind
    assert found["ToRecipients"].findtext(".//{*}EmailAddress") == "anna@example.com"


def read_or_refused(content: bytes) -> None:
    try:
        found = list(read(content).values())
    except OperationError as refused:
        assert refused.code == "ErrorMimeContentInvalid"
    else:
        message = T.Message(*in_order(found))
        assert mime_of(etree.fromstring(etree.tostring(message)))


@given(st.binary(max_size=600))
def test_whatever_is_called_mime_is_read_or_refused(content: bytes) -> None:
    read_or_refused(content)


HEADERS = st.sampled_from(
    ["Subject", "From", "To", "Date", "Message-ID", "Content-Type", "Content-Transfer-Encoding", "Importance"]
)


@given(st.lists(st.tuples(HEADERS, st.text(max_size=30)), max_size=6), st.binary(max_size=80))
def test_headers_that_make_no_sense_are_read_or_refused(headers: list[tuple[str, str]], body: bytes) -> None:
    lines = [f"{name}: {' '.join(value.splitlines())}".encode() for name, value in headers]
    read_or_refused(b"\r\n".join([*lines, b"", body]))


@pytest.mark.parametrize("text", ["%%%", "=", "a"])
def test_what_is_not_base64_is_refused(text: str) -> None:
    with pytest.raises(OperationError, match="ErrorMimeContentInvalid"):
        properties_of(text)

"""Envelopes and faults are read by meaning: local names, not prefixes."""

import pytest

from inspector.wire.soap import SOAP_11, local_name, read_documents, read_envelope, read_envelopes
from inspector.wire.xml import XmlError

ENVELOPE = (
    '<{p}:Envelope xmlns:{p}="{ns}"><{p}:Header>{header}</{p}:Header>'
    "<{p}:Body>{body}</{p}:Body></{p}:Envelope>"
)


def envelope(body: str, header: str = "", prefix: str = "s", namespace: str = SOAP_11):
    return read_envelope(ENVELOPE.format(p=prefix, ns=namespace, header=header, body=body).encode())


@pytest.mark.parametrize("prefix", ["s", "soap", "SOAP-ENV"])
def test_the_payload_is_the_first_element_of_the_body(prefix):
    message = envelope("<!-- a comment --><a/><b/>", prefix=prefix)
    assert local_name(message.payload) == "a"
    assert message.fault is None


def test_headers_are_found_by_local_name():
    message = envelope("<a/>", header='<t:V xmlns:t="urn:t" x="1"/><W/>')
    assert [local_name(block) for block in message.headers] == ["V", "W"]
    assert message.header("V").get("x") == "1"
    assert message.header("Z") is None


def test_a_fault_is_read_without_prefixes_and_outer_white_space():
    message = envelope(
        "<s:Fault><faultcode xmlns:a='urn:e'>a:InvalidCallIdException\n</faultcode>"
        "<faultstring xml:lang='en-US'> The call identifier isn't valid. </faultstring>"
        "<detail><m:ExceptionType xmlns:m='urn:m'>InvalidCallIdException</m:ExceptionType></detail></s:Fault>"
    )
    assert message.fault.code == "InvalidCallIdException"
    assert message.fault.text == "The call identifier isn't valid."
    assert message.fault.detail_text("ExceptionType") == "InvalidCallIdException"
    assert message.fault.detail_text("ResponseCode") is None


def test_an_element_named_fault_in_another_namespace_is_no_fault():
    assert envelope("<Fault xmlns='urn:other'/>").fault is None


def test_a_wrong_soap_namespace_is_read_and_told():
    wrong = "https://schemas.xmlsoap.org/soap/envelope/"
    message = envelope("<a/>", namespace=wrong)
    assert message.namespace == wrong
    assert local_name(message.payload) == "a"


def test_an_envelope_without_a_body_has_no_payload():
    message = read_envelope(f'<s:Envelope xmlns:s="{SOAP_11}"/>'.encode())
    assert (message.body, message.payload, message.fault) == (None, None, None)


def test_xml_that_is_no_envelope_is_refused():
    with pytest.raises(XmlError, match="html") as error:
        read_envelope(b"<html/>")
    assert error.value.problem.reason == "not-soap"


class TestMessagesThatFollowEachOther:
    """As notifications do that are streamed in one answer."""

    ONE = (
        b'<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><a/></s:Body></s:Envelope>'
    )

    def test_each_is_read(self) -> None:
        found = read_envelopes(self.ONE + b"\r\n" + self.ONE + self.ONE)
        assert [envelope.payload is not None and local_name(envelope.payload) for envelope in found] == [
            "a",
            "a",
            "a",
        ]
        assert len(read_envelopes(self.ONE)) == 1

    def test_one_that_is_cut_off_is_told(self) -> None:
        with pytest.raises(XmlError):
            read_envelopes(self.ONE + self.ONE[:40])
        with pytest.raises(XmlError):
            read_envelopes(b"")

    def test_they_are_shown_and_other_bodies_that_are_not_well_formed_are_not(self) -> None:
        assert len(read_documents(self.ONE * 2)) == 2
        assert len(read_documents(b"<page/>")) == 1
        with pytest.raises(XmlError):
            read_documents(b"<page/><page/>")

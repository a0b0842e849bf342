"""What the wire demands, said of real-looking messages: one code for each flaw, blaming whoever sent it."""

import gzip
from typing import Any

import pytest

from inspector.conformance.check import Checker
from inspector.conformance.finding import Direction, Finding, Level
from inspector.conformance.wire_codes import WIRE_CODES
from inspector.wire.http import Headers, HttpRequest, HttpResponse

SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
MESSAGES = "http://schemas.microsoft.com/exchange/services/2006/messages"
CALL = f'<m:Disconnect xmlns:m="{MESSAGES}"><m:CallId>c1</m:CallId></m:Disconnect>'


def envelope(body: str = CALL, *, soap: str = SOAP) -> str:
    return f'<s:Envelope xmlns:s="{soap}"><s:Body>{body}</s:Body></s:Envelope>'


def request(
    body: str | bytes, content_type: str | None = "text/xml; charset=utf-8", **fields: str
) -> HttpRequest:
    return HttpRequest(
        url="https://mail.example.com/EWS/UM2007Legacy.asmx",
        headers=_headers(content_type, fields),
        body=_bytes(body),
    )


def response(
    body: str | bytes, content_type: str | None = "text/xml; charset=utf-8", status: int = 200, **fields: str
) -> HttpResponse:
    return HttpResponse(status=status, headers=_headers(content_type, fields), body=_bytes(body))


def wire(request: HttpRequest, response: HttpResponse | None = None, **more: str) -> list[Finding]:
    return list(Checker(select=["WIRE"]).check(request, response, **more))  # type: ignore[arg-type]


def codes(request: HttpRequest, response: HttpResponse | None = None) -> list[str]:
    return [finding.name for finding in wire(request, response)]


def _headers(content_type: str | None, fields: dict[str, str]) -> Headers:
    given = [(name.replace("_", "-"), value) for name, value in fields.items()]
    return Headers(given if content_type is None else [("Content-Type", content_type), *given])


def _bytes(body: str | bytes) -> bytes:
    return body.encode() if isinstance(body, str) else body


FLAWS: dict[str, tuple[str | bytes, str]] = {
    "nothing": (b"", "empty-body"),
    "white space": (b" \r\n ", "empty-body"),
    "a page": ("<html><head><meta></head></html>", "not-xml"),
    "a form": (b"user=alice&do=login", "not-xml"),
    "an unescaped ampersand": (envelope("<a>fish & chips</a>"), "not-well-formed"),
    "cut in the middle": (envelope()[:-20], "not-well-formed"),
    "a DTD": ("<!DOCTYPE a>" + envelope(), "document-type-declaration"),
    "nested 300 deep": (envelope("<a>" * 300 + "</a>" * 300), "nested-too-deep"),
    "a Latin-1 letter in UTF-8": (envelope("<a>é</a>").encode("latin-1"), "wrong-character-encoding"),
    "UTF-16 in name only": (
        '<?xml version="1.0" encoding="utf-16"?>' + envelope(),
        "wrong-character-encoding",
    ),
    "an encoding that is none": (
        '<?xml version="1.0" encoding="utf-9"?>' + envelope(),
        "wrong-character-encoding",
    ),
    "a prefix bound nowhere": (envelope("<m:Disconnect/>"), "prefix-not-bound"),
    "something after the Body": (
        envelope(CALL).replace("</s:Body>", '</s:Body><t:Later xmlns:t="urn:t"/>'),
        "element-after-body",
    ),
    "XML 1.1": ('<?xml version="1.1"?>' + envelope(), "xml-1.1"),
    "a fault whose code has a prefix that is bound nowhere": (
        envelope("<s:Fault><faultcode>a:Client</faultcode><faultstring>no</faultstring></s:Fault>"),
        "fault-code-prefix",
    ),
    "another root": ("<Disconnect/>", "not-soap"),
    "https in the SOAP namespace": (envelope(soap=SOAP.replace("http:", "https:")), "soap-namespace"),
    "an envelope in no namespace": (f"<Envelope><Body>{CALL}</Body></Envelope>", "soap-namespace"),
    "a body of another namespace": (
        f'<s:Envelope xmlns:s="{SOAP}"><Body>{CALL}</Body></s:Envelope>',
        "soap-namespace",
    ),
    "SOAP 1.2": (envelope(soap="http://www.w3.org/2003/05/soap-envelope"), "soap-1.2"),
    "no Body": (f'<s:Envelope xmlns:s="{SOAP}"><s:Header/></s:Envelope>', "no-body-element"),
    "an empty Body": (envelope("  "), "body-has-no-child"),
    "two children of Body": (envelope(CALL + CALL), "body-has-several-children"),
    "no Exchange namespace": (envelope("<Disconnect/>"), "exchange-namespace-missing"),
    "https in the Exchange namespace": (
        envelope(CALL.replace("http:", "https:")),
        "exchange-namespace-misspelt",
    ),
    "a slash after the Exchange namespace": (
        envelope(CALL.replace("messages", "messages/")),
        "exchange-namespace-misspelt",
    ),
    "the types namespace": (envelope(CALL.replace("messages", "types")), "exchange-namespace-misspelt"),
}


@pytest.mark.parametrize(("body", "name"), FLAWS.values(), ids=FLAWS.keys())
def test_a_flaw_of_a_request_is_named_once_and_blames_the_client(body: str | bytes, name: str) -> None:
    (finding,) = wire(request(body))
    assert (finding.name, finding.direction, finding.level) == (name, Direction.REQUEST, Level.WIRE)


@pytest.mark.parametrize(("body", "name"), FLAWS.values(), ids=FLAWS.keys())
def test_the_same_flaw_of_a_response_blames_the_server(body: str | bytes, name: str) -> None:
    (finding,) = wire(request(envelope()), response(body))
    assert (finding.name, finding.direction) == (name, Direction.RESPONSE)


def test_a_header_that_must_be_understood_and_is_not_known_blames_the_client() -> None:
    header = '<s:Header><x:y xmlns:x="urn:x" s:mustUnderstand="1"/></s:Header><s:Body>'
    headed = envelope().replace("<s:Body>", header)
    (finding,) = wire(request(headed), response(headed))
    assert (finding.name, finding.direction) == ("header-not-understood", Direction.REQUEST)
    assert finding.path.endswith("/y")


def test_a_good_exchange_has_no_finding() -> None:
    assert codes(request(envelope()), response(envelope())) == []


@pytest.mark.parametrize("charset", ["utf-8", "utf-16", "iso-8859-1"])
def test_every_encoding_that_is_what_it_says_is_fine(charset: str) -> None:
    text = f'<?xml version="1.0" encoding="{charset}"?>{envelope()}'
    assert codes(request(text.encode(charset), f"text/xml; charset={charset}")) == []


def test_the_https_variant_is_named_to_the_letter() -> None:
    (finding,) = wire(request(FLAWS["https in the SOAP namespace"][0]))
    assert (
        "https://schemas.xmlsoap.org/soap/envelope/" in finding.message
        and "https:// for http://" in finding.message
    )


def test_a_finding_says_its_line_and_operation() -> None:
    (finding,) = wire(request(envelope("\n\n<Disconnect/>")))
    assert (finding.line, finding.operation) == (3, "Disconnect")


def test_a_header_and_a_body_that_disagree_about_the_encoding_are_a_warning() -> None:
    assert codes(request(envelope(), "text/xml; charset=utf-16")) == ["character-encodings-disagree"]


@pytest.mark.parametrize("content_type", [None, "application/soap+xml; charset=utf-8", "application/xml"])
def test_another_content_type_is_a_warning(content_type: str | None) -> None:
    assert codes(request(envelope(), content_type)) == ["content-type"]


def test_a_page_for_people_in_place_of_an_answer_is_not_soap() -> None:
    page = response("<html>Sign in</html>", "text/html")
    assert codes(request(envelope()), page) == ["not-soap"]


@pytest.mark.parametrize("status", [302, 401, 403, 404, 413, 415, 503])
def test_an_answer_of_http_itself_is_not_judged_as_soap(status: int) -> None:
    assert codes(request(envelope()), response("<html/>", "text/html", status)) == []


def test_an_empty_first_leg_of_a_handshake_is_fine() -> None:
    assert codes(request(b""), response(b"", None, 401)) == []


def test_a_broken_content_encoding_is_named() -> None:
    packed = gzip.compress(envelope().encode())
    assert codes(request(packed, Content_Encoding="gzip")) == []
    assert codes(request(packed[:-9], Content_Encoding="gzip")) == ["broken-content-encoding"]
    assert codes(request(envelope(), Content_Encoding="zip")) == ["broken-content-encoding"]


def test_a_missing_answer_says_what_happened() -> None:
    (finding,) = wire(request(envelope()), None, error="server closed the connection")
    assert finding.name == "no-response" and "server closed the connection" in finding.message


@pytest.mark.parametrize("body", [envelope(), envelope()[:-5]], ids=["whole", "cut"])
def test_a_misspelt_charset_is_a_warning_whatever_the_body(body: str) -> None:
    found = wire(request(body, "text/xml; chartype=utf-8"))
    assert "the Content-Type has a parameter chartype; charset is meant" in [each.message for each in found]
    for fine in ("text/xml; Charset=utf-8", 'text/xml;charset="utf-8"; action="urn:x"', "text/xml; type=a"):
        assert codes(request(envelope(), fine)) == []


def test_a_fault_code_without_a_prefix_or_with_one_that_is_bound_is_fine() -> None:
    for code in ("Client", "s:Client", " s:Client "):
        fault = f"<s:Fault><faultcode>{code}</faultcode><faultstring>no</faultstring></s:Fault>"
        assert codes(request(envelope()), response(envelope(fault), status=500)) == []


def test_what_is_not_a_soap_request_is_not_judged() -> None:
    page = HttpRequest(method="GET", url="/EWS/Exchange.asmx")
    assert codes(page, response("<html/>", "text/html")) == []
    assert codes(HttpRequest(url="/elsewhere", body=b"x")) == []


def activesync(body: bytes) -> HttpRequest:
    headers = Headers([("Content-Type", "application/vnd.ms-sync.wbxml")])
    return HttpRequest(headers, body, url="/Microsoft-Server-ActiveSync?Cmd=Sync&DeviceId=1")


def test_an_activesync_body_that_cannot_be_read_is_named_and_one_that_can_is_fine() -> None:
    whole = b"\x03\x01\x6a\x00\x45\x4e\x031\x00\x01\x01"
    assert codes(activesync(whole)) == []
    assert codes(activesync(b"")) == []
    assert codes(activesync(whole[:-1])) == ["not-wbxml"]
    answer = HttpResponse(Headers([("Content-Type", "application/vnd.ms-sync.wbxml")]), whole + b"x")
    (finding,) = wire(activesync(whole), answer)
    assert (finding.name, finding.direction.value) == ("not-wbxml", "response")
    assert (
        codes(activesync(whole), HttpResponse(Headers([("Content-Type", "text/html")]), b"<p>busy", 503))
        == []
    )


def test_select_and_ignore_take_codes_and_their_beginnings() -> None:
    bad = request(envelope(CALL.replace("http:", "https:")), "application/xml")

    def found(**options: Any) -> list[str]:
        return [f.code for f in Checker(**options).check(bad, None) if f.code.startswith("WIRE")]

    assert found() == ["WIRE020", "WIRE019"]
    assert found(select=["WIRE019"]) == ["WIRE019"]
    assert found(ignore=["wire02"]) == ["WIRE019"]
    assert found(select=["UMS"]) == found(ignore=["WIRE"]) == []


def test_every_code_is_explained_and_stands_once() -> None:
    assert (
        len({code.code for code in WIRE_CODES}) == len({code.name for code in WIRE_CODES}) == len(WIRE_CODES)
    )
    assert all(code.what.endswith(".") and code.why.endswith(".") for code in WIRE_CODES)


def test_every_code_but_those_of_size_and_transport_is_shown_by_an_example_here() -> None:
    shown = {name for _, name in FLAWS.values()}
    elsewhere = {
        "no-response",
        "header-not-understood",
        "broken-content-encoding",
        "too-large",
        "character-encodings-disagree",
        "content-type",
        "not-soap",
        "not-wbxml",
        "attribute-too-long",
        "withheld",  # tests/recorder/test_session.py
        "not-judged",
        "wbxml-string-not-text",
        "wbxml-token-without-name",
    }
    assert {code.name for code in WIRE_CODES} == shown | elsewhere


@pytest.mark.parametrize(
    ("body", "name", "words"),
    [
        (
            b"\x03\x01\x6a\x00\x45\x4e\x03fran\xe7ais\x00\x01\x01",
            "wbxml-string-not-text",
            "the byte 0xE7 of a string in Status is no UTF-8",
        ),
        (
            b"\x03\x01\x6a\x00\x45\x7f\x03x\x00\x01\x01",
            "wbxml-token-without-name",
            "the token 0x3F of the code page AirSync has no name",
        ),
        (
            b"\x03\x01\x6a\x00\x45\x00\x63\x45\x03x\x00\x01\x01",
            "wbxml-token-without-name",
            "there is no code page 99; it has the token 0x05",
        ),
    ],
)
def test_what_an_activesync_body_has_that_nobody_can_read_is_named(
    body: bytes, name: str, words: str
) -> None:
    (finding,) = wire(activesync(body))
    assert (finding.name, finding.message) == (name, words)


def test_a_string_that_xml_cannot_say_is_text_all_the_same() -> None:
    assert codes(activesync(b"\x03\x01\x6a\x00\x45\x4e\x03a\x01b\x00\x01\x01")) == []


def test_a_token_without_a_name_is_told_once() -> None:
    body = b"\x03\x01\x6a\x00\x45" + b"\x7f\x03x\x00\x01" * 50 + b"\x01"
    assert codes(activesync(body)) == ["wbxml-token-without-name"]

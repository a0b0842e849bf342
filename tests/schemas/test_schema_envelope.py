"""The SOAP envelope, the header blocks and the parts of a fault."""

from collections.abc import Callable

import pytest

E = 'xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"'
M = 'xmlns="http://schemas.microsoft.com/exchange/services/2006/messages"'
T = 'xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types"'
ERRORS = 'xmlns:e="http://schemas.microsoft.com/exchange/services/2006/errors"'

Verdict = Callable[[str], list[str]]


def envelope(body: str, header: str = "") -> str:
    return f"<s:Envelope {E} {T}>{header}<s:Body>{body}</s:Body></s:Envelope>"


def fault(code: str, detail: str = "") -> str:
    return envelope(
        f'<s:Fault><faultcode>{code}</faultcode><faultstring xml:lang="en-US">no</faultstring>{detail}'
        "</s:Fault>"
    )


HEADERS_THAT_PASS = {
    "request version": '<t:RequestServerVersion Version="Exchange2013_SP1"/>',
    "a later request version": '<t:RequestServerVersion Version="V2017_07_11"/>',
    "a version after the published schemas": '<t:RequestServerVersion Version="V2018_01_08"/>',
    "a version by its number": '<t:RequestServerVersion Version="V2_47"/>',
    "a header that must be understood": '<t:RequestServerVersion s:mustUnderstand="1" '
    'Version="Exchange2007"/>',
    "server version": '<t:ServerVersionInfo MajorVersion="15" MinorVersion="0" MajorBuildNumber="1" '
    'MinorBuildNumber="2" Version="V2_23"/>',
    "server version without attributes": "<t:ServerVersionInfo/>",
    "impersonation": "<t:ExchangeImpersonation><t:ConnectingSID><t:PrimarySmtpAddress>a@example.com"
    "</t:PrimarySmtpAddress></t:ConnectingSID></t:ExchangeImpersonation>",
    "culture": "<t:MailboxCulture>en-US</t:MailboxCulture>",
    "time zone, by its name": '<t:TimeZoneContext><t:TimeZoneDefinition Id="UTC"/></t:TimeZoneContext>',
    "precision": '<t:DateTimePrecision s:mustUnderstand="0">Milliseconds</t:DateTimePrecision>',
    "roles": "<t:ManagementRole><t:UserRoles><t:Role>MailboxSearch</t:Role></t:UserRoles></t:ManagementRole>",
    "a header of another maker": '<x:Trace xmlns:x="urn:example">1</x:Trace>',
}

HEADERS_THAT_FAIL = {
    "request version that is none": '<t:RequestServerVersion Version="Exchange2003"/>',
    "request version of a month that is none": '<t:RequestServerVersion Version="V2018_21_08"/>',
    "request version in small letters": '<t:RequestServerVersion Version="exchange2010"/>',
    "request version without a version": "<t:RequestServerVersion/>",
    "server version that is no number": '<t:ServerVersionInfo MajorVersion="fifteen"/>',
    "impersonation of two": "<t:ExchangeImpersonation><t:ConnectingSID><t:SID>1</t:SID><t:PrincipalName>a"
    "</t:PrincipalName></t:ConnectingSID></t:ExchangeImpersonation>",
    "impersonation of nobody": "<t:ExchangeImpersonation/>",
    "culture that is none": "<t:MailboxCulture>english please</t:MailboxCulture>",
    "a header in no namespace": "<RequestServerVersion/>",
    "mustUnderstand that is no number": '<t:MailboxCulture s:mustUnderstand="yes">en</t:MailboxCulture>',
    "precision that is none": "<t:DateTimePrecision>Minutes</t:DateTimePrecision>",
}


@pytest.mark.parametrize("header", HEADERS_THAT_PASS.values(), ids=HEADERS_THAT_PASS.keys())
def test_header_passes(header: str, on_um_endpoint: Verdict, on_ews_endpoint: Verdict) -> None:
    message = envelope("", f"<s:Header>{header}</s:Header>")
    assert on_um_endpoint(message) == on_ews_endpoint(message) == []


@pytest.mark.parametrize("header", HEADERS_THAT_FAIL.values(), ids=HEADERS_THAT_FAIL.keys())
def test_header_fails(header: str, on_um_endpoint: Verdict, on_ews_endpoint: Verdict) -> None:
    message = envelope("", f"<s:Header>{header}</s:Header>")
    assert on_um_endpoint(message) and on_ews_endpoint(message)


def test_the_body_child_is_judged_within_the_envelope(on_um_endpoint: Verdict) -> None:
    assert on_um_endpoint(envelope(f"<ResetPIN {M}/>")) == []
    assert on_um_endpoint(envelope(f"<ResetPIN {M}><pin>1</pin></ResetPIN>"))


def test_an_operation_that_no_schema_here_has_passes_within_the_envelope(on_um_endpoint: Verdict) -> None:
    assert on_um_endpoint(envelope(f"<FindFolder {M}/>")) == []


def test_header_after_body_fails(on_um_endpoint: Verdict) -> None:
    assert on_um_endpoint(f"<s:Envelope {E}><s:Body/><s:Header/></s:Envelope>")


def test_envelope_without_body_fails(on_um_endpoint: Verdict) -> None:
    assert on_um_endpoint(f"<s:Envelope {E}><s:Header/></s:Envelope>")


def test_envelope_of_the_https_namespace_fails(on_um_endpoint: Verdict) -> None:
    assert on_um_endpoint(envelope("").replace("http://schemas.xmlsoap", "https://schemas.xmlsoap"))


@pytest.mark.parametrize(
    "code", ["s:Client", "soap:Server", "a:InvalidObjectIdException", "Client", " s:Server.Busy "]
)
def test_a_fault_code_is_shaped_like_a_name_even_if_its_prefix_is_bound_nowhere(
    code: str, on_um_endpoint: Verdict
) -> None:
    assert on_um_endpoint(fault(code)) == []


@pytest.mark.parametrize("code", ["", "two words", "a:b:c", ":Client", "1x"])
def test_a_fault_code_that_is_no_name_fails(code: str, on_um_endpoint: Verdict) -> None:
    assert on_um_endpoint(fault(code))


def test_a_fault_whose_children_are_in_the_soap_namespace_fails(on_um_endpoint: Verdict) -> None:
    assert on_um_endpoint(
        envelope("<s:Fault><s:faultcode>s:Client</s:faultcode><s:faultstring>no</s:faultstring></s:Fault>")
    )


DETAILS = {
    "MS-OXWUMS 2.2.2.1": f"<e:ResponseCode {ERRORS}>ErrorInvalidRequest</e:ResponseCode>"
    f"<e:Message {ERRORS}>The request is invalid.</e:Message>",
    "MS-OXWUMS 3.1.4.8": f"<ExceptionType {M}>DialingRulesException</ExceptionType>",
    "MS-OXWUMS 3.1.4.3, in no namespace": "<ExceptionType>InvalidCallIdException</ExceptionType>",
    "Exchange 2007": f"<e:ResponseCode {ERRORS}>ErrorSchemaValidation</e:ResponseCode>"
    f"<e:Line {ERRORS}>2</e:Line>"
    f"<e:Position {ERRORS}>630</e:Position>",
    "Exchange 2010": "<t:MessageXml><t:LineNumber>2</t:LineNumber><t:LinePosition>630</t:LinePosition>"
    "<t:Violation>no</t:Violation></t:MessageXml>",
    "a busy server": '<t:MessageXml><t:Value Name="BackOffMilliseconds">1000</t:Value></t:MessageXml>',
}


@pytest.mark.parametrize("detail", DETAILS.values(), ids=DETAILS.keys())
def test_a_detail_that_servers_send_passes(detail: str, on_um_endpoint: Verdict) -> None:
    assert on_um_endpoint(fault("s:Client", f"<detail>{detail}</detail>")) == []


def test_a_line_number_that_is_no_number_fails(on_um_endpoint: Verdict) -> None:
    assert on_um_endpoint(
        fault("s:Client", "<detail><t:MessageXml><t:LineNumber>two</t:LineNumber></t:MessageXml></detail>")
    )

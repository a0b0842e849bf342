"""What schemas let pass and is wrong all the same: in answers, in faults, and at the UM endpoint."""

from typing import Any

import pytest

from inspector.conformance.check import Checker
from inspector.conformance.finding import Direction, Finding, Severity
from inspector.protocols.common.operation_names import OPERATIONS_OF_EWS
from inspector.protocols.lone_message import lone_message
from inspector.wire.http import Headers, HttpRequest, HttpResponse

MESSAGES = "http://schemas.microsoft.com/exchange/services/2006/messages"
TYPES = "http://schemas.microsoft.com/exchange/services/2006/types"
ERRORS = "http://schemas.microsoft.com/exchange/services/2006/errors"
SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
EWS = "https://mail.example.com/EWS/Exchange.asmx"
UM = "https://mail.example.com/EWS/UM2007Legacy.asmx"


def envelope(body: str) -> bytes:
    return (
        f'<s:Envelope xmlns:s="{SOAP}" xmlns:m="{MESSAGES}" xmlns:t="{TYPES}" xmlns:e="{ERRORS}">'
        f"<s:Body>{body}</s:Body></s:Envelope>"
    ).encode()


def judged(body: str, answer: str = "", *, url: str = EWS, **options: Any) -> list[Finding]:
    text = Headers([("Content-Type", "text/xml")])
    request = HttpRequest(url=url, headers=text, body=envelope(body))
    response = HttpResponse(headers=text, body=envelope(answer)) if answer else None
    return list(Checker(**(options or {"select": ["XSD", "MSG023"]})).check(request, response))


def answer(operation: str, message: str, more: str = "") -> str:
    return (
        f'<m:{operation}Response><m:ResponseMessages><m:{message} ResponseClass="Error"><m:MessageText>no'
        f"</m:MessageText><m:ResponseCode>ErrorAccessDenied</m:ResponseCode>{more}</m:{message}>"
        f"</m:ResponseMessages></m:{operation}Response>"
    )


REQUESTS = {
    "FindItem": '<m:FindItem Traversal="Shallow"><m:ItemShape><t:BaseShape>IdOnly</t:BaseShape></m:ItemShape>'
    '<m:ParentFolderIds><t:DistinguishedFolderId Id="inbox"/></m:ParentFolderIds></m:FindItem>',
    "GetClientAccessToken": "<m:GetClientAccessToken><m:TokenRequests><t:TokenRequest><t:Id>a</t:Id>"
    "<t:TokenType>CallerIdentity</t:TokenType></t:TokenRequest></m:TokenRequests></m:GetClientAccessToken>",
    "GetServerTimeZones": "<m:GetServerTimeZones/>",
}


@pytest.mark.parametrize("operation", REQUESTS)
def test_a_response_message_of_another_operation_is_an_error(operation: str) -> None:
    right = judged(REQUESTS[operation], answer(operation, f"{operation}ResponseMessage"))
    assert {finding.severity for finding in right} <= {Severity.INFO}
    (finding,) = judged(REQUESTS[operation], answer(operation, "DeleteItemResponseMessage"))
    assert (finding.code, finding.severity, finding.direction) == (
        "XSD012",
        Severity.ERROR,
        Direction.RESPONSE,
    )
    assert finding.message == f"m:DeleteItemResponseMessage is no response message of {operation}"
    assert finding.path.endswith("/m:DeleteItemResponseMessage")


def test_where_a_rule_of_the_document_says_so_it_alone_does() -> None:
    asked = (
        "<m:GetItem><m:ItemShape><t:BaseShape>IdOnly</t:BaseShape></m:ItemShape>"
        '<m:ItemIds><t:ItemId Id="a"/></m:ItemIds></m:GetItem>'
    )
    found = judged(asked, answer("GetItem", "FindItemResponseMessage"))
    assert [finding.code for finding in found] == ["MSG023"]


DETAILS = {
    "<e:ResponseCode>ErrorAccessDenied</e:ResponseCode><e:Message>no</e:Message>": [],
    "<e:ResponsCode>ErrorAccessDenied</e:ResponsCode>": ["e:ResponsCode in detail is known to no schema. "],
    "<t:MessageXml><t:Value Name='BackOffMilliseconds'>1</t:Value></t:MessageXml>": [],
    "<t:MessageXml><t:Vlaue Name='BackOffMilliseconds'>1</t:Vlaue></t:MessageXml>": ["Did you mean Value?"],
    "<t:MessageXml><t:Nonsense/></t:MessageXml>": ["t:Nonsense in t:MessageXml is known to no schema"],
    "<x:Trace xmlns:x='urn:example'><t:Nonsense/></x:Trace>": [],
    "<ExceptionType>DialingRulesException</ExceptionType>": [],
}


@pytest.mark.parametrize(("detail", "words"), DETAILS.items())
def test_the_detail_of_a_fault_has_names_that_are_known(detail: str, words: list[str]) -> None:
    told = "<faultcode>s:Client</faultcode><faultstring>no</faultstring>"
    found = judged(REQUESTS["FindItem"], f"<s:Fault>{told}<detail>{detail}</detail></s:Fault>")
    assert [finding.code for finding in found] == ["XSD103"] * len(words)
    assert all(word in finding.message for word, finding in zip(words, found, strict=True)), found
    assert {finding.severity for finding in found} <= {Severity.INFO}


def test_message_xml_of_a_response_message_has_names_that_are_known() -> None:
    good = '<m:MessageXml><t:FieldURI FieldURI="item:Subject"/></m:MessageXml>'
    bad = '<m:MessageXml><t:FieldUri FieldURI="item:Subject"/></m:MessageXml>'
    # MessageXml stands between ResponseCode and what follows; DescriptiveLinkKey may be left out.
    assert judged(REQUESTS["FindItem"], answer("FindItem", "FindItemResponseMessage", good)) == []
    (finding,) = judged(REQUESTS["FindItem"], answer("FindItem", "FindItemResponseMessage", bad))
    assert finding.code == "XSD103" and "Did you mean FieldURI?" in finding.message


@pytest.mark.parametrize(
    ("operation", "words"),
    [
        ("GetCallInf", "the UM endpoint has no operation GetCallInf. Did you mean GetCallInfo?"),
        ("FindItem", "the UM endpoint has no operation FindItem; it is one of the EWS endpoint"),
        ("ResolveNames", "the UM endpoint has no operation ResolveNames; it is one of the EWS endpoint"),
        ("Frobnicate", "the UM endpoint has no operation Frobnicate"),
    ],
)
def test_the_um_endpoint_has_its_operations_and_no_others(operation: str, words: str) -> None:
    (finding,) = judged(f"<m:{operation}/>", url=UM, select=["XSD011", "XSD900"])
    assert (finding.code, finding.severity, finding.message) == ("XSD011", Severity.ERROR, words)


def test_an_operation_of_ews_that_no_schema_here_has_is_not_taken_for_a_misspelt_one() -> None:
    found = [judged(f"<m:{operation}/>", select=["XSD900"]) for operation in OPERATIONS_OF_EWS]
    messages = [finding.message for findings in found for finding in findings]

    assert len(messages) > 10
    assert not [message for message in messages if "Did you mean" in message]


@pytest.mark.parametrize(("name", "codes"), [("ExceptionType", set()), ("ExceptionTyp", {"XSD103"})])
def test_of_a_fault_by_itself_nobody_knows_the_endpoint_so_that_the_names_of_both_are_known(
    name: str, codes: set[str]
) -> None:
    inside = f"<m:{name}>InvalidCallIdException</m:{name}>"
    fault = f"<faultcode>s:Client</faultcode><faultstring>x</faultstring><detail>{inside}</detail>"
    message = lone_message(envelope(f"<s:Fault>{fault}</s:Fault>"))

    assert {each.code for each in Checker(select=["XSD"]).check_message(message)} == codes

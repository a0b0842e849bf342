"""The schema check says what is wrong, where, what was expected, and what was probably meant."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from inspector.bounded import ClearedWhenFull
from inspector.conformance import schema as schema_module
from inspector.conformance.check import Checker
from inspector.conformance.finding import Direction, Finding, Level, Severity
from inspector.conformance.schema import MAX_FLAWS, compiled
from inspector.conformance.schema_sets import schema_set
from inspector.conformance.xsd_codes import XSD_CODES
from inspector.errors import UsageError
from inspector.protocols.operation import Endpoint
from inspector.wire import soap_head
from inspector.wire.http import Headers, HttpRequest, HttpResponse
from inspector.wire.xml import parse_xml

MESSAGES = "http://schemas.microsoft.com/exchange/services/2006/messages"
TYPES = "http://schemas.microsoft.com/exchange/services/2006/types"
SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
XSI = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
EWS = "https://mail.example.com/EWS/Exchange.asmx"
UM = "https://mail.example.com/EWS/UM2007Legacy.asmx"

SHAPE = "<m:ItemShape><t:BaseShape>IdOnly</t:BaseShape></m:ItemShape>"
IDS = '<m:ItemIds><t:ItemId Id="a"/></m:ItemIds>'


def envelope(body: str, header: str = "", soap: str = SOAP) -> bytes:
    return (
        f'<s:Envelope xmlns:s="{soap}" xmlns:m="{MESSAGES}" xmlns:t="{TYPES}"><s:Header>{header}</s:Header>\n'
        f"<s:Body>\n{body}</s:Body></s:Envelope>"
    ).encode()


def get_item(shape: str = SHAPE, ids: str = IDS) -> str:
    return f"<m:GetItem>{shape}{ids}</m:GetItem>"


def create(inner: str, attributes: str = "") -> str:
    return f"<m:CreateItem {attributes}><m:Items><t:Message>{inner}</t:Message></m:Items></m:CreateItem>"


def judged(body: str, header: str = "", *, url: str = EWS, answer: str | None = None) -> list[Finding]:
    text = Headers([("Content-Type", "text/xml")])
    request = HttpRequest(url=url, headers=text, body=envelope(body, header))
    response = None if answer is None else HttpResponse(headers=text, body=envelope(answer))
    return list(Checker(select=["XSD"]).check(request, response))


# what is wrong: (the body, the code's name, the end of the path, words that the message has)
FLAWS: dict[str, tuple[str, str, str, tuple[str, ...]]] = {
    "a misspelt element": (
        get_item(ids='<m:ItemIds><t:ItemID Id="a"/></m:ItemIds>'),
        "unexpected-element",
        "m:ItemIds/t:ItemID",
        ("expected t:ItemId, t:OccurrenceItemId", "Did you mean t:ItemId?"),
    ),
    "an element too many at the end": (
        get_item(ids=IDS + "<m:Foo/>"),
        "unexpected-element",
        "m:GetItem/m:Foo",
        ("it holds m:ItemShape and m:ItemIds",),
    ),
    "two elements swapped": (
        get_item(IDS, SHAPE),
        "misplaced-element",
        "m:GetItem/m:ItemIds",
        ("out of order", "m:ItemShape"),
    ),
    "an element twice": (
        get_item(
            "<m:ItemShape><t:BaseShape>IdOnly</t:BaseShape><t:BaseShape>IdOnly</t:BaseShape></m:ItemShape>"
        ),
        "misplaced-element",
        "t:BaseShape[2]",
        ("once more than the schema allows",),
    ),
    "a required element left out": (
        get_item(ids=""),
        "missing-element",
        "/m:GetItem",
        ("m:GetItem is not complete", "expected m:ItemIds"),
    ),
    "an element of the other namespace": (
        get_item(ids='<m:ItemIds><m:ItemId Id="a"/></m:ItemIds>'),
        "wrong-namespace",
        "m:ItemIds/m:ItemId",
        ("the messages namespace", "t:ItemId is meant"),
    ),
    "an element of no namespace": (
        get_item(ids='<m:ItemIds><ItemId Id="a"/></m:ItemIds>'),
        "wrong-namespace",
        "m:ItemIds/ItemId",
        ("no namespace", "t:ItemId is meant"),
    ),
    "an element of the https namespace": (
        get_item(ids=f'<m:ItemIds><ItemId xmlns="{TYPES.replace("http:", "https:")}" Id="a"/></m:ItemIds>'),
        "wrong-namespace",
        "m:ItemIds/ItemId",
        ("https://schemas.microsoft.com", "t:ItemId is meant"),
    ),
    "a value in the wrong case": (
        get_item("<m:ItemShape><t:BaseShape>idonly</t:BaseShape></m:ItemShape>"),
        "bad-value",
        "t:BaseShape",
        ("'idonly' is not one of IdOnly, Default", "Did you mean IdOnly?"),
    ),
    "a boolean that is none": (
        get_item(
            "<m:ItemShape><t:BaseShape>IdOnly</t:BaseShape><t:IncludeMimeContent>yes</t:IncludeMimeContent></m:ItemShape>"
        ),
        "bad-value",
        "t:IncludeMimeContent",
        ("'yes'", "true or false"),
    ),
    "a date that is none": (
        create("<t:DateTimeSent>yesterday</t:DateTimeSent>"),
        "bad-value",
        "t:DateTimeSent",
        ("such as 2026-01-31T09:30:00Z",),
    ),
    "an attribute's value": (
        create("", 'MessageDisposition="SendIt"'),
        "bad-value",
        "m:CreateItem/@MessageDisposition",
        ("'SendIt' is not one of SaveOnly, SendOnly and SendAndSaveCopy",),
    ),
    "a required attribute left out": (
        get_item(ids="<m:ItemIds><t:ItemId/></m:ItemIds>"),
        "missing-attribute",
        "t:ItemId",
        ("lacks the attribute Id",),
    ),
    "an unknown attribute": (
        get_item(ids='<m:ItemIds><t:ItemId Id="a" Changekey="b"/></m:ItemIds>'),
        "unknown-attribute",
        "t:ItemId/@Changekey",
        ("it has ChangeKey and Id", "Did you mean ChangeKey?"),
    ),
    "text between elements": (
        get_item(ids='<m:ItemIds>a<t:ItemId Id="a"/></m:ItemIds>'),
        "unexpected-content",
        "m:ItemIds",
        ("holds elements only, not 'a'",),
    ),
    "text in what is empty": (
        "<m:GetAppMarketplaceUrl>now</m:GetAppMarketplaceUrl>",
        "unexpected-content",
        "m:GetAppMarketplaceUrl",
        ("holds elements only, not 'now'",),
    ),
    "white space in what is empty": (
        "<m:GetAppMarketplaceUrl> </m:GetAppMarketplaceUrl>",
        "unexpected-content",
        "m:GetAppMarketplaceUrl",
        ("must be empty; it holds white space",),
    ),
    "an element in what is empty": (
        "<m:GetAppMarketplaceUrl> <t:ReturnConsentUrl/></m:GetAppMarketplaceUrl>",
        "unexpected-element",
        "t:ReturnConsentUrl",
        ("which holds no elements",),
    ),
    "a second alternative": (
        '<m:MoveItem><m:ToFolderId><t:FolderId Id="a"/><t:DistinguishedFolderId Id="inbox"/></m:ToFolderId>'
        f"{IDS}</m:MoveItem>",
        "misplaced-element",
        "t:DistinguishedFolderId",
        ("t:DistinguishedFolderId and t:FolderId stand here together; it is one or the other, not both",),
    ),
    "a second alternative, in the order of the schema": (
        '<m:MoveItem><m:ToFolderId><t:DistinguishedFolderId Id="inbox"/><t:FolderId Id="a"/></m:ToFolderId>'
        f"{IDS}</m:MoveItem>",
        "misplaced-element",
        "t:FolderId",
        ("it is one or the other, not both",),
    ),
    "a type that no schema has": (
        get_item(ids=f'<m:ItemIds><t:ItemId {XSI} xsi:type="t:Foo" Id="a"/></m:ItemIds>'),
        "wrong-type",
        "t:ItemId",
        ("t:Foo",),
    ),
    "a type that does not fit": (
        get_item(ids=f'<m:ItemIds><t:ItemId {XSI} xsi:type="t:MessageType" Id="a"/></m:ItemIds>'),
        "wrong-type",
        "t:ItemId/@type",
        ("cannot be of the type t:MessageType",),
    ),
    "nil where there must be something": (
        get_item(ids=f'<m:ItemIds><t:ItemId {XSI} xsi:nil="true" Id="a"/></m:ItemIds>'),
        "wrong-type",
        "t:ItemId/@nil",
        ("must not be nil",),
    ),
}


@pytest.mark.parametrize(("body", "name", "path", "words"), FLAWS.values(), ids=FLAWS.keys())
def test_a_flaw_is_named_placed_and_explained(
    body: str, name: str, path: str, words: tuple[str, ...]
) -> None:
    (finding,) = judged(body)
    assert (finding.name, finding.direction, finding.level) == (name, Direction.REQUEST, Level.XSD)
    assert finding.path.startswith("Body/m:") and finding.path.endswith(path)
    assert all(word in finding.message for word in words), finding.message
    assert (finding.line, finding.schemas) == (3, "bundled/ews")


def test_several_flaws_are_several_findings_in_the_order_of_the_message() -> None:
    body = get_item(
        "<m:ItemShape><t:BaseShape>Idonly</t:BaseShape></m:ItemShape>",
        '<m:ItemIds><t:ItemID Id="a"/></m:ItemIds>',
    )
    assert [finding.name for finding in judged(body)] == ["bad-value", "unexpected-element"]


def test_a_valid_exchange_has_no_finding() -> None:
    answer = (
        "<m:GetItemResponse><m:ResponseMessages><m:GetItemResponseMessage ResponseClass='Success'>"
        "<m:ResponseCode>NoError</m:ResponseCode><m:Items/></m:GetItemResponseMessage></m:ResponseMessages>"
        "</m:GetItemResponse>"
    )
    assert judged(get_item(), '<t:RequestServerVersion Version="Exchange2013"/>', answer=answer) == []


def test_a_header_is_judged_too() -> None:
    (finding,) = judged(get_item(), '<t:RequestServerVersion Version="Exchange2013SP1"/>')
    assert finding.name == "bad-value" and "Did you mean Exchange2013_SP1?" in finding.message
    assert finding.path == "Header/t:RequestServerVersion/@Version"


def test_a_blank_that_is_too_many_is_shown() -> None:
    (finding,) = judged(get_item(), '<t:RequestServerVersion Version=" Exchange2013"/>')
    assert "' Exchange2013' is not one of" in finding.message


def test_a_fault_is_judged_and_blames_the_server() -> None:
    (finding,) = judged(get_item(), answer="<s:Fault><faultcode>s:Client</faultcode></s:Fault>")
    assert (finding.name, finding.direction) == ("missing-element", Direction.RESPONSE)
    assert finding.path.endswith("Body/Fault") and "faultstring" in finding.message


@pytest.mark.parametrize("code", ["", "two words", "a:b:c", "1x"])
def test_a_fault_code_that_is_no_qualified_name_is_called_that(code: str) -> None:
    fault = f"<s:Fault><faultcode>{code}</faultcode><faultstring>no</faultstring></s:Fault>"
    (finding,) = judged(get_item(), answer=fault)
    assert finding.message == f"faultcode: {code!r} is not a qualified name such as soap:Client"
    assert finding.name == "bad-value"


def test_soap_attributes_on_header_blocks_are_no_flaw() -> None:
    header = '<t:RequestServerVersion Version="Exchange2013" s:mustUnderstand="0" s:actor="urn:x"/>'
    assert judged(get_item(), header) == []


def test_play_on_phone_is_judged_by_what_it_asks_for_on_each_endpoint() -> None:
    legacy = "<m:PlayOnPhone><m:entryId>e</m:entryId><m:DialString>1</m:DialString></m:PlayOnPhone>"
    modern = '<m:PlayOnPhone><m:ItemId Id="a"/><m:DialString>1</m:DialString></m:PlayOnPhone>'
    assert [judged(legacy, url=UM), judged(modern, url=EWS), judged(modern, url=UM)] == [[], [], []]
    (finding,) = judged(modern.replace("ItemId", "ItemID"), url=EWS)
    assert finding.schemas == "bundled/ews"
    assert {
        finding.schemas for finding in judged(legacy.replace("</m:entryId>", "</m:entryId><m:x/>"), url=UM)
    } == {"bundled/um"}


def test_what_the_set_lacks_is_not_judged_and_said_once_a_session() -> None:
    checker = Checker(select=["XSD"])

    def found(operation: str) -> list[str]:
        request = HttpRequest(url=EWS, body=envelope(f"<m:{operation}/>"))
        response = HttpResponse(
            headers=Headers([("Content-Type", "text/xml")]), body=envelope(f"<m:{operation}Response/>")
        )
        return [f"{each.severity} {each.name} {each.operation}" for each in checker.check(request, response)]

    assert found("FindPeople") == ["info not-judged FindPeople"]
    assert found("FindPeople") == []
    assert found("ExpandDL") == ["info not-judged ExpandDL"]


def test_what_stands_in_an_operation_that_the_set_lacks_is_not_judged_either() -> None:
    # The set has AlternateId, and refuses it as it is here, but not ExportItems.
    inside = '<m:ItemIds><t:AlternateId Format="x"/></m:ItemIds>'
    assert [found.name for found in judged(f"<m:ExportItems>{inside}</m:ExportItems>")] == ["not-judged"]
    header = '<t:RequestServerVersion Version="Exchange1999"/>'
    assert "not-judged" in [found.name for found in judged("<m:ExportItems/>", header=header)]
    assert len(judged("<m:ExportItems/>", header=header)) == 2


def test_a_misspelt_operation_gets_the_nearest_name() -> None:
    (finding,) = judged("<m:GetItm/>")
    assert finding.severity is Severity.INFO and "Did you mean GetItem?" in finding.message


def test_a_message_in_a_wrong_envelope_is_judged_all_the_same() -> None:
    content = envelope("<m:GetItem/>", soap=SOAP.replace("http:", "https:"))
    names = [finding.name for finding in Checker().check(HttpRequest(url=EWS, body=content), None)]
    assert "soap-namespace" in names and "missing-element" in names


def test_a_secret_value_is_never_shown(tmp_path: Path) -> None:
    driver = tmp_path / "secret.xsd"
    driver.write_text(
        '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">'
        '<xs:element name="pin" type="xs:int"/></xs:schema>'
    )
    (flaw,) = compiled(driver).flaws(parse_xml(b"<pin>hunter2</pin>"))
    assert flaw.message == "pin: a text of 7 characters is not of the type int (a whole number)"


def test_an_error_without_manifests_is_known_of_the_product() -> None:
    answer = (
        '<m:GetAppManifestsResponse ResponseClass="Error"><m:MessageText>no</m:MessageText>'
        "<m:ResponseCode>ErrorInternalServerError</m:ResponseCode></m:GetAppManifestsResponse>"
    )
    (finding,) = judged("<m:GetAppManifests/>", answer=answer)
    assert (finding.name, finding.severity) == ("error-without-manifests", Severity.INFO)
    (finding,) = judged("<m:GetAppManifests/>", answer=answer.replace('"Error"', '"Success"'))
    assert (finding.name, finding.severity) == ("missing-element", Severity.ERROR)


def test_no_more_flaws_than_a_reader_can_bear() -> None:
    ids = "<t:ItemId/>" * 500
    assert len(judged(get_item(ids=f"<m:ItemIds>{ids}</m:ItemIds>"))) == MAX_FLAWS


def test_a_long_message_is_judged_without_places_and_an_endless_one_not_at_all() -> None:
    long = judged(get_item(ids=f"<m:ItemIds>{'<t:ItemId/>' * 25_000}</m:ItemIds>"))
    assert {finding.name for finding in long} == {"missing-attribute"} and long[0].path == ""
    assert judged(get_item(ids="<m:ItemIds>" + '<t:ItemId Id="a"/>' * 25_000 + "</m:ItemIds>")) == []
    (endless,) = judged(get_item(ids=f"<m:ItemIds>{'<t:ItemId/>' * 200_001}</m:ItemIds>"))
    assert endless.name == "too-large-to-judge"


def test_a_schema_is_compiled_once_a_process() -> None:
    driver = schema_set(None).driver(Endpoint.EWS)
    assert driver is not None and compiled(driver) is compiled(driver)


def test_threads_do_not_mix_their_verdicts() -> None:
    wrong: list[str] = []

    def judge(body: str, expected: list[str]) -> None:
        for _ in range(30):
            names = [finding.name for finding in judged(body)]
            if names != expected:
                wrong.append(f"{names} for {expected}")

    pairs = [(body, [name]) for body, name, _, _ in list(FLAWS.values())[:3]] + [(get_item(), [])]
    threads = [threading.Thread(target=judge, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert wrong == [] and not any(thread.is_alive() for thread in threads)


@pytest.fixture
def xmlschema_alone(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    def slowly(driver: object, slow: bool = False) -> object:
        return compiled(driver, True)

    with monkeypatch.context() as patch:
        patch.setattr(schema_module, "compiled", slowly)
        yield


@pytest.mark.usefixtures("xmlschema_alone")
def test_xmlschema_alone_gives_the_same_verdicts() -> None:
    for body, name, _, _ in FLAWS.values():
        (finding,) = judged(body)
        assert finding.name == name or (finding.name == "not-valid" and name == "wrong-type")
    assert judged(get_item()) == []


def test_a_set_that_does_not_exist_is_a_usage_error_that_names_those_that_do() -> None:
    with pytest.raises(UsageError, match=r"no schema set 'nonesuch'.*bundled"):
        Checker(schemas="nonesuch")


def test_every_code_is_explained_and_stands_once() -> None:
    assert len({code.code for code in XSD_CODES}) == len({code.name for code in XSD_CODES}) == len(XSD_CODES)
    assert all(code.code.startswith("XSD") and code.what.endswith(".") for code in XSD_CODES)


def test_an_error_of_get_app_manifests_need_not_have_manifests() -> None:
    refused = (
        '<m:GetAppManifestsResponse ResponseClass="{}"><m:ResponseCode>{}</m:ResponseCode>'
        "</m:GetAppManifestsResponse>"
    )
    error = judged("<m:GetAppManifests/>", answer=refused.format("Error", "ErrorAccessDenied"))
    success = judged("<m:GetAppManifests/>", answer=refused.format("Success", "NoError"))
    assert [(found.code, found.severity) for found in error] == [("XSD101", Severity.INFO)]
    assert [(found.name, found.severity) for found in success] == [("missing-element", Severity.ERROR)]


# What stands around a payload, or is strange in it: the payload is {}.
AROUND = [
    "{}",
    "text{}",
    "{}text",
    "{}</s:Body>text<s:Body>",
    "<!-- comment -->{}",
    "{0}{0}",
    "{}</s:Body><s:Header/><s:Body>",
    "{}</s:Body><t:Late/><s:Body>",
    '{}</s:Body><s:Body x="1">',
]
PAYLOADS = {
    "valid": get_item(),
    "invalid": get_item(IDS, SHAPE),
    "of a type that only the Envelope's prefixes tell": (
        get_item(ids=f'<m:ItemIds><t:ItemId {XSI} xsi:type="t:ItemIdType" Id="a"/></m:ItemIds>')
    ),
    "of a type that there is not": (
        get_item(ids=f'<m:ItemIds><t:ItemId {XSI} xsi:type="u:ItemIdType" Id="a"/></m:ItemIds>')
    ),
    "of another operation": "<m:GetFolder/>",
    "unknown": "<m:Unheard/>",
}


@pytest.mark.parametrize(
    "header",
    ["", *(f'<t:RequestServerVersion Version="{name}"/>' for name in ("Exchange2013", "Exchange1999"))],
)
@pytest.mark.parametrize("name", PAYLOADS)
def test_the_verdict_is_that_of_the_whole_message_whatever_came_before_with_its_head(
    name: str, header: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(soap_head, "_known", ClearedWhenFull(1024))
    alone = []
    for around in AROUND:
        soap_head._known.clear()
        alone.append(judged(around.format(PAYLOADS[name]), header))
    for _ in range(3):
        assert judged(get_item(), header) is not None
        assert [judged(around.format(PAYLOADS[name]), header) for around in AROUND] == alone

"""Another order of elements is as bad as it is for the server that is asked."""

import pytest

from inspector.conformance.check import Checker
from inspector.conformance.finding import Finding, Severity
from inspector.wire.http import Headers, HttpRequest, HttpResponse

ENVELOPE = (
    '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" '
    'xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages" '
    'xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types">'
    "<s:Header>{}</s:Header><s:Body>{}</s:Body></s:Envelope>"
)
SHAPE = (
    "<m:GetItem><m:ItemShape><t:BaseShape>Default</t:BaseShape><t:BodyType>Text</t:BodyType>"
    "<t:IncludeMimeContent>true</t:IncludeMimeContent></m:ItemShape>"
    '<m:ItemIds><t:ItemId Id="AAMkAGIw"/></m:ItemIds></m:GetItem>'
)
MESSAGE = (
    '<m:CreateItem MessageDisposition="SaveOnly"><m:Items><t:Message><t:IsRead>true</t:IsRead>'
    "<t:Subject>Hello</t:Subject></t:Message></m:Items></m:CreateItem>"
)
UPDATE = (
    '<m:UpdateItem ConflictResolution="AlwaysOverwrite" MessageDisposition="SaveOnly"><m:ItemChanges>'
    '<t:ItemChange><t:ItemId Id="AAMkAGIw"/><t:Updates><t:SetItemField>'
    '<t:FieldURI FieldURI="message:IsRead"/><t:Message><t:IsRead>true</t:IsRead>'
    "<t:Subject>Hello</t:Subject></t:Message></t:SetItemField></t:Updates></t:ItemChange>"
    "</m:ItemChanges></m:UpdateItem>"
)
OPERATION = (
    '<m:GetItem><m:ItemIds><t:ItemId Id="AAMkAGIw"/></m:ItemIds>'
    "<m:ItemShape><t:BaseShape>Default</t:BaseShape></m:ItemShape></m:GetItem>"
)
FIELDS = Headers([("Content-Type", "text/xml; charset=utf-8")])
REFUSED = (
    '<s:Fault><faultcode xmlns:a="http://schemas.microsoft.com/exchange/services/2006/types">'
    "a:ErrorSchemaValidation</faultcode>"
    "<faultstring>The request failed schema validation.</faultstring></s:Fault>"
)


def answered(operation: str, result: str) -> str:
    return (
        f"<m:{operation}Response><m:ResponseMessages>"
        f'<m:{operation}ResponseMessage ResponseClass="{result}"><m:ResponseCode>'
        f"{'NoError' if result == 'Success' else 'ErrorItemNotFound'}</m:ResponseCode>"
        f"<m:Items/></m:{operation}ResponseMessage></m:ResponseMessages></m:{operation}Response>"
    )


def found(body: str, asked: str, build: tuple[int, int] | None = None, answer: str = "") -> list[Finding]:
    version = f'<t:RequestServerVersion Version="{asked}"/>' if asked else ""
    request = HttpRequest(FIELDS, ENVELOPE.format(version, body).encode(), "POST", "/EWS/Exchange.asmx")
    response = None
    if answer:
        told = ""
        if build:
            told = f'<t:ServerVersionInfo MajorVersion="{build[0]}" MinorVersion="{build[1]}"/>'
        status = 500 if "Fault" in answer else 200
        response = HttpResponse(FIELDS, ENVELOPE.format(told, answer).encode(), status)
    return [each for each in Checker().check(request, response) if each.code == "XSD002"]


@pytest.mark.parametrize("body", [SHAPE, MESSAGE, UPDATE])
@pytest.mark.parametrize(
    ("asked", "severity"),
    [
        ("", Severity.ERROR),
        ("Exchange2010_SP2", Severity.ERROR),
        ("Exchange2013", Severity.WARNING),
        ("Exchange2013_SP1", Severity.WARNING),
        ("Exchange2015", Severity.INFO),
        ("Exchange2016", Severity.INFO),
        ("V2018_01_08", Severity.INFO),
    ],
)
def test_without_an_answer_the_version_that_is_asked_for_says_how_bad_it_is(
    body: str, asked: str, severity: Severity
) -> None:
    assert [each.severity for each in found(body, asked)] == [severity]


@pytest.mark.parametrize(
    ("build", "severity"),
    [
        ((8, 1), Severity.ERROR),
        ((14, 3), Severity.ERROR),
        ((15, 0), Severity.WARNING),
        ((15, 1), Severity.INFO),
        ((15, 20), Severity.INFO),
    ],
)
def test_a_server_that_says_its_version_is_judged_by_that(build: tuple[int, int], severity: Severity) -> None:
    shown = found(SHAPE, "Exchange2013", build, answered("GetItem", "Error"))

    assert [each.severity for each in shown] == [severity]


@pytest.mark.parametrize("asked", ["Exchange2010", "Exchange2013", "Exchange2016"])
def test_a_server_that_took_it_has_shown_that_it_takes_it(asked: str) -> None:
    (shown,) = found(SHAPE, asked, (14, 3), answered("GetItem", "Success"))

    assert shown.severity is Severity.INFO
    assert shown.message.endswith("this server takes it")


def test_a_server_that_refused_it_has_shown_that_it_is_an_error() -> None:
    assert [each.severity for each in found(SHAPE, "Exchange2016", (15, 1), REFUSED)] == [Severity.ERROR]


def test_the_order_of_other_elements_is_never_free() -> None:
    shown = found(OPERATION, "Exchange2016", (15, 1), answered("GetItem", "Success"))

    assert {each.severity for each in shown} == {Severity.ERROR}


def test_what_stands_there_twice_is_no_matter_of_order() -> None:
    in_order = MESSAGE.replace("<t:IsRead>true</t:IsRead>", "")
    once = "<t:Subject>Hello</t:Subject>"

    assert found(in_order, "Exchange2016") == []
    shown = found(in_order.replace(once, once + once), "Exchange2016")
    assert [each.severity for each in shown] == [Severity.ERROR]


def test_extended_properties_may_stand_anywhere_each_of_them() -> None:
    path = '<t:ExtendedFieldURI PropertyTag="{}" PropertyType="String"/>'
    one = f"<t:ExtendedProperty>{path}<t:Value>1</t:Value></t:ExtendedProperty>"
    several = one.format("0x3FFE") + one.format("0x3FFD")
    body = MESSAGE.replace("<t:Subject>Hello</t:Subject>", f"<t:Subject>Hello</t:Subject>{several}")

    assert {each.severity for each in found(body, "Exchange2016")} == {Severity.INFO}

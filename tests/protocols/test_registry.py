"""A request is known by its endpoint and by the first child of its Body."""

import base64
from collections import Counter

import pytest
from lxml import etree

from inspector.protocols import DOCUMENTS, Endpoint, identify, operations
from inspector.protocols.common.namespaces import MESSAGES
from inspector.protocols.registry import answered, operation
from inspector.wire import Headers, HttpRequest
from inspector.wire.soap import SOAP_11

UM, EWS = "/EWS/UM2007Legacy.asmx", "/EWS/Exchange.asmx"


def request(payload: str, path: str = EWS, action: str | None = None) -> HttpRequest:
    body = f'<s:Envelope xmlns:s="{SOAP_11}"><s:Body>{payload}</s:Body></s:Envelope>'
    return HttpRequest(
        url=path, headers=Headers([("SOAPAction", action)] if action else []), body=body.encode()
    )


def element(name: str, inner: str = "") -> str:
    return f'<{name} xmlns="{MESSAGES}">{inner}</{name}>'


def test_there_are_forty_operations_that_rules_judge_each_with_a_name_of_its_own():
    for document in DOCUMENTS:
        names = [known.name for known in document.operations]
        assert len(set(names)) == len(names)
    count = Counter(known.document.name for known in operations() if known.document.codes)
    assert sum(count.values()) == 40
    assert count == {
        "MS-OXWUMS": 14,
        "MS-OXWSMSG": 7,
        "MS-OXWSCOS": 13,
        "MS-OXWSCEXT": 6,
    }


@pytest.mark.parametrize(
    "known",
    [op for op in operations() if op.request == op.name and (op.modifies or op == operation(op.name))],
    ids=lambda op: f"{op.document.folder} {op.name}",
)
def test_every_operation_is_identified_by_its_element(known):
    items = "".join(f"<{kind}/>" for kind in known.item_kinds)  # which tell apart what documents share
    found = identify(request(element(known.name, items), UM if known.endpoint is Endpoint.UM else EWS))
    assert (found.endpoint, found.operation, found.document) == (known.endpoint, known, known.document)
    assert found.envelope is not None


@pytest.mark.parametrize(
    "known",
    [op for op in operations() if op.item_kinds],
    ids=lambda op: f"{op.document.folder} {op.name}",
)
def test_every_operation_that_documents_share_is_identified_by_the_items_of_its_answer(known):
    items = "".join(f"<{kind}/>" for kind in known.item_kinds)
    payload = etree.fromstring(f'<{known.response} xmlns="{MESSAGES}">{items}</{known.response}>')
    assert answered(payload).operation == known


@pytest.mark.parametrize(
    ("path", "child", "name"),
    [
        (UM, "<entryId/>", "PlayOnPhone"),
        (EWS, '<ItemId Id="x"/>', "PlayOnPhone2"),
        (UM, '<ItemId Id="x"/>', "PlayOnPhone2"),  # 3.1.4.7 names the UM endpoint
        (EWS, "<entryId/>", "PlayOnPhone"),
        (UM, "", "PlayOnPhone"),
        (EWS, "<DialString/>", "PlayOnPhone2"),
    ],
)
def test_the_two_play_on_phone_are_told_apart_by_child_then_by_endpoint(path, child, name):
    assert identify(request(element("PlayOnPhone", child), path)).name == name


def test_the_soap_action_decides_nothing():
    found = identify(request(element("GetItem"), action=f'"{MESSAGES}/DeleteItem"'))
    assert found.name == "GetItem"


def test_other_operations_are_named_but_not_ours():
    found = identify(request(element("FindPeople")))
    assert (found.name, found.operation, found.document) == ("FindPeople", None, None)


def test_an_element_of_ours_in_a_strange_namespace_is_another_operation():
    assert identify(request('<GetItem xmlns="urn:other"/>')).operation is None


@pytest.mark.parametrize("namespace", ["", MESSAGES.replace("http:", "https:")])
def test_a_forgotten_or_misspelt_namespace_is_still_the_operation(namespace):
    assert identify(request(f'<GetItem xmlns="{namespace}"/>')).operation is operation("GetItem")


@pytest.mark.parametrize(
    ("method", "url", "endpoint"),
    [
        ("POST", "/ews/exchange.ASMX", Endpoint.EWS),
        ("POST", "https://h/proxy/EWS/Exchange.asmx?x=1", Endpoint.EWS),
        ("POST", "/ews/um2007legacy.asmx", Endpoint.UM),
        ("POST", "/UnifiedMessaging/Service.asmx", Endpoint.UM),
        ("POST", "/Microsoft-Server-ActiveSync?Cmd=Sync", Endpoint.ACTIVESYNC),
        ("POST", "/Autodiscover/Autodiscover.xml", Endpoint.AUTODISCOVER),
        ("POST", "/autodiscover/autodiscover.svc", Endpoint.AUTODISCOVER),
        ("GET", "/EWS/messages.xsd", Endpoint.SCHEMA),
        ("GET", "/EWS/Services.wsdl", Endpoint.SCHEMA),
        ("GET", "/EWS/Exchange.asmx?wsdl", Endpoint.SCHEMA),
        ("GET", "/EWS/Exchange.asmx", Endpoint.EWS),
        ("GET", "/owa/", Endpoint.OTHER),
        ("GET", "/notexchange.asmx.txt", Endpoint.OTHER),
    ],
)
def test_the_endpoint_follows_from_the_path_without_regard_to_case(method, url, endpoint):
    assert identify(HttpRequest(method=method, url=url)).endpoint is endpoint


@pytest.mark.parametrize(
    ("method", "query", "name"),
    [
        ("POST", "Cmd=Sync&User=u&DeviceId=d&DeviceType=t", "Sync"),
        ("POST", "cmd=FolderSync", "FolderSync"),
        ("POST", base64.b64encode(bytes([141, 0, 9, 4])).decode(), "Sync"),
        ("POST", base64.b64encode(bytes([141, 19, 9, 4])).decode(), "ItemOperations"),
        ("POST", base64.b64encode(bytes([141, 99])).decode(), None),
        ("POST", "%%%", None),
        ("OPTIONS", "", "OPTIONS"),
    ],
)
def test_an_activesync_command_is_read_from_both_forms_of_the_query(method, query, name):
    found = identify(HttpRequest(method=method, url=f"/Microsoft-Server-ActiveSync?{query}", body=b"x"))
    assert found.name == name


def test_a_body_that_is_not_well_formed_still_shows_what_it_asked():
    body = f'<s:Envelope xmlns:s="{SOAP_11}"><s:Body a="b">\n<m:CreateItem x="1"><Subject>1 < 2 & 3</Subject>'
    found = identify(HttpRequest(url=EWS, body=body.encode()))
    assert (found.name, found.operation) == ("CreateItem", operation("CreateItem"))
    assert found.problem.problem.reason == "malformed"
    assert found.envelope is None


@pytest.mark.parametrize("body", [b"", b"\x00\xff", b"<html/>", b"<a", b"<s:Envelope/>"])
def test_what_cannot_be_read_has_no_operation_and_raises_nothing(body):
    found = identify(HttpRequest(url=EWS, body=body))
    assert (found.endpoint, found.operation) == (Endpoint.EWS, None)


def test_a_broken_content_encoding_is_a_problem_of_the_body():
    found = identify(HttpRequest(url=EWS, headers=Headers([("Content-Encoding", "gzip")]), body=b"no gzip"))
    assert found.problem.problem.reason == "encoding"

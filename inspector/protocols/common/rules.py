"""Rules that all documents share: transport, SOAP headers, versions, response messages."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from functools import lru_cache

from inspector.protocols.common.schema_disagreement import schema_disagreement, went_amiss
from inspector.protocols.common.schema_versions import MAJOR_VERSIONS, is_known_version, version_rank
from inspector.protocols.message import Message, text_of
from inspector.protocols.operation import Endpoint
from inspector.protocols.rule import (
    MAY,
    MUST,
    SHOULD,
    Severity,
    Violation,
    another_response,
    answer,
    fault,
    request,
    response,
    rule,
)
from inspector.protocols.session import History
from inspector.wire.http import HttpRequest, HttpResponse
from inspector.wire.soap import local_name


@lru_cache(256)
def _by_plain_http(url: str) -> str | None:
    """The host that is asked by plain HTTP; empty if the URL has none, ``None`` if it is not so asked."""
    asked = HttpRequest(url=url)
    return asked.host if asked.scheme == "http" else None


@lru_cache(256)
def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


@rule("CDT001", "https-to-the-server", MUST, section="2.1", on=request())
def https_to_the_server(message: Message, history: History) -> Iterator[Violation]:
    """Messages travel to the server by HTTPS.

    MS-OXWUMS section 2.1 says MUST: an error. The others say SHOULD: a warning. On a loopback address nothing
    leaves the machine: information, once in a session for each host.

    Good:
        POST https://mail.example.com/EWS/Exchange.asmx
    Bad:
        POST http://mail.example.com/EWS/Exchange.asmx
    """
    http = message.http
    assert isinstance(http, HttpRequest)
    host, operation = _by_plain_http(http.url), message.operation
    if host is None or operation is None or operation.document.https is None:
        return
    document, level, host = operation.document, operation.document.https, host or http.host
    if _is_loopback(host):
        if history.first_time(f"CDT001 {host}"):
            yield Violation(
                f"{host} is asked by plain HTTP, as is usual on a loopback address",
                severity=Severity.INFO,
                document=document.name,
                level=level,
            )
    else:
        yield Violation(
            f"{host or 'the server'} is asked by plain HTTP; the text says {level} for HTTPS",
            severity=Severity.ERROR if level is MUST else Severity.WARNING,
            document=document.name,
            level=level,
        )


@rule("CDT002", "soap-action", MUST, section="2.2", on=request(), severity=Severity.WARNING)
def soap_action(message: Message, history: History) -> Iterator[Violation]:
    """A SOAPAction, if there is one, is that of the operation that the Body asks for.

    The bindings of the documents give each operation its SOAPAction. Most clients send none, which is fine
    with every server; PlayOnPhone and PlayOnPhone2 share one, and UninstallApp has two (docs/errata.md). A
    warning, as servers go by the Body.

    Good:
        SOAPAction: "http://schemas.microsoft.com/exchange/services/2006/messages/GetCallInfo"
    Bad:
        SOAPAction: "http://schemas.microsoft.com/exchange/services/2006/messages/Disconnect" with
        m:GetCallInfo
    """
    field, operation = message.http.headers.first("soapaction"), message.operation
    if not field or operation is None:
        return
    told = field.strip().strip('"')
    if told and told not in operation.soap_actions:
        yield Violation(
            f"SOAPAction is {told[:120]!r}, the Body asks for {operation.name}",
            document=operation.document.name,
            section=operation.section,
        )


@rule(
    "CDT003",
    "request-server-version",
    MUST,
    section="2.2.3.9",
    on=request(only_with=("RequestServerVersion",), by_head=True),
    severity=Severity.WARNING,
)
def request_server_version(message: Message, history: History) -> Iterator[Violation]:
    """RequestServerVersion, if there is one, names a schema version that there is.

    MS-OXWSCDATA, ExchangeVersionType. Dated versions such as V2017_07_11 are taken whatever their date.

    Good:
        <t:RequestServerVersion Version="Exchange2013"/>
    Bad:
        <t:RequestServerVersion Version="Exchange2014"/>
    """
    wanted = message.soap_header("RequestServerVersion")
    if wanted is not None:
        name = str(wanted.get("Version", ""))
        if not is_known_version(name):
            yield Violation(f"there is no schema version {name[:60]!r}", wanted, "Version")


@rule(
    "CDT004",
    "server-version-told",
    SHOULD,
    section="2.2.3.10",
    on=response(only_without=("ServerVersionInfo",)),
)
def server_version_told(message: Message, history: History) -> Iterator[Violation]:
    """A response of the EWS endpoint carries ServerVersionInfo.

    The bindings list it as the header of every response there. Clients choose what they ask for by it.

    Good:
        <t:ServerVersionInfo MajorVersion="15" MinorVersion="0" Version="Exchange2013"/>
    Bad:
        <m:GetPhoneCallInformationResponse> under a Header without it
    """
    operation = message.operation
    if (
        operation is not None
        and operation.endpoint is Endpoint.EWS
        and message.soap_header("ServerVersionInfo") is None
    ):
        yield Violation(
            "the response has no ServerVersionInfo header, which the binding lists",
            message.payload,
            severity=Severity.WARNING,
        )


@rule(
    "CDT005",
    "server-version-agrees",
    MAY,
    section="2.2.3.10",
    on=answer(only_with=("ServerVersionInfo",), by_head=True),
)
def server_version_agrees(message: Message, history: History) -> Iterator[Violation]:
    """ServerVersionInfo names a schema version, and one that the server's major version has.

    Information only: examples 4.2, 4.4 and 4.8 of MS-OXWUMS themselves give major version 14 (Exchange
    2010) with Exchange2013.

    Good:
        <t:ServerVersionInfo MajorVersion="15" MinorVersion="0" Version="Exchange2013"/>
    Bad:
        <t:ServerVersionInfo MajorVersion="14" MinorVersion="0" Version="Exchange2013"/>
    """
    told = message.soap_header("ServerVersionInfo")
    if told is not None:
        oddity = _odd_version(str(told.get("Version", "")), str(told.get("MajorVersion", "")))
        if oddity:
            yield Violation(oddity, told, "Version")


@lru_cache(256)
def _odd_version(name: str, major: str) -> str:
    """What is odd about a server's version; empty if nothing is."""
    if name and not is_known_version(name):
        return f"there is no schema version {name[:60]!r}"
    following = {"8": "Exchange2010", "14": "Exchange2013"}.get(major)
    rank = version_rank(name)
    if following and rank is not None and rank >= (version_rank(following) or 0):
        return f"major version {major} ({MAJOR_VERSIONS[major]}) does not have the schema version {name}"
    return ""


@rule("CDT006", "response-of-the-request", MUST, section="2.2", on=another_response())
def response_of_the_request(message: Message, history: History) -> Iterator[Violation]:
    """A response answers the operation that was asked for.

    The output message of the operation's binding has one element, which is neither another operation's nor
    the request's own; failures are faults.

    Good:
        m:GetCallInfoResponse for m:GetCallInfo
    Bad:
        m:DisconnectResponse for m:GetCallInfo
    """
    operation, payload = message.operation, message.payload
    assert payload is not None
    if operation is not None and local_name(payload) != operation.response:
        yield Violation(
            f"{operation.name} is answered by {local_name(payload)}, not by {operation.response} or a fault",
            payload,
            document=operation.document.name,
            section=operation.section,
        )


@rule("CDT007", "response-class-and-code", MUST, section="2.2.4.67", on=response())
def response_class_and_code(message: Message, history: History) -> Iterator[Violation]:
    """ResponseClass and ResponseCode of a response message agree.

    Success goes with NoError; Error with another code and a MessageText that tells a person what it is.

    Good:
        <m:ResponseCode>NoError</m:ResponseCode>
    Bad:
        <m:ResponseCode>ErrorInvalidPhoneCallId</m:ResponseCode> with ResponseClass="Success"
    """
    for result, parts in message.response_message_parts:
        kind = result.get("ResponseClass")
        if kind not in ("Success", "Error"):
            continue  # warnings come with either; a missing or unknown class is the schema's matter
        element = parts.get("ResponseCode")
        code = text_of(element)
        if kind == "Success" and code != "NoError":
            yield Violation(
                f"ResponseClass is Success, ResponseCode is {code or 'missing'}; it must be NoError",
                result if element is None else element,
            )
        elif kind == "Error" and code in ("", "NoError"):
            yield Violation(
                f"ResponseClass is Error, ResponseCode is {code or 'missing'}; it must name the error",
                result if element is None else element,
            )
        elif kind == "Error" and not text_of(parts.get("MessageText")):
            yield Violation(
                f"the error {code} has no MessageText", result, severity=Severity.WARNING, level=SHOULD
            )


@rule(
    "CDT010",
    "status-of-a-fault",
    MUST,
    section="6.2",
    on=fault(),
    document="SOAP 1.1",
    severity=Severity.WARNING,
)
def status_of_a_fault(message: Message, history: History) -> Iterator[Violation]:
    """A SOAP fault comes with HTTP status 500.

    SOAP 1.1 section 6.2, which every document's transport rests on. A warning: clients read the body all
    the same, but some only if the status is one that they expect.

    Good:
        HTTP/1.1 500 Internal Server Error with soap:Fault
    Bad:
        HTTP/1.1 200 OK with soap:Fault
    """
    http = message.http
    assert isinstance(http, HttpResponse)
    if http.status < 400 and history.request is not None:  # of a message in a file no status is known
        yield Violation(f"the fault comes with status {http.status}, not with 500", message.payload)


@rule(
    "CDT011",
    "status-of-a-success",
    MUST,
    section="6.2",
    on=response(only_if=went_amiss),
    document="SOAP 1.1",
)
def status_of_a_success(message: Message, history: History) -> Iterator[Violation]:
    """A response that is no fault comes with an HTTP status of the 200s.

    SOAP 1.1 section 6.2: they say that the request was received, understood and accepted. Errors that the EWS
    endpoint tells in response messages are such responses.

    Good:
        HTTP/1.1 200 OK with m:DisconnectResponse
    Bad:
        HTTP/1.1 500 Internal Server Error with m:DisconnectResponse
    """
    http = message.http
    assert isinstance(http, HttpResponse)
    if http.status >= 300 and history.request is not None:
        yield Violation(f"the response is no fault and comes with status {http.status}", message.payload)


@rule(
    "CDT012",
    "version-that-has-the-operation",
    MUST,
    section="8",
    on=request(since=2013, only_with=("RequestServerVersion",), by_head=True),
    severity=Severity.WARNING,
)
def version_that_has_the_operation(message: Message, history: History) -> Iterator[Violation]:
    """Operations of the contact store and of mail apps are not asked of a version before Exchange 2013.

    The product lists of MS-OXWSCOS and MS-OXWSCEXT begin with Exchange 2013. A server that keeps to the
    version that the request asks for refuses them.

    Good:
        <t:RequestServerVersion Version="Exchange2013"/>
    Bad:
        <t:RequestServerVersion Version="Exchange2010_SP2"/>
    """
    wanted = message.soap_header("RequestServerVersion")
    rank = None if wanted is None else version_rank(str(wanted.get("Version", "")))
    if (
        wanted is not None
        and rank is not None
        and rank < (version_rank("Exchange2012") or 0)
        and message.operation is not None
    ):
        yield Violation(
            f"{message.operation.name} came with Exchange 2013, the request asks for {wanted.get('Version')}",
            wanted,
            "Version",
            document=message.operation.document.name,
        )


@rule(
    "CDT015",
    "schema-and-server-differ",
    MUST,
    section="2.2.5.24",
    on=answer(only_if=went_amiss),
    severity=Severity.INFO,
    by_schema=True,
)
def schema_and_server_differ(message: Message, history: History) -> Iterator[Violation]:
    """The server says of a request what the schema says of it.

    ErrorSchemaValidation means that the request is not valid (MS-OXWSCDATA section 2.2.5.24). Information:
    each server has the schema of its version, and reads more generously than it is written. What it accepts
    is told once in a session for each complaint. On the UM endpoint, whose schema does not change, it is a
    warning (UMS062).

    Good:
        a valid request gets no ErrorSchemaValidation
    Bad:
        a valid request gets ErrorSchemaValidation
    """
    disagreement = schema_disagreement(message, history)
    operation = message.operation
    if not disagreement or operation is None or operation.endpoint is not Endpoint.EWS:
        return
    if history.first_time(f"CDT015 {operation.name} {disagreement[:200]}"):
        yield Violation(disagreement, message.payload)


@rule(
    "CDT016",
    "endpoint-that-has-the-operation",
    MUST,
    section="1.5",
    on=request(sent_to=(Endpoint.UM,), by_head=True),
)
def endpoint_that_has_the_operation(message: Message, history: History) -> Iterator[Violation]:
    """An operation of the EWS endpoint is not sent to the UM endpoint.

    The operations cannot be reached unless the request goes to the right endpoint (section 1.5 of each
    document). MS-OXWUMS has operations of both, and a rule of its own (UMS012).

    Good:
        POST /EWS/Exchange.asmx with m:GetImItemList
    Bad:
        POST /EWS/UM2007Legacy.asmx with m:GetImItemList
    """
    operation = message.operation
    if operation is not None and Endpoint.UM not in operation.document.endpoints:
        yield Violation(
            f"{operation.name} belongs to the EWS endpoint, it was sent to the UM endpoint",
            message.payload,
            document=operation.document.name,
        )

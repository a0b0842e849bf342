"""Messages that break what the documents demand, made from those of real clients in the sample cassettes.

A rule that looks at many operations has few cases in ``cases/CODE``. Here each operation's own request and
answer are broken in every simple way, one at a time: so a statement about an operation has an example of it.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path

from lxml import etree

from inspector.cassette import Cassette
from inspector.conformance.check import Checker
from inspector.conformance.finding import Finding
from inspector.protocols import Operation
from inspector.protocols.registry import identify
from inspector.wire.http import Headers, HttpRequest, HttpResponse
from tests.messages import ERRORS, MESSAGES, SOAP, TYPES, soap

__all__ = ["Exchange", "broken", "examples", "judged"]

CASSETTES = Path(__file__).parents[2] / "cassettes"


@dataclass(frozen=True)
class Exchange:
    """A request and its answer, at a second of its session."""

    request: HttpRequest
    response: HttpResponse
    at: float = 0.0


Edit = Callable[[etree._Element], None]


def on_request(exchange: Exchange, edit: Edit) -> Exchange:
    """The exchange with its request's envelope edited."""
    return replace(exchange, request=replace(exchange.request, body=_edited(exchange.request.body, edit)))


def on_response(exchange: Exchange, edit: Edit) -> Exchange:
    """The exchange with its response's envelope edited."""
    return replace(exchange, response=replace(exchange.response, body=_edited(exchange.response.body, edit)))


def _edited(body: bytes, edit: Edit) -> bytes:
    root = etree.fromstring(body)
    edit(root)
    return etree.tostring(root, xml_declaration=True, encoding="utf-8")


@cache
def examples() -> dict[Operation, Exchange]:
    """The first exchange of each operation that went well."""
    found: dict[Operation, Exchange] = {}
    for path in sorted(CASSETTES.glob("*.jsonl")):
        with Cassette(path) as cassette:
            for each in cassette:
                operation, response = identify(each.request).operation, each.response
                if operation is None or response is None or operation in found:
                    continue
                failed = b'"Error"' in response.body or b"Fault>" in response.body
                if operation.endpoint.speaks_soap and not failed:
                    url = each.request.url.replace("http:", "https:", 1)
                    found[operation] = Exchange(replace(each.request, url=url), response)
    return found


def judged(session: Iterable[Exchange]) -> list[Finding]:
    """What a checker of its own says of a session."""
    checker = Checker(
        ignore=("XSD", "WIRE", "CDT015", "UMS062")
    )  # what needs the schema has cases of its own
    return [
        finding
        for each in session
        for finding in checker.check(each.request, each.response, at=each.at, took=0.05)
    ]


def broken(operation: Operation, exchange: Exchange) -> Iterator[Exchange]:
    """An exchange, broken in one way after the other."""
    for edit in _header_edits():
        yield on_request(exchange, edit)
        yield on_response(exchange, edit)
    for edit in _edits(_payload(exchange.request.body)):
        yield on_request(exchange, edit)
    for edit in _edits(_payload(exchange.response.body)):
        yield on_response(exchange, edit)
    yield from _by_http(exchange)
    yield from _answered_wrongly(operation, exchange)


def _payload(body: bytes) -> etree._Element:
    return etree.fromstring(body).find(f"{{{SOAP}}}Body")[0]


def _header_edits() -> Iterator[Edit]:
    """Headers that are wrong, that nobody listed, or that are not there."""
    told = {"MajorVersion": "15", "MinorVersion": "0"}
    yield from (
        _with_header("RequestServerVersion", Version="Exchange2014"),
        _with_header("RequestServerVersion", Version="Exchange2010_SP2"),
        _with_header("RequestServerVersion", Version="Exchange2007_SP1"),
        _with_header("ServerVersionInfo", **told, Version="Exchange2014"),
        _with_header("ServerVersionInfo", MajorVersion="8", MinorVersion="1", Version="Exchange2007_SP1"),
        _with_header("MailboxCulture", "German (Austria)"),
        _with_header("DateTimePrecision", "Seconds"),
        _with_header("ExchangeImpersonation", ConnectingSID="user1"),
        _without_header,
    )


def _with_header(name: str, text: str = "", ConnectingSID: str = "", **attributes: str) -> Edit:
    def edit(root: etree._Element) -> None:
        head = root.find(f"{{{SOAP}}}Header")
        if head is None:
            head = etree.Element(f"{{{SOAP}}}Header")
            root.insert(0, head)
        for old in head.findall(f"{{{TYPES}}}{name}"):
            head.remove(old)
        block = etree.SubElement(head, f"{{{TYPES}}}{name}", attributes)
        block.text = text or None
        if ConnectingSID:
            inside = etree.SubElement(block, f"{{{TYPES}}}ConnectingSID")
            etree.SubElement(inside, f"{{{TYPES}}}PrimarySmtpAddress").text = ConnectingSID

    return edit


def _without_header(root: etree._Element) -> None:
    for head in root.findall(f"{{{SOAP}}}Header"):
        root.remove(head)


def _edits(payload: etree._Element) -> Iterator[Edit]:
    """The first of each element left out, emptied, doubled or with another text; its attributes likewise."""
    seen: set[str] = set()
    for place, element in enumerate(payload.iter(etree.Element)):
        if element.tag in seen:
            continue
        seen.add(str(element.tag))
        if place:
            yield _at(place, lambda each: each.getparent().remove(each))
            yield _at(place, lambda each: each.addnext(copy.deepcopy(each)))
        yield _at(place, _renamed)
        yield _at(place, _emptied)
        if not len(element):
            for text in ("", "call me", "NoError", "ErrorInvalidRequest", "IPM.DistList"):
                yield _at(place, partial(_put, text))
        for name in element.attrib:
            yield _at(place, partial(_without, name))
            for text in ("Error", "Success", "call me", "x" * 513):
                yield _at(place, partial(_with, name, text))


def _at(place: int, change: Edit) -> Edit:
    def edit(root: etree._Element) -> None:
        payload = root.find(f"{{{SOAP}}}Body")[0]
        change(next(each for at, each in enumerate(payload.iter(etree.Element)) if at == place))

    return edit


def _put(text: str, element: etree._Element) -> None:
    element.text = text


def _without(name: str, element: etree._Element) -> None:
    del element.attrib[name]


def _with(name: str, text: str, element: etree._Element) -> None:
    element.set(name, text)


def _renamed(element: etree._Element) -> None:
    element.tag = f"{element.tag!s}ed"


def _emptied(element: etree._Element) -> None:
    for each in list(element):
        element.remove(each)


def _by_http(exchange: Exchange) -> Iterator[Exchange]:
    """In the clear, to the other endpoint, with another operation's action, or with another status."""
    request, response = exchange.request, exchange.response
    other = "/EWS/Exchange.asmx" if "UM2007" in request.url else "/EWS/UM2007Legacy.asmx"
    here = request.url.partition("/EWS/")[0].replace("127.0.0.1", "mail.example.com")
    for url in (here + other, here.replace("https:", "http:") + "/EWS/" + request.url.partition("/EWS/")[2]):
        yield replace(exchange, request=replace(request, url=url))
    action = request.headers.replacing("SOAPAction", f'"{MESSAGES}/Lunch"')
    yield replace(exchange, request=replace(request, headers=action))
    yield replace(exchange, response=replace(response, status=500 if response.status == 200 else 200))


def _answered_wrongly(operation: Operation, exchange: Exchange) -> Iterator[Exchange]:
    """A malformed request that is answered, errors of the other endpoint, faults that do not agree."""
    yield replace(exchange, request=replace(exchange.request, body=exchange.request.body[:-9]))
    text = "<m:MessageText>No.</m:MessageText>"
    error = f'<m:{operation.response} ResponseClass="Error">{text}'
    for code in ("ErrorInvalidPhoneCallId", "ErrorInvalidIdMalformed", "ErrorPhoneNumberNotDialable"):
        told = f"{error}<m:ResponseCode>{code}</m:ResponseCode></m:{operation.response}>"
        yield replace(exchange, response=_answer(told, 200))
    for right in ("The phone call ID isn't valid.", "Id is malformed."):
        told = f"{error}<m:ResponseCode>ErrorOther</m:ResponseCode></m:{operation.response}>"
        told = told.replace("No.", right)
        yield replace(exchange, response=_answer(told, 200))
    for code, text, kind in (
        ("ErrorInvalidRequest", "Try again.", "ErrorInvalidRequest"),
        ("ErrorSchemaValidation", "Try again.", "ErrorSchemaValidation"),
        ("InvalidCallIdException", "No.", ""),
        ("InvalidObjectIdException", "No.", ""),
        ("DialingRulesException", "No.", ""),
        ("Client", "The call identifier isn't valid.", "InvalidCallIdException"),
        ("Client", "No.", "DialingRulesException"),
        ("Client", "No.", "InvalidObjectIdException"),
        ("ErrorInvalidPhoneCallId", "The phone call ID isn't valid.", "ErrorInvalidPhoneCallId"),
        ("ErrorInvalidIdMalformed", "Id is malformed.", "ErrorInvalidIdMalformed"),
        ("ErrorPhoneNumberNotDialable", "No.", "ErrorPhoneNumberNotDialable"),
    ):
        part = "ExceptionType" if kind.endswith("Exception") else "ResponseCode"
        inside = f"<e:{part}>{kind}</e:{part}>" if kind else ""
        yield replace(
            exchange,
            response=_answer(
                f'<s:Fault xmlns:e="{ERRORS}"><faultcode>e:{code}</faultcode>'
                f"<faultstring>{text}</faultstring><detail>{inside}</detail></s:Fault>",
                500,
            ),
        )


def _answer(payload: str, status: int) -> HttpResponse:
    told = '<t:ServerVersionInfo MajorVersion="15" MinorVersion="0" Version="Exchange2013"/>'
    return HttpResponse(Headers({"Content-Type": "text/xml"}), soap(payload, told), status)

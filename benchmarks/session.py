"""A session of many GetItem requests to one URL, as a cassette of ours and in the formats of peers."""

from __future__ import annotations

from pathlib import Path

from inspector.cassette import CassetteWriter, Interaction
from inspector.wire.http import Headers, HttpRequest, HttpResponse

URL = "https://mail.example.com/EWS/Exchange.asmx"
_HEADERS = Headers([("Content-Type", "text/xml; charset=utf-8")])
_ENVELOPE = (
    '<?xml version="1.0" encoding="utf-8"?>\n'
    '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"'
    ' xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages"'
    ' xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types">{}</s:Envelope>'
)


def request_body(n: int) -> bytes:
    """Returns the body of the n-th request."""
    return _ENVELOPE.format(
        '<s:Header><t:RequestServerVersion Version="Exchange2016"/></s:Header><s:Body><m:GetItem>'
        "<m:ItemShape><t:BaseShape>AllProperties</t:BaseShape></m:ItemShape><m:ItemIds>"
        f'<t:ItemId Id="AAMkAGQ1{n:08}" ChangeKey="CQAAABYA"/></m:ItemIds></m:GetItem></s:Body>'
    ).encode()


def response_body(n: int) -> bytes:
    """Returns the body of the answer to it, of 1 kB."""
    return _ENVELOPE.format(
        '<s:Header><t:ServerVersionInfo MajorVersion="15" MinorVersion="1" Version="V2017_07_11"/></s:Header>'
        '<s:Body><m:GetItemResponse><m:ResponseMessages><m:GetItemResponseMessage ResponseClass="Success">'
        f'<m:ResponseCode>NoError</m:ResponseCode><m:Items><t:Message><t:ItemId Id="AAMkAGQ1{n:08}"/>'
        f'<t:Subject>Weekly report {n}</t:Subject><t:Body BodyType="Text">{"All is well. " * 25}</t:Body>'
        "</t:Message></m:Items></m:GetItemResponseMessage></m:ResponseMessages></m:GetItemResponse></s:Body>"
    ).encode()


def request(n: int) -> HttpRequest:
    """Returns the n-th request."""
    return HttpRequest(_HEADERS, request_body(n), url=URL)


def write_cassette(path: Path, count: int) -> Path:
    """Writes a cassette of ours."""
    with CassetteWriter(path) as writer:
        for n in range(count):
            answer = HttpResponse(_HEADERS, response_body(n))
            writer.append(Interaction(0, n / 10, request(n), answer, took=0.01))
    return path


def write_flows(path: Path, count: int) -> Path:
    """Writes a file of mitmproxy flows."""
    from mitmproxy.io import FlowWriter
    from mitmproxy.test import tflow

    with path.open("wb") as file:
        writer = FlowWriter(file)
        for n in range(count):
            flow = tflow.tflow(resp=True)
            flow.request.method = "POST"
            flow.request.url = URL
            flow.request.headers["content-type"] = "text/xml; charset=utf-8"
            flow.request.content = request_body(n)
            assert flow.response is not None
            flow.response.content = response_body(n)
            flow.response.headers["content-type"] = "text/xml; charset=utf-8"
            writer.add(flow)
    return path


def write_vcr(path: Path, count: int) -> Path:
    """Writes a vcrpy cassette."""
    from vcr.persisters.filesystem import FilesystemPersister
    from vcr.request import Request
    from vcr.serializers import yamlserializer

    requests = [Request("POST", URL, request_body(n), {"Content-Type": "text/xml"}) for n in range(count)]
    responses = [
        {
            "status": {"code": 200, "message": "OK"},
            "headers": {"Content-Type": ["text/xml"]},
            "body": {"string": response_body(n)},
        }
        for n in range(count)
    ]
    FilesystemPersister.save_cassette(path, {"requests": requests, "responses": responses}, yamlserializer)
    return path


def write_cassetter(path: Path, count: int) -> Path:
    """Writes a cassette of cassetter."""
    from cassetter import Cassette, RecordMode

    cassette = Cassette(path, record_mode=RecordMode.ALL)
    headers = {"content-type": ["text/xml; charset=utf-8"]}
    for n in range(count):
        cassette.record("POST", URL, headers, request_body(n), 200, headers, response_body(n))
    cassette.save()
    return path

"""Recordings as other tools write them, made of interactions: a file of each format."""

import zipfile
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import yaml

from inspector.cassette import CassetteHeader, CassetteWriter, Interaction
from inspector.cassette.formats import write_file
from inspector.wire import HttpResponse

__all__ = ["WAYS", "as_cassette", "raw"]

Write = Callable[[Path, Sequence[Interaction]], None]
_BEGAN = datetime(2026, 11, 22, 12, tzinfo=UTC)


def as_cassette(path: Path, interactions: Sequence[Interaction]) -> None:
    with CassetteWriter(path) as writer:
        for one in interactions:
            writer.append(one)


def _answer(one: Interaction) -> HttpResponse:
    assert one.response is not None
    return one.response


def _heads(one: Interaction) -> tuple[str, str]:
    """The heads of both messages, with line feeds."""
    fields = ["".join(f"\n{n}: {v}" for n, v in message.headers) for message in (one.request, _answer(one))]
    asked = f"{one.request.method} {one.request.path} HTTP/1.1\nHost: {one.request.host}{fields[0]}"
    return asked, f"HTTP/1.1 {_answer(one).status} {_answer(one).reason}{fields[1]}"


def raw(one: Interaction) -> tuple[bytes, bytes]:
    """The two messages as they go over the wire."""
    asked, answered = (head.replace("\n", "\r\n").encode() + b"\r\n\r\n" for head in _heads(one))
    return asked + one.request.body, answered + _answer(one).body


def _format(name: str) -> Write:
    def write(path: Path, interactions: Sequence[Interaction]) -> None:
        write_file(interactions, CassetteHeader(), path, name)

    return write


def as_archive(path: Path, interactions: Sequence[Interaction]) -> None:
    """Fiddler's."""
    with zipfile.ZipFile(path, "w") as archive:
        for n, one in enumerate(interactions, 1):
            for part, data in zip("cs", raw(one), strict=True):
                archive.writestr(f"raw/{n}_{part}.txt", data)
            asked, answered = (_when(at, "T", 7) for at in (one.at, one.at + one.took))
            timers = f'<SessionTimers ClientDoneRequest="{asked}" ServerDoneResponse="{answered}" />'
            port = f'<SessionFlags><SessionFlag N="x-clientport" V="{_port(one)}" /></SessionFlags>'
            archive.writestr(f"raw/{n}_m.xml", f"<Session>{timers}{port}</Session>")


def as_trace(path: Path, interactions: Sequence[Interaction]) -> None:
    """libuhttpmock's."""
    lines = []
    for one in interactions:
        for sign, data in zip((b"> ", b"< "), raw(one), strict=True):
            lines += [sign + line for line in data.split(b"\n")]
            lines.append(b"  ")
    path.write_bytes(b"\n".join(lines) + b"\n")


def as_tape(path: Path, interactions: Sequence[Interaction]) -> None:
    """vcrpy's."""
    entries = [
        {
            "request": {
                "method": one.request.method,
                "uri": one.request.url,
                "headers": {name: [value] for name, value in one.request.headers},
                "body": one.request.body.decode(),
            },
            "response": {
                "status": {"code": _answer(one).status, "message": _answer(one).reason},
                "headers": {name: [value] for name, value in _answer(one).headers},
                "body": {"string": _answer(one).body.decode()},
            },
        }
        for one in interactions
    ]
    path.write_text(yaml.safe_dump({"interactions": entries, "version": 1}), "utf-8")


def as_client_trace(path: Path, interactions: Sequence[Interaction]) -> None:
    """The EWS Managed API's."""
    text = []
    for one in interactions:
        asked, answered = _heads(one)
        parts = {
            "EwsRequestHttpHeaders": (asked, one.at),
            "EwsRequest": (one.request.body.decode(), one.at),
            "EwsResponseHttpHeaders": (answered, one.at + one.took),
            "EwsResponse": (_answer(one).body.decode(), one.at + one.took),
        }
        for tag, (content, at) in parts.items():
            attributes = f'Tag="{tag}" Tid="{_port(one)}" Time="{_when(at, " ", 0)}"'
            text.append(f"<Trace {attributes}>\n{content}\n</Trace>\n")
    path.write_text("".join(text), "utf-8", newline="")


def as_exchangelib_log(path: Path, interactions: Sequence[Interaction]) -> None:
    text = []
    for one in interactions:
        answer = _answer(one)
        text.append(
            f"{_when(one.at + one.took, ' ', 3)} DEBUG Timeout: 120\nSession: {_port(one)}\nThread: 1\n"
            f"Auth type: <auth>\nURL: {one.request.url}\nHTTP adapter: <adapter>\nStreaming: False\n"
            f"Response time: {one.took}\nStatus code: {answer.status}\n"
            f"Request headers: {dict(one.request.headers)}\nResponse headers: {dict(answer.headers)}\n"
            f"{_when(one.at + one.took, ' ', 3)} DEBUG Request XML: {one.request.body!r}\n"
            f"Response XML: {answer.body!r}\n"
        )
    path.write_text("".join(text), "utf-8")


def as_ewsjs_log(path: Path, interactions: Sequence[Interaction]) -> None:
    text = []
    for one in interactions:
        answer = _answer(one)
        text.append(
            f"sending ews request\n{{\n  url: {_quoted(one.request.url)},\n"
            f"  headers: {_object(one.request.headers)},\n"
            f"  type: 'POST',\n  data: {_quoted(one.request.body.decode())}\n}}\n"
            f"{{\n  status: {answer.status},\n  headers: Object [AxiosHeaders] {_object(answer.headers)},\n"
            f"  finalUrl: undefined,\n  statusText: {_quoted(answer.reason)},\n"
            f"  responseText: {_quoted(answer.body.decode())},\n"
            "  getResponseHeader: [Function (anonymous)]\n}\n"
        )
    path.write_text("".join(text), "utf-8")


def _quoted(text: str) -> str:
    return (
        "'" + text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n").replace("\r", "\\r") + "'"
    )


def _object(headers: Sequence[tuple[str, str]]) -> str:
    return "{\n" + "".join(f"    {_quoted(name)}: {_quoted(value)},\n" for name, value in headers) + "  }"


def _when(at: float, between: str, digits: int) -> str:
    when = _BEGAN + timedelta(seconds=at)
    fraction = f"{when.microsecond:06}0"[:digits]
    return f"{when:%Y-%m-%d}{between}{when:%H:%M:%S}{'.' if digits else ''}{fraction}Z"


def _port(one: Interaction) -> str:
    return "5" + "".join(filter(str.isdigit, one.conn)).rjust(4, "0")[-4:]


WAYS: dict[str, Write] = {
    "flows": _format("flows"),
    "har": _format("har"),
    "saz": as_archive,
    "uhttpmock": as_trace,
    "vcr": as_tape,
    "trace": as_client_trace,
    "exchangelib": as_exchangelib_log,
    "ewsjs": as_ewsjs_log,
}
"""A writer for each of the formats that are read."""

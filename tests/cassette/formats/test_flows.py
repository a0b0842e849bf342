"""Flows that we write load in mitmproxy with their bodies, and mitmproxy's own come in whole."""

from collections.abc import Iterable
from pathlib import Path

import pytest
from mitmproxy.http import HTTPFlow
from mitmproxy.io import FlowReader, FlowWriter
from mitmproxy.test import tflow

from inspector.cassette import Cassette, CassetteHeader, Interaction
from inspector.cassette.formats import flows, read_file, write_file
from inspector.errors import UnreadableInput
from inspector.resources import cassettes_dir
from inspector.wire import Headers, HttpRequest, HttpResponse

HEADER = CassetteHeader(created="2026-11-22T12:00:00.000Z")
XML = ("Content-Type", "text/xml; charset=utf-8")
URL = "https://mail.example.com/EWS/Exchange.asmx"


def written(folder: Path, interactions: Iterable[Interaction]) -> tuple[Path, set[str]]:
    path = folder / "session.flows"
    return path, write_file(interactions, HEADER, path)


def in_mitmproxy(path: Path) -> list[HTTPFlow]:
    with path.open("rb") as file:
        return [flow for flow in FlowReader(file).stream() if isinstance(flow, HTTPFlow)]


def test_status_reason_times_and_encodings_are_there(tmp_path: Path) -> None:
    response = HttpResponse(Headers([XML]), b"<b/>", 500, "Oh")
    request = HttpRequest(Headers([XML]), b"<a/>", "POST", URL)
    one = Interaction(1, 1.5, request, response, took=0.25, response_encoding="gzip")
    path, losses = written(tmp_path, [one])
    (flow,) = in_mitmproxy(path)
    assert (flow.request.url, flow.request.content) == (URL, b"<a/>")
    assert flow.response is not None and flow.response.raw_content is not None
    assert (flow.response.status_code, flow.response.reason, flow.response.content) == (500, "Oh", b"<b/>")
    assert flow.response.raw_content[:2] == b"\x1f\x8b"
    assert flow.response.timestamp_end is not None
    assert flow.response.timestamp_end - flow.request.timestamp_start == pytest.approx(0.25)
    assert len(losses) == 1 and "anew" in losses.pop()


@pytest.mark.parametrize("sample", sorted(path.name for path in cassettes_dir().glob("*.jsonl")))
def test_the_sample_cassettes_load_in_mitmproxy_with_their_bodies(sample: str, tmp_path: Path) -> None:
    with Cassette(cassettes_dir() / sample) as cassette:
        path, _ = written(tmp_path, cassette)
        for one, flow in zip(cassette, in_mitmproxy(path), strict=True):
            assert one.response is not None and flow.response is not None
            assert (flow.request.method, flow.request.content) == (one.request.method, one.request.body)
            assert (flow.response.status_code, flow.response.content) == (
                one.response.status,
                one.response.body,
            )


@pytest.mark.parametrize("body", [b"", b"<a>\xe9", b"\x03\x01j\0\xff", "<a>é</a>".encode("utf-16")])
def test_any_bytes_come_back(body: bytes, tmp_path: Path) -> None:
    one = Interaction(1, 0.0, HttpRequest(Headers([XML]), body, "POST", URL), HttpResponse(Headers(), body))
    path, losses = written(tmp_path, [one])
    (flow,), (back,) = in_mitmproxy(path), read_file(path)[1]
    assert flow.response is not None and back.response is not None
    assert (
        flow.request.raw_content
        == flow.response.raw_content
        == back.request.body
        == back.response.body
        == body
    )
    assert losses == set()


def test_many_connections_keep_their_names_and_do_not_fill_the_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flows, "_MOST_CLIENTS", 2)
    names = ["a", "b", "c", "a", "d", "a"]
    many = [Interaction(1, 0.0, HttpRequest(url=URL), HttpResponse(), conn=name) for name in names]
    path, _ = written(tmp_path, many)
    assert [one.conn for one in read_file(path)[1]] == names
    assert [flow.client_conn.id for flow in in_mitmproxy(path)] == names


def test_mitmproxys_own_flows_come_in(tmp_path: Path) -> None:
    path = tmp_path / "own.flows"
    asked, unanswered = tflow.tflow(resp=True), tflow.tflow(err=True)
    asked.request.headers.fields += ((b"x-old", b"caf\xe9"), (b"x-new", "café".encode()))
    with path.open("wb") as file:
        writer = FlowWriter(file)
        for flow in (asked, tflow.ttcpflow(), unanswered):
            writer.add(flow)
    first, second = read_file(path)[1]
    assert (first.request.header("x-old"), first.request.header("x-new")) == ("café", "café")
    assert first.response is not None and first.response.body == b"message"
    assert (second.response, second.error) == (None, "error")


def test_what_stands_before_a_cut_comes_out_before_the_error(tmp_path: Path) -> None:
    two = [Interaction(n, 0.0, HttpRequest(url=URL), HttpResponse()) for n in (1, 2)]
    path, _ = written(tmp_path, two)
    path.write_bytes(path.read_bytes()[:-10])
    found = read_file(path)[1]
    assert next(found).n == 1
    with pytest.raises(UnreadableInput, match="is cut"):
        next(found)

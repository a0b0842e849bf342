"""Flows that we write load in mitmproxy with their bodies, and mitmproxy's own come in whole."""

from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mitmproxy.http import HTTPFlow
from mitmproxy.io import FlowReader, FlowWriter
from mitmproxy.test import tflow

from inspector.cassette import Cassette, CassetteHeader, Interaction
from inspector.cassette.formats import FORMATS, ImportReport, format_of, read_file, write_file
from inspector.cassette.model import Missing
from inspector.errors import InputError
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


def test_connections_keep_their_names_and_a_file_is_the_same_each_time(tmp_path: Path) -> None:
    names = ["a", "b", "c", "a", "d", "a"]
    many = [
        Interaction(n, 0.0, HttpRequest(url=URL), HttpResponse(), conn=name)
        for n, name in enumerate(names, 1)
    ]
    path, _ = written(tmp_path, many)
    assert [one.conn for one in read_file(path)[1]] == names
    assert [flow.client_conn.id for flow in in_mitmproxy(path)] == names
    assert len({flow.id for flow in in_mitmproxy(path)}) == len(names)
    before = path.read_bytes()
    path.unlink()
    assert written(tmp_path, many)[0].read_bytes() == before


@pytest.mark.parametrize("url", ["", "x", "*", "mail.example.com:443", "http://[::1", "http:///x"])
def test_a_url_of_no_host_and_a_reason_in_any_script_pass(url: str, tmp_path: Path) -> None:
    one = Interaction(1, 0.0, HttpRequest(url=url), HttpResponse(reason="Größe 雪"))
    path, _ = written(tmp_path, [one])
    (back,) = read_file(path)[1]
    assert back.response is not None
    assert back.response.reason == "Größe 雪"
    assert url in (in_mitmproxy(path)[0].request.path, back.request.url)


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
    with pytest.raises(InputError, match="is cut"):
        next(found)


_octets = st.binary(max_size=40)
_tokens = st.text("abcXYZ-", min_size=1, max_size=8).map(str.encode)
_values = st.text(st.characters(min_codepoint=33, max_codepoint=255), max_size=12)
_fields = st.lists(st.tuples(_tokens, _values.map(lambda text: text.encode("latin-1"))), max_size=3)
_seconds = st.integers(0, 10_000_000).map(lambda count: count / 1000)


@given(st.lists(st.tuples(_octets, _octets, _fields, _seconds, _seconds), min_size=1, max_size=4))
@settings(max_examples=60, deadline=None)
def test_what_mitmproxy_writes_comes_back(
    exchanges: list[tuple[bytes, bytes, list[tuple[bytes, bytes]], float, float]],
) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "own.flows"
        with path.open("wb") as file:
            for asked, answered, fields, at, took in exchanges:
                flow = tflow.tflow(resp=True)
                assert flow.response is not None
                flow.request.headers.fields = flow.response.headers.fields = tuple(fields)
                flow.request.raw_content, flow.response.raw_content = asked, answered
                flow.request.timestamp_start = flow.request.timestamp_end = 1.8e9 + at
                flow.response.timestamp_start = flow.response.timestamp_end = 1.8e9 + at + took
                FlowWriter(file).add(flow)
        assert format_of(path) is FORMATS["flows"]
        found = list(read_file(path)[1])
    for one, (asked, answered, fields, at, took) in zip(found, exchanges, strict=True):
        assert one.response is not None
        assert (one.request.body, one.response.body) == (asked, answered)
        names = [name.decode() for name, _ in fields]
        assert (
            [name for name, _ in one.request.headers] == [name for name, _ in one.response.headers] == names
        )
        assert (one.at, one.took) == pytest.approx((max(at - exchanges[0][3], 0.0), took), abs=1e-5)


def test_a_first_flow_of_any_size_is_known(tmp_path: Path) -> None:
    path = tmp_path / "page.bin"
    flow = tflow.tflow(resp=True)
    assert flow.response is not None
    flow.response.raw_content = b"<html>" + b"x" * 500_000
    with path.open("wb") as file:
        FlowWriter(file).add(flow)
    (one,) = read_file(path)[1]
    assert one.response is not None and len(one.response.body) == 500_006


def test_a_flow_that_cannot_be_read_is_left_out_and_the_next_is_not(tmp_path: Path) -> None:
    path = tmp_path / "three.flows"
    with path.open("wb") as file:
        for status in (200, 201, 202):
            flow = tflow.tflow(resp=True)
            assert flow.response is not None
            flow.response.status_code = status
            FlowWriter(file).add(flow)
    content = path.read_bytes()
    assert content.count(b"11:status_code;3:201#") == 1
    path.write_bytes(content.replace(b"11:status_code;3:201#", b"11:status_c0de;3:201#"))
    report = ImportReport()
    found = list(read_file(path, report=report)[1])
    assert [one.response.status for one in found if one.response] == [200, 202]
    assert report.notes == ["flow 2 is left out: mitmproxy cannot read it"] and not report.complete


def test_flows_of_a_newer_mitmproxy_say_so(tmp_path: Path) -> None:
    path = tmp_path / "new.flows"
    path.write_bytes(b"16:7:version;3:999#}" * 2)
    with pytest.raises(InputError, match="999"):
        list(read_file(path, report=ImportReport())[1])


def test_a_body_that_the_flow_does_not_have_is_missing(tmp_path: Path) -> None:
    path = tmp_path / "own.flows"
    flow = tflow.tflow(resp=True)
    assert flow.response is not None
    flow.response.raw_content = None
    with path.open("wb") as file:
        FlowWriter(file).add(flow)
    (one,) = read_file(path)[1]
    assert (
        one.missing_from("response") is Missing.ABSENT
        and one.error == "the response's body is not in the flow"
    )


def test_a_length_that_nobody_has_takes_no_memory(tmp_path: Path) -> None:
    path = tmp_path / "huge.flows"
    path.write_bytes(b"999999999999:7:version;2:21#")
    with pytest.raises(InputError, match="999,999,999,999 bytes, and 28 follow"):
        list(read_file(path)[1])


@pytest.mark.parametrize("suffix", [".flows", ".har"])
def test_what_an_import_marked_is_kept_on_the_way_through_other_formats(suffix: str, tmp_path: Path) -> None:
    extra = {"times": "none", "response": {"body_missing": "cut"}}
    response = HttpResponse(Headers([XML]), b"<b")
    one = Interaction(
        1, 0.0, HttpRequest(Headers([XML]), b"<a/>", "POST", URL), response, "it is cut", extra=extra
    )
    path = tmp_path / f"one{suffix}"
    write_file([one], HEADER, path)
    (back,) = read_file(path)[1]
    assert (back.missing_from("response"), back.timed, back.error) == (Missing.CUT, False, "it is cut")
    assert back.response is not None and back.response.body == b"<b"

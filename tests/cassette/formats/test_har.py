"""HAR that we write opens in other tools' readers with its bodies, and theirs open here."""

import base64
import json
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from haralyzer import HarParser
from hypothesis import given, settings
from hypothesis import strategies as st
from mitmproxy.http import HTTPFlow
from mitmproxy.io import FlowReader

from inspector.cassette import Cassette, CassetteHeader, Interaction
from inspector.cassette.formats import read_file, write_file
from inspector.resources import cassettes_dir
from inspector.wire import Headers, HttpRequest, HttpResponse
from inspector.wire.encoding import charset_parameter

HEADER = CassetteHeader(created="2026-11-22T12:00:00.000Z")
URL = "https://mail.example.com/EWS/Exchange.asmx"
WBXML = bytes((3, 1, 106, 0, 0, 10, 69, 92, 79, 80, 3, 49, 0, 255, 254, 0, 1))

# name: Content-Type, body
BODIES = {
    "UTF-8": ("text/xml; charset=utf-8", "<a>é & ü 中</a>".encode()),
    "UTF-8 with a mark": ("text/xml; charset=utf-8", b"\xef\xbb\xbf<a/>"),
    "UTF-16": ("text/xml; charset=utf-16", "<a>é中</a>".encode("utf-16")),
    "Latin-1": ('text/xml; charset="ISO-8859-1"', "<a>é</a>".encode("latin-1")),
    "a charset that nobody knows": ("text/xml; charset=x-none", b"<a/>"),
    "no charset, ASCII": ("text/xml", b"<a/>\r\n"),
    "no type at all": ("", b"<a/>"),
    "not well-formed": ("text/xml; charset=utf-8", b"<a>Smith & Co < Sons\0</b>"),
    "quotes and line ends": (
        "text/xml; charset=utf-8",
        b'"entries": [ \\" \r\n \xe2\x80\xa8 "startedDateTime"',
    ),
    "WBXML": ("application/vnd.ms-sync.wbxml", WBXML),
    "not what its charset says": ("text/xml; charset=utf-8", b"<a>\xe9</a>"),
    "empty": ("text/xml; charset=utf-8", b""),
}
EVERY = BODIES | {
    "no charset, not ASCII": ("text/xml", "<a>é</a>".encode())
}  # mitmproxy 11 takes it for Latin-1


def interaction(content_type: str, body: bytes, coding: str = "") -> Interaction:
    headers = Headers([("Content-Type", content_type)] if content_type else [])
    request = HttpRequest(headers, body, "POST", URL)
    return Interaction(
        1, 0.5, request, HttpResponse(headers, body), request_encoding=coding, response_encoding=coding
    )


def written(folder: Path, interactions: Iterable[Interaction]) -> tuple[Path, set[str]]:
    path = folder / "session.har"
    path.unlink(missing_ok=True)
    return path, write_file(interactions, HEADER, path)


def in_mitmproxy(path: Path) -> list[HTTPFlow]:
    with path.open("rb") as file:
        return [flow for flow in FlowReader(file).stream() if isinstance(flow, HTTPFlow)]


@pytest.mark.parametrize("coding", ["", "gzip", "br"])
@pytest.mark.parametrize("name", EVERY)
def test_answers_are_whole_in_mitmproxy_haralyzer_and_here(name: str, coding: str, tmp_path: Path) -> None:
    content_type, body = EVERY[name]
    path, _ = written(tmp_path, [interaction(content_type, body, coding)])
    (flow,) = in_mitmproxy(path)
    assert flow.response is not None and flow.response.content == body
    response = HarParser.from_file(str(path)).pages[0].entries[0].response
    packed = response.textEncoding == "base64"
    codec = charset_parameter(content_type) if name != "a charset that nobody knows" else None
    assert (base64.b64decode(response.text) if packed else response.text.encode(codec or "ascii")) == body
    assert (response.contentSize, response.bodySize) == (len(body), -1 if coding else len(body))
    (back,) = read_file(path)[1]
    assert back.response is not None
    assert (back.response.body, back.response_encoding) == (body, coding)


@pytest.mark.parametrize("coding", ["", "gzip"])
@pytest.mark.parametrize("name", EVERY)
def test_requests_are_whole_in_mitmproxy_haralyzer_and_here(name: str, coding: str, tmp_path: Path) -> None:
    content_type, body = EVERY[name]
    path, losses = written(tmp_path, [interaction(content_type, body, coding)])
    (back,) = read_file(path)[1]
    assert (back.request.body, back.request_encoding) == (body, coding)
    entry = json.loads(path.read_text("utf-8"))["log"]["entries"][0]["request"]
    assert entry["bodySize"] == (-1 if coding else len(body))
    told = HarParser.from_file(str(path)).pages[0].entries[0].request.text
    if "_textBase64" in entry.get("postData", ()):
        assert base64.b64decode(told) == body
        assert ["_textBase64" in loss for loss in losses] == [True]
    else:
        assert losses == set()
    if name in BODIES:
        (flow,) = in_mitmproxy(path)
        assert flow.request.content == body


_types = st.sampled_from([kind for kind, _ in EVERY.values()])
_bodies = st.one_of(
    st.binary(max_size=40), st.text(max_size=40).map(lambda text: text.encode("utf-8", "replace"))
)
_codings = st.sampled_from(["", "gzip", "deflate", "zstd"])


@given(st.lists(st.builds(interaction, _types, _bodies, _codings), min_size=1, max_size=4))
@settings(max_examples=40)
def test_any_body_of_any_type_comes_back(interactions: list[Interaction]) -> None:
    with TemporaryDirectory() as folder:
        path, _ = written(Path(folder), interactions)
        back, flows = list(read_file(path)[1]), in_mitmproxy(path)
    for before, after, flow in zip(interactions, back, flows, strict=True):
        assert before.response is not None and after.response is not None and flow.response is not None
        assert (after.request.body, after.response.body) == (before.request.body, before.response.body)
        assert after.response_encoding == before.response_encoding
        assert flow.response.content == before.response.body


@pytest.mark.parametrize("sample", sorted(path.name for path in cassettes_dir().glob("*.jsonl")))
def test_the_sample_cassettes_open_in_mitmproxy_and_haralyzer(sample: str, tmp_path: Path) -> None:
    with Cassette(cassettes_dir() / sample) as cassette:
        path, _ = written(tmp_path, cassette)
        assert len(HarParser.from_file(str(path)).pages[0].entries) == len(cassette)
        for one, flow in zip(cassette, in_mitmproxy(path), strict=True):
            assert one.response is not None and flow.response is not None
            assert (flow.request.method, flow.request.content) == (one.request.method, one.request.body)
            assert (flow.response.status_code, flow.response.content) == (
                one.response.status,
                one.response.body,
            )


def test_a_body_whose_encoding_is_broken_stands_there_as_it_came(tmp_path: Path) -> None:
    headers = Headers([("A", "1"), ("Content-Encoding", "gzip"), ("B", "2")])
    one = Interaction(1, 0.0, HttpRequest(headers, b"no gzip", "POST", URL), HttpResponse(headers, b"\xff"))
    path, losses = written(tmp_path, [one])
    (back,), (flow,) = read_file(path)[1], in_mitmproxy(path)
    assert back.to_json() == one.to_json()
    assert flow.response is not None and flow.response.content == b"\xff"
    assert any("broken" in loss for loss in losses)


def test_codings_that_other_readers_do_not_know_come_back_here(tmp_path: Path) -> None:
    path, _ = written(tmp_path, [interaction("text/xml", b"<a/>", "gzip, deflate")])
    (back,), (flow,) = read_file(path)[1], in_mitmproxy(path)
    assert (back.request_encoding, back.response_encoding) == ("gzip, deflate", "gzip, deflate")
    assert flow.response is not None and flow.response.content == b"<a/>"


def test_a_path_without_a_host_and_a_missing_answer_are_no_obstacle(tmp_path: Path) -> None:
    one = Interaction(1, 0.0, HttpRequest(Headers(), b"", "GET", "/EWS/types.xsd?a=b"), None, "hung up")
    path, _ = written(tmp_path, [one])
    (back,), (flow,) = read_file(path)[1], in_mitmproxy(path)
    assert (back.request.url, back.response, back.error) == ("/EWS/types.xsd?a=b", None, "hung up")
    assert flow.request.url == "http://localhost/EWS/types.xsd?a=b"


def archive(path: Path, *entries: dict[str, object], **log: object) -> Path:
    path.write_text(json.dumps({"log": {"version": "1.2", **log, "entries": entries}}), "utf-8")
    return path


def entry(text: str, content_type: str, at: str = "2026-11-22T12:00:00Z") -> dict[str, object]:
    headers = [{"name": "content-type", "value": content_type}]
    return {
        "startedDateTime": at,
        "time": 12,
        "request": {"method": "POST", "url": URL, "headers": headers, "postData": {"text": text}},
        "response": {"status": 200, "headers": headers, "content": {"text": text}},
    }


@pytest.mark.parametrize(
    ("text", "content_type", "body"),
    [
        ("<a>é</a>", "text/xml; charset=utf-16", "<a>é</a>".encode("utf-16")),
        ("<a>é</a>", "text/xml", "<a>é</a>".encode()),
        ("<a>中</a>", "text/xml; charset=iso-8859-1", "<a>中</a>".encode()),
        (WBXML.decode("utf-8", "surrogateescape"), "application/vnd.ms-sync.wbxml", WBXML),
    ],
)
def test_texts_become_the_bytes_that_their_type_tells_of(
    text: str, content_type: str, body: bytes, tmp_path: Path
) -> None:
    (one,) = read_file(archive(tmp_path / "a.har", entry(text, content_type)))[1]
    assert one.request.body == body


def test_times_count_from_the_earliest_entry_wherever_it_stands(tmp_path: Path) -> None:
    entries = [entry("", "text/xml", f"2026-11-22T12:00:{second:02}Z") for second in (7, 2, 9)]
    pages = [{"startedDateTime": "2020-01-01T00:00:00Z", "title": '"entries": ['}]
    found = read_file(archive(tmp_path / "a.har", *entries, pages=pages))[1]
    assert [one.at for one in found] == [5.0, 0.0, 7.0]


def test_what_stands_before_a_cut_comes_out_before_the_error(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.har", entry("<a/>", "text/xml"), entry("<b/>", "text/xml"))
    path.write_bytes(path.read_bytes()[:-30])
    found = read_file(path)[1]
    assert next(found).request.body == b"<a/>"
    with pytest.raises(Exception, match="after entry 1"):
        next(found)

"""HAR that we write opens in other tools' readers with its bodies, and theirs open here."""

import base64
import gzip
import json
import zlib
from collections.abc import Callable, Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from haralyzer import HarParser
from hypothesis import given, settings
from hypothesis import strategies as st
from mitmproxy.addons.savehar import SaveHar
from mitmproxy.http import HTTPFlow
from mitmproxy.io import FlowReader
from mitmproxy.test import tflow

from inspector.cassette import Cassette, CassetteHeader, Interaction
from inspector.cassette.formats import FORMATS, ImportReport, format_of, read_file, write_file
from inspector.cassette.model import Missing
from inspector.errors import InputError
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


_kinds = st.sampled_from(
    [
        "text/xml; charset=utf-8",
        "text/xml",
        "text/html; charset=iso-8859-1",
        "application/vnd.ms-sync.wbxml",
        "application/json",
    ]
)
_contents = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=60).map(
        lambda text: f"<a>{text}</a>".encode()
    ),
    st.text(st.characters(codec="latin-1", exclude_categories=["Cc"]), max_size=60).map(
        lambda text: text.encode("latin-1")
    ),
    st.binary(max_size=60),
    st.just(WBXML),
)


@given(
    st.lists(
        st.tuples(_kinds, _contents, st.integers(0, 90_000), st.integers(0, 9_000), st.booleans()),
        min_size=1,
        max_size=3,
    )
)
@settings(max_examples=80, deadline=None)
def test_what_mitmproxy_saves_as_har_comes_back(exchanges: list[tuple[str, bytes, int, int, bool]]) -> None:
    flows = []
    for kind, content, at, took, packed in exchanges:
        flow = tflow.tflow(resp=True)
        assert flow.response is not None
        flow.request.method = "POST"
        flow.server_conn.timestamp_tcp_setup = None  # an archive's time would count it
        flow.request.headers["content-type"] = flow.response.headers["content-type"] = kind
        flow.request.raw_content = flow.response.raw_content = content
        if packed:
            flow.response.encode("gzip")
        start = 1.8e9 + at / 1000
        flow.request.timestamp_start = flow.request.timestamp_end = start
        flow.response.timestamp_start = flow.response.timestamp_end = start + took / 1000
        flows.append(flow)
    archive = SaveHar().make_har(flows)
    text = json.dumps(archive, indent=4).encode()
    with TemporaryDirectory() as folder:
        for name, data in (("a.har", text), ("a.zhar", zlib.compress(text))):
            path = Path(folder) / name
            path.write_bytes(data)
            assert format_of(path) is FORMATS["har"]
            found = list(read_file(path)[1])
            first = min(at for _, _, at, _, _ in exchanges)
            for one, (_, content, at, took, packed) in zip(found, exchanges, strict=True):
                assert one.response is not None
                assert (one.request.body, one.response.body) == (content, content)
                assert (one.missing_from("request"), one.missing_from("response")) == (None, None)
                assert (one.at, one.took) == pytest.approx(((at - first) / 1000, took / 1000), abs=1e-5)
                assert one.response_encoding == ("gzip" if packed else "")


def one_of(tmp_path: Path, **changes: object) -> tuple[Interaction, ImportReport]:
    """An archive of one entry, of which some members are changed."""
    made: dict[str, object] = entry("<a/>", "text/xml")
    for name, change in changes.items():
        at: dict[str, object] = made
        for part in name.split("__")[:-1]:
            at = at[part]  # type: ignore[assignment]
        at[name.split("__")[-1]] = change
    report = ImportReport()
    (one,) = read_file(archive(tmp_path / "a.har", made), report=report)[1]
    return one, report


class TestBodies:
    def test_one_that_was_not_kept_is_absent(self, tmp_path: Path) -> None:
        one, report = one_of(tmp_path, response__content={"size": 779})
        assert one.missing_from("response") is Missing.ABSENT and report.absent == 1
        assert one.error == "the response's body is not in the archive (779 bytes came)"
        assert one.response is not None and one.response.status == 200

    def test_the_length_of_a_header_tells_too(self, tmp_path: Path) -> None:
        headers = [{"name": "Content-Length", "value": "5"}]
        one, _ = one_of(tmp_path, response__headers=headers, response__content={})
        assert one.missing_from("response") is Missing.ABSENT
        one, _ = one_of(tmp_path, response__headers=headers, response__content={}, response__status=304)
        assert one.missing_from("response") is None

    def test_a_request_that_was_not_kept_is_absent_and_is_no_error_of_the_answer(
        self, tmp_path: Path
    ) -> None:
        one, _ = one_of(tmp_path, request__postData=None, request__bodySize=12)
        assert (one.missing_from("request"), one.error) == (Missing.ABSENT, None)

    @pytest.mark.parametrize("size", [5, 8, 10, 12, 1_000])
    def test_one_that_is_shorter_than_it_was_is_cut_unless_its_size_means_something_else(
        self, size: int, tmp_path: Path
    ) -> None:
        # <a/>\n: 5 bytes; 8 with a byte order mark, 6 with Windows' line end, 10 and 12 in UTF-16.
        one, _ = one_of(tmp_path, response__content={"size": size, "text": "<a/>\n"})
        cut = size == 1_000
        assert one.missing_from("response") is (Missing.CUT if cut else None)
        assert one.error == ("the response's body has 5 of its 1,000 bytes in the file" if cut else None)

    @pytest.mark.parametrize(("size", "cut"), [(11, False), (13, True)])
    def test_browsers_count_in_utf_8_what_came_in_latin_1(self, size: int, cut: bool, tmp_path: Path) -> None:
        content = {"size": size, "text": "<a>üé</a>", "mimeType": "text/xml; charset=iso-8859-1"}
        headers = [{"name": "Content-Type", "value": content["mimeType"]}]
        one, _ = one_of(tmp_path, response__content=content, response__headers=headers)
        assert one.response is not None and one.response.body == "<a>üé</a>".encode("latin-1")
        assert (one.missing_from("response") is Missing.CUT) is cut

    @pytest.mark.parametrize("text", ["MANUALLY REMOVED", "[REDACTED]", "<redacted/>", "***", "xxxx"])
    @pytest.mark.parametrize("encoding", [None, "base64"])
    def test_one_that_was_taken_out_by_hand_is_redacted(
        self, text: str, encoding: str | None, tmp_path: Path
    ) -> None:
        one, report = one_of(tmp_path, response__content={"size": 99, "text": text, "encoding": encoding})
        assert one.missing_from("response") is Missing.REDACTED and report.redacted == 1
        assert one.response is not None and one.response.body == b""

    def test_base64_that_is_cut_is_redacted(self, tmp_path: Path) -> None:
        one, _ = one_of(tmp_path, response__content={"text": "PGEvPg=!", "encoding": "base64"})
        assert one.missing_from("response") is Missing.REDACTED

    def test_a_text_with_such_words_in_it_is_a_body(self, tmp_path: Path) -> None:
        text = "<a><b>this was removed by us, and the whole of it was redacted</b></a>"
        one, _ = one_of(tmp_path, response__content={"text": text})
        assert one.missing_from("response") is None

    def test_gzip_that_is_still_on_is_taken_off(self, tmp_path: Path) -> None:
        headers = [{"name": "Content-Encoding", "value": "gzip"}]
        text = base64.b64encode(gzip.compress(b"<b/>")).decode()
        content = {"size": 4, "text": text, "encoding": "base64"}
        one, _ = one_of(tmp_path, response__headers=headers, response__content=content)
        assert one.response is not None
        assert (one.response.body, one.response_encoding) == (b"<b/>", "gzip")

    @pytest.mark.parametrize(
        ("post", "body"),
        [
            ({"text": "PGEvPg==", "encoding": "base64"}, b"<a/>"),
            ({"text": WBXML.decode("latin-1")}, WBXML),
            ({"params": [{"name": "a", "value": "1 2"}, {"name": "b", "value": "ü"}]}, b"a=1+2&b=%C3%BC"),
        ],
    )
    def test_requests_come_as_tools_write_them(self, post: object, body: bytes, tmp_path: Path) -> None:
        one, _ = one_of(tmp_path, request__postData=post, request__bodySize=len(body), request__headers=[])
        assert (one.request.body, one.missing_from("request")) == (body, None)


class TestEntries:
    @pytest.mark.parametrize("status", [0, -1, -999])
    def test_a_status_that_is_none_is_an_error(self, status: int, tmp_path: Path) -> None:
        one, report = one_of(tmp_path, response__status=status)
        assert (one.response, one.error, report.unanswered) == (None, "no answer in the archive", 1)

    def test_what_the_browser_says_of_a_failure_is_the_error(self, tmp_path: Path) -> None:
        one, _ = one_of(tmp_path, response__status=0, response___error="net::ERR_CONNECTION_RESET")
        assert one.error == "net::ERR_CONNECTION_RESET"

    def test_bad_ones_are_left_out_by_name_and_the_others_come_in(self, tmp_path: Path) -> None:
        bad: list[Any] = [entry("", "text/xml") for _ in range(4)]
        bad[0] |= {"response": {"status": "abc"}}
        bad[1] |= {"request": {"url": URL}}
        bad[2] |= {"response": [1]}
        bad[3] = "x"
        path = archive(tmp_path / "a.har", entry("<a/>", "text/xml"), *bad, entry("<b/>", "text/xml"))
        report = ImportReport()
        found = list(read_file(path, report=report)[1])
        assert [one.request.body for one in found] == [b"<a/>", b"<b/>"]
        assert report.notes == [
            "entry 2 is left out: its answer has no status",
            "entry 3 is left out: the request has no method",
            "entry 4 is left out: its response is no object",
            "entry 5 is left out: the entry is no object",
        ]
        assert not report.complete

    def test_one_without_a_response_has_an_error(self, tmp_path: Path) -> None:
        one, _ = one_of(tmp_path, response=None)
        assert (one.response, one.error) == (None, "the entry has no response")

    def test_a_header_without_a_name_is_left_out_alone(self, tmp_path: Path) -> None:
        headers = [{"name": "A", "value": "1"}, {"value": "x"}, {"name": "B", "value": None}]
        one, report = one_of(tmp_path, request__headers=headers)
        assert list(one.request.headers) == [("A", "1"), ("B", "")]
        assert report.notes == ["entry 1: 1 header field of the request without a name left out"]

    @pytest.mark.parametrize(
        "number", ["Infinity", "NaN", "1e999", "-5", "9" * 5_000, '"soon"', "null", "true"]
    )
    def test_a_time_that_is_none_does_not_get_in(self, number: str, tmp_path: Path) -> None:
        path = archive(tmp_path / "a.har", entry("<a/>", "text/xml"))
        path.write_text(path.read_text().replace('"time": 12', f'"time": {number}'))
        (one,) = read_file(path)[1]
        assert one.took == 0.0

    @pytest.mark.parametrize(
        "written",
        [
            "2026-11-22T17:30:05.000+0530",
            "2026-11-22T13:00:05.0000000+01:00",
            "2026-11-22 12:00:05",
            "2026-11-22T12:00:05,000Z",
            "Sun Nov 22 2026 13:00:05 GMT+0100 (Central European Standard Time)",
            "Sun, 22 Nov 2026 12:00:05 GMT",
        ],
    )
    def test_dates_are_read_in_every_spelling(self, written: str, tmp_path: Path) -> None:
        entries = [entry("", "text/xml", at) for at in ("2026-11-22T12:00:00Z", written)]
        found = list(read_file(archive(tmp_path / "a.har", *entries))[1])
        assert [(one.at, one.timed) for one in found] == [(0.0, True), (5.0, True)]

    @pytest.mark.parametrize(
        "written", ["", "yesterday", "0001-01-01T00:00:00Z", "9999-12-31T00:00:00Z", "9" * 70, None, 5]
    )
    def test_one_without_a_date_stands_where_its_neighbour_does(
        self, written: object, tmp_path: Path
    ) -> None:
        times = ["2026-11-22T12:00:00Z", "2026-11-22T12:00:05Z", written, "2026-11-22T12:00:07Z"]
        entries = [entry("", "text/xml") | {"startedDateTime": at} for at in times]
        report = ImportReport()
        found = list(read_file(archive(tmp_path / "a.har", *entries), report=report)[1])
        assert [(one.at, one.timed) for one in found] == [(0.0, True), (5.0, True), (5.0, False), (7.0, True)]
        assert dict(report.table())["without a time"] == 1


@pytest.mark.parametrize("created", ["", "soon", "9999-12-31T23:59:59Z", "2026-11-22"])
def test_any_beginning_and_any_time_of_a_cassette_can_be_written(created: str, tmp_path: Path) -> None:
    path = tmp_path / "session.har"
    times = (0.0, 9_999_999_999.0)
    many = [Interaction(1, at, HttpRequest(url=URL), HttpResponse(), took=at) for at in times]
    write_file(many, CassetteHeader(created=created), path)
    assert len(HarParser.from_file(str(path)).pages[0].entries) == 2


class TestFiles:
    @pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
    def test_its_encoding_is_known(self, encoding: str, tmp_path: Path) -> None:
        path = archive(tmp_path / "a.har", entry("<a>é</a>", "text/xml"))
        path.write_bytes(path.read_text("utf-8").encode(encoding))
        (one,) = read_file(path)[1]
        assert one.request.body == "<a>é</a>".encode()

    @pytest.mark.parametrize("pack", [gzip.compress, zlib.compress])
    def test_it_may_be_compressed(self, pack: Callable[[bytes], bytes], tmp_path: Path) -> None:
        path = archive(tmp_path / "a", entry("<a/>", "text/xml"), comment="x" * 200_000)
        path.write_bytes(pack(path.read_bytes()))
        (one,) = read_file(path)[1]
        assert one.request.body == b"<a/>"

    def test_what_follows_a_whole_entry_may_be_broken(self, tmp_path: Path) -> None:
        path = archive(tmp_path / "a.har", entry("<a/>", "text/xml"), entry("<b/>", "text/xml"))
        path.write_text(
            path.read_text().replace(
                '"time": 12, "request": {"method": "POST"', '"time": 12, "request": POST', 2
            )
        )
        path.write_text(path.read_text().replace('"request": POST', '"request": {"method": "POST"', 1))
        report = ImportReport()
        assert len(list(read_file(path, report=report)[1])) == 1
        assert "1 read, then stopped" in report.stopped and "no JSON" in report.stopped

    def test_a_bomb_is_refused_before_it_has_grown(self, tmp_path: Path) -> None:
        start = b'{"log": {"entries": [{"comment": "'
        packer = zlib.compressobj(9)
        bomb = (
            packer.compress(start)
            + b"".join(packer.compress(b"a" * 1_000_000) for _ in range(200))
            + packer.flush()
        )
        assert len(bomb) < 1_000_000
        path = tmp_path / "a.zhar"
        path.write_bytes(bomb)
        with pytest.raises(InputError, match="grows past"):
            list(read_file(path)[1])

    @pytest.mark.parametrize("depth", [200, 100_000])
    def test_what_is_nested_without_end_is_refused_in_a_sentence(self, depth: int, tmp_path: Path) -> None:
        path = tmp_path / "a.har"
        path.write_text('{"log": {"entries": [' + '{"a": [' * depth)
        with pytest.raises(InputError, match="after entry 0"):
            list(read_file(path)[1])

"""Cassettes of vcrpy, cassetter and VCR: written by them, or by hand where those versions are gone."""

import gzip
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from cassetter import _core as cassetter
from hypothesis import given, settings
from hypothesis import strategies as st
from vcr.request import Request
from vcr.serialize import serialize
from vcr.serializers import jsonserializer, yamlserializer

from inspector.cassette import Interaction
from inspector.cassette.formats import FORMATS, ImportReport, format_of, read_file
from inspector.cassette.model import Missing
from inspector.errors import InputError

URL = "https://mail.example.com/EWS/Exchange.asmx"
_texts = st.text(max_size=60).map(lambda text: text.encode("utf-8", "replace"))
_bodies = st.one_of(
    st.binary(max_size=60), _texts, _texts.map(gzip.compress), st.just(b"12e3"), st.just(b"null")
)
_words = st.sampled_from(
    ["12e3", "0o17", "1e5", "yes", "No", "null", "~", "2024-05-01", "0x1F", "1_000", ".5", "=", "a: b", ""]
)
_values = st.one_of(_words, st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=20))
_exchanges = st.lists(st.tuples(_bodies, _bodies, _values, st.integers(100, 599)), min_size=1, max_size=3)


def read(path: Path, report: ImportReport | None = None) -> list[Interaction]:
    assert format_of(path) is FORMATS["vcr"]
    return list(read_file(path, report=report)[1])


def written(folder: Path, text: str) -> Path:
    path = folder / "tape.yaml"
    path.write_text(text, "utf-8")
    return path


@given(_exchanges)
@settings(max_examples=60, deadline=None)
def test_what_vcrpy_writes_comes_back(exchanges: list[tuple[bytes, bytes, str, int]]) -> None:
    requests = [Request("POST", URL, asked, {"X-Value": value}) for asked, _, value, _ in exchanges]
    responses = [
        {
            "status": {"code": status, "message": value},
            "headers": {"X-Value": [value, value]},
            "body": {"string": body},
        }
        for _, body, value, status in exchanges
    ]
    with TemporaryDirectory() as folder:
        tape = serialize({"requests": requests, "responses": responses}, yamlserializer)
        found = read(written(Path(folder), tape))
    assert len(found) == len(exchanges)
    for one, (asked, answered, value, status) in zip(found, exchanges, strict=True):
        assert one.response is not None
        assert (one.request.body, one.response.body) == (asked, answered)
        assert (one.request.header("x-value"), one.request.url) == (value, URL)
        assert [*one.response.headers.every("x-value")] == [value, value]
        assert (one.response.status, one.timed) == (status, False)


@given(st.lists(st.tuples(_texts, _texts, _values), min_size=1, max_size=3))
@settings(max_examples=30, deadline=None)
def test_what_vcrpy_writes_as_json_comes_back(exchanges: list[tuple[bytes, bytes, str]]) -> None:
    requests = [Request("POST", URL, asked, {"X-Value": value}) for asked, _, value in exchanges]
    responses = [
        {"status": {"code": 200, "message": "OK"}, "headers": {}, "body": {"string": body}}
        for _, body, _ in exchanges
    ]
    with TemporaryDirectory() as folder:
        tape = serialize({"requests": requests, "responses": responses}, jsonserializer)
        found = read(written(Path(folder), tape))
    bodies = [(one.request.body, one.response.body) for one in found if one.response]
    assert bodies == [(asked, answered) for asked, answered, _ in exchanges]


@given(st.lists(st.tuples(_bodies, _bodies, _values, st.integers(0, 100_000)), min_size=1, max_size=3))
@settings(max_examples=60, deadline=None)
def test_what_cassetter_writes_comes_back(exchanges: list[tuple[bytes, bytes, str, int]]) -> None:
    began = datetime(2026, 11, 22, 12, tzinfo=UTC)
    tape = cassetter.Cassette()
    for asked, answered, value, at in exchanges:
        request = cassetter.HttpRequest("POST", URL, {"x-value": [value]}, kept(asked))
        response = cassetter.HttpResponse(200, {"x-value": [value]}, kept(answered))
        when = began + timedelta(milliseconds=at)
        tape.add_interaction(cassetter.HttpInteraction(request, response, when.isoformat()))
    with TemporaryDirectory() as folder:
        path = Path(folder) / "tape.yaml"
        tape.save(str(path))
        found = read(path)
    assert len(found) == len(exchanges)
    first = exchanges[0][3]
    for one, (asked, answered, value, at) in zip(found, exchanges, strict=True):
        assert one.response is not None
        assert (one.request.body, one.response.body) == (asked, answered)
        assert (one.request.header("x-value"), one.response.status) == (value, 200)
        assert one.at == pytest.approx(max(at - first, 0) / 1000, abs=1e-6) and one.timed


def kept(body: bytes) -> cassetter.Body:
    """A body as cassetter keeps it: a text if it is one."""
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return cassetter.Body("binary", body)
    return cassetter.Body("text", text) if text.isprintable() else cassetter.Body("binary", body)


def entry(body: str, *, header: str = "{}", status: str = "{code: 200, message: OK}") -> str:
    return f"""
- request: {{method: POST, uri: '{URL}', headers: {{}}, body: <q/>}}
  response:
    status: {status}
    headers: {header}
    body: {body}
"""


def test_json_of_cassetter_keeps_its_types(tmp_path: Path) -> None:
    body = '{type: json, content: {number: 1, text: "1", truth: true, nothing: null, list: [1.5, a]}}'
    (one,) = read(written(tmp_path, f"version: 1\ninteractions:{entry(body, status='200')}"))
    assert one.response is not None
    assert (
        one.response.body == b'{"number": 1, "text": "1", "truth": true, "nothing": null, "list": [1.5, "a"]}'
    )


@pytest.mark.parametrize(
    ("body", "length", "content"),
    [
        ("{type: binary, content: 00ff0a}", "3", b"\x00\xff\n"),
        ("{type: binary, content: 00FF 0A}", "", b"\x00\xff\n"),
        ("{type: binary, content: AP8K}", "3", b"\x00\xff\n"),
        ("{type: binary, content: abcd}", "2", b"\xab\xcd"),
        ("{type: binary, content: abcd}", "3", b"i\xb7\x1d"),
        ("{type: base64, content: AP8K}", "", b"\x00\xff\n"),
        ("{encoding: UTF-8, string: é}", "", "é".encode()),
        ("{encoding: BASE64, string: AP8K}", "", b"\x00\xff\n"),
        ("{base64_string: AP8K}", "", b"\x00\xff\n"),
        ("{string: !!binary AP8K}", "", b"\x00\xff\n"),
        ("{string: !!python/unicode 'é'}", "", "é".encode()),
        ("null", "", b""),
        ("~", "", b""),
        ('"null"', "", b"null"),
    ],
)
def test_bodies_are_read_as_their_writers_mean_them(
    body: str, length: str, content: bytes, tmp_path: Path
) -> None:
    header = f"{{Content-Length: ['{length}']}}" if length else "{}"
    (one,) = read(written(tmp_path, f"interactions:{entry(body, header=header)}"))
    assert one.response is not None and one.response.body == content


def test_a_header_value_is_the_text_that_stands_there(tmp_path: Path) -> None:
    header = "{A: [12e3, 0o17, 1e5, yes], B: 0x1F, C: null, D: [~, 2024-05-01]}"
    (one,) = read(written(tmp_path, f"interactions:{entry('x', header=header)}"))
    assert one.response is not None
    fields = [("A", "12e3"), ("A", "0o17"), ("A", "1e5"), ("A", "yes"), ("B", "0x1F"), ("D", "2024-05-01")]
    assert list(one.response.headers) == fields


VERSION_0 = """
- request: !!python/object:vcr.request.Request
    body: <q/>
    headers: !!python/object/apply:__builtin__.frozenset
    - - !!python/tuple [Accept, text/xml]
      - !!python/tuple [X-One, '1']
    host: mail.example.com
    method: POST
    path: /EWS/Exchange.asmx
    port: 8443
    protocol: https
  response:
    body: {string: !!python/unicode <a/>}
    headers: ["Content-Type: text/xml\\r\\n", "Server: x\\r\\n"]
    status: {code: 200, message: OK}
"""
OLD_HTTPX = """
interactions:
- request: {body: <q/>, headers: {}, method: POST, uri: 'https://mail.example.com/'}
  response: {content: <a/>, headers: {content-type: [text/xml]}, http_version: HTTP/1.1, status_code: 207}
version: 1
"""
RUBY = """
---
http_interactions:
- request:
    method: post
    uri: https://mail.example.com/
    body: {encoding: UTF-8, string: <q/>}
    headers: {Accept: ['*/*']}
  response:
    status: {code: 200, message: OK}
    headers: {}
    body: {encoding: UTF-8, string: <a/>}
  recorded_at: Sun, 22 Nov 2026 12:00:00 GMT
recorded_with: VCR 6.0.0
"""


def test_vcrpys_version_0_is_read(tmp_path: Path) -> None:
    (one,) = read(written(tmp_path, VERSION_0))
    assert (one.request.url, one.request.method) == (
        "https://mail.example.com:8443/EWS/Exchange.asmx",
        "POST",
    )
    assert list(one.request.headers) == [("Accept", "text/xml"), ("X-One", "1")]
    assert one.response is not None and one.response.body == b"<a/>"
    assert list(one.response.headers) == [("Content-Type", "text/xml"), ("Server", "x")]


def test_what_vcrpy_wrote_of_httpx_is_read(tmp_path: Path) -> None:
    (one,) = read(written(tmp_path, OLD_HTTPX))
    assert one.response is not None and (one.response.status, one.response.body) == (207, b"<a/>")


def test_cassettes_of_rubys_vcr_are_read(tmp_path: Path) -> None:
    (one,) = read(written(tmp_path, RUBY))
    assert one.response is not None and one.response.body == b"<a/>" and one.timed


@pytest.mark.parametrize(
    "start", ["# a comment\n---\n", "%YAML 1.1\n---\n", "\ufeff", "version: 1\n", "\n\n"]
)
def test_what_stands_before_the_list_does_not_hide_it(start: str, tmp_path: Path) -> None:
    (one,) = read(written(tmp_path, f"{start}interactions:{entry('<a/>')}"))
    assert one.response is not None and one.response.body == b"<a/>"


def test_a_bad_interaction_is_left_out_by_name_and_the_others_come_in(tmp_path: Path) -> None:
    report = ImportReport()
    bad = entry("x", status="{message: OK}") + "\n- 7\n- request: {method: POST}\n" + entry("*elsewhere")
    found = read(written(tmp_path, f"interactions:{entry('1')}{bad}{entry('2')}"), report)
    assert [one.response.body for one in found if one.response] == [b"1", b"2"]
    assert report.notes == [
        "interaction 2 is left out: its answer has no status",
        "interaction 3 is left out: it is no object",
        "interaction 4 is left out: the request has no uri",
        "interaction 5 is left out: it refers to something else (*elsewhere)",
    ]


def test_a_bomb_of_aliases_is_left_out_and_costs_nothing(tmp_path: Path) -> None:
    levels = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    levels += [
        f"{after}: &{after} [{', '.join([f'*{name}'] * 9)}]"
        for name, after in zip("abcdefgh", "bcdefghi", strict=True)
    ]
    bomb = "\n- request: {headers: {" + ", ".join(levels) + "}, method: GET, uri: /}\n"
    report = ImportReport()
    (one,) = read(written(tmp_path, f"interactions:{entry('1')}{bomb}"), report)
    assert one.response is not None
    assert report.notes == ["interaction 2 is left out: it refers to something else (*h)"]


def test_a_reference_to_a_text_is_the_text(tmp_path: Path) -> None:
    first = entry("&same <a/>")
    found = read(written(tmp_path, f"interactions:{first}{entry('*same')}"))
    assert [one.response.body for one in found if one.response] == [b"<a/>", b"<a/>"]


@pytest.mark.parametrize("text", ["[" * 100_000, "{a: " * 100_000, "- " * 20_000])
def test_what_is_nested_without_end_is_refused_in_a_sentence(text: str, tmp_path: Path) -> None:
    path = written(tmp_path, f"interactions:\n- request: {text}")
    with pytest.raises(InputError):
        list(read_file(path, "vcr")[1])


def test_what_stands_before_a_mistake_comes_out_before_the_error(tmp_path: Path) -> None:
    path = written(tmp_path, f"interactions:{entry('1')}{entry('2')}\n  - [: }}")
    report = ImportReport()
    assert len(read(path, report)) >= 1
    assert "read, then stopped" in report.stopped and "no YAML" in report.stopped


def test_a_body_that_was_taken_out_by_hand_is_counted(tmp_path: Path) -> None:
    report = ImportReport()
    (one,) = read(written(tmp_path, f"interactions:{entry('{string: REDACTED}')}"), report)
    assert one.missing_from("response") is Missing.REDACTED and one.response is not None
    assert (one.response.body, report.redacted) == (b"", 1)

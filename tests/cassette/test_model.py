"""What goes into a cassette line comes back from it, byte for byte."""

import gzip
import json
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.cassette import Auth, Interaction
from inspector.cassette.model import MOST_SECONDS, Missing, encode_line, read_header, read_interaction
from inspector.errors import CassetteError
from inspector.wire import Headers, HttpRequest, HttpResponse

ROOT = Path(__file__).parents[2]
SCHEMA = json.loads((ROOT / "docs" / "cassette.schema.json").read_text())
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


def through_a_line(interaction: Interaction) -> Interaction:
    return read_interaction(encode_line(interaction.to_json()), "a cassette")


words = st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=20)
headers = st.lists(st.tuples(words, words), max_size=4).map(
    lambda items: Headers(
        item for item in items if item[0].lower() not in ("content-encoding", "content-type")
    )
)
bodies = st.one_of(
    st.binary(max_size=300),
    st.text(max_size=100).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.text(max_size=100).map(lambda text: text.encode("utf-16", "surrogatepass")),
    st.just(b"\xef\xbb\xbf<a/>"),
    st.just("<?xml version='1.0' encoding='iso-8859-1'?><a>ü</a>".encode("latin-1")),
)


@st.composite
def interactions(draw):
    response = draw(
        st.none() | st.builds(HttpResponse, status=st.integers(100, 599), headers=headers, body=bodies)
    )
    conn = draw(st.text("abc1", max_size=4))
    return Interaction(
        n=draw(st.integers(1, 10**6)),
        at=draw(st.integers(0, 10**9)) / 1000,
        took=draw(st.integers(0, 10**6)) / 1000,
        request=HttpRequest(
            method=draw(st.sampled_from(["GET", "POST", "OPTIONS"])),
            url=draw(words),
            headers=draw(headers),
            body=draw(bodies),
            connection=conn,
        ),
        response=response,
        error=draw(words) if response is None else None,
        conn=conn,
        endpoint=draw(st.sampled_from(["", "ews", "um"])),
        operation=draw(st.sampled_from(["", "GetItem"])),
        auth=draw(
            st.sampled_from(
                (None, Auth("NTLM", 3), Auth("Bearer", 1, "00000002-0000-0ff1-ce00-000000000000"))
            )
        ),
        findings=tuple(draw(st.lists(st.dictionaries(words, words, max_size=2), max_size=2))),
        extra=draw(st.just({}) | st.just({"later": [1], "request": {"later": 2}})),
    )


@given(interactions())
def test_an_interaction_survives_the_file_unchanged(interaction):
    assert through_a_line(interaction) == interaction


values = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 2**60) | st.floats(allow_nan=False, width=32) | words,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(words, inner, max_size=2),
    max_leaves=4,
)


def read_or_refused(data):
    try:
        return read_interaction(encode_line(data), "x")
    except CassetteError as problem:
        return str(problem)


@given(interactions().filter(lambda one: not one.extra), st.data())
def test_a_line_with_a_key_that_nobody_knows_is_read_as_one_without(interaction, data):
    line = json.loads(encode_line(interaction.to_json()))
    part = data.draw(
        st.sampled_from([each for each in (line, line["request"], line.get("response")) if each])
    )
    if data.draw(st.booleans()):
        part[data.draw(st.sampled_from(sorted({*part, "charset", "took", "auth", "reason"})))] = data.draw(
            values
        )
    plain, other = read_or_refused(line), read_or_refused(line | {"later": 1})
    if isinstance(other, Interaction):
        assert other.extra["later"] == 1
        other = replace(other, extra={key: value for key, value in other.extra.items() if key != "later"})
    assert plain == other


@given(interactions())
def test_a_line_is_one_line(interaction):
    line = encode_line(interaction.to_json())
    assert line.count(b"\n") == 1 and line.endswith(b"\n")


def request(body: bytes, *fields: tuple[str, str]) -> Interaction:
    return Interaction(n=1, at=0, request=HttpRequest(headers=Headers(fields), body=body), error="none")


def test_a_text_stands_in_the_line_as_text_and_bytes_as_base64():
    assert request(b"<a>\xc3\xbc</a>").to_json()["request"]["body"] == "<a>ü</a>"
    assert request(b"\xff\x00").to_json()["request"]["body"] == {"base64": "/wA="}
    latin = request(b"\xfc", ("Content-Type", "text/xml; charset=iso-8859-1")).to_json()["request"]
    assert (latin["body"], latin["charset"]) == ("ü", "iso8859-1")


def test_a_content_encoding_is_taken_off_and_remembered():
    interaction = request(gzip.compress(b"<a/>"), ("Content-Encoding", "gzip"))
    stored = interaction.to_json()["request"]
    assert (stored["body"], stored["content_encoding"], stored["headers"]) == ("<a/>", "gzip", ())
    again = through_a_line(interaction)
    assert (again.request.body, again.request_encoding) == (b"<a/>", "gzip")
    assert through_a_line(again) == again


def test_a_body_that_does_not_decode_is_stored_as_it_came():
    broken = request(gzip.compress(b"<a/>" * 100)[:-3], ("Content-Encoding", "gzip"))
    assert through_a_line(broken).request == broken.request


def test_a_line_that_says_only_what_it_must_is_read():
    line = json.dumps(
        {"n": 1, "at": 0, "request": {"method": "GET", "url": "/"}, "response": {"status": 200}, "new": True}
    )
    found = read_interaction(line.encode(), "x")
    assert (found.request.method, found.response.status, found.extra) == ("GET", 200, {"new": True})


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("[]", "no JSON object"),
        ("{", "no JSON object"),
        ("[" * 100_000, "no JSON object"),
        ("{}", "missing required field `n`"),
        ('{"n":1,"at":0,"request":{"method":"GET","url":"/"}}', "neither a response nor an error"),
        ('{"at":0,"request":{"method":"GET","url":"/"},"error":"x"}', "missing required field `n`"),
        ('{"n":"x","at":0,"request":{"method":"GET","url":"/"},"error":"x"}', "not an interaction"),
        ('{"n":1,"at":0,"request":7,"error":"x"}', "not an interaction"),
        ('{"n":1,"at":0,"request":{"method":"GET","url":"/","body":{"base64":"*"}},"error":"x"}', "base64"),
        (
            '{"n":1,"at":0,"request":{"method":"GET","url":"/","body":7},"error":"x"}',
            r"request\.body: expected `str \| object`, got `int`",
        ),
        ('{"n":1,"at":0,"request":{"method":"GET","url":"/","body":"x","charset":"no"},"error":"x"}', "no"),
        ('{"n":1,"at":1e400,"request":{"method":"GET","url":"/"},"error":"x"}', "not an interaction|JSON"),
        ('{"n":1,"at":1e10,"request":{"method":"GET","url":"/"},"error":"x"}', "at: expected `float` < 1"),
        ('{"n":1,"at":-1,"request":{"method":"GET","url":"/"},"error":"x"}', "at: expected `float` >= 0"),
        (
            '{"n":1,"at":"0","request":{"method":"GET","url":"/"},"error":"x"}',
            "at: expected `float`, got `str`",
        ),
        (
            '{"n":1.5,"at":0,"request":{"method":"GET","url":"/"},"error":"x"}',
            "n: expected `int`, got `float`",
        ),
        ('{"n":1,"at":0,"request":{"method":7,"url":"/"},"error":"x"}', r"request\.method: expected `str`"),
        (
            '{"n":1,"at":0,"request":{"method":"GET","url":"/"},"response":{"status":1e3}}',
            r"response\.status: expected `int`",
        ),
        ('{"n":1,"at":0,"request":{"method":"GET","url":"/"},"response":[]}', "response: expected `object"),
        (
            '{"n":1,"at":0,"request":{"method":"GET","url":"/"},"error":"x","auth":"NTLM"}',
            "auth: expected `object",
        ),
        (
            '{"n":1,"at":0,"request":{"method":"GET","url":"/"},"error":"x","findings":"abc"}',
            "findings: expected `array",
        ),
        (
            '{"n":1,"at":0,"request":{"method":"GET","url":"/"},"error":"x","findings":[{},null]}',
            r"findings\[1\]: expected `object`, got `null`",
        ),
        (
            '{"n":1,"at":0,"request":{"method":"GET","url":"/","body":"x","charset":"idna"},"error":"x"}',
            "none for texts",
        ),
        (
            '{"n":1,"at":0,"request":{"method":"GET","url":"/","headers":[7]},"error":"x"}',
            "not an interaction",
        ),
    ],
)
def test_a_line_that_is_no_interaction_is_refused_in_words_and_with_its_place(line, complaint):
    with pytest.raises(CassetteError, match=complaint) as refused:
        read_interaction(line.encode(), "file:7")
    assert refused.value.where == "file:7"


@pytest.mark.parametrize("seconds", [float("inf"), float("nan"), -0.1, MOST_SECONDS])
@pytest.mark.parametrize("name", ["at", "took"])
def test_no_number_goes_into_a_line_that_could_not_be_read_from_it(name, seconds):
    times = {"at": 0.0, "took": 0.0, name: seconds}
    with pytest.raises(ValueError, match=f"{name} is no finite number"):
        Interaction(1, request=HttpRequest(), error="x", **times).to_json()
    times[name] = 9_999_999_999.0
    through_a_line(Interaction(1, request=HttpRequest(), error="x", **times))


def test_what_an_imported_file_had_not_is_known():
    extra = {"times": "none", "response": {"body_missing": "cut"}, "request": {"body_missing": "other"}}
    found = through_a_line(Interaction(1, 0.0, HttpRequest(), HttpResponse(), extra=extra))
    assert (found.timed, found.missing_from("response"), found.missing_from("request")) == (
        False,
        Missing.CUT,
        None,
    )


def test_a_newer_format_is_refused_and_says_what_to_do():
    with pytest.raises(CassetteError, match=r"format 2 is newer than 1.*Update"):
        read_header(b'{"ews_cassette": 2}', "x")


@pytest.mark.parametrize(
    "line", [b"", b"[]", b"{}", b'{"ews_cassette": "1"}', b'{"ews_cassette": true}', b"\xff"]
)
def test_a_first_line_that_is_no_header_is_refused(line):
    with pytest.raises(CassetteError, match="not a cassette"):
        read_header(line, "x")


def test_a_header_keeps_what_it_does_not_know():
    header = read_header(b'{"ews_cassette":1,"created":"2026-01-01T00:00:00Z","later":[1]}', "x")
    assert header.to_json() == {
        "ews_cassette": 1,
        "created": "2026-01-01T00:00:00Z",
        "tool": "",
        "later": [1],
    }


@given(interactions())
def test_every_line_that_is_written_fits_the_schema(interaction):
    line = json.loads(json.dumps(interaction.to_json() | {"findings": []}))
    VALIDATOR.validate(line)


@pytest.mark.parametrize("path", sorted((ROOT / "cassettes").glob("*.jsonl")), ids=lambda path: path.name)
def test_every_sample_cassette_fits_the_schema(path):
    for line in path.read_text(encoding="utf-8").splitlines():
        VALIDATOR.validate(json.loads(line))


@pytest.mark.parametrize(
    "line",
    [
        {},
        {"ews_cassette": 2},
        {"n": 0, "at": 0, "request": {}},
        {"n": 1, "at": 0, "response": {"status": 200}},
    ],
)
def test_what_is_no_line_does_not_fit(line):
    assert not VALIDATOR.is_valid(line)

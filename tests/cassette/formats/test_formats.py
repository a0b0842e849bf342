"""What other tools write is read whole, and what we write they read."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inspector.cassette import Auth, CassetteHeader, Interaction
from inspector.cassette.formats import read_file, write_file
from inspector.errors import InputError, UsageError, WriteError
from inspector.wire import Headers, HttpRequest, HttpResponse

HEADER = CassetteHeader(created="2026-11-22T12:00:00.000Z")
XML = ("Content-Type", "text/xml; charset=utf-8")
URL = "https://mail.example.com/EWS/Exchange.asmx"

_names = st.sampled_from(["X-One", "x-two", "SOAPAction", "Set-Cookie", "X-Empty"])
_values = st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=20)
_headers = st.lists(st.tuples(_names, _values), max_size=4).map(lambda fields: Headers([XML, *fields]))
_texts = st.text(max_size=60).map(lambda text: text.encode("utf-8", "replace"))
_bodies = st.one_of(st.binary(max_size=60), _texts)
_methods = st.sampled_from(["POST", "GET", "OPTIONS"])
_requests = st.builds(HttpRequest, _headers, _bodies, _methods, st.just(URL))
_responses = st.builds(
    HttpResponse, _headers, _bodies, st.sampled_from([200, 401, 500]), st.sampled_from(["OK", "Not so", ""])
)
_interactions = st.builds(
    Interaction,
    n=st.integers(1, 9),
    at=st.integers(0, 10_000_000).map(lambda count: count / 1000),
    took=st.integers(0, 100_000).map(lambda count: count / 1000),
    request=_requests,
    response=_responses,
    conn=st.sampled_from(["c1", "c2"]),
    endpoint=st.just("ews"),
    operation=st.sampled_from(["GetItem", ""]),
    auth=st.sampled_from([None, Auth("NTLM", 3), Auth("Bearer", 1, "00000002-0000-0ff1-ce00-000000000000")]),
    findings=st.sampled_from([(), ({"code": "UMS001", "severity": "error"},)]),
    request_encoding=st.sampled_from(["", "gzip"]),
    response_encoding=st.sampled_from(["", "gzip"]),
)


def comparable(one: Interaction, *, times: bool = True) -> dict[str, object]:
    """What a round trip has to keep."""
    assert one.response is not None
    line = one.to_json()
    kept = {key: value for key, value in line.items() if times or key not in ("at", "took")}
    for part in ("request", "response"):
        message = dict(line[part])
        message.pop("charset", None)
        kept[part] = message
    kept["bodies"] = (one.request.body, one.response.body)
    return kept


@pytest.mark.parametrize("suffix", [".har", ".flows"])
@given(st.lists(_interactions, min_size=1, max_size=3))
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_written_is_read_back(suffix: str, interactions: list[Interaction]) -> None:
    # The first entry is the zero of an archive's times.
    start = min(one.at for one in interactions)
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"session{suffix}"
        write_file(interactions, HEADER, path)
        _, found = read_file(path)
        back = list(found)
    assert len(back) == len(interactions)
    for before, after in zip(interactions, back, strict=True):
        assert comparable(decoded(after), times=False) == comparable(before, times=False)
        shift = start if suffix == ".har" else 0.0
        assert after.at == pytest.approx(before.at - shift, abs=1e-5)
        assert after.took == pytest.approx(before.took, abs=1e-6)


def decoded(one: Interaction) -> Interaction:
    """As a cassette has it: bodies without their coding, which is remembered."""
    from inspector.cassette.model import encode_line, read_interaction

    return read_interaction(encode_line(one.to_json()), "here")


def test_an_exchange_without_an_answer_keeps_its_error(tmp_path: Path) -> None:
    one = Interaction(1, 0.0, HttpRequest(Headers([XML]), b"<a/>", "POST", URL), None, "client hung up")
    for suffix in (".har", ".flows"):
        path = tmp_path / f"one{suffix}"
        write_file([one], HEADER, path)
        (back,) = read_file(path)[1]
        assert (back.response, back.error) == (None, "client hung up")


class TestBadInput:
    @pytest.mark.parametrize(
        "content",
        [
            b"",
            b"hello",
            b'{"log": {}}',
            b'{"log": {"entries": [{}]}}',
            b"version: 1\ninteractions: 7",
            b"interactions:\n- {request: {}}",
            b"interactions: [",
            b"PK\x03\x04 no zip",
            b"> nonsense HTTP/1.1 or not\n  \n",
            b"99999:12:version;1:1#client_conn",
        ],
    )
    def test_it_is_refused_in_a_sentence(self, tmp_path: Path, content: bytes) -> None:
        path = tmp_path / "bad"
        path.write_bytes(content)
        with pytest.raises(InputError):
            list(read_file(path)[1])

    def test_no_file_is_overwritten_and_some_formats_are_only_read(self, tmp_path: Path) -> None:
        there = tmp_path / "there.har"
        there.write_text("precious")
        with pytest.raises(WriteError, match="exists"):
            write_file([], HEADER, there)
        assert there.read_text() == "precious"
        with pytest.raises(UsageError, match="cannot be written"):
            write_file([], HEADER, tmp_path / "a.yaml")

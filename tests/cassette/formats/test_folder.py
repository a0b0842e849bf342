"""Folders of messages: a file is what its first line says, and what is left out is told."""

from pathlib import Path

import pytest

from inspector.cassette import Auth, Interaction
from inspector.cassette.formats import ImportReport, read_file
from inspector.cassette.formats.raw_http import parse_responses
from inspector.errors import InputError

REQUEST = b"POST /EWS/Exchange.asmx HTTP/1.1\r\nHost: mail.example.com\r\n\r\n<q/>"
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n\r\n<a/>"


def read(folder: Path, files: dict[str, bytes]) -> tuple[list[Interaction], ImportReport]:
    for name, content in files.items():
        (folder / name).write_bytes(content)
    report = ImportReport()
    return list(read_file(folder, report=report)[1]), report


def pairs(found: list[Interaction]) -> list[tuple[bytes, bytes | None]]:
    return [(one.request.body, one.response.body if one.response else None) for one in found]


PAIRS = {
    "1.http, 1.response.http": {"1.http": REQUEST, "1.response.http": ANSWER},
    "1.http, 1.response.xml": {"1.http": REQUEST, "1.response.xml": b"<a/>"},
    "1.xml, 1.response.xml": {"1.xml": b"<q/>", "1.response.xml": b"<a/>"},
    "numbers": {"0001_Get_request.http": REQUEST, "0002_Get_response.http": ANSWER},
    "words": {"get_request.xml": b"<q/>", "get_response.xml": b"<a/>"},
    "PHP's": {"lastRequest.xml": REQUEST, "lastResponse.xml": ANSWER},
    "request and response": {"request.xml": b"<q/>", "response.xml": b"<a/>"},
    "numbers behind": {"request-3.xml": b"<q/>", "response-3.xml": b"<a/>"},
    "response in the name": {"GetResponseObjects.http": REQUEST, "GetResponseObjects.response.xml": b"<a/>"},
    "the body once more": {"1.http": REQUEST, "1.xml": b"<q/>", "1.response.http": ANSWER},
}


@pytest.mark.parametrize("files", PAIRS.values(), ids=PAIRS.keys())
def test_requests_and_answers_find_each_other(files: dict[str, bytes], tmp_path: Path) -> None:
    found, report = read(tmp_path, files)
    assert pairs(found) == [(b"<q/>", b"<a/>")]
    assert report.complete and not found[0].timed


def test_an_answer_without_a_request_is_left_out_by_name(tmp_path: Path) -> None:
    found, report = read(tmp_path, {"1.http": REQUEST, "2.response.http": ANSWER, "odd.xml": ANSWER})
    assert pairs(found) == [(b"<q/>", None)]
    assert found[0].error == "no response in the folder"
    assert report.notes == [
        "2.response.http is left out: it is an answer, and no request stands beside it",
        "odd.xml is left out: it is an answer, and no request stands beside it",
    ]


def test_a_file_that_is_no_http_is_left_out_and_the_others_come_in(tmp_path: Path) -> None:
    found, report = read(
        tmp_path, {"1.http": b"nonsense", "2.http": REQUEST, "2.response.http": b"nonsense", "3.xml": b"<q/>"}
    )
    assert pairs(found) == [(b"<q/>", None)]
    assert report.left_out == 2


def test_a_folder_without_messages_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.xml").mkdir()
    with pytest.raises(InputError, match=r"no \.http or \.xml requests"):
        read(tmp_path, {"readme.txt": b""})


CURL = (
    b"HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: NTLM\r\nContent-Length: 0\r\n\r\n"
    b"HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: NTLM TlRM\r\nContent-Length: 4\r\n\r\nbody"
    b"HTTP/1.1 100 Continue\r\n\r\n"
)


def test_what_curl_prints_ends_in_the_answer_and_begins_with_its_legs(tmp_path: Path) -> None:
    found, _ = read(tmp_path, {"1.http": REQUEST, "1.response.http": CURL + ANSWER})
    assert pairs(found) == [(b"<q/>", b"<a/>")]
    assert found[0].auth == Auth("NTLM", 3)


@pytest.mark.parametrize(
    ("data", "statuses", "body"),
    [
        (ANSWER, [200], b"<a/>"),
        (CURL + ANSWER, [401, 401, 200], b"<a/>"),
        (b"HTTP/1.1 200 Connection established\r\n\r\n" + ANSWER, [200, 200], b"<a/>"),
        (b"HTTP/2 301 \r\nLocation: /x\r\n\r\n" + ANSWER, [301, 200], b"<a/>"),
        (b"HTTP/1.1 100 Continue\r\n\r\n", [100], b""),
        (
            b"HTTP/1.1 404 Not Found\n\nHTTP/1.1 200 OK is what it said",
            [404],
            b"HTTP/1.1 200 OK is what it said",
        ),
        (b"HTTP/1.1 200 OK\r\n\r\nHTTP/nonsense", [200], b"HTTP/nonsense"),
    ],
)
def test_answers_after_one_another_are_told_apart(data: bytes, statuses: list[int], body: bytes) -> None:
    found = parse_responses(data, "here")
    assert [one.status for one in found] == statuses and found[-1].body == body


def test_a_file_of_heads_without_end_is_read_in_no_time() -> None:
    assert len(parse_responses(b"HTTP/1.1 401 No\r\n\r\n" * 100_000, "here")) <= 30


def test_a_header_without_end_is_refused() -> None:
    with pytest.raises(InputError, match="its header is longer than 1,000,000 bytes"):
        parse_responses(b"HTTP/1.1 200 OK\r\n" + b"a: b\r\n" * 200_000, "here")

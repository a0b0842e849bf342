"""Whatever a recording is kept in, it is known by its content and gets the verdicts of its cassette."""

from pathlib import Path

import pytest

from inspector.cassette import Interaction
from inspector.cassette.formats import FORMATS
from inspector.cassette.formats.har_stream import PIECE
from inspector.conformance.files import How, files_in, judge_file
from inspector.conformance.project import Project
from inspector.errors import InputError
from inspector.wire.http import Headers, HttpRequest, HttpResponse
from tests.cassette.formats.other_tools import WAYS, as_cassette, raw
from tests.messages import soap

CASES = Path(__file__).parent / "cases"
XML = ("Content-Type", "text/xml; charset=utf-8")
URL = "https://mail.example.com/EWS/Exchange.asmx"
Codes = list[tuple[int, str, str]]


def body(name: str) -> bytes:
    return soap(f"<m:{name}><m:Wrong>é</m:Wrong></m:{name}>")


def session(*, handshake: bool = True) -> list[Interaction]:
    """Two interactions, before the first of them the first leg of a handshake."""
    plain, with_blob = Headers([XML]), Headers([XML, ("Authorization", "NTLM TlRMTVNTUAADAAAA")])
    refused = HttpResponse(Headers([("WWW-Authenticate", "NTLM")]), b"", 401)
    answered = HttpResponse(plain, body("GetItemResponse"))
    first = HttpRequest(plain, body("GetItem"), "POST", URL, "c1")
    legs = [Interaction(0, 0.0, first, refused, conn="c1")] if handshake else []
    asked = HttpRequest(with_blob, body("GetItem"), "POST", URL, "c1")
    last = HttpRequest(plain, body("DeleteItem"), "POST", URL, "c1")
    return [
        *legs,
        Interaction(0, 1.0, asked, answered, conn="c1"),
        Interaction(0, 2.0, last, HttpResponse(plain, body("DeleteItemResponse")), conn="c1"),
    ]


def codes(file: Path) -> Codes:
    judged = list(judge_file(str(file), How(project=Project())))
    assert [one.problem for one in judged if one.problem] == []
    return [
        (one.interaction, str(verdict.finding.direction), verdict.finding.code)
        for one in judged
        for verdict in one.verdicts
    ]


def test_every_format_that_is_read_is_judged() -> None:
    assert set(WAYS) == set(FORMATS)


@pytest.mark.parametrize("way", WAYS)
def test_a_recording_gets_the_verdicts_of_its_cassette_whatever_its_name(way: str, tmp_path: Path) -> None:
    as_cassette(tmp_path / "same.jsonl", session(handshake=False))
    WAYS[way](tmp_path / "recording", session())
    expected = codes(tmp_path / "same.jsonl")
    assert {n for n, _, _ in expected} == {1, 2} and {code for _, _, code in expected} > {"XSD006"}
    assert codes(tmp_path / "recording") == expected


def test_a_request_is_judged_with_the_response_beside_it(tmp_path: Path) -> None:
    as_cassette(tmp_path / "same.jsonl", session(handshake=False)[1:])
    request, response = raw(session()[-1])
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "1.http").write_bytes(request)
    (folder / "1.response.http").write_bytes(response)
    (folder / "1.xml").write_bytes(session()[-1].request.body)
    (folder / "lone.xml").write_bytes(body("GetItem"))
    assert files_in([str(folder)]) == [str(folder / "1.http"), str(folder / "lone.xml")]
    assert [(0, *rest) for _, *rest in codes(tmp_path / "same.jsonl")] == codes(folder / "1.http")
    assert {direction for _, direction, _ in codes(folder / "1.response.http")} == {"response"}


def test_an_xml_file_with_a_header_is_a_message_with_its_answer_beside_it(tmp_path: Path) -> None:
    as_cassette(tmp_path / "same.jsonl", session(handshake=False)[1:])
    request, response = raw(session()[-1])
    folder = tmp_path / "php"
    folder.mkdir()
    (folder / "lastRequest.xml").write_bytes(request)
    (folder / "lastResponse.xml").write_bytes(response)
    told = [(direction, code) for _, direction, code in codes(folder / "lastRequest.xml")]
    assert told == [(direction, code) for _, direction, code in codes(tmp_path / "same.jsonl")][-len(told) :]
    assert {direction for direction, _ in told} == {"request", "response"}


def test_a_request_alone_is_judged_alone(tmp_path: Path) -> None:
    head = b"POST /EWS/Exchange.asmx HTTP/1.1\r\nHost: mail.example.com\r\nContent-Type: text/xml\r\n\r\n"
    lone = tmp_path / "lone.http"
    lone.write_bytes(head + body("GetItem"))
    assert ("response" not in {side for _, side, _ in codes(lone)}) and codes(lone)


def test_autodiscover_is_said_to_be_not_judged(tmp_path: Path) -> None:
    file = tmp_path / "a.xml"
    file.write_text('<Autodiscover xmlns="http://schemas.microsoft.com/exchange/autodiscover/x"/>')
    (judged,) = judge_file(str(file), How(project=Project()))
    assert judged.verdicts == () and judged.notes == (f"{file}: Autodiscover: not judged",)


def test_a_folder_gives_all_that_can_be_judged_and_nothing_else(tmp_path: Path) -> None:
    for name, way in (("a.har", "har"), ("b.yaml", "vcr"), ("trace", "uhttpmock"), ("c.flows", "flows")):
        WAYS[way](tmp_path / name, session())
    (tmp_path / "mkdocs.yml").write_text("version: 1\nsite_name: x\n")
    (tmp_path / "LICENSE").write_text("> quoted\n")
    found = files_in([str(tmp_path)])
    assert [Path(each).name for each in found] == ["a.har", "b.yaml", "c.flows", "trace"]


def test_an_archive_larger_than_a_piece_is_read_whole(tmp_path: Path) -> None:
    long = HttpRequest(
        Headers([XML]), body("GetItem").replace(b"\xc3\xa9", b'"x" ' * (PIECE // 2)), "POST", URL
    )
    interactions = [Interaction(0, float(n), long, HttpResponse(body=b"<a/>")) for n in range(3)]
    as_cassette(tmp_path / "same.jsonl", interactions)
    WAYS["har"](tmp_path / "long.har", interactions)
    assert codes(tmp_path / "long.har") == codes(tmp_path / "same.jsonl")


@pytest.mark.parametrize(("keep", "words"), [(0.7, "1 read, then stopped: "), (0.001, "none of the known")])
def test_a_torn_archive_is_told_in_a_line(keep: float, words: str, tmp_path: Path) -> None:
    path = tmp_path / "torn.har"
    WAYS["har"](path, session(handshake=False))
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * keep)])
    (*_, last) = judge_file(str(path), How(project=Project()))
    assert words in last.problem and "\n" not in last.problem


def test_a_folder_without_anything_to_judge_says_what_is_known(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("a")
    with pytest.raises(InputError, match=r"\.har.*YAML"):
        files_in([str(tmp_path)])

"""Whatever holds messages is read as entries; what cannot be read is said, and stops nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from inspector.cassette import CassetteWriter, Interaction
from inspector.protocols.operation import Endpoint
from inspector.sources import entries, identified
from inspector.wire.http import Headers, HttpRequest, HttpResponse
from tests.messages import soap

XML = Headers([("Content-Type", "text/xml")])
GET = soap("<m:GetItem/>")


def one(url: str = "/EWS/Exchange.asmx", endpoint: str = "") -> Interaction:
    return Interaction(1, 0.0, HttpRequest(XML, GET, "POST", url), HttpResponse(XML, GET), endpoint=endpoint)


def test_a_cassette_begins_with_its_header(tmp_path: Path) -> None:
    with CassetteWriter(tmp_path / "a.jsonl") as writer:
        writer.append(one())
    first, second = entries(str(tmp_path / "a.jsonl"))
    assert first.header is not None and first.interaction is None
    assert second.interaction is not None and second.n == 1


def test_a_torn_cassette_says_so_and_gives_what_is_whole(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    with CassetteWriter(file) as writer:
        writer.append(one())
    file.write_bytes(file.read_bytes() + b'{"n": 2, "at"')
    found = list(entries(str(file)))
    assert [each.n for each in found if each.interaction] == [1]
    assert "torn" in " ".join(found[0].notes)


def test_a_message_alone_is_one_without_its_other_half(tmp_path: Path) -> None:
    (tmp_path / "get.xml").write_bytes(GET)
    (found,) = entries(str(tmp_path / "get.xml"))
    assert found.message is not None and found.message.identified.name == "GetItem"


@pytest.mark.parametrize("content", [b"no cassette\n", b""])
def test_a_file_that_is_none_is_a_problem_and_no_error(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(content)
    (found,) = entries(str(tmp_path / "a.jsonl"))
    assert found.problem


@pytest.mark.parametrize(
    ("url", "recorded", "told", "wanted"),
    [
        ("/EWS/UM2007Legacy.asmx", "", None, Endpoint.UM),
        ("/proxy", "um", None, Endpoint.UM),
        ("/proxy", "", Endpoint.EWS, Endpoint.EWS),
        ("/proxy", "", None, Endpoint.OTHER),
        ("/EWS/Exchange.asmx", "um", Endpoint.UM, Endpoint.EWS),
    ],
)
def test_where_a_path_says_nothing_the_recorder_or_the_user_does(
    url: str, recorded: str, told: Endpoint | None, wanted: Endpoint
) -> None:
    assert identified(one(url, recorded), told).endpoint is wanted

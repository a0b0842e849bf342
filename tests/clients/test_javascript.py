"""A popular client puts text into XML without escaping it: the recorder stores what it cannot parse."""

from pathlib import Path

import pytest

from inspector.cassette import Cassette
from tests.clients import javascript
from tests.clients.plays import ADDRESS, PASSWORD
from tests.clients.stage import recording

SUBJECT = "1 < 2 & 3"


@pytest.mark.skipif(not javascript.has_node(), reason="there is no node with npm on this machine")
def test_a_body_that_is_not_well_formed_is_recorded_as_it_came_and_blamed_on_the_client(
    tmp_path: Path,
) -> None:
    javascript.install()
    cassette = tmp_path / "mail.jsonl"
    with recording(cassette, auth="none") as stage, pytest.raises(AssertionError, match="after 0 answers"):
        javascript.play(
            "ewsjs", "mail", url=stage.url, auth="basic", user=ADDRESS, password=PASSWORD, subject=SUBJECT
        )
    with Cassette(cassette) as opened:
        (only,) = opened
    assert only.operation == "CreateItem"
    assert SUBJECT.encode() in only.request.body
    (finding,) = [
        one for one in only.findings if one["severity"] == "error" and one["direction"] == "request"
    ]
    assert finding["code"].startswith("WIRE")
    assert "not well-formed" in finding["message"]

"""The check finds nothing in what scrubbing has seen to: clients' recordings, rule cases, others' traffic."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from inspector.cassette import CassetteHeader, Interaction
from inspector.cassette.formats import read_file
from inspector.scrub import Scrubber
from inspector.scrub.check import NOTE, LeakFinder
from inspector.scrub.pseudonyms import Pseudonyms
from inspector.wire.http import Headers, HttpRequest
from tests.canaries.test_verdicts import CASES, PROFILES, TRAFFIC, sessions

SALT = "salt"


def left(name: str, session: Iterable[Interaction], profile: str) -> Iterator[str]:
    scrubber = Scrubber(profile, SALT)
    finder = LeakFinder(CassetteHeader(), Pseudonyms(SALT.encode()), profile, ["media"])
    for one in session:
        for leak in finder.look(scrubber.scrub(one)):
            if leak.kind != NOTE:
                yield f"{name}:{leak.n}: {leak.kind} in {leak.place}: {leak.what}"


def messages(files: Iterable[Path]) -> list[Interaction]:
    kind = Headers([("Content-Type", "text/xml")])
    return [
        Interaction(n, 0.0, HttpRequest(kind, file.read_bytes(), "POST", "/EWS/Exchange.asmx"))
        for n, file in enumerate(files, 1)
    ]


@pytest.mark.parametrize("profile", PROFILES)
class TestNothingIsFoundIn:
    def test_recordings_of_clients_and_the_sessions_that_rules_are_tried_on(self, profile: str) -> None:
        assert [found for name, session in sessions() for found in left(name, session, profile)] == []

    def test_the_messages_that_rules_are_tried_on(self, profile: str) -> None:
        assert list(left("message", messages(sorted(CASES.rglob("*.xml"))), profile)) == []

    @pytest.mark.needs_reference
    @pytest.mark.skipif(not TRAFFIC.is_dir(), reason="the reference traffic is not beside this checkout")
    def test_traffic_of_real_servers_and_clients(self, profile: str) -> None:
        files = [file for file in (TRAFFIC / "uhttpmock-traces").rglob("*") if file.is_file()]
        folders = [folder for folder in (TRAFFIC / "clients").iterdir() if folder.is_dir()]
        traffic = [(each.name, list(read_file(each)[1])) for each in (*files, *folders)]
        assert len(traffic) > 30
        assert [found for name, session in traffic for found in left(name, session, profile)] == []

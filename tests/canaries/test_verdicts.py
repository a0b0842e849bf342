"""Scrubbing changes no verdict: what schemas and rules say of a message is the same before and after."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pytest

from inspector.cassette import Cassette, Interaction
from inspector.cassette.formats import read_file
from inspector.conformance.check import Checker
from inspector.conformance.files import How, judge_file
from inspector.conformance.project import Project
from inspector.scrub import Scrubber
from inspector.wire.http import Headers, HttpRequest
from tests.canaries.places import PLACES

ROOT = Path(__file__).parents[2]
CASES = ROOT / "tests" / "conformance" / "cases"
RECORDED = sorted((ROOT / "tests" / "verify" / "recorded").glob("*.jsonl"))
TRAFFIC = ROOT / "../shared/reference/traffic"
PROFILES = ("secrets", "identity")
Codes = list[tuple[str, ...]]


def codes(session: Iterable[Interaction]) -> Codes:
    checker = Checker()
    return [
        tuple(
            f"{found.code} {found.direction}"
            for found in checker.check(one.request, one.response, at=one.at, took=one.took, error=one.error)
        )
        for one in session
    ]


def changed(name: str, session: Sequence[Interaction]) -> list[str]:
    """Tells which verdicts one of the profiles changes."""
    told, before = [], codes(session)
    for profile in PROFILES:
        scrubber = Scrubber(profile, "salt")
        after = codes([scrubber.scrub(one) for one in session])
        told += [
            f"{name}, {profile}: {one} became {other}"
            for one, other in zip(before, after, strict=True)
            if one != other
        ]
    return told


def changed_message(file: Path, folder: Path) -> list[str]:
    kind = Headers([("Content-Type", "text/xml")])
    request = HttpRequest(kind, file.read_bytes(), "POST", "/EWS/Exchange.asmx")
    told, before = [], codes_of(file)
    for profile in PROFILES:
        scrubbed = folder / "scrubbed.xml"
        scrubbed.write_bytes(Scrubber(profile, "salt").scrub_request(request).body)
        after = codes_of(scrubbed) if scrubbed.read_bytes() != request.body else before
        told += [] if before == after else [f"{file}, {profile}: {before} became {after}"]
    return told


def codes_of(message: Path) -> list[str]:
    return [
        verdict.finding.code
        for judged in judge_file(str(message), How(project=Project()))
        for verdict in judged.verdicts
    ]


def sessions() -> Iterator[tuple[str, list[Interaction]]]:
    for file in (*RECORDED, *sorted(CASES.rglob("*.jsonl"))):
        with Cassette(file) as cassette:
            yield f"{file.parent.name}/{file.name}", list(cassette)


def test_of_what_holds_canaries() -> None:
    assert [told for place in PLACES for told in changed(str(place), [place.plant()])] == []


# Two names that differ in their case alone have one stand-in: it is nearly always the same person.
OTHERWISE = ["COS040/ok-letter-case.jsonl, identity: () became ('COS040 response',)"]


def test_of_the_sessions_that_each_rule_is_tried_on() -> None:
    assert [told for name, session in sessions() for told in changed(name, session)] == OTHERWISE


def test_of_the_messages_that_each_rule_is_tried_on(tmp_path: Path) -> None:
    files = sorted(CASES.rglob("*.xml"))
    assert len(files) > 200
    assert [told for file in files for told in changed_message(file, tmp_path)] == []


@pytest.mark.needs_reference
@pytest.mark.skipif(not TRAFFIC.is_dir(), reason="the reference traffic is not beside this checkout")
class TestOthersTraffic:
    def test_published_messages(self, tmp_path: Path) -> None:
        files = [file for name in ("doc-samples", "evolution-ews") for file in (TRAFFIC / name).glob("*.xml")]
        assert len(files) > 100
        assert [told for file in files for told in changed_message(file, tmp_path)] == []

    def test_traces_of_real_servers(self) -> None:
        files = [file for file in (TRAFFIC / "uhttpmock-traces").rglob("*") if file.is_file()]
        assert len(files) >= 28
        told = [told for file in files for told in changed(file.name, list(read_file(file)[1]))]
        assert told == []

    def test_requests_of_real_clients(self) -> None:
        folders = sorted(folder for folder in (TRAFFIC / "clients").iterdir() if folder.is_dir())
        told = [one for each in folders for one in changed(each.name, list(read_file(each)[1]))]
        assert told == []

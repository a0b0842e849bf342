"""Recorder, validate, the journal of a strict replay and the pytest plugin give a message the same codes."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from inspector.cassette import CassetteHeader, CassetteWriter, Interaction, open_cassette
from inspector.cassette.handshake import Exchange
from inspector.conformance.check import Checker
from inspector.conformance.files import How, judge_file
from inspector.conformance.finding import Direction
from inspector.pytest_plugin.judge import Judge
from inspector.recorder.session import Recording
from inspector.replay.answer import Answer, Origin, Source
from inspector.replay.strict import Strict
from inspector.scrub import Scrubber
from inspector.serve.journal import Journal
from inspector.wire.http import HttpRequest, HttpResponse

CASES = Path(__file__).parent / "cases"
SESSIONS = [
    CASES / name
    for name in (
        "UMS037/bad-um.jsonl",
        "UMS050/bad-ews-handle-on-um.jsonl",
        "UMS055/bad-exactly-32-seconds.jsonl",
        "UMS060/bad-not-base64.jsonl",
        "MSG022/bad-another-order.jsonl",
        "MSG030/bad-is-read.jsonl",
        "COS044/bad-group.jsonl",
        "EXT024/bad-type.jsonl",
    )
]
Codes = list[tuple[str, ...]]


def interactions(session: Path) -> Iterator[Interaction]:
    with open_cassette(session) as cassette:
        yield from cassette


def by_validate(session: Path, folder: Path) -> Codes:
    return [tuple(v.finding.code for v in judged.verdicts) for judged in judge_file(str(session), How())]


def by_the_recorder(session: Path, folder: Path) -> Codes:
    recorded = folder / "recorded.jsonl"
    header = CassetteHeader(created="2026-01-01T00:00:00Z", scrub={"profile": "none", "salt": ""})
    recording = Recording(CassetteWriter(recorded, header), Scrubber("none", ""), Checker())
    for each in interactions(session):
        recording.add(Exchange(each.conn, each.request, each.response, at=each.at, took=each.took))
    recording.finish()
    with open_cassette(recorded) as cassette:
        return [tuple(str(finding["code"]) for finding in each.findings) for each in cassette]


def by_the_plugin(session: Path, folder: Path) -> Codes:
    recorded = list(interactions(session))
    answers = iter(recorded)

    class Recorded:
        def respond(self, request: HttpRequest, at: float) -> HttpResponse:
            response = next(answers).response
            assert response is not None
            return response

    judge = Judge(Recorded())
    codes: Codes = []
    for each in recorded:
        before = len(judge.findings("info"))
        judge.respond(each.request, each.at)
        codes.append(tuple(finding.code for finding in judge.findings("info")[before:]))
    return codes


@pytest.mark.parametrize("session", SESSIONS, ids=lambda path: path.parent.name)
@pytest.mark.parametrize("judged_by", [by_validate, by_the_recorder, by_the_plugin])
def test_the_same_session_gets_the_same_codes(
    session: Path, judged_by: Callable[[Path, Path], Codes], tmp_path: Path
) -> None:
    checker = Checker()
    expected = [
        tuple(
            finding.code for finding in checker.check(each.request, each.response, at=each.at, took=each.took)
        )
        for each in interactions(session)
    ]

    assert session.parent.name in {code for codes in expected for code in codes}
    assert judged_by(session, tmp_path) == expected


@pytest.mark.parametrize("session", SESSIONS, ids=lambda path: path.parent.name)
def test_the_journal_of_a_strict_replay_has_the_codes_of_the_requests(session: Path) -> None:
    recorded = list(interactions(session))
    checker = Checker(ignore=["CDT001"])  # a stand-in is not asked by HTTPS
    expected = [
        [
            finding.code
            for finding in checker.check(each.request, each.response, at=each.at, took=each.took)
            if finding.direction is Direction.REQUEST
        ]
        for each in recorded
    ]
    answers = {id(each.request): each.response for each in recorded}

    class Recorded:
        def respond(self, request: HttpRequest, at: float) -> HttpResponse:
            response = answers[id(request)]
            assert response is not None
            return Answer(response.headers, response.body, response.status, origin=Origin(Source.RECORDED))

    journal = Journal(Strict(Recorded()))
    for each in recorded:
        journal.respond(each.request, each.at)
    told = [
        (entry.origin.source, [str(finding["code"]) for finding in entry.origin.findings])
        for entry in journal.entries()
    ]

    assert len(told) == len(expected)
    for (source, codes), wanted in zip(told, expected, strict=True):
        if source is Source.REFUSED:  # by what the request alone shows, before there is an answer
            assert codes and set(codes) <= set(wanted)
        else:
            assert codes == wanted

"""A message gets the same codes from whoever judges it, and all of them go by what the project says.

What is driven here are the faces themselves: the command line, the addon, a conversion, the terminal
UI, the pytest plugin and the journal of a strict replay, each in the folder of a project.
"""

from __future__ import annotations

import ast
import asyncio
import importlib.util
import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from mitmproxy.http import HTTPFlow
from mitmproxy.io import FlowReader
from mitmproxy.test import taddons

from inspector.cassette import Cassette, Interaction
from inspector.cassette.formats import write_file
from inspector.cli import main
from inspector.conformance.check import Checker
from inspector.conformance.finding import Direction
from inspector.conformance.project import project_of
from inspector.pytest_plugin.judge import Judge
from inspector.replay.answer import Answer, Origin, Source
from inspector.replay.strict import Strict
from inspector.resources import addons_dir
from inspector.serve.journal import Journal
from inspector.tui.cassette_view import CassetteView
from inspector.tui.export import reports, write_new
from inspector.tui.judging import judging
from inspector.wire.http import HttpRequest, HttpResponse

ROOT = Path(__file__).parents[2]
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
SAYS = {
    "nothing": ("", lambda code: True),
    "what it selects and ignores": (
        'select = ["UMS", "MSG", "COS", "XSD"]\nignore = ["XSD", "UMS03", "MSG022"]\n',
        lambda code: code.startswith(("UMS", "MSG", "COS")) and not code.startswith(("UMS03", "MSG022")),
    ),
}
Codes = list[tuple[str, ...]]


@pytest.fixture(params=SAYS)
def reported(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[str], bool]:
    """Begins a project that says something; tells of a code whether it is to be reported then."""
    said, passes = SAYS[request.param]
    (tmp_path / "ews-inspector.toml").write_text(said)
    monkeypatch.chdir(tmp_path)
    return passes


def interactions(session: Path) -> list[Interaction]:
    with Cassette(session) as cassette:
        return list(cassette)


def recorded_codes(cassette: Path) -> Codes:
    return [tuple(str(found["code"]) for found in each.findings) for each in interactions(cassette)]


def told_codes(lines: str, count: int) -> Codes:
    """The codes of the JSON lines of ``validate``, by the number of the interaction."""
    codes: list[list[str]] = [[] for _ in range(count)]
    for found in map(json.loads, lines.splitlines()):
        codes[found["interaction"] - 1].append(found["code"])
    return [tuple(each) for each in codes]


def run(*words: object) -> None:
    with pytest.raises(SystemExit):
        main([str(word) for word in words])


def by_validate(session: Path, capsys: pytest.CaptureFixture[str]) -> Codes:
    run("validate", session, "--format", "json")
    return told_codes(capsys.readouterr().out, len(interactions(session)))


def by_convert(session: Path, capsys: pytest.CaptureFixture[str]) -> Codes:
    run("convert", session, "session.har")
    run("convert", "session.har", "converted.jsonl", "--scrub", "none")
    return recorded_codes(Path("converted.jsonl"))


def by_the_recorder(session: Path, capsys: pytest.CaptureFixture[str]) -> Codes:
    asyncio.run(_record(list(flows_of(session)), Path("recorded.jsonl")))
    return recorded_codes(Path("recorded.jsonl"))


async def _record(flows: list[HTTPFlow], target: Path) -> None:
    addon = importlib.util.spec_from_file_location("addon", addons_dir() / "ews_recorder.py")
    assert addon is not None and addon.loader is not None
    module = importlib.util.module_from_spec(addon)
    addon.loader.exec_module(module)
    recorder = module.addons[0]
    with taddons.context(recorder) as context:
        context.configure(recorder, ews_cassette=str(target), ews_scrub="none")
        for flow in flows:
            recorder.request(flow)
            await recorder.response(flow)
        recorder.done()


def flows_of(session: Path) -> Iterator[HTTPFlow]:
    """The session as mitmproxy has it, as if it began in a second."""
    with Cassette(session) as cassette:
        write_file(cassette, cassette.header, Path("session.flows"), "")
    with Path("session.flows").open("rb") as file:
        flows = [flow for flow in FlowReader(file).stream() if isinstance(flow, HTTPFlow)]
    later = time.time() + 1 - flows[0].request.timestamp_start
    for flow in flows:
        for part in (flow.request, flow.response):
            assert part is not None
            part.timestamp_start += later
            part.timestamp_end = (part.timestamp_end or part.timestamp_start) + later
        yield flow


def by_the_terminal_ui(session: Path, capsys: pytest.CaptureFixture[str]) -> Codes:
    with Cassette(session) as cassette:
        cassette_view = CassetteView(cassette)
        *_, (count, found) = judging(cassette_view)
    return [tuple(each.code for each in found.get(index, ())) for index in range(count)]


def by_a_report_of_the_terminal_ui(session: Path, capsys: pytest.CaptureFixture[str]) -> Codes:
    with Cassette(session) as cassette:
        (report,) = (each for each in reports(CassetteView(cassette)) if each.name.endswith(".jsonl"))
        written = write_new(report, Path())
    return told_codes(written.read_text(), len(interactions(session)))


class Recorded:
    """Answers as a session has it.

    Args:
        session: its interactions; asked are their very requests.
    """

    def __init__(self, session: list[Interaction]) -> None:
        self._answers = {id(each.request): each.response for each in session}

    def respond(self, request: HttpRequest, at: float) -> HttpResponse:
        response = self._answers[id(request)]
        assert response is not None
        return Answer(response.headers, response.body, response.status, origin=Origin(Source.RECORDED))


def by_the_plugin(session: Path, capsys: pytest.CaptureFixture[str]) -> Codes:
    recorded = interactions(session)
    judge = Judge(Recorded(recorded))
    codes: Codes = []
    for each in recorded:
        before = len(judge.findings("info"))
        judge.respond(each.request, each.at)
        codes.append(tuple(finding.code for finding in judge.findings("info")[before:]))
    return codes


@pytest.mark.parametrize("session", SESSIONS, ids=lambda path: path.parent.name)
@pytest.mark.parametrize(
    "judged_by",
    [
        by_validate,
        by_convert,
        by_the_recorder,
        by_the_terminal_ui,
        by_a_report_of_the_terminal_ui,
        by_the_plugin,
    ],
)
def test_every_face_finds_the_same_and_tells_what_the_project_wants(
    session: Path,
    judged_by: Callable[[Path, pytest.CaptureFixture[str]], Codes],
    reported: Callable[[str], bool],
    capsys: pytest.CaptureFixture[str],
) -> None:
    checker = Checker()
    found = [
        tuple(each.code for each in checker.check(one.request, one.response, at=one.at, took=one.took))
        for one in interactions(session)
    ]

    assert session.parent.name in {code for codes in found for code in codes}
    assert judged_by(session, capsys) == [tuple(filter(reported, codes)) for codes in found]


@pytest.mark.parametrize("session", SESSIONS, ids=lambda path: path.parent.name)
def test_the_journal_of_a_strict_replay_has_the_codes_of_the_requests(
    session: Path, reported: Callable[[str], bool]
) -> None:
    recorded = interactions(session)
    checker = Checker(ignore=["CDT001"])  # a stand-in is not asked by HTTPS
    expected = [
        [
            found.code
            for found in checker.check(each.request, each.response, at=each.at, took=each.took)
            if found.direction is Direction.REQUEST and reported(found.code)
        ]
        for each in recorded
    ]
    journal = Journal(Strict(Recorded(recorded), project_of()))
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


def test_nothing_but_a_project_makes_a_judge() -> None:
    makers = {
        file.relative_to(ROOT).as_posix()
        for folder in ("inspector", "addons")
        for file in (ROOT / folder).rglob("*.py")
        for node in ast.walk(ast.parse(file.read_bytes()))
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] == "Checker"
    }
    assert makers == {"inspector/conformance/project.py"}

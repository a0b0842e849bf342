"""What is shown of a scrubbed session shows no canary: files, logs, journals, errors, reports, screens."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Iterator
from itertools import chain, cycle
from pathlib import Path

import pytest

from inspector.cassette import Cassette, CassetteHeader, CassetteWriter, Interaction
from inspector.cli import main
from inspector.clock import ManualClock
from inspector.conformance.check import Checker
from inspector.conformance.project import Project
from inspector.recorder.session import Recording
from inspector.replay import Replayer
from inspector.replay.strict import Strict
from inspector.scrub import ScrubbedLogs, Scrubber
from inspector.serve import Control, Journal
from inspector.tui.app import InspectorApp
from inspector.wire.http import HttpRequest
from tests.canaries.catalogue import CATALOGUE, Named
from tests.canaries.layers import LAYERS
from tests.canaries.places import PIN, PLACES, Place, call, echo, everything
from tests.canaries.spelling import found_in
from tests.tui.conftest import drawn

CATALOGUED = [(place, layer) for place, layer in zip(CATALOGUE, cycle(LAYERS), strict=False)]
NEEDLES = sorted({needle for places in (PLACES, CATALOGUE) for place in places for needle in place.needles})
REMEMBERED = list({place.canary: place for place in PLACES if place.remembered}.values())


@pytest.fixture(scope="module")
def cassette(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A session with a canary in each place, as the recorder records it."""
    return recorded(tmp_path_factory.mktemp("canaries") / "session.jsonl", "salt")


def is_taken_out(place: Named, layer: str) -> bool:
    """Whether scrubbing takes it out of a message of its own; what only the check finds is not meant."""
    one = Scrubber("identity", "salt").scrub(LAYERS[layer](place))
    parts = [f"{one.request.url} {one.request.headers} {one.error}".encode(), one.request.body]
    if one.response is not None:
        parts += [str(one.response.headers).encode(), one.response.body]
    return not any(found_in(part, place.needles) for part in parts)


def catalogued() -> Iterator[Interaction]:
    """Makes an exchange for each named place, each in the layer that is its turn."""
    return (LAYERS[layer](place) for place, layer in CATALOGUED if is_taken_out(place, layer))


def recorded(file: Path, salt: str, session: Iterable[Interaction] | None = None) -> Path:
    header = CassetteHeader(scrub={"profile": "identity", "salt": salt})
    recording = Recording(CassetteWriter(file, header), Scrubber.of(header.scrub or {}), Checker())
    for at, one in enumerate(chain(everything(), catalogued()) if session is None else session):
        recording.add(Interaction(0, float(at), one.request, one.response, one.error, conn=f"c{at}"))
    lost = echo(REMEMBERED[0].canary)
    said = "; ".join(place.canary for place in REMEMBERED)
    recording.add(Interaction(0, 1000.0, lost.request, None, f"the server said: {said}", conn="lost"))
    recording.finish()
    return file


def told(capfd: pytest.CaptureFixture[str], *words: object) -> str:
    with pytest.raises(SystemExit) as end:
        main([str(word) for word in words])
    assert end.value.code in (0, 1)
    out, err = capfd.readouterr()
    return out + err


def assert_no_canary(text: str | bytes) -> None:
    assert found_in(text.encode() if isinstance(text, str) else text, NEEDLES, deepest=2) == []


def test_the_cassette(cassette: Path) -> None:
    data = cassette.read_bytes()
    assert data.count(b"\n") > len(PLACES) + len(REMEMBERED) + len(CATALOGUE) // 2
    assert_no_canary(data)


def test_scrub_check_finds_nothing(cassette: Path, capfd: pytest.CaptureFixture[str]) -> None:
    *notes, last = told(capfd, "scrub", "--check", cassette).splitlines()
    assert last == f"{cassette}: nothing is left"
    assert all(" note in " in note for note in notes)


@pytest.mark.parametrize("form", ["text", "json", "sarif", "junit", "html"])
def test_reports_of_verdicts(cassette: Path, form: str, capfd: pytest.CaptureFixture[str]) -> None:
    report = told(capfd, "validate", "--format", form, cassette)
    assert len(report) > 1000
    assert_no_canary(report)


def test_list_show_and_textconv(cassette: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert_no_canary(told(capfd, "list", cassette))
    assert_no_canary(told(capfd, "textconv", cassette))
    for number in (1, 2, 60):
        assert_no_canary(told(capfd, "show", cassette, number, "--json"))
        assert_no_canary(told(capfd, "show", cassette, number, "--request", "--raw"))


def test_the_flow_of_a_call(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    cassette = recorded(tmp_path / "call.jsonl", "salt", call())
    flows = told(capfd, "flow", cassette, "--json")
    (handle,) = (flow["handle"] for flow in map(json.loads, flows.splitlines()) if flow["kind"] == "call")
    drawn = told(capfd, "flow", cassette, handle)
    assert "GetCallInfo" in drawn and "Connecting" in drawn
    assert_no_canary(flows + told(capfd, "flow", cassette) + drawn)


@pytest.mark.parametrize("form", ["text", "json", "html"])
def test_differences(cassette: Path, form: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    other = recorded(tmp_path / "other.jsonl", "another")
    differences = told(capfd, "diff", "--format", form, cassette, other)
    assert len(differences) > 1000
    assert_no_canary(differences)


@pytest.mark.parametrize("strict", [False, True], ids=["lenient", "strict"])
def test_a_replay_its_journal_and_its_misses(cassette: Path, strict: bool) -> None:
    """Live requests bring the canaries themselves; those that no recording answers are told of, too."""
    with Replayer([cassette]) as replayer:
        journal = Journal(
            Strict(replayer, Project(), as_scrubbed=replayer.as_scrubbed) if strict else replayer
        )
        control = Control(journal, ManualClock())
        answers = []
        for place in PLACES:
            request = place.plant().request
            answers.append(journal.respond(request, 0.0).body)
            unknown = request.body.replace(b"<s:Body>", b"<s:Body><t:Never/>")
            never = HttpRequest(request.headers, unknown, request.method, request.url)
            answers.append(journal.respond(never, 0.0).body)
        for place in (one for one in REMEMBERED if one.canary != PIN):  # no client has the server's own PIN
            answers.append(journal.respond(echo(place.canary).request, 0.0).body)
        answers += [journal.respond(one.request, 0.0).body for one in catalogued()]
        lists = [
            control.respond(HttpRequest(method="GET", url=f"/_inspector/v1/{name}"), 0.0)
            for name in ("journal", "misses")
        ]
        misses = list(replayer.misses)
        shown = "\n".join(str(miss) for miss in misses)
    assert misses
    assert len(lists[0].body) > 10_000
    assert_no_canary(b"\n".join(answers))
    assert_no_canary(shown)
    for one in lists:
        assert_no_canary(one.body)


@pytest.mark.parametrize("place", REMEMBERED, ids=str)
def test_logs(place: Place) -> None:
    scrubber = Scrubber("identity", "salt")
    scrubber.scrub(place.plant())
    try:
        raise ValueError(f"cannot read {place.canary}")
    except ValueError as problem:
        info = (type(problem), problem, problem.__traceback__)
    record = logging.LogRecord("x", logging.ERROR, "f", 1, "sent %s", (place.canary,), info)
    ScrubbedLogs(scrubber).filter(record)
    assert_no_canary(logging.Formatter().format(record))


async def test_the_terminal_ui(cassette: Path) -> None:
    with Cassette(cassette) as opened:
        count = len(opened)
    app = InspectorApp(cassette)
    screens = []
    async with app.run_test(size=(220, 60)) as pilot:
        await pilot.pause()
        screens.append(drawn(app))
        for _ in range(count // 32):  # pages are longer: the end is reached, and stays
            await pilot.press("enter")
            await pilot.pause()
            screens.append(drawn(app))
            await pilot.press("x")
            await pilot.pause()
            screens.append(drawn(app))
            await pilot.press("escape", "pagedown")
        await pilot.pause()
    shown = "\n".join(screens)
    assert "Authorization" in shown
    assert_no_canary(shown)

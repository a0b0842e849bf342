"""Each client, in each of its modes: recorded, judged, and answered the same by the recording alone."""

from pathlib import Path

import pytest

from inspector.conformance.finding import Direction, Severity
from inspector.usage.facts import Kind
from tests.clients import javascript
from tests.clients.performances import Performances, without_people
from tests.clients.plays import PLAIN, PLAYS, Mode, Play
from tests.clients.stage import answers_of, verdicts_of
from tests.usage.counting import counted, inventory_of, told_of

NODE = pytest.mark.skipif(not javascript.has_node(), reason="there is no node with npm on this machine")


def marks(play: Play) -> list[pytest.MarkDecorator]:
    return [NODE] if play.needs_node else []


EACH_WAY = pytest.mark.parametrize(
    ("play", "mode"),
    [
        pytest.param(play, mode, id=f"{play}: {mode}", marks=marks(play))
        for play in PLAYS
        for mode in play.modes
    ],
)
EACH = pytest.mark.parametrize(
    "play", [pytest.param(play, id=str(play), marks=marks(play)) for play in PLAYS]
)


@EACH_WAY
def test_a_recording_has_what_the_server_said_and_blames_only_who_did_wrong(
    play: Play, mode: Mode, performances: Performances
) -> None:
    performance = performances.of(play, mode)
    recorded = answers_of(performance.cassette)
    assert len(recorded) == len(performance.heard)
    # A token is a secret: the recording has another one in its place.
    assert [
        said
        for said, kept in zip(performance.heard, recorded, strict=True)
        if said != kept and b"TokenValue" not in said[1]
    ] == []
    found = [finding for _, finding in verdicts_of(performance.cassette, Severity.INFO)]
    verdicts = [finding for finding in found if finding.severity is Severity.ERROR]
    assert [str(finding) for finding in verdicts if finding.direction is not Direction.REQUEST] == []
    assert {finding.code for finding in verdicts} == play.blamed


@EACH_WAY
def test_the_recording_alone_answers_byte_for_byte(
    play: Play, mode: Mode, performances: Performances, tmp_path: Path
) -> None:
    performance = performances.of(play, mode)
    answers, heard = performance.again(tmp_path)
    assert heard == answers_of(performance.cassette)
    assert answers == performance.answers


@EACH_WAY
def test_usage_knows_every_element_and_counts_as_xpath_does(
    play: Play, mode: Mode, performances: Performances
) -> None:
    cassette = performances.of(play, mode).cassette
    inventory = inventory_of([str(cassette)])
    assert told_of(inventory) == counted([cassette])
    assert inventory.of_kind(Kind.UNKNOWN) == inventory.of_kind(Kind.MISPLACED) == ()


@EACH
def test_a_recording_without_people_answers_the_client_that_knows_them(
    play: Play, performances: Performances, tmp_path: Path
) -> None:
    performance = performances.of(play, PLAIN)
    shared = without_people(performance.cassette, tmp_path)
    answers, heard = performance.again(tmp_path, shared)
    assert heard == answers_of(shared)
    assert [operation for operation, _ in answers] == [operation for operation, _ in performance.answers]

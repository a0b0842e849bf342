"""Flows and filters know ActiveSync commands: a message's life, by its ServerId."""

from __future__ import annotations

import pytest

from inspector.cassette import Interaction
from inspector.filter import parse_filter
from inspector.flow import flow_of, flows, step_of
from tests.phone import SPACES, answered, asked


def synced(n: int, commands: str = "", answer: str = "", status: str = "1") -> Interaction:
    def sync(inside: str) -> str:
        return f"<Sync {SPACES}><Collections><Collection>{inside}</Collection></Collections></Sync>"

    return Interaction(
        n,
        float(n),
        asked("Sync", sync(f"<SyncKey>{n}</SyncKey>{commands}")),
        answered(sync(f"<SyncKey>{n + 1}</SyncKey><Status>{status}</Status>{answer}")),
    )


ADD = (
    "<Commands><Add><ServerId>3:1001</ServerId><ApplicationData><e:Flag><e:Status>2</e:Status></e:Flag>"
    "<e2:UmCallerID>+14255550123</e2:UmCallerID></ApplicationData></Add></Commands>"
)
CHANGE = (
    "<Commands><Change><ServerId>3:1001</ServerId><ApplicationData><e:Read>1</e:Read></ApplicationData>"
    "</Change></Commands>"
)
REFUSED = "<Responses><Change><ServerId>3:1001</ServerId><Status>6</Status></Change></Responses>"


def test_a_message_is_issued_by_a_sync_and_taken_by_the_next() -> None:
    flow = flow_of([synced(1), synced(2, answer=ADD), synced(3, CHANGE)], "3:1001")
    assert flow is not None
    assert (flow.handle.kind, [step.n for step in flow.steps]) == ("item", [2, 3])
    assert [step.operation for step in flow.steps] == ["Sync", "Sync"]
    assert flow.steps[0].issues == flow.steps[1].takes == (flow.handle,)


def test_the_outcome_is_the_first_status_that_is_no_success() -> None:
    fine, refused, stale = synced(1, answer=ADD), synced(2, CHANGE, REFUSED), synced(3, status="3")
    assert [(step_of(each).outcome, step_of(each).failed) for each in (fine, refused, stale)] == [
        ("OK", False),
        ("Status 6", True),
        ("Status 3", True),
    ]


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (answered('<Ping xmlns="Ping"><Status>2</Status></Ping>'), "OK"),
        (answered('<FolderSync xmlns="FolderHierarchy"><Status>142</Status></FolderSync>'), "Status 142"),
        (answered(), "200 OK"),
        (answered(status=449), "449 OK"),
        (None, "gone"),
    ],
)
def test_answers_of_other_commands_and_none_at_all_have_an_outcome(answer, outcome) -> None:
    step = step_of(Interaction(1, 1.0, asked("Ping"), answer, error=None if answer else "gone"))
    assert (step.operation, step.outcome) == ("Ping", outcome)


def test_a_session_without_items_has_no_flow() -> None:
    assert flows([step_of(synced(1))]) == ()


def test_filters_find_what_a_binary_body_says() -> None:
    interaction = synced(2, answer=ADD)
    for expression in (
        "~bs +14255550123",
        "~bs UmCallerID",
        "~op sync & ~ep activesync",
        "~doc MS-ASEMAIL",
        "~id 3:1001",
    ):
        assert parse_filter(expression).matches(interaction), expression
    assert not parse_filter("~bq UmCallerID").matches(interaction)

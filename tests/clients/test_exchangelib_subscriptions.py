"""exchangelib, unmodified, listens to a folder: through the recorder, and then to the recording alone."""

from pathlib import Path

import pytest

from inspector.cassette import Cassette
from inspector.clock import SystemClock
from inspector.conformance.finding import Severity
from inspector.replay import Replayer
from inspector.serve import Server
from tests.clients.scripts.exchangelib_mail import account_at
from tests.clients.scripts.exchangelib_services import stream
from tests.clients.stage import recording, verdicts_of

EVENTS = ["CreatedEvent", "NewMailEvent"]


@pytest.fixture(scope="module")
def cassette(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A recording of a subscription, which the server ends by its clock while the client listens."""
    target = tmp_path_factory.mktemp("stream") / "stream.jsonl"
    with recording(target) as stage, account_at(stage.url, "basic") as account:
        assert stream(account, stage.advance) == EVENTS
    return target


def test_a_subscription_is_told_what_happens_until_the_clock_ends_it(cassette: Path) -> None:
    with Cassette(cassette) as opened:
        (listened,) = [each for each in opened if each.operation == "GetStreamingEvents"]
    assert listened.response is not None and not listened.error
    body = listened.response.body
    assert body.index(b">OK<") < body.index(b"NewMailEvent") < body.index(b">Closed<")
    assert verdicts_of(cassette, Severity.WARNING) == []


def test_the_recording_alone_tells_the_same(cassette: Path) -> None:
    with (
        Replayer([cassette]) as replayer,
        Server(replayer, SystemClock()) as server,
        account_at(server.url, "basic") as account,
    ):
        assert stream(account, lambda seconds: None) == EVENTS
        assert [str(miss) for miss in replayer.misses] == []

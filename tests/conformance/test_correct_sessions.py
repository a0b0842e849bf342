"""In what correct clients and a correct server say to each other nothing is found, but for information."""

import itertools

import pytest

from inspector.protocols.registry import identify
from tests.conformance.correct_sessions import findings_of, session


@pytest.mark.parametrize(
    "seeds", [range(100), (130, 218, 249, 361, 6544, 9982)], ids=["random", "once wrongly blamed"]
)
def test_nothing_is_wrong_in_random_sessions_of_correct_clients(seeds: range | tuple[int, ...]) -> None:
    found = {
        seed: [f"{each.code} {each.message}" for each in findings]
        for seed in seeds
        if (findings := [*findings_of(seed)])
    }

    assert found == {}


def test_the_sessions_ask_for_nearly_everything_and_their_requests_overlap() -> None:
    sessions = [session(seed) for seed in range(60)]
    asked = {identify(each.request).name for exchanges in sessions for each in exchanges}
    overlapping = sum(
        second.asked_at < first.told_at
        for exchanges in sessions
        for first, second in itertools.pairwise(exchanges)
        if first.request.connection != second.request.connection
    )

    assert len(asked) >= 36
    assert overlapping > 20

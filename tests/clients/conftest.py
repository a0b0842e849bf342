"""Repeating the client tests, and what they share: each play is recorded once in a run."""

from __future__ import annotations

import os

import pytest

from tests.clients.locking import can_share
from tests.clients.performances import Performances


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--repeat",
        type=int,
        default=1,
        metavar="N",
        help="run each test of the real clients N times (tests/clients)",
    )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    # Where this folder is not named on the command line, the option is not there.
    times = metafunc.config.getoption("--repeat", 1)
    if times > 1:
        metafunc.fixturenames.append("repetition")
        metafunc.parametrize("repetition", range(1, times + 1))


@pytest.fixture
def repetition() -> int:
    """Which of the repetitions a test is, from 1."""
    return 1


@pytest.fixture(scope="session")
def performances(tmp_path_factory: pytest.TempPathFactory) -> Performances:
    """The recordings of all plays, made when a test asks for them; all workers share them."""
    base = tmp_path_factory.getbasetemp()
    shared = can_share() and "PYTEST_XDIST_WORKER" in os.environ
    return Performances((base.parent if shared else base) / "performances")

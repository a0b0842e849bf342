"""The pytest plugin: replay a cassette in a test.

Loading it costs next to nothing: what a fixture needs is imported when a test asks for the fixture.
"""

from __future__ import annotations

from collections.abc import Generator

import pytest

from inspector.pytest_plugin.fixtures import PASSED, VERDICT, ews_replay, ews_simulator
from inspector.pytest_plugin.settings import add_markers, add_options

__all__ = ["ews_replay", "ews_simulator"]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declares options and configuration values."""
    add_options(parser)


def pytest_configure(config: pytest.Config) -> None:
    """Declares the markers."""
    add_markers(config)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """Fails a test that asked for what was not recorded; explains one that failed, perhaps of it."""
    try:
        result = yield
    except BaseException:
        if verdict := item.stash.get(VERDICT, None):
            for text in verdict.complaints():
                item.add_report_section("call", "ews", text)
        raise
    if (verdict := item.stash.get(VERDICT, None)) and (wrong := verdict.complaints()):
        pytest.fail("\n\n".join(wrong), pytrace=False)
    item.stash[PASSED] = True
    return result

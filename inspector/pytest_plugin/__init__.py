"""The pytest plugin: replay a cassette in a test.

Loading it costs next to nothing: what a fixture needs is imported when a test asks for the fixture.
"""

from __future__ import annotations

import json
from collections.abc import Generator

import pytest

from inspector.pytest_plugin.fixtures import PASSED, VERDICT, WATCHED, ews_recorder, ews_replay, ews_simulator
from inspector.pytest_plugin.settings import add_markers, add_options, check_configuration
from inspector.pytest_plugin.unused_cassettes import (
    Orphans,
    OrphansAcrossWorkers,
    look_for_orphans,
    note_collected,
    send_to_controller,
)

__all__ = ["ews_recorder", "ews_replay", "ews_simulator"]

_ORPHANS = pytest.StashKey[Orphans]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declares options and configuration values."""
    add_options(parser)


def pytest_configure(config: pytest.Config) -> None:
    """Declares the markers; refuses a configuration that cannot be."""
    add_markers(config)
    check_configuration(config)
    if config.pluginmanager.hasplugin("xdist"):
        config.pluginmanager.register(OrphansAcrossWorkers(), "ews_orphans_across_workers")


def pytest_itemcollected(item: pytest.Item) -> None:
    """Keeps which cassettes there are tests for, before anything is deselected."""
    note_collected(item)


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
    if watched := item.stash.get(WATCHED, None):
        from inspector.pytest_plugin.mutate import mutated

        if verdict is not None:
            verdict.settle()
        option = item.config.getoption
        mutated(item, *watched, option("--ews-mutate"), option("--ews-mutate-max"))
    item.stash[PASSED] = True
    return result


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Puts what was missed before the client's own error where pytest has one line for a test."""
    report = yield
    crash = getattr(report.longrepr, "reprcrash", None)
    verdict = item.stash.get(VERDICT, None)
    if call.when == "call" and report.failed and crash is not None and verdict and verdict.missed:
        own = crash.message.partition("\n")[0]
        crash.message = verdict.missed if own.startswith("Failed: ") else f"{verdict.missed} ({own})"
    return report


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Looks for cassettes that no test names."""
    config = session.config
    send_to_controller(config)
    if hasattr(config, "workerinput") or not config.getoption("--ews-orphans"):
        return
    config.stash[_ORPHANS] = orphans = look_for_orphans(config)
    fine = session.exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED)
    if orphans.lines() and config.getoption("--ews-fail-on-orphans") and fine:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Reports cassettes that no test names, and what altering has shown."""
    _tell_mutations(terminalreporter)
    orphans = terminalreporter.config.stash.get(_ORPHANS, None)
    if orphans and (lines := orphans.lines()):
        terminalreporter.section("ews cassettes", yellow=True)
        for line in lines:
            terminalreporter.line(line)


def _tell_mutations(terminalreporter: pytest.TerminalReporter) -> None:
    if not terminalreporter.config.getoption("--ews-mutate"):
        return
    from inspector.pytest_plugin.mutate import PROPERTY, summary

    found = [
        json.loads(str(value))
        for report in terminalreporter.getreports("passed")
        if report.when == "call"
        for name, value in report.user_properties
        if name == PROPERTY
    ]
    terminalreporter.section("ews mutations")
    for line in summary(found, terminalreporter.config.getoption("--ews-mutate-json")):
        terminalreporter.line(line)

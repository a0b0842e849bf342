"""Cassettes that no test names any more.

What a test names is taken from the collection, before anything is deselected, so that ``-k`` and ``-m`` make
no orphans. Each xdist worker collects every test and hands what it found to the controller, which reports.
"""

from __future__ import annotations

import os
from collections.abc import Collection
from pathlib import Path
from typing import Any, Protocol

import pytest

from inspector.pytest_plugin.settings import MARKER, settings_of

__all__ = ["OrphansAcrossWorkers", "find_orphans", "named_by", "note_collected", "report", "tell_controller"]

_NAMED = pytest.StashKey[set[str]]()
_LOST = pytest.StashKey[list[str]]()
_OUTPUT = "ews_named_cassettes"


class _Node(Protocol):
    config: pytest.Config
    workeroutput: dict[str, Any]


def named_by(config: pytest.Config) -> set[str]:
    """Returns the cassettes that collected tests name, as absolute paths; a set that can be added to."""
    return config.stash.setdefault(_NAMED, set())


def note_collected(item: pytest.Item) -> None:
    """Keeps the cassettes that a collected test names."""
    if item.get_closest_marker(MARKER) or "ews_replay" in getattr(item, "fixturenames", ()):
        named_by(item.config).update(os.fspath(file) for file in settings_of(item).files)


def find_orphans(folders: Collection[Path], named: Collection[str]) -> list[Path]:
    """Returns the cassettes under the folders that are not among the named ones, sorted.

    Args:
        folders: where to look, in all depths.
        named: absolute paths.
    """
    there = {Path(os.path.normpath(file)) for folder in folders for file in folder.rglob("*.jsonl")}
    return sorted(file for file in there if os.fspath(file) not in named)


def tell_controller(config: pytest.Config) -> None:
    """In an xdist worker, hands over what its tests name."""
    output = getattr(config, "workeroutput", None)
    if output is not None:
        output[_OUTPUT] = sorted(named_by(config))


class OrphansAcrossWorkers:
    """The controller's side; registered only where xdist is, because the hook is xdist's."""

    def pytest_testnodedown(self, node: _Node, error: object) -> None:
        names = getattr(node, "workeroutput", {}).get(_OUTPUT)
        if names is not None:
            named_by(node.config).update(names)
        elif error:
            node.config.stash.setdefault(_LOST, []).append(str(error))


def report(config: pytest.Config) -> tuple[list[Path], str]:
    """Returns the orphans in the folders that ``--ews-orphans`` names, and why there is no answer if so."""
    folders = [Path(config.invocation_params.dir, folder) for folder in config.getoption("--ews-orphans")]
    if not folders:
        return [], ""
    if missing := [str(folder) for folder in folders if not folder.is_dir()]:
        return [], f"there is no folder {', '.join(missing)}"
    if not named_by(config) and config.stash.get(_LOST, []):
        return [], "no worker lived to say which cassettes its tests name"
    return find_orphans(folders, named_by(config)), ""

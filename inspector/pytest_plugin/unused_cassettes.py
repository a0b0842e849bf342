"""Cassettes that no test names any more.

What a test names is taken from the collection, before anything is deselected, so that ``-k`` and ``-m`` make
no orphans. Each xdist worker collects every test and hands what it found to the controller, which reports.
"""

from __future__ import annotations

import os
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import pytest

from inspector.pytest_plugin.settings import MARKER, settings_of

_NAMED = pytest.StashKey[set[str]]()
_LOST = pytest.StashKey[list[str]]()
_OUTPUT = "ews_named_cassettes"


@dataclass(frozen=True)
class Orphans:
    """What was found.

    Args:
        files: the cassettes that no test names.
        problem: why there is no answer; empty if there is one.
    """

    files: tuple[Path, ...] = ()
    problem: str = ""

    def lines(self) -> list[str]:
        """Returns what is to be told, a line each; nothing if all is well."""
        if self.problem:
            return [f"orphans cannot be told: {self.problem}"]
        if not self.files:
            return []
        count = "1 cassette is" if len(self.files) == 1 else f"{len(self.files)} cassettes are"
        return [f"{count} named by no test:", *(f"  {file}" for file in self.files)]


class _Node(Protocol):
    config: pytest.Config
    workeroutput: dict[str, Any]


def named_by(config: pytest.Config) -> set[str]:
    """Returns the cassettes that collected tests name, as absolute paths; a set that can be added to."""
    return config.stash.setdefault(_NAMED, set())


def note_collected(item: pytest.Item) -> None:
    """Keeps the cassettes that a collected test names."""
    if not item.config.getoption("--ews-orphans"):
        return
    if item.get_closest_marker(MARKER) or "ews_replay" in getattr(item, "fixturenames", ()):
        try:
            named_by(item.config).update(os.fspath(file) for file in settings_of(item).files)
        except pytest.UsageError:
            pass  # the test itself will say so


def find_orphans(folders: Collection[Path], named: Collection[str]) -> list[Path]:
    """Returns the cassettes under the folders that are not among the named ones, sorted.

    Args:
        folders: where to look, in all depths.
        named: absolute paths.
    """
    there = {Path(os.path.normpath(file)) for folder in folders for file in folder.rglob("*.jsonl")}
    return sorted(file for file in there if os.fspath(file) not in named)


def send_to_controller(config: pytest.Config) -> None:
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


def look_for_orphans(config: pytest.Config) -> Orphans:
    """Looks for orphans in the folders that ``--ews-orphans`` names."""
    folders = [config.invocation_params.dir / folder for folder in config.getoption("--ews-orphans")]
    if missing := [str(folder) for folder in folders if not folder.is_dir()]:
        return Orphans(problem=f"there is no folder {', '.join(missing)}")
    if config.stash.get(_LOST, []) and not named_by(config):
        return Orphans(problem="no worker lived to say which cassettes its tests name")
    return Orphans(tuple(find_orphans(folders, named_by(config))))

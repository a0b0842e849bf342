"""Whether a test that replays has passed, beyond what it asserts itself.

A miss fails a test even if the client swallowed the error that it got for it. What is wrong is said once: the
verdict remembers what it has reported.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from inspector.conformance.finding import Finding
    from inspector.pytest_plugin.recording import RecordingSession
    from inspector.pytest_plugin.replay import Replay
    from inspector.pytest_plugin.settings import Settings


class EwsWarning(UserWarning):
    """What a user should know about a cassette, where that does not fail the test."""


class ReplayCheck:
    """Judges a test by what happened at its replay.

    Args:
        replay: what the test talked to.
        settings: what counts as a failure.
        refused: the addresses of connections that were refused, growing.
        warn: tells the user what does not fail the test.
    """

    def __init__(
        self,
        replay: Replay | RecordingSession,
        settings: Settings,
        refused: list[str],
        warn: Callable[[Warning], None],
    ) -> None:
        self._replay = replay
        self._settings = settings
        self._refused = refused
        self._warn = warn
        self._told: set[str] = set()
        self._left: str | None = None

    def complaints(self) -> list[str]:
        """Returns what is wrong so far and was not told before, a paragraph each."""
        found = [*self._misses(), *self._connections(), *self._findings()]
        fresh = [text for text in dict.fromkeys(found) if text not in self._told]
        self._told.update(fresh)
        return fresh

    @property
    def missed(self) -> str:
        """The first miss that fails the test, with its mend, in one line; empty if there is none."""
        if self._settings.allow_misses or not (misses := self._replay.misses):
            return ""
        return " ".join(f"{misses[0].line}. {misses[0].advice}".split())

    def unplayed(self) -> str:
        """Returns what is to be said of recordings that the test did not use; empty if nothing is."""
        if self._left is not None:
            return self._left
        if self._settings.on_unplayed == "ignore" or not (left := self._replay.unplayed):
            return ""
        lines = "\n".join(f"  {recording}: {recording.interaction.operation}" for recording in left)
        count = "1 recording was" if len(left) == 1 else f"{len(left)} recordings were"
        return f"{count} not asked for:\n{lines}"

    def settle(self) -> None:
        """Takes for good which recordings the test did not use; what comes after is not its own doing."""
        self._left = self.unplayed()

    def finish(self) -> None:
        """Judges once the test and all that uses the replay are through; called only if the test passed.

        Raises:
            pytest.fail.Exception: something is wrong that was not told before.
        """
        wrong = self.complaints()
        if left := self.unplayed():
            if self._settings.on_unplayed == "fail":
                wrong.append(left)
            else:
                self._warn(EwsWarning(left))
        if wrong:
            pytest.fail("\n\n".join(wrong), pytrace=False)

    def _misses(self) -> list[str]:
        if self._settings.allow_misses:
            return []
        return [str(miss) for miss in self._replay.misses]

    def _connections(self) -> list[str]:
        return [
            f"the test tried to connect to {address}, and block_network is set"
            for address in dict.fromkeys(self._refused)
        ]

    def _findings(self) -> list[str]:
        if self._settings.fail_on is None:
            return []
        return [_told(finding) for finding in self._replay.findings(self._settings.fail_on)]


def _told(finding: Finding) -> str:
    source = " ".join(part for part in (finding.document, finding.section) if part)
    where = (
        f"the {finding.direction} of {finding.operation}" if finding.operation else f"a {finding.direction}"
    )
    return f"{finding.code} {finding.severity} in {where}: {finding.message} ({source or 'the wire'})"

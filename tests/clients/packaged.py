"""Clients that distributions package and pip and npm do not have: recorded, judged, replayed.

A test of one is skipped where its package is not installed. What they drive stands in docs/simulator.md too.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from inspector.conformance.finding import Direction, Severity
from tests.clients.scripts.davmail import has_davmail, mail_by_imap_and_smtp
from tests.clients.scripts.php_soap import has_php, mail_by_php
from tests.clients.scripts.zeep_service import Answers
from tests.clients.stage import operations_of, recording, replaying, verdicts_of

__all__ = ["DAVMAIL", "PACKAGED", "PHP", "Packaged"]


@dataclass(frozen=True)
class Packaged:
    """A client of a distribution.

    Args:
        client: the client's name.
        packages: what Debian calls it.
        is_here: says whether it is installed.
        drive: runs it; it is given where the server is, and a folder that it makes.
    """

    client: str
    packages: str
    is_here: Callable[[], bool]
    drive: Callable[[str, Path], Answers]

    @property
    def wanted(self) -> pytest.MarkDecorator:
        """Skips a test where it is not installed."""
        reason = f"there is no {self.client} on this machine: apt-get install {self.packages}"
        return pytest.mark.skipif(not self.is_here(), reason=reason)

    def record(self, folder: Path) -> tuple[Answers, frozenset[str]]:
        """Records it, judges what it was answered, and lets the recording alone answer it.

        Args:
            folder: an empty one.

        Returns:
            What it made of the answers, and the operations that it has driven.
        """
        cassette = folder / "recorded.jsonl"
        with recording(cassette, auth="basic") as stage:
            answers = self.drive(stage.url, folder / "recorded")
        found = [finding for _, finding in verdicts_of(cassette, Severity.ERROR)]
        assert [str(each) for each in found if each.direction is not Direction.REQUEST] == []
        with replaying(cassette, auth="basic") as stage:
            assert self.drive(stage.url, folder / "replayed") == answers
        return answers, frozenset(operations_of(cassette))


DAVMAIL = Packaged("DavMail", "davmail", has_davmail, mail_by_imap_and_smtp)
PHP = Packaged("PHP SoapClient", "php-cli php-soap", has_php, mail_by_php)
PACKAGED = (DAVMAIL, PHP)

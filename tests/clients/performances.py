"""Each play in each of its modes is recorded once in a test run, whichever tests and workers look at it."""

from __future__ import annotations

import pickle
import re
from dataclasses import dataclass
from pathlib import Path

from click.testing import CliRunner

from inspector.cli.main import cli
from inspector.serve.tls import tls_context
from tests.clients.locking import one_at_a_time
from tests.clients.plays import Mode, Play
from tests.clients.scripts.zeep_service import Answers
from tests.clients.stage import Heard, recording, replaying, voice_message

__all__ = ["Performance", "Performances", "without_people"]


@dataclass(frozen=True)
class Performance:
    """A play as it was recorded.

    Args:
        play: what was played.
        mode: how.
        cassette: the recording; only secrets are scrubbed from it.
        messages: the entry id and the item id of the voice message that there was.
        answers: what the client made of what it was sent.
        heard: what it was sent.
        log: what the recorder said on its standard error.
        confdir: where the CA is; ``None`` where nothing is encrypted.
    """

    play: Play
    mode: Mode
    cassette: Path
    messages: tuple[str, str]
    answers: Answers
    heard: Heard
    log: str
    confdir: Path | None

    def again(self, folder: Path, cassette: Path | None = None) -> tuple[Answers, Heard]:
        """Runs the unchanged script of the client with the recording alone.

        Args:
            folder: an empty one for the client.
            cassette: another form of the recording.

        Returns:
            What the client made of what it was sent, and what it was sent.

        Raises:
            AssertionError: the client asked for what was not recorded.
        """
        with replaying(cassette or self.cassette, auth=self.mode.auth, confdir=self.confdir) as stage:
            return self.play.drive(stage, self.mode.auth, self.messages, folder / "client"), stage.heard


class Performances:
    """The performances of a test run.

    Args:
        folder: where they are kept; several processes may share it (tests/clients/locking.py).
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._known: dict[tuple[str, Mode], Performance] = {}

    def of(self, play: Play, mode: Mode) -> Performance:
        """Returns the performance of a play; records it if nobody has yet."""
        key = (str(play), mode)
        if key not in self._known:
            self._known[key] = self._fetch(play, mode)
        return self._known[key]

    def _fetch(self, play: Play, mode: Mode) -> Performance:
        place = self._folder / re.sub(r"\W+", "-", f"{play} {mode}")
        place.mkdir(parents=True, exist_ok=True)
        confdir = self._confdir() if mode.scheme == "https" else None
        cassette, kept = place / "session.jsonl", place / "answers.pickle"
        with one_at_a_time(place / "lock"):
            if not kept.exists():
                cassette.unlink(missing_ok=True)
                with recording(
                    cassette, auth=mode.auth, mode=mode.proxy, confdir=confdir, scenario=play.scenario
                ) as stage:
                    messages = voice_message(stage)
                    answers = play.drive(stage, mode.auth, messages, place / "client")
                kept.write_bytes(pickle.dumps((messages, answers, stage.heard, stage.log)))
        messages, answers, heard, log = pickle.loads(kept.read_bytes())
        return Performance(play, mode, cassette, messages, answers, heard, log, confdir)

    def _confdir(self) -> Path:
        """Where the CA is, made by the first who asks."""
        folder = self._folder / "ca"
        folder.mkdir(parents=True, exist_ok=True)
        with one_at_a_time(folder / "lock"):
            tls_context(folder)
        return folder


def without_people(cassette: Path, folder: Path) -> Path:
    """Scrubs a recording as ``ews-inspector scrub`` does, with the profile for cassettes that are shared.

    Args:
        cassette: the recording.
        folder: where the scrubbed one goes.
    """
    shared = folder / "shared.jsonl"
    words = ["scrub", str(cassette), "--profile", "identity", "-o", str(shared)]
    done = CliRunner().invoke(cli, words, standalone_mode=False)
    assert done.exception is None, done.output
    return shared

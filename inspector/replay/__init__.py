"""Replay: answering from cassettes alone."""

from inspector.replay.answer import Answer, Origin, Source
from inspector.replay.index import recorded_scheme
from inspector.replay.miss.model import Miss, Reason
from inspector.replay.replayer import Replayer

__all__ = ["Answer", "Miss", "Origin", "Reason", "Replayer", "Source", "recorded_scheme"]

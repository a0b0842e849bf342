"""The cassette: an ordered file of interactions with a header (docs/cassettes.md)."""

from inspector.cassette.model import Auth, CassetteHeader, Interaction
from inspector.cassette.reader import Cassette
from inspector.cassette.repair import repair
from inspector.cassette.writer import CassetteWriter

__all__ = ["Auth", "Cassette", "CassetteHeader", "CassetteWriter", "Interaction", "repair"]

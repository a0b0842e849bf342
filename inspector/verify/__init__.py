"""Asking a live server what a cassette asked, and telling how its answers have changed."""

from inspector.verify.side_effects import has_side_effects
from inspector.verify.upstream import Credentials, Upstream
from inspector.verify.verifier import NoAnswer, Verifier

__all__ = ["Credentials", "NoAnswer", "Upstream", "Verifier", "has_side_effects"]

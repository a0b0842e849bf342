"""Asking a live server what a cassette asked, and telling how its answers have changed."""

from inspector.verify.changes import changes_state
from inspector.verify.upstream import Credentials, Upstream
from inspector.verify.verifier import NoAnswer, Verifier

__all__ = ["Credentials", "NoAnswer", "Upstream", "Verifier", "changes_state"]

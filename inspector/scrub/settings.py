"""What a cassette's header tells of its scrubbing, for whoever scrubs in the same way."""

from __future__ import annotations

import secrets as random
from collections.abc import Mapping, Sequence
from typing import Any

from inspector.scrub.replacements import VERSION
from inspector.scrub.user_rules import CustomRule


def new_salt() -> str:
    """Returns a fresh salt for a cassette's header."""
    return random.token_hex(16)


def scrub_settings(
    profile: str,
    *,
    key: str = "",
    rules: Sequence[CustomRule] = (),
    before: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Returns the ``scrub`` of a cassette's header.

    Args:
        profile: what is taken out.
        key: the fingerprint of the key file; empty: a salt is used.
        rules: what else is replaced.
        before: the ``scrub`` of a cassette that is scrubbed anew. Its key or salt and its rules stay, unless
            others are given, and the version, so that what was replaced then is replaced alike.
    """
    known = dict(before or {})
    anew = known.get("profile", "none") == "none"
    scrub: dict[str, Any] = {"profile": profile, "version": VERSION if anew else known.get("version", 1)}
    if key or known.get("key"):
        scrub["key"] = key or known["key"]
    else:
        scrub["salt"] = known.get("salt") or new_salt()
    own = [rule.to_json() for rule in rules] or known.get("rules")
    return scrub | ({"rules": own} if own else {})

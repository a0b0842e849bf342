"""Keys of pseudonyms: the salt that a cassette carries, or a key that only its owner has.

A cassette that was scrubbed with a key file carries a fingerprint of the key, by which the key is recognised.
"""

from __future__ import annotations

import hmac
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from inspector.errors import InputError, UsageError
from inspector.scrub.pseudonyms import Pseudonyms

ENVIRONMENT = "EWS_INSPECTOR_KEY_FILE"
"""The environment variable that names the key file where no option does."""

_SHORTEST = 16
_OFFERED: dict[str, bytes] = {}


def read_key(path: Path | str) -> bytes:
    """Reads a key file; white space around the key is no part of it.

    Raises:
        InputError: it cannot be read.
        UsageError: it is too short: whoever has the fingerprint could find it by trying.
    """
    try:
        key = Path(path).read_bytes().strip()
    except OSError as problem:
        raise InputError(f"the key cannot be read ({problem.strerror})", str(path)) from None
    if len(key) < _SHORTEST:
        fix = "Make one with: openssl rand -hex 32 > key.txt"
        raise UsageError(f"the key has less than {_SHORTEST} characters", str(path), fix)
    return key


def fingerprint(key: bytes) -> str:
    """Returns what tells a key from others and does not tell the key: 16 hexadecimal digits."""
    return hmac.digest(key, b"ews-inspector: fingerprint of a key", "sha256")[:8].hex()


def offer(path: Path | str) -> str:
    """Reads a key file for the cassettes that this process opens, and returns its fingerprint.

    Raises:
        InputError: it cannot be read.
        UsageError: it is too short.
    """
    key = read_key(path)
    _OFFERED[fingerprint(key)] = key
    return fingerprint(key)


def key_of(scrub: Mapping[str, Any]) -> bytes:
    """Returns the key that a cassette was scrubbed with.

    Args:
        scrub: the ``scrub`` of its header: with ``salt``, or with the fingerprint ``key``.

    Raises:
        UsageError: it was scrubbed with a key file, and that was not given.
        InputError: the key file that the environment names cannot be read.
    """
    mark = scrub.get("key")
    if not mark:
        return str(scrub.get("salt", "")).encode()
    named = os.environ.get(ENVIRONMENT)
    if mark not in _OFFERED and named:
        offer(named)
    if str(mark) not in _OFFERED:
        what = "another key file than was given" if _OFFERED else "a key file"
        raise UsageError(
            f"the cassette is scrubbed with {what} (fingerprint {mark})",
            fix=f"Name it with --key-file, or in the environment variable {ENVIRONMENT}.",
        )
    return _OFFERED[str(mark)]


def pseudonyms_of(scrub: Mapping[str, Any] | None) -> Pseudonyms | None:
    """Returns the source of a cassette's pseudonyms; ``None`` if it was never scrubbed.

    Args:
        scrub: the ``scrub`` of its header.

    Raises:
        UsageError: as :func:`key_of`.
        InputError: likewise.
    """
    key = key_of(scrub or {})
    return Pseudonyms(key) if key else None

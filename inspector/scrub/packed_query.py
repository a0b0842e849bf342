"""The packed query of an ActiveSync request (MS-ASHTTP section 2.2.1.1.1.1): who, and which device.

The check for leaks reads it by ``protocols/activesync/head.py`` instead, so that a mistake here is seen.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from urllib.parse import unquote

_URL = re.compile(r"(Microsoft-Server-ActiveSync\?)([A-Za-z0-9+/_%-]{8,2000}={0,2})\Z", re.I)

_FIXED = 4  # version, command, locale
_USER = 8


def scrub_packed(url: str, device: Callable[[str], str], user: Callable[[str], str]) -> str:
    """Returns a URL with the device and the user of its packed query replaced; as it was if it has none.

    Args:
        url: the URL.
        device: replaces a device's identifier by one of the same length.
        user: replaces a login name.
    """
    if "ActiveSync?" not in url:
        return url
    return _URL.sub(lambda found: found[1] + _scrubbed(found[2], device, user), url)


def _scrubbed(query: str, device: Callable[[str], str], user: Callable[[str], str]) -> str:
    try:
        packed = base64.b64decode(
            unquote(query), altchars=b"-_" if "-" in query or "_" in query else None, validate=True
        )
    except ValueError:
        return query
    pieces = _pieces(packed)
    if pieces is None:
        return query
    identifier, key, kind, parameters = pieces
    made = [packed[:_FIXED], _sized(_device(identifier, device)), _sized(key), _sized(kind)]
    for tag, value in parameters:
        text = _text(value) if tag == _USER else None
        made.append(bytes((tag,)) + _sized(value if text is None else user(text).encode()[:255]))
    result = b"".join(made)
    return query if result == packed else base64.b64encode(result).decode()


def _pieces(packed: bytes) -> tuple[bytes, bytes, bytes, list[tuple[int, bytes]]] | None:
    """The device's identifier, the policy key, the device's type, and the parameters by tag."""
    rest = packed[_FIXED:]
    found = []
    for _ in range(3):
        if not rest or len(rest) < 1 + rest[0]:
            return None
        found.append(rest[1 : 1 + rest[0]])
        rest = rest[1 + rest[0] :]
    parameters = []
    while rest:
        if len(rest) < 2 or len(rest) < 2 + rest[1]:
            return None
        parameters.append((rest[0], rest[2 : 2 + rest[1]]))
        rest = rest[2 + rest[1] :]
    return found[0], found[1], found[2], parameters


def _device(identifier: bytes, device: Callable[[str], str]) -> bytes:
    text = _text(identifier)
    if text is not None:
        return device(text).encode()
    return bytes.fromhex(device(identifier.hex()))


def _text(value: bytes) -> str | None:
    return value.decode() if value.isascii() and value.decode().isprintable() else None


def _sized(value: bytes) -> bytes:
    return bytes((len(value),)) + value

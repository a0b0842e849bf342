"""Values of MS-OXWUMS that no schema describes: telephone numbers and base64 identifiers."""

from __future__ import annotations

import re

MAX_IDENTIFIER = 512
"""The most characters of a call identifier (sections 2.2.4.1 and 3.1.4.3.2.1)."""

_MAX_DIAL_STRING = 1024

# RFC 3966 section 3, without the requirement that a local number names its context: six examples of the
# document are plain local digits (docs/errata.md). No alternative can match the same text twice.
_DIAL_STRING = re.compile(
    r"(?:tel:)?"
    r"(?:\+[-.()]*[0-9][0-9.()-]*|[-.()]*[0-9A-F*#][0-9A-F*#.()-]*)"
    r"(?:;[A-Za-z0-9-]+(?:=[^;\s]*)?)*",
    re.IGNORECASE,
)
_BASE64 = re.compile(r"[A-Za-z0-9+/]+={0,2}")


def is_dial_string(text: str) -> bool:
    """Whether a text is a telephone number in the syntax of RFC 3966, with or without its ``tel:``.

    >>> is_dial_string("+1-425-555-0100;ext=17"), is_dial_string("12345"), is_dial_string("call me")
    (True, True, False)
    """
    return len(text) <= _MAX_DIAL_STRING and _DIAL_STRING.fullmatch(text) is not None


def is_base64(text: str) -> bool:
    """Whether a text is base64 after RFC 2045 section 6.8, line ends aside; the empty text is not.

    >>> is_base64("AAAAAGsd2rY="), is_base64("INVALID_ENTRY_ID"), is_base64("AAA")
    (True, False, False)
    """
    packed = "".join(text.split())
    return len(packed) % 4 == 0 and _BASE64.fullmatch(packed) is not None

"""Dial strings: which represent a telephone number (RFC 3966), and when two are the same."""

from __future__ import annotations

import re

# RFC 3966 section 3: digits with visual separators, global with a plus. MS-OXWUMS's own examples are local
# numbers without a phone-context (12345), so it is not asked for.
_NUMBER = re.compile(r"(?:tel:)?\+?[0-9A-D*#().\- ]*(?:;[A-Za-z0-9\-]+(?:=[^;\s]+)?)*", re.IGNORECASE)
_DIGIT = re.compile(r"[0-9*#]")


def normal_number(dial_string: str) -> str:
    """Returns a dial string without ``tel:``, visual separators and parameters.

    >>> normal_number("tel:+1 (425) 555-0100;ext=7")
    '+14255550100'
    """
    number = dial_string.strip().partition(";")[0]
    return re.sub(r"^tel:|[().\- ]", "", number, flags=re.IGNORECASE)


def is_dialable(dial_string: str) -> bool:
    """Tells whether a dial string represents a telephone number (MS-OXWUMS section 3.1.4.7.1.2)."""
    text = dial_string.strip()
    return bool(_NUMBER.fullmatch(text)) and bool(_DIGIT.search(normal_number(text)))

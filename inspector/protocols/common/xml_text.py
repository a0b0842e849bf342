"""Text that comes from elsewhere, made fit for XML."""

from __future__ import annotations

import re

_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def clean(text: str) -> str:
    """Returns a text without the characters that XML 1.0 section 2.2 forbids.

    >>> clean("a\\x00b")
    'ab'
    """
    return _FORBIDDEN.sub("", text)

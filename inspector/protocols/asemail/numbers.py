"""Numbers as phones write them."""

from __future__ import annotations


def number_in(text: str) -> int | None:
    """Returns the number that a text is in decimal digits; ``None`` if it is none, or a long one.

    >>> number_in(" 25 "), number_in("-1"), number_in("9" * 5000)
    (25, None, None)
    """
    digits = text.strip()
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 12 else None

"""How telephone numbers are written for people.

No class of these patterns holds the separator of values (U+0001), and no repeat is without a bound.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator

# With a country code, an area code in brackets or before a
# stroke, an area code that begins with a zero, in the French way in pairs, or in the American way.
_GAP = r"[ .\-/\u00a0\u202f\u2011]{0,2}"
_NUMBER = re.compile(
    rf"(?<![\w+.,:/=-])(?:\+[1-9]\d{{0,2}}(?:{_GAP}(?:\(\d{{1,5}}\)|\d)){{6,14}}"
    rf"|00[1-9]\d{{0,2}}(?:{_GAP}(?:\(\d{{1,5}}\)|\d)){{7,14}}"
    r"|\(0?\d{2,5}\)[ \u00a0]?\d{2,4}[ .\-\u00a0\u2011]?\d{2,5}(?:[ .-]\d{2,5})?"
    r"|0\d{1,4}[ \u00a0]?/[ \u00a0]?\d{3,4}[ -]?\d{2,5}"
    r"|(?<!\d )0[1-9]\d{1,4}[ \u00a0](?:\d{4,8}|\d{3}[ -]\d{3,5})(?:[ -]\d{2,5}){0,2}"
    r"|(?<!\d )0[1-9](?:[ \u00a0]\d\d){4}(?![ \u00a0]\d)"
    r"|0[1-9]\d{1,3}-\d{6,8}"
    r"|(?:1[ -])?(?:[2-9]\d\d[ \u00a0][2-9]\d\d[ \u00a0-]\d{4}|\d{3}-\d{3}-\d{4}))(?!\w|[.,:/-]\d)"
)
NUMBER_SIGNS = {
    "+": (re.compile(r"\+[1-9]"), 0),
    "00": (re.compile(r"00[1-9]"), 0),
    "(": (re.compile(r"\(0?\d\d"), 0),
    "/": (re.compile(r"0\d{1,4}[ \u00a0]?/"), 0),
    "-": (re.compile(r"-(?=\d\d\d-\d)"), 3),
    "long": (re.compile(r"0[1-9]\d{1,3}-\d{6}"), 0),
    "gap": (re.compile(r"(?:0[1-9]|[2-9]\d(?=\d))(?=\d{0,4}[ \u00a0]\d\d)"), 0),
}
"""What each of its ways begins with, by what that begins with, and how many characters stand before it."""


def numbers_in(text: str, signs: Container[str]) -> Iterator[re.Match[str]]:
    """Yields the telephone numbers in a text, by the signs that only they have, which are found faster.

    Args:
        text: the text.
        signs: which of the signs of :data:`NUMBER_SIGNS` may stand in it.
    """
    starts = {
        found.start() - before
        for name, (sign, before) in NUMBER_SIGNS.items()
        if name in signs
        for found in sign.finditer(text)
    }
    done = 0
    for start in sorted(starts):
        with_code = text[max(0, start - 2) : max(0, start)] in ("1-", "1 ")  # North America's country code
        for front in (start - 2, start) if with_code else (start,):
            if front >= done and (found := _NUMBER.match(text, front)) is not None:
                done = found.end()
                yield found

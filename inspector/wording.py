"""Words of sentences that depend on what they speak of: a number, or a name that was meant."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

_MOST = 1000  # names that are compared; no list that a person types from has more


def plural(number: int, one: str, many: str = "") -> str:
    """Returns a number with the word that agrees with it.

    Args:
        number: how many.
        one: the word for one.
        many: the word for none or several; with an ``s`` at its end if left out.

    >>> plural(1, "interaction"), plural(2000, "interaction"), plural(0, "entry", "entries")
    ('1 interaction', '2,000 interactions', '0 entries')
    """
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def close_to(name: str, known: Iterable[str], likeness: float = 0.7) -> list[str]:
    """Returns the names that were probably meant, the likeliest first; letters in upper case or not.

    Args:
        name: what was written.
        known: the names that there are.
        likeness: how like they have to be, from 0 to 1.
    """
    by_lower = {each.lower(): each for each in list(known)[:_MOST]}
    return [by_lower[each] for each in get_close_matches(name[:80].lower(), by_lower, 3, likeness)]


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Returns the question for the name that was meant, as a sentence; empty if none is close.

    >>> did_you_mean("valdate", ["validate", "list"])
    "Did you mean 'validate'?"
    """
    close = close_to(name, known)
    return f"Did you mean {' or '.join(repr(each) for each in close[:2])}?" if close else ""


def sized(count: int) -> str:
    """Returns a number of bytes in few letters.

    >>> sized(512), sized(20_000), sized(52_428_800)
    ('512 B', '19.5 kB', '50.0 MB')
    """
    if count < 1024:
        return f"{count} B"
    if count < 1024 * 1024:
        return f"{count / 1024:.1f} kB"
    return f"{count / 1024 / 1024:.1f} MB"

"""The schema versions of Exchange (MS-OXWSCDATA section 2.2.3.9 and 2.2.3.10, ExchangeVersionType)."""

from __future__ import annotations

import re
from functools import lru_cache

_NAMED = tuple(
    """
    Exchange2007 Exchange2007_SP1 Exchange2009 Exchange2010 Exchange2010_SP1 Exchange2010_SP2 Exchange2012
    Exchange2013 Exchange2013_SP1 Exchange2015 Exchange2016
    """.split()  # noqa: SIM905 - a list of names reads better as text
)
# Later versions carry a date or a number, such as V2017_07_11 and V2_23; new ones appear without notice.
_DATED = re.compile(r"V20[1-9][0-9]_[01][0-9]_[0-3][0-9]|V2_[0-9]{1,3}")

_RANK = {name: rank for rank, name in enumerate(_NAMED)}

MAJOR_VERSIONS = {"8": "Exchange2007", "14": "Exchange2010", "15": "Exchange2013"}
"""The oldest schema version of each major version that a server can have."""


def is_known_version(name: str) -> bool:
    """Whether a text names a schema version.

    >>> is_known_version("Exchange2013_SP1"), is_known_version("Exchange2014")
    (True, False)
    """
    return name in _RANK or is_dated(name)


def is_dated(name: str) -> bool:
    """Whether a text names a version of 2015 or later by its date or number.

    >>> is_dated("V2018_01_08"), is_dated("Exchange2016")
    (True, False)
    """
    return _DATED.fullmatch(name) is not None


@lru_cache(256)
def version_rank(name: str) -> int | None:
    """Returns a number that is greater for a later version; ``None`` if the text names none."""
    if name in _RANK:
        return _RANK[name]
    return len(_NAMED) + int(name[1:].replace("_", "")) if _DATED.fullmatch(name) else None

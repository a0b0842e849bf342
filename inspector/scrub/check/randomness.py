"""Text that looks as if it was drawn, not written."""

from __future__ import annotations

import math
import re
from collections import Counter

from inspector.scrub.check.stand_ins import Recogniser
from inspector.scrub.check.unescaped import packed_texts

_RUN = re.compile(r"(?<![\w+/=.-])[A-Za-z0-9+/_-]{24,512}+={0,2}(?![\w+/=-])")
_BITS = 4.2  # a character; English words have fewer, base64 of bytes has nearly six


def looks_random(text: str, known: Recogniser) -> bool:
    """Whether a run of 24 characters and more in a text has too many bits a character to be words.

    Base64 of a text is looked into elsewhere.

    Args:
        text: a value's text.
        known: knows stand-ins, which are drawn.
    """
    return any(
        _bits(run[0]) > _BITS
        and any(map(str.isdigit, run[0]))
        and not known.token(run[0])
        and not any(packed_texts(run[0], 1))
        for run in _RUN.finditer(text)
    )


def _bits(text: str) -> float:
    size = len(text)
    return -sum(count / size * math.log2(count / size) for count in Counter(text).values())

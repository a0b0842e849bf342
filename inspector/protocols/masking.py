"""Messages as they are shown: with asterisks for what nobody may read."""

from __future__ import annotations

import re

from inspector.protocols.fields import field_of
from inspector.wire.body import open_body

_LINE = re.compile(r"[^\r\n]+")


def masked(content: bytes, longest: int | None = None) -> bytes:
    """Returns a body with asterisks in place of secrets and PINs; the same object if it has none.

    Args:
        content: the body, without content-encoding; broken XML too.
        longest: the most asterisks that stand for a line; ``None``: as many as it has characters, so that
            what comes after it stands where it stood.
    """
    opened = open_body(content, is_leaf=lambda value: True)
    for value in opened.values:
        if field_of(value).is_secret:
            value.put([(*line.span(), "*" * len(line[0][:longest])) for line in _LINE.finditer(value.text)])
    return opened.write()

"""The marker that stands in a cassette in the place of what was not written.

``[withheld: scrubbing failed: RecursionError; 1,234 bytes, sha256 0123456789abcdef]``
"""

from __future__ import annotations

import re

_MARKER = re.compile(
    rb"\[withheld: ([^\[\];]{1,300})(?:; [0-9,]{1,30} bytes(?:, sha256 [0-9a-f]{16})?)?\]", re.ASCII
)
_BEGINS = b"[withheld: "
_LONGEST = 400
_NOT_IN_A_REASON = re.compile(r"[^ -~]|[\[\];]")


def marker(reason: str, length: int, digest: str = "") -> str:
    """Returns the marker.

    Args:
        reason: why it was withheld; brackets, semicolons and what is no printable ASCII become blanks.
        length: how long it was, in bytes.
        digest: 16 hexadecimal digits by which equal contents are known; left out if empty.
    """
    plain = _NOT_IN_A_REASON.sub(" ", reason).strip()[:200] or "no reason given"
    return f"[withheld: {plain}; {length:,} bytes{f', sha256 {digest}' if digest else ''}]"


def withheld_reason(content: bytes) -> str | None:
    """Says why a body was withheld; ``None`` if it is no marker.

    Args:
        content: the body, without content-encoding.
    """
    if not content.startswith(_BEGINS) or len(content) > _LONGEST:
        return None
    found = _MARKER.fullmatch(content)
    return found[1].decode("ascii", "replace") if found else None

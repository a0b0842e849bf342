"""The key of an ActiveSync policy, which each server issues anew: where requests name it (MS-ASHTTP).

It stands in the header field X-MS-PolicyKey (section 2.2.1.1.2.5), or in the query: as a parameter, or packed
in the base64 form (section 2.2.1.1.1.1).
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from urllib.parse import quote, unquote

from inspector.protocols.activesync.head import QueryForm, read_head
from inspector.wire.http import HttpRequest

HEADER = "x-ms-policykey"
"""The header field's name, in lower case."""

_PARAMETER = re.compile(r"((?:^|&)PolicyKey=)(\d{1,10})(?=&|$)", re.I | re.ASCII)
_FRONT = 4  # bytes before the device's identifier: version, command, and two of the locale
_SIZE = 4  # bytes of a key


def rebound_query(query: str, key_for: Callable[[str], str]) -> str:
    """Returns a request's query with the key that stands for the one in it.

    Args:
        query: the query, without its question mark.
        key_for: gives the live key for a recorded one, or the same if there is no other.
    """
    head = read_head(HttpRequest(url=f"/?{query}"))
    if head.form != QueryForm.PACKED:
        return _PARAMETER.sub(lambda found: found[1] + key_for(found[2]), query)
    live = key_for(head.policy_key)
    if live == head.policy_key or not live.isdecimal() or int(live) >= 1 << 8 * _SIZE:
        return query
    packed = base64.b64decode(unquote(query))
    at = _FRONT + 1 + packed[_FRONT] + 1
    if packed[at - 1] != _SIZE:
        return query  # it is no key of the protocol's
    made = packed[:at] + int(live).to_bytes(_SIZE, "little") + packed[at + _SIZE :]
    return quote(base64.b64encode(made).decode(), safe="=" if "%" in query else "=+/")

"""Whether a host, or an Origin, is this machine."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit


def is_loopback(host: str) -> bool:
    """Says whether a host can be reached from this machine only.

    Args:
        host: an address, an IPv6 one in brackets or not, or a name; ``localhost`` is the only name that is
            always this machine's (RFC 6761 section 6.3).
    """
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def is_local_origin(origin: str) -> bool:
    """Whether an ``Origin`` names this machine, or a ``Host`` that is written as ``//HOST``.

    Args:
        origin: what the header field says.
    """
    try:
        split = urlsplit(origin)
        host, _ = split.hostname, split.port  # a port that is none raises too
    except ValueError:
        return False
    known = split.scheme in ("", "http", "https") and "@" not in split.netloc
    return known and host is not None and is_loopback(host)

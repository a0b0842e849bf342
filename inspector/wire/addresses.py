"""Addresses of hosts."""

from __future__ import annotations

import ipaddress

__all__ = ["is_loopback"]


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

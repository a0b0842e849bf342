"""Answering Python clients without a socket: a responder as a transport of their HTTP library.

One module a library, so that only the library that a client uses is loaded: :mod:`.for_requests` (and so
exchangelib and zeep), :mod:`.for_httpx`, :mod:`.for_aiohttp`.
"""

from inspector.replay.transports.direct import ConnectionBroken, Direct

__all__ = ["ConnectionBroken", "Direct"]

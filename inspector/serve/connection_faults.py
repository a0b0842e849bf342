"""Carrying out how a connection lets an answer down."""

from __future__ import annotations

import asyncio
import socket
import struct
from typing import Any

from inspector.replay.answer import Answer, ConnectionFault

_PIECES = 20
_FLUSH = 0.02  # seconds that bytes have to leave before the connection is reset


async def deliver_broken(answer: Answer, head: bytes, transport: Any) -> None:
    """Sends an answer as far as its connection is to carry it.

    Args:
        answer: the answer, with its ``broken``.
        head: status line, header fields and the empty line.
        transport: the connection's.
    """
    half = len(answer.body) // 2
    match answer.broken:
        case ConnectionFault.RESET_BEFORE:
            _reset(transport)
        case ConnectionFault.RESET_WITHIN:
            await _written(transport, head + answer.body[:half])
            _reset(transport)
        case ConnectionFault.RESET_AFTER:
            await _written(transport, head + answer.body)
            _reset(transport)
        case ConnectionFault.TRUNCATE:
            await _written(transport, head + answer.body[:half])
            transport.close()
        case _:
            await _dribbled(transport, head, answer)
            transport.close()


async def _dribbled(transport: Any, head: bytes, answer: Answer) -> None:
    transport.write(head)
    size = max(1, -(-len(answer.body) // _PIECES))
    for start in range(0, len(answer.body), size):
        await asyncio.sleep(answer.broken_seconds / _PIECES)
        if transport.is_closing():
            return
        transport.write(answer.body[start : start + size])


async def _written(transport: Any, data: bytes) -> None:
    transport.write(data)
    await asyncio.sleep(_FLUSH)


def _reset(transport: Any) -> None:
    """Ends a connection with RST instead of FIN, as a host does that has crashed."""
    bare = transport.get_extra_info("socket")
    if bare is not None:
        bare.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()

"""The event loop of the commands that host mitmproxy."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any


def run_in_loop(main: Coroutine[Any, Any, None]) -> None:
    """Runs a coroutine as :func:`asyncio.run` does; connections that are open at its end end in silence.

    Each is a task that is cancelled then. Python 3.11 asks such a task for its exception
    (``asyncio.streams``), and so prints a traceback for each.

    Args:
        main: what to run.
    """
    with asyncio.Runner() as runner:
        runner.get_loop().set_exception_handler(_tell)
        runner.run(main)


def _tell(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    if not isinstance(context.get("exception"), asyncio.CancelledError):
        loop.default_exception_handler(context)

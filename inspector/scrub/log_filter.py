"""Keeps secrets out of logs."""

from __future__ import annotations

import logging

from inspector.scrub.scrubber import Scrubber
from inspector.scrub.withheld import withheld

_FORMATTER = logging.Formatter()


class ScrubbedLogs(logging.Filter):
    """A logging filter that scrubs each record's message and traceback; add it to handlers.

    Args:
        scrubber: knows the secrets.
    """

    def __init__(self, scrubber: Scrubber) -> None:
        super().__init__()
        self._scrubber = scrubber

    def filter(self, record: logging.LogRecord) -> bool:
        """Scrubs the record in place; lets every record through."""
        record.msg = self._scrubbed(record.getMessage())
        record.args = ()
        if record.exc_info and record.exc_info[0] is not None:
            record.exc_text = self._scrubbed(_FORMATTER.formatException(record.exc_info))
            record.exc_info = None
        return True

    def _scrubbed(self, text: str) -> str:
        try:
            return self._scrubber.text(text)
        except Exception as problem:  # noqa: BLE001 - a line of a log must not end what is logged
            return withheld(f"scrubbing failed: {type(problem).__name__}", text.encode(errors="replace"), b"")

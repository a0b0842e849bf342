"""Clocks: where every other part asks what time it is.

A clock gives seconds since it was made. Nothing in this project sleeps to let a state change: state is a
function of what happened and of ``clock.now()``.
"""

from __future__ import annotations

import threading
import time

from inspector.errors import UsageError

_LATEST = 1e11  # seconds, some 3,000 years: what is added to such a time still counts in full
_FASTEST = 1e6


class Clock:
    """Seconds since a start, running at a speed that can be changed while it runs.

    Args:
        speed: clock seconds for each real second; 0 stands still (it then moves only by :meth:`advance`).
        start: the time that it shows first, in seconds.

    Raises:
        UsageError: the speed is negative, beyond a million, or not a number.
    """

    def __init__(self, speed: float, start: float = 0.0) -> None:
        self._lock = threading.Lock()
        self._offset = float(start)
        self._speed = _checked(speed, "run at {} times the real speed", _FASTEST)
        self._since = time.monotonic()

    @property
    def speed(self) -> float:
        """Clock seconds for each real second; 0 if it is moved by hand."""
        return self._speed

    def now(self) -> float:
        """Returns the seconds since the start; never less than before."""
        if self._speed == 0:
            return self._offset
        return self._offset + (time.monotonic() - self._since) * self._speed

    def advance(self, seconds: float) -> float:
        """Jumps ahead.

        Args:
            seconds: how far; 0 or more.

        Returns:
            The time after the jump, in seconds.

        Raises:
            UsageError: the seconds are negative or not a number, or the clock would run out of time.
        """
        _checked(seconds, "advance by {} seconds", _LATEST)
        with self._lock:
            _checked(self.now() + seconds, "advance to {} seconds", _LATEST)
            # Decimal steps such as 31.999 + 0.001 must land on 32, not on 31.999999999999996.
            self._offset = round(self._offset + seconds, 9)
            return self.now()

    def run(self, speed: float) -> None:
        """Goes on from the present time at another speed.

        Args:
            speed: clock seconds for each real second; 0 stops it.

        Raises:
            UsageError: the speed is negative, beyond a million, or not a number.
        """
        _checked(speed, "run at {} times the real speed", _FASTEST)
        with self._lock:
            self._offset = self.now()
            self._since = time.monotonic()
            self._speed = speed


class SystemClock(Clock):
    """The machine's own (monotonic) time."""

    def __init__(self) -> None:
        super().__init__(1.0)


class ScaledClock(Clock):
    """A clock that runs ``speed`` times as fast as the machine's."""


class ManualClock(Clock):
    """A clock that stands still until it is told to advance.

    Args:
        start: the time that it shows first, in seconds.

    >>> clock = ManualClock()
    >>> clock.advance(31.999)
    31.999
    >>> clock.advance(0.001)
    32.0
    """

    def __init__(self, start: float = 0.0) -> None:
        super().__init__(0.0, start)


def clock_from(text: str) -> Clock:
    """Makes the clock that a ``--clock`` option names.

    Args:
        text: ``real``, ``manual``, or ``x`` and a speed, such as ``x10``.

    Raises:
        UsageError: the text names no clock.
    """
    if text == "real":
        return SystemClock()
    if text == "manual":
        return ManualClock()
    if text.startswith("x"):
        try:
            return ScaledClock(float(text[1:]))
        except ValueError:
            pass  # the same message as for any other unknown name
    raise UsageError(f"there is no clock {text!r}", fix="Use real, manual or a speed such as x10.")


def _checked(number: float, doing: str, most: float) -> float:
    if not 0 <= number <= most:
        raise UsageError(f"a clock cannot {doing.format(number)}", fix=f"Give a number from 0 to {most:g}.")
    return number

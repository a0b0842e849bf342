"""The clock of the running server, large, and how fast it goes."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Digits, Static

from inspector.wire.printable import printable_line

_SIGNS = {
    "recorded": "●",
    "synthesised": "◇",
    "simulated": "○",
    "miss": "✗",
    "fault": "!",
    "refused": "⊘",
    "other": "·",
}


class ClockPanel(Horizontal):
    """Time on the left, state and counts on the right."""

    DEFAULT_CSS = """
    ClockPanel { height: 4; padding: 0 1; background: $surface; }
    ClockPanel > Digits { width: 30; color: $paint-title; }
    ClockPanel.running > Digits { color: $paint-ok; }
    ClockPanel > Vertical { width: 1fr; height: 4; padding: 0 0 0 2; }
    ClockPanel Static { height: 1; width: 100%; }
    ClockPanel #speed { color: $paint-key; }
    ClockPanel #counts { color: $paint-quiet; }
    """

    _shown: tuple[object, ...] = ()

    def compose(self) -> ComposeResult:
        """Digits and three lines."""
        yield Digits("0:00.0")
        with Vertical():
            yield Static("", id="serving", markup=False)
            yield Static("", id="address", markup=False)
            yield Static("", id="speed", markup=False)
            yield Static("", id="counts", markup=False)

    def show(self, now: float, speed: float, what: str, url: str, counts: dict[str, int]) -> None:
        """Shows the present state.

        Args:
            now: the clock's time, in seconds.
            speed: how fast it runs; 0 stands still.
            what: what is served; empty if no server runs.
            url: where.
            counts: how many answers came from where.
        """
        shown = (now, speed, what, url, counts)
        if shown == self._shown:
            return  # it is asked ten times a second
        self._shown = shown
        self.query_one(Digits).update(clock_text(now))
        self.set_class(speed > 0, "running")
        self.query_one("#serving", Static).update(
            f"serving {printable_line(what)}" if what else "not serving"
        )
        self.query_one("#address", Static).update(url or "s starts the cassette, m the simulator")
        going = "the clock stands still" if speed == 0 else f"the clock runs ×{speed:g}"
        self.query_one("#speed", Static).update(going)
        told = "  ".join(f"{_SIGNS.get(name, '·')} {count} {name}" for name, count in sorted(counts.items()))
        self.query_one("#counts", Static).update(told or "no requests yet")


def clock_text(seconds: float) -> str:
    """Returns a time as a clock shows it: minutes, seconds, thousandths.

    >>> clock_text(0), clock_text(93.5), clock_text(7200.25)
    ('0:00.000', '1:33.500', '2:00:00.250')
    """
    thousandths = round(seconds * 1000)
    minutes, rest = divmod(thousandths, 60_000)
    hours, minutes = divmod(minutes, 60)
    tail = f"{rest // 1000:02}.{rest % 1000:03}"
    return f"{hours}:{minutes:02}:{tail}" if hours else f"{minutes}:{tail}"

"""The colours of a ladder in a terminal."""

from __future__ import annotations

from inspector.report.ladder import Line, Paint
from inspector.terminal import Part

_STYLES: dict[Paint, str] = {
    Paint.QUIET: "dim",
    Paint.TITLE: "bold",
    Paint.TIME: "dim",
    Paint.OPERATION: "bold cyan",
    Paint.ERROR: "red",
    Paint.CONNECTING: "yellow",
    Paint.CONNECTED: "green",
    Paint.DISCONNECTED: "magenta",
    Paint.IDLE: "dim",
    Paint.TIMER: "blue",
}


def painted(line: Line) -> list[Part]:
    """Returns a line of a ladder with its styles; without colours it reads the same."""
    return [(segment.text, _STYLES.get(segment.paint, "")) for segment in line.segments]

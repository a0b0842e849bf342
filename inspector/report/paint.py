"""The colours of a ladder in a terminal."""

from __future__ import annotations

from rich.text import Text

from inspector.report.ladder import Line, Paint

__all__ = ["painted"]

_STYLES: dict[Paint, str] = {
    Paint.QUIET: "dim",
    Paint.TITLE: "bold",
    Paint.TIME: "dim",
    Paint.OPERATION: "bold cyan",
    Paint.OUTCOME: "default",
    Paint.ERROR: "red",
    Paint.CONNECTING: "yellow",
    Paint.CONNECTED: "green",
    Paint.DISCONNECTED: "magenta",
    Paint.IDLE: "dim",
    Paint.TIMER: "blue",
}


def painted(line: Line) -> Text:
    """Returns a line of a ladder as rich shows it; without colours it reads the same."""
    return Text.assemble(*((segment.text, _STYLES.get(segment.paint, "")) for segment in line.segments))

"""Lines for a terminal: in colour where it has some, and with nothing of a stranger's in them that steers it.

What a command prints of a cassette goes through here, whatever the member: status, reason, operation, header
names, URLs, notes, findings. It is written out where the row is made, so that a row that goes to a file or
into a pipe reads the same.
"""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, TextIO

from rich.color import ColorSystem
from rich.console import Console
from rich.style import Style

from inspector.wire.printable import UNSAFE_IN_JSON, printable_line

Part = str | tuple[str, str]
"""A text of a line, or a text and its style as rich names it."""

SEVERITY_STYLES = {"error": "bold red", "warning": "bold yellow", "info": "bold blue"}
"""The style of each severity, in lists, reports and pages of rules."""


class Output:
    """A stream that lines are written to.

    Args:
        out: the stream; the standard output as it is then if left out.

    Colours need a terminal that has some, and none of the environment variables that take them away
    (``NO_COLOR``, ``TERM=dumb``); ``FORCE_COLOR`` makes them without.
    """

    def __init__(self, out: TextIO | None = None) -> None:
        self.out = out or sys.stdout
        console = Console(file=self.out)
        self.in_colour = console.color_system is not None and not console.no_color
        self.is_terminal = self.out.isatty()

    def text(self, *parts: Part) -> str:
        """Returns a line of its parts, without its end.

        Args:
            parts: its texts; what is not plainly visible in them is written out.
        """
        return "".join(self._shown(part) for part in parts)

    def line(self, *parts: Part) -> None:
        """Writes a line of its parts.

        Args:
            parts: as :meth:`text` takes them.
        """
        self.out.write(self.text(*parts) + "\n")

    def row(self, *parts: Part) -> None:
        """Writes a line of a table, without the space that its last columns leave.

        Args:
            parts: as :meth:`text` takes them.
        """
        self.out.write(self.text(*parts).rstrip(" ") + "\n")

    def lines(self, lines: Iterable[str]) -> None:
        """Writes lines that have no colours.

        Args:
            lines: the lines.
        """
        for line in lines:
            self.line(line)

    def _shown(self, part: Part) -> str:
        text, style = (part, "") if isinstance(part, str) else part
        text = printable_line(text)
        return (
            _style(style).render(text, color_system=ColorSystem.STANDARD)
            if style and self.in_colour
            else text
        )


@lru_cache(maxsize=64)
def _style(name: str) -> Style:
    return Style.parse(name)


def say(text: str, *, err: bool = False) -> None:
    """Writes a sentence: what was done, or what is wrong, with the names of files that it is about.

    Args:
        text: the sentence; it is one line whatever is in it.
        err: to the standard error stream, as all that is no result.
    """
    stream = sys.stderr if err else sys.stdout
    stream.write(printable_line(text) + "\n")
    stream.flush()


def width(default: int = 80) -> int:
    """Returns the columns of the terminal.

    Args:
        default: the columns where there is no terminal; ``COLUMNS`` says otherwise.
    """
    return shutil.get_terminal_size((default, 24)).columns


def json_line(data: Any) -> str:
    """Returns JSON in one line, readable in every script, in which nothing steers a terminal.

    Args:
        data: what JSON can say.

    >>> json_line({"é": "\\x9b31m\\x7f"})
    '{"é": "\\\\u009b31m\\\\u007f"}'
    """
    return json.dumps(data, ensure_ascii=False).translate(UNSAFE_IN_JSON)


def print_json(data: Mapping[str, Any]) -> None:
    """Prints a JSON object on a line of its own, at once: for programs, which may wait for it."""
    print(json.dumps(data), flush=True)

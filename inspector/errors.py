"""The exceptions that a user can meet.

::

    InspectorError
    ├── UsageError            the command or the call asks for what cannot be
    ├── InputError            a file or a message that cannot be read
    │   └── CassetteError     a cassette that is torn, of a newer format, or not a cassette
    └── WriteError            a file that cannot be written (disk full, no permission, it exists)

Each says what was wrong, where, and how to mend it, in one line; a command prints that line and exits with 2.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(eq=False)
class InspectorError(Exception):
    """Base of every error that this package raises on purpose.

    Args:
        what: what is wrong, as a sentence without its full stop.
        where: the file, line, option or address that it concerns; empty if there is none.
        fix: what the user can do about it; empty if nothing can be done.
    """

    what: str
    where: str = ""
    fix: str = ""

    def __str__(self) -> str:
        text = f"{self.where}: {self.what}" if self.where else self.what
        end = "" if text.endswith(("?", "!", ".")) else "."
        return f"{text}{end} {self.fix}" if self.fix else text


class UsageError(InspectorError):
    """The command or the call asks for something that cannot be."""


class InputError(InspectorError):
    """A file or a message that cannot be read."""


class CassetteError(InputError):
    """A file that is not a cassette, or one of a newer format version."""


class WriteError(InspectorError):
    """A file that cannot be written."""

"""The entries of an HTTP archive one by one: an archive can be larger than memory.

Within a JSON text quotes are escaped, so that the names that are looked for cannot stand in a body.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from inspector.cassette.formats.text_file import opened
from inspector.wire.encoding import MAX_CONTENT

PIECE = 1024 * 1024
"""How much is read at once, in characters; more where an entry is longer."""

_LONGEST = 4 * MAX_CONTENT  # characters of one entry, and of what stands before the first
_ENTRIES = re.compile(r'(?<!\\)"entries"\s*:\s*\[')
_STARTED = re.compile(r'(?<!\\)"startedDateTime"\s*:\s*"([^"\\]{1,64})"')
_STARTED_SIZE = 200
_NEAR_END = 16  # characters: an error so near to what was read so far may be for want of more
_MOST_DIGITS = 18
_DECODER = json.JSONDecoder(
    parse_int=lambda digits: int(digits) if len(digits) <= _MOST_DIGITS else float(digits)
)


class NoEntries(Exception):
    """There is no list of entries."""


class CannotGoOn(Exception):
    """What comes next is no entry; its text says why."""


def start_times(path: Path) -> Iterator[str]:
    """Yields when each entry began, some of them twice.

    Raises:
        NoEntries: the file has none.
    """
    with opened(path) as file:
        text = _after_head(file)
        while text:
            for found in _STARTED.finditer(text):
                yield found[1]
            piece = file.read(PIECE)
            text = text[-_STARTED_SIZE:] + piece if piece else ""


def entries(path: Path) -> Iterator[Any]:
    """Yields the entries, decoded.

    Raises:
        NoEntries: the file has no list of them.
        CannotGoOn: the file ends before the list does, or the next entry is no JSON.
        InputError: the file's compression is broken, or it grows past all bounds.
    """
    with opened(path) as file:
        text, at = _after_head(file), 0
        while True:
            while at < len(text) and text[at] in " \t\r\n,":
                at += 1
            if text.startswith("]", at):
                return
            try:
                entry, end = _DECODER.raw_decode(text, at)
            except json.JSONDecodeError as problem:
                cut = problem.msg.startswith("Unterminated string") or problem.pos > len(text) - _NEAR_END
                if not cut:
                    raise CannotGoOn(f"what comes next is no JSON ({problem.msg})") from None
                piece = file.read(max(PIECE, len(text) - at))
                if not piece or len(text) - at > _LONGEST:
                    raise CannotGoOn("the file is cut") from None
                text, at = text[at:] + piece, 0
            except RecursionError:
                raise CannotGoOn("what comes next is nested too deeply") from None
            else:
                yield entry
                at = end


def _after_head(file: IO[str]) -> str:
    """Reads up to the list of entries, and returns what it has read of that."""
    text = ""
    while (found := _ENTRIES.search(text)) is None:
        piece = file.read(max(PIECE, len(text)))
        if not piece or len(text) > _LONGEST:
            raise NoEntries
        text += piece
    return text[found.end() :]

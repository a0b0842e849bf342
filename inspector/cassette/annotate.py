"""Notes and marks that somebody made on interactions, kept in their lines."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from inspector.cassette.atomic_write import rewrite
from inspector.cassette.model import encode_line
from inspector.cassette.reader import Cassette

MARKED = b'"marked"'
"""What stands in the line of an interaction that is marked, and may stand in others."""


def annotate(path: Path, notes: Mapping[int, str], marked: Collection[int] | None = None) -> None:
    """Writes notes and marks into the lines of a cassette; every other line stays as it is, byte for byte.

    Args:
        path: the cassette.
        notes: a note by the place of its interaction, from 0; an empty one takes it away.
        marked: the places that are marked from now on, and no other; ``None`` leaves marks as they are.

    Raises:
        WriteError: the file cannot be written, or is being recorded to.
        CassetteError: it is no cassette, or its end is torn.
    """
    with Cassette(path) as cassette:
        rewrite(path, None, cassette.header, _lines(cassette, notes, marked))


def _lines(cassette: Cassette, notes: Mapping[int, str], marked: Collection[int] | None) -> Iterator[bytes]:
    cassette.refresh()  # nobody can append any more by now
    for place in range(len(cassette)):
        line = cassette.raw(place)
        keys: dict[str, Any] = {"note": notes[place]} if place in notes else {}
        if marked is not None and (place in marked or MARKED in line):
            keys["marked"] = place in marked
        yield _with(line, keys) if keys else line


def _with(line: bytes, keys: Mapping[str, Any]) -> bytes:
    """A line with keys, of which those that are empty are taken away; one that cannot be read stays."""
    try:
        data = msgspec.json.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return line
    if not isinstance(data, dict):
        return line
    kept = {key: value for key, value in data.items() if key not in keys}
    made = kept | {key: value for key, value in keys.items() if value}
    return line if made == data else encode_line(made)

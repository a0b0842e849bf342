"""How files split: many small ones make a part, a long cassette makes many."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from itertools import count
from pathlib import Path

from inspector.cassette.filesystem import is_remote, located
from inspector.cassette.formats import head_of, is_cassette
from inspector.cassette.reader import Cassette
from inspector.errors import InspectorError

LEAD = 200
"""How many interactions of a long file are done here first: what is told once in a session is told there."""

_PIECE = 1024 * 1024  # bytes that are read at once
_AHEAD = 16 * 1024 * 1024  # bytes of a cassette that are looked through for lines at once
_LENGTH = 4_096  # bytes of an interaction in other tools' recordings
_MOST_FILES = 256  # in a part
_FEWEST, _MOST = 1_500, 12_000  # interactions in a part
_SHARE = 4  # a process takes this part of its share of what is left: so all end at about the same time


def grouped(files: Sequence[str], below: int, jobs: int) -> Iterator[tuple[str, ...]]:
    """Yields files in groups, in order, that are one part each.

    Args:
        files: the files.
        below: bytes that a group has at most; a file with more is a group for itself.
        jobs: how many processes there are, so that there are groups for all.
    """
    below = min(below, sum(map(_size, files)) // (jobs * _SHARE))
    group: list[str] = []
    size = 0
    for file in files:
        more = _size(file)
        if group and (size + more > below or len(group) == _MOST_FILES):
            yield tuple(group)
            group, size = [], 0
        group.append(file)
        size += more
    if group:
        yield tuple(group)


def is_long(files: tuple[str, ...], below: int) -> bool:
    """Whether a group is a single file that may be more than one part."""
    return len(files) == 1 and _size(files[0]) > below


def long_cassette(file: str, below: int) -> Cassette | None:
    """Opens a cassette that may be more than one part; ``None`` if the file is none, or is short.

    Args:
        file: the file.
        below: bytes below which it is one part.
    """
    if not located(file).is_file() or _size(file) <= below:
        return None
    try:
        cassette = begun(file) if is_cassette(head_of(located(file))) else None
    except InspectorError:
        return None  # whoever reads it says why
    if cassette is not None and not cassette.has_parts:
        cassette.close()
        return None
    return cassette


def begun(file: str) -> Cassette:
    """Opens a cassette whose lines are looked for as :func:`ranges_of` needs them; all now if it may be torn.

    Args:
        file: the file.

    Raises:
        InputError: the file cannot be read.
        CassetteError: it is no cassette, or of a newer format version.
    """
    with ExitStack() as stack:
        cassette = stack.enter_context(Cassette(file, _AHEAD))
        if not cassette.ends_with_line_feed:
            cassette.scan()
        stack.pop_all()
    return cassette


def ranges_of(
    cassette: Cassette, jobs: int, size: int | None = None, first: int = 0
) -> Iterator[tuple[int, int]]:
    """Yields ranges that a cassette splits into, ``(first, one behind the last)``.

    Its lines are looked for meanwhile, a little at a time: nobody waits until all are known. Those that are
    appended after it was opened are in none.

    Args:
        cassette: the cassette.
        jobs: how many processes there are.
        size: how many interactions a part has; by what is there if ``None``.
        first: its first interaction that is to be in one.

    Raises:
        InputError: the file cannot be read any further.
        CassetteError: it has become shorter.
    """
    for number in count():
        most = _FEWEST if number < jobs * _SHARE else _MOST  # what turns out on the first is known soon
        last = first + (size or _step(_expected(cassette) - first, jobs, most))
        while len(cassette) < last and not cassette.whole:
            cassette.scan(_AHEAD)
        last = min(last, len(cassette))
        if last <= first:
            return
        yield first, last
        first = last


def _expected(cassette: Cassette) -> int:
    """How many interactions a cassette will have when all of its lines are known, about."""
    known = len(cassette)
    return known if cassette.whole else known * cassette.size // cassette.end


def _step(left: int, jobs: int, most: int) -> int:
    return min(max(left // (jobs * _SHARE), _FEWEST), most)


def have_at_least(files: Iterable[str], many: int) -> bool:
    """Whether files have that many interactions, as far as their lines and sizes tell.

    Args:
        files: the files; what is no cassette counts by its length.
        many: how many interactions.
    """
    for file in files:
        is_at_hand = file.endswith(".jsonl") and not is_remote(file)
        many -= _lines(file, many) if is_at_hand else max(_size(file) // _LENGTH, 1)
        if many <= 0:
            return True
    return False


def _lines(file: str, enough: int) -> int:
    found = 0
    try:
        with Path(file).open("rb") as stream:
            while found < enough and (piece := stream.read(_PIECE)):
                found += piece.count(b"\n")
    except OSError:  # whoever reads it says so
        return found
    return found


def _size(file: str) -> int:
    try:
        return located(file).stat().st_size
    except OSError:  # whoever reads it says so
        return 0

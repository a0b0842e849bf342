"""Import from and export to the formats of other tools: one module a format, and the table of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from inspector.cassette.formats import flows, folder, har, saz, uhttpmock, yaml_tapes
from inspector.cassette.model import CassetteHeader, Interaction
from inspector.cassette.reader import Cassette
from inspector.cassette.rewrite import whole
from inspector.errors import UnreadableInput, UsageError

__all__ = [
    "FORMATS",
    "Format",
    "format_of",
    "head_of",
    "is_cassette",
    "read_file",
    "recognised",
    "write_file",
]


@dataclass(frozen=True)
class Format:
    """A file format of another tool.

    Args:
        title: what it is.
        suffixes: how names of such files end.
        looks_like: whether a file that begins with these bytes is one.
        read: yields its interactions.
        write: writes interactions, and returns what the format could not carry, a sentence each; ``None`` if
            it is only read.
    """

    title: str
    suffixes: tuple[str, ...]
    looks_like: Callable[[bytes], bool]
    read: Callable[[Path], Iterator[Interaction]]
    write: Callable[[Iterable[Interaction], CassetteHeader, Path], set[str]] | None = None


FORMATS: dict[str, Format] = {
    "flows": Format(
        "mitmproxy flows",
        (".flow", ".flows", ".mitm"),
        flows.looks_like,
        flows.read,
        flows.write,
    ),
    "har": Format("HTTP Archive 1.2", (".har",), har.looks_like, har.read, har.write),
    "vcr": Format("vcrpy or cassetter", (".yaml", ".yml"), yaml_tapes.looks_like, yaml_tapes.read),
    "uhttpmock": Format("uhttpmock trace", (".trace",), uhttpmock.looks_like, uhttpmock.read),
    "saz": Format("Fiddler archive", (".saz",), saz.looks_like, saz.read),
}
"""The formats by name, in the order in which a file is tried."""

_HEAD = 4096
_HEADER = re.compile(rb'(?<!\\)"ews_cassette"\s*:')  # not within a text, where quotes are escaped


def head_of(path: Path) -> bytes:
    """Returns the first bytes of a file, by which its format is told.

    Raises:
        UnreadableInput: it cannot be read.
    """
    try:
        with path.open("rb") as file:
            return file.read(_HEAD)
    except OSError as problem:
        raise UnreadableInput(f"the file cannot be read ({problem.strerror})", str(path)) from None


def is_cassette(head: bytes) -> bool:
    """Whether a file that begins with these bytes is a cassette."""
    first = head.partition(b"\n")[0]
    return first.lstrip().startswith(b"{") and _HEADER.search(first) is not None


def recognised(head: bytes) -> Format | None:
    """Returns the format of a file that begins with these bytes; ``None`` if it is none of another tool's."""
    if is_cassette(head):
        return None
    return next((form for form in FORMATS.values() if form.looks_like(head)), None)


def format_of(path: Path) -> Format | None:
    """Says which format a file has, by its first bytes; ``None`` if it is a cassette.

    Raises:
        UnreadableInput: it cannot be read, or has none of the formats.
    """
    if path.is_dir():
        return Format("folder of messages", (), lambda head: False, folder.read)
    head = head_of(path)
    if is_cassette(head):
        return None
    form = recognised(head)
    if form is not None:
        return form
    known = ", ".join(form.title for form in FORMATS.values())
    raise UnreadableInput(
        "the file has none of the known formats", str(path), f"A cassette, {known}, or a folder."
    )


def read_file(path: Path) -> tuple[CassetteHeader, Iterator[Interaction]]:
    """Reads a file of any known format.

    Returns:
        The cassette's header (empty if it is no cassette), and the interactions, read one by one.

    Raises:
        UnreadableInput: it cannot be read.
    """
    form = format_of(path)
    if form is not None:
        return CassetteHeader(), form.read(path)
    cassette = Cassette(path)
    return cassette.header, iter(cassette)


def write_file(
    interactions: Iterable[Interaction], header: CassetteHeader, path: Path, name: str = ""
) -> set[str]:
    """Writes interactions in another tool's format.

    Args:
        interactions: what to write.
        header: of the cassette that they come from.
        path: the file, which must not exist.
        name: the format; by the file's suffix if empty.

    Returns:
        What the format could not carry, a sentence each.

    Raises:
        UsageError: the format is not known, or is only read.
        CannotWrite: the file exists, or cannot be written.
    """
    form = FORMATS.get(name) or next((one for one in FORMATS.values() if path.suffix in one.suffixes), None)
    if form is None or form.write is None:
        writable = ", ".join(
            sorted(suffix for one in FORMATS.values() if one.write for suffix in one.suffixes)
        )
        raise UsageError(
            "that format cannot be written", str(path), f"Use a name that ends in .jsonl, {writable}."
        )
    with whole(path) as part:
        return form.write(interactions, header, part)

"""Import from and export to the formats of other tools: one module a format, and the table of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from inspector.cassette.atomic_write import whole
from inspector.cassette.formats import (
    ewsjs_log,
    exchangelib_log,
    flows,
    folder,
    har,
    saz,
    trace_elements,
    uhttpmock,
    yaml_tapes,
)
from inspector.cassette.formats.import_report import ImportReport
from inspector.cassette.formats.writing import Encoding
from inspector.cassette.model import CassetteHeader, Interaction
from inspector.cassette.reader import Cassette
from inspector.errors import InputError, UsageError

__all__ = [
    "FORMATS",
    "Encoding",
    "Format",
    "ImportReport",
    "encoding_of",
    "format_of",
    "head_of",
    "is_cassette",
    "read_file",
    "recognised",
    "tried",
    "write_file",
]


@dataclass(frozen=True)
class Format:
    """A file format of another tool.

    Args:
        title: what it is.
        suffixes: how names of such files end.
        why_not: why a file that begins with these bytes is none; empty if it is one.
        read: yields its interactions, and reports what did not become one.
        encoding: how it is written; ``None`` if it is only read.
    """

    title: str
    suffixes: tuple[str, ...]
    why_not: Callable[[bytes], str]
    read: Callable[[Path, ImportReport], Iterator[Interaction]]
    encoding: Encoding | None = None


FORMATS: dict[str, Format] = {
    "flows": Format(
        "mitmproxy flows", (".flow", ".flows", ".mitm"), flows.why_not, flows.read, flows.ENCODING
    ),
    "har": Format("HTTP Archive 1.2", (".har", ".zhar"), har.why_not, har.read, har.ENCODING),
    "vcr": Format("vcrpy or cassetter", (".yaml", ".yml"), yaml_tapes.why_not, yaml_tapes.read),
    "uhttpmock": Format("uhttpmock trace", (".trace",), uhttpmock.why_not, uhttpmock.read),
    "saz": Format("Fiddler archive", (".saz",), saz.why_not, saz.read),
    "trace": Format("EWS trace", (".log", ".txt", ".xml"), trace_elements.why_not, trace_elements.read),
    "exchangelib": Format("exchangelib log", (".log",), exchangelib_log.why_not, exchangelib_log.read),
    "ewsjs": Format("ews-javascript-api log", (".log",), ewsjs_log.why_not, ewsjs_log.read),
}
"""The formats by name, in the order in which a file is tried."""

_FOLDER = Format("folder of messages", (), lambda head: "it is no folder", folder.read)
_HEAD = 64 * 1024
_HEADER = re.compile(rb'(?<!\\)"ews_cassette"\s*:')  # not within a text, where quotes are escaped


def head_of(path: Path) -> bytes:
    """Returns the first bytes of a file, by which its format is told.

    Raises:
        InputError: it cannot be read.
    """
    try:
        with path.open("rb") as file:
            return file.read(_HEAD)
    except OSError as problem:
        raise InputError(f"the file cannot be read ({problem.strerror})", str(path)) from None


def is_cassette(head: bytes) -> bool:
    """Whether a file that begins with these bytes is a cassette."""
    first = head.partition(b"\n")[0]
    return first.lstrip().startswith(b"{") and _HEADER.search(first) is not None


def recognised(head: bytes) -> Format | None:
    """Returns the format of a file that begins with these bytes; ``None`` if it is none of another tool's."""
    if is_cassette(head):
        return None
    return next((form for form in FORMATS.values() if not form.why_not(head)), None)


def tried(head: bytes) -> str:
    """Says why a file that begins with these bytes has none of the formats, format by format."""
    return "; ".join(f"{form.title}: {form.why_not(head)}" for form in FORMATS.values())


def format_of(path: Path, name: str = "") -> Format | None:
    """Says which format a file has, by its first bytes; ``None`` if it is a cassette.

    Args:
        path: the file, or a folder of messages.
        name: the format, if the user has said it: one of :data:`FORMATS`.

    Raises:
        InputError: it cannot be read, or has none of the formats.
    """
    if path.is_dir():
        return _FOLDER
    head = head_of(path)
    if name:
        return FORMATS[name]
    if is_cassette(head):
        return None
    form = recognised(head)
    if form is not None:
        return form
    raise InputError(
        "the file has none of the known formats",
        str(path),
        f"Tried were: cassette: its first line is no header; {tried(head)}. 'convert --from FORMAT' insists.",
    )


def read_file(
    path: Path, name: str = "", report: ImportReport | None = None
) -> tuple[CassetteHeader, Iterator[Interaction]]:
    """Reads a file of any known format.

    Args:
        path: the file, or a folder of messages.
        name: its format, if it is known: one of :data:`FORMATS`; by its content if empty.
        report: what is told of its entries; without one, what cannot be read is an error after all else.

    Returns:
        The cassette's header (empty if it is no cassette), and the interactions, read one by one.

    Raises:
        InputError: it cannot be read.
    """
    form = format_of(path, name)
    if form is not None:
        watching = ImportReport() if report is None else report
        watch = watching.watch if report is not None else watching.watch_strictly
        return CassetteHeader(), watch(form.read(path, watching), str(path))
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
        WriteError: the file exists, or cannot be written.
    """
    encoding = encoding_of(path, name)
    losses: set[str] = set()

    def encoded() -> Iterator[bytes]:
        for one in interactions:
            made, lost = encoding.one(one, header)
            losses.update(lost)
            yield made

    with whole(path) as part:
        encoding.write(encoded(), part)
    return losses


def encoding_of(path: Path, name: str = "") -> Encoding:
    """Returns how another tool's file is written.

    Args:
        path: the file.
        name: its format; by the file's suffix if empty.

    Raises:
        UsageError: the format is not known, or is only read.
    """
    form = FORMATS.get(name) or next((one for one in FORMATS.values() if path.suffix in one.suffixes), None)
    if form is None or form.encoding is None:
        writable = ", ".join(
            sorted(suffix for one in FORMATS.values() if one.encoding for suffix in one.suffixes)
        )
        raise UsageError(
            "that format cannot be written", str(path), f"Use a name that ends in .jsonl, {writable}."
        )
    return form.encoding

"""Fiddler's session archives: a zip file with ``raw/1_c.txt`` (request) and ``raw/1_s.txt`` (response)."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

from inspector.cassette.formats.raw_http import parse_request, parse_response
from inspector.cassette.model import Interaction
from inspector.errors import UnreadableInput
from inspector.wire.encoding import MAX_CONTENT

__all__ = ["looks_like", "read"]

_REQUEST = re.compile(r"(?:.*/)?raw/0*(\d+)_c\.txt\Z", re.I)


def looks_like(head: bytes) -> bool:
    """Whether a file that begins so is an archive."""
    return head.startswith(b"PK\x03\x04")


def read(path: Path) -> Iterator[Interaction]:
    """Yields the interactions of an archive, in the order of their numbers. The archive tells no times.

    Raises:
        UnreadableInput: it is no archive, or a message in it is no HTTP.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            names = {name.lower(): name for name in archive.namelist()}
            found = sorted((int(m[1]), name) for name in archive.namelist() if (m := _REQUEST.match(name)))
            if not found:
                raise UnreadableInput(
                    "the zip file has no raw/N_c.txt, as Fiddler's archives have", str(path)
                )
            n = 0
            for _, name in found:
                request = parse_request(_member(archive, name), f"{path}/{name}")
                if request.method == "CONNECT":
                    continue
                n += 1
                answer = names.get(name.lower().replace("_c.txt", "_s.txt"))
                data = _member(archive, answer) if answer else b""
                if data.strip():
                    yield Interaction(n, 0.0, request, parse_response(data, f"{path}/{answer}"))
                else:
                    yield Interaction(n, 0.0, request, error="no response in the archive")
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError) as problem:
        raise UnreadableInput(f"the archive cannot be read ({problem})", str(path)) from None


def _member(archive: zipfile.ZipFile, name: str) -> bytes:
    if archive.getinfo(name).file_size > MAX_CONTENT:
        raise UnreadableInput(f"{name} grows past {MAX_CONTENT:,} bytes", str(archive.filename))
    return archive.read(name)

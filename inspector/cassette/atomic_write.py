"""Writing a file as a whole: in the place of another or anew, so that at no time half of one is there."""

from __future__ import annotations

import os
import secrets as random
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from inspector.cassette.filesystem import RemoteFile, located
from inspector.cassette.model import CassetteHeader, encode_line
from inspector.cassette.writer import CassetteWriter, sync_folder
from inspector.errors import WriteError


def private(path: str, flags: int) -> int:
    """Opens a file as :func:`open` wants its ``opener``; a new one is its owner's alone, as a cassette is."""
    return os.open(path, flags, 0o600)


@contextmanager
def whole(path: Path, *, instead: bool = False, run: str = "") -> Iterator[Path]:
    """Gives the name under which a file is written until it is whole and on the disk; then it gets its own.

    If anything goes wrong, nothing is left of it.

    Args:
        path: the file.
        instead: takes the place of a file that is there.
        run: is a part of the name until then, so that :func:`swept` finds what a process that died has left.

    Raises:
        WriteError: the file cannot be written, or exists already.
    """
    if path.exists() and not instead:
        raise _exists(path)
    if isinstance(path, RemoteFile):
        yield from _put(path)
        return
    part = part_of(path, run)
    try:
        yield part
        _onto_the_disk(part)
        _name(part, path, instead)
        sync_folder(path)
    except (OSError, WriteError) as problem:
        reason = problem if isinstance(problem, OSError) else problem.__cause__
        if not isinstance(reason, OSError) or (
            isinstance(problem, WriteError) and problem.where != str(part)
        ):
            raise
        kept = "what was there is as it was" if instead else "nothing is left of it"
        what = f"the file cannot be written ({reason.strerror}); {kept}"
        raise WriteError(what, str(path)) from reason
    finally:
        part.unlink(missing_ok=True)


def part_of(path: Path, run: str) -> Path:
    """Returns a new name beside a file, for what is not whole yet: two may write one file.

    Args:
        path: the file.
        run: as :func:`swept` will be told.
    """
    return path.with_name(f".{path.name}.{run}{random.token_hex(4)}.part")


def _put(path: RemoteFile) -> Iterator[Path]:
    """Gives the name of a file of this machine, which is put to a URL when it is whole."""
    with tempfile.TemporaryDirectory(prefix="ews-inspector-") as folder:
        part = Path(folder) / path.name
        yield part
        try:
            path.put(part)
        except OSError as problem:
            what = f"the file cannot be written ({problem.strerror}); nothing is left of it"
            raise WriteError(what, str(path)) from None


def _onto_the_disk(part: Path) -> None:
    file = os.open(part, os.O_RDWR)
    try:
        os.fsync(file)
    finally:
        os.close(file)


def _name(part: Path, path: Path, instead: bool) -> None:
    """Gives a file its name, which another may have got in the meantime."""
    if instead:
        part.replace(path)
        return
    try:
        os.link(part, path)
    except FileExistsError:
        raise _exists(path) from None
    except OSError:  # a file system without links
        if path.exists():
            raise _exists(path) from None
        part.replace(path)


def _exists(path: Path) -> WriteError:
    return WriteError("the file exists already", str(path), "Choose another name.")


@contextmanager
def new_cassette(
    path: Path | str, header: CassetteHeader, *, instead: bool = False, run: str = ""
) -> Iterator[CassetteWriter]:
    """Makes a cassette that is there when all of it is written, and not before.

    Args:
        path: the file, which must not exist.
        header: its first line.
        instead: as of :func:`whole`.
        run: likewise.

    Raises:
        WriteError: the file cannot be written, or exists already.
    """
    with whole(located(path), instead=instead, run=run) as part, CassetteWriter(part, header) as writer:
        yield writer


def swept(path: Path, run: str) -> None:
    """Removes what processes of a run that died have left of a file that was not whole.

    Args:
        path: the file.
        run: as :func:`whole` was told.
    """
    if isinstance(path, RemoteFile):
        return  # it is whole here before anything is there
    for part in path.parent.iterdir() if path.parent.is_dir() else ():
        if part.name.startswith(f".{path.name}.{run}") and part.suffix == ".part":
            part.unlink(missing_ok=True)


def rewrite(path: Path, output: Path | None, header: CassetteHeader, lines: Iterable[bytes]) -> None:
    """Writes a cassette's lines anew.

    Args:
        path: the cassette that they come from.
        output: where they go; ``None``: in its place, once all are written.
        header: the first line.
        lines: the others, with or without their ends.

    Raises:
        WriteError: the file cannot be written, exists already, or is being recorded to.
        CassetteError: it is to be replaced and its end is torn.
    """
    with ExitStack() as stack:
        if output is None:
            stack.enter_context(CassetteWriter(path, append=True))  # nobody records to it meanwhile
        part = stack.enter_context(whole(output or path, instead=output is None))
        with part.open("xb") as file:
            file.write(encode_line(header.to_json()))
            for line in lines:
                file.write(line if line.endswith(b"\n") else line + b"\n")
        if output is None:
            part.chmod(path.stat().st_mode)

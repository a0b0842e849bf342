"""Writing a file as a whole: in the place of another or anew, so that at no time half of one is there."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from inspector.cassette.model import CassetteHeader, encode_line
from inspector.cassette.writer import CassetteWriter
from inspector.errors import CannotWrite

__all__ = ["new_cassette", "private", "rewrite", "whole"]


def private(path: str, flags: int) -> int:
    """Opens a file as :func:`open` wants its ``opener``; a new one is its owner's alone, as a cassette is."""
    return os.open(path, flags, 0o600)


@contextmanager
def whole(path: Path, *, instead: bool = False) -> Iterator[Path]:
    """Gives the name under which a file is written until it is whole; then it gets its own.

    If anything goes wrong, nothing is left of it.

    Args:
        path: the file.
        instead: takes the place of a file that is there.

    Raises:
        CannotWrite: the file cannot be written, or exists already.
    """
    if path.exists() and not instead:
        raise CannotWrite("the file exists already", str(path), "Choose another name.")
    part = path.with_name(f".{path.name}.part")
    try:
        part.unlink(missing_ok=True)
        yield part
        part.replace(path)
    except (OSError, CannotWrite) as problem:
        part.unlink(missing_ok=True)
        reason = problem if isinstance(problem, OSError) else problem.__cause__
        if not isinstance(reason, OSError) or (
            isinstance(problem, CannotWrite) and problem.where != str(part)
        ):
            raise
        kept = "what was there is as it was" if instead else "nothing is left of it"
        what = f"the file cannot be written ({reason.strerror}); {kept}"
        raise CannotWrite(what, str(path)) from reason
    except BaseException:
        part.unlink(missing_ok=True)
        raise


@contextmanager
def new_cassette(path: Path | str, header: CassetteHeader) -> Iterator[CassetteWriter]:
    """Makes a cassette that is there when all of it is written, and not before.

    Args:
        path: the file, which must not exist.
        header: its first line.

    Raises:
        CannotWrite: the file cannot be written, or exists already.
    """
    with whole(Path(path)) as part, CassetteWriter(part, header) as writer:
        yield writer


def rewrite(path: Path, output: Path | None, header: CassetteHeader, lines: Iterable[bytes]) -> None:
    """Writes a cassette's lines anew.

    Args:
        path: the cassette that they come from.
        output: where they go; ``None``: in its place, once all are written.
        header: the first line.
        lines: the others, with or without their ends.

    Raises:
        CannotWrite: the file cannot be written, exists already, or is being recorded to.
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
            file.flush()
            os.fsync(file.fileno())
        if output is None:
            part.chmod(path.stat().st_mode)

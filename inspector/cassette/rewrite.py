"""Writing a cassette anew, in its place or elsewhere, so that at no time half of one is there."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path

from inspector.cassette.model import CassetteHeader, encode_line
from inspector.cassette.writer import CassetteWriter
from inspector.errors import CannotWrite

__all__ = ["rewrite"]


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
    target = output or path.with_name(f".{path.name}.rewriting")
    with ExitStack() as stack:
        if output is None:
            stack.enter_context(CassetteWriter(path, append=True))  # nobody records to it meanwhile
            target.unlink(missing_ok=True)
        try:
            with target.open("xb") as file:
                file.write(encode_line(header.to_json()))
                for line in lines:
                    file.write(line if line.endswith(b"\n") else line + b"\n")
                file.flush()
                os.fsync(file.fileno())
            if output is None:
                target.chmod(path.stat().st_mode)
                target.replace(path)
        except FileExistsError:
            raise CannotWrite("the file exists already", str(target), "Choose another name.") from None
        except OSError as problem:
            target.unlink(missing_ok=True)
            raise CannotWrite(f"the file cannot be written ({problem.strerror})", str(target)) from None
        except BaseException:
            target.unlink(missing_ok=True)
            raise

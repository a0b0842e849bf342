"""What a project says of judging: ``[tool.ews-inspector]`` in pyproject.toml, or ews-inspector.toml.

::

    [tool.ews-inspector]
    select = ["UMS", "XSD"]     # report these codes, or beginnings of codes, only
    ignore = ["CDT008"]         # do not report these
    schemas = "exchange-2016"   # the schema set that judges

In ews-inspector.toml the same keys stand at the top. What a command is told goes before what the project
says: its ``--select`` replaces the project's, its ``--ignore`` is added. A cassette can say the same of
itself, with ``select`` and ``ignore`` in its header.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from inspector.conformance.check import Checker
from inspector.conformance.code_index import codes_beginning
from inspector.errors import InputError, UsageError
from inspector.protocols.session import Said

_KEYS = ("select", "ignore", "schemas")


@dataclass(frozen=True, kw_only=True)
class Project:
    """What a project says of judging.

    Args:
        select: codes, or beginnings of codes; only these are reported. All if empty.
        ignore: codes, or beginnings of codes, that are not reported.
        schemas: the schema set that judges; ``None``: the bundled one.
        file: where it says so; ``None``: nowhere.
    """

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    schemas: str | None = None
    file: Path | None = None

    def with_options(
        self, schemas: str | None = None, select: Iterable[str] = (), ignore: Iterable[str] = ()
    ) -> Project:
        """Returns the project with what a command is told.

        Args:
            schemas: the schema set that the command is told; ``None``: the project's.
            select: the codes that it is told; the project's if there are none.
            ignore: the codes that it is told to leave out, beside the project's.
        """
        return replace(
            self,
            schemas=schemas or self.schemas,
            select=tuple(select) or self.select,
            ignore=(*self.ignore, *ignore),
        )

    def of_cassette(self, header: Mapping[str, Any]) -> Project:
        """Returns the project with what a cassette selects and ignores; what is selected already goes before.

        Codes of other versions are let be: a cassette outlives the program that wrote it.

        Args:
            header: the keys of its header that the format does not define.
        """
        select, ignore = (_texts(header.get(key)) for key in ("select", "ignore"))
        return self.with_options(select=self.select or select, ignore=ignore) if select or ignore else self

    def checker(self, schemas: str | None = None, said: Said | None = None) -> Checker:
        """Makes the judge of one session: there is no other way to one.

        Args:
            schemas: the schema set that a command is told; ``None``: the project's.
            said: what has been told once in the session; ``None``: nothing.

        Raises:
            UsageError: there is no such schema set.
        """
        return Checker(schemas or self.schemas, self.select, self.ignore, said)


def project_of(start: Path | str | None = None) -> Project:
    """Reads what the project of a folder says; the nearest file that says something, the folder's own first.

    Args:
        start: the folder; the current one if ``None``.

    Raises:
        InputError: the file is no TOML.
        UsageError: a key is unknown, a value has the wrong type, or no code begins so.
    """
    folder = Path(start or ".").resolve()
    for here in (folder, *folder.parents):
        for name, read in (("ews-inspector.toml", _top), ("pyproject.toml", _tool)):
            file = here / name
            table = read(_toml(file)) if file.is_file() else None
            if table is not None:
                return _project(table, file)
    return Project()


def checked_codes(codes: Iterable[str], where: str) -> tuple[str, ...]:
    """Returns codes, or beginnings of codes, in capitals.

    Args:
        codes: the codes.
        where: who names them, for the message.

    Raises:
        UsageError: no code begins so.
    """
    told = tuple(code.strip().upper() for code in codes if code.strip())
    for code in told:
        try:
            codes_beginning(code)
        except UsageError as problem:
            raise UsageError(problem.what, where, problem.fix) from None
    return told


def _texts(value: object) -> tuple[str, ...]:
    return tuple(item for item in value if isinstance(item, str)) if isinstance(value, list) else ()


def _toml(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
        raise InputError(f"the file cannot be read ({problem})", str(file)) from None


def _top(data: dict[str, Any]) -> dict[str, Any] | None:
    return data


def _tool(data: dict[str, Any]) -> dict[str, Any] | None:
    table = data.get("tool", {}).get("ews-inspector") if isinstance(data.get("tool", {}), dict) else None
    return table if isinstance(table, dict) else None


def _project(table: dict[str, Any], file: Path) -> Project:
    where = str(file)
    for key, value in table.items():
        if key not in _KEYS:
            raise UsageError(f"there is no setting {key!r}", where, f"There are {', '.join(_KEYS)}.")
        if key == "schemas":
            if not isinstance(value, str):
                raise UsageError("'schemas' must be the name of a schema set", where)
        elif not isinstance(value, list) or not all(isinstance(code, str) for code in value):
            raise UsageError(f"{key!r} must be a list of codes", where, f'Such as {key} = ["UMS", "CDT008"].')
    return Project(
        select=checked_codes(table.get("select", ()), where),
        ignore=checked_codes(table.get("ignore", ()), where),
        schemas=table.get("schemas"),
        file=file,
    )

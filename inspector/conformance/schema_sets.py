"""Schema sets by name: the one that comes with the package, and those that a user has imported.

A set is a folder with one driver for each endpoint: an XSD that brings in the SOAP envelope, the headers and
the operations. An imported set carries a ``set.json`` that says where it came from.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import msgspec
from lxml import etree

from inspector.errors import InputError, UsageError
from inspector.protocols.common.namespaces import MESSAGES
from inspector.protocols.operation import Endpoint
from inspector.resources import schemas_dir, user_dir
from inspector.wire.xml import parse_xml

BUNDLED = "bundled"
"""The name of the set that comes with the package."""
RECORD = "set.json"
"""The file in the folder of an imported set that describes it."""

_XS = "{http://www.w3.org/2001/XMLSchema}"


@dataclass(frozen=True)
class SchemaSet:
    """A schema set.

    Args:
        name: what ``--schemas`` takes.
        version: which generation it is, as far as it says so.
        folder: where its files are.
        drivers: the file name of the driver of each endpoint that it covers.
        slow: libxml2 refuses it, so that xmlschema judges.
        source: the folder or address that it was imported from; empty for the bundled one.
        notes: what was mended or left out when it was imported.
    """

    name: str
    version: str
    folder: Path
    drivers: Mapping[Endpoint, str]
    slow: bool = False
    source: str = ""
    notes: tuple[str, ...] = field(default=())

    def driver(self, endpoint: Endpoint) -> Path | None:
        """Returns the driver of an endpoint, or ``None`` if the set does not cover it."""
        name = self.drivers.get(endpoint)
        return self.folder / name if name else None

    def label(self, endpoint: Endpoint) -> str:
        """Returns what a finding calls the set: its name and the endpoint whose driver judged."""
        return f"{self.name}/{endpoint}"

    def operations(self, endpoint: Endpoint) -> tuple[str, ...]:
        """Returns the names of the operations that the set covers on an endpoint, sorted."""
        driver = self.driver(endpoint)
        return operations_in(global_elements(driver)) if driver else ()


def schema_set(name: str | None) -> SchemaSet:
    """Returns a set by its name; the bundled one if it is ``None``.

    Raises:
        UsageError: there is no such set.
    """
    if name is None or name == BUNDLED:
        return _bundled()
    folder = imported_sets_dir() / name
    if name in ("", ".", "..") or Path(name).name != name or not (folder / RECORD).is_file():
        known = ", ".join(known.name for known in schema_sets())
        raise UsageError(
            f"there is no schema set {name!r}",
            fix=f"Known are: {known}. 'ews-inspector schemas import' adds one.",
        )
    return _read(folder)


def schema_sets() -> tuple[SchemaSet, ...]:
    """Returns all sets: the bundled one, then the imported ones by name."""
    folder = imported_sets_dir()
    records = sorted(folder.glob(f"*/{RECORD}")) if folder.is_dir() else []
    return (
        _bundled(),
        *(_read(record.parent) for record in records if not record.parent.name.startswith(".")),
    )


def imported_sets_dir() -> Path:
    """Returns the folder of imported sets; it need not exist."""
    return user_dir() / "schemas"


def bundled_files() -> dict[str, bytes]:
    """Returns the files of the bundled set, by their paths in its folder."""
    folder = schemas_dir()
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.suffix in (".xsd", ".wsdl", ".md")
    }


@cache
def _installed() -> str:
    try:
        return version("ews-inspector")
    except PackageNotFoundError:
        return ""


def _bundled() -> SchemaSet:
    return SchemaSet(BUNDLED, _installed(), schemas_dir(), {Endpoint.EWS: "ews.xsd", Endpoint.UM: "um.xsd"})


def _read(folder: Path) -> SchemaSet:
    path = folder / RECORD
    try:
        data = msgspec.json.decode(path.read_bytes())
        return SchemaSet(
            name=folder.name,
            version=str(data.get("version", "")),
            folder=folder,
            drivers={Endpoint(key): str(value) for key, value in data["drivers"].items()},
            slow=bool(data.get("slow", False)),
            source=str(data.get("source", "")),
            notes=tuple(str(note) for note in data.get("notes", ())),
        )
    except (OSError, msgspec.DecodeError, KeyError, TypeError, ValueError, AttributeError) as problem:
        raise InputError(
            f"the record of this schema set cannot be read ({problem})", str(path), "Import the set again."
        ) from None


@cache
def global_elements(driver: Path) -> frozenset[str]:
    """Returns the names, in Clark notation, of every global element that a driver reaches.

    Args:
        driver: the XSD file from which includes and imports are followed.

    Raises:
        InputError: a file is missing or is no XML.
    """
    found: set[str] = set()
    seen: set[Path] = set()
    pending = [driver.resolve()]
    while pending:
        path = pending.pop()
        if path in seen:
            continue
        seen.add(path)
        try:
            root = parse_xml(path.read_bytes())
        except OSError as problem:
            raise InputError(f"the schema cannot be read ({problem.strerror})", str(path)) from None
        namespace = root.get("targetNamespace", "")
        for part in root.iterchildren(f"{_XS}element", f"{_XS}include", f"{_XS}import"):
            if part.tag == f"{_XS}element":
                found.add(f"{{{namespace}}}{part.get('name')}")
            elif location := part.get("schemaLocation"):
                pending.append((path.parent / location).resolve())
    return frozenset(found)


def operations_in(elements: frozenset[str]) -> tuple[str, ...]:
    """Returns the operations among elements: those of the messages namespace that have an answer, sorted."""
    names = {str(etree.QName(name).localname) for name in elements if name.startswith(f"{{{MESSAGES}}}")}
    operations = {name.removesuffix("Request") for name in names}
    return tuple(sorted(name for name in operations if f"{name}Response" in names))

"""Importing a schema set: from a folder, or from an Exchange server.

The only part of the project that reaches out to a network, and only when a user gives it an address.
"""

from __future__ import annotations

import re
import shutil
import tempfile
import urllib.request
from collections.abc import Callable
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urljoin, urlsplit

import msgspec
import xmlschema
from lxml import etree
from xmlschema.validators import XMLSchemaModelError

from inspector.conformance.schema_merge import XML, Merged, file_of, locations_in, merge
from inspector.conformance.schema_sets import (
    BUNDLED,
    RECORD,
    SchemaSet,
    global_elements,
    imported_sets_dir,
    operations_in,
    schema_set,
)
from inspector.errors import InputError, UsageError, WriteError
from inspector.protocols.common.namespaces import ERRORS, MESSAGES, SOAP_11
from inspector.protocols.operation import Endpoint
from inspector.protocols.registry import operations
from inspector.resources import schemas_dir

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,60}")
_SUFFIXES = (".xsd", ".wsdl")
_MAX_FILES = 200
_MAX_BYTES = 64 * 1024 * 1024
_TIMEOUT = 30.0  # seconds, for each file
_SERVED = ("messages.xsd", "types.xsd", "services.wsdl")  # what Exchange has beside Exchange.asmx
_OF_UM, _OF_EWS = (
    {f"{{{MESSAGES}}}{each.request}" for each in operations() if each.endpoint is endpoint}
    for endpoint in (Endpoint.UM, Endpoint.EWS)
)
_UM_ONLY = frozenset(_OF_UM - _OF_EWS)


def import_schemas(
    source: str, name: str, *, replace: bool = False, progress: Callable[[str], None] = lambda _: None
) -> SchemaSet:
    """Imports a schema set and keeps it in the user's folder.

    Args:
        source: a folder, a file, or an http(s) address of either.
        name: what to call it.
        replace: takes the place of a set of this name.
        progress: is told what is being done, a line each.

    Raises:
        UsageError: the name cannot be used.
        InputError: there are no schemas, they have no operations, or they do not compile.
        WriteError: the set cannot be stored.
    """
    target = _target(name, replace)
    progress(f"reading {source}")
    merged = merge(_fetched(source) if _is_address(source) else _found(Path(source)))
    if not merged.components.get(MESSAGES):
        raise InputError(
            "there are no schemas of the Exchange messages namespace here",
            source,
            "Give a folder with messages.xsd and types.xsd.",
        )
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{name}-", dir=target.parent) as folder:
            ready = Path(folder) / "set"
            ready.mkdir()
            progress("compiling")
            _write(ready, merged, source)
            if target.exists():
                shutil.rmtree(target)
            ready.rename(target)
    except OSError as problem:
        raise WriteError(f"the schema set cannot be stored ({problem.strerror})", str(target)) from None
    return schema_set(name)


def _target(name: str, replace: bool) -> Path:
    if not _NAME.fullmatch(name) or name == BUNDLED:
        raise UsageError(
            f"a schema set cannot be called {name!r}",
            fix="Use letters, digits, dots, hyphens and underscores.",
        )
    target = imported_sets_dir() / name
    if target.exists() and not replace:
        raise UsageError(
            f"there is a schema set {name!r} already", fix="Choose another name, or give --replace."
        )
    return target


def _is_address(source: str) -> bool:
    return urlsplit(source).scheme.lower() in ("http", "https")


def _found(path: Path) -> dict[str, bytes]:
    if path.is_dir():
        paths = [
            each for each in sorted(path.rglob("*")) if each.suffix.lower() in _SUFFIXES and each.is_file()
        ]
    else:
        path = path.resolve()
        paths = _with_what_it_needs(path)
    if not paths:
        raise InputError("there are no .xsd or .wsdl files here", str(path))
    if len(paths) > _MAX_FILES or sum(each.stat().st_size for each in paths if each.exists()) > _MAX_BYTES:
        raise InputError(f"there are more than {_MAX_FILES} files or {_MAX_BYTES:,} bytes here", str(path))
    try:
        return {each.relative_to(path.parent).as_posix(): each.read_bytes() for each in paths}
    except OSError as problem:
        raise InputError(f"it cannot be read ({problem.strerror})", str(problem.filename or path)) from None


def _with_what_it_needs(path: Path) -> list[Path]:
    """A file, and what it includes and imports that lies in its own folder."""
    found, pending = [path], [path]
    while pending and len(found) <= _MAX_FILES:
        each = pending.pop(0)
        try:
            content = each.read_bytes()
        except OSError:
            continue  # whoever reads it next says why
        places = (location for location in locations_in(content, each.name) if not _is_address(location))
        for needed in ((each.parent / place).resolve() for place in places):
            if needed not in found and needed.is_relative_to(path.parent) and needed.is_file():
                found.append(needed)
                pending.append(needed)
    return found


def _fetched(address: str) -> dict[str, bytes]:
    """Fetches a file and what it refers to, or what Exchange serves in a folder."""
    last = urlsplit(address).path.rpartition("/")[2].lower()
    whole_folder = not last.endswith(_SUFFIXES) and "?" not in address
    base = address if address.endswith("/") or not whole_folder else address + "/"
    pending = [urljoin(base, each) for each in _SERVED] if whole_folder else [address]
    optional = set(pending[1:])
    host = urlsplit(address).netloc
    files: dict[str, bytes] = {}
    while pending:
        each = pending.pop(0)
        if each in files or urlsplit(each).netloc != host:
            continue  # what lies on another host, such as the W3C's own schemas, is here already
        if len(files) >= _MAX_FILES:
            raise InputError(f"it refers to more than {_MAX_FILES} files", address)
        try:
            files[each] = _get(each)
        except InputError:
            if each in optional:
                continue
            raise
        pending += [urljoin(each, location) for location in locations_in(files[each], each)]
    return files


def _get(address: str) -> bytes:
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPErrorProcessor(),
        urllib.request.HTTPRedirectHandler(),
        urllib.request.ProxyHandler(),
    ):
        opener.add_handler(handler)
    try:
        with opener.open(address, timeout=_TIMEOUT) as answer:
            content = bytes(answer.read(_MAX_BYTES + 1))
    except (URLError, OSError, ValueError) as problem:
        raise InputError(
            f"it cannot be fetched ({problem})", address, "Download the files yourself and give their folder."
        ) from None
    if len(content) > _MAX_BYTES:
        raise InputError(f"it has more than {_MAX_BYTES:,} bytes", address)
    return content


def _write(folder: Path, merged: Merged, source: str) -> None:
    for file, content in merged.files():
        (folder / file).write_bytes(content)
    common = schemas_dir() / "common"
    for file in ("soap-1.1.xsd", "xml.xsd", *(() if ERRORS in merged.components else ("errors.xsd",))):
        shutil.copyfile(common / file, folder / file)
    driver = folder / "driver.xsd"
    driver.write_bytes(_driver(merged))
    slow = _needs_xmlschema(driver, source, merged.notes)
    elements = global_elements(driver)
    if not operations_in(elements):
        raise InputError("the schemas have no operations", source)
    endpoint = Endpoint.UM if elements & _UM_ONLY else Endpoint.EWS
    if slow:
        merged.notes.append(
            "libxml2 calls a content model not determinist: xmlschema judges, which is slower"
        )
    record = {
        "version": merged.version,
        "source": source if _is_address(source) else str(Path(source).resolve()),
        "drivers": {str(endpoint): driver.name},
        "slow": slow,
        "notes": merged.notes,
    }
    (folder / RECORD).write_bytes(msgspec.json.format(msgspec.json.encode(record), indent=2) + b"\n")


def _driver(merged: Merged) -> bytes:
    namespaces = list(dict.fromkeys((*merged.components, SOAP_11, ERRORS, XML)))
    imports = "\n".join(
        f'  <xs:import namespace="{namespace}" schemaLocation="{file_of(namespace, merged.components)}"/>'
        for namespace in namespaces
        if namespace
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">\n'
        f"{imports}\n</xs:schema>\n"
    ).encode()


def _needs_xmlschema(driver: Path, source: str, notes: list[str]) -> bool:
    """Compiles the set; says whether only xmlschema can."""
    hint = ". ".join(note for note in notes if "is not there" in note)
    try:
        etree.XMLSchema(etree.parse(driver))
    except etree.XMLSchemaParseError as problem:
        graver = [entry for entry in problem.error_log if entry.type_name != "SCHEMAP_NOT_DETERMINISTIC"]
        if graver or not len(problem.error_log):
            said = graver[0].message if graver else str(problem)
            raise InputError(f"the schemas do not compile: {said.rstrip('.')}", source, hint) from None
    else:
        return False
    schema = xmlschema.XMLSchema10(str(driver), validation="lax", allow="local")
    graver_still = [error for error in schema.maps.all_errors if not isinstance(error, XMLSchemaModelError)]
    if graver_still:
        raise InputError(f"the schemas do not compile: {graver_still[0]}", source, hint)
    return True

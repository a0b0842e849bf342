"""Every driver compiles, in both libraries, without reaching out of the folder."""

import re
import socket
from pathlib import Path

import pytest
import xmlschema
from lxml import etree

from inspector.protocols.registry import DOCUMENTS

SCHEMAS = Path(__file__).parents[2] / "schemas"

DRIVERS = sorted(
    str(path.relative_to(SCHEMAS))
    for path in SCHEMAS.rglob("*.xsd")
    if path.name in {"um.xsd", "ews.xsd"}
)


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a schema was about to be fetched from a network")

    monkeypatch.setattr(socket.socket, "connect", refuse)


@pytest.mark.parametrize("driver", DRIVERS)
def test_compiles_in_libxml2(driver: str) -> None:
    etree.XMLSchema(etree.parse(SCHEMAS / driver))


@pytest.mark.parametrize("driver", DRIVERS)
def test_compiles_in_xmlschema(driver: str) -> None:
    schema = xmlschema.XMLSchema(SCHEMAS / driver, allow="local")
    assert not schema.all_errors


def every_location() -> list[tuple[Path, str]]:
    return [
        (path, location)
        for path in sorted([*SCHEMAS.rglob("*.xsd"), *SCHEMAS.rglob("*.wsdl")])
        for location in re.findall(r'schemaLocation="([^"]*)"', path.read_text(encoding="utf-8"))
    ]


def test_every_location_is_a_file_of_this_folder_given_relatively() -> None:
    for path, location in every_location():
        target = (path.parent / location).resolve()
        assert "://" not in location and not location.startswith("/"), (path, location)
        assert target.is_file() and target.is_relative_to(SCHEMAS), (path, location)


def test_no_file_includes_itself_or_comes_back_to_itself() -> None:
    onward: dict[Path, set[Path]] = {}
    for path, location in every_location():
        onward.setdefault(path.resolve(), set()).add((path.parent / location).resolve())

    def walk(path: Path, on_the_way: tuple[Path, ...]) -> None:
        assert path not in on_the_way, [p.name for p in (*on_the_way, path)]
        for target in onward.get(path, ()):
            walk(target, (*on_the_way, path))

    for start in onward:
        walk(start, ())


@pytest.mark.parametrize("part", ["messages.xsd", "types.xsd"])
def test_a_whole_driver_includes_each_documents_part(part: str) -> None:
    driver = SCHEMAS / {"messages.xsd": "ews.xsd", "types.xsd": "ews-types.xsd"}[part]
    included = driver.read_text(encoding="utf-8")
    wanted = [
        f'  <xs:include schemaLocation="{document.folder}/{part}"/>'
        for document in DOCUMENTS
        if (document.schemas / part).exists()
    ]
    lacking = [line for line in wanted if line not in included]
    assert not lacking, f"put this into {driver.name}:\n" + "\n".join(lacking)

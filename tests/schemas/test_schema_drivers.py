"""Every driver compiles, in both libraries, without reaching out of the folder."""

import re
import socket
from pathlib import Path

import pytest
import xmlschema
from lxml import etree

SCHEMAS = Path(__file__).parents[2] / "schemas"

DRIVERS = [
    "um.xsd",
    "ews.xsd",
    "oxwums/um.xsd",
    "oxwums/ews.xsd",
    "oxwsmsg/ews.xsd",
    "oxwscos/ews.xsd",
    "oxwscext/ews.xsd",
    "oxwscore/ews.xsd",
    "oxwsatt/ews.xsd",
    "oxwsfold/ews.xsd",
    "oxwssrch/ews.xsd",
    "oxwssync/ews.xsd",
    "oxwscvtid/ews.xsd",
    "oxwsgtz/ews.xsd",
    "oxwsrslnm/ews.xsd",
    "oxwsntif/ews.xsd",
    "oxwsoof/ews.xsd",
    "oxwsavail/ews.xsd",
    "oxwsgtrm/ews.xsd",
    "oxwsdlgm/ews.xsd",
    "oxwsrules/ews.xsd",
    "oxwsusrcfg/ews.xsd",
    "oxwsped/ews.xsd",
    "oxwsphoto/ews.xsd",
    "oxwsurpt/ews.xsd",
    "oxwsconv/ews.xsd",
    "oxwmt/ews.xsd",
    "oxwconfig/ews.xsd",
]


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


def test_no_driver_is_forgotten_here() -> None:
    assert {
        str(path.relative_to(SCHEMAS))
        for path in SCHEMAS.rglob("*.xsd")
        if path.name in {"um.xsd", "ews.xsd"}
    } == set(DRIVERS)

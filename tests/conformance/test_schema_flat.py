"""The flat form of our schemas: other tools read it whole, and it judges as the layered form does."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
import zeep
from lxml import etree
from suds.client import Client

from inspector.conformance.schema_flat import flat_files
from inspector.conformance.schema_sets import global_elements, operations_in
from inspector.resources import schemas_dir

DRIVERS = {"services.wsdl": "ews.xsd", "um.wsdl": "um.xsd"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("flat")
    for name, content in flat_files().items():
        (folder / name).write_bytes(content)
    return folder


def operations_of(wsdl: str) -> set[str]:
    return set(operations_in(global_elements(schemas_dir() / DRIVERS[wsdl])))


@pytest.mark.parametrize("wsdl", DRIVERS)
def test_zeep_has_every_operation(wsdl: str, folder: Path) -> None:
    (binding,) = zeep.Client(str(folder / wsdl)).wsdl.bindings.values()
    assert set(binding.all()) == operations_of(wsdl)


@pytest.fixture
def quiet_suds() -> Iterator[None]:
    logger = logging.getLogger("suds")
    logger.setLevel(logging.CRITICAL)
    yield
    logger.setLevel(logging.NOTSET)


@pytest.mark.parametrize("wsdl", DRIVERS)
def test_suds_has_every_operation(wsdl: str, folder: Path, quiet_suds: None) -> None:
    client = Client((folder / wsdl).as_uri(), cache=None)
    methods = {name for service in client.wsdl.services for port in service.ports for name in port.methods}
    assert methods == operations_of(wsdl)


@pytest.mark.parametrize("schema", ["messages.xsd", "um-messages.xsd"])
def test_nothing_is_included_and_what_is_imported_is_beside_it(schema: str, folder: Path) -> None:
    assert etree.XMLSchema(etree.parse(folder / schema)) is not None
    for path in folder.glob("*.xsd"):
        locations = etree.parse(path).xpath("//@schemaLocation")
        assert set(locations) <= {each.name for each in folder.iterdir()}
        assert not etree.parse(path).xpath("//*[local-name() = 'include']")


def test_every_component_is_there_once(folder: Path) -> None:
    for path in folder.glob("*.xsd"):
        names = [
            (etree.QName(each).localname, each.get("name"))
            for each in etree.parse(path).getroot().iterchildren(etree.Element)
            if each.get("name")
        ]
        assert len(names) == len(set(names)) > 0
    assert global_elements(folder / "messages.xsd") <= global_elements(schemas_dir() / "ews.xsd")


def test_what_a_server_serves_has_no_address() -> None:
    served = flat_files(as_served=True)["services.wsdl"]
    assert b":service" not in served and b"mail.example.com" not in served

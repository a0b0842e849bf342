"""The files by which the simulator describes its EWS endpoint, as Exchange does."""

from pathlib import Path

import pytest
import zeep
from lxml import etree

from inspector.protocols import Endpoint, operations
from inspector.simulator import Simulator
from inspector.simulator.schema_files import schema_file
from inspector.wire.http import HttpRequest

BINDING = "{http://schemas.microsoft.com/exchange/services/2006/messages}ExchangeServiceBinding"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("services.wsdl", "messages.xsd", "types.xsd"):
        content = schema_file(name)
        assert content is not None
        (tmp_path / name).write_bytes(content)
    return tmp_path


def test_both_schemas_compile_with_nothing_beside_them(folder: Path) -> None:
    assert etree.XMLSchema(etree.parse(folder / "messages.xsd")) is not None
    assert etree.XMLSchema(etree.parse(folder / "types.xsd")) is not None


def test_the_wsdl_has_the_operations_of_the_ews_endpoint_under_the_names_of_exchange(folder: Path) -> None:
    client = zeep.Client(str(folder / "services.wsdl"))
    wanted = {one.request.removesuffix("Request") for one in operations() if one.endpoint is Endpoint.EWS}
    assert set(client.wsdl.bindings[BINDING].all()) == wanted


@pytest.mark.parametrize("path", ["/EWS/Services.wsdl", "/ews/messages.xsd", "/EWS/types.xsd"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_the_simulator_serves_them_in_any_case(method: str, path: str) -> None:
    response = Simulator().respond(HttpRequest(method=method, url=path), 0.0)
    assert (response.status, response.media_type) == (200, "text/xml")
    assert response.body == schema_file(path.rpartition("/")[2])


def test_there_are_no_other_files() -> None:
    assert schema_file("secrets.xsd") is None
    assert Simulator().respond(HttpRequest(method="GET", url="/EWS/secrets.xsd"), 0.0).status == 404

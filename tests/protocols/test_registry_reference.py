"""Every request that real clients sent is identified with the right operation and endpoint.

The reference material is beside the project; file names say which operation a request is.
"""

import re
from pathlib import Path

import pytest

from inspector.protocols import Endpoint, identify
from inspector.wire import Headers, HttpRequest
from inspector.wire.soap import local_name

TRAFFIC = Path(__file__).parents[2] / "../shared/reference/traffic"
REQUESTS = sorted(
    path
    for folder, pattern in (("clients", "*/*.http"), ("evolution-ews", "*_request.http"))
    for path in (TRAFFIC / folder).glob(pattern)
)

pytestmark = [
    pytest.mark.needs_reference,
    pytest.mark.skipif(not REQUESTS, reason="the reference traffic is not beside this checkout"),
]

# Named by their client's method, not by the operation of the document.
NAMES = {"GetAppMarketplaceUri": "GetAppMarketplaceUrl"}


def read(path: Path) -> HttpRequest:
    head, _, body = path.read_bytes().replace(b"\r\n", b"\n", 200).partition(b"\n\n")
    first, *lines = head.decode("latin-1").splitlines()
    method, url, _ = first.split(" ")
    fields = [line.partition(":") for line in lines]
    return HttpRequest(Headers((name, value.strip()) for name, _, value in fields), body, method, url)


def expected(path: Path) -> str | None:
    """The operation in the file's name; a leg that carries no body has none."""
    name = re.sub(r"^\d+[-_]|[-_](401|ntlm-type1|request)$", "", path.stem)
    return None if name.startswith("GET-noop") else NAMES.get(name, name)


@pytest.mark.parametrize("path", REQUESTS, ids=[f"{path.parent.name}/{path.stem}" for path in REQUESTS])
def test_a_recorded_request_is_identified(path: Path) -> None:
    request = read(path)
    found = identify(request)
    name = expected(path)
    if name == "PlayOnPhone" and b"ItemId" in request.body:
        name = "PlayOnPhone2"
    assert found.name == name
    assert found.endpoint is (
        Endpoint.UM if "UM2007" in request.path or "Unified" in request.path else Endpoint.EWS
    )
    if found.envelope is not None:
        assert found.envelope.payload is not None
        assert local_name(found.envelope.payload) in (name, (name or "").rstrip("2"))


def test_bodies_that_are_not_well_formed_are_identified_by_a_guess() -> None:
    broken = [(path, found) for path in REQUESTS if (found := identify(read(path))).problem is not None]
    assert broken, "the material has a client that sends such bodies"
    for path, found in broken:
        assert found.name == expected(path)
        assert found.envelope is None


def test_the_material_covers_most_of_our_operations() -> None:
    found = {one.operation.name for path in REQUESTS if (one := identify(read(path))).operation}
    assert len(found) >= 25

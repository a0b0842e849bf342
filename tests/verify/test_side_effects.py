"""Which requests change the state of a server; in doubt they do."""

import pytest

from inspector.cassette import Interaction
from inspector.protocols.registry import operations
from inspector.verify import has_side_effects
from inspector.wire.http import HttpRequest
from tests.messages import soap


def asks(name, url="http://h/EWS/Exchange.asmx", method="POST"):
    request = HttpRequest(url=url, method=method, body=soap(f"<m:{name}/>"))
    return has_side_effects(Interaction(n=1, at=0, request=request))


@pytest.mark.parametrize("operation", [each for each in operations() if each.name != "PlayOnPhone2"], ids=str)
def test_the_documents_say_it_of_their_operations(operation):
    path = "EWS/Exchange.asmx" if operation.endpoint == "ews" else "EWS/UM2007Legacy.asmx"
    assert asks(operation.request, f"http://h/{path}") is operation.modifies


@pytest.mark.parametrize(
    ("name", "changes"),
    [("FindItem", False), ("SyncFolderItems", False), ("EmptyFolder", True), ("Nonsense", True)],
)
def test_others_are_told_by_their_names(name, changes):
    assert asks(name) is changes


@pytest.mark.parametrize(
    ("method", "path", "changes"),
    [
        ("GET", "/EWS/Services.wsdl", False),
        ("OPTIONS", "/Microsoft-Server-ActiveSync", False),
        ("POST", "/Microsoft-Server-ActiveSync?Cmd=Ping", False),
        ("POST", "/Microsoft-Server-ActiveSync?Cmd=SendMail", True),
        ("POST", "/autodiscover/autodiscover.xml", False),
        ("POST", "/upload", True),
        ("DELETE", "/upload", True),
    ],
)
def test_what_is_no_soap_is_told_by_method_and_command(method, path, changes):
    request = HttpRequest(url=f"http://h{path}", method=method)
    assert has_side_effects(Interaction(n=1, at=0, request=request)) is changes

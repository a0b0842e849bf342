"""How messages travel is asked of the carrier of their endpoint; no other place knows ActiveSync or WBXML."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree

from inspector import HttpRequest, HttpResponse, Interaction
from inspector.flow import step_of
from inspector.protocols.carrier import Carrier, Content, Grade, Result
from inspector.protocols.carriers import CARRIERS
from inspector.protocols.message import response_message
from inspector.protocols.operation import Endpoint
from inspector.protocols.registry import identify
from inspector.replay.keys import Matching
from inspector.verify.side_effects import has_side_effects
from inspector.wire.http import Headers
from inspector.wire.soap import SoapFault, local_name
from inspector.wire.xml import parse_xml
from tests.protocols.test_apart import ROOT, is_said, where

HOME = (
    "inspector/wire/wbxml/",
    "inspector/wire/body/",  # what bodies are packed in, and their values
    "inspector/wire/binary_xml.py",  # the one table of binary forms
    "inspector/wire/element_paths.py",  # the prefixes of their namespaces
    "inspector/protocols/activesync/",
    "inspector/protocols/asemail/",
    "inspector/protocols/carriers.py",  # the one table of the carriers
    "inspector/protocols/endpoints.py",  # the one table of the endpoints' addresses
    "inspector/protocols/operation.py",  # the one list of the endpoints
)
EXCEPTIONS = {
    "inspector/__init__.py": "the public names of WBXML's two functions",
    "inspector/protocols/fields.py": "the syntaxes of values, as wire/body/ names them",
    "inspector/scrub/check/outside_bodies.py": "the packed query, read apart from what scrubs it",
    "inspector/scrub/packed_query.py": "the packed query, read apart from what looks for leaks",
    "inspector/simulator/autodiscover.py": "the addresses that Autodiscover tells, each by its endpoint",
    "inspector/simulator/autodiscover_json.py": "the names of protocols, as Autodiscover has them",
}

CARRIER = re.compile(r"activesync|wbxml|\beas\b|\bcmd\b", re.I)


def named_in(file: Path) -> Iterator[str]:
    """What a file says of it in code: imports, names, attributes, and texts that are no sentences."""
    for node in ast.walk(ast.parse(file.read_bytes())):
        names: list[str] = []
        if isinstance(node, ast.ImportFrom):
            names = [node.module or "", *(alias.name for alias in node.names)]
        elif isinstance(node, ast.Name):
            names = [node.id]
        elif isinstance(node, ast.Attribute):
            names = [node.attr]
        elif isinstance(node, ast.arg | ast.keyword):
            names = [node.arg or ""]
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and not is_said(node.value):
            names = [node.value]
        yield from filter(CARRIER.search, names)


def test_no_file_but_those_listed_knows_activesync_or_wbxml() -> None:
    files = [file for file in (ROOT / "inspector").rglob("*.py") if not where(file).startswith(HOME)]
    found = {where(file): names for file in files if (names := list(named_in(file)))}

    assert {file: names for file, names in found.items() if file not in EXCEPTIONS} == {}
    assert set(EXCEPTIONS) == set(found), "an exception that is none any more"


@pytest.mark.parametrize(
    "text",
    [
        "from inspector.wire.wbxml import decode_wbxml",
        "from inspector.protocols.activesync.head import read_head",
        "if found.endpoint is Endpoint.ACTIVESYNC: pass",
        "root = message.wbxml",
        'if subject.endpoint == "activesync": pass',
        "def body(text, *, was_wbxml): pass",
        'command = given["Cmd"]',
    ],
)
def test_a_branch_on_the_carrier_is_found(text: str, tmp_path: Path) -> None:
    file = tmp_path / "outside.py"
    file.write_text(text)
    assert list(named_in(file))


class Toy(Carrier):
    """A third carrier: the path names what is asked, and the body is XML without an envelope."""

    def asked(self, request: HttpRequest) -> tuple[str | None, Content]:
        return request.path.strip("/"), self.content(request)

    def content(self, message: HttpRequest | HttpResponse) -> Content:
        return Content(bare=parse_xml(message.content))

    def result(self, payload: etree._Element, fault: SoapFault | None) -> Result:
        return Result(payload.get("how", "OK"), Grade.ERROR if "how" in payload.attrib else Grade.SUCCESS)

    def key_parts(self, request: HttpRequest, name: str | None) -> tuple[str, str]:
        return name or "", ""

    def only_reads(self, name: str) -> bool:
        return name.startswith("look")


def test_a_third_carrier_is_added_in_one_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(CARRIERS, Endpoint.OTHER, Toy())
    asks = HttpRequest(Headers(), b"<A><B/></A>", "POST", "https://mail.example.com/look-up?n=1")
    same = HttpRequest(Headers(), b"<A> <B></B></A>", "POST", "https://mail.example.com/look-up?n=2")
    other = HttpRequest(Headers(), b"<A><C/></A>", "POST", "https://mail.example.com/change?n=1")
    answer = HttpResponse(Headers(), b"<R how='Late'><Items><I/></Items></R>")

    found = identify(asks)
    assert found.name == "look-up"
    assert found.payload is not None and local_name(found.payload) == "A"
    key = Matching().key
    assert key(asks, found) == key(same, identify(same)) != key(other, identify(other))
    step = step_of(Interaction(n=1, at=0.0, took=0.1, request=asks, response=answer))
    assert (step.operation, step.outcome, step.failed) == ("look-up", "Late", True)
    assert response_message(answer, found).payload is not None
    changes = [has_side_effects(Interaction(n=1, at=0.0, took=0.1, request=each)) for each in (asks, other)]
    assert changes == [False, True]

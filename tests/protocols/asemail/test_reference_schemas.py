"""What the simulator shows a phone, held against the published schemas of Email, Email2 and AirSyncBase."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from inspector.cassette import Cassette
from inspector.protocols.asemail.items import shown_items
from inspector.resources import cassettes_dir
from inspector.wire.binary_xml import root_of
from inspector.wire.soap import namespace_of

REFERENCE = Path(__file__).parents[3] / "../shared/reference/xsd/activesync"
PUBLISHED = ("Email", "Email2", "AirSyncBase")


class Mended(etree.Resolver):
    """The files as published have no imports, and refer to schemas that are not there: both are put in."""

    def resolve(self, url: str, public_id: str, context: object) -> Any:  # type: ignore[override]
        name = url.rpartition("/")[2].removesuffix(".xsd")
        text = mended(name) if name in PUBLISHED else stub(name)
        return self.resolve_string(text, context, base_url=url)


def published(name: str) -> str:
    return (REFERENCE / f"{name}.xsd").read_text("utf-8").partition("?>")[2].strip()


def mended(name: str) -> str:
    text = published(name)
    others = sorted(set(re.findall(r'xmlns:\w+\s*=\s*"(\w+)"', text)) - {name})
    imports = "".join(f'<xs:import namespace="{each}" schemaLocation="{each}.xsd"/>' for each in others)
    head, body = re.split(r"(?<=>)", text, maxsplit=1)
    return head + imports + body


def stub(name: str) -> str:
    asked = {
        element
        for each in PUBLISHED
        for prefix, element in re.findall(r'(?:ref|type)="(\w+):(\w+)"', published(each))
        if prefix.lower() == name.lower()
    }
    elements = "".join(f'<xs:element name="{each}"/>' for each in sorted(asked))
    space = "http://www.w3.org/2001/XMLSchema"
    return f'<xs:schema xmlns:xs="{space}" targetNamespace="{name}">{elements}</xs:schema>'


@pytest.mark.needs_reference
@pytest.mark.skipif(not REFERENCE.is_dir(), reason="the published schemas are not beside this checkout")
def test_every_property_that_is_shown_is_valid_and_known() -> None:
    parser = etree.XMLParser()
    parser.resolvers.add(Mended())
    imports = "".join(f'<xs:import namespace="{each}" schemaLocation="{each}.xsd"/>' for each in PUBLISHED)
    driver = f'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">{imports}</xs:schema>'
    schema = etree.XMLSchema(etree.fromstring(driver, parser, base_url=str(REFERENCE / "driver.xsd")))
    with Cassette(cassettes_dir() / "activesync-voicemail.jsonl") as cassette:
        answers = [root_of(one.response) for one in cassette if one.endpoint == "activesync" and one.response]
    judged = set()
    for answer in answers:
        for item in shown_items(answer) if answer is not None else ():
            for element in item.data:
                if namespace_of(element) not in PUBLISHED:
                    continue
                # Opaque data is a string to the schemas.
                for opaque in element.findall("{urn:ews-inspector:wbxml}opaque"):
                    element.remove(opaque)
                    element.text = opaque.text
                schema.assertValid(etree.ElementTree(etree.fromstring(etree.tostring(element))))
                judged.add(str(element.tag))
    assert {"{Email2}UmCallerID", "{AirSyncBase}Attachments", "{Email}MessageClass"} <= judged

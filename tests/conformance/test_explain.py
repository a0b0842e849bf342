"""What libxml2 says, in the words and with the places of this project; and the nearest known name."""

import pytest
from lxml import etree

from inspector.conformance.explain import flaws_by_libxml2, nearest
from inspector.wire.xml import parse_xml

M = "http://schemas.microsoft.com/exchange/services/2006/messages"
XSD = f"""<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"
    targetNamespace="{M}" elementFormDefault="qualified">
  <xs:element name="A"><xs:complexType><xs:sequence>
    <xs:element name="B" maxOccurs="unbounded">
      <xs:complexType><xs:attribute name="Id" use="required"/></xs:complexType>
    </xs:element>
    <xs:element name="pin" type="xs:int" minOccurs="0"/>
  </xs:sequence></xs:complexType></xs:element>
</xs:schema>"""


def said(xml: str) -> list[tuple[str, str, str]]:
    schema = etree.XMLSchema(etree.fromstring(XSD))
    root = parse_xml(xml.encode())
    schema.validate(root)
    return [
        (
            flaw.code.name,
            str(flaw.element.tag).rpartition("}")[2] if flaw.element is not None else "",
            flaw.message,
        )
        for flaw in flaws_by_libxml2(schema.error_log, root)
    ]


@pytest.mark.parametrize("prefix", ["", "q:"])
def test_the_place_is_found_whatever_the_prefix(prefix: str) -> None:
    binding = f'xmlns:q="{M}"' if prefix else f'xmlns="{M}"'
    p = prefix
    (flaw,) = said(f'<{p}A {binding}><{p}B Id="1"/><{p}B/></{p}A>')
    assert flaw == ("missing-attribute", "B", "'m:B': The attribute 'Id' is required but missing")


def test_kinds_are_told_apart() -> None:
    names = [
        said(f'<A xmlns="{M}">{inner}</A>')[0][0]
        for inner in ("", '<B Id="1"/><C/>', '<B Id="1" x="1"/>', 'x<B Id="1"/>', '<B Id="1"/><pin>a</pin>')
    ]
    assert names == [
        "missing-element",
        "unexpected-element",
        "unknown-attribute",
        "unexpected-content",
        "bad-value",
    ]


def test_a_secret_value_is_not_repeated() -> None:
    assert all("hunter2" not in flaw[2] for flaw in said(f'<A xmlns="{M}"><B Id="1"/><pin>hunter2</pin></A>'))


@pytest.mark.parametrize(
    ("name", "meant"), [("ItemID", "ItemId"), ("Itemid", "ItemId"), ("Subjet", "Subject"), ("Quux", None)]
)
def test_the_nearest_name_is_near(name: str, meant: str | None) -> None:
    assert nearest(name, ["ItemId", "Subject", "Body"]) == meant

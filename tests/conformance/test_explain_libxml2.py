"""What libxml2 says, in the words and with the places of this project; and the nearest known name."""

import pytest
from lxml import etree

from inspector.conformance.explain_libxml2 import flaws_by_libxml2
from inspector.conformance.schema_flaw import nearest
from inspector.wire.xml import parse_xml

XSI = "http://www.w3.org/2001/XMLSchema-instance"
NIL = f'xmlns:i="{XSI}" i:nil="true"'
TYPE = f'xmlns:i="{XSI}" i:type="m:Foo"'
M = "http://schemas.microsoft.com/exchange/services/2006/messages"
XSD = f"""<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"
    targetNamespace="{M}" elementFormDefault="qualified">
  <xs:element name="A"><xs:complexType><xs:sequence>
    <xs:element name="B" maxOccurs="unbounded">
      <xs:complexType><xs:attribute name="Id" use="required"/></xs:complexType>
    </xs:element>
    <xs:element name="pin" type="xs:int" minOccurs="0"/>
    <xs:element name="Kind" minOccurs="0"><xs:simpleType><xs:restriction base="xs:string">
      <xs:enumeration value="One"/><xs:enumeration value="Two"/>
    </xs:restriction></xs:simpleType></xs:element>
    <xs:element name="Name" minOccurs="0"><xs:simpleType><xs:restriction base="xs:string">
      <xs:minLength value="2"/><xs:pattern value="[a-z]*"/>
    </xs:restriction></xs:simpleType></xs:element>
    <xs:element name="Size" type="xs:int" minOccurs="0" nillable="false"/>
    <xs:element name="Empty" minOccurs="0"><xs:complexType/></xs:element>
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
    assert flaw == ("missing-attribute", "B", "m:B lacks the attribute Id")


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


WORDS = {
    "<C/>": "m:C is not expected; expected is m:B",
    '<B Id="1"/><C/>': "m:C is not expected; expected is m:B, m:pin, m:Kind, m:Name, m:Size or m:Empty",
    "": "m:A is not complete; expected is m:B",
    '<B Id="1" x="1"/>': "m:B has no attribute x",
    '<B Id="1"/><Kind>Three</Kind>': "m:Kind: 'Three' is not one of One and Two",
    '<B Id="1"/><Name>AB</Name>': "m:Name: 'AB' does not match [a-z]*",
    '<B Id="1"/><Name>a</Name>': "m:Name: the value is shorter than 2 characters",
    '<B Id="1"/><Size>big</Size>': "m:Size: 'big' is not of the type int",
    '<B Id="1"/><Size><C/></Size>': "m:Size holds a text only, no elements",
    '<B Id="1"/><Empty>x</Empty>': "m:Empty must be empty; it holds text",
    'x<B Id="1"/>': "m:A holds elements only, no text",
    f'<B Id="1"/><Size {NIL}/>': "m:Size must not be nil",
    f'<B Id="1"/><Size {TYPE}>1</Size>': "m:Size has the type m:Foo, which no schema has",
}


@pytest.mark.parametrize(("inner", "words"), WORDS.items())
def test_what_libxml2_says_is_put_into_our_words(inner: str, words: str) -> None:
    assert said(f'<A xmlns="{M}" xmlns:m="{M}">{inner}</A>')[0][2] == words


def test_where_no_place_is_known_no_value_is_shown() -> None:
    schema = etree.XMLSchema(etree.fromstring(XSD))
    schema.validate(parse_xml(f'<A xmlns="{M}"><B Id="1"/><Kind>Three</Kind></A>'.encode()))
    (flaw,) = flaws_by_libxml2(schema.error_log, None)
    assert flaw.message == "m:Kind: the value is not of its type"


def test_a_long_value_is_cut() -> None:
    ((_, _, message),) = said(f'<A xmlns="{M}"><B Id="1"/><Size>{"x" * 100_000}</Size></A>')
    assert len(message) < 200 and message.startswith("m:Size: 'xxx")

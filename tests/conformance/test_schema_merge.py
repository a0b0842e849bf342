"""Merging keeps every component once, with the namespaces that its names need."""

import pytest
from lxml import etree

from inspector.conformance.schema_merge import locations_in, merge
from inspector.errors import InputError

XS = "http://www.w3.org/2001/XMLSchema"
A, B = "urn:a", "urn:b"


def schema(namespace: str, inner: str) -> bytes:
    return (
        f'<xs:schema xmlns:xs="{XS}" targetNamespace="{namespace}" elementFormDefault="qualified">'
        f"{inner}</xs:schema>"
    ).encode()


FILES = {
    "one.xsd": schema(
        A,
        f'<xs:import namespace="{B}" schemaLocation="TWO.xsd"/>'
        f'<xs:element xmlns:q="{B}" name="x" type="q:T"/>',
    ),
    "two.xsd": schema(
        B,
        '<xs:include schemaLocation="two.xsd"/>'
        '<xs:simpleType name="T"><xs:restriction base="xs:int"/></xs:simpleType>',
    ),
}


def test_a_prefix_that_only_a_value_uses_stays_bound() -> None:
    files = dict(merge(FILES).files())
    (element,) = etree.fromstring(files["other-1.xsd"]).findall(f"{{{XS}}}element")
    assert element.nsmap["q"] == B


def test_an_import_names_the_file_that_is_there() -> None:
    files = dict(merge(FILES).files())
    assert locations_in(files["other-1.xsd"], "x") == ["other-2.xsd"]
    assert locations_in(files["other-2.xsd"], "x") == []


def test_what_is_not_there_is_noted() -> None:
    assert merge({"one.xsd": FILES["one.xsd"]}).notes == ["one.xsd: TWO.xsd is not there and was left out"]


def test_the_version_is_what_a_schema_states_or_the_last_of_its_list() -> None:
    stated = FILES["two.xsd"].replace(b"<xs:schema ", b'<xs:schema version="V9" ')
    listed = schema(
        A,
        '<xs:simpleType name="ExchangeVersionType"><xs:restriction base="xs:string">'
        '<xs:enumeration value="Exchange2007"/>'
        '<xs:enumeration value="Exchange2099"/></xs:restriction></xs:simpleType>',
    )
    assert merge({"a": stated}).version == "V9" and merge({"a": listed}).version == "Exchange2099"


def test_what_is_no_xml_is_named() -> None:
    with pytest.raises(InputError, match=r"bad\.xsd"):
        merge({"bad.xsd": b"<"})

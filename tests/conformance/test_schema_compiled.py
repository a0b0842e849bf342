"""A schema whose long lists are written as patterns accepts what the one in the files accepts."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from inspector.conformance.schema import compiled
from inspector.conformance.schema_compiled import as_pattern, as_written, with_patterns
from inspector.conformance.schema_sets import schema_set
from inspector.errors import InputError
from inspector.protocols.operation import Endpoint

TYPES = "http://schemas.microsoft.com/exchange/services/2006/types"
MESSAGES = "http://schemas.microsoft.com/exchange/services/2006/messages"
LONG = [f"v{number}" for number in range(61)]
WORDS = st.lists(st.text("abc.-|()*[]\\^ ", min_size=1, max_size=6), min_size=1, max_size=8)


def schema(values: list[str], base: str = "xs:string", more: str = "") -> str:
    listed = "".join(f'<xs:enumeration value="{value}"/>' for value in values)
    return (
        '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:element name="a"><xs:simpleType>'
        f'<xs:restriction base="{base}">{more}{listed}</xs:restriction></xs:simpleType></xs:element>'
        "</xs:schema>"
    )


def written(folder: Path, included: str) -> Path:
    (folder / "listed.xsd").write_text(included, "utf-8")
    driver = folder / "driver.xsd"
    driver.write_text(
        '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:include schemaLocation="listed.xsd"/>'
        "</xs:schema>"
    )
    return driver


def element(text: str) -> etree._Element:
    made = etree.Element("a")
    made.text = text
    return made


def what_it_says(judge: etree.XMLSchema, text: str) -> str:
    judge.validate(element(text))
    return str(judge.error_log)


@given(WORDS, st.text("abc.-|()*[]\\^ ", max_size=6))
def test_a_pattern_accepts_its_values_and_nothing_else(values: list[str], another: str) -> None:
    made = etree.XMLSchema(
        etree.fromstring(
            schema([]).replace(
                "></xs:restriction>", f'><xs:pattern value="{as_pattern(values)}"/></xs:restriction>'
            )
        )
    )
    for value in values:
        assert made.validate(element(value))
    assert made.validate(element(another)) is (another in values)


@pytest.mark.parametrize("name", ["UnindexedFieldURIType", "ResponseCodeType"])
def test_each_value_of_a_long_list_is_valid_and_what_is_nearly_one_is_not(name: str) -> None:
    driver = schema_set(None).driver(Endpoint.EWS)
    assert driver is not None
    [listed] = [found for file in driver.parent.rglob("*.xsd") for found in values_of(name, file)]
    assert len(listed) > 500
    by_list, by_pattern = as_written(driver), with_patterns(driver)
    for value in listed:
        good, *nearly = (
            message(name, text) for text in (value, value[:-1], f"{value}s", f" {value}", value.upper())
        )
        assert by_pattern.validate(good)
        for each in nearly:
            assert by_pattern.validate(each) is by_list.validate(each)


def values_of(name: str, file: Path) -> list[list[str]]:
    types = etree.parse(file).iterfind(f"{{*}}simpleType[@name='{name}']")
    return [
        [each.get("value", "") for each in one.iterfind("{*}restriction/{*}enumeration")] for one in types
    ]


def message(name: str, value: str) -> etree._Element:
    if name == "UnindexedFieldURIType":
        return etree.Element(f"{{{TYPES}}}FieldURI", FieldURI=value)
    root = etree.Element(f"{{{MESSAGES}}}DeleteItemResponse")
    answers = etree.SubElement(root, f"{{{MESSAGES}}}ResponseMessages")
    answer = etree.SubElement(answers, f"{{{MESSAGES}}}DeleteItemResponseMessage", ResponseClass="Success")
    etree.SubElement(answer, f"{{{MESSAGES}}}ResponseCode").text = value
    return root


@pytest.mark.parametrize("count", [60, 61])
def test_a_list_is_a_pattern_from_its_61st_value_on(tmp_path: Path, count: int) -> None:
    made = with_patterns(written(tmp_path, schema(LONG[:count])))
    assert ("pattern" in what_it_says(made, "w")) is (count > 60)


@pytest.mark.parametrize("folder", ["a folder", "größe", "50%20off", "a#b"])
def test_a_schema_may_stand_in_any_folder(tmp_path: Path, folder: str) -> None:
    (tmp_path / folder).mkdir()
    made = with_patterns(written(tmp_path / folder, schema(LONG)))
    assert made.validate(element("v60"))
    assert "pattern" in what_it_says(made, "v61")


@pytest.mark.parametrize("length", [200, 201, 5_000])
def test_a_list_with_a_value_of_more_than_200_characters_stays_a_list(tmp_path: Path, length: int) -> None:
    made = with_patterns(written(tmp_path, schema([*LONG, "w" * length])))
    assert made.validate(element("w" * length))
    assert ("pattern" in what_it_says(made, "w")) is (length == 200)


def test_a_list_beside_a_pattern_stays_a_list(tmp_path: Path) -> None:
    made = with_patterns(written(tmp_path, schema(LONG, more='<xs:pattern value="v1.*|w"/>')))
    assert made.validate(element("v1"))
    assert not made.validate(element("v2"))
    assert not made.validate(element("w"))


def test_values_that_are_equal_though_written_differently_stay_a_list(tmp_path: Path) -> None:
    made = with_patterns(written(tmp_path, schema([str(each) for each in range(61)], base="xs:int")))
    assert made.validate(element("+060"))


def test_what_is_wrong_is_said_by_the_list() -> None:
    driver = schema_set(None).driver(Endpoint.EWS)
    assert driver is not None
    content = etree.tostring(message("ResponseCodeType", "NoErrors"))
    judge = compiled(driver)
    assert not judge.valid(etree.fromstring(content))
    said = judge.flaws_without_places(content)
    assert [re.sub(r"\W+", " ", each.message) for each in said] == [
        "m ResponseCode the value is not of its type"
    ]
    [flaw] = judge.flaws(etree.fromstring(content))
    assert "is not one of" in flaw.message


def test_a_schema_that_does_not_compile_is_an_error_with_its_file(tmp_path: Path) -> None:
    with pytest.raises(
        InputError, match=r"driver\.xsd: the schema does not compile .*nothing' does not resolve"
    ):
        with_patterns(written(tmp_path, schema(LONG, base="xs:nothing")))

"""Where names stand in a text, by path."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.wire.body.source_map import SourceMap
from inspector.wire.element_paths import path_of
from inspector.wire.xml import parse_xml

TEXT = (
    '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/">\n'
    " <!-- <t:Id> --><s:Body>\n"
    "  <Get a='x>y' xmlns:q='urn:q'\n   q:Key=\"Key\"><![CDATA[<Id>]]><Id/>\n<Id Id='é'/></Get>\n"
    " </s:Body>\n</s:Envelope>"
)


@pytest.mark.parametrize(
    ("path", "line", "column", "text"),
    [
        ("Envelope", 1, 2, "s:Envelope"),
        ("Body", 2, 18, "s:Body"),
        ("Body/Get", 3, 4, "Get"),
        ("Body/Get/@Key", 4, 6, "Key"),
        ("Body/Get/Id[1]", 4, 33, "Id"),
        ("Body/Get/Id[2]/@Id", 5, 5, "Id"),
        ("/soap:Envelope/soap:Body/Get/Id[2]", 5, 2, "Id"),
        ("Body/Get/@none", 3, 4, "Get"),
    ],
)
def test_names_are_found_where_they_stand(path: str, line: int, column: int, text: str) -> None:
    found = SourceMap(TEXT).find(path)
    assert found is not None
    assert (found.line, found.column) == (line, column)
    assert TEXT[found.start : found.start + found.width] == text


def test_what_is_not_there_is_not_found() -> None:
    assert SourceMap(TEXT).find("Body/Get/Id[3]") is None
    assert SourceMap(TEXT).find("no path [") is None
    assert SourceMap("").find("Body") is None


def test_elements_before_a_fault_are_found() -> None:
    found = SourceMap("<a>\n<b>").find("a/b")
    assert found is not None
    assert (found.line, found.column) == (2, 2)


@given(
    st.recursive(
        st.sampled_from(["text\n", "<!-- <b> -->", "<![CDATA[<a>]]>", "<?p <a>?>", "<c d='>' />\n"]),
        lambda inner: st.lists(inner, max_size=4).map(lambda each: f"<a\n>{''.join(each)}</a>"),
        max_leaves=12,
    )
)
def test_every_element_that_lxml_sees_is_found_on_its_line(inside: str) -> None:
    text = f"<r>{inside}</r>"
    there = SourceMap(text)
    for element in parse_xml(text.encode()).iter("{*}*"):
        found = there.find(path_of(element))
        assert found is not None
        assert text[found.start :].startswith(str(element.tag))
        # libxml2 counts the line on which a start tag ends
        assert found.line == (element.sourceline or 0) - (element.tag == "a")

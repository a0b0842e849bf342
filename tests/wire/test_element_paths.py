"""One way to write where something stands in a message, and one way to read it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from inspector.errors import UsageError
from inspector.wire.element_paths import name_of, numbered, parse_path, path_of, resolve, today

M = "http://schemas.microsoft.com/exchange/services/2006/messages"
T = "http://schemas.microsoft.com/exchange/services/2006/types"
MESSAGE = etree.fromstring(
    b'<x:Envelope xmlns:x="http://schemas.xmlsoap.org/soap/envelope/"><x:Body>'
    b'<Get xmlns="http://schemas.microsoft.com/exchange/services/2006/messages">'
    b'<t:Id xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types" Id="1"/>'
    b'<t:Id xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types"/>'
    b'<o:Other xmlns:o="urn:other"/><bare xmlns=""/></Get></x:Body></x:Envelope>'
)
GET = MESSAGE[0][0]


@pytest.mark.parametrize(
    ("element", "path"),
    [
        (GET[0], "Body/m:Get/t:Id[1]"),
        (GET[1], "Body/m:Get/t:Id[2]"),
        (GET[2], "Body/m:Get/Other"),
        (GET[3], "Body/m:Get/bare"),
        (MESSAGE[0], "Body"),
        (MESSAGE, "Envelope"),
        (etree.fromstring("<a><b/></a>")[0], "a/b"),
        (etree.fromstring('<Sync xmlns="AirSync"><Status/></Sync>')[0], "airsync:Sync/airsync:Status"),
        (etree.fromstring('<E><a xmlns="urn:1"/><a xmlns="urn:2"/></E>')[1], "E/a[2]"),
    ],
)
def test_a_path_has_this_projects_prefixes_whatever_the_messages_are(
    element: etree._Element, path: str
) -> None:
    assert path_of(element) == path


def test_an_attribute_stands_at_the_end() -> None:
    assert path_of(GET[0], "{urn:any}Id") == "Body/m:Get/t:Id[1]/@Id"


def test_steps_of_siblings_are_those_of_their_paths() -> None:
    assert numbered([name_of(each) for each in GET]) == [
        path_of(each).rpartition("/")[2] for each in GET.iterchildren(etree.Element)
    ]


@pytest.mark.parametrize("element", list(MESSAGE.iter(etree.Element)))
def test_every_path_leads_back_to_its_element(element: etree._Element) -> None:
    assert resolve(MESSAGE, path_of(element)) == (element, True)


@given(st.recursive(st.just([]), lambda inner: st.lists(inner, max_size=4), max_leaves=12), st.randoms())
def test_every_path_of_any_tree_leads_back(shape: list[object], draw: object) -> None:
    def made(parent: etree._Element, inside: list[object]) -> None:
        for each in inside:
            namespace = draw.choice((M, T, "urn:1", ""))  # type: ignore[attr-defined]
            name = draw.choice("ab")  # type: ignore[attr-defined]
            made(etree.SubElement(parent, f"{{{namespace}}}{name}" if namespace else name), each)  # type: ignore[arg-type]

    root = etree.Element("r")
    made(root, shape)
    for element in root.iter(etree.Element):
        found, whole = resolve(root, path_of(element))
        assert whole
        assert found is not None
        assert path_of(found) == path_of(element)


@pytest.mark.parametrize(
    ("path", "element"),
    [
        ("/soap:Envelope/soap:Body/m:Get/t:Id[2]", GET[1]),
        ("/soap:Envelope/soap:Body/m:Get/*:Other", GET[2]),
        ("/soap:Envelope/Body", MESSAGE[0]),
        ("/soap:Envelope/soap:Body/*", GET),
        ("/*", MESSAGE),
    ],
)
def test_paths_of_findings_in_older_cassettes_lead_there_too(path: str, element: etree._Element) -> None:
    assert resolve(MESSAGE, path) == (element, True)
    assert resolve(MESSAGE, today(path)) == (element, True)


def test_paths_of_older_cassettes_are_shown_as_they_are_written_now() -> None:
    assert today("/soap:Envelope/soap:Header/*:Other/@x") == "Header/Other/@x"
    assert today("/soap:Envelope") == "Envelope"
    assert today("/a/b[2]") == "a/b[2]"
    assert today("Body/m:Get") == "Body/m:Get"


def test_a_path_that_leads_nowhere_ends_at_the_deepest_element_there_is() -> None:
    assert resolve(MESSAGE, "Body/m:Get/m:Missing/m:Deeper") == (GET, False)
    assert resolve(MESSAGE, "Body/m:Get/t:Id[3]") == (GET, False)
    assert resolve(MESSAGE, "Body/t:Get") == (MESSAGE[0], False)
    assert resolve(MESSAGE, "nothing") == (None, False)


@pytest.mark.parametrize("path", ["//*[count(//*) > 1]", "Envelope[1=1]", "document('x')", "", "/", "a//b"])
def test_a_path_is_never_evaluated(path: str) -> None:
    assert resolve(MESSAGE, path) == (None, False)
    with pytest.raises(UsageError, match="no path"):
        parse_path(path)


@pytest.mark.parametrize(
    ("own", "holds"),
    [
        ("Get", True),
        ("m:Get/t:Id", True),
        ("Id[2]", True),
        ("Id[1]", False),
        ("*/Id[2]", True),
        ("Body/m:Get/t:Id[2]/More", True),
        ("Body/m:Get/t:Id[2]/More/Still", False),
        ("Id/@Id", False),
    ],
)
def test_a_path_holds_what_stands_at_its_end_and_below(own: str, holds: bool) -> None:
    assert parse_path(own).holds(parse_path("Body/m:Get/t:Id[2]/More")) == holds


def test_a_path_with_an_attribute_is_the_end_of_others() -> None:
    there = parse_path("Body/m:Get/t:Id/@Id")
    assert parse_path("Id/@Id").holds(there)
    assert parse_path("@Id").holds(there)
    assert not parse_path("Get/@Id").holds(there)
    assert not parse_path("Id/@Key").holds(there)

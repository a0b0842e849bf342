from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from inspector.diff import ByRole, Kind, differences
from inspector.wire.canonical import digest
from inspector.wire.xml import parse_xml

M = "http://schemas.microsoft.com/exchange/services/2006/messages"
T = "http://schemas.microsoft.com/exchange/services/2006/types"


def told(recorded: str, got: str, **options: Any) -> list[str]:
    return [str(one) for one in differences(parse_xml(recorded.encode()), parse_xml(got.encode()), **options)]


@pytest.mark.parametrize(
    ("recorded", "got", "said"),
    [
        ('<a x="1"/>', '<a x="2"/>', 'a/@x: recorded "1", got "2"'),
        ('<a x="1"/>', "<a/>", 'a/@x: recorded "1", got nothing'),
        ("<a/>", '<a x="1"/>', 'a/@x: recorded nothing, got "1"'),
        ("<a><b>1</b></a>", "<a><b>2</b></a>", 'a/b: recorded "1", got "2"'),
        ("<a><b>1</b></a>", "<a/>", 'a/b: recorded "1", got nothing'),
        ("<a/>", '<a><b c="1"><d/></b></a>', 'a/b: recorded nothing, got "<b c="1">"'),
        ("<a><b/></a>", "<a><b> </b></a>", 'a/b: recorded nothing, got " "'),
        ("<a>x<b/></a>", "<a>y<b/></a>", 'a: recorded "x", got "y"'),
        ("<a/>", "<z/>", 'a: recorded "<a>", got "<z>"'),
    ],
)
def test_each_kind_of_difference_names_path_and_both_values(recorded, got, said):
    assert told(recorded, got) == [said]


@pytest.mark.parametrize(
    "got",
    [
        '<q:a xmlns:q="urn:x" z="2" y="1"><q:b>1</q:b></q:a>',
        '<a xmlns="urn:x"\n y="1" z="2">\n  <!-- so --><b>1<?go?></b>\n</a>',
        f'<a xmlns="urn:x" y="1" z="2" xmlns:i="http://www.w3.org/2001/XMLSchema-instance" '
        f'i:schemaLocation="{T} x.xsd"><b>1</b></a>',
    ],
)
def test_how_it_is_written_makes_no_difference(got):
    assert told('<a xmlns="urn:x" y="1" z="2"><b>1</b></a>', got) == []


def test_paths_have_the_prefixes_of_this_project():
    def body(value):
        inner = f'<x:ItemIds><y:ItemId Id="{value}"/></x:ItemIds>'
        return f'<x:GetItem xmlns:x="{M}" xmlns:y="{T}">{inner}</x:GetItem>'

    said = told(body("A"), body("B"), path="Body/m:GetItem")
    assert said == ['Body/m:GetItem/m:ItemIds/t:ItemId/@Id: recorded "A", got "B"']


def test_an_element_that_was_added_does_not_make_the_rest_differ():
    recorded = "<a>" + "".join(f"<i>{n}</i>" for n in range(5)) + "</a>"
    got = recorded.replace("<i>2</i>", "<i>2</i><i>new</i>")
    assert told(recorded, got) == ['a/i[4]: recorded nothing, got "new"']


def test_order_matters():
    assert len(told("<a><b/><c/></a>", "<a><c/><b/></a>")) == 2


def test_types_are_compared_by_what_they_mean():
    xsi = "http://www.w3.org/2001/XMLSchema-instance"
    one = f'<a xmlns:i="{xsi}" xmlns:t="{T}" i:type="t:Sid"/>'
    assert told(one, f'<a xmlns:j="{xsi}" xmlns:z="{T}" j:type="z:Sid"/>') == []
    assert told(one, f'<a xmlns:j="{xsi}" xmlns:z="{T}" j:type="z:Smtp"/>') == [
        'a/@type: recorded "t:Sid", got "t:Smtp"'
    ]


def test_what_is_skipped_does_not_differ():
    def skip(element):
        return element.tag == "b"

    def skip_attribute(element, name):
        return name == "x"

    assert (
        told("<a x='1'><b>1</b></a>", "<a x='2'><b>2</b></a>", skip=skip, skip_attribute=skip_attribute) == []
    )


def test_of_long_values_the_part_that_differs_is_shown():
    (said,) = told(f"<a>{'x' * 500}one{'y' * 500}</a>", f"<a>{'x' * 500}two</a>")
    assert len(said) < 300
    assert '"...xxxxxxxxxxxxoneyyy' in said
    assert '"...xxxxxxxxxxxxtwo" (503 characters)' in said


def test_there_is_a_limit():
    recorded = "<a>" + "".join(f"<i{n}/>" for n in range(50)) + "</a>"
    assert len(told(recorded, "<a/>", limit=7)) == 7


def test_thousands_of_children_are_compared_in_bounded_time():
    def listed(start):
        return "<a>" + "".join(f"<i>{n}</i>" for n in range(start, start + 5000)) + "</a>"

    found = differences(parse_xml(listed(0).encode()), parse_xml(listed(1).encode()), limit=10)
    assert len(found) == 10
    assert found[0].kind is Kind.CHANGED


_names = st.sampled_from(["a", "b", "c"])
_texts = st.text(alphabet="xy <&", max_size=4)


@st.composite
def _elements(draw, depth=3):
    element = etree.Element(draw(_names), draw(st.dictionaries(_names, _texts, max_size=2)))
    if depth and draw(st.booleans()):
        element.extend(draw(st.lists(_elements(depth=depth - 1), max_size=3)))
    else:
        element.text = draw(_texts)
    return element


@given(_elements(), _elements())
def test_two_elements_differ_exactly_if_their_digests_do(one, other):
    assert bool(differences(one, other)) == (digest(one) != digest(other))


@given(_elements())
def test_an_element_does_not_differ_from_itself(element):
    assert differences(element, etree.fromstring(etree.tostring(element))) == []


def test_which_element_stands_against_which_is_told():
    one, other = parse_xml(b"<a><b>1</b><b>2</b></a>"), parse_xml(b"<a><c/><b>1</b><b>3</b></a>")
    found = []
    differences(
        one, other, reading=ByRole(), paired=lambda x, y, differ: found.append((x.text, y.text, differ))
    )
    assert found == [(None, None, frozenset()), ("1", "1", frozenset()), ("2", "3", {""})]


def test_which_attribute_of_an_element_differs_is_told():
    one, other = parse_xml(b"<a><b x='1' y='2'>3</b></a>"), parse_xml(b"<a><b x='1' y='4'>3</b></a>")
    found = []
    differences(one, other, reading=ByRole(), paired=lambda x, y, differ: found.append(differ))
    assert found == [frozenset(), {"y"}]

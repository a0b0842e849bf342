"""The digest is the same exactly for what says the same."""

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from inspector.wire.canonical import canonical_tokens, digest

XSI = 'xmlns:i="http://www.w3.org/2001/XMLSchema-instance"'


def of(xml: str) -> bytes:
    return digest(etree.fromstring(xml))


def test_prefixes_attribute_order_and_white_space_between_elements_do_not_matter():
    one = '<m:A xmlns:m="urn:m" x="1" y="2"><m:B>text</m:B><m:C/></m:A>'
    two = '<A xmlns="urn:m" y="2"  x="1">\r\n  <!-- note -->\n  <B>text</B>\n  <?pi?><C></C>\n</A>'
    assert of(one) == of(two)


def test_namespaces_values_order_and_nesting_matter():
    different = [
        '<A xmlns="urn:m"><B/></A>',
        '<A xmlns="urn:n"><B/></A>',
        "<A><B/></A>",
        "<A><B>1</B></A>",
        "<A><B> 1</B></A>",
        '<A><B x="1"/></A>',
        '<A x="1"><B/></A>',
        "<A><B/><C/></A>",
        "<A><C/><B/></A>",
        "<A><B><C/></B></A>",
        "<A><B/>tail</A>",
    ]
    assert len({of(xml) for xml in different}) == len(different)


def test_white_space_is_content_where_an_element_holds_only_text():
    assert of("<A> </A>") != of("<A/>")
    assert of("<A>\n<B/>\n</A>") == of("<A><B/></A>")


def test_spaces_that_xml_does_not_call_white_space_are_content_between_elements_too():
    for space in ("\u00a0", "\u2003", "\u3000", "\u200b"):
        assert of(f"<A>{space}<B/></A>") != of("<A><B/></A>") != of(f"<A><B/>{space}</A>")


def test_a_comment_does_not_part_a_text():
    assert of("<A>te<!-- x -->xt</A>") == of("<A>text</A>")
    assert of("<A>one<B/>t<!-- x -->wo</A>") == of("<A>one<B/>two</A>")


def test_a_type_is_compared_by_the_namespace_of_its_prefix():
    one = f'<A {XSI} xmlns:t="urn:t" i:type="t:Message"/>'
    two = f'<A {XSI} xmlns:u="urn:t" i:type="u:Message"/>'
    other = f'<A {XSI} xmlns:t="urn:other" i:type="t:Message"/>'
    assert of(one) == of(two) != of(other)


def test_a_type_without_a_prefix_is_of_the_default_namespace():
    one = f'<A {XSI} xmlns="urn:t" i:type="Message"/>'
    two = f'<t:A {XSI} xmlns:t="urn:t" i:type="t:Message"/>'
    of_none = f'<t:A {XSI} xmlns:t="urn:t" i:type="Message"/>'
    assert of(one) == of(two) != of(of_none)


def test_schema_locations_say_nothing():
    assert of(f'<A {XSI} i:schemaLocation="urn:a a.xsd"/>') == of("<A/>")


def test_what_is_skipped_does_not_count():
    one, two = (etree.fromstring(f'<A id="{n}"><Now>{n}</Now><B/></A>') for n in (1, 2))

    def skip(element):
        return element.tag == "Now"

    def skip_attribute(_element, name):
        return name == "id"

    assert digest(one) != digest(two)
    assert digest(one, skip, skip_attribute) == digest(two, skip, skip_attribute)


names = st.sampled_from(["{urn:m}a", "{urn:m}b", "{urn:t}c", "d"])
texts = st.text(
    alphabet=st.characters(min_codepoint=33, max_codepoint=0x2FF, exclude_characters="\x7f"), max_size=5
)


@st.composite
def trees(draw, depth=3):
    element = etree.Element(draw(names), nsmap={"m": "urn:m", "t": "urn:t"})
    for key in draw(st.lists(st.sampled_from(["x", "y", "{urn:t}z"]), unique=True, max_size=3)):
        element.set(key, draw(texts))
    children = draw(st.lists(trees(depth=depth - 1), max_size=3)) if depth else []
    if children:
        element.extend(children)
    else:
        element.text = draw(texts)
    return element


@given(trees())
def test_writing_and_reading_keeps_the_digest(tree):
    again = etree.fromstring(etree.tostring(tree))
    assert digest(again) == digest(tree)


@given(trees(), trees())
def test_two_trees_share_a_digest_exactly_if_they_share_their_tokens(one, two):
    assert (digest(one) == digest(two)) == (canonical_tokens(one) == canonical_tokens(two))


@given(trees())
def test_indenting_keeps_the_digest(tree):
    pretty = etree.tostring(tree, pretty_print=True)
    assert digest(etree.fromstring(pretty)) == digest(tree)


def test_the_members_of_a_set_may_stand_in_any_order_and_nothing_within_them():
    def as_set(xml: str) -> list[str]:
        return canonical_tokens(etree.fromstring(xml), is_set=lambda element: element.tag == "Set")

    one = as_set("<A><Set><B>1</B><C><X/><Y/></C></Set></A>")
    assert one == as_set("<A><Set>\n<C><X/><Y/></C> <!-- or so --> <B>1</B></Set></A>")
    assert one != as_set("<A><Set><B>1</B><C><Y/><X/></C></Set></A>")
    assert one != as_set("<A><Set><B>1</B><B>1</B><C><X/><Y/></C></Set></A>")
    assert as_set("<Set><B/><C/>tail</Set>") != as_set("<Set><B/><C/></Set>")
    assert as_set("<List><B/><C/></List>") != as_set("<List><C/><B/></List>")

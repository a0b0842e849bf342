"""XML as lxml reads it, and broken XML as nobody else does: every value is seen, and written in its place."""

import random
import re
from typing import Any
from xml.sax.saxutils import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from inspector.wire.body import Value, open_body
from inspector.wire.body.lexer import SPLIT
from tests.wire.body.bodies import SOAP, TYPES

Facts = tuple[list[str], list[tuple[str, str, str]], list[tuple[str, str]]]


def facts(content: bytes) -> Facts:
    """What lxml sees: names of elements, attributes with their elements, and runs of text."""
    names: list[Any] = []
    attributes: list[Any] = []
    runs: list[Any] = []

    def walk(element: etree._Element) -> None:
        names.append(str(element.tag))
        attributes.extend((str(element.tag), str(name), str(value)) for name, value in element.items())
        run = element.text or ""
        for child in element:
            if isinstance(child.tag, str):
                runs.append((str(element.tag), run))
                walk(child)
                run = ""
            run += child.tail or ""
        runs.append((str(element.tag), run))

    walk(etree.fromstring(content, etree.XMLParser(resolve_entities=False, strip_cdata=False)))
    return names, attributes, sorted(run for run in runs if run[1] and not run[1].isspace())


def expanded(value: Value) -> str:
    return f"{{{value.namespace}}}{value.name}" if value.namespace else value.name


def seen(content: bytes) -> tuple[list[tuple[str, str, str]], list[tuple[str, str]]]:
    """What is seen here: attributes, and runs of text."""
    values = [
        value for value in open_body(content, is_leaf=lambda value: True).values if value.layer == "xml"
    ]
    attributes = [(expanded(value), value.attribute, value.text) for value in values if value.attribute]
    return attributes, sorted((expanded(value), value.text) for value in values if not value.attribute)


def _joined(*pieces: str) -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(pieces), max_size=30).map("".join)


_WORDS = _joined(*"ab <>&\"'\t\n-?]", "é", "\u00a0", "\u4e2d", "\U0001f600", "]]>", "--")
_NAMES = st.sampled_from(["a", "b", "t:c", "é", "t:d-e.f_1"])


def _spelled(text: str, how: str) -> str:
    if how == "CDATA" and "]]>" not in text:
        return f"<![CDATA[{text}]]>"
    if how == "numbers":
        return "".join(f"&#{ord(character)};" for character in text)
    if how == "hexadecimal":
        return "".join(f"&#x{ord(character):X};" for character in text)
    if how == "comment within":
        half = len(text) // 2
        return f"{escape(text[:half])}<!-- x --><?y z?>{escape(text[half:])}"
    return escape(text)


_TEXTS = st.builds(
    _spelled, _WORDS, st.sampled_from(["plain", "CDATA", "numbers", "hexadecimal", "comment within"])
)


@st.composite
def _elements(draw: st.DrawFn, depth: int = 3) -> str:
    name = draw(_NAMES)
    attributes = ""
    for own in draw(st.lists(st.sampled_from(["x", "y", "t:z"]), unique=True, max_size=2)):
        quote = draw(st.sampled_from("\"'"))
        text = draw(_WORDS)
        written = "".join(
            f"&#{ord(character)};" if character in "<&\"'\t\n" or draw(st.booleans()) else character
            for character in text
        )
        attributes += f"{draw(st.sampled_from([' ', '  ', chr(10)]))}{own}={quote}{written}{quote}"
    if draw(st.booleans()):
        attributes += f' xmlns:t="{draw(st.sampled_from(["one", "two", TYPES]))}"'
    if draw(st.booleans()):
        attributes += f' xmlns="{draw(st.sampled_from(["", "three"]))}"'
    if draw(st.integers(0, 5)) == 0:
        return f"<{name}{attributes} />"
    inner = st.one_of(_TEXTS, _elements(depth - 1)) if depth else _TEXTS
    return f"<{name}{attributes}>{''.join(draw(st.lists(inner, max_size=4)))}</{name} >"


_DOCUMENTS = _elements().map(lambda inside: f'<r xmlns:t="{TYPES}">{inside}</r>'.encode())


@given(_DOCUMENTS)
@settings(deadline=None, max_examples=100)
def test_what_lxml_sees_is_seen(content: bytes) -> None:
    _, attributes, runs = facts(content)
    ours, texts = seen(content)
    wanted = [(name, own.rpartition("}")[2], value) for name, own, value in attributes if value]
    assert sorted(ours) == sorted(wanted)
    assert texts == runs


@given(_DOCUMENTS, st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1))
@settings(deadline=None, max_examples=100)
def test_every_value_replaced_is_read_by_lxml_as_exactly_that(content: bytes, new: str) -> None:
    new = re.sub("[\ufffe\uffff]|[\U0001fffe-\U0010ffff]", "?", new) + "]]>\r\n\t\"'"
    body = open_body(content, is_leaf=lambda value: True)
    values = [value for value in body.values if value.layer == "xml"]
    for number, value in enumerate(values):
        value.put([(0, len(value.text), f"{number}{new}")])
    names, attributes, runs = facts(body.write())
    assert names == facts(content)[0]
    wanted = [f"{number}{new}" for number, value in enumerate(values) if not value.attribute]
    assert sorted(run for _, run in runs) == sorted(wanted)
    wanted = [f"{number}{new}" for number, value in enumerate(values) if value.attribute]
    assert sorted(value for _, _, value in attributes if value) == sorted(wanted)


@given(_DOCUMENTS, st.data())
@settings(deadline=None, max_examples=100)
def test_a_part_of_a_value_replaced_leaves_every_other_character_as_it_was_spelled(
    content: bytes, data: st.DataObject
) -> None:
    body = open_body(content, is_leaf=lambda value: True)
    values = [value for value in body.values if value.layer == "xml"]
    if values:
        value = data.draw(st.sampled_from(values))
        start = data.draw(st.integers(0, len(value.text)))
        end = data.draw(st.integers(start, len(value.text)))
        value.put([(start, end, "QQ")])
        written = body.write()
        again = open_body(written, is_leaf=lambda value: True).values
        wanted = [
            each.text[:start] + "QQ" + each.text[end:] if each is value else each.text for each in body.values
        ]
        assert [each.text for each in again] == wanted
        assert len(written) >= len(content) - 10 * (end - start) - 60 * written.count(b"<!--")


@given(_joined(*"<>\"'&;#!-[]?/= ab:\n", "é", "<!--", "-->", "<![CDATA[", "]]>", "<?", "?>"))
@settings(deadline=None, max_examples=300)
def test_any_text_with_marks_in_it_is_split_into_pieces_that_are_the_text(text: str) -> None:
    assert "".join(SPLIT.split(text)) == text
    content = f"<a>{text}".encode()
    assert open_body(content).write() is content


@given(_joined(*"<>\"'&; ab=\n", "<!--", "-->", "<![CDATA[", "]]>", "<?", "?>", "</a>"))
@settings(deadline=None, max_examples=300)
def test_nothing_in_a_broken_document_is_hidden(text: str) -> None:
    """A word is in a value, or in the name of an element or attribute."""
    content = f"<a>{text}Secret9 {text}".encode()
    found = "".join(value.text for value in open_body(content, is_leaf=lambda value: True).values)
    names = [
        piece for piece in SPLIT.split(content.decode())[1::2] if re.search(r"[<\s/][^<>\s=/]*Secret9", piece)
    ]
    assert "Secret9" in found or names


_BASE = (
    f'<s:Envelope xmlns:s="{SOAP}" xmlns:t="{TYPES}"><s:Body><t:Item><t:Subject>Lunch</t:Subject></t:Item>'
    '<t:Other Id="AAA" /></s:Body></s:Envelope>'
).encode()
_PLANTS = [
    (b"<t:Password>Tr0ub4dorxyz9</t:Password>", "Tr0ub4dorxyz9"),
    (b"<t:TokenValue><![CDATA[S3cr3tTok99Value]]></t:TokenValue>", "S3cr3tTok99Value"),
    (b'<t:Item Id="a" Name="Katja Brandtzz"/>', "Katja Brandtzz"),
]
_JUNK = [
    b"&", b"<", b">", b'"', b"'", b"\x01", b"\xff", b"&#0;", b"</x>", b"<y>", b'<a b="', b"]]>", b"-->"
]  # fmt: skip


def test_a_value_planted_in_a_malformed_message_is_always_seen() -> None:
    draw = random.Random(11)
    for _ in range(3000):
        plant, needle = draw.choice(_PLANTS)
        at = _BASE.index(b"<t:Item>")
        before, after = bytearray(_BASE[:at]), bytearray(_BASE[at:])
        for _ in range(draw.randrange(1, 4)):
            part = draw.choice((before, after))
            place = draw.randrange(len(part) + 1)
            part[place : place + draw.randrange(6)] = draw.choice(_JUNK)
        content = bytes(before + plant + after)
        values = open_body(content, "text/xml").values
        assert any(needle in value.text for value in values), content


def values_of(text: str, content_type: str = "text/xml") -> list[tuple[str, str, str]]:
    return [
        (value.layer, value.attribute or value.name, value.text)
        for value in open_body(text.encode(), content_type).values
    ]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("<a><b>one</a>two</b>", [("xml", "b", "one"), ("xml", "", "two")]),
        ("<a><b><c>one</b>two</c></a>", [("xml", "c", "one"), ("xml", "a", "two")]),
        ("<a>one</b>two</a>three", [("xml", "a", "one"), ("xml", "a", "two"), ("xml", "", "three")]),
    ],
)
def test_badly_nested_end_tags_close_down_to_theirs(text: str, wanted: list[tuple[str, str, str]]) -> None:
    assert values_of(text) == wanted


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ('<a x="1" Secret "quoted">t</a>', [' Secret "quoted"']),
        ("<a 'Secret' x='1' more>t</a>", [" 'Secret' ", " more"]),
        ("<a =Secret>t</a>", [" =Secret"]),
        ("<a x= >t</a>", [" x= "]),
        ("<a x=1 />t", []),
    ],
)
def test_what_in_a_tag_is_no_attribute_is_a_value_too(text: str, rest: list[str]) -> None:
    values = open_body(text.encode()).values
    assert [value.text for value in values if value.layer == "rest"] == rest
    for value in values:
        if value.layer == "rest":
            value.put([(0, len(value.text), " gone")])


def test_a_declaration_is_no_value_unless_something_else_stands_in_it() -> None:
    assert values_of('<?xml version="1.0" encoding="utf-8"?><a>x</a>') == [("xml", "a", "x")]
    assert values_of('<?xml version="1.0" password="abc"?><a>x</a>')[0][0] == "instruction"
    assert values_of("<?xml Secret")[0] == ("instruction", "", "xml Secret")
    assert values_of('<?xml version="1.0">Secret</a>') == [("xml", "", 'xml version="1.0">Secret')]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("<a>x<![CDATA[y <b>", [("xml", "a", "xy <b>")]),
        ("<a>x<!-- y -- >", [("comment", "", " y -- >"), ("xml", "a", "x")]),
        ("<a>x<?y", [("instruction", "", "y"), ("xml", "a", "x")]),
        ("<a>x</a\n>y", [("xml", "a", "x"), ("xml", "", "y")]),
    ],
)
def test_what_has_no_end_goes_to_the_end_of_the_text(text: str, wanted: list[tuple[str, str, str]]) -> None:
    body = open_body(text.encode(), "text/xml", is_leaf=lambda value: True)
    assert sorted((each.layer, each.name, each.text) for each in body.values) == sorted(wanted)


def test_white_space_before_an_aside_belongs_to_the_text_behind_it() -> None:
    body = open_body(b"<a> <!-- c -->x</a><b> <![CDATA[y]]></b><c> <?d?> </c>", "text/xml")
    assert [value.text for value in body.values if value.layer == "xml"] == [" x", " y"]


def test_a_prefix_means_what_it_meant_before_once_its_element_is_closed() -> None:
    values = open_body(b"<a xmlns='1'><b xmlns='2'><d>x</d></b><d>y</d><e xmlns='3'/><d>z</d></a>").values
    assert [(value.namespace, value.text) for value in values] == [("2", "x"), ("1", "y"), ("1", "z")]


def test_an_address_in_angle_brackets_is_text_and_no_tag() -> None:
    assert values_of("<a>Anna <anna@example.org> &lt;4></a>") == [("xml", "a", "Anna <anna@example.org> <4>")]


def test_a_mark_of_an_end_in_quotes_does_not_end_a_tag() -> None:
    assert values_of("<a x=\"1>2\" y='3>4'>t</a>") == [
        ("xml", "x", "1>2"),
        ("xml", "y", "3>4"),
        ("xml", "a", "t"),
    ]


@pytest.mark.parametrize(
    ("text", "layer", "new", "written"),
    [
        ("<a><!-- one --></a>", "comment", "x--y-", "<a><!--x- -y- --></a>"),
        ("<a><!-- one --></a>", "comment", "-->", "<a><!--- ->--></a>"),
        ("<a><?b one?></a>", "instruction", "b ?>", "<a><?b ? >?></a>"),
        ("<!DOCTYPE a><a/>", "doctype", "DOCTYPE <b>", "<!DOCTYPE (b)><a/>"),
        ("<a>x<![CDATA[y]]></a>", "xml", "x]]>", "<a>x]]&gt;<![CDATA[]]></a>"),
        ("<a><![CDATA[y]]></a>", "xml", "x]]>z", "<a><![CDATA[x]]]]><![CDATA[>z]]></a>"),
        ("<a><![CDATA[y]]></a>", "xml", "\r", "<a><![CDATA[]]>&#xD;<![CDATA[]]></a>"),
        ("<a x=1>", "xml", 'a"b', '<a x="a&quot;b">'),
    ],
)
def test_new_text_does_not_end_what_it_stands_in(text: str, layer: str, new: str, written: str) -> None:
    body = open_body(text.encode(), "text/xml")
    value = next(each for each in body.values if each.layer == layer)
    value.put([(0, len(value.text), new)])
    assert body.write() == written.encode()


@pytest.mark.parametrize(
    "reference", ["&#xD800;", "&#xDFFF;", "&#0;", "&#1114112;", "&none;", "&", "&#;", "&#x;"]
)
def test_a_reference_to_no_character_is_text(reference: str) -> None:
    body = open_body(f"<a>x{reference}y</a>".encode(), "text/xml")
    (value,) = body.values
    assert value.text == f"x{reference}y"
    value.put([(0, 1, "z")])
    assert body.write() == f"<a>z{reference}y</a>".encode()


def test_an_edit_beside_brackets_does_not_end_a_cdata_section() -> None:
    body = open_body(b"<a><![CDATA[x]]y]]></a>", "text/xml")
    body.values[0].put([(3, 4, ">")])
    assert body.write() == b"<a><![CDATA[x]]]]><![CDATA[>]]></a>"
    assert open_body(body.write(), "text/xml").values[0].text == "x]]>"


def test_names_of_html_are_known_in_html_alone() -> None:
    assert values_of("<p>a&nbsp;b</p>", "") == [("html", "p", "a\u00a0b")]
    assert values_of("<x>a&nbsp;b</x>") == [("xml", "x", "a&nbsp;b")]


def test_elements_of_html_that_have_no_end_hold_nothing() -> None:
    assert values_of("<p>one<br>two<img src='x'>three</p>four", "") == [
        ("html", "p", "one"),
        ("html", "p", "two"),
        ("html", "src", "x"),
        ("html", "p", "three"),
        ("html", "", "four"),
    ]


def test_values_in_markup_that_was_escaped_are_written_with_both_escapes() -> None:
    body = open_body(b"<a>&lt;b&gt;one &amp;amp; two&lt;/b&gt; three</a>")
    assert [value.text for value in body.values] == ["one & two", " three"]
    body.values[0].put([(0, 3, "<1>")])
    assert body.write() == b"<a>&lt;b&gt;&amp;lt;1&amp;gt; &amp;amp; two&lt;/b&gt; three</a>"


def test_what_a_character_set_cannot_say_becomes_a_reference_in_xml_and_a_question_mark_in_text() -> None:
    body = open_body(b"<?xml version='1.0' encoding='iso-8859-1'?><a>\xe4</a>")
    body.values[0].put([(0, 1, "\u4e2dä")])
    assert body.write() == b"<?xml version='1.0' encoding='iso-8859-1'?><a>&#20013;\xe4</a>"
    body = open_body(b"\xe4 text of one", "text/plain; charset=iso-8859-1")
    body.values[0].put([(0, 1, "\u4e2d")])
    assert body.write() == b"? text of one"

"""The one XML parser refuses what could harm, and says where a body is broken."""

import contextlib
import random
import re

import pytest

from inspector.wire.xml import MAX_DEPTH, XmlError, parse_xml


def refused(content: bytes) -> XmlError:
    with pytest.raises(XmlError) as error:
        parse_xml(content)
    return error.value


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b" \r\n\t", "empty"),
        (b"plain words", "not-xml"),
        (b"\x00\x01\x02", "not-xml"),
        (b"<a><b></a>", "malformed"),
        (b"<a>", "malformed"),
        (b"<a x='1' x='2'/>", "malformed"),
        (b"<a>\xff\xfe</a>", "charset"),
        (b"<?xml version='1.0' encoding='no-such-thing'?><a/>", "charset"),
        (b"<!DOCTYPE a><a/>", "dtd"),
        (b"<?xml version='1.0'?>\n<!-- c --><?pi x?>\n<!DOCTYPE a SYSTEM 'http://127.0.0.1:1/x'><a/>", "dtd"),
        (b"<!doctype html><html/>", "not-xml"),
        (b"<!DOCTYPE htmlish><a/>", "dtd"),
        ("<!DOCTYPE a><a/>".encode("utf-16"), "dtd"),
        ("<!DOCTYPE a><a/>".encode("utf-16-be"), "dtd"),
        ("<!DOCTYPE a><a/>".encode("utf-32"), "dtd"),
        (b"<a>" * (MAX_DEPTH + 1) + b"</a>" * (MAX_DEPTH + 1), "too-deep"),
    ],
)
def test_a_bad_document_is_refused_with_its_reason(content, reason):
    assert refused(content).problem.reason == reason


def test_the_place_of_a_mistake_is_told_by_line_and_column():
    error = refused(b"<a>\n  <b>\n  </c>\n</a>")
    assert error.problem.line == 3
    assert str(error).startswith("line 3, column ")


def test_an_entity_bomb_is_refused_before_anything_is_expanded():
    bomb = b"<!DOCTYPE a [<!ENTITY x 'xxxxxxxxxx'>" + b"".join(
        b"<!ENTITY x%d '&x%s;&x%s;'>"
        % (n, str(n - 1).encode() if n else b"", str(n - 1).encode() if n else b"")
        for n in range(40)
    )
    assert refused(bomb + b"]><a b='&x39;'>&x39;</a>").problem.reason == "dtd"


def test_an_unknown_entity_is_not_well_formed():
    assert refused(b"<a>&nbsp;</a>").problem.reason == "malformed"


def test_the_word_doctype_in_a_text_is_no_document_type():
    root = parse_xml(b"<a><![CDATA[<!DOCTYPE html>]]></a>")
    assert root.text == "<!DOCTYPE html>"


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1"])
def test_documents_are_read_in_the_encoding_that_they_declare(codec):
    declared = codec.removesuffix("-sig")
    root = parse_xml(f"<?xml version='1.0' encoding='{declared}'?><a>ü</a>".encode(codec))
    assert root.text == "ü"


def test_text_beyond_ten_megabytes_is_read():
    assert len(parse_xml(b"<a>" + b"A" * 11_000_000 + b"</a>").text or "") == 11_000_000


def test_deep_nesting_is_refused_in_a_large_document_too():
    depth = MAX_DEPTH + 1
    body = b"<a>" * depth + b"A" * 11_000_000 + b"</a>" * depth
    assert refused(body).problem.reason == "too-deep"


WORDS = {
    b"<a><t:Name>x&#x11;</t:Name></a>": "&#x11; in t:Name is a character that XML 1.0 does not have",
    b"<a><b/>&#0;</a>": "&#0; in a is a character that XML 1.0 does not have",
    b"<a>&#xD800;</a>": "&#xD800; in a is a character that XML 1.0 does not have",
    b"<a>&#;</a>": "&#; in a is no reference to a character",
    b"<a>\x01</a>": "U+0001 in a is a character that XML 1.0 does not have",
    "<a>\ufffe</a>".encode(): "U+FFFE in a is a character that XML 1.0 does not have",
    "<a>\x01</a>".encode("utf-16"): "there is a character that XML 1.0 does not have",
    b"<?xml version='1.1'?><a>&#x1;</a>": "&#x1; in a is a character that XML 1.0 does not have. The body "
    "declares XML 1.1, which allows more, and clients read 1.0",
    b"<a><b>fish & chips</b></a>": "an & in b is not escaped; write &amp;",
    b"<a b='x'>?y=1&z=2</a>": "an & in a is not escaped; write &amp;",
    "<a>&</a>".encode("utf-16"): "an & is not escaped; write &amp;",
    b"<a>&nbsp;</a>": "&nbsp; is no entity of XML; write the character itself",
    b"<a>1 < 2</a>": "a < begins no tag; write &lt; if it is text",
    b"<a><b></a>": "<b> of line 1 is ended by </a>",
    b"<a>\n<b>x": "the body ends before the element <b> of line 2 does: it was cut off",
    b"<a><b c='d'": "the body ends in the middle of a tag: it was cut off",
    b"<a>x</a": "the body ends in the middle of a tag: it was cut off",
    b"<a/><b/>": "something follows the end of the root element",
    b"<a b='1' b='2'/>": "the attribute b is there twice",
    b"<a b=1/>": "the value of an attribute has no quotation marks",
    b"\n<?xml version='1.0'?><a/>": "the XML declaration does not stand at the very beginning of the body",
    b"<m:a/>": "the prefix m is bound to no namespace; it stands in <a>",
    b"<a>]]></a>": "]]> stands in a text; write ]]&gt;",
}


@pytest.mark.parametrize(("content", "words"), WORDS.items())
def test_a_mistake_is_told_in_words_that_say_what_to_look_for(content, words):
    assert refused(content).what == f"not well-formed: {words}"


def test_bytes_that_are_no_text_are_named():
    assert refused(b"<a><b>\xfc</b></a>").what.endswith("the byte 0xFC in b is no UTF-8")
    assert (
        refused(b"<?xml version='1.0' encoding='utf-9'?><a/>").what
        == "the encoding that it declares is not known"
    )


def test_what_is_no_xml_is_named_where_it_can_be():
    assert refused(b"\x1f\x8b\x08\x00abc").what == "the body is gzip, and no Content-Encoding says so"
    assert refused(b"<!DOCTYPE html><html><br></html>").what == "the body is an HTML page, not XML"


def test_no_words_of_the_parser_are_shown():
    """Whatever is done to a document: names of functions, and how they complain, are nobody's business."""
    chance = random.Random(1)
    good = b"<?xml version='1.0'?><a xmlns:t='u' b='c'><t:d>text &amp; more<!-- x --></t:d><![CDATA[y]]></a>"
    pieces = [b"&", b"<", b">", b"'", b":", b"\x00", b"\xff", b"--", b"]]>", b"&#1;", b"<?", b"/", b"", b"="]
    said = set()
    for _ in range(3000):
        at, to = sorted(chance.sample(range(len(good)), 2))
        broken = good[:at] + chance.choice(pieces) + good[min(to, at + chance.randrange(9)) :]
        with contextlib.suppress(XmlError):
            parse_xml(broken)
            continue
        said.add(refused(broken).what)
    assert len(said) > 20
    assert not [
        what for what in said if re.search(r"xml[A-Z]|PCDATA|expected|not allowed|QName|parsing|error", what)
    ]


@pytest.mark.parametrize("body", [b"<a" + b"Z" * 9_000 + b"></b>", b"<a b='" + b"9" * 9_000 + b"' b=''/>"])
def test_a_name_as_long_as_a_body_is_not_told_whole(body: bytes) -> None:
    with pytest.raises(XmlError) as told:
        parse_xml(body)
    assert len(told.value.what) < 500

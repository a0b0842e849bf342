"""The one XML parser refuses what could harm, and says where a body is broken."""

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
        (b"<!doctype html><html/>", "dtd"),
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
    assert len(parse_xml(b"<a>" + b"A" * 11_000_000 + b"</a>").text) == 11_000_000


def test_deep_nesting_is_refused_in_a_large_document_too():
    depth = MAX_DEPTH + 1
    body = b"<a>" * depth + b"A" * 11_000_000 + b"</a>" * depth
    assert refused(body).problem.reason == "too-deep"

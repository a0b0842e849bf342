"""Bytes become text only where the same bytes come back."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.wire.body import open_body
from inspector.wire.body.charset import Offsets, Text, decode_text
from inspector.wire.body.model import Failure

XML = "<a>Grüße an Jürgen Müller</a>"


def codec_of(content: bytes, content_type: str = "", *, packed: bool = False) -> str:
    text = decode_text(content, content_type, packed=packed)
    return text.codec if isinstance(text, Text) else text.reason


@pytest.mark.parametrize(
    ("content", "content_type", "codec"),
    [
        (XML.encode(), "", "utf-8"),
        (codecs.BOM_UTF8 + XML.encode(), "", "utf-8"),
        (XML.encode("utf-16"), "", "utf-16-le"),
        (XML.encode("utf-16-le"), "", "utf-16-le"),
        (XML.encode("utf-16-be"), "text/xml; charset=utf-8", "utf-16-be"),
        (codecs.BOM_UTF32_BE + XML.encode("utf-32-be"), "", "utf-32-be"),
        (b'<?xml version="1.0" encoding="windows-1252"?>' + XML.encode("cp1252"), "", "cp1252"),
        (XML.encode("cp1252"), "text/xml; charset=windows-1252", "cp1252"),
        (b'<html><meta charset="shift_jis">' + "日本".encode("shift_jis"), "text/html", "shift_jis"),
        (XML.encode("latin-1"), "", "latin-1"),
        (XML.encode("latin-1"), "text/xml; charset=utf-8", "latin-1"),
        (XML.encode() + b"\xff", "", "utf-8"),
        (b'<?xml version="1.0" encoding="utf-16"?><a/>', "", "utf-8"),
        (XML.encode(), "text/xml; charset=klingon", "utf-8"),
        (XML.encode(), "text/xml; charset=us-ascii", "latin-1"),
        (bytes(range(256)), "", "binary data"),
        (b"PNG\0\0\0\1\2", "", "binary data"),
    ],
)
def test_the_character_set_is_found_by_mark_by_zeros_by_declaration_and_by_look(
    content: bytes, content_type: str, codec: str
) -> None:
    assert codec_of(content, content_type) == codec


@pytest.mark.parametrize("charset", ["utf-7", "iso-2022-jp", "hz"])
def test_a_character_set_that_does_not_bring_the_same_bytes_back_is_no_text(charset: str) -> None:
    content = {"utf-7": b"a+AGIAYw-+AGQ-", "iso-2022-jp": b"\x1b(Ba\x1b(B", "hz": b"a~{~}b"}[charset]
    assert isinstance(decode_text(content, f"text/plain; charset={charset}"), Failure)


@given(st.binary(max_size=300))
def test_any_bytes_that_are_text_come_back(content: bytes) -> None:
    text = decode_text(content)
    if isinstance(text, Text):
        assert text.encoded(text.text, markup=False) == content


@given(st.text(max_size=60), st.sampled_from(["utf-8", "utf-16", "utf-16-le", "utf-32"]))
def test_any_text_is_written_back_in_its_own_character_set(text: str, codec: str) -> None:
    content = ("<a>" + text.replace("<", " ").replace("\0", " ") + "</a>").encode(codec, "surrogatepass")
    assert open_body(content, "text/xml").write() is content


def test_an_odd_byte_behind_utf_16_is_kept() -> None:
    content = XML.encode("utf-16") + b"\n"
    body = open_body(content)
    body.values[0].put([(0, 5, "Hallo")])
    assert body.write() == XML.replace("Grüße", "Hallo").encode("utf-16") + b"\n"


def test_data_that_was_packed_is_text_only_if_it_looks_like_it() -> None:
    assert codec_of("Grüße".encode(), packed=True) == "utf-8"
    assert codec_of(b"abc\x01def", packed=True) == "binary data"
    assert codec_of(b"\xf3\xe2\x90\xfe\xc1\xd0\xaa\xbb" * 3, packed=True) == "binary data"


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=3000), st.data())
def test_a_place_in_a_text_is_known_in_bytes(text: str, data: st.DataObject) -> None:
    offsets = Offsets(Text(text, "utf-8", mark=b"\xef\xbb\xbf"))
    for at in data.draw(st.lists(st.integers(0, len(text)), max_size=5)):
        assert offsets.byte(at) == 3 + len(text[:at].encode())

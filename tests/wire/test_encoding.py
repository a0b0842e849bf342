"""Content-encodings come off, whatever a server sends; what is broken or hostile is refused."""

import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.wire.encoding import EncodingError, charset_of, decode_content


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


@given(st.binary(max_size=2000))
def test_every_known_coding_is_taken_off(data):
    assert decode_content(gzip.compress(data), "gzip") == data
    assert decode_content(gzip.compress(data), "X-GZIP") == data
    assert decode_content(zlib.compress(data), "deflate") == data
    assert decode_content(raw_deflate(data), "deflate") == data
    assert decode_content(gzip.compress(zlib.compress(data)), "deflate, gzip") == data
    assert decode_content(data, "identity") == decode_content(data, None) == data


def test_an_empty_body_is_empty_in_every_coding():
    assert decode_content(b"", "gzip") == b""


@pytest.mark.parametrize(
    ("body", "coding", "message"),
    [
        (b"not gzip", "gzip", "broken"),
        (gzip.compress(b"x" * 1000, mtime=0)[:-9], "gzip", "cut off"),
        (b"x", "rot13", "'rot13' is not known"),
    ],
)
def test_a_broken_body_is_refused_in_words(body, coding, message):
    with pytest.raises(EncodingError, match=message):
        decode_content(body, coding)


def test_a_decompression_bomb_is_stopped_at_the_limit():
    bomb = gzip.compress(b"\0" * 10_000_000)
    with pytest.raises(EncodingError, match="grows past 1,000,000 bytes"):
        decode_content(bomb, "gzip", limit=1_000_000)


@pytest.mark.parametrize(
    ("content", "content_type", "charset"),
    [
        (b"<a/>", None, "utf-8"),
        (b"<a/>", "text/xml; charset=ISO-8859-1", "iso8859-1"),
        (b"<?xml version='1.0' encoding='utf-16'?>", None, "utf-16"),
        (b"<?xml version='1.0' encoding='windows-1252'?>", "text/xml; charset=utf-8", "cp1252"),
        (b"\xef\xbb\xbf<a/>", "text/xml; charset=latin-1", "utf-8-sig"),
        ("<a/>".encode("utf-16"), None, "utf-16"),
        (b"<a/>", 'text/xml; charset="no-such"', "utf-8"),
        (b"<a/>", "text/xml; charset=", "utf-8"),
    ],
)
def test_the_charset_follows_mark_declaration_and_header(content, content_type, charset):
    assert charset_of(content, content_type) == charset

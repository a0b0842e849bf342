"""Bodies of all kinds: what is not put does not change, what is put is read back, nothing raises."""

import base64
import gc
import random
import re
import time

import pytest

from inspector.wire.body import Bounds, Value, open_body, open_packed, open_text, packed_in
from tests.wire.body.bodies import BODIES, MAIL, WBXML, activesync_parts, envelope, lines, packed, spoiled

KINDS = sorted(BODIES)
_HEADS = ("content-type", "content-disposition", "content-transfer-encoding", "mime-version")


def texts(values: list[Value]) -> list[str]:
    """Values as a reader sees them: a line end of a mail may be written as another."""
    return [re.sub(r"\r\n", " ", value.text) for value in values]


def replaceable(value: Value) -> bool:
    """Whether any text may stand in its place: no number, no field that says how to read the rest."""
    return not (
        (value.layer == "field" and value.name in _HEADS and not value.attribute)
        or value.layer in ("rest", "doctype")
        or (value.layer == "json" and re.fullmatch(r"-?[\d.eE+-]+|true|false|null", value.text))
    )


@pytest.mark.parametrize("kind", KINDS)
def test_a_body_that_nothing_was_put_into_is_the_very_same_object(kind: str) -> None:
    content, content_type = BODIES[kind]
    body = open_body(content, content_type)
    assert body.values
    assert body.write() is content


@pytest.mark.parametrize("kind", KINDS)
def test_an_edit_that_changes_nothing_changes_no_byte(kind: str) -> None:
    content, content_type = BODIES[kind]
    body = open_body(content, content_type)
    body.values[0].put([])
    assert body.write() is content


@pytest.mark.parametrize("kind", KINDS)
def test_values_that_are_all_replaced_are_read_back_as_exactly_that(kind: str) -> None:
    content, content_type = BODIES[kind]
    body = open_body(content, content_type)
    wanted = []
    for number, value in enumerate(body.values):
        text = value.text
        if replaceable(value):
            end = len(text.rstrip())
            text = f"{text[:end]} Zq{number}{'ü<&>' if value.layer != 'comment' else ''}{text[end:]}"
            value.put([(0, len(value.text), text)])
        wanted.append(text.replace("\r\n", " "))
    assert texts(open_body(body.write(), content_type).values) == wanted


@pytest.mark.parametrize("kind", KINDS)
def test_a_value_that_is_replaced_alone_leaves_all_others_as_they_were(kind: str) -> None:
    content, content_type = BODIES[kind]
    for at, value in enumerate(open_body(content, content_type).values):
        if replaceable(value):
            body = open_body(content, content_type)
            wanted = texts(body.values)
            changed = body.values[at]
            changed.put([(1, 1, "Q")])
            wanted[at] = re.sub(r"\r\n", " ", changed.text[:1] + "Q" + changed.text[1:])
            assert texts(open_body(body.write(), content_type).values) == wanted


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_written_twice_is_written_the_same(kind: str) -> None:
    content, content_type = BODIES[kind]
    body = open_body(content, content_type)
    body.values[-1].put([(0, 1, "Q")])
    assert body.write() == body.write() != content


@pytest.mark.parametrize("kind", KINDS)
def test_the_bytes_of_a_span_are_those_of_its_value(kind: str) -> None:
    content, content_type = BODIES[kind]
    for value in open_body(content, content_type).values:
        if value.span is not None:
            first, last = value.span
            assert 0 <= first < last <= len(content)
            body = open_body(content, content_type)
            same = next(each for each in body.values if each.span == value.span)
            same.put([(0, len(same.text), "Q")])
            written = body.write()
            assert written.startswith(content[:first].rstrip(b"='\""))
            assert written.endswith(content[last:].lstrip(b"'\""))


def test_every_body_of_a_kind_opens_or_says_why_and_nothing_raises() -> None:
    draw = random.Random(8)
    for _ in range(20_000):
        content, content_type = spoiled(draw)
        body = open_body(content, content_type)
        assert body.write() is content
        if body.values:
            value = draw.choice(body.values)
            at = draw.randrange(len(value.text) + 1)
            if not value.edits:
                value.put([(at, at, "Zq")])
            assert isinstance(value.path, str)
            open_body(body.write(), content_type)


def test_a_value_that_is_a_leaf_is_not_opened() -> None:
    content = envelope(f"<t:Content>{packed(b'Minutes by somebody')}</t:Content>")
    (opened,) = open_body(content).values
    (leaf,) = open_body(content, is_leaf=lambda value: value.name == "Content").values
    assert opened.text == "Minutes by somebody"
    assert leaf.text == packed(b"Minutes by somebody")


def test_edits_of_a_value_add_up_and_must_not_overlap() -> None:
    body = open_body(b"<a>one two three</a>")
    (value,) = body.values
    value.put([(4, 7, "2")])
    value.put([(0, 3, "1"), (13, 13, "!")])
    assert body.write() == b"<a>1 2 three!</a>"
    with pytest.raises(ValueError, match="overlaps"):
        value.put([(5, 6, "x")])
    with pytest.raises(ValueError, match="characters"):
        value.put([(13, 14, "x")])


def test_media_are_named_and_not_looked_into() -> None:
    content = envelope(f"<t:Content>{packed(b'%PDF-1.7 and more of it')}</t:Content>")
    body = open_body(content, "text/xml")
    assert body.values == []
    (part,) = body.unread
    assert (part.media, part.reason, part.path) == (True, "PDF data", "Body/t:Content/(base64)") or part.media
    assert part.withhold("gone")
    assert b"<t:Content>gone</t:Content>" in body.write()


@pytest.mark.parametrize(
    ("content", "content_type", "reason"),
    [
        (b"\x1f\x8b\x08\x00cut", "text/xml", "gzip"),
        (b"\x28\xb5\x2f\xfdcut", "text/xml", "zstd"),
        (bytes(range(256)), "application/octet-stream", "binary"),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "image/png", "PNG"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "text/xml", "entities"),
        (b"\x03\x01\x6a\x00\x45\x03cut", "", "cut"),
        (b"<a>+ADw-b+AD4-</a>", "text/xml; charset=utf-7", "utf-7"),
        (b"\x02\x00\x00\x00\x99\x00\x00\x00\x01\x00\x00\x00", "application/vnd.ms-sync.multipart", "table"),
    ],
)
def test_what_cannot_be_opened_is_named_with_its_reason(
    content: bytes, content_type: str, reason: str
) -> None:
    body = open_body(content, content_type)
    (part,) = body.unread
    assert reason in part.reason
    assert body.write() is content


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd", "gzip, br"])
def test_a_declared_content_encoding_is_taken_off_and_put_on_again(coding: str) -> None:
    import gzip
    import zlib

    import brotli
    import zstandard

    pack = {
        "gzip": gzip.compress,
        "deflate": zlib.compress,
        "br": brotli.compress,
        "zstd": zstandard.compress,
    }
    plain = envelope("<t:Subject>one two</t:Subject>")
    content = plain
    for part in coding.split(", "):
        content = pack[part](content)
    body = open_body(content, "text/xml", content_encoding=coding)
    assert [value.text for value in body.values] == ["one two"]
    assert body.write() is content
    body.values[0].put([(0, 3, "ONE")])
    (again,) = open_body(body.write(), "text/xml", content_encoding=coding).values
    assert again.text == "ONE two"


def test_a_body_that_claims_an_encoding_and_has_none_is_read_as_it_is() -> None:
    (value,) = open_body(b"<a>one two</a>", "text/xml", content_encoding="gzip").values
    assert value.text == "one two"


def test_a_bomb_is_unread_and_not_unpacked() -> None:
    import gzip

    body = open_body(gzip.compress(bytes(5_000_000)), "text/xml", bounds=Bounds(size=1_000_000))
    (part,) = body.unread
    assert "1,000,000" in part.reason


def test_layers_in_each_other_are_opened_to_the_bound_and_no_deeper() -> None:
    def nested(times: int) -> bytes:
        content = b"Anna Meier called"
        for _ in range(times):
            content = packed(content).encode()
        return content

    bounds = Bounds(depth=5)
    (found,) = open_body(nested(5), bounds=bounds).values
    assert found.text == "Anna Meier called"
    deeper = open_body(nested(6), bounds=bounds)
    assert deeper.values == []
    (part,) = deeper.unread
    assert "deeper than 5" in part.reason
    assert part.withhold("[withheld]")
    assert b"Anna" not in deeper.write()


@pytest.mark.parametrize(
    "text",
    [
        "is x <b then",
        "a <b c",
        " BEGIN:VCARD",
        "<?",
        "Connectivity",
        "Anna <anna@b.example>",
        "Administrative",
        "[1] x",
    ],
)
def test_a_text_that_only_looks_like_a_layer_is_itself(text: str) -> None:
    for body in (open_body(text.encode()), open_body(envelope(f"<t:A><![CDATA[{text}]]></t:A>"))):
        assert [value.text.strip("<?") for value in body.values] == [text.strip("<?")] * (text != "<?")
        assert body.unread == []


def test_what_was_no_tag_does_not_become_one() -> None:
    body = open_body(b"<a>1 < > 2<b/></a>", "text/xml")
    body.values[0].put([(3, 3, "Anna")])
    assert body.write() == b"<a>1 &lt;Anna > 2<b/></a>"


def test_three_hundred_mails_in_each_other_are_unread_from_the_bound_on() -> None:
    content = b"Subject: last\r\nFrom: anna@example.com\r\n\r\nthe innermost\r\n"
    for _ in range(300):
        content = b"Subject: outer\r\nContent-Type: message/rfc822\r\n\r\n" + content
    body = open_body(content, "message/rfc822")
    assert {value.text for value in body.values} == {"outer", "message/rfc822"}
    (part,) = body.unread
    assert part.withhold("[withheld]")
    assert b"innermost" not in body.write()


def test_ten_thousand_brackets_of_json_are_no_recursion() -> None:
    body = open_body(b"[" * 10_000 + b'"Anna"' + b"]" * 10_000, "application/json")
    assert [value.text for value in body.values] == ["Anna"]


def test_a_text_found_in_a_sentence_can_be_opened_and_written_back() -> None:
    run = packed(b"Anna Meier <anna@example.com>")
    opened = open_text(run)
    assert opened is not None
    opened.values[0].put([(0, 4, "Kim")])
    again = packed_in(opened.write())
    assert again is not None
    assert again.content == b"Kim Meier <anna@example.com>"
    assert open_text("Anna Meier called") is None


def test_bytes_found_in_a_text_are_opened_if_they_are_no_data() -> None:
    opened = open_packed(b"Anna Meier called")
    assert opened is not None
    assert [value.text for value in opened.values] == ["Anna Meier called"]
    assert open_packed(bytes(range(40))) is None


def test_base64_keeps_its_alphabet_its_padding_and_its_lines() -> None:
    data = bytes(range(251, 256)) * 20
    for text in (packed(data), packed(data).rstrip("="), lines(packed(data), 20, "\n") + "\n"):
        held = packed_in(text)
        assert held is not None
        assert held.content == data
        assert held.packed(data) == text


def test_names_and_places_are_those_of_the_message() -> None:
    content = envelope(
        '<t:Item><t:ExtendedFieldURI PropertyTag="0x6802"/><t:Value>+1 206</t:Value></t:Item>'
        "<t:Item><t:Subject xml:lang='en'>x</t:Subject></t:Item>"
    )
    tag, number, language, subject = open_body(content).values
    assert (tag.name, tag.attribute, tag.parent) == ("ExtendedFieldURI", "PropertyTag", "Item")
    assert tag.path == "Body/t:Item[1]/t:ExtendedFieldURI/@PropertyTag"
    assert number.before == ("ExtendedFieldURI", {"PropertyTag": "0x6802"})
    assert number.path == "Body/t:Item[1]/t:Value"
    assert (language.attribute, language.text) == ("lang", "en")
    assert subject.attributes == {"lang": "en"}
    assert subject.before is None
    assert subject.path == "Body/t:Item[2]/t:Subject"


def test_a_packed_value_knows_the_value_of_the_body_that_it_is_packed_in() -> None:
    inner = packed(packed(b"Minutes by somebody, and more").encode())
    (text,) = open_body(envelope(f"<t:Content>{inner}</t:Content>")).values
    assert text.within is not None
    assert text.within.path == "Body/t:Content"
    assert text.path == "Body/t:Content/(base64)/(base64)"
    (plain,) = open_body(envelope("<t:Content>plain</t:Content>")).values
    assert plain.within is None


def test_parts_that_were_put_to_in_an_activesync_body_move_the_others() -> None:
    content = activesync_parts(WBXML, b"RIFFxxxx", MAIL)
    body = open_body(content, "application/vnd.ms-sync.multipart")
    longer = next(value for value in body.values if value.name == "UmCallerID")
    longer.put([(0, 0, "+44 and more ")])
    again = open_body(body.write(), "application/vnd.ms-sync.multipart")
    assert "+44 and more +12065550123" in [value.text for value in again.values]
    assert len(again.values) == len(body.values)
    assert [part.length for part in again.unread] == [part.length for part in body.unread]


HOSTILE = [  # what is said again and again
    "<!--",
    "<![CDATA[",
    "<?",
    '<a "',
    "<a '\"",
    '<a b="',
    "<",
    "< ",
    "<a ",
    "<a b='x\" ",
    "-->",
    "]]>",
    "<!--->",
    "<a",
    "</",
    "<a>",
    "</a>",
    "<a></b>",
    "&#1;",
    "&amp",
    "&&",
    "<a \"'\"'",
    '<a x="1"x="1"',
    " ",
    '<a xmlns:q="u">',
    "=",
    '"',
    "<a b\n",
    "{",
    '["',
    "[[",
    '{"a":',
    "\\",
    '"\\',
    "a=",
    "a&",
    "%",
    "=?",
    "=?a?b?",
    "?= ",
    "A: b\r\n",
    "A:\r\n ",
    "--q\r\n",
    "BEGIN:VCARD\n",
    "N;",
    "N;A=",
    "N:;",
    "QUJD",
    "QUJD\r\n",
    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    "\r\n",
    "\\u",
    "=\r\n",
    ";a=",
    "a;",
    "é",
    "<br>",
    "<p",
    "1,",
    "::",
]


@pytest.mark.parametrize("unit", HOSTILE)
@pytest.mark.parametrize("content_type", ["", "text/html", "application/json", "message/rfc822"])
def test_work_grows_no_faster_than_the_body(unit: str, content_type: str) -> None:
    heads = {"message/rfc822": b"Content-Type: multipart/mixed; boundary=q\r\nSubject: "}

    def took(size: int) -> float:
        content = heads.get(content_type, b"") + (unit * (size // len(unit) + 1)).encode()[:size]
        gc.disable()  # what it would look through is what other tests have left
        try:
            started = time.thread_time()
            body = open_body(content, content_type)
            for value in body.values[:50]:
                assert isinstance(value.path, str)
            assert body.write() is content
            return time.thread_time() - started
        finally:
            gc.enable()

    took(1000)
    # Generous: for eight times the size twenty times the time, and a scheduler's slice, in one of four tries.
    bound = 20 * max(min(took(10_000) for _ in range(2)), 0.002) + 0.1
    assert any(took(80_000) < bound for _ in range(4))


def test_markup_that_is_cut_within_its_first_tag_is_one_text_and_nothing_in_itself() -> None:
    cut = b"PE9mZmljZUFwcCB4bWxucz0iaH"  # base64 of <OfficeApp xmlns="h
    opened = open_body(b"<m:Manifest xmlns:m='urn:m'>" + cut + b"</m:Manifest>", "text/xml")
    assert [value.text for value in opened.values] == ['<OfficeApp xmlns="h']
    assert opened.unread == []


def test_the_parts_of_a_mail_are_opened_each_by_its_own_type() -> None:
    inner = base64.b64encode("Grüße an Anna".encode("latin-1")).decode()
    mail = (
        "From: a@example.org\nContent-Type: multipart/mixed; boundary=xx\n\n--xx\n"
        f"Content-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: base64\n\n{inner}\n"
        "--xx\nContent-Type: image/png\nContent-Transfer-Encoding: base64\n\niVBORw0KGgo=\n--xx--\n"
    ).encode()
    opened = open_body(mail)
    texts = [value.text for value in opened.values if value.name != "content-type"]
    assert texts == ["a@example.org", "Grüße an Anna"]
    assert [(part.reason, part.media) for part in opened.unread] == [("PNG data", True)]

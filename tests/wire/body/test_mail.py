"""Mails: fields, words, parameters, parts, and what is attached."""

import pytest

from inspector.wire.body import OpenedBody, open_body
from tests.wire.body.bodies import MAIL, lines, packed


def opened(head: str, body: bytes = b"text\r\n") -> OpenedBody:
    return open_body(head.encode() + b"\r\n\r\n" + body, "message/rfc822")


def field(head: str, name: str, attribute: str = "") -> str:
    (value,) = [v for v in opened(head).values if v.name == name and v.attribute == attribute]
    return value.text


def replaced(head: str, name: str, old: str, new: str, attribute: str = "") -> str:
    body = opened(head)
    (value,) = [v for v in body.values if v.name == name and v.attribute == attribute]
    at = value.text.index(old)
    value.put([(at, at + len(old), new)])
    return body.write().decode().partition("\r\n\r\n")[0]


def test_a_mail_has_its_fields_its_texts_and_what_stands_around_them() -> None:
    body = open_body(MAIL, "message/rfc822")
    found = [(value.path, value.text) for value in body.values]
    assert found[:5] == [
        ("From", "Jürgen Brandt <jb@brandt.example>"),
        ("To", '"Anna Meier" <anna@brandt.example>'),
        ("Subject", "Grüße"),
        ("Content-Type", "multipart/mixed"),
        ("#preamble", "preamble"),
    ]
    texts = [text for _, text in found]
    assert "Anna Meier.wav" in texts
    assert "Anna's call.wav" in texts
    assert "inner one" in texts
    assert texts[-1] == "epilogue\r\n"
    assert [(part.media, part.reason) for part in body.unread] == [(True, "RIFF data")]


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("=?utf-8?q?J=C3=BCrgen_B?= <a@b.example>", "Jürgen B <a@b.example>"),
        ("=?utf-8?b?SsO8cmdlbg==?=\r\n =?utf-8?b?IEJyYW5kdA==?=", "Jürgen Brandt"),
        ("folded\r\n over\r\n\tlines", "folded over\tlines"),
        ("=?klingon?q?x?= y", "=?klingon?q?x?= y"),
        ("Grüße in UTF-8", "Grüße in UTF-8"),
        ("=?utf-8?b?!!!?=", ""),
    ],
)
def test_a_field_says_what_a_reader_shows(raw: str, text: str) -> None:
    if text:
        assert field(f"Subject: {raw}\r\nX-Y: z", "subject") == text
    else:
        assert opened(f"Subject: {raw}\r\nX-Y: z").write()


def test_an_edit_of_a_field_leaves_the_words_around_it_as_they_were() -> None:
    head = "To: =?utf-8?b?SsO8cmdlbg==?= Brandt\r\n <jb@brandt.example>\r\nX-Y: z"
    assert replaced(head, "to", "jb@brandt.example", "u1@example.com") == (
        "To: =?utf-8?b?SsO8cmdlbg==?= Brandt\r\n <u1@example.com>\r\nX-Y: z"
    )
    assert replaced(head, "to", "Brandt", "Müller") == (
        "To: =?utf-8?b?SsO8cmdlbg==?= =?utf-8?b?TcO8bGxlcg==?=\r\n <jb@brandt.example>\r\nX-Y: z"
    )
    assert replaced(head, "to", "Jürgen", "Kim") == "To: Kim Brandt\r\n <jb@brandt.example>\r\nX-Y: z"


_TYPE = 'X-Y: z\r\nContent-Type: audio/wav; charset=x; boundary="Anna"; '


@pytest.mark.parametrize(
    ("parameter", "text", "new", "written"),
    [
        ('name="Anna Meier.wav"', "Anna Meier.wav", 'a"b', 'name="a\\"b"'),
        ("name=anna.wav", "anna.wav", "Kim Berg.wav", 'name="Kim Berg.wav"'),
        ("name*=utf-8''J%C3%BCrgen.wav", "Jürgen.wav", "Käthe", "name*=utf-8''K%C3%A4the"),
        ("name*1*=%C3%BCrgen", "ürgen", "ä", "name*1*=%C3%A4"),
        ('name="=?utf-8?q?J=C3=BCrgen?="', "Jürgen", "Kim", 'name="Kim"'),
    ],
)
def test_file_names_are_values_and_boundaries_are_not(
    parameter: str, text: str, new: str, written: str
) -> None:
    head = _TYPE + parameter
    assert field(head, "content-type", "name") == text
    assert replaced(head, "content-type", text, new, "name") == _TYPE + written
    assert not any(value.text == "Anna" for value in opened(head).values)


def test_what_is_no_parameter_is_a_value_too() -> None:
    values = opened('X-Y: z\r\nContent-Disposition: attachment Anna; x="1"; (Meier)').values
    assert [(value.attribute, value.text) for value in values[1:5]] == [
        ("", "attachment"),
        ("#rest", "Anna"),
        ("x", "1"),
        ("#rest", "; (Meier)"),
    ]


@pytest.mark.parametrize("coding", ["base64", "quoted-printable", "8bit", ""])
@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1"])
def test_a_part_is_written_in_its_own_encoding_and_character_set(coding: str, charset: str) -> None:
    import base64
    import quopri

    text = "Grüße von Anna Meier, und noch eine ganze Menge mehr, damit es mehrere Zeilen werden.\r\n"
    raw = text.encode(charset)
    pack = {"base64": base64.encodebytes, "quoted-printable": quopri.encodestring}.get(coding, bytes)
    head = f"X-Y: z\r\nContent-Type: text/plain; charset={charset}\r\nContent-Transfer-Encoding: {coding}"
    body = opened(head, pack(raw))
    assert body.values[-1].text.replace("\r\n", "\n") == text.replace("\r\n", "\n")
    at = text.index("Anna Meier")
    body.values[-1].put([(at, at + 10, "Käthe Berg")])
    again = open_body(body.write(), "message/rfc822")
    assert "von Käthe Berg," in again.values[-1].text
    assert len(again.values) == len(body.values)


def test_a_part_in_eight_bits_that_is_no_utf_8_is_read_and_written() -> None:
    content = b"From: a@b.example\r\nX: y\r\n\r\nGr\xfc\xdfe von J\xfcrgen\r\n"
    body = open_body(content)
    assert body.values[-1].text == "Grüße von Jürgen\r\n"
    body.values[-1].put([(10, 16, "Käthe")])
    assert body.write() == content.replace(b"J\xfcrgen", b"K\xe4the")


def test_a_part_that_cannot_be_read_is_replaced_within_its_mail() -> None:
    head = "X-Y: z\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64"
    body = opened(head, lines(packed(bytes(range(256)))).encode())
    (part,) = body.unread
    assert (part.reason, part.media, part.length) == ("binary data", False, 256)
    assert part.withhold("[withheld]")
    again = open_body(body.write(), "message/rfc822")
    assert again.values[-1].text == "[withheld]"
    assert again.unread == []


def test_a_mail_whose_last_boundary_never_comes_is_read_to_its_end() -> None:
    cut = MAIL[: MAIL.index(b"Body of it") + 4]
    assert open_body(cut, "message/rfc822").values[-1].text == "Body"


def test_a_multipart_without_its_boundary_is_a_text() -> None:
    body = open_body(b"Anna Meier", "multipart/mixed; boundary=none")
    assert [value.text for value in body.values] == ["Anna Meier"]


def test_a_boundary_is_no_pattern() -> None:
    content = b"--(a+)+$\r\n\r\none\r\n--(a+)+$--"
    body = open_body(content, 'multipart/mixed; boundary="(a+)+$"')
    assert [value.text for value in body.values] == ["one"]

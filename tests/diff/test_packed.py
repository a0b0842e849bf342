"""What values hold is compared by what it says: mails, base64, escaped XML, JSON."""

import base64

import pytest

from inspector.diff import ByMeaning, ByRole, differences
from inspector.wire.xml import parse_xml

MAIL = (
    b"Date: Mon, 05 Jan 2026 08:00:00 +0000\r\nMessage-ID: <1@x>\r\nSubject: Hi\r\n"
    b'Content-Type: multipart/mixed; boundary="AAA"\r\n\r\n'
    b"--AAA\r\nContent-Type: text/plain\r\n\r\nat noon\r\n--AAA--\r\n"
)


T = "http://schemas.microsoft.com/exchange/services/2006/types"


def element(text, name="MimeContent"):
    return parse_xml(f'<t:{name} xmlns:t="{T}">{text}</t:{name}>'.encode())


def packed(content):
    return base64.b64encode(content).decode()


def told(one, other, reading=None):
    found = differences(one, other, reading=reading or ByRole())
    return [(each.path, each.recorded, each.got) for each in found]


def same(one, other):
    return not told(element(packed(one)), element(packed(other)))


def test_dates_ids_and_boundaries_are_made_up_at_each_run():
    assert same(
        MAIL, MAIL.replace(b"Mon, 05", b"Tue, 06").replace(b"<1@x>", b"<2@y>").replace(b"AAA", b"BBB")
    )


def test_how_it_is_packed_makes_no_difference():
    packed = MAIL.replace(b"at noon", base64.b64encode(b"at noon")).replace(
        b"text/plain\r\n", b"text/plain\r\nContent-Transfer-Encoding: base64\r\n"
    )
    assert same(MAIL, packed.replace(b"Subject: Hi", b"Subject: =?utf-8?b?SGk=?="))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"at noon", b"at one"),
        (b"Subject: Hi", b"Subject: Ho"),
        (b"text/plain", b"text/html"),
        (b"Subject: Hi\r\n", b""),
    ],
)
def test_what_is_said_counts(old, new):
    assert not same(MAIL, MAIL.replace(old, new))


def test_what_differs_in_a_mail_is_told_by_its_place():
    other = MAIL.replace(b"at noon", b"at one").replace(b"<1@x>", b"<2@x>")
    assert told(element(packed(MAIL)), element(packed(other))) == [
        ("t:MimeContent/(base64)/part[1]/body", "at noon", "at one")
    ]
    by_meaning = told(element(packed(MAIL)), element(packed(other)), ByMeaning())
    assert ("t:MimeContent/(base64)/Message-ID", "<1@x>", "<2@x>") in by_meaning


def test_what_differs_in_escaped_xml_and_html_is_told_by_its_place():
    one = "&lt;p&gt;at noon&lt;br/&gt;in &lt;b&gt;A&lt;/b&gt;&lt;/p&gt;"
    other = one.replace("A", "B")
    assert told(element(one, "Body"), element(other, "Body")) == [("t:Body/p/b", "A", "B")]
    assert told(element(one, "Body"), element(one.replace("br/", "hr/"), "Body")) == [
        ("t:Body/tags()", "p br b", "p hr b")
    ]


def test_how_base64_and_json_are_written_makes_no_difference():
    text = b'{"who": "Anna", "when": "at noon"}'
    spaced = b'{ "who":"Anna",\n  "when": "at noon" }'
    assert told(element(packed(text), "Data"), element(packed(spaced), "Data")) == []
    assert told(element(packed(text), "Data"), element(packed(text.replace(b"Anna", b"Jo")), "Data")) == [
        ("t:Data/(base64)/who", "Anna", "Jo")
    ]


def test_a_part_that_is_gone_and_one_that_is_new_are_told():
    one, other = b'{"a": "1", "b": "2"}', b'{"a": "1", "c": "3"}'
    assert told(element(packed(one), "Data"), element(packed(other), "Data")) == [
        ("t:Data/(base64)/b", "2", None),
        ("t:Data/(base64)/c", None, "3"),
    ]


def test_images_are_compared_by_their_digest():
    one, other = (b"\x89PNG\r\n\x1a\n" + bytes([n] * 40) for n in (1, 2))
    ((path, before, after),) = told(element(packed(one), "Content"), element(packed(other), "Content"))
    assert path.startswith("t:Content")
    assert before != after
    assert "PNG data" in before


def test_what_is_no_base64_is_compared_to_the_letter():
    assert told(element("not base64!"), element("not base 64!")) == [
        ("t:MimeContent", "not base64!", "not base 64!")
    ]

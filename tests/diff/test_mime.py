"""MIME messages are compared by what they say."""

import base64

import pytest

from inspector.diff.mime import mime_says_the_same

MAIL = (
    b"Date: Mon, 05 Jan 2026 08:00:00 +0000\r\nMessage-ID: <1@x>\r\nSubject: Hi\r\n"
    b'Content-Type: multipart/mixed; boundary="AAA"\r\n\r\n'
    b"--AAA\r\nContent-Type: text/plain\r\n\r\nat noon\r\n--AAA--\r\n"
)


def same(one, other):
    return mime_says_the_same(*(base64.b64encode(each).decode() for each in (one, other)))


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


def test_what_is_no_base64_is_no_mime():
    assert not mime_says_the_same("not base64!", "not base64!")

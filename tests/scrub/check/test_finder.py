"""The check finds what scrubbing leaves, names what it cannot read, and tells no secret itself."""

from __future__ import annotations

import base64
import gzip
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.cassette import CassetteHeader, Interaction
from inspector.scrub import KEPT_KEY, Scrubber
from inspector.scrub.check import NOTE, UNREAD, Leak, LeakFinder
from inspector.scrub.pseudonyms import Pseudonyms
from inspector.wire.http import Headers, HttpRequest, HttpResponse

T = "http://schemas.microsoft.com/exchange/services/2006/types"
URL = "https://mail.d0123abcd.example/EWS/Exchange.asmx"
XML = ("Content-Type", "text/xml; charset=utf-8")


def message(inner: str) -> bytes:
    return f'<r xmlns:t="{T}">{inner}</r>'.encode()


def exchange(
    inner: str | bytes = "", *fields: tuple[str, str], url: str = URL, kind: str = XML[1]
) -> Interaction:
    body = message(inner) if isinstance(inner, str) else inner
    request = HttpRequest(Headers([("Content-Type", kind), *fields]), body, "POST", url)
    return Interaction(7, 0.0, request, HttpResponse(Headers([XML]), message("")))


def leaks(
    one: Interaction, profile: str = "identity", allow: Sequence[str] = (), salt: str = "salt"
) -> list[Leak]:
    header = CassetteHeader(scrub={"profile": profile, "salt": salt})
    return list(LeakFinder(header, Pseudonyms(salt.encode()), profile, allow).look(one))


def told(one: Interaction, profile: str = "identity") -> list[str]:
    return [f"{leak.kind} in {leak.place}: {leak.what}" for leak in leaks(one, profile)]


def test_an_exchange_that_names_nobody_is_clean() -> None:
    assert told(exchange("<t:Subject>Lunch</t:Subject><t:ResponseCode>NoError</t:ResponseCode>")) == []


@pytest.mark.parametrize(
    ("inner", "line"),
    [
        (
            "<t:EmailAddress>anna@contoso.com</t:EmailAddress>",
            "/t:EmailAddress: a value in an address's place",
        ),
        ("<t:Body><![CDATA[to anna@contoso.com]]></t:Body>", "/t:Body: a mail address"),
        ("<t:Body>anna@<!-- -->contoso.com</t:Body>", "/t:Body: a mail address"),
        ("<t:Body>YW5uYUBjb250b3NvLmNvbSBzYWlk=</t:Body>", "/t:Body: a mail address"),
        ("<t:Thing><t:X>anna@contoso.com</t:X></t:Thing>", "/t:Thing/t:X: a mail address"),
        ("<t:ItemId Id='AAEuAGFubmFAY29udG9zby5jb20AAAAB/w=='/>", "/t:ItemId/@Id: a mail address, in base64"),
    ],
)
def test_a_leak_is_named_with_its_place(inner: str, line: str) -> None:
    (found,) = told(exchange(inner))
    assert found.startswith("identity in request body, ") and line.split(": ")[1] in found
    assert line.split(": ")[0].rpartition("/")[2] in found


def test_what_an_attachment_holds_is_told_by_its_name() -> None:
    content = base64.b64encode(b"hunter2xAndMore").decode()
    named = "<t:FileAttachment><t:Name>{}</t:Name><t:Content>{}</t:Content></t:FileAttachment>"
    (found,) = told(exchange(named.format("Password", content)))
    assert "a value in a secret's place" in found
    assert not told(exchange(named.format("report.txt", content)))


def test_it_is_told_without_telling_it() -> None:
    one = exchange(
        "<t:Password>geheim-4711</t:Password><t:EmailAddress>anna@contoso.com</t:EmailAddress>",
        ("Cookie", "X-Session=geheim-4712"),
        ("Authorization", "Basic YW5uYTpnZWhlaW0="),
        url="https://anna:geheim1@contoso.com/?token=geheim-4713",
    )
    found = str(leaks(one))
    assert len(leaks(one)) >= 6
    for secret in ("geheim", "anna", "contoso", "4711", "YW5u"):
        assert secret not in found


def test_each_place_is_told_once() -> None:
    assert len(told(exchange("<t:Body>anna@contoso.com, ben@contoso.com, anna@contoso.com</t:Body>"))) == 1


def test_profile_secrets_lets_people_pass() -> None:
    one = exchange("<t:EmailAddress>anna@contoso.com</t:EmailAddress><t:TokenValue>q8Zt3VbN0</t:TokenValue>")
    assert [leak.kind for leak in leaks(one, "secrets")] == ["secret"]
    assert {leak.kind for leak in leaks(one)} == {"secret", "identity"}


@pytest.mark.parametrize("profile", ["secrets", "identity"])
def test_what_is_scrubbed_is_clean_with_its_key_and_not_with_another(profile: str) -> None:
    one = exchange(
        "<t:TokenValue>q8Zt3VbN0xLwKc5RyUeD2mHs7JfPa9Gi</t:TokenValue>",
        ("Cookie", "X-Session=q8Zt3VbN0xLwKc5"),
    )
    made = Scrubber(profile, "salt").scrub(one)
    assert leaks(made, profile) == []
    assert {leak.kind for leak in leaks(made, profile, salt="another")} == {"secret"}


def test_short_stand_ins_hold_from_where_the_cassette_tells_of_them() -> None:
    finder = LeakFinder(CassetteHeader(), Pseudonyms(b"salt"))
    one = exchange("<t:DialString>8004</t:DialString>")
    assert [leak.what for leak in finder.look(one)] == ["a value in a telephone number's place"]
    assert list(finder.look(replace(one, extra={KEPT_KEY: {"stand_ins": ["8004"]}}))) == []
    assert list(finder.look(one)) == []


def test_a_cassette_that_was_never_scrubbed_has_no_key() -> None:
    finder = LeakFinder(CassetteHeader(), None)
    assert [leak.kind for leak in finder.look(exchange("<t:TokenValue>q8Zt3VbN0</t:TokenValue>"))] == [
        "secret"
    ]


class TestWhatCannotBeRead:
    def test_is_named_with_its_place_and_reason(self) -> None:
        packed = base64.b64encode(gzip.compress(b"anna@contoso.com" * 40)[:-12]).decode()
        (leak,) = leaks(exchange(f"<t:Data>{packed}</t:Data>"))
        assert leak.kind == UNREAD and leak.path.endswith("t:Data") and "characters" in leak.what

    def test_is_named_where_an_attachment_is_of_no_known_format(self) -> None:
        packed = base64.b64encode(bytes(range(256))).decode()
        attachment = f"<t:FileAttachment><t:Content>{packed}</t:Content></t:FileAttachment>"
        assert [leak.what for leak in leaks(exchange(attachment), allow=["media"])] == [
            "binary data: 256 bytes"
        ]
        assert leaks(exchange(f'<t:ItemId Id="{packed}"/>')) == []

    def test_is_named_where_the_content_encoding_is_unknown(self) -> None:
        (leak,) = leaks(exchange(b"\x8b\x02\x80", ("Content-Encoding", "br, x-secret")))
        assert (leak.kind, leak.where) == (UNREAD, "request body")

    @pytest.mark.parametrize("profile", ["secrets", "identity"])
    def test_is_let_through_if_it_is_media_and_allowed(self, profile: str) -> None:
        sound = base64.b64encode(b"RIFF\x24\x00\x00\x00WAVEfmt " + bytes(range(200))).decode()
        one = exchange(f"<t:FileAttachment><t:Content>{sound}</t:Content></t:FileAttachment>")
        assert [leak.kind for leak in leaks(one)] == [UNREAD]
        assert leaks(one, allow=["media"]) == []
        assert leaks(one, "secrets") == []  # nobody's secret is in a voice

    def test_is_not_let_through_if_it_is_no_media(self) -> None:
        one = exchange(gzip.compress(b"anna@contoso.com" * 40)[:-12])
        assert [leak.kind for leak in leaks(one, allow=["media"])] == [UNREAD]
        assert [leak.kind for leak in leaks(one, "secrets")] == [UNREAD]

    def test_is_not_what_says_that_it_was_withheld(self) -> None:
        withheld = "[withheld: the gzip body is cut off; 1,234 bytes, sha256 0123456789abcdef]"
        assert told(exchange(withheld.encode(), kind="text/plain")) == []
        assert told(exchange(f"<t:MimeContent>{withheld}</t:MimeContent>")) == []


class TestOutsideOfBodies:
    @pytest.mark.parametrize(
        ("field", "kind"),
        [
            (("X-AnchorMailbox", "anna@contoso.com"), "identity"),
            (("X-FEServer", "EX07"), "identity"),
            (("X-Whatever", "from ex07.contoso.com"), "identity"),
            (("X-Login", "CONTOSO\\anna7"), "identity"),
            (("Cookie", "a=geheim-4711"), "secret"),
            (("X-Api-Key", "geheim-4711"), "secret"),
            (("X-Session", "q8Zt3VbN0xLw"), "secret"),
            (("X-Session", "q8Zt3VbN0xLw"), "secret"),
            (("Authorization", "Bearer q8Zt3VbN0xLw"), "secret"),
        ],
    )
    def test_header_fields(self, field: tuple[str, str], kind: str) -> None:
        (leak,) = leaks(exchange("", field))
        assert (leak.kind, leak.where) == (kind, f"request header {field[0]}")

    @pytest.mark.parametrize("field", ["a=; Path=/, b=geheim-4711; Secure", "geheim-4711; Secure"])
    def test_a_cookie_behind_another_and_one_without_a_name(self, field: str) -> None:
        one = exchange()
        assert one.response is not None
        fields = Headers([XML, ("Set-Cookie", field), ("Set-Cookie", "HttpOnly")])
        (leak,) = leaks(replace(one, response=replace(one.response, headers=fields)))
        assert (leak.kind, leak.where) == ("secret", "response header Set-Cookie")

    def test_the_domain_of_a_cookie(self) -> None:
        one = exchange()
        assert one.response is not None
        fields = Headers([XML, ("Set-Cookie", "a=; Domain=.contoso.com; Path=/")])
        (leak,) = leaks(replace(one, response=replace(one.response, headers=fields)))
        assert (leak.where, leak.path) == ("response header Set-Cookie", "Domain")

    @pytest.mark.parametrize(
        ("url", "path"),
        [
            (f"{URL}?mail=anna%40contoso.com", "mail"),
            ("/Microsoft-Server-ActiveSync?Cmd=Sync&User=CONTOSO%5Canna7&DeviceId=&DeviceType=x", "User"),
            ("/Microsoft-Server-ActiveSync?jQAJBAxBUFBMQ0FOQVJZNzcEAQIDBAVwaG9uZQ==", "DeviceId"),
        ],
    )
    def test_parameters_of_the_url(self, url: str, path: str) -> None:
        assert ("request URL", path) in {(leak.where, leak.path) for leak in leaks(exchange(url=url))}

    def test_what_is_told_beside_the_messages(self) -> None:
        one = replace(
            exchange(),
            error="no answer from ex07.contoso.com",
            findings=({"code": "X", "message": "got 'anna@contoso.com'"},),
            extra={"note": {"who": ["anna@contoso.com"]}, KEPT_KEY: {"digests": ["d:0123456789ab"]}},
        )
        assert [leak.place for leak in leaks(one)] == ["error", "findings, message", "note, who[0]"]

    @pytest.mark.parametrize(("section", "left"), [("3.1.4.1", []), ("10.77.3.14", ["findings, section"])])
    def test_a_section_of_a_document_is_no_address(self, section: str, left: list[str]) -> None:
        one = replace(exchange(), findings=({"code": "MSG001", "section": section},))
        assert [leak.place for leak in leaks(one)] == left

    def test_the_notes_of_the_header(self) -> None:
        finder = LeakFinder(CassetteHeader(notes="by anna@contoso.com"), None)
        assert [(leak.n, leak.where) for leak in finder.look_at_header()] == [(0, "notes")]


class TestLabels:
    @pytest.mark.parametrize(
        "html",
        [
            "<table><tr><td>PIN:</td><td><b>471108</b></td></tr></table>",
            "<table><tr><td>Password</td><td>geheim-4711</td></tr></table>",
            "<input name='password' value='geheim-4711'>",
            "<dl><dt>First name<dd>Anna Berg</dl>",
        ],
    )
    def test_a_value_beside_its_label(self, html: str) -> None:
        assert leaks(exchange(f"<html><body>{html}</body></html>".encode(), kind="text/html"))

    def test_a_page_that_asks_for_something_tells_nothing(self) -> None:
        page = (
            "<html><body><form><label>User name:</label><input name='username' value=''>"
            "<label>Password:</label><input type='password' name='password' value=''>"
            "<td>Password</td><td>Forgotten?</td></form></body></html>"
        )
        assert told(exchange(page.encode(), kind="text/html")) == []

    def test_a_pair_of_name_and_value(self) -> None:
        assert leaks(
            exchange("<t:UserSetting><t:Name>Password</t:Name><t:Value>geheim-4711</t:Value></t:UserSetting>")
        )

    def test_lines_of_a_text(self) -> None:
        text = "Owner name: Anna Berg\r\nStreet: 17 Lerchenweg\r\n"
        assert {leak.what for leak in leaks(exchange(text.encode(), kind="text/plain"))} == {
            "a value in a name's place",
            "a value in a personal place",
        }


def test_what_only_looks_random_is_a_note() -> None:
    one = exchange("<t:Thing>Zm9v8QwErTyU1iOpAsDfGhJkLzXcVbNm</t:Thing>")
    assert [leak.kind for leak in leaks(one)] == [NOTE]


def test_rules_of_the_cassette_are_kept_too() -> None:
    rules = [
        {"pattern": r"EMP-(\d{6})", "header": "", "as": "shape"},
        {"pattern": "(?s).+", "header": "x-employee", "as": "remove"},
        {"pattern": "(", "header": "", "as": "shape"},
        "no rule",
    ]
    header = CassetteHeader(scrub={"profile": "secrets", "salt": "salt", "rules": rules})
    finder = LeakFinder(header, Pseudonyms(b"salt"), "secrets")
    one = exchange("<t:Subject>EMP-123456</t:Subject>", ("X-Employee", "123456"), url="/EWS?e=EMP%2D123456")
    assert [leak.where for leak in finder.look(one)] == [
        "request URL",
        "request header X-Employee",
        "request body",
    ]
    told = {KEPT_KEY: {"stand_ins": ["123456"]}}
    assert list(finder.look(replace(exchange("<t:Subject>EMP-123456</t:Subject>"), extra=told))) == []


@given(
    st.binary(max_size=400),
    st.sampled_from(["text/xml", "text/html", "application/json", "", "multipart/x; boundary=a"]),
)
def test_any_bytes_are_looked_through(body: bytes, kind: str) -> None:
    one = exchange(body, ("X-Any", body.decode("latin-1")), url="/?" + body.decode("latin-1"), kind=kind)
    assert all(leak.n == 7 and leak.what for leak in leaks(one))

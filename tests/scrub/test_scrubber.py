"""What profile `secrets` takes out of interactions, and what it leaves as it was."""

import base64
import gzip
import json
import logging
import re
from dataclasses import replace
from typing import Any
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from spnego._ntlm_raw.messages import Authenticate, NegotiateFlags

from inspector.cassette import Interaction
from inspector.cassette.model import Auth
from inspector.errors import UsageError
from inspector.scrub import ScrubbedLogs, Scrubber
from inspector.scrub.pseudonyms import Pseudonyms
from inspector.wire import Headers, HttpRequest, HttpResponse
from inspector.wire.ntlm import decode_blob, read_ntlm

PASSWORD = "Tr0ub4dor&3 zwölf/+"
TOKEN = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ1c2VyQGV4YW1wbGUuY29tIn0.c2lnbmF0dXJlLXdpdGgtcGx1cysvPQ"
COOKIE = "Z8fQ2kL0pWv7xY3n"


def scrubber(salt: str = "salt") -> Scrubber:
    return Scrubber("secrets", salt)


def basic(password: str = PASSWORD, user: str = "joe") -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


def interaction(
    *headers: tuple[str, str],
    body: bytes | str = b"",
    url: str = "https://mail.example.com/EWS/Exchange.asmx",
    answer: bytes | str = b"",
    answer_headers: tuple[tuple[str, str], ...] = (),
) -> Interaction:
    encode = lambda part: part.encode() if isinstance(part, str) else part  # noqa: E731
    return Interaction(
        1,
        0.0,
        HttpRequest(Headers(headers), encode(body), "POST", url),
        HttpResponse(Headers(answer_headers), encode(answer)),
    )


def everything(one: Interaction) -> bytes:
    assert one.response is not None
    parts = [one.request.url, *(f"{n}: {v}" for n, v in (*one.request.headers, *one.response.headers))]
    return "\n".join(parts).encode() + one.request.body + one.response.body


def alignments(secret: bytes) -> list[bytes]:
    cores = []
    for shift in range(3):
        whole = base64.b64encode(b"\0" * shift + secret)
        cores.append(whole[-(-shift * 8 // 6) : (shift + len(secret)) * 8 // 6])
    return cores


class TestCredentials:
    @pytest.mark.parametrize("field", ["Authorization", "Proxy-Authorization", "authorization"])
    def test_basic_keeps_its_form_and_loses_user_and_password(self, field: str) -> None:
        done = scrubber().scrub(interaction((field, basic())))
        scheme, _, blob = done.request.headers[0][1].partition(" ")
        user, _, password = base64.b64decode(blob).decode().partition(":")
        assert scheme == "Basic"
        assert user != "joe" and password and password != PASSWORD

    def test_bearer_tokens_keep_their_shape(self) -> None:
        done = scrubber().scrub(interaction(("Authorization", f"Bearer {TOKEN}")))
        stand_in = done.request.headers[0][1].removeprefix("Bearer ")
        assert stand_in != TOKEN
        assert [len(part) for part in stand_in.split(".")] == [len(part) for part in TOKEN.split(".")]

    def test_other_schemes_and_bare_tokens_are_replaced_too(self) -> None:
        for value in (f"WLID1.0 t={TOKEN}", f"MSAuth1.0 usertoken={TOKEN}", TOKEN):
            assert TOKEN.encode() not in everything(scrubber().scrub(interaction(("Authorization", value))))

    def test_digest_keeps_its_realm_and_loses_its_answers(self) -> None:
        value = (
            'Digest username="joe", realm="Exchange", nonce="6629fae49393a053", response="e966c932a9242554"'
        )
        done = scrubber().scrub(interaction(("Authorization", value))).request.headers[0][1]
        assert 'realm="Exchange"' in done
        for gone in ("6629fae49393a053", "e966c932a9242554", '"joe"'):
            assert gone not in done

    def test_a_parameter_of_digest_keeps_its_name_where_its_value_is_called_as_it(self) -> None:
        value = 'Digest username="user", nonce="nonce", opaque=opaque'
        done = scrubber().scrub(interaction(("Authorization", value))).request.headers[0][1]
        assert re.fullmatch(
            r'Digest username="(?!user)\w+", nonce="(?!nonce)\w+", opaque=(?!opaque)\w+', done
        )

    def test_an_ntlm_message_becomes_a_blank_one_of_its_type(self) -> None:
        blob = Authenticate(
            flags=int(NegotiateFlags.unicode),
            nt_challenge_response=b"\x5a" * 24,
            domain_name="CONTOSO",
            username="joe",
            workstation="PC7",
        ).pack()
        value = "NTLM " + base64.b64encode(blob).decode()
        done = scrubber().scrub(interaction(("Authorization", value))).request.headers[0][1]
        message = read_ntlm(decode_blob(done.removeprefix("NTLM ")) or b"")
        assert message.type == 3
        assert not message.opaque
        assert set(message.texts) == {"domain", "user", "workstation"}
        assert not {"CONTOSO", "joe", "PC7"} & set(message.texts.values())

    def test_challenges_lose_their_blobs_and_keep_their_schemes(self) -> None:
        blob = base64.b64encode(b"NTLMSSP\0\x02\0\0\0" + b"\x11" * 60).decode()
        kerberos = base64.b64encode(b"\x60\x82opaque-kerberos-token").decode()
        fields = (
            ("WWW-Authenticate", f"NTLM {blob}"),
            ("WWW-Authenticate", f"Negotiate {kerberos}"),
            ("WWW-Authenticate", 'Basic realm="mail"'),
            ("WWW-Authenticate", "Negotiate"),
        )
        done = scrubber().scrub(interaction(answer_headers=fields))
        values = [value for _, value in done.response.headers]
        assert blob not in values[0] and values[0].startswith("NTLM ")
        assert kerberos not in values[1] and len(values[1]) == len(fields[1][1])
        assert values[2:] == ['Basic realm="mail"', "Negotiate"]

    def test_cookies_keep_names_and_attributes(self) -> None:
        done = scrubber().scrub(
            interaction(
                ("Cookie", f"exchangecookie={COOKIE}; X-BackEndCookie={COOKIE}2"),
                answer_headers=(("Set-Cookie", f"exchangecookie={COOKIE}; path=/; HttpOnly"),),
            )
        )
        sent, came = done.request.headers[0][1], done.response.headers[0][1]
        assert COOKIE.encode() not in everything(done)
        assert came.endswith("; path=/; HttpOnly")
        assert sent.split(";")[0] == came.split(";")[0]

    @pytest.mark.parametrize(
        "field",
        [
            "a={}; Path=/, session={}; Expires=Wed, 21 Oct 2026 07:28:00 GMT, c={}",
            "{}; HttpOnly",
            "HttpOnly",
            "Path=/",
        ],
    )
    def test_of_several_cookies_in_a_field_and_of_one_without_a_name_the_values_go(self, field: str) -> None:
        answer = (("Set-Cookie", field.replace("{}", COOKIE)),)
        came = scrubber().scrub(interaction(answer_headers=answer)).response
        assert came is not None
        stand_in = scrubber().scrub(interaction(("Cookie", COOKIE))).request.headers[0][1]
        assert stand_in != COOKIE
        assert came.headers[0][1] == field.replace("{}", stand_in)

    @pytest.mark.parametrize(
        "name", ["X-OWA-Canary", "X-Api-Key", "X-Access-Token", "X-MS-ClientSecret", "X-BackEndCookie"]
    )
    def test_fields_that_are_named_like_secrets_are_replaced(self, name: str) -> None:
        assert COOKIE.encode() not in everything(scrubber().scrub(interaction((name, COOKIE))))

    def test_the_anchor_mailbox_is_no_secret(self) -> None:
        done = scrubber().scrub(interaction(("X-AnchorMailbox", "joe@example.com")))
        assert done.request.header("x-anchormailbox") == "joe@example.com"


class TestPlaces:
    def test_the_token_of_get_client_access_token_is_replaced_in_its_element(self) -> None:
        answer = f"<m:Token><t:Id>x</t:Id><t:TokenValue>{TOKEN}</t:TokenValue><t:TTL>480</t:TTL></m:Token>"
        done = scrubber().scrub(interaction(answer=answer))
        root = etree.fromstring(done.response.body.replace(b"m:", b"").replace(b"t:", b""))
        assert root.findtext("TokenValue") not in ("", TOKEN)
        assert root.findtext("Id") == "x" and root.findtext("TTL") == "480"

    def test_passwords_in_urls_are_replaced(self) -> None:
        login = f"joe:{quote(PASSWORD, safe='')}"
        url = f"https://{login}@mail.example.com/EWS/Exchange.asmx?access_token={TOKEN}&x=1"
        done = scrubber().scrub(interaction(("Referer", url), url=url, body=f"<a>see {url}</a>"))
        found = everything(done)
        for gone in (quote(PASSWORD, safe="").encode(), TOKEN.encode()):
            assert gone not in found
        assert done.request.url.endswith("&x=1")
        assert "@mail.example.com" in done.request.url

    def test_a_pin_in_a_mail_is_replaced_by_one_of_the_same_length(self) -> None:
        answer = b"<t:Body>Your new PIN is: 482913. Call 4829 for help.</t:Body>"
        body = scrubber().scrub(interaction(answer=answer)).response.body
        assert b"482913" not in body
        assert b"Call 4829 for help" in body
        assert len(body) == len(answer)

    def test_json_and_form_bodies_lose_their_tokens(self) -> None:
        done = scrubber().scrub(
            interaction(
                body=f"grant=x&password={quote_plus(PASSWORD)}", answer=f'{{"access_token": "{TOKEN}"}}'
            )
        )
        assert TOKEN.encode() not in everything(done)
        assert quote_plus(PASSWORD).encode() not in everything(done)


class TestLaterOccurrences:
    """What was learned once is found again, however it is written."""

    def after_login(self, **later: Any) -> bytes:
        one = scrubber()
        one.scrub(interaction(("Authorization", basic())))
        return everything(one.scrub(interaction(**later)))

    @pytest.mark.parametrize(
        "written",
        [
            PASSWORD,
            quote(PASSWORD, safe=""),
            quote(PASSWORD, safe="/"),
            quote_plus(PASSWORD),
            re.sub("%..", lambda found: found[0].lower(), quote(PASSWORD, safe="")),
            "Tr0ub4dor&amp;3 zwölf/+",
            "Tr0ub4dor&#38;3 zw&#246;lf/+",
            "Tr0ub4dor&#x26;3 zw&#xF6;lf/+",
            "Tr0ub4dor\\u00263 zw\\u00f6lf\\/+",
            "Tr0ub4dor&3 zw=C3=B6lf/+",
        ],
    )
    def test_in_any_spelling(self, written: str) -> None:
        found = self.after_login(answer=f"<Text>echo: {written}!</Text>")
        assert written.encode() not in found
        assert b"Tr0ub4dor" not in found
        assert b"<Text>echo: " in found and b"!</Text>" in found

    @pytest.mark.parametrize("before", [b"", b"x", b"xy", b"joe:"])
    @pytest.mark.parametrize("codec", ["utf-8", "utf-16-le"])
    def test_in_base64_at_every_alignment(self, before: bytes, codec: str) -> None:
        inside = base64.b64encode(before + PASSWORD.encode(codec) + b"tail").decode()
        found = self.after_login(
            answer=f"<C>{inside}</C>", url=f"https://h/EWS/Exchange.asmx?d={quote(inside, safe='')}"
        )
        for core in alignments(PASSWORD.encode(codec)):
            assert core not in found
            assert quote(core.decode(), safe="").encode() not in found

    def test_in_utf_16(self) -> None:
        for codec in ("utf-16-le", "utf-16-be"):
            raw = b"\x01\x02" + PASSWORD.encode(codec)
            assert PASSWORD.encode(codec) not in self.after_login(answer=raw)
        declared = '<?xml version="1.0" encoding="utf-16"?><a>Tr0ub4dor&amp;3 zwölf/+</a>'.encode("utf-16")
        assert "Tr0ub4dor".encode("utf-16-le") not in self.after_login(answer=declared)

    def test_in_the_reason_of_a_finding_and_in_an_error(self) -> None:
        one = scrubber()
        start = interaction(("Authorization", f"Bearer {TOKEN}"))
        done = one.scrub(
            Interaction(
                1, 0.0, start.request, None, f"refused {TOKEN}", findings=({"message": f"got {TOKEN}"},)
            )
        )
        assert TOKEN not in str(done.error) + str(done.findings)

    def test_the_section_of_a_finding_stays_though_it_reads_as_an_address(self) -> None:
        told = {"section": "3.1.4.1", "message": "3.1.4.1 and 10.77.3.14 are asked"}
        sent = replace(interaction(), findings=(told, {"section": "10.77.3.14"}))
        made, other = Scrubber("identity", b"key").scrub(sent).findings
        assert made["section"] == "3.1.4.1" and other["section"] != "10.77.3.14"
        assert "10.77.3.14" not in made["message"]

    def test_inside_a_gzip_body_whole_or_broken(self) -> None:
        packed = gzip.compress(f"<a>{PASSWORD}</a>".encode() * 200)
        zipped = (("Content-Encoding", "gzip"),)
        one = scrubber()
        one.scrub(interaction(("Authorization", basic())))
        whole = one.scrub(interaction(answer=packed, answer_headers=zipped))
        assert whole.response_encoding == "gzip"
        assert PASSWORD.encode() not in whole.response.body and whole.response.body.startswith(b"<a>")
        broken = one.scrub(interaction(answer=packed[:-9], answer_headers=zipped))
        assert broken.response.body.startswith(b"[withheld")
        unread = gzip.compress(b"<a>nothing here</a>")[:-4]  # nobody can know what it holds
        withheld = one.scrub(interaction(answer=unread, answer_headers=zipped))
        assert withheld.response.body.startswith(b"[withheld: the gzip body is cut off")
        assert one.withheld

    def test_the_body_of_the_very_request_that_brings_the_secret_is_swept(self) -> None:
        done = scrubber().scrub(interaction(("Authorization", f"Bearer {TOKEN}"), body=f"<a>{TOKEN}</a>"))
        assert TOKEN.encode() not in everything(done)

    def test_handshake_legs_teach_without_being_recorded(self) -> None:
        one = scrubber()
        one.learn(HttpRequest(Headers([("Cookie", f"a={COOKIE}")])))
        assert COOKIE.encode() not in everything(one.scrub(interaction(answer=f"<a>{COOKIE}</a>")))

    def test_many_short_lived_cookies_do_not_make_it_forget_the_password(self) -> None:
        one = scrubber()
        one.scrub(interaction(("Authorization", basic())))
        for number in range(300):
            one.scrub(interaction(("Cookie", f"session={number:016}")))
        assert b"Tr0ub4dor" not in everything(one.scrub(interaction(answer=PASSWORD)))


class TestWhatStays:
    def test_a_message_without_secrets_stays_byte_for_byte(self) -> None:
        body = (
            b"\xef\xbb\xbf<?xml version=\"1.0\"?>\r\n<s:Envelope a='1'><!-- & --> <x>&#65;</x></s:Envelope>\n"
        )
        one = interaction(("Content-Type", "text/xml"), body=body, answer=body)
        assert scrubber().scrub(one) == one

    @pytest.mark.parametrize("password", ["Message", "m", "exchange", "types"])
    def test_a_password_that_is_a_word_of_the_protocol_breaks_no_message(self, password: str) -> None:
        body = (
            '<m:CreateItem xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages" '
            'xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types"><t:Message/></m:CreateItem>'
        )
        done = scrubber().scrub(interaction(("Authorization", basic(password)), body=body))
        assert done.request.body == body.encode()

    def test_a_short_password_is_replaced_only_where_it_stands_alone(self) -> None:
        done = scrubber().scrub(interaction(("Authorization", basic("abcd")), answer="<a>xabcdx abcd!</a>"))
        assert done.response.body.startswith(b"<a>xabcdx ")
        assert b" abcd!" not in done.response.body

    @pytest.mark.parametrize(
        ("told", "stays"),
        [
            ("New PIN rules for 2026", "Plan 2026, 2026-11-28T10:15:00Z"),
            ("Password: Please contact", "Please come"),
            ("Passwort: siehe Anhang", "siehe Anhang"),
        ],
    )
    def test_a_year_and_a_word_that_stand_where_a_secret_would_are_not_looked_for(
        self, told: str, stays: str
    ) -> None:
        one = scrubber()
        assert one.text(told) != told
        assert one.text(stays) == stays

    def test_a_word_that_a_cookie_holds_is_not_looked_for(self) -> None:
        one = scrubber()
        assert "Inbox" not in one.scrub(interaction(("Cookie", "view=Inbox"))).request.headers[0][1]
        assert one.text("Inbox") == "Inbox"

    def test_profile_none_changes_nothing(self) -> None:
        one = interaction(("Authorization", basic()))
        assert Scrubber("none", "").scrub(one) is one

    def test_an_unknown_profile_and_a_missing_salt_are_refused(self) -> None:
        with pytest.raises(UsageError, match="no scrub profile 'all'"):
            Scrubber("all", "x")
        with pytest.raises(UsageError, match="salt"):
            Scrubber("secrets", "")


class TestPseudonyms:
    def test_the_same_salt_gives_the_same_replacements_and_another_salt_others(self) -> None:
        one = interaction(("Authorization", f"Bearer {TOKEN}"), ("Cookie", f"a={COOKIE}"))
        assert scrubber("s").scrub(one) == scrubber("s").scrub(one)
        assert scrubber("s").scrub(one) != scrubber("t").scrub(one)

    def test_a_live_request_matches_its_recording(self) -> None:
        one = interaction(("Authorization", basic()), body=f"<a><t:Token>{TOKEN}</t:Token>{PASSWORD}</a>")
        recorded = scrubber().scrub(one).request
        assert scrubber().scrub_request(one.request) == recorded

    def test_a_client_that_sends_a_replacement_back_matches_too(self) -> None:
        body = f"<t:Token>{TOKEN}</t:Token>".encode()
        once = scrubber().scrub_request(HttpRequest(body=body))
        assert scrubber().scrub_request(once) == once

    @given(st.text(min_size=1, max_size=80))
    def test_a_replacement_keeps_length_and_is_another_text(self, text: str) -> None:
        made = Pseudonyms(b"k").token(text)
        assert len(made) == len(text)
        assert made != text or not any(char.isalnum() or ord(char) > 126 for char in text)

    @given(st.binary(min_size=1, max_size=60))
    def test_base64_stays_base64(self, blob: bytes) -> None:
        text = base64.b64encode(blob).decode()
        made = Pseudonyms(b"k").token(text)
        assert len(base64.b64decode(made, validate=True)) == len(blob)
        assert base64.b64encode(base64.b64decode(made)).decode() == made


class TestLogs:
    def test_nothing_secret_reaches_a_log(self) -> None:
        one = scrubber()
        one.scrub(interaction(("Authorization", f"Bearer {TOKEN}")))
        record = logging.LogRecord(
            "x", logging.ERROR, "f", 1, "sent %s to %s", (TOKEN, "https://u:pw123456@h/"), None
        )
        assert ScrubbedLogs(one).filter(record)
        assert TOKEN not in record.getMessage() and "pw123456" not in record.getMessage()

    def test_nor_does_it_in_a_traceback(self) -> None:
        one = scrubber()
        one.scrub(interaction(("Authorization", f"Bearer {TOKEN}")))
        try:
            raise ValueError(f"cannot parse {TOKEN}")
        except ValueError as problem:
            info = (type(problem), problem, problem.__traceback__)
        record = logging.LogRecord("x", logging.ERROR, "f", 1, "failed", (), info)
        ScrubbedLogs(one).filter(record)
        text = logging.Formatter().format(record)
        assert "ValueError" in text and TOKEN not in text


@pytest.mark.parametrize("text", ["?token=", "?a=b?token=c", "%3Ftoken%3D"])
def test_many_secrets_that_begin_within_one_another_make_no_text_much_longer(text: str) -> None:
    text *= 20_000 // len(text)
    assert len(scrubber().text(text)) < 2 * len(text)


def bearer(**claims: object) -> str:
    part = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    return f"Bearer eyJhbGciOiJSUzI1NiJ9.{part}.c2lnbmF0dXJlLWNhbmFyeQ"


def test_of_a_bearer_token_the_application_that_it_was_issued_for_is_kept_alone() -> None:
    application = "5D661950-3475-41CD-A2C3-D671A3162BC1"
    for claim in ("appid", "azp"):
        token = bearer(**{claim: application, "upn": "frieda.sperling@example.com"})
        one = scrubber().scrub(interaction(("Authorization", token)))
        assert one.auth == Auth("Bearer", 1, application.lower())
        assert token.encode() not in everything(one)
        assert scrubber().scrub(one).auth == one.auth, "what is scrubbed already keeps it"


@pytest.mark.parametrize("named", ["frieda sperling", "5d661950-3475-41cd-a2c3", 7, None])
def test_what_is_no_guid_is_kept_of_no_token(named: object) -> None:
    assert scrubber().scrub(interaction(("Authorization", bearer(appid=named)))).auth is None


def test_profile_none_changes_nothing_and_leaves_the_token_to_tell() -> None:
    one = interaction(("Authorization", bearer(appid="5d661950-3475-41cd-a2c3-d671a3162bc1")))
    assert Scrubber("none", "").scrub(one) is one

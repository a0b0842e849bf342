"""Profile `identity`: forty places and spellings that name people and machines, and what must stay."""

import base64
import quopri
import re
from dataclasses import replace
from email.message import EmailMessage
from html import escape
from urllib.parse import quote, unquote

import pytest
from lxml import etree
from spnego._ntlm_raw.messages import Authenticate, NegotiateFlags

from inspector.cassette import Auth, Interaction
from inspector.cassette.model import encode_line
from inspector.protocols import identify
from inspector.scrub import KEPT_KEY, CustomRule, Scrubber
from inspector.wire import Headers, HttpRequest, HttpResponse
from inspector.wire.wbxml import decode_wbxml, encode_wbxml
from tests.messages import soap

NAME = "Frieda Kanarienvögel"
MAIL = "frieda.canary@canary-corp.com"
PHONE = "+1 (408) 867-5309"
HOST = "ex07.canary-corp.com"
USER = "fcanary77"
DOMAIN = "CANARYCORP"
DN = f"/o=Canary Org/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Recipients/cn={USER}"
# What must not be found in any line, in lower case.
TELLING = (
    "frieda",
    "kanarien",
    "frieda.canary",
    "canary-corp",
    "867-5309",
    "8675309",
    USER,
    "canarycorp",
    "canary org",
)
XML = ("Content-Type", "text/xml; charset=utf-8")
TYPES = "http://schemas.microsoft.com/exchange/services/2006/types"
MESSAGES = "http://schemas.microsoft.com/exchange/services/2006/messages"


def b64(text: str | bytes) -> str:
    return base64.b64encode(text.encode() if isinstance(text, str) else text).decode()


def mime(transfer: str) -> bytes:
    mail = EmailMessage()
    mail["From"] = f'"{NAME}" <{MAIL}>'
    mail["To"] = f"{NAME} <{MAIL}>"
    mail["Subject"] = f"Call from {NAME}"
    mail["Received"] = f"from {HOST} (10.11.12.13) by {HOST} with SMTP"
    mail["Message-ID"] = f"<abc123@{HOST}>"
    mail.set_content(f"Hello,\n\n{NAME} called from tel:{PHONE}\nWrite to {MAIL}\n", cte=transfer)
    return mail.as_bytes()


def ntlm() -> str:
    message = Authenticate(
        flags=int(NegotiateFlags.unicode),
        nt_challenge_response=b"\x21" * 24,
        domain_name=DOMAIN,
        username=USER,
        workstation="CANARYCORP-PC",
    )
    return b64(message.pack())


def item_id() -> str:
    return b64(
        b"\x00\x01\x2e" + MAIL.encode() + b"\x00" + MAIL.encode("utf-16-le") + b"\x00\x00\xff" + DN.encode()
    )


def one_off(charset: str, flags: int) -> str:
    """An identifier of somebody whom no directory knows (MS-OXCDATA section 2.2.5.1)."""
    provider = bytes.fromhex("00000000812b1fa4bea310199d6e00dd010f54020000")
    end = "\0".encode(charset)
    return b64(
        provider
        + flags.to_bytes(2, "little")
        + end.join(text.encode(charset) for text in (NAME, "SMTP", MAIL, ""))
    )


def box(name: str = NAME, mail: str = MAIL) -> str:
    return f"<t:Mailbox><t:Name>{name}</t:Name><t:EmailAddress>{mail}</t:EmailAddress></t:Mailbox>"


HEADERS = {
    "X-AnchorMailbox": MAIL,
    "X-PublicFolderMailbox": MAIL,
    "X-FEServer": HOST.split(".")[0] + "." + HOST.partition(".")[2],
    "X-CalculatedBETarget": HOST,
    "X-DiagInfo": HOST,
    "X-Forwarded-For": f"{HOST}, 10.20.30.40",
    "Host": f"{HOST}:8443",
    "Referer": f"https://{HOST}/owa/?user={quote(MAIL)}",
    "From": f'"{NAME}" <{MAIL}>',
    "Authorization": "Basic " + b64(f"{DOMAIN}\\{USER}:whatever-secret"),
    "Proxy-Authorization": f"NTLM {ntlm()}",
    "X-Request-Context": f'{{"user": {{"displayName": "{NAME}", "mail": "{MAIL}"}}}}',
    "Cookie": f"X-BackEndCookie=S-1-5-21~{b64(MAIL)}; exchangecookie={USER}",
}
BODIES = {
    "mailbox": box(),
    "mailbox with its name behind": f"<t:Mailbox><t:EmailAddress>{MAIL}</t:EmailAddress>"
    f"<t:Name>{NAME}</t:Name></t:Mailbox>",
    "mailbox with an entity": box(NAME.replace("ö", "&#246;")),
    "legacy address": box(mail=DN),
    "impersonation": f"<t:ExchangeImpersonation><t:ConnectingSID><t:PrincipalName>{MAIL}</t:PrincipalName>"
    "</t:ConnectingSID></t:ExchangeImpersonation>",
    "contact": f"<t:Contact><t:FileAs>{NAME}</t:FileAs><t:DisplayName>{NAME}</t:DisplayName>"
    "<t:GivenName>Frieda</t:GivenName>"
    f'<t:EmailAddresses><t:Entry Key="EmailAddress1">{MAIL}</t:Entry></t:EmailAddresses><t:PhoneNumbers>'
    f'<t:Entry Key="BusinessPhone">{PHONE}</t:Entry></t:PhoneNumbers>'
    "<t:Surname>Kanarienvögel</t:Surname></t:Contact>",
    "dial string": f"<m:PlayOnPhone><m:DialString>{PHONE}</m:DialString></m:PlayOnPhone>",
    "legacy dial string": f"<PlayOnPhoneDialString>{PHONE}</PlayOnPhoneDialString>",
    "tel uri": "<m:TelUriAddress>tel:+14088675309;ext=555</m:TelUriAddress>",
    "sip uri": f"<m:ImContactSipUriAddress>sip:{MAIL}</m:ImContactSipUriAddress>",
    "display lists": f"<t:DisplayTo>{NAME}; {NAME}</t:DisplayTo><t:DisplayCc>{NAME}</t:DisplayCc>",
    "mime, quoted-printable": f"<t:MimeContent>{b64(mime('quoted-printable'))}</t:MimeContent>",
    "mime, base64": f"<t:MimeContent CharacterSet='UTF-8'>{b64(mime('base64'))}</t:MimeContent>",
    "mime, 8bit": f"<t:MimeContent>{b64(mime('8bit'))}</t:MimeContent>",
    "html body": f"<t:Body>{escape(f'<p><a href=mailto:{MAIL}>write</a> to {MAIL}</p>')}</t:Body>",
    "name in html entities, after the mailbox": box()
    + f"<t:Body>{escape('<b>Frieda Kanarienv&ouml;gel</b>')}</t:Body>",
    "manifest": f"<m:Manifest>{b64(f'<A><SupportUrl>https://{HOST}/app</SupportUrl></A>')}</m:Manifest>",
    "urls": f"<t:Body>see https://{HOST}/x, HTTPS://{HOST.upper()}/y, to=https%3A%2F%2F{HOST}%2Fz</t:Body>",
    "url-encoded address": f"<t:Body>https://x.example/?u={quote(MAIL, safe='')}</t:Body>",
    "address escaped four times": f"<t:Body>/?u={quote(quote(quote(quote(MAIL, safe=''))))}</t:Body>",
    "bare host after a url": f"<t:Body>https://{HOST}/ is {HOST} of canary-corp.com</t:Body>",
    "item id": f'<t:ItemId Id="{item_id()}" ChangeKey="CQ=="/>',
    "folder entry id": f"<base64FolderId>{item_id()}</base64FolderId>",
    "text attachment": f"<t:Content>{b64(f'Minutes by {MAIL} on https://{HOST}/')}</t:Content>",
    "soap autodiscover": f"<UserSetting><Name>UserDisplayName</Name><Value>{NAME}</Value></UserSetting>"
    f"<UserSetting><Name>UserDN</Name><Value>{DN}</Value></UserSetting>",
    "plain autodiscover": f"<User><DisplayName>{NAME}</DisplayName><LegacyDN>{DN}</LegacyDN>"
    f"<AutoDiscoverSMTPAddress>{MAIL}</AutoDiscoverSMTPAddress></User><Server>{HOST}</Server>"
    f"<EwsUrl>https://{HOST}/EWS/Exchange.asmx</EwsUrl>",
    "login name": f"<t:UserName>{DOMAIN}\\{USER}</t:UserName>",
    "group member": f"<m:AddDistributionGroupToImList><m:SmtpAddress>{MAIL}</m:SmtpAddress>"
    f"<m:DisplayName>{NAME}</m:DisplayName></m:AddDistributionGroupToImList>",
    "not well-formed": f"<t:Mailbox><t:Name>{NAME}</t:Name><broken & {MAIL}",
    "utf-16": f"<t:EmailAddress>{MAIL}</t:EmailAddress>",
    "name before an address": f"<t:Body>by {NAME} &lt;{MAIL}&gt;, to {NAME} (mailto:{MAIL})</t:Body>",
    "name in quotes before an address": f'<t:Body>"Kanarienvögel, Frieda" &lt;{MAIL}&gt;</t:Body>',
    "search for who wrote": f'<m:QueryString>from:"{NAME}" AND size:1</m:QueryString>',
    "list in the head of a quoted mail": f"<t:Body>From: Bob Ross\nTo: Otto Zeisig; {NAME}\nSent: x</t:Body>",
    "path of a home": f"<t:Body>at C:\\Users\\{USER}\\x.cs:line 3, /home/{USER}/x.py, line 4</t:Body>",
    "connection string": f"<t:Body>Server={HOST};User Id={USER};Database=x</t:Body>",
    "head of a mail in German": f"<t:Body>Von: {NAME}\nGesendet: Montag\nAn: Otto Zeisig; {NAME}\n</t:Body>",
    "head of a mail in French": f"<t:Body>De : {NAME}\nEnvoyé : lundi\n</t:Body>",
    "head of a mail in HTML": f"<t:Body>{escape(f'<p><b>An:</b> {NAME}; {NAME}<br></p>')}</t:Body>",
    "member of a list": f'<t:Member Key="{one_off("utf-16-le", 0x8001)}"/>',
    "member of a list, in eight bits": f'<t:Member Key="{one_off("latin-1", 1)}"/>',
    "all hosts of a domain": "<t:Body>valid for *.canary-corp.com alone</t:Body>",
    "header in encoded words": '<t:InternetMessageHeader HeaderName="From">'
    f"=?utf-8?Q?{quopri.encodestring(NAME.encode(), header=True).decode()}?= &lt;{MAIL}&gt;"
    "</t:InternetMessageHeader>",
}


def interaction(body: str = "", header: tuple[str, str] | None = None) -> Interaction:
    content = soap(body)
    if body == BODIES["utf-16"]:
        content = ('<?xml version="1.0" encoding="utf-16"?>' + soap(body).decode()).encode("utf-16")
    fields = [XML, *([header] if header else [])]
    request = HttpRequest(Headers(fields), content, "POST", f"https://{HOST}/EWS/Exchange.asmx")
    return Interaction(1, 0.0, request, HttpResponse(Headers([XML]), content), auth=Auth("NTLM", 3))


def unpacked(line: bytes) -> str:
    """A line with all that can be decoded in it, decoded: base64, quoted-printable, UTF-16, percent."""
    text = line.decode().encode().decode("unicode_escape", "replace")
    found = [text, line.decode(), quopri.decodestring(line).decode("latin-1")]
    for word in text.replace('"', " ").replace("<", " ").replace(">", " ").replace("'", " ").split():
        padded = word + "=" * (-len(word) % 4)
        try:
            blob = base64.b64decode(padded, validate=True)
        except ValueError:
            continue
        inner = blob + b" " + quopri.decodestring(blob)
        found += [
            inner.decode("latin-1"),
            inner.decode("utf-8", "replace"),
            inner.decode("utf-16-le", "replace"),
        ]
        found += [inner.replace(b"\0", b"").decode("latin-1")]
        found += [unpacked(blob) if b"base64" in blob else ""]
    return "\n".join(found).lower()


def assert_clean(done: Interaction) -> None:
    text = unpacked(encode_line(done.to_json()))
    for telling in TELLING:
        assert telling not in text, telling


@pytest.mark.parametrize("name", list(HEADERS))
def test_a_header_field_names_nobody(name: str) -> None:
    assert_clean(Scrubber("identity", "salt").scrub(interaction(header=(name, HEADERS[name]))))


@pytest.mark.parametrize("kind", list(BODIES))
def test_a_body_names_nobody(kind: str) -> None:
    assert_clean(Scrubber("identity", "salt").scrub(interaction(BODIES[kind])))


def test_together_these_are_more_than_forty() -> None:
    assert len(HEADERS) + len(BODIES) >= 40


def test_activesync_bodies_are_decoded_scrubbed_and_encoded() -> None:
    root = etree.fromstring(
        f'<Sync xmlns="AirSync:"><Collections><Collection><Commands><Add><ApplicationData>'
        f'<From xmlns="Email:">"{NAME}" &lt;{MAIL}&gt;</From><UmCallerID xmlns="Email2:">{PHONE}</UmCallerID>'
        f"</ApplicationData></Add></Commands></Collection></Collections></Sync>"
    )
    kind = ("Content-Type", "application/vnd.ms-sync.wbxml")
    query = f"Cmd=Sync&User={quote(DOMAIN)}%5C{USER}&DeviceId=D7&DeviceType=x"
    url = f"https://{HOST}/Microsoft-Server-ActiveSync?{query}"
    body = encode_wbxml(root)
    one = Interaction(
        1, 0.0, HttpRequest(Headers([kind]), body, "POST", url), HttpResponse(Headers([kind]), body)
    )
    done = Scrubber("identity", "salt").scrub(one)
    assert_clean(done)
    text = "".join(decode_wbxml(done.response.body).itertext())
    assert "<" in text and "@" in text
    assert identify(done.request).name == "Sync"


class TestRelations:
    """Replacements keep apart what was apart, and together what was together."""

    def values(self, *addresses: str) -> list[str]:
        body = "".join(f"<t:EmailAddress>{one}</t:EmailAddress>" for one in addresses)
        done = Scrubber("identity", "salt").scrub(interaction(body))
        root = etree.fromstring(done.request.body)
        return [str(one.text) for one in root.iter(f"{{{TYPES}}}EmailAddress")]

    def test_the_same_person_stays_the_same_and_others_differ(self) -> None:
        a, b, c, d = self.values(MAIL, MAIL.upper(), "bob@canary-corp.com", "bob@mail.canary-corp.com")
        assert a == b
        assert len({a, c, d}) == 3
        assert a.rpartition("@")[2] == c.rpartition("@")[2]
        assert d.rpartition("@")[2] == f"mail.{c.rpartition('@')[2]}"

    def test_addresses_stay_addresses_and_numbers_stay_fictional_numbers(self) -> None:
        (mail,) = self.values(MAIL)
        assert mail.endswith(".example")
        done = Scrubber("identity", "salt").scrub(interaction(BODIES["dial string"]))
        number = etree.fromstring(done.request.body).findtext(f".//{{{MESSAGES}}}DialString")
        assert [char if not char.isdigit() else "0" for char in number] == list("+0 (000) 000-0000")
        assert "555-01" in (number or "")

    def test_a_name_is_the_same_in_its_place_and_in_running_text(self) -> None:
        body = box() + f"<t:Subject>Call with {NAME}</t:Subject>"
        root = etree.fromstring(Scrubber("identity", "salt").scrub(interaction(body)).request.body)
        name = root.findtext(f".//{{{TYPES}}}Name")
        assert root.findtext(f".//{{{TYPES}}}Subject") == f"Call with {name}"


class TestWhatStays:
    @pytest.mark.parametrize(
        "body",
        [
            "<t:Folder><t:FolderId Id='AAAA'/><t:DisplayName>Top of Store</t:DisplayName></t:Folder>",
            "<m:Attachments><t:FileAttachment><t:Name>report.docx</t:Name></t:FileAttachment></m:Attachments>",
            "<t:ExtendedFieldURI PropertyName='Message Class' DistinguishedPropertySetId='Common'/>",
            "<m:ResponseCode>NoError</m:ResponseCode><t:Culture>en-US</t:Culture><t:Size>12345</t:Size>",
            "<t:ItemId Id='AAMkAGI1AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=' ChangeKey='CQAAABYA'/>",
            "<t:DateTimeSent>2026-11-22T12:00:00Z</t:DateTimeSent><t:Version>15.1.2507.6</t:Version>",
        ],
    )
    def test_a_message_that_names_nobody_stays_byte_for_byte(self, body: str) -> None:
        one = HttpRequest(Headers([XML]), soap(body), "POST", "http://127.0.0.1:8080/EWS/Exchange.asmx")
        assert Scrubber("identity", "salt").scrub_request(one) == one

    @pytest.mark.parametrize("kind", [kind for kind in BODIES if kind != "not well-formed"])
    def test_a_scrubbed_message_has_the_elements_it_had(self, kind: str) -> None:
        one = interaction(BODIES[kind])
        done = Scrubber("identity", "salt").scrub(one)
        before, after = etree.fromstring(one.request.body), etree.fromstring(done.request.body)
        assert [element.tag for element in before.iter()] == [element.tag for element in after.iter()]


class TestMatching:
    @pytest.mark.parametrize("kind", list(BODIES))
    def test_scrubbing_twice_is_scrubbing_once(self, kind: str) -> None:
        once = Scrubber("identity", "salt").scrub(interaction(BODIES[kind]))
        again = Scrubber("identity", "salt").scrub(once)
        assert (again.request, again.response) == (once.request, once.response)

    @pytest.mark.parametrize("kind", list(BODIES))
    def test_a_live_request_becomes_what_its_recording_is(self, kind: str) -> None:
        recorded = Scrubber("identity", "salt").scrub(interaction(BODIES[kind]))
        live = Scrubber("identity", "salt")
        live.adopt(recorded)
        assert live.scrub_request(interaction(BODIES[kind]).request) == recorded.request

    def test_a_name_that_only_an_answer_told_is_known_to_a_replay_from_the_start(self) -> None:
        recording = Scrubber("identity", "salt")
        told = recording.scrub(interaction(box()))
        later = recording.scrub(interaction(f"<t:Subject>About {NAME} at canary-corp.com</t:Subject>"))
        assert_clean(later)
        assert NAME not in str(told.extra[KEPT_KEY])
        live = Scrubber("identity", "salt")
        for one in (told, later):
            live.adopt(one)
        request = interaction(f"<t:Subject>About {NAME} at canary-corp.com</t:Subject>").request
        assert live.scrub_request(request) == later.request

    def test_an_extension_that_comes_back_from_a_scrubbed_answer_is_not_replaced_again(self) -> None:
        body = "<m:DialString>8004</m:DialString>"
        recorded = Scrubber("identity", "salt").scrub(interaction(body))
        live = Scrubber("identity", "salt")
        live.adopt(recorded)
        assert b"8004" not in recorded.request.body
        assert live.scrub_request(recorded.request) == recorded.request


class TestRules:
    def test_a_users_own_rules_replace_what_they_find(self, tmp_path: object) -> None:
        rules = (
            CustomRule.from_json({"pattern": r"EMP-(\d{6})"}),
            CustomRule.from_json({"pattern": "(?s).+", "header": "x-employee", "as": "remove"}),
        )
        one = interaction("<t:Subject>EMP-123456</t:Subject>", ("X-Employee", "123456"))
        done = Scrubber("secrets", "salt", rules).scrub(one)
        assert b"123456" not in encode_line(done.to_json())
        assert b"EMP-" in done.request.body

    @pytest.mark.parametrize(
        "url",
        ["/EWS?e=EMP-123456", "/EWS/EMP-123456", "/EWS?e=EMP%2D123456&x=%20", "/EWS?e=%45MP-123456;f=1"],
    )
    def test_a_users_own_patterns_are_looked_for_in_urls(self, url: str) -> None:
        one = interaction("<t:Subject>EMP-123456</t:Subject>")
        one = replace(one, request=replace(one.request, url=url))
        done = Scrubber("secrets", "salt", (CustomRule.from_json({"pattern": r"EMP-(\d{6})"}),)).scrub(one)
        stand_in = re.search(rb"EMP-(\d{6})", done.request.body)
        assert stand_in is not None
        assert unquote(done.request.url) == unquote(url).replace("123456", stand_in[1].decode())

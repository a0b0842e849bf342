"""Where secrets and people stand in messages: one place a row, each with a canary in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from email.message import EmailMessage
from html import escape
from urllib.parse import quote

from lxml import etree
from spnego._ntlm_raw.messages import Authenticate, NegotiateFlags

from inspector.cassette import Interaction
from inspector.wire.http import Headers, HttpRequest, HttpResponse
from inspector.wire.wbxml import WBXML_TYPE, encode_wbxml
from tests.canaries.spelling import SPELLINGS, b64
from tests.messages import soap

__all__ = ["PLACES", "Place", "echo", "everything"]

NAME = "Frieda Kanarienvögel"
MAIL = "frieda.canary@canary-corp.com"
PHONE = "+1 (408) 867-5309"
HOST = "ex07.canary-corp.com"
LOGIN = "fcanary77"
NT_DOMAIN = "CANARYCORP7"
DN = f"/o=Canary Org/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Recipients/cn={LOGIN}"
PASSWORD = "Tr0ub4dor&3 zwölf/+"
TOKEN = "eyJhbGciOiJSUzI1NiJ9.Q2FuYXJ5VG9rZW5WYWx1ZQ.c2lnbmF0dXJlLWNhbmFyeQ"
COOKIE = "Z8fQ2kL0pWcAnArY3n"
PIN = "48291357"
DEVICE = "APPLCANARY77"
_NEEDLES = {
    NAME: ("frieda kanarien", "kanarienv"),
    MAIL: ("frieda.canary", "canary-corp"),
    PHONE: ("4088675309", "867-5309"),
    HOST: ("ex07.canary", "canary-corp"),
    DN: ("canary org", LOGIN),
    PASSWORD: ("tr0ub4dor",),
    TOKEN: ("Q2FuYXJ5VG9rZW5WYWx1ZQ", "c2lnbmF0dXJlLWNhbmFyeQ"),
}
_XML = ("Content-Type", "text/xml; charset=utf-8")
_URL = "https://mail.example.com/EWS/Exchange.asmx"


@dataclass(frozen=True)
class Place:
    """A place with a canary.

    Args:
        name: what stands where.
        canary: what stands there.
        plant: makes the interaction.
        people: whether only profile ``identity`` takes it out.
        remembered: whether it is taken out wherever it comes again.
    """

    name: str
    canary: str
    plant: Callable[[], Interaction]
    people: bool = True
    remembered: bool = True

    @property
    def needles(self) -> tuple[str, ...]:
        """What must not be found."""
        return _NEEDLES.get(self.canary, (self.canary,))

    def __str__(self) -> str:
        return self.name


def _asked(inner: str) -> Callable[[], Interaction]:
    body = soap(inner)
    return lambda: Interaction(
        1, 0.0, HttpRequest(Headers([_XML]), body, "POST", _URL), HttpResponse(Headers([_XML]), soap(""))
    )


def _answered(inner: str) -> Callable[[], Interaction]:
    body = soap(inner)
    return lambda: Interaction(
        1, 0.0, HttpRequest(Headers([_XML]), soap(""), "POST", _URL), HttpResponse(Headers([_XML]), body)
    )


def _in_request(name: str, value: str) -> Callable[[], Interaction]:
    fields = Headers([_XML, (name, value)])
    return lambda: Interaction(
        1, 0.0, HttpRequest(fields, soap(""), "POST", _URL), HttpResponse(Headers([_XML]), soap(""))
    )


def _in_answer(name: str, value: str) -> Callable[[], Interaction]:
    fields = Headers([_XML, (name, value)])
    return lambda: Interaction(
        1, 0.0, HttpRequest(Headers([_XML]), soap(""), "POST", _URL), HttpResponse(fields, soap(""))
    )


def _at(url: str) -> Callable[[], Interaction]:
    return lambda: Interaction(
        1, 0.0, HttpRequest(Headers([_XML]), soap(""), "POST", url), HttpResponse(Headers([_XML]), soap(""))
    )


def _plain(kind: str, body: str) -> Callable[[], Interaction]:
    return lambda: Interaction(
        1,
        0.0,
        HttpRequest(Headers([("Content-Type", kind)]), body.encode(), "POST", "https://mail.example.com/x"),
        HttpResponse(Headers([("Content-Type", kind)]), body.encode()),
    )


def _phone(xml: str, query: str = "Cmd=Sync&DeviceType=x") -> Callable[[], Interaction]:
    body = encode_wbxml(etree.fromstring(xml)) if xml else b""
    kind = ("Content-Type", WBXML_TYPE)
    url = f"https://mail.example.com/Microsoft-Server-ActiveSync?{query}"
    return lambda: Interaction(
        1, 0.0, HttpRequest(Headers([kind]), body, "POST", url), HttpResponse(Headers([kind]), body)
    )


def _ntlm(**names: str) -> str:
    message = Authenticate(
        flags=int(NegotiateFlags.unicode),
        nt_challenge_response=b"c4n4ry-response-24-bytes",
        domain_name=names.get("domain"),
        username=names.get("user"),
        workstation=names.get("workstation"),
    )
    return "NTLM " + b64(message.pack())


def _mime(transfer: str, **fields: str) -> str:
    mail = EmailMessage()
    for name, value in fields.items():
        mail[name.replace("_", "-")] = value
    said = f"Hello,\n\n{NAME} called from {PHONE}\nWrite to {MAIL} or see https://{HOST}/\n"
    mail.set_content(said, cte=transfer)
    mail.add_alternative(f"<p>{escape(NAME)}, <a href='mailto:{MAIL}'>{PHONE}</a></p>", "html", cte=transfer)
    return b64(mail.as_bytes())


def _mailbox(name: str = NAME, mail: str = MAIL) -> str:
    return f"<t:Mailbox><t:Name>{name}</t:Name><t:EmailAddress>{mail}</t:EmailAddress></t:Mailbox>"


def _entry_id() -> str:
    return b64(b"\0\x01\x2e" + MAIL.encode() + b"\0" + MAIL.encode("utf-16-le") + b"\0\0\xff" + DN.encode())


def _packed_query() -> str:
    device = DEVICE.encode()
    user = MAIL.encode()
    return b64(
        bytes((141, 0, 9, 4, len(device)))
        + device
        + b"\x04\x01\x02\x03\x04\x05phone"
        + bytes((8, len(user)))
        + user
    )


def _secrets() -> Iterator[Place]:
    def row(name: str, canary: str, plant: Callable[[], Interaction], remembered: bool = True) -> Place:
        return Place(name, canary, plant, people=False, remembered=remembered)

    basic = "Basic " + b64(f"joe:{PASSWORD}")
    yield row("password in Basic", PASSWORD, _in_request("Authorization", basic))
    yield row("password in Basic to a proxy", PASSWORD, _in_request("Proxy-Authorization", basic))
    yield row("bearer token", TOKEN, _in_request("Authorization", f"Bearer {TOKEN}"))
    yield row("token of another scheme", TOKEN, _in_request("Authorization", f"MSAuth1.0 usertoken={TOKEN}"))
    yield row("NTLM response", "c4n4ry-response", _in_request("Authorization", _ntlm(user="joe")), False)
    yield row("NTLM user", LOGIN, _in_request("Authorization", _ntlm(user=LOGIN)), False)
    yield row("NTLM domain", NT_DOMAIN, _in_request("Authorization", _ntlm(domain=NT_DOMAIN)), False)
    yield row(
        "NTLM workstation", "CANARY-PC7", _in_request("Authorization", _ntlm(workstation="CANARY-PC7")), False
    )
    digest = f'Digest username="joe", realm="x", nonce="n", response="{COOKIE}"'
    yield row("digest response", COOKIE, _in_request("Authorization", digest))
    for name in ("X-BackEndCookie", "exchangecookie", "OutlookSession", "cadata", "X-OWA-CANARY"):
        yield row(f"cookie {name}", COOKIE, _in_request("Cookie", f"a=1; {name}={COOKIE}; b=2"))
    yield row(
        "cookie that is set", COOKIE, _in_answer("Set-Cookie", f"X-BackEndCookie={COOKIE}; path=/; secure")
    )
    yield row("X-OWA-Canary field", COOKIE, _in_request("X-OWA-CANARY", COOKIE))
    yield row("X-Api-Key field", COOKIE, _in_request("X-Api-Key", COOKIE))
    yield row("TokenValue", TOKEN, _answered(f"<m:Token><t:TokenValue>{TOKEN}</t:TokenValue></m:Token>"))
    yield row(
        "password of WS-Security",
        PASSWORD,
        _asked(f"<o:Password xmlns:o='urn:o'>{escape(PASSWORD)}</o:Password>"),
    )
    yield row("access token in a URL", TOKEN, _at(f"{_URL}?access_token={TOKEN}&x=1"))
    yield row(
        "password in a URL", PASSWORD, _at(f"https://joe:{quote(PASSWORD, safe='')}@mail.example.com/EWS/")
    )
    yield row(
        "password in a form",
        PASSWORD,
        _plain("application/x-www-form-urlencoded", f"a=b&password={quote(PASSWORD)}"),
    )
    yield row("token in JSON", TOKEN, _plain("application/json", f'{{"access_token": "{TOKEN}"}}'))
    yield row("PIN in a mail", PIN, _answered(f"<t:Body>Your new PIN is: {PIN}.</t:Body>"))
    reset = EmailMessage()
    reset["Subject"] = "Your Outlook Voice Access PIN was reset"
    reset.set_content(f"Your PIN: {PIN}\n", cte="quoted-printable")
    reset.add_alternative(f"<td>PIN:</td><td><b>{PIN}</b></td>", "html", cte="base64")
    yield row("PIN in MIME", PIN, _answered(f"<t:MimeContent>{b64(reset.as_bytes())}</t:MimeContent>"))
    yield row(
        "password in WBXML",
        PASSWORD,
        _phone(
            '<ItemOperations xmlns="ItemOperations"><Fetch><Options>'
            f"<UserName>anna</UserName><Password>{escape(PASSWORD)}</Password></Options></Fetch></ItemOperations>"
        ),
    )


def _people() -> Iterator[Place]:
    row = Place
    yield row("X-AnchorMailbox", MAIL, _in_request("X-AnchorMailbox", MAIL))
    yield row("X-PublicFolderMailbox", MAIL, _in_request("X-PublicFolderMailbox", MAIL))
    yield row("user of Basic", MAIL, _in_request("Authorization", "Basic " + b64(f"{MAIL}:whatever-secret")))
    yield row(
        "login of Basic",
        LOGIN,
        _in_request("Authorization", "Basic " + b64(f"{NT_DOMAIN}\\{LOGIN}:whatever")),
    )
    yield row("login of NTLM", LOGIN, _in_request("Authorization", _ntlm(domain="d", user=LOGIN)))
    yield row(
        "address in a cookie",
        MAIL,
        _in_request("Cookie", f"X-BackEndCookie=S-1~{b64(MAIL)}"),
        remembered=False,
    )
    for name in ("Host", "X-FEServer", "X-CalculatedBETarget", "X-DiagInfo", "X-Forwarded-For"):
        yield row(f"host in {name}", HOST, _in_answer(name, HOST))
    yield row("host of the URL", HOST, _at(f"https://{HOST}/EWS/Exchange.asmx"))
    yield row("From field", NAME, _in_request("From", f'"{NAME}" <{MAIL}>'))
    yield row("display name", NAME, _answered(_mailbox()))
    yield row("address of a mailbox", MAIL, _asked(_mailbox()))
    yield row("legacy address of a mailbox", DN, _answered(_mailbox(mail=DN)), remembered=False)
    yield row(
        "impersonated address",
        MAIL,
        _asked(
            "<t:ExchangeImpersonation><t:ConnectingSID><t:PrimarySmtpAddress>"
            f"{MAIL}</t:PrimarySmtpAddress></t:ConnectingSID></t:ExchangeImpersonation>"
        ),
    )
    yield row("lists of names", NAME, _answered(f"<t:DisplayTo>{NAME}; {NAME}</t:DisplayTo>"))
    contact = (
        f"<t:Contact><t:DisplayName>{NAME}</t:DisplayName><t:GivenName>Frieda</t:GivenName>"
        f'<t:EmailAddresses><t:Entry Key="EmailAddress1">{MAIL}</t:Entry></t:EmailAddresses><t:PhoneNumbers>'
        f'<t:Entry Key="BusinessPhone">{PHONE}</t:Entry></t:PhoneNumbers>'
        "<t:Surname>Kanarienvögel</t:Surname></t:Contact>"
    )
    yield row("name of a contact", NAME, _answered(contact))
    yield row("address of a contact", MAIL, _answered(contact))
    yield row("number of a contact", PHONE, _answered(contact))
    yield row(
        "dial string", PHONE, _asked(f"<m:PlayOnPhone><m:DialString>{PHONE}</m:DialString></m:PlayOnPhone>")
    )
    yield row(
        "kept dial string", PHONE, _answered(f"<m:PlayOnPhoneDialString>{PHONE}</m:PlayOnPhoneDialString>")
    )
    yield row("TEL URI", PHONE, _asked("<m:TelUriAddress>tel:+14088675309;ext=555</m:TelUriAddress>"))
    yield row("TEL URI in text", PHONE, _asked("<t:Body>tel:+1-408-867-5309</t:Body>"))
    yield row("SIP URI", MAIL, _asked(f"<m:ImContactSipUriAddress>sip:{MAIL}</m:ImContactSipUriAddress>"))
    yield row("SIP URI of a number", PHONE, _asked(f"<m:DialString>sip:+14088675309@{HOST}</m:DialString>"))
    caller = '<t:ExtendedFieldURI PropertyTag="0x6802" PropertyType="String"/>'
    yield row(
        "caller",
        PHONE,
        _answered(f"<t:ExtendedProperty>{caller}<t:Value>{PHONE}</t:Value></t:ExtendedProperty>"),
    )
    for transfer in ("quoted-printable", "base64", "8bit"):
        fields = {
            "From": f'"{NAME}" <{MAIL}>',
            "Subject": f"Call from {NAME}",
            "X_CallingTelephoneNumber": PHONE,
        }
        mail = _mime(transfer, **fields)
        yield row(f"MIME, {transfer}", NAME, _answered(f"<t:MimeContent>{mail}</t:MimeContent>"))
        yield row(f"number in MIME, {transfer}", PHONE, _answered(f"<t:MimeContent>{mail}</t:MimeContent>"))
    html = f"<p><a href=mailto:{MAIL}>write</a></p>"
    yield row("address in HTML", MAIL, _answered(f"<t:Body>{escape(html)}</t:Body>"))
    manifest = f"<OfficeApp><SupportUrl DefaultValue='https://{HOST}/app'/></OfficeApp>"
    yield row("host in a manifest", HOST, _asked(f"<m:Manifest>{b64(manifest)}</m:Manifest>"))
    yield row("text attachment", MAIL, _answered(f"<t:Content>{b64(f'Minutes by {MAIL}')}</t:Content>"))
    yield row("item id", MAIL, _asked(f'<t:ItemId Id="{_entry_id()}" ChangeKey="CQ=="/>'), remembered=False)
    yield row(
        "folder entry id",
        MAIL,
        _asked(f"<m:base64FolderId>{_entry_id()}</m:base64FolderId>"),
        remembered=False,
    )
    yield row(
        "folder entry id with a DN",
        DN,
        _asked(f"<m:base64FolderId>{_entry_id()}</m:base64FolderId>"),
        remembered=False,
    )
    settings = (
        f"<UserSetting><Name>UserDisplayName</Name><Value>{NAME}</Value></UserSetting>"
        f"<UserSetting><Name>UserDN</Name><Value>{DN}</Value></UserSetting>"
    )
    yield row("Autodiscover, name", NAME, _answered(settings))
    yield row("Autodiscover, DN", DN, _answered(settings), remembered=False)
    plain = (
        f"<User><DisplayName>{NAME}</DisplayName><LegacyDN>{DN}</LegacyDN>"
        f"<AutoDiscoverSMTPAddress>{MAIL}</AutoDiscoverSMTPAddress></User><Server>{HOST}</Server>"
        f"<EwsUrl>https://{HOST}/EWS/Exchange.asmx</EwsUrl>"
    )
    yield row("Autodiscover, plain, name", NAME, _answered(plain))
    yield row("Autodiscover, plain, address", MAIL, _answered(plain))
    yield row("Autodiscover, plain, host", HOST, _answered(plain))
    yield row("login name", LOGIN, _asked(f"<t:UserName>{NT_DOMAIN}\\{LOGIN}</t:UserName>"))
    yield row("NT domain", NT_DOMAIN, _asked(f"<t:UserName>{NT_DOMAIN}\\{LOGIN}</t:UserName>"))
    yield row(
        "UNC path", HOST, _answered(f"<t:Body>\\\\{HOST}\\share</t:Body><EwsUrl>https://{HOST}/</EwsUrl>")
    )
    yield row("street", "17 Canary Lane", _answered("<t:Street>17 Canary Lane</t:Street>"), remembered=False)
    yield row(
        "SID",
        "3623811015-3361044348",
        _asked("<t:SID>S-1-5-21-3623811015-3361044348-1013</t:SID>"),
        remembered=False,
    )
    query = f"Cmd=Sync&User={quote(NT_DOMAIN)}%5C{LOGIN}&DeviceId={DEVICE}&DeviceType=x"
    yield row("ActiveSync user", LOGIN, _phone("", query))
    yield row("ActiveSync device", DEVICE, _phone("", query))
    yield row("packed ActiveSync device", DEVICE, _phone("", _packed_query()), remembered=False)
    yield row("packed ActiveSync user", MAIL, _phone("", _packed_query()), remembered=False)
    sync = (
        f'<Sync xmlns="AirSync"><Collections><Collection><Commands><Add><ApplicationData>'
        f'<From xmlns="Email">"{NAME}" &lt;{MAIL}&gt;</From><UmCallerID xmlns="Email2">{PHONE}</UmCallerID>'
        f"</ApplicationData></Add></Commands></Collection></Collections></Sync>"
    )
    yield row("WBXML, name", NAME, _phone(sync))
    yield row("WBXML, address", MAIL, _phone(sync))
    yield row("WBXML, caller", PHONE, _phone(sync))
    opaque = (
        '<SendMail xmlns="ComposeMail" xmlns:w="urn:ews-inspector:wbxml"><ClientId>1</ClientId>'
        f'<Mime><w:opaque as="text">From: {escape(f"{NAME} <{MAIL}>")}\nSubject: x\n\nIt is {PHONE}.\n'
        "</w:opaque></Mime></SendMail>"
    )
    yield row("WBXML, opaque mail", MAIL, _phone(opaque))


PLACES = (*_secrets(), *_people())


def echo(canary: str) -> Interaction:
    """Makes an interaction that says a canary again: in each part of it, in each spelling."""
    said = {name: spell(canary) for name, spell in SPELLINGS.items()}
    text = "".join(f"<t:Subject>It is {one}, so</t:Subject>" for one in said.values())
    inside = "".join(f'<t:ItemId Id="{b64(f"{canary} of an item, which is longer")}"/>' for _ in (0,))
    note = EmailMessage()
    note["Subject"] = f"About {canary}"
    note.set_content(f"It is {canary}, so\n", cte="quoted-printable")
    mime = f"<t:MimeContent>{b64(note.as_bytes())}</t:MimeContent>"
    line = f"q1={quote(canary, safe='')}&q2={quote(b64(canary), safe='')}"
    fields = [
        (f"X-Echo-{at}", one) for at, one in enumerate([quote(canary), b64(canary), f"is {quote(canary)} it"])
    ]
    request = HttpRequest(Headers([_XML, *fields]), soap(text + inside), "POST", f"{_URL}?{line}")
    response = HttpResponse(Headers([_XML, *fields]), soap(mime + text), 200, f"No {quote(canary)}")
    findings = ({"code": "X", "message": f'got "{canary}"', "path": f"/a[.='{escape(canary)}']"},)
    return Interaction(2, 1.0, request, response, findings=findings, extra={"note": f"see {canary}"})


def call() -> Iterator[Interaction]:
    """Makes a call that is played and asked for: the number, and an identifier that tells a machine."""
    handle = b64(f"call 17 at {HOST}, held by {MAIL}")
    state = "<m:CallState>Connecting</m:CallState><m:EventCause>None</m:EventCause>"
    for asked, answered in (
        (
            f"<m:PlayOnPhone><m:entryId>AAAA</m:entryId><m:DialString>{PHONE}</m:DialString></m:PlayOnPhone>",
            f"<m:PlayOnPhoneResponse>{handle}</m:PlayOnPhoneResponse>",
        ),
        (
            f"<m:GetCallInfo><m:CallId>{handle}</m:CallId></m:GetCallInfo>",
            f"<m:GetCallInfoResponse><m:GetCallInfoResponse>{state}</m:GetCallInfoResponse></m:GetCallInfoResponse>",
        ),
    ):
        request = HttpRequest(Headers([_XML]), soap(asked), "POST", f"https://{HOST}/EWS/UM2007Legacy.asmx")
        yield Interaction(1, 0.0, request, HttpResponse(Headers([_XML]), soap(answered)))


def everything() -> Iterator[Interaction]:
    """Makes a session that has a canary in each place, and says each of them again."""
    for place in PLACES:
        yield place.plant()
        if place.remembered:
            yield replace(echo(place.canary), error=None)

"""Bodies of every kind, made here, and ways to spoil them."""

from __future__ import annotations

import base64
import gzip
import json
import random
import re
import struct

from lxml import etree

from inspector.wire.wbxml import encode_wbxml

TYPES = "http://schemas.microsoft.com/exchange/services/2006/types"
SOAP = "http://schemas.xmlsoap.org/soap/envelope/"


def packed(content: bytes) -> str:
    return base64.b64encode(content).decode()


def lines(text: str, width: int = 76, end: str = "\r\n") -> str:
    return end.join(re.findall(f".{{1,{width}}}", text))


def envelope(inside: str) -> bytes:
    return (f'<s:Envelope xmlns:s="{SOAP}" xmlns:t="{TYPES}"><s:Body>{inside}</s:Body></s:Envelope>').encode()


def activesync_parts(*parts: bytes) -> bytes:
    at = 4 + 8 * len(parts)
    table = struct.pack("<I", len(parts))
    for part in parts:
        table += struct.pack("<II", at, len(part))
        at += len(part)
    return table + b"".join(parts)


HTML = (
    '<html><body><p>Hallo&nbsp;Anna</p><!-- c --><a href="mailto:a@example.com">x &amp; y</a></body></html>'
)
MAIL = (
    "From: =?utf-8?b?SsO8cmdlbiBCcmFuZHQ=?= <jb@brandt.example>\r\n"
    'To: "Anna Meier"\r\n <anna@brandt.example>\r\n'
    "Subject: =?iso-8859-1?Q?Gr=FC=DFe?=\r\n"
    "MIME-Version: 1.0\r\n"
    'Content-Type: multipart/mixed; boundary="qq"\r\n'
    "\r\npreamble\r\n"
    "--qq\r\nContent-Type: text/plain; charset=iso-8859-1\r\n"
    "Content-Transfer-Encoding: quoted-printable\r\n"
    "\r\nGr=FC=DFe von J=FCrgen, und hier steht sehr viel Text, so da=DF weiche Zeilenumbr=\r\n"
    "che n=F6tig sind."
    "\r\n--qq\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    + lines(packed(HTML.encode()))
    + "\r\n--qq\r\nContent-Type: message/rfc822\r\n"
    "\r\nSubject: inner one\r\nFrom: x@example.com\r\n\r\nBody of it"
    '\r\n--qq\r\nContent-Type: audio/wav; name="Anna\'s call.wav"\r\n'
    'Content-Disposition: attachment; filename="Anna Meier.wav"; size=3\r\n'
    "Content-Transfer-Encoding: base64\r\n\r\n"
    + lines(packed(b"RIFF" + bytes(range(256))))
    + "\r\n--qq--\r\nepilogue\r\n"
).encode()
WBXML = encode_wbxml(
    etree.fromstring(
        '<Sync xmlns="AirSync"><Collections><Collection><Commands><Add><ApplicationData>'
        '<UmCallerID xmlns="Email2">+12065550123</UmCallerID><Subject xmlns="Email">Hallo da</Subject>'
        "</ApplicationData></Add></Commands></Collection></Collections></Sync>"
    )
)
CALENDAR = (
    b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\n"
    b'ORGANIZER;CN="Meier, Anna":mailto:anna@brandt.example\r\n'
    b"ATTENDEE;ROLE=REQ-PARTICIPANT;CN=Jo Brandt:mailto:jo@brandt.e\r\n xample\r\n"
    b"SUMMARY:Room 7\\, second floor\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)
CARD = (
    b"BEGIN:VCARD\nVERSION:3.0\nN:Meier;Anna;;Dr.;\nFN:Anna Meier\nTEL;TYPE=work:+1 206 555 0123\nEND:VCARD\n"
)

BODIES: dict[str, tuple[bytes, str]] = {
    "XML": (
        envelope('<t:Item t:k="1&amp;2"><t:Subject>one &lt;two&gt; three</t:Subject></t:Item>'),
        "text/xml",
    ),
    "a mail in base64 lines": (envelope(f"<t:MimeContent>{lines(packed(MAIL))}</t:MimeContent>"), "text/xml"),
    "a mail in base64 lines that end as XML writes them": (
        envelope(f"<t:MimeContent>{lines(packed(MAIL), 76, '&#xD;' + chr(10))}</t:MimeContent>"),
        "text/xml",
    ),
    "a mail in CDATA": (envelope(f"<t:MimeContent><![CDATA[{packed(MAIL)}]]></t:MimeContent>"), "text/xml"),
    "a mail": (MAIL, "message/rfc822"),
    "a mail of which nothing is said": (MAIL, ""),
    "HTML in XML": (
        envelope(
            "<t:Body BodyType='HTML'>&lt;p title=&quot;Tom &amp;amp; Jerry&quot;&gt;Nora&amp;nbsp;Nab "
            "&amp;lt;x&amp;gt;&lt;br/&gt;more&lt;/p&gt;</t:Body>"
        ),
        "text/xml",
    ),
    "HTML in CDATA": (envelope("<t:Body><![CDATA[<p>Nora&nbsp;N</p><p>two</p>]]></t:Body>"), "text/xml"),
    "HTML": (HTML.encode(), "text/html"),
    "JSON in JSON": (
        json.dumps(
            {
                "a": [1, "zwei ü", {"b": json.dumps({"access_token": 'abc"def/\\ü'})}],
                "x": "<a><b>text in it</b></a>",
                "anna@brandt.example": "\U0001f600 smile",
            }
        ).encode(),
        "application/json",
    ),
    "JSON with a byte order mark": (b'\xef\xbb\xbf{"a": "zw\xc3\xb6lf"}', "application/json"),
    "JSON in UTF-16": ('{"a": "zwölf", "b": "c"}'.encode("utf-16"), "application/json"),
    "a form": (
        b"user=anna%40example.com&password=a+b%26c&empty=&j=%7B%22a%22%3A%22text%22%7D",
        "application/x-www-form-urlencoded",
    ),
    "gzip": (gzip.compress(envelope("<t:Subject>one two</t:Subject>")), "text/xml"),
    "gzip in base64": (
        envelope(f"<t:BinaryData>{packed(gzip.compress(b'some text that is here'))}</t:BinaryData>"),
        "text/xml",
    ),
    "base64 in base64": (
        envelope(f"<t:Content>{packed(packed(b'Minutes by somebody, and more').encode())}</t:Content>"),
        "text/xml",
    ),
    "base64 for URLs": (
        envelope(
            "<t:Content>"
            + base64.urlsafe_b64encode("übermäßig viele Ümläute?>~~~".encode()).decode().rstrip("=")
            + "</t:Content>"
        ),
        "text/xml",
    ),
    "UTF-16 in base64": (
        envelope(f"<t:Content>{packed('Minutes by w73, and more'.encode('utf-16-be'))}</t:Content>"),
        "text/xml",
    ),
    "WBXML": (WBXML, "application/vnd.ms-sync.wbxml"),
    "WBXML of which nothing is said": (WBXML, ""),
    "WBXML with a line end behind": (WBXML + b"\r\n", ""),
    "WBXML with text behind": (WBXML + b"and Anna Meier", ""),
    "ActiveSync parts": (
        activesync_parts(WBXML, b"RIFF" + b"x" * 99, b"plain text part of it"),
        "application/vnd.ms-sync.multipart",
    ),
    "MIME parts": (
        b"--B\r\nContent-Type: application/xop+xml\r\n\r\n"
        + envelope("<t:Subject>one</t:Subject>")
        + b"\r\n--B\r\nContent-Type: text/plain\r\n\r\nhello you\r\n--B--\r\n",
        'multipart/related; boundary=B; type="application/xop+xml"',
    ),
    "form data": (
        b'--B\r\nContent-Disposition: form-data; name="who"; filename="Anna.txt"\r\n\r\n'
        b"Anna Meier\r\n--B--\r\n",
        "multipart/form-data; boundary=B",
    ),
    "latin-1 of which nothing is said": (
        envelope("<t:Subject>Grüße, Jürgen</t:Subject>").decode().encode("latin-1"),
        "text/xml",
    ),
    "windows-1252": (
        b"<?xml version='1.0' encoding='windows-1252'?><a>" + "“Grüße” – €".encode("cp1252") + b"</a>",
        "text/xml",
    ),
    "UTF-16 without a mark": (envelope("<t:Subject>one</t:Subject>").decode().encode("utf-16-le"), ""),
    "text": (b"just some text with a name", "text/plain"),
    "base64 text": (packed(b"Anna Meier called at noon").encode(), "text/plain"),
    "broken XML": (b'<a><b x="1>text</b><c>more &bare <d>deep</a> end <', "text/xml"),
    "what is no attribute": (b'<a b=1 c=\'2\' d="3" junk "quoted" >x</a>', "text/xml"),
    "several envelopes": (
        b'<?xml version="1.0"?>'
        + envelope("<t:A>one</t:A>")
        + b'\r\n<?xml version="1.0"?>'
        + envelope("two"),
        "text/xml",
    ),
    "comments, instructions and CDATA": (
        b"<a>one<!-- two -->three<?four five?><![CDATA[six <seven>]]> eight</a>",
        "text/xml",
    ),
    "a calendar": (CALENDAR, "text/calendar"),
    "a card": (CARD, ""),
}

_JUNK = [
    b"&",
    b"<",
    b">",
    b'"',
    b"'",
    b"\x01",
    b"\xff",
    b"\x00",
    b"&#0;",
    b"&#xD800;",
    b"&nbsp;",
    b"</x>",
    b"<y>",
    b'<a b="',
    b"<!-- ",
    b"<![CDATA[",
    b"]]>",
    b"-->",
    b"<?p ",
    b"\r\n",
    b"=",
    b"=?utf-8?b?",
    b"?=",
    b"\\u12",
    b'"',
    b"{",
    b"]",
    b"%",
    b"--qq\r\n",
    b"\x03\x01\x6a\x00",
    b"\x1f\x8b\x08",
    b"\xe4\xf6",
    b"BEGIN:VCARD\n",
    b"<!ENTITY x>",
    b"\x84\xff\xff\xff\x7f",
]


def spoiled(draw: random.Random) -> tuple[bytes, str]:
    """A body of some kind, cut, mixed with another, or with junk in it."""
    content, content_type = draw.choice(list(BODIES.values()))
    body = bytearray(content)
    for _ in range(draw.randrange(1, 5)):
        at = draw.randrange(len(body) + 1)
        what = draw.random()
        if what < 0.5:
            body[at : at + draw.randrange(3)] = draw.choice(_JUNK)
        elif what < 0.7:
            del body[at : at + draw.randrange(1, 9)]
        elif what < 0.8:
            del body[at:]
        elif what < 0.9 and len(body) < 3000:
            other, _ = draw.choice(list(BODIES.values()))
            body[at:at] = other[: draw.randrange(200)]
        else:
            body[at:at] = bytes(draw.randrange(256) for _ in range(draw.randrange(1, 6)))
    if draw.random() < 0.1:
        _, content_type = draw.choice(list(BODIES.values()))
    return bytes(body), content_type

"""What a value is called beside it is believed: it is taken out, and the check would name it."""

from __future__ import annotations

import pytest

from inspector.cassette import CassetteHeader, Interaction
from inspector.scrub import Scrubber
from inspector.scrub.check import LeakFinder
from inspector.wire.http import Headers, HttpRequest, HttpResponse
from tests.messages import envelope

SECRET = "Wr3nn.Katze!42"
XML, TEXT, PAGE = "text/xml; charset=utf-8", "text/plain", "text/html; charset=utf-8"


NAMED = {
    "by its attribute": (XML, envelope('<t:MessageXml><t:Value Name="Password">@</t:Value></t:MessageXml>')),
    "by its property": (
        XML,
        envelope(
            '<t:ExtendedProperty><t:ExtendedFieldURI PropertyName="ApiPassword" PropertyType="String"/>'
            "<t:Value>@</t:Value></t:ExtendedProperty>"
        ),
    ),
    "by the element before it": (XML, envelope("<p><name>password</name><value>@</value></p>")),
    "by the key of its entry": (
        XML,
        envelope(
            "<t:DictionaryEntry><t:DictionaryKey><t:Type>String</t:Type><t:Value>password</t:Value>"
            "</t:DictionaryKey><t:DictionaryValue><t:Type>String</t:Type><t:Value>@</t:Value>"
            "</t:DictionaryValue></t:DictionaryEntry>"
        ),
    ),
    "by the member before it": ("application/json", '{"a": [{"name": "password", "value": "@"}]}'),
    "by the object that it is of": ("application/json", '{"clientSecret": {"value": "@"}}'),
    "by the field of a form": (
        "multipart/form-data; boundary=b",
        '--b\r\nContent-Disposition: form-data; name="password"; filename="p.txt"\r\n'
        "Content-Type: text/plain\r\n\r\n@\r\n--b--\r\n",
    ),
    "by an element that a page shows": (
        "text/html",
        '<html><body><pre>POST /\r\n\r\n&lt;t:Password Type="x"&gt;@&lt;/t:Password&gt;</pre></body></html>',
    ),
    "by an element that a text shows": (TEXT, "We got: &lt;t:Password&gt;@&lt;/t:Password&gt;"),
    "by a short label": (XML, envelope("<t:Body>pw: @</t:Body>")),
    "by the name of a session": (XML, envelope("<t:Body>JSESSIONID=@</t:Body>")),
    "by a label in Spanish": (XML, envelope("<t:Body>Código de acceso: @</t:Body>")),
    "behind an arrow": (XML, envelope("<t:Body>Password =&gt; @</t:Body>")),
    "behind a dash": (XML, envelope("<t:Body>Initial password \u2013 @</t:Body>")),
    "in Markdown": (XML, envelope("<t:Body>**Password:** @</t:Body>")),
    "as what it was changed to": (XML, envelope("<t:Body>The password was changed to @</t:Body>")),
    "as what it will be": (XML, envelope("<t:Body>The new password will be @ then.</t:Body>")),
    "in quotes, behind a blank": (XML, envelope('<t:Body>Password: "x7 @"</t:Body>')),
    "by the field of a mail's header": (
        XML,
        envelope('<t:InternetMessageHeader HeaderName="X-Auth-Token">@</t:InternetMessageHeader>'),
    ),
    "in a cell with attributes": (PAGE, '<p><b>Password:</b> <i lang="en" class="x">@</i></p>'),
    "in a cell behind an empty one": (PAGE, "<td>Kennwort</td><td>&nbsp;</td><td class=x>@</td>"),
    "behind a word in bold": (PAGE, "<p>Votre <b>mot de passe</b> est&nbsp;: <b>@</b></p>"),
    "in bold, at the end of a sentence": (PAGE, "<p>Hallo Anna, das neue Passwort lautet <b>@</b></p>"),
    "in bold, with whose it is": (PAGE, "<p>Hi, the password for the VPN is: <b>@</b></p>"),
    "in bold, in Japanese": (PAGE, "<td>パスワード</td><td>@</td>"),
    "by an attribute for data": (PAGE, '<i data-api-key="@">x</i>'),
    "by the name of a field to fill in": (PAGE, '<textarea name="password" cols="8">@</textarea>'),
    "as a client's": (XML, envelope("<t:Body>The client secret is @</t:Body>")),
}


def answered(kind: str, body: str) -> Interaction:
    response = HttpResponse(Headers([("Content-Type", kind)]), body.encode())
    return Interaction(1, 0.0, HttpRequest(url="/EWS/Exchange.asmx"), response)


@pytest.mark.parametrize("profile", ["secrets", "identity"])
@pytest.mark.parametrize("how", NAMED)
def test_a_secret_that_is_named_is_gone(how: str, profile: str) -> None:
    kind, body = NAMED[how]
    scrubber = Scrubber(profile, "salt")
    for secret in (SECRET, "Ab9xx.Otter?17", "Cd8yy.Dachs?18"):  # written alike, each is found
        made = scrubber.scrub(answered(kind, body.replace("@", secret))).response
        assert made is not None
        assert secret.encode() not in made.body


@pytest.mark.parametrize("how", NAMED)
def test_one_that_is_left_is_found_by_the_check(how: str) -> None:
    kind, body = NAMED[how]
    left = LeakFinder(CassetteHeader(), None, "secrets").look(answered(kind, body.replace("@", SECRET)))
    assert "secret" in {leak.kind for leak in left}


@pytest.mark.parametrize(
    "inner",
    [
        '<t:Value Name="Line">1472</t:Value>',
        "<p><name>password</name><value>required</value></p>",
        "<t:Body>Change your password to go on. The password was changed by somebody - 3 of 12.</t:Body>",
        "<t:Body>&lt;h1&gt;Reset your password&lt;/h1&gt;Please click below in 24 hours.</t:Body>",
        "<t:Body>&lt;b&gt;Reset your password&lt;/b&gt;&lt;p&gt;Please click below&lt;/p&gt;</t:Body>",
        "<t:Body>&lt;p&gt;Your password is &lt;b&gt;about to expire&lt;/b&gt; now.&lt;/p&gt;</t:Body>",
        "<t:Body>The access code of conduct; the security code is on the card.</t:Body>",
    ],
)
def test_what_tells_no_secret_stays(inner: str) -> None:
    one = answered(XML, envelope(inner))
    made = Scrubber("identity", "salt").scrub(one).response
    assert made is not None and one.response is not None
    assert made.body == one.response.body
    assert list(LeakFinder(CassetteHeader(), None, "secrets").look(one)) == []

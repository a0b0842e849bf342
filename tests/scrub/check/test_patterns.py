"""What shows by its form is found as it reads, and what names nobody is not taken for it."""

from __future__ import annotations

import time

import pytest

from inspector.scrub.check.patterns import IDENTITY, SECRET, forms_in
from inspector.scrub.check.secret_patterns import pins_in
from inspector.scrub.check.stand_ins import Recogniser
from inspector.scrub.check.unescaped import readings
from inspector.scrub.pseudonyms import Pseudonyms
from inspector.scrub.replacements import Replacements

KNOWN = Recogniser()


def found(text: str, known: Recogniser = KNOWN, *, prose: bool = True) -> set[str]:
    return {
        what
        for reading in readings(text)
        for _, what, _ in forms_in(reading, known, prose=prose, identity=True)
    }


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("xeyJ0 eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.", "a JSON Web Token"),
        ("-----BEGIN RSA PRIVATE KEY-----\nMIIE", "a private key"),
        ("sent Authorization: Bearer 8Zt3VbN0xLwKc5 and", "credentials"),
        ("sent Basic YW5uYTpnZWhlaW0= and", "credentials"),
        ("NTLM TlRMTVNTUAABAAAAB7IIogQABAA2AAAADgAOACgAAAAFASgKAAAAD1dPUktTVEFUSU9OMURPTUE=", "credentials"),
        ("https://anna:geheim1@files.d04be21a7.example/", "a password in a URL"),
        ("https://files.d04be21a7.example/?x=1&sig=AbC3dEfG9hIj", "a secret parameter"),
        ("then api_key: AbC3dEfG9hIj", "a value assigned to a secret's name"),
        ("Password=letmein;", "a value assigned to a secret's name"),
        ("Das Kennwort lautet »Geheim!7«", "a password, told in words"),
        ("mot de passe : Geheim!7", "a password, told in words"),
        ("S-1-5-21-1004336348-1177238915-682003330-512", "a security identifier"),
        ("anna@contoso.com", "a mail address"),
        ("anna&#64;contoso&#46;com", "a mail address"),
        ("anna%40contoso.com", "a mail address"),
        ("anna=40contoso.com", "a mail address"),
        ("anna\\u0040contoso.com", "a mail address"),
        ("=?utf-8?B?YW5uYUBjb250b3NvLmNvbQ==?=", "a mail address"),
        ("anna\u00ad@con\u200btoso.com", "a mail address"),
        ("ａｎｎａ＠contoso.com", "a mail address"),
        ('"anna b"@contoso.com', "a mail address"),
        ("anna@münchen-gmbh.de", "a mail address"),
        ("ldap://dc01.contoso.com/x", "the host of a URL"),
        ("http://intranet/x", "the host of a URL"),
        ("https://[fd00:1::2]:443/x", "the host of a URL"),
        ("https://anna.b@files.d04be21a7.example/x", "the user of a URL"),
        ("EX07.CONTOSO.COM is down", "a host name"),
        ("ex07.contoso.local", "a host name"),
        ("xn--mnchen-3ya.de", "a host name"),
        ("\\\\fs01\\share", "the host of a share"),
        ("from 10.17.4.9 to", "an IP address"),
        ("from fe80::1c2:3ff:fe04:5 to", "an IPv6 address"),
        ("/O=CONTOSO/OU=FIRST/CN=RECIPIENTS/CN=ANNA", "a distinguished name"),
        ("CN=Anna Berg,OU=Sales,DC=contoso,DC=com", "a name of a directory"),
        ("O=Vogel, C=CH", "a name of a directory"),
        ("BEGIN:VCARD\r\nFN:Anna Berg\r\n", "a name on a card"),
        ("ATTENDEE;CN=Anna Berg;RSVP=TRUE:mailto:x", "a name on a card"),
        ('ATTENDEE;CN="Berg, Anna":mailto:x', "a name on a card"),
        ("Anna Berg <anna@contoso.com>", "a name before an address"),
        ("+14258675309", "a telephone number"),
        ("＋１４２５８６７５３０９", "a telephone number"),
        ("+1\u00a0425\u2011867\u20115309", "a telephone number"),
        ("+49 (0)89 1234 5678", "a telephone number"),
        ("tel:8675309", "the number of a telephone URI"),
        ("(425) 867-5309", "a national telephone number"),
        ("425.867.5309", "a national telephone number"),
        ("1 (425) 867-5309", "a national telephone number"),
        ("Line 1 425-867-5309", "a national telephone number"),
        ("Option 1 089/7305 1944", "a national telephone number"),
        ("06 12 34 56 78", "a national telephone number"),
        ("089/12345678", "a national telephone number"),
        ("４２５８６７５３０９", "a national telephone number"),
    ],
)
def test_it_is_found(text: str, what: str) -> None:
    assert what in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "Your new PIN is: 4711.",
        "Ihre neue PIN lautet 471 108",
        "Ihre Geheimzahl: 47-11-08",
        "Votre nouveau code PIN : 4711",
        "Votre code confidentiel est 471108",
        "Su nuevo PIN es: 471108",
        "Su código de acceso es 471108",
        "Il nuovo codice PIN è 471108",
        "Il suo codice di accesso: 471108",
        "Uw pincode is 471108",
        "471108 is your new Outlook Voice Access PIN",
        "Use code 471108 to sign in",
        "Uw toegangscode: 471108",
        "O seu novo PIN é 471108",
        "O código de acesso é 471108",
        "PIN:\x1f \x1f471108",
    ],
)
def test_a_pin_is_found_in_words(text: str) -> None:
    ((at, digits),) = pins_in(text, KNOWN)
    assert text[at : at + len(digits)] == digits
    assert "a PIN, told in words" in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "15.1.225.42",
        "Microsoft-IIS/10.0 ASP.NET 4.0.30319",
        "ExchangeServicesClient/15.01.2507.006",
        "http://schemas.microsoft.com/exchange/services/2006/messages",
        "http://www.w3.org/2001/XMLSchema-instance",
        "https://mail.d04be21a7.example/EWS/Exchange.asmx",
        "http://127.0.0.1:39341/ and http://localhost/ and http://[::1]/",
        "192.0.2.17 and 2001:db8::17",
        "Microsoft.Exchange.Services.Core.Types.ItemId",
        "2026-11-28T06:29:13.123456Z",
        "2026-11-28 06:29:13",
        "f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
        "urn:oasis:names:tc:SAML:1.0:assertion",
        "[MS-OXWUMS] section 3.1.4.3, see readme.md",
        "Basic realm=x, Negotiate authentication, a Bearer of news",
        "token_type: Bearer, expires_in: 3599",
        "password: required",
        "Set a PIN of 6 to 24 digits",
        "We pin 2,000 notes to the board",
        "2026 is the year of the PIN",
        "It returned code 12345 to the caller",
        "PIN. Call back at 14:30:00",
        "See section 2.2.4.2 and RFC 6761",
        "1234567",
        "size 1048576 of 20000000",
        "S-1-5-18 and S-1-5-32-544 and S-1-1-0",
        "/o=First/cn=Recipients".replace("First", "x0123abcd"),
        "kim.berg-3f9a1c@d04be21a7.example",
        '"Kim Berg-3f9a1c" <kim.berg-3f9a1c@d04be21a7.example>',
        "+1 (408) 555-0123",
        "+49 69 0555 0150",
        "https://mail.d04be21a7.example/x?a=b&Pin=22",
        "Voice message (12 seconds) <no address>",
    ],
)
def test_what_names_nobody_is_not_found(text: str) -> None:
    assert found(text) == set()


def test_a_number_in_an_identifier_is_none_of_somebody() -> None:
    assert found("4258675309", prose=False) == set()
    assert found("4258675309") != set()


@pytest.mark.parametrize("salt", [b"salt", b"another"])
def test_what_scrubbing_puts_is_not_found(salt: bytes) -> None:
    pseudonyms = Pseudonyms(salt)
    made = Replacements(pseudonyms)
    known = Recogniser(pseudonyms)
    text = "\n".join(
        [
            f"{made.name('Anna Berg')} <{made.mail('anna@contoso.com')}>",
            f"https://{made.host('ex07.contoso.com')}/x at {made.host('10.17.4.9')}",
            made.dn("/o=Contoso/ou=First/cn=Recipients/cn=anna"),
            made.phone("+1 425 867 5309"),
            made.shape("S-1-5-21-1004336348-1177238915-682003330-512"),
            f"Bearer {made.shape('q8Zt3VbN0xLwKc5RyUeD2mHs7JfPa9Gi')}",
        ]
    )
    assert found(text, known) == set()
    assert found(text) != set()  # nobody else knows the token and the identifier for stand-ins


def test_each_kind_is_told() -> None:
    kinds = {
        kind
        for kind, _, _ in forms_in("anna@contoso.com, password=geheim1", KNOWN, prose=True, identity=True)
    }
    assert kinds == {SECRET, IDENTITY}
    kinds = {
        kind
        for kind, _, _ in forms_in("anna@contoso.com, password=geheim1", KNOWN, prose=True, identity=False)
    }
    assert kinds == {SECRET}


HOSTILE = (
    "@", "a@", "@a.", "PIN ", "pin code ", "a://", "/cn=a", "CN=a,", "eyJ", "eyJa.", "S-1-",
    "password ", "password=", "Basic ", "NTLM TlRM", "Name <a@", "Aa Bb ", "\nFN:", ";CN=", "+1 ",
    "(0", "0:", "\\\\a.", "?a=", "&token=a", "a.", "-", "1.", " ", "AAAA", "QUFB", "=41", "%41",
    "&#65;", "\\u0041", "=?a?b?", '"', "é.", "xn--",
)  # fmt: skip


@pytest.mark.parametrize("piece", HOSTILE)
def test_time_is_in_proportion_to_the_text(piece: str) -> None:
    text = piece * (100_000 // len(piece))
    began = time.process_time()
    found(text)
    assert time.process_time() - began < 5.0  # some 0.1 s; what is not linear takes minutes

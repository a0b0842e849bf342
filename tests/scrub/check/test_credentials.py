"""Fields of authentication tell nothing but schemes, challenges and stand-ins."""

from __future__ import annotations

import base64

import pytest

from inspector.cassette import Interaction
from inspector.scrub import KEPT_KEY, Scrubber
from inspector.scrub.check.credentials import credentials_in, credentials_left
from inspector.scrub.check.stand_ins import Recogniser
from inspector.scrub.pseudonyms import Pseudonyms
from inspector.wire.http import Headers, HttpRequest
from inspector.wire.ntlm import NtlmMessage, pack_ntlm

KNOWN = Recogniser(Pseudonyms(b"salt"))


def b64(data: bytes | str) -> str:
    return base64.b64encode(data if isinstance(data, bytes) else data.encode()).decode()


NTLM = b64(
    pack_ntlm(NtlmMessage(3, {"user": "anna", "domain": "CONTOSO"}, {"nt_response": b"24 bytes of response"}))
)
TELLING = [
    ("Basic " + b64("anna:geheim"), "Basic credentials with user and password"),
    ("Basic " + b64("scrubbed-0123abcd:geheim"), "Basic credentials with password"),
    ("Basic " + b64("no colon here"), "Basic credentials"),
    ("Bearer q8Zt3VbN0xLwKc5RyUeD2mHs7JfPa9Gi", "Bearer credentials"),
    ("MSAuth1.0 usertoken=q8Zt3VbN0xLwKc5", "Msauth1.0 credentials"),
    ("q8Zt3VbN0xLwKc5RyUeD2mHs7JfPa9Gi", "a bare token"),
    (f"NTLM {NTLM}", "an NTLM authenticate message with domain, nt_response, user"),
    (f"Negotiate {NTLM}", "an NTLM authenticate message with domain, nt_response, user"),
    ("Negotiate YIIFzgYGKwYBBQUCoIIFwjCCBb4wgAAA", "Negotiate credentials"),
    ('Digest username="anna", realm="x", nonce="", response=""', "parts of Digest credentials"),
]


@pytest.mark.parametrize(("value", "what"), TELLING)
def test_what_tells(value: str, what: str) -> None:
    assert list(credentials_left(value, KNOWN)) == [what]


@pytest.mark.parametrize(("value", "what"), TELLING)
def test_nothing_of_it_after_scrubbing(value: str, what: str) -> None:
    one = Interaction(1, 0.0, HttpRequest(Headers([("Authorization", value)])))
    made = Scrubber("secrets", "salt").scrub(one)
    known = Recogniser(Pseudonyms(b"salt"))
    known.hear(made.extra.get(KEPT_KEY))
    assert list(credentials_left(made.request.headers[0][1], known)) == []


@pytest.mark.parametrize(
    "value",
    [
        "Negotiate",
        "NTLM",
        'Basic realm="mail.example.com"',
        'Bearer realm="", client_id="00000002-0000-0ff1-ce00-000000000000", token_types="app"',
        'Negotiate, NTLM, Basic realm="x"',
        "<redacted>",
        "Bearer <redacted>",
        "Basic ***",
        "Basic " + b64("scrubbed-0123abcd:scrubbed-0123abcd"),
    ],
)
def test_what_tells_nothing(value: str) -> None:
    assert list(credentials_left(value, KNOWN)) == []


def test_they_are_found_in_a_text() -> None:
    assert list(credentials_in(f"> Authorization: Basic {b64('anna:geheim')}\n> Host", KNOWN))
    assert list(credentials_in("Negotiate authentication and Basic knowledge are needed", KNOWN)) == []

"""Stand-ins are known by their form, by their key, or because the cassette tells of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.scrub.check.stand_ins import Recogniser
from inspector.scrub.pseudonyms import Pseudonyms
from inspector.scrub.replacements import Replacements

PSEUDONYMS = Pseudonyms(b"salt")
MADE = Replacements(PSEUDONYMS)
KNOWN = Recogniser(PSEUDONYMS)
WORD = st.text("abcdefghijklmnopqrstuvwxyz", min_size=2, max_size=12)


@given(given_name=WORD, family=WORD, domain=WORD)
def test_names_addresses_and_hosts_by_their_form(given_name: str, family: str, domain: str) -> None:
    nobody = Recogniser()
    assert nobody.name(MADE.name(f"{given_name} {family}"))
    assert nobody.mail(MADE.mail(f"{given_name}@{domain}.com"))
    assert nobody.host(MADE.host(f"{given_name}.{domain}.com"))
    assert not nobody.mail(f"{given_name}@x{domain}.com")


@given(st.from_regex(r"[1-9][0-9]{9,11}", fullmatch=True))
def test_a_long_number_by_its_form(digits: str) -> None:
    assert KNOWN.phone(MADE.phone(f"+49{digits}"))


@given(st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=18, max_size=60))
def test_a_long_token_by_its_key(token: str) -> None:
    made = MADE.shape(token)
    if sum(map(str.isalnum, made)) >= 18:
        assert KNOWN.token(made)
        assert not Recogniser().token(made) or made == token


def test_short_ones_because_the_cassette_tells_of_them() -> None:
    known = Recogniser(PSEUDONYMS)
    assert not known.token("tihlu1") and not known.phone("8004")
    assert known.hear({"stand_ins": ["tihlu1", "8004", 17]})
    assert not known.hear({"stand_ins": ["tihlu1"]})
    assert known.token("tihlu1") and known.phone("8004")


def test_a_number_is_known_behind_what_is_dialled_before_it() -> None:
    known = Recogniser()
    known.hear({"stand_ins": ["7305194"]})
    assert known.phone("+49 (0) 7305194") and known.phone("0049 07305194")
    assert not known.phone("+49 89 111 7305194")
    assert not known.phone("730519")


@pytest.mark.parametrize("kept", [None, 17, [], {"stand_ins": 17}, {"stand_ins": {}}, {"digests": ["a"]}])
def test_whatever_a_cassette_tells_it_is_read(kept: object) -> None:
    assert not Recogniser().hear(kept)


@pytest.mark.parametrize(
    "text", ["", "<redacted>", "***", "xxxx", "scrubbed-0123abcd", "[withheld: why; 3 bytes]"]
)
def test_what_says_that_something_was_taken_out(text: str) -> None:
    assert KNOWN.token(text) and KNOWN.name(text)


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "127.0.0.1",
        "::1",
        "192.0.2.1",
        "2001:db8::1",
        "outlook.office365.com",
    ],
)
def test_hosts_that_are_nobodys(host: str) -> None:
    assert KNOWN.host(host)


@pytest.mark.parametrize(
    "host",
    [
        "example.com",
        "d12.example.com",
        "10.0.0.1",
        "fd00::1",
        "ex07",
        "microsoft.com.evil.de",
        "d12.example.de",
    ],
)
def test_hosts_that_are_somebodys(host: str) -> None:
    assert not KNOWN.host(host)


def test_a_stand_in_of_another_key_is_none() -> None:
    made = Pseudonyms(b"another").token("q8Zt3VbN0xLwKc5RyUeD2mHs7JfPa9Gi")
    assert not KNOWN.token(made)


def test_a_name_beside_a_stand_in_is_none() -> None:
    assert not KNOWN.name("Kim Berg-3f9a1c Schmidt") and not KNOWN.name("Anna Schmidt, Berg-3f9a1c")
    assert not KNOWN.mail("anna.schmidt@d04be21a7.example")

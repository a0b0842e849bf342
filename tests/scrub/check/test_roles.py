"""A value in the place of a person or a secret is a stand-in, or it is found."""

from __future__ import annotations

import time

import pytest

from inspector.protocols.fields import Role
from inspector.scrub.check.roles import left_of_role
from inspector.scrub.check.stand_ins import Recogniser
from inspector.scrub.pseudonyms import Pseudonyms
from inspector.scrub.replacements import Replacements

PSEUDONYMS = Pseudonyms(b"salt")
MADE = Replacements(PSEUDONYMS)
KNOWN = Recogniser(PSEUDONYMS)

NAME, MAIL, PHONE = MADE.name("Anna Berg"), MADE.mail("anna@contoso.com"), MADE.phone("+1 425 867 5309")
SOMEBODY = [
    (Role.SECRET, "letmein"),
    (Role.PIN, "471108"),
    (Role.MAIL_ADDRESS, "anna@contoso.com"),
    (Role.MAIL_ADDRESS, "SMTP:anna@contoso.com"),
    (Role.MAIL_ADDRESS, f"Anna Berg <{MAIL}>"),
    (Role.MAIL_ADDRESS, "Anna Berg"),
    (Role.PHONE, "+1 425 867 5309"),
    (Role.PHONE, "8004"),
    (Role.PHONE, "４２５８６７５３０９"),
    (Role.PHONE, "sip:anna@contoso.com"),
    (Role.PHONE, "Anna Berg"),
    (Role.PHONE, f"tel:{PHONE};phone-context=contoso.com"),
    (Role.PERSON_NAME, "Anna Berg"),
    (Role.PERSON_NAME, "Anna"),
    (Role.PERSON_NAME, f"{NAME} and Ben"),
    (Role.PEOPLE, "Anna Berg; Ben Cho"),
    (Role.PEOPLE, f"{NAME}; Ben Cho"),
    (Role.PEOPLE, f'"Anna Berg" <{MAIL}>'),
    (Role.PEOPLE, f'"{NAME}" <anna@contoso.com>'),
    (Role.SID, "S-1-5-21-1004336348-1177238915-682003330-512"),
    (Role.USER, "CONTOSO\\anna"),
    (Role.USER, "anna"),
    (Role.USER, "anna@contoso.com"),
    (Role.HOST, "ex07"),
    (Role.HOST, "ex07.contoso.com:443"),
    (Role.HOST, "10.17.4.9"),
    (Role.BIRTHDAY, "1971-08-06"),
    (Role.PERSONAL, "17 Lerchenweg"),
]
NOBODY = [
    (Role.SECRET, ""),
    (Role.SECRET, "true"),
    (Role.SECRET, "[withheld: why; 12 bytes]"),
    (Role.SECRET, PSEUDONYMS.token("q8Zt3VbN0xLwKc5RyUeD2mHs7JfPa9Gi")),
    (Role.MAIL_ADDRESS, MAIL),
    (Role.MAIL_ADDRESS, f"SMTP:{MAIL}"),
    (Role.MAIL_ADDRESS, f"sip:{MAIL}"),
    (Role.MAIL_ADDRESS, "/o=x0123abcd/cn=Recipients/cn=x0123abcd"),
    (Role.MAIL_ADDRESS, NAME),
    (Role.PHONE, PHONE),
    (Role.PHONE, f"tel:{PHONE};ext=12"),
    (Role.PHONE, f"sip:{MAIL}"),
    (Role.PHONE, NAME),
    (Role.PERSON_NAME, NAME),
    (Role.PERSON_NAME, "Other Contacts"),
    (Role.PERSON_NAME, PHONE),
    (Role.PERSON_NAME, MAIL),
    (Role.PEOPLE, f"{NAME}; {NAME}"),
    (Role.PEOPLE, f'"{NAME}" <{MAIL}>, {MAIL}'),
    (Role.SID, "S-1-5-18"),
    (Role.SID, PSEUDONYMS.token("S-1-5-21-1004336348-1177238915-682003330-512")),
    (Role.USER, f"{MADE.host('CONTOSO')}\\{MADE.host('anna')}"),
    (Role.USER, MAIL),
    (Role.HOST, f"{MADE.host('ex07.contoso.com')}:443"),
    (Role.HOST, f"{MADE.host('ex07')}~15.1.2507.6"),
    (Role.HOST, "127.0.0.1:39341"),
    (Role.PERSONAL, "x"),
    (Role.PLAIN, "anna@contoso.com"),
    (Role.FREE_TEXT, "anna@contoso.com"),
]


@pytest.mark.parametrize(("role", "text"), SOMEBODY)
def test_somebody_is_found(role: Role, text: str) -> None:
    kind, what = left_of_role(role, text, KNOWN) or ("", "")
    assert kind == ("secret" if role in (Role.SECRET, Role.PIN) else "identity")
    assert what.startswith("a value in ")


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize(
    "piece", [" ", "; ", "a, ", '"', "<", "a <", "<>", "\\", ".", "-", "1", "=", "@", "a@", "/o="]
)
def test_time_is_in_proportion_to_the_text(role: Role, piece: str) -> None:
    began = time.process_time()
    left_of_role(role, f"a{piece * (50_000 // len(piece))}b", KNOWN)
    assert time.process_time() - began < 2.0  # some 0.03 s; what is not linear takes minutes


@pytest.mark.parametrize(("role", "text"), NOBODY)
def test_nobody_is_not(role: Role, text: str) -> None:
    assert left_of_role(role, f" {text}\n", KNOWN) is None

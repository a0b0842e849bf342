"""The vocabulary in reverse: a value whose place is for a person or a secret, and that is no stand-in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from inspector.protocols.fields import Role
from inspector.scrub.check.credentials import credentials_left, names_scheme
from inspector.scrub.check.patterns import IDENTITY, SECRET
from inspector.scrub.check.stand_ins import Recogniser, is_blank

LEAVES = frozenset(
    (Role.MAIL_ADDRESS, Role.PHONE, Role.PERSON_NAME, Role.PEOPLE, Role.SID, Role.USER, Role.HOST, Role.PIN)
)
"""What is one value, whatever it looks like: ``Anna <anna@...>`` is no markup."""

NOT_PROSE = frozenset(
    (
        Role.IDENTIFIER,
        Role.CHANGE_KEY,
        Role.SYNC_TOKEN,
        Role.CLIENT_MADE,
        Role.SERVER_TIME,
        Role.PLAIN,
        Role.BASE64_DATA,
        Role.MIME,
        Role.SECRET,
        Role.PIN,
        Role.PHONE,
        Role.BIRTHDAY,
    )
)
"""What is no running text: digits and points in it are no numbers and hosts of somebody."""

BINARY = frozenset((Role.IDENTIFIER, Role.CHANGE_KEY, Role.SYNC_TOKEN))
"""What can hold names and addresses in its bytes."""

_SIGNS = re.compile(r"[\"<>;,\r\n]")
_HOSTS = re.compile(r"[0-9A-Za-z\x80-\U0010ffff][0-9A-Za-z\x80-\U0010ffff_.-]*|\[[0-9A-Fa-f:.]+\]")
_TYPE = re.compile(r"(?:SMTP|EX|X500|SIP|SIPS|EUM|MAILTO|TEL|MOBILE|IM|X400|NOTES|FAX):", re.IGNORECASE)
_LEGACY = re.compile(r"(?i)/(?:o|ou|cn)=")


@dataclass(frozen=True)
class _Expected:
    what: str
    kind: str
    is_stand_in: Callable[[str, Recogniser], bool]


def left_of_role(role: Role, text: str, known: Recogniser) -> tuple[str, str] | None:
    """Returns what kind of thing a value tells by its role, and what it is in words; ``None``: nothing.

    Args:
        role: what its place is for.
        text: the value.
        known: knows stand-ins.
    """
    expected = _EXPECTED.get(role)
    text = text.strip()
    if expected is None or is_blank(text) or expected.is_stand_in(text, known):
        return None
    return expected.kind, expected.what


def _token(text: str, known: Recogniser) -> bool:
    if known.token(text) or text.lower() in ("true", "false"):
        return True
    # A text can show a header field: "Authorization: Basic ...".
    return names_scheme(text) and not any(credentials_left(text, known))


def _address(text: str, known: Recogniser) -> bool:
    text = _TYPE.sub("", text, count=1)
    if _LEGACY.search(text) or "=" in text:
        return True  # a distinguished name, which shows by its form
    if "@" in text:
        return _people(text, known) if " " in text or "<" in text else known.mail(text)
    return _name(text, known)


def _name(text: str, known: Recogniser) -> bool:
    if known.name(text):
        return True
    if "@" in text:
        return _people(text, known)
    if not any(char.isalpha() for char in text):
        return known.phone(text) or known.token(text)
    return known.token(text) or known.host(text)


def _people(text: str, known: Recogniser) -> bool:
    if known.name(text):  # "Berg-3f9a1c, Kim" is one
        return True
    return all(_person(part.strip(), known) for part in _split_people(text) if part.strip())


def _split_people(text: str) -> Iterator[str]:
    """Splits a list at semicolons, line ends and commas that stand in no quotes and no angle brackets."""
    start, quoted, angled = 0, False, False
    for found in _SIGNS.finditer(text):
        sign = found[0]
        if sign == '"':
            quoted = not quoted
        elif sign in "<>":
            angled = sign == "<"
        elif not quoted and not angled:
            yield text[start : found.start()]
            start = found.end()
    yield text[start:]


def _person(text: str, known: Recogniser) -> bool:
    """``"Kim Berg-3f9a1c" <kim.berg-3f9a1c@...>``, or one of both."""
    named, bracket, address = text.partition("<")
    for one in (named, address.partition(">")[0] if bracket else ""):
        one = _TYPE.sub("", one.strip(" \t\"'"), count=1)
        if one and not (known.mail(one) if "@" in one and " " not in one else _plain_name(one, known)):
            return False
    return True


def _plain_name(text: str, known: Recogniser) -> bool:
    return (
        known.name(text)
        or known.token(text)
        or bool(_LEGACY.search(text))
        or (not any(char.isalpha() for char in text) and known.phone(text))
    )


def _phone(text: str, known: Recogniser) -> bool:
    number = _TYPE.sub("", text, count=1)
    if "@" in number:
        return known.mail(number)
    letters = "".join(char for char in number.partition(";")[0] if char.isalpha())
    if letters.lower() not in ("", "x", "ext"):
        return _name(text, known)
    parameters = (part.partition("=")[2] for part in number.split(";")[1:])
    return known.phone(number) and all(
        known.host(value) if "." in value else known.phone(value) for value in parameters
    )


def _hosts(text: str, known: Recogniser) -> bool:
    return all(_host(found, known) for found in _HOSTS.findall(text))


def _host(text: str, known: Recogniser) -> bool:
    parts = text.split(".")
    numbers = all(part.isdecimal() for part in parts)
    # A port, or the build of a server.
    other = numbers and (len(parts) != 4 or any(int(part) > 255 for part in parts))
    return other or known.host(text)


def _user(text: str, known: Recogniser) -> bool:
    if "@" in text:
        return known.mail(text)
    return all(known.host(part) or known.name(part) or known.token(part) for part in text.split("\\") if part)


def _sid(text: str, known: Recogniser) -> bool:
    return known.sid(text) if text.upper().startswith("S-") else _address(text, known)


def _birthday(text: str, known: Recogniser) -> bool:
    return known.token(text) or known.token(text.partition("T")[0])


def _personal(text: str, known: Recogniser) -> bool:
    return known.token(text) or known.name(text) or (len(text) < 3 and text.isalnum())


_EXPECTED = {
    Role.SECRET: _Expected("a value in a secret's place", SECRET, _token),
    Role.PIN: _Expected("a value in a PIN's place", SECRET, _token),
    Role.MAIL_ADDRESS: _Expected("a value in an address's place", IDENTITY, _address),
    Role.PHONE: _Expected("a value in a telephone number's place", IDENTITY, _phone),
    Role.PERSON_NAME: _Expected("a value in a name's place", IDENTITY, _name),
    Role.PEOPLE: _Expected("a value in the place of people's names", IDENTITY, _people),
    Role.SID: _Expected("a value in a security identifier's place", IDENTITY, _sid),
    Role.USER: _Expected("a value in a user's place", IDENTITY, _user),
    Role.HOST: _Expected("a value in a host's place", IDENTITY, _hosts),
    Role.BIRTHDAY: _Expected("a value in a birthday's place", IDENTITY, _birthday),
    Role.PERSONAL: _Expected("a value in a personal place", IDENTITY, _personal),
}

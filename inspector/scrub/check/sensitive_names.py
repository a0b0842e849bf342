"""Names that sound as if what they name were a secret, or somebody."""

from __future__ import annotations

import re
from functools import lru_cache

from inspector.protocols.fields import Role


def word_set(text: str) -> frozenset[str]:
    return frozenset(text.split())


_WORDS = re.compile(r"[A-Z]{2,}(?![a-z])|[A-Z]?[a-z]+|[A-Z]+")
# Whatever stands under these is a secret.
_STRONG = word_set(
    """
    contrasena credential credentials csrf jwt kennwort mdp otp passcode passphrase passwd password
    passwort pin pw pwd secret secrets senha token umpin wachtwoord xsrf cookie canary apikey
    passwordhash kenncode sessionid
    """
)
_ENDS_STRONG = re.compile(
    r"token|secret|passw(?:or)?d|pass?phrase|\Aapi-?key|[a-z]{3}(?:key|pin)\Z|(?:cipher|signature)value|pinnumber"
    r"|sess(?:ion)?id\Z"
)
# Under these stands a secret if it looks like one.
_WEAK = word_set(
    """
    assertion auth authentication authorization bearer cipher code digest hash key nonce pass sas
    session sid sig signature state ticket tokens verifier opaque proof
    """
)
# What is said about a secret, and is none: its kind, its length, when it ends, where it comes from.
_ABOUT = word_set(
    """
    age algorithm alg attempts changed count date disabled enabled endpoint endpoints error errors
    expiration expires expiry format info kind length level lifetime max maximum method methods min
    minimum mode name names page policy provider request required reset response scheme status supported
    time ttl type types uri url
    """
)
# Before these, "code", "key" and "state" are words of the protocol.
_PROTOCOL = word_set(
    """
    response error result status reason country area postal zip language color change link call sync
    service content fault job entry sort lookup descriptive folder item public presence policy
    """
)
_SWITCH = re.compile(r"(?i)true|false|yes|no|on|off|none|null|required|optional|-?\d{1,3}")
_GUESSED = re.compile(r"(?<!\S)(?:(?=\S{0,4096}\d)(?=\S{0,4096}[A-Za-z])\S{8,4096}|\d{6,64})(?!\S)")


# What a name says of a person or a machine, where nobody knows the place: its words, joined by hyphens.
_PEOPLE = (
    (
        Role.PERSON_NAME,
        r"(?:display|full|first|last|given|middle|nick|family|maiden|spouse|contact|owner|manager|author|sender|caller"
        r"|organi[sz]er|attendee|employee|customer|person|assistant|delegate|recipient)-?names?"
        r"|surname|nickname|file-?as|organi[sz]er|spouse|manager|author|last-?modified-?name"
        r"|display-?name-?(?:first|last)-?(?:first|last)",
    ),
    (Role.PEOPLE, r"display-?(?:to|cc|bcc)"),
    (Role.USER, r"(?:user|login|logon|sam-account|samaccount|account)-?(?:name|id)|login|logon|user"),
    (Role.MAIL_ADDRESS, r"(?:e-?)?mail(?:-?address|-?\d)?|(?:user-principal-name)|upn|smtp-address"),
    (Role.PHONE, r"(?:tele)?phone(?:-?number)?|mobile(?:-?number)?|msisdn|fax(?:-?number)?|tel"),
    (Role.PERSONAL, r"street(?:-?address)?|imei|imsi|iccid|serial-?number|device-?id|mac-?address"),
    (Role.BIRTHDAY, r"birth-?(?:day|date)|dob|date-of-birth|(?:wedding-)?anniversary"),
    (Role.HOST, r"host-?name|server-?name|computer-?name|machine-?name|workstation(?:-?name)?"),
)
# "x-firstname" and "businessstreet" have no joints, but "hotel" and "superuser" say something else.
_JOINED = (Role.PERSON_NAME, Role.PEOPLE, Role.PERSONAL, Role.BIRTHDAY)
_BY_SOUND = [
    (role, re.compile(rf"(?:.{{0,60}}{'' if role in _JOINED else '-'})?(?:{pattern})"))
    for role, pattern in _PEOPLE
]


@lru_cache(4096)
def role_by_sound(name: str) -> Role | None:
    """Returns what a name says that its value is for, of a person or a machine; ``None``: nothing.

    Args:
        name: a local name of an element or attribute, a key, a field or a parameter.
    """
    words = "-".join(_words(name[:100]))
    return next((role for role, pattern in _BY_SOUND if pattern.fullmatch(words)), None)


def looks_guessed(value: str) -> bool:
    """Whether a text has a word that nobody would guess: letters and digits, or many digits."""
    return bool(_GUESSED.search(value))


def _words(name: str) -> list[str]:
    return [word.lower() for word in _WORDS.findall(name)]


@lru_cache(4096)
def _strength(name: str) -> int:
    words = _words(name)
    if not words or words[-1] in _ABOUT or words == ["key"]:
        return 0
    if any(word in _STRONG or _ENDS_STRONG.search(word) for word in words) or "".join(words) in _STRONG:
        return 2
    if any(word in _WEAK for word in words) and not any(word in _PROTOCOL for word in words):
        return 1
    return 0


def names_secret(name: str, value: str) -> bool:
    """Whether a name sounds like a secret's, in any spelling, and what stands under it can be one.

    Args:
        name: a local name of an element or attribute, a key, a field or a parameter.
        value: what stands there.
    """
    strength = _strength(name)
    if not strength:
        return False
    value = value.strip()
    return bool(value) and not _SWITCH.fullmatch(value) if strength == 2 else looks_guessed(value)

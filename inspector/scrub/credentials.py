"""Header fields that carry credentials: what is secret in each, and what stands in its place.

Each function takes the value of a field and a :class:`Secrets`, teaches it what it found, and returns the
value without it.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from inspector.protocols.fields import Role, header_field
from inspector.scrub.identity import Identity
from inspector.scrub.learned_secrets import LearnedSecrets
from inspector.scrub.pseudonyms import Pseudonyms
from inspector.scrub.replacements import Replacements
from inspector.wire.ntlm import NtlmMessage, decode_blob, pack_ntlm, read_ntlm

_DIGEST_PART = re.compile(
    r'\b(response|nonce|cnonce|opaque|username|rspauth|realm)\s*=\s*(?:"([^"]*)"|([^\s,]+))', re.I
)
_PAIR = re.compile(r'[\w-]{1,40}="?([^\s",;=]{8,}=*)"?')
_BLOB = re.compile(r"\A[A-Za-z0-9+/_.~-]{8,}=*\Z")
_LONGER_THAN_WORDS = 16  # characters: letters of one case in such a run are a token
_BLANK = re.compile(r"scrubbed-[0-9a-f]{8}", re.I)
_CHALLENGE = re.compile(r"\b(NTLM|Negotiate|Kerberos)(\s+)([A-Za-z0-9+/]{8,}=*)", re.I)
_COOKIE_DOMAIN = re.compile(r"(?i)(?<=domain=)[^;,\s]+")
# An attribute of Set-Cookie is no secret (RFC 6265 section 4.1.1).
_COOKIE_ATTRIBUTES = {
    *("expires", "max-age", "domain", "path", "samesite", "priority", "version", "comment"),
    *("secure", "httponly", "partitioned"),
}
# Tools put several into one field; where a cookie has no attributes, a comma is of its value.
_SET_COOKIE = re.compile(r"((?:,\s?)?)([^;]+)((?:;[^;,]*+|,(?!\s?[^\s;,=]{1,256}=)[^;,]*+)*+)")


@dataclass(frozen=True)
class Secrets:
    """What the detectors work with.

    Args:
        pseudonyms: makes replacements.
        replacements: makes those that are too short to say by their form what they are, and remembers them.
        known: remembers what was replaced.
        identity: is told who logs in, and whose hosts cookies name; ``None``: nobody is.
    """

    pseudonyms: Pseudonyms
    replacements: Replacements
    known: LearnedSecrets
    identity: Identity | None = None

    def token(self, text: str, *, passing: bool = False) -> str:
        """Replaces a token by one of the same shape, and remembers it; of what passes, no word."""
        stand_in = self.replacements.shape(text)
        if stand_in != text and not (passing and _is_word(text)):
            self.known.learn(text, stand_in, passing=passing)
        return stand_in

    def told(self, text: str) -> str:
        """Replaces what a text says is a secret. A word can be one of its sentence ("Password: please call"),
        and is not remembered.
        """
        return self.replacements.shape(text) if _is_word(text) else self.token(text)

    def password(self, text: str) -> str:
        """Replaces a password, and remembers it."""
        if not text or self.pseudonyms.owns(text):
            return text
        stand_in = self.pseudonyms.secret(text)
        self.known.learn(text, stand_in)
        return stand_in


def _is_word(text: str) -> bool:
    """Whether a text is written as words are: "Inbox", "light", not "hGtRq"."""
    return (
        len(text) < _LONGER_THAN_WORDS
        and text.isalpha()
        and (text[1:] == text[1:].lower() or text == text.upper())
    )


def authorization(value: str, secrets: Secrets) -> str:
    scheme, space, rest = value.strip().partition(" ")
    rest = rest.strip()
    if not space:
        return secrets.token(value) if len(value) >= 8 else value  # a bare scheme, or a bare token
    if scheme.lower() == "basic":
        return f"{scheme} {_basic(rest, secrets)}"
    if scheme.lower() in ("ntlm", "negotiate", "kerberos"):
        return f"{scheme} {_blob(rest, secrets)}"
    if scheme.lower() == "digest":
        return f"{scheme} {_DIGEST_PART.sub(lambda found: _digest_part(found, secrets), rest)}"
    made = secrets.token(rest)
    # A pair of name and value: the value is the token, which can come again without its name.
    if made != rest and (pair := _PAIR.fullmatch(rest)):
        secrets.known.learn(pair[1], made[pair.start(1) : pair.end(1)])
    return f"{scheme} {made}"


def _basic(text: str, secrets: Secrets) -> str:
    blob = decode_blob(text)
    if blob is None or b":" not in blob:
        return secrets.token(text)
    try:
        pair = blob.decode("utf-8")
    except UnicodeDecodeError:
        pair = blob.decode("latin-1")
    user, _, password = pair.partition(":")
    secrets.password("" if _BLANK.fullmatch(password) else password)
    _logged_in(user, secrets)
    made = f"{_name(user, secrets.pseudonyms)}:{_name(password, secrets.pseudonyms)}"
    stand_in = base64.b64encode(made.encode("utf-8")).decode("ascii")
    if stand_in != text:
        secrets.known.learn(text, stand_in)
    return stand_in


def _logged_in(user: str, secrets: Secrets) -> None:
    if secrets.identity is not None and user and not _BLANK.fullmatch(user):
        secrets.identity.login(user)


def _digest_part(found: re.Match[str], secrets: Secrets) -> str:
    group = found.lastindex or 0
    if not (value := found[group]):
        return found[0]
    if found[1].lower() != "realm":
        made = secrets.token(value, passing=True)
    else:  # often the host
        made = value if secrets.identity is None or "." not in value else secrets.identity.hosts(value)
    start = found.start(group) - found.start()
    return f"{found[0][:start]}{made}{found[0][start + len(value) :]}"


def _blob(text: str, secrets: Secrets) -> str:
    """An NTLM message is replaced by one of its type with pseudonyms; other blobs keep their shape."""
    blob = decode_blob(text)
    message = read_ntlm(blob) if blob else None
    if message is None:
        return secrets.token(text, passing=True)
    for name in ("user", "domain", "workstation"):
        _logged_in(message.texts.get(name, ""), secrets)
    stand_in = base64.b64encode(pack_ntlm(_blank(message, secrets.pseudonyms))).decode("ascii")
    if stand_in != text:
        secrets.known.learn(text, stand_in, passing=True)
    return stand_in


def _blank(message: NtlmMessage, pseudonyms: Pseudonyms) -> NtlmMessage:
    named = ("domain", "user", "workstation", "target")
    texts = {name: _name(message.texts[name], pseudonyms) for name in named if message.texts.get(name)}
    return NtlmMessage(message.type, texts)


def _name(text: str, pseudonyms: Pseudonyms) -> str:
    """What is put into credentials says by itself that it is blank, so that it is never replaced again."""
    if not text or _BLANK.fullmatch(text):
        return text
    return f"scrubbed-{pseudonyms.number(text.lower(), 'ntlm', 16**8):08x}"


def _challenge(value: str, secrets: Secrets) -> str:
    if value.lower().startswith("digest"):
        return _DIGEST_PART.sub(lambda found: _digest_part(found, secrets), value)
    return _CHALLENGE.sub(lambda found: found[1] + found[2] + _blob(found[3], secrets), value)


def _authentication_info(value: str, secrets: Secrets) -> str:
    if _BLOB.match(value.strip()):
        return secrets.token(value.strip(), passing=True)
    return _challenge(_DIGEST_PART.sub(lambda found: _digest_part(found, secrets), value), secrets)


def _cookies(value: str, secrets: Secrets) -> str:
    return ";".join(_named_cookie(part, secrets) for part in value.split(";"))


def _set_cookies(value: str, secrets: Secrets) -> str:
    return _SET_COOKIE.sub(lambda found: found[1] + _set_cookie(found[2], found[3], secrets), value)


def _set_cookie(pair: str, attributes: str, secrets: Secrets) -> str:
    if not attributes and pair.partition("=")[0].strip().lower() in _COOKIE_ATTRIBUTES:
        return pair
    if (identity := secrets.identity) is not None:
        attributes = _COOKIE_DOMAIN.sub(lambda found: identity.hosts(found[0]), attributes)
    return f"{_named_cookie(pair, secrets)}{attributes}"


def _named_cookie(pair: str, secrets: Secrets) -> str:
    name, equals, text = pair.partition("=")
    # One without a name is a value alone (RFC 6265bis section 5.6).
    return f"{name}{equals}{_cookie(text, secrets)}" if equals else _cookie(name, secrets)


def _cookie(text: str, secrets: Secrets) -> str:
    value = text.strip().strip('"')
    return text.replace(value, secrets.token(value, passing=True)) if value else text


def _token(value: str, secrets: Secrets) -> str:
    return secrets.token(value, passing=True)


HEADERS: dict[str, Callable[[str, Secrets], str]] = {
    "authorization": authorization,
    "proxy-authorization": authorization,
    "www-authenticate": _challenge,
    "proxy-authenticate": _challenge,
    "authentication-info": _authentication_info,
    "proxy-authentication-info": _authentication_info,
    "cookie": _cookies,
    "cookie2": _cookies,
    "set-cookie": _set_cookies,
    "set-cookie2": _set_cookies,
}
"""The fields whose structure is known, by name in lower case."""


def teaches_passing(name: str, value: str) -> bool:
    """Whether a field teaches a secret that comes and goes: all do but Basic and bearer credentials."""
    if header_scrubber(name) is None:
        return False
    return not value[:7].lower().startswith(("basic ", "bearer "))


@lru_cache(1024)
def header_scrubber(name: str) -> Callable[[str, Secrets], str] | None:
    """Returns what scrubs the field of this name, or ``None`` if it carries no secret."""
    lower = name.lower()
    known = HEADERS.get(lower)
    if known is not None:
        return known
    return _token if header_field(lower).role is Role.SECRET else None

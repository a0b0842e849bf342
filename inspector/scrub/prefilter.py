"""Whether a body has to be opened where only secrets are taken out: most have no place for one."""

from __future__ import annotations

import re
import string
from functools import cache, lru_cache

from ahocorasick_rs import AhoCorasick, Implementation

from inspector.protocols.fields import Role, roles_of_name
from inspector.scrub.learned_words import LearnedWords
from inspector.scrub.mapped_text import fold
from inspector.scrub.password_patterns import IN_OTHER_LANGUAGES

_ROLES = {Role.SECRET, Role.PIN, Role.MIME, Role.BASE64_DATA}
_ELEMENT = re.compile(r"<([^\s/>!?&]{1,200})")
_ATTRIBUTE = re.compile(r"\s([^\s=\"'<>/]{1,200})\s?=")
# What secrets in texts show by (inspector.scrub.patterns), and what texts can be hidden in; in lower case.
_SIGNS_OF_SECRETS = """
    & <! eyj pin pass kennw wachtw toegangs contrase clave senha secret token confidentiel codice
    c\u00f3digo zugangsc kode bearer ntlm negotiate kerberos pwd pw: pw= otp kenncode jwt csrf xsrf cookie
    credential canary psk schl\u00fcssel authoriz sessid sessionid session-id session_id sid= sig= code: code=
    ticket
"""
_SIGNS_OF_TWO_WORDS = (
    *("basic ", "verification code", "security code", "one-time code", "session id"),
    *("mot de passe", "codigo de acceso", "code d'acc\u00e8s"),
)
_BEHIND_KOD = (*string.digits, *string.punctuation, " ", *"\u2010\u2013\u2014\xbb\u201d")
_KEYS = """
    api session private shared secret access account encryption signing subscription master client
    wlan wifi wi-fi wpa wpa2 netzwerk
"""
_PARAMETER = re.compile(r"[?;#][\w.~%-]{1,80}=")
_USER_INFO = re.compile(r"://[^/\s<>\"']{1,300}@")


def is_quiet(content: bytes, words: LearnedWords) -> bool:
    """Says whether no secret can stand in a body; if it is not sure, it says no.

    Args:
        content: the body, without content-encoding.
        words: the secrets that were learned.
    """
    if content[:1] != b"<" or any(sign in content for sign in (b"\0", b"%", b"\\")):
        return False
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    folded = fold(text)
    if next(iter(_signs().find_matches_as_indexes(folded.text)), None) or _PARAMETER.search(text):
        return False
    if "@" in text and _USER_INFO.search(text):
        return False
    names = {*_ELEMENT.findall(text), *_ATTRIBUTE.findall(text)}
    return not any(map(_is_a_place, names)) and not words.find(folded, text)


@cache
def _signs() -> AhoCorasick:
    keys = [f"{word}{joint}key" for word in _KEYS.split() for joint in ("", " ", "-", "_")]
    codes = [f"code {digit}" for digit in range(10)]
    whole = [f"kod{sign}" for sign in _BEHIND_KOD]  # base64 has "kod" in it often
    signs = [*_SIGNS_OF_SECRETS.split(), *IN_OTHER_LANGUAGES, *_SIGNS_OF_TWO_WORDS, *keys, *codes, *whole]
    return AhoCorasick(signs, implementation=Implementation.ContiguousNFA)


@lru_cache(8192)
def _is_a_place(name: str) -> bool:
    return not _ROLES.isdisjoint(roles_of_name(name.rpartition(":")[2]))

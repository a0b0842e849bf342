"""Secrets that show by their form: tokens, keys, and what a text says is a password or a PIN.

Every pattern here takes time in proportion to the text: it begins at a fixed sign, or at the beginning of a
word, and looks a bounded way from there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from urllib.parse import unquote_plus

from inspector.scrub.check.machine_patterns import authorities
from inspector.scrub.check.sensitive_names import names_secret
from inspector.scrub.check.stand_ins import Recogniser

_JWT = re.compile(r"(?<![\w-])eyJ[\w-]{6,}+\.[\w-]{2,}+(?:\.[\w-]*+){1,3}")
_PRIVATE_KEY = re.compile(r"-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----")
_PARAMETER = re.compile(r"(?<=[?&;#])([\w.~-]{1,60}+)=([^&;#\s\"'<>\x1f]{1,8192}+)")
_ASSIGNED = re.compile(
    r"(?<![\w.-])([A-Za-z][\w.-]{2,40}+)[\"']?\s{0,4}[:=](?=\s{0,4}[\"']?([^\s\"'<>&;,\x1f]{4,512}+))"
)
_PASSWORD_WORDS = "|".join(
    (
        r"password|passphrase|pwd|(?:client secret|api key|access token)(?= is)",
        r"passwort|kennwort|zugangscode",
        r"mot de passe",
        r"contrase(?:ñ|n)a|c(?:ó|o)digo de acceso",
        r"wachtwoord|toegangscode",
        r"senha|palavra-passe",
        r"codice di accesso",
        # ja, zh, ko, ru, pl, cs, hu, sv, da, no, fi, tr
        r"パスワード|暗証番号|密码|密碼|비밀번호|пароль|hasło|heslo|jelszó|lösenord(?:et)?|adgangskoden?|passord(?:et)?",
        r"salasana|şifre",
    )
)
_WHOSE = (
    r" (?:für|for|to|of|zur?|pour|para|per|voor|do|da|de)(?: [\w.@-]{1,40}){1,4}?"
    r"(?=:\s{0,3}(?=[^\s\x1f]{0,64}[a-z])[^\s\d\x1f:/]{0,64}\d)"
)
_TELLS = (
    r"is now|is|ist|lautet|est|es|é|è|to|will be|(?:is|was|has been|will be) (?:set|changed|reset)(?: to)?"
)
_PASSWORD_TOLD = re.compile(
    rf"(?i)(?<![a-z0-9_])(?:{_PASSWORD_WORDS})[\"'`]?(?:{_WHOSE})?(?=[\s:：=|*])\s{{0,4}}"
    rf"(?:(?:{_TELLS})(?=[\s:])|[=-]>|[–—|-])?"
    r"\s{0,4}[:：=]?[*|]{0,2}\s{0,4}[\"'«»“„]?([^\s\"'<>\x1f]{4,200}+)"
)
_ANNOUNCES = re.compile(
    rf"(?i)(?<![a-z0-9_])(?:{_PASSWORD_WORDS})[^.!?\x1f]{{0,40}}?(?:[:：]|\b(?:{_TELLS}))\s{{0,4}}\Z"
)
_PASSWORD_WORD = re.compile(rf"(?i)\s*(?:{_PASSWORD_WORDS})\s*")
_TO_A_BLANK = re.compile(r"[^\s<>\x1f]{4,300}+")
_PIN_CODES = "|".join(
    (
        r"pin[- ]?code|pin(?=\s{0,4}(?:is|ist|est|:|=))|passcode|access code",
        r"(?:verification|security|one-time) code|otp|geheimzahl|zugangscode|kenncode|zugriffscode",
        r"code (?:d['’]acc(?:è|e)s|pin|secret|confidentiel)",
        r"c(?:ó|o)digo (?:de acc?es(?:so|o)|pin|secreto)|clave",
        r"codice (?:di accesso|pin|segreto)",
        r"toegangscode|geheime code",
    )
)
_PIN_WORD = re.compile(rf"\bPIN\b|\bPin(?:-?[Cc]ode|-?[Nn]ummer)?\b|\b(?i:{_PIN_CODES})")
_OF_A_READER = r"your|the new|(?:d|s)?eine?|ihre?|votre|ton|su|tu|(?:il )?tuo|uw|je|o seu|a sua"
_PIN_BEFORE = re.compile(
    rf"(?<![\d.,/:])(\d{{4,10}})\s(?:is|ist|est|es|è|é)\s(?i:{_OF_A_READER})\s(?:[^\W\d_]{{1,15}}\s){{0,5}}"
    rf"(?:PIN\b|(?i:{_PIN_CODES}))"
    r"|\b[Cc]ode:?\s{1,3}(\d{4,10})\s\w{2,4}\s(?i:sign|log|verify|confirm|sich)"
)
PIN_SIGNS = ("pin", "otp", "code", "código", "codigo", "codice", "geheimzahl", "clave")
"""One of them, in lower case, stands in each text that tells a PIN."""

_PIN_DIGITS = re.compile(r"[^\d]{0,80}?(?<![\d.,/:-])(\d(?:[ -]?\d){3,23})(?![\d:/])")


def tokens(text: str, known: Recogniser) -> Iterator[str]:
    """Yields JSON Web Tokens (RFC 7519)."""
    return (found[0] for found in _JWT.finditer(text) if not known.token(found[0]))


def private_keys(text: str, known: Recogniser) -> Iterator[str]:
    """Yields the heads of private keys in PEM (RFC 7468)."""
    return (found[0] for found in _PRIVATE_KEY.finditer(text))


def url_passwords(text: str, known: Recogniser) -> Iterator[str]:
    """Yields passwords in the user info of URLs (RFC 3986 section 3.2.1)."""
    for authority in authorities(text):
        password = authority.rpartition("@")[0].partition(":")[2]
        if password and not known.token(unquote_plus(password)):
            yield password


def parameters(text: str, known: Recogniser) -> Iterator[str]:
    """Yields parameters of URLs and forms whose name sounds like a secret's."""
    for found in _PARAMETER.finditer(text):
        value = unquote_plus(found[2])
        if names_secret(found[1], value) and not known.token(value):
            yield value


def assigned(text: str, known: Recogniser) -> Iterator[str]:
    """Yields what stands behind a name that sounds like a secret's, and a colon or an equals sign."""
    for found in _ASSIGNED.finditer(text):
        value = found[2].rstrip(".)]}")
        # After a colon stands a sentence more often than a secret: "Token: required for ...".
        sentence = value.isalpha() and "=" not in found[0]
        if sentence or not value or value[0] in "${%/" or not names_secret(found[1], value):
            continue
        if not (known.token(value) or _begins_stand_in(text, *found.span(2), known)):
            yield value


def _begins_stand_in(text: str, start: int, end: int, known: Recogniser) -> bool:
    """Whether a stand-in stands in a place, or begins there and goes on to a blank, as it has a quote."""
    whole = _TO_A_BLANK.match(text, start)
    ways = [text[start:end], *((whole[0], whole[0].rstrip(".,;)]}\"'")) if whole else ())]
    return any(map(known.token, ways))


def announces_password(text: str) -> bool:
    """Whether a text ends so that the next one is a password: in HTML it often stands in bold."""
    return _ANNOUNCES.search(text[-120:]) is not None or _PASSWORD_WORD.fullmatch(text) is not None


def passwords_in_words(text: str, known: Recogniser) -> Iterator[str]:
    """Yields passwords that a sentence tells; a word of letters alone goes on the sentence."""
    for found in _PASSWORD_TOLD.finditer(text):
        value = found[1].rstrip(".,;:!?)»”")
        if value and not (
            value.isalpha() or known.token(value) or _begins_stand_in(text, *found.span(1), known)
        ):
            yield value


def pins(text: str, known: Recogniser) -> Iterator[str]:
    """Yields PINs that a sentence tells, in the languages in which Exchange writes to its users."""
    return (digits for _, digits in pins_in(text, known))


def pins_in(text: str, known: Recogniser) -> Iterator[tuple[int, str]]:
    """Yields where a PIN begins that a text tells in words (it can stand some values behind), and itself."""
    lower = text.lower()
    if not any(sign in lower for sign in PIN_SIGNS):
        return
    for word in _PIN_WORD.finditer(text):
        found = _PIN_DIGITS.match(text, word.end())
        if found and not any(is_one(found[1]) for is_one in _stand_ins(known)):
            yield found.start(1), found[1]
    for found in _PIN_BEFORE.finditer(text):
        group = found.lastindex or 0
        if not any(is_one(found[group]) for is_one in _stand_ins(known)):
            yield found.start(group), found[group]


def _stand_ins(known: Recogniser) -> tuple[Callable[[str], bool], ...]:
    return known.token, lambda digits: known.token(re.sub(r"[ -]", "", digits)), known.phone

"""What shows by its form that it names somebody or lets somebody in: addresses, hosts, tokens, PINs."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Container, Iterable, Iterator
from functools import cache
from typing import Protocol
from urllib.parse import quote, unquote, unquote_plus

from ahocorasick_rs import AhoCorasick, Implementation

from inspector.scrub.number_patterns import NUMBER_SIGNS, numbers_in
from inspector.scrub.password_patterns import (
    ASSIGNED,
    ASSIGNED_HINTS,
    BARE_NUMBER,
    NO_WORD,
    PIN,
    PIN_FIRST,
    PIN_HINT,
    PIN_HINTS,
    PIN_IN_GROUPS,
)
from inspector.wire.body.edits import Edit

# No class of these patterns holds the separator of values (U+0001), and no repeat is without a bound.
_LABEL = r"(?:[^\W_]|[\x80-\xff])(?:[\w\x80-\xff-]{0,62})"
_AT = re.compile(r"@")
_LOCAL_BEFORE = re.compile(r"(?:\"[^\"\r\n\x01]{1,64}\"|[^\W\x01][\w.+'*~#$!|{}^-]{0,80}|[^\W\x01])\Z")
_DOMAIN_AFTER = re.compile(rf"{_LABEL}(?:\.[\w-]{{1,63}}){{1,9}}(?![\w@])")
# A name of two words and more before an address in brackets (RFC 5322 section 3.4): Anna Berg <anna@x.org>.
_NAME_WORD = r"[^\W\d_a-z][\w.'\u2019-]{0,30}"
_PARTICLES = r"(?:(?:al|ben|da|de|del|der|den|di|du|la|le|van|von|zu)\s){0,3}"
_BRACKET = r"\s{0,3}[<(\[](?i:mailto:|smtp:|sips?:|im:)?\Z"
_NAME_BEFORE = re.compile(
    rf"(?:\"([^\"<>@\r\n\x01]{{3,80}})\"|(?<![\w.@-])({_NAME_WORD}(?:,?\s{{1,2}}{_PARTICLES}{_NAME_WORD}){{1,4}}))"
    rf"{_BRACKET}"
)
# A word may be any; it is a name if the address has it: Anna <anna.berg@x.org>.
_WORD_BEFORE = re.compile(rf"(?<![\w@])([^\W\d_a-z][\w.'\u2019-]{{2,30}}){_BRACKET}")
_LONGEST_NAME, _LONGEST_WORD = 200, 42  # characters, with the bracket behind it
_SCHEME_END = re.compile(r"://")
_SCHEME_BEFORE = re.compile(r"(?i)(?:https?|ldaps?|ftps?|rpc|mapi|wss?|imaps?|smtps?)\Z")
_AUTHORITY = re.compile(
    r"(?:([^/\s<>\"'@:\x01]{1,128})(:([^/\s<>\"'@\x01]{0,1024}))?@)?([^\W_][\w.-]{0,252}|\[[0-9A-Fa-f:.]{2,45}\])"
)
_USER_AND_PASSWORD = re.compile(r"(?<=://)([^/\s@:<>\"'?#\x01]{0,256}):([^/\s@<>\"'?#\x01]{1,1024})@")
_PARAMETER = re.compile(r"(?<=[?&;#])([\w.~\[\]%-]{1,80})=")
_OF_PARAMETER = re.compile(r"[^&;#\s\"'<>\x01]{1,8192}")
_TEL = re.compile(r"(?i)\btel:([+0-9][0-9 ().-]{2,30}(?:;[a-z-]{1,20}=[0-9A-Za-z.+-]{1,64}){0,4})")
_SIP = re.compile(
    r"(?i)\b(?:sips?|smtp|mailto|eum|x500)[:=]([\w+][\w+.-]{0,63})(@[^\W_][\w-]{0,62}(?![\w.-]))?"
)
_DN = re.compile(r"(?i)/o=[^/<>\"&;\r\n\x01]{1,128}(?:/(?:ou|cn)=[^/<>\"&;\r\n\x01]{1,128}){0,12}")
_DIRECTORY_PART = r"(?:DC=[\w-]{1,63}|(?:CN|OU|UID|O|C|L|ST)=(?:[^,;<>\r\n\x01\\\"=]|\\.){1,128})"
_LDAP_PART = re.compile(rf"(?i){_DIRECTORY_PART}")
_LDAP = re.compile(rf"(?i)(?<!\w){_DIRECTORY_PART}(?:,\s?{_DIRECTORY_PART}){{1,12}}(?![\w=])")
_SID = re.compile(r"\bS-1-(?:5-21|12-1)(?:-\d{1,10}){3,5}\b")
_JWT = re.compile(r"(?<![\w.-])eyJ[\w-]{8,}+\.[\w-]{4,}+(?:\.[\w-]*+){0,3}")
_SCHEME_AND_BLOB = re.compile(
    r"(?i)\b(?:bearer|basic|ntlm|negotiate|kerberos)\s{1,4}[A-Za-z0-9+/_.~-]{16,}+={0,2}"
)
_SHARE = re.compile(r"(?<!\b[A-Za-z]:)\\\\([^\W_][\w.-]{1,252})(?=\\)")
# Whose home a path lies in: C:\Users\anna, \\srv\c$\Users\anna\..., /home/anna/...
_NOBODYS = (
    r"(?!(?i:public|default(?: user)?|all users|shared|(?:your ?)?(?:user)?name|user"
    r"|admin(?:istrator)?)(?![\w.-]))"
)
_OWNER = r"[^\W_](?:[\w.-]{0,60}\w)?"
_HOME = re.compile(
    r"(?:(?:\b[A-Za-z][:$]|\\\\[\w.-]{1,64})[\\/]"
    r"(?i:users|documents and settings|dokumente und einstellungen)[\\/]"
    rf"{_NOBODYS}({_OWNER}(?: {_OWNER}){{1,2}}(?=[\\/])|{_OWNER})"
    r"|(?:(?<![\w/.])(?:(?:/mnt)?/[a-z](?=/U)|/(?:var|export|mnt)(?=/h))?|(?<=file://))/(?:home|Users)/"
    rf"{_NOBODYS}({_OWNER})(?=[\\/]))"
)
_ADDRESS6 = re.compile(
    r"(?<![\w:.])(?=[0-9A-Fa-f:]{6,39}(?![\w:]))"
    r"(?:[0-9A-Fa-f]{1,4}:){1,7}(?::?[0-9A-Fa-f]{1,4}){0,7}:?(?![\w:])"
)
_MANY_COLONS = re.compile(r":[0-9A-Fa-f]{1,4}:[0-9A-Fa-f]{1,4}:[0-9A-Fa-f]{1,4}:")
# A host shows by its form if its last label is one of these, and it is no name of a file or a class.
_LAST_LABELS = """
    com net org edu gov mil int info biz local lan corp internal intranet home example test
    ac ad ae at au be bg br ca ch cl cn co cz de dk ee es eu fi fr gr hk hr hu ie il in is it jp kr lt lu lv
    mx my nl no nz ph pl pt ro ru se sg si sk th tr tw ua uk us vn za
"""
_DOTTED_NUMBER = re.compile(r"\.(?<=\d\.)\d{1,3}\.\d")
_LAST_LABEL = re.compile(rf"\.(?:{'|'.join(_LAST_LABELS.split())})(?![\w-])")
_HOST = re.compile(
    rf"(?<![\w@%/\\-])(?:_?[^\W_][\w-]{{0,62}}\.){{1,8}}(?:{'|'.join(_LAST_LABELS.split())})(?![\w-]|\.\w|\()"
)
_RUN_OF_HOST = re.compile(r"[\w.-]*")
_LONGEST_HOST = 600  # characters: eight labels, and a little more
_ADDRESS = re.compile(r"(?<![\w./-])\d{1,3}(?:\.\d{1,3}){3}(?![\w.-])")
# What each form cannot be without, in lower case: all are looked for at once.
_DIGITS = "0123456789"
_SIGNS: dict[str, Iterable[str]] = {
    **{sign: (sign,) for sign in ("@", "://", "=", ":", "::", "\\\\", "tel:", "/o=", "eyj", "s-1-")},
    "home": ("\\users\\", "\\documents and ", "\\dokumente und ", "/home/", "/users/"),
    "scheme": ("bearer", "basic", "ntlm", "negotiate", "kerberos"),
    "pin": PIN_HINTS,
    "assigned": ASSIGNED_HINTS,
    "sip": ("sip:", "sips:", "smtp:", "mailto:", "eum:", "x500:"),
    "directory": [
        *("cn=", "ou=", "dc=", "uid="),
        *(f",{blank}{kind}=" for blank in ("", " ", "\t", "\n", "\r") for kind in ("o", "c", "l", "st")),
    ],
    "host": [f".{label}" for label in _LAST_LABELS.split()],
    "address": [f"{digit}." for digit in _DIGITS],
    **{front: [f"{front}{digit}" for digit in _DIGITS] for front in ("+", "00", "(", "-")},
    "long": [f"{digit}-{other}" for digit in _DIGITS for other in _DIGITS],
    "gap": [f"{digit} {other}" for digit in _DIGITS for other in _DIGITS],
    "/": [f"{digit}{stroke}" for stroke in ("/", " /") for digit in _DIGITS],
}
_LONGEST_SIGN = max(len(sign) for signs in _SIGNS.values() for sign in signs)
_WINDOW = 65_536  # characters that are looked through at once
_OTHER_DIGITS = {"address", *NUMBER_SIGNS}  # can have digits of any script, and blanks that do not break
_PUBLIC = re.compile(r"(?:schemas\.|www\.w3\.org|docs\.oasis-open\.org)", re.I)


class Replacer(Protocol):
    """What decides what is put in the place of what shows by its form, and remembers what it saw."""

    def mail(self, address: str) -> str:
        """Replaces a mail address."""

    def person(self, text: str) -> str:
        """Replaces a person's name."""

    def host(self, name: str) -> str:
        """Replaces the host of a URL."""

    def login(self, text: str) -> str:
        """Replaces who logs in."""

    def number(self, text: str) -> str:
        """Replaces a telephone number."""

    def distinguished_name(self, text: str) -> str:
        """Replaces the parts of a legacy distinguished name."""

    def directory_name(self, text: str) -> str:
        """Replaces the parts of an LDAP name."""

    def sid(self, text: str) -> str:
        """Replaces a security identifier."""

    def token(self, text: str) -> str:
        """Replaces a secret."""

    def told(self, text: str) -> str:
        """Replaces what a text says is a secret."""

    def credentials(self, text: str) -> str:
        """Replaces what follows the name of a scheme of authentication."""


def is_public_host(name: str) -> bool:
    """Whether a host names schemas, which are in every message and nobody's."""
    return _PUBLIC.match(name) is not None


def in_url(text: str, safe: str = "") -> str:
    """Returns a text as it is written in a URL; a lone surrogate, which no text has, is written too.

    Args:
        text: the text.
        safe: what is not escaped besides letters, digits, and ``_.-~``.
    """
    return quote(text, safe=safe, errors="surrogatepass")


def signs_in(text: str) -> Container[str]:
    """Returns the signs of forms that a text has; a form whose sign it has not is not in it.

    Args:
        text: any text.
    """
    lower = text.lower()
    automaton, names = _automaton()
    signs: set[str] = set()
    for at in range(0, len(lower), _WINDOW):  # a long text has very many
        window = lower[at : at + _WINDOW + _LONGEST_SIGN]
        try:
            found = automaton.find_matches_as_indexes(window, overlapping=True)
        except UnicodeEncodeError:  # a lone surrogate is none of them
            plain = window.encode("utf-8", "replace").decode()
            found = automaton.find_matches_as_indexes(plain, overlapping=True)
        signs.update([names[index] for index, _, _ in found])
    return signs if text.isascii() else signs | _OTHER_DIGITS


@cache
def _automaton() -> tuple[AhoCorasick, list[str]]:
    names = [name for name, signs in _SIGNS.items() for _ in signs]
    signs = [sign for signs in _SIGNS.values() for sign in signs]
    return AhoCorasick(signs, implementation=Implementation.DFA), names


def stands_with_others(text: str, signs: Container[str] = ("pin",)) -> bool:
    """Whether what a text means may lie in the text before or after it: a PIN stands behind its label.

    Args:
        text: the text.
        signs: what :func:`signs_in` says of it, or of more than it.
    """
    if "pin" in signs and PIN_HINT.search(text.lower()):
        return True
    return BARE_NUMBER.match(text) is not None or NO_WORD.fullmatch(text) is not None


def secret_forms(
    text: str, signs: Container[str], to: Replacer, is_secret: Callable[[str], bool]
) -> Iterator[Edit]:
    """Yields the edits of what lets somebody in: tokens, passwords in URLs, PINs in sentences.

    Args:
        text: any text.
        signs: what :func:`signs_in` says of it.
        to: what makes the replacements.
        is_secret: whether the value of a parameter of this name is a secret.
    """
    if "://" in signs and "@" in signs:
        for found in _USER_AND_PASSWORD.finditer(text):
            yield found.start(2), found.end(2), in_url(to.token(unquote(found[2])))
    if "=" in signs:
        yield from _secret_parameters(text, to, is_secret)
    if "eyj" in signs:
        yield from _all(_JWT, text, to.token)
    if "scheme" in signs:
        yield from _all(_SCHEME_AND_BLOB, text, to.credentials)
    if "pin" in signs:
        yield from _group(PIN, text, to.told)
        yield from _group(PIN_IN_GROUPS, text, to.told)
        yield from _last_group(PIN_FIRST, text, to.told)
    if "assigned" in signs:
        yield from _last_group(ASSIGNED, text, to.told)


def identity_forms(
    text: str, signs: Container[str], to: Replacer, urls: Container[int] = ()
) -> Iterator[Edit]:
    """Yields the edits of what names somebody, or a machine of somebody's.

    Args:
        text: any text.
        signs: what :func:`signs_in` says of it.
        to: what makes the replacements.
        urls: where URLs begin: /home/dashboard/ is nobody's home there.
    """
    if "@" in signs:
        yield from _mails(text, to)
    if "://" in signs:
        yield from _authorities(text, to)
    if "tel:" in signs:
        yield from _group(_TEL, text, to.number)
    if "sip" in signs:
        yield from _sips(text, to)
    if "/o=" in signs:
        yield from _all(_DN, text, to.distinguished_name)
    if "directory" in signs:
        for found in _LDAP.finditer(text):  # what is no part's name can be an address
            yield from _all(_LDAP_PART, text, to.directory_name, *found.span())
    if "s-1-" in signs:
        yield from _all(_SID, text, to.sid)
    if "address" in signs and _DOTTED_NUMBER.search(text):
        yield from _all(_ADDRESS, text, to.host)
    for found in _hosts(text) if "host" in signs else ():
        if ".".join(found[0].split(".")[-2:]).islower():  # System.Net is no host
            yield found.start(), found.end(), to.host(found[0])
    if "\\\\" in signs:
        yield from _group(_SHARE, text, to.host)
    if "home" in signs:
        for found in _HOME.finditer(text):
            if found.start() not in urls:
                owner = found[found.lastindex or 0]
                yield *found.span(found.lastindex or 0), (to.person if " " in owner else to.login)(owner)
    if "::" in signs or (":" in signs and _MANY_COLONS.search(text)):
        for found in _ADDRESS6.finditer(text):
            yield found.start(), found.end(), to.host(found[0])
    for found in numbers_in(text, signs):
        yield found.start(), found.end(), to.number(found[0])


def _hosts(text: str) -> Iterator[re.Match[str]]:
    """By their last labels: a host begins where the run of its letters, dots and hyphens does."""
    done = 0
    for label in _LAST_LABEL.finditer(text):
        if label.start() < done:
            continue
        start = host_start(text, label.start(), _LONGEST_HOST)
        done = _RUN_OF_HOST.match(text, label.start()).end()  # type: ignore[union-attr]  # it may be empty
        if (found := _HOST.match(text, start, done + 1)) is not None:
            yield found


def host_start(text: str, end: int, longest: int) -> int:
    """Returns where the run of what a host is made of before a place begins, behind the ``*.`` of a wildcard.

    Args:
        text: the text.
        end: the place.
        longest: how far it is looked for.
    """
    start = run_start(text, end, longest)
    return start + text.startswith("*.", start - 1) if start else start


def run_start(text: str, end: int, longest: int) -> int:
    """Returns where the run of letters, digits, dots, hyphens and underscores before a place begins.

    Args:
        text: the text.
        end: the place.
        longest: how far it is looked for.
    """
    backwards = text[max(0, end - longest) : end][::-1]
    return end - _RUN_OF_HOST.match(backwards).end()  # type: ignore[union-attr]  # it may be empty


def _secret_parameters(text: str, to: Replacer, is_secret: Callable[[str], bool]) -> Iterator[Edit]:
    """What is no secret itself can be a URL with parameters of its own."""
    done = 0
    for name in _PARAMETER.finditer(text):
        if name.start() < done or not is_secret(name[1]):
            continue
        if (value := _OF_PARAMETER.match(text, name.end())) is not None:
            done = value.end()
            yield *value.span(), _quoted(to.told(unquote_plus(value[0])))


def _quoted(made: str) -> str:
    return in_url(made, "-._~/=:,!*()")


def _all(
    pattern: re.Pattern[str], text: str, made: Callable[[str], str], start: int = 0, end: int = sys.maxsize
) -> Iterator[Edit]:
    for found in pattern.finditer(text, start, end):
        yield found.start(), found.end(), made(found[0])


def _group(pattern: re.Pattern[str], text: str, made: Callable[[str], str]) -> Iterator[Edit]:
    for found in pattern.finditer(text):
        yield found.start(1), found.end(1), made(found[1])


def _last_group(pattern: re.Pattern[str], text: str, made: Callable[[str], str]) -> Iterator[Edit]:
    """As :func:`_group`, where the way that fitted has the group."""
    for found in pattern.finditer(text):
        group = found.lastindex or 0
        yield *found.span(group), made(found[group])


def _mails(text: str, to: Replacer) -> Iterator[Edit]:
    """By the at signs, so that what stands before each is looked at once, however long it is."""
    done = 0
    for at in _AT.finditer(text):
        domain = _DOMAIN_AFTER.match(text, at.end())
        local = domain and _LOCAL_BEFORE.search(text, max(done, at.start() - 82), at.start())
        if domain is None or local is None or _is_password(text, at.start()):
            continue
        if text[local.start() - 1 : local.start()] == "=" and _HOST.fullmatch(local[0]) is not None:
            # To whom a mail could not be delivered: anna=contoso.com@bounces.x.org.
            front = max(done, local.start() - 83)
            local = _LOCAL_BEFORE.search(text, front, local.start() - 1) or local
        done = domain.end()
        made = to.mail(f"{text[local.start() : at.start()]}@{domain[0]}")
        if local[0].isdecimal() and len(local[0]) > 2:  # a number at a gateway
            plus = "+" * (text[local.start() - 1 : local.start()] == "+")
            made = f"{to.number(plus + local[0]).lstrip('+')}@{made.rpartition('@')[2]}"
        yield local.start(), done, made
        if text[local.start() - 1 : local.start()] in ("<", "(", "[", ":"):
            yield from _name_before(text, local.start(), local[0].lower(), to)


def _name_before(text: str, end: int, local: str, to: Replacer) -> Iterator[Edit]:
    name = _NAME_BEFORE.search(text, max(0, end - _LONGEST_NAME), end)
    if name is None:
        name = _WORD_BEFORE.search(text, max(0, end - _LONGEST_WORD), end)
        if name is None or name[1].lower() not in local:
            return
    group = name.lastindex or 0
    yield *name.span(group), to.person(name[group])


def _is_password(text: str, at: int) -> bool:
    """Whether the at sign ends the user info of a URL: its host is no mail domain."""
    start = text.rfind("://", max(0, at - 1300), at)
    return (
        start >= 0 and not re.search(r"[/\s<>\"'\x01]", text[start + 3 : at]) and ":" in text[start + 3 : at]
    )


def _authorities(text: str, to: Replacer) -> Iterator[Edit]:
    for end in _SCHEME_END.finditer(text):
        found = _AUTHORITY.match(text, end.end())
        if found is None or not _SCHEME_BEFORE.search(text, max(0, end.start() - 8), end.start()):
            continue
        if is_public_host(found[4]):
            continue
        if found[1] and found[2]:
            yield found.start(1), found.end(1), in_url(to.login(unquote(found[1])))
        host = found[4].rstrip(".")
        yield found.start(4), found.start(4) + len(host), to.host(host)


def _sips(text: str, to: Replacer) -> Iterator[Edit]:
    """A SIP address whose host has no dot, or that is a number; the others are mail addresses by form."""
    for found in _SIP.finditer(text):
        user, domain = found[1], found[2] or ""
        if user.lstrip("+").isdecimal():
            yield found.start(1), found.end(1), to.number(user)
        elif domain:
            yield found.start(1), found.end(2), to.mail(f"{user}{domain}.local").removesuffix(".local")

"""People who show by their form: addresses, names beside them, identifiers of a directory, telephone numbers.

Every pattern here takes time in proportion to the text, as in :mod:`inspector.scrub.check.secret_patterns`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from inspector.scrub.check.sensitive_names import word_set
from inspector.scrub.check.stand_ins import Recogniser

DIRECTORY_SIGNS = (
    *("cn=", "ou=", "dc=", "uid="),
    *(f",{blank}{kind}=" for blank in ("", " ") for kind in ("o", "l", "st", "c")),
)
"""Each of which a distinguished name of LDAP cannot be without."""
_SID = re.compile(r"(?i)(?<!\w)S-1-\d{1,2}(?:-\d{1,10}){1,15}+(?!\d)")
_LOCAL_PART = re.compile(r"(?:\"[^\"\x1f\r\n]{1,64}\"|[^\s\"'<>()\[\],;:=@\\/|&?\x1f]{1,64})\Z")
_ESCAPED = re.compile(r"%[0-9A-Fa-f]{2}")
_DOMAIN_PART = re.compile(
    # Bytes of another character set can stand in a domain: whatever is no ASCII counts as a letter.
    r"(?:[A-Za-z0-9\x80-\U0010ffff](?:[\w\x80-\U0010ffff-]{0,62})\.){1,10}[^\W\d_][\w-]{1,62}"
    r"|\[[0-9A-Fa-f.:]{7,45}\]"
)
_LEGACY_DN = re.compile(r"(?i)/(?:o|ou|cn)=([^/<>\"&;,\x1f\r\n]{1,256}+)")
_ATTRIBUTE = r"(?:CN|OU|DC|UID|O|L|ST|C|E)=[^,;=<>\"\x1f\r\n]{1,256}"
_LDAP_DN = re.compile(rf"(?i)(?<!\w){_ATTRIBUTE}(?:,\s{{0,4}}{_ATTRIBUTE})+")
_DN_VALUE = re.compile(r"(\w{1,3})=([^,;=<>\"\x1f\r\n]{1,256})")
_EVERY_DIRECTORYS = word_set(
    """
    users computers configuration services schema com net org local system builtin microsoft-exchange
    domain-controllers microsoft-exchange-security-groups
    """
)
_CARD = re.compile(
    r"(?im)(?:^(?:N|ORG)|(?<!\S)(?:FN|NICKNAME))(?:;[^:\r\n\x1f]{0,200}+)?:([^\r\n\x1f]{1,300}+)"
)
_COMMON_NAME = re.compile(r"(?i)[;,]\s{0,4}CN=(?:\"([^\"\x1f]{1,200})\"|([^\";:,=\r\n\x1f]{1,200}))(?=[;:])")
_NAMED_ADDRESS = re.compile(
    r"(?:^|[\x1f\n,;:>]|(?<=\s))\s{0,4}"
    r"(?:\"([^\"<>\x1f]{2,80})\"|((?:[^\W\d_a-z][\w.'-]{0,30}+,?[ \t]{1,4}){1,4}))"
    r"\s{0,4}<[^<>\s@\x1f]{1,64}@"
)
_INTERNATIONAL = re.compile(
    r"(?<![\w+])(?:\+|00(?=[1-9]))[ ]{0,2}(?:\([1-9]\d{0,3}\)|[1-9])"
    r"(?:\d|[ .\-/]{1,3}\d|[ .\-/]{0,3}\(\d{1,5}\)(?=[ .\-/]{0,3}\d)){5,16}(?!\d)"
)
_IN_BRACKETS = r"\(0?\d{2,5}\)[ /-]{0,3}\d{2,4}(?:[ -]?\d{2,4}){1,3}"
_NATIONAL = re.compile(
    # Behind other digits a group is one of many, but for a lone 1: "1 (425) 867-5309", "Line 1 089/73051944".
    rf"(?<![\w.+:/#=-])(?:(?<=1 )(?<!\w1 )(?:{_IN_BRACKETS}"
    r"|0[1-9]\d{1,4} ?/ ?\d{3,4}[ -]?\d{2,5}"
    r"|[2-9]\d{2}[ -][2-9]\d{2}[ -]\d{4})"
    rf"|(?<!\d[ )])(?:{_IN_BRACKETS}"
    r"|0[1-9]\d{1,4}[ /-]{1,3}\d{3,8}(?:[ -]\d{1,5}){0,3}"
    r"|[2-9]\d{2}[ .-][2-9]\d{2}[ .-]\d{4}"
    r"|(?!2147483647)[2-9]\d{2}[2-9]\d{6}"
    r"|0[1-9](?:[ .]\d\d){4}(?![ .]\d)"
    r"|0[1-9]\d{8,12}))(?!\w|[.:/-]\w{0,64}\d)"
)
_USER_INFO = re.compile(r"://[^/\s:@]{1,128}:[^@\r\n]{0,300}\Z")
_TEL = re.compile(r"(?i)(?<!\w)(?:tel|callto|fax):([+(]?[0-9][0-9().\- ]{1,30})")


def sids(text: str, known: Recogniser) -> Iterator[str]:
    """Yields security identifiers (MS-DTYP section 2.4.2.1)."""
    return (found[0] for found in _SID.finditer(text) if not known.sid(found[0]))


def mails(text: str, known: Recogniser) -> Iterator[str]:
    """Yields mail and SIP addresses, quoted local parts among them (RFC 5321 section 4.1.2)."""
    at = text.find("@")
    while at >= 0:
        local, domain = _LOCAL_PART.search(text[max(at - 66, 0) : at]), _DOMAIN_PART.match(text, at + 1)
        is_user_info = domain and known.host(domain[0]) and _USER_INFO.search(text[max(at - 500, 0) : at])
        if local and domain and not is_user_info:
            # In a URL, what is escaped before an address is no part of it.
            address = f"{_ESCAPED.split(local[0])[-1]}@{domain[0]}"
            if not known.mail(address):
                yield address
        at = text.find("@", at + 1)


def legacy_names(text: str, known: Recogniser) -> Iterator[str]:
    """Yields parts of Exchange's own distinguished names."""
    for found in _LEGACY_DN.finditer(text):
        value = found[1].strip()
        # A name can be followed by more of a sentence, or by an identifier: "x0123abcd-anna".
        if not known.dn_part(value) and not known.dn_part(re.split(r"[ -]", value, maxsplit=1)[0]):
            yield value


def directory_names(text: str, known: Recogniser) -> Iterator[str]:
    """Yields parts of distinguished names of LDAP (RFC 4514)."""
    for found in _LDAP_DN.finditer(text):
        for key, value in _DN_VALUE.findall(found[0]):
            everybodys = "-".join(value.lower().split()) in _EVERY_DIRECTORYS
            country = key.upper() == "C" and len(value) <= 2
            if not (everybodys or country or known.dn_part(value)):
                yield value


def card_names(text: str, known: Recogniser) -> Iterator[str]:
    """Yields names in vCard (RFC 6350) and iCalendar (RFC 5545) that are not unfolded."""
    for found in (*_CARD.finditer(text), *_COMMON_NAME.finditer(text)):
        value = next(group for group in found.groups() if group is not None).strip()
        parts = [part for part in value.split(";") if part.strip()]
        if "@" not in value and not known.name(value) and not all(map(known.name, parts)):
            yield value


def named(text: str, known: Recogniser) -> Iterator[str]:
    """Yields names before an address in angle brackets (RFC 5322 section 3.4)."""
    for found in _NAMED_ADDRESS.finditer(text):
        value = (found[1] or found[2] or "").strip()
        if value and "@" not in value and not known.name(value):
            yield value


_LAST_GROUP = re.compile(r"(?<![ .\-/])[ .\-/]++\d{1,4}\Z")


def _numbers(pattern: re.Pattern[str]) -> Callable[[str, Recogniser], Iterator[str]]:
    def left(text: str, known: Recogniser) -> Iterator[str]:
        for found in pattern.finditer(text):
            number = found[found.lastindex or 0]
            # Behind a number can stand another: "+1 425 555 0123 12 seconds".
            if not known.phone(number) and not known.phone(_LAST_GROUP.sub("", number)):
                yield number

    return left


international = _numbers(_INTERNATIONAL)
"""Yields telephone numbers with a country code (ITU-T E.164)."""

national = _numbers(_NATIONAL)
"""Yields telephone numbers as they are written within Germany, France, Italy, the USA and their like."""

telephone_uris = _numbers(_TEL)
"""Yields the numbers of telephone URIs (RFC 3966)."""

"""Machines that show by their form: hosts of URLs and shares, host names, addresses.

Every pattern here takes time in proportion to the text, as in :mod:`inspector.scrub.check.secret_patterns`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from ipaddress import AddressValueError, IPv6Address
from urllib.parse import unquote_plus

from phonenumbers import SUPPORTED_REGIONS

from inspector.scrub.check.sensitive_names import word_set
from inspector.scrub.check.stand_ins import Recogniser, is_nobodys_host

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{0,20}\Z")
_AUTHORITY = re.compile(r"[^\s/?#<>\"'\\\x1f]{1,300}+")
_PORT = re.compile(r":\d{0,5}\Z")
_HOST = re.compile(r"(?:(?<![\w.@%-])|(?<=\*\.))[^\W_][\w-]{0,62}+(?:\.[\w-]{1,63}+){1,10}+(?![@\w])")
_SHARE = re.compile(r"(?<!\\)\\\\([\w.-]{2,253}+)\\")
_IPV4 = re.compile(r"(?i)(?<![\w./-])(?<!section )(?<!version )\d{1,3}(?:\.\d{1,3}){3}(?![\w.-]{0,64}\d)")
_IPV6 = re.compile(r"(?<![\w:.])(?:[0-9A-Fa-f]{0,4}:){2,7}[0-9A-Fa-f]{0,4}(?![\w:])")
_GENERIC = word_set(
    """
    com net org edu gov mil int info biz eu local lan corp internal intra intranet home localdomain ads cloud
    name
    """
)
_COUNTRIES = frozenset(region.lower() for region in SUPPORTED_REGIONS) | {"uk", "su"}
# Suffixes that are ends of files, of types in programs, or words where a blank is missing after a full stop.
_ALSO_OTHER = word_set(
    """
    ai am as at be by cc co do id in info io is it la me md mo my name no py ps pl rs sc sh so st tf to us vc
    """
)
_FRAMEWORKS = word_set("asp.net ado.net vb.net")
_FILE = re.compile(
    r"(?i)\.(?:asmx|aspx|svc|xml|html?|dll|exe|json|txt|wsdl|xsd|png|jpe?g|gif|wav|mp3|pdf|docx?|eml|ics)\Z"
)
_BUILD = re.compile(r"(?:8|14|15|16)\.[0-3]\.\d+\.\d+\Z")  # of an Exchange server


def authorities(text: str) -> Iterator[str]:
    """Yields what stands between the two slashes and the path of each URL (RFC 3986 section 3.2)."""
    at = text.find("://")
    while at >= 0:
        if _SCHEME.search(text[max(at - 21, 0) : at]) and (found := _AUTHORITY.match(text, at + 3)):
            yield found[0]
        at = text.find("://", at + 3)


def url_hosts(text: str, known: Recogniser) -> Iterator[str]:
    """Yields hosts of URLs; what has signs of a pattern or a placeholder is none."""
    for authority in authorities(text):
        host = _PORT.sub("", authority.rpartition("@")[2]).strip("[](),.;")
        if host.count(":") == 1:  # a name and a password of which an escape was undone too early
            host = host.partition(":")[0]
        if any(map(str.isalnum, host)) and not any(sign in host for sign in "{}$*%") and not known.host(host):
            yield host


def url_users(text: str, known: Recogniser) -> Iterator[str]:
    """Yields users of URLs (RFC 3986 section 3.2.1)."""
    for authority in authorities(text):
        user = unquote_plus(authority.rpartition("@")[0].partition(":")[0])
        if user and not (known.host(user) or known.name(user) or known.token(user) or known.mail(user)):
            yield user


def hosts(text: str, known: Recogniser) -> Iterator[str]:
    """Yields host names of known suffixes."""
    return (found[0] for found in _HOST.finditer(text) if _is_host(found[0]) and not known.host(found[0]))


def shares(text: str, known: Recogniser) -> Iterator[str]:
    """Yields the hosts of network shares."""
    return (found[1] for found in _SHARE.finditer(text) if not known.host(found[1]))


def addresses(text: str, known: Recogniser) -> Iterator[str]:
    """Yields IPv4 addresses."""
    for found in _IPV4.finditer(text):
        if _is_address(found[0]) and not is_nobodys_host(found[0]):
            yield found[0]


def addresses6(text: str, known: Recogniser) -> Iterator[str]:
    """Yields IPv6 addresses (RFC 4291 section 2.2)."""
    for found in _IPV6.finditer(text):
        try:
            IPv6Address(found[0])
        except AddressValueError:
            continue
        if len(found[0]) > 4 and not is_nobodys_host(found[0].lower()):
            yield found[0]


def _is_host(text: str) -> bool:
    lower = text.lower()
    labels = lower.split(".")
    if _FILE.search(lower) or lower in _FRAMEWORKS or not (text in (lower, text.upper()) or "-" in text):
        return False
    if any(label.startswith("xn--") for label in labels):
        return True
    if any(len(label) < 2 for label in labels[-2:]) or labels[-2].isdecimal():
        return False
    if labels[-1] in _ALSO_OTHER and len(labels) < 3 and not any(char in "-0123456789" for char in lower):
        return False
    return labels[-1] in _GENERIC or labels[-1] in _COUNTRIES


def _is_address(text: str) -> bool:
    """Numbers of sections and builds have the same form; nobody's address has four digits."""
    parts = text.split(".")
    return all(int(part) < 256 for part in parts) and len(text) > 7 and not _BUILD.match(text)

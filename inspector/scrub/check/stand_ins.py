"""What says by its form that it stands for something else, or that it is nobody's.

Scrubbing makes its stand-ins recognisable (docs/scrubbing.md, "What is put instead"); what is too short for
that is told by the cassette. Everything here is read off that page, not off the code that makes them.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from functools import lru_cache
from unicodedata import decimal
from urllib.parse import unquote

from inspector.scrub.check.sensitive_names import word_set
from inspector.scrub.pseudonyms import Pseudonyms

_BLANK = re.compile(
    r"(?i)(?:scrubbed-[0-9a-f]{8}|\[withheld: [^\]]{0,200}\]|\[?<?(?:redacted|removed|withheld)>?\]?"
    r"|\*{1,64}|x{4,64})?"
)
_GIVEN = r"[A-Z][a-z]{1,11}"
_FAMILY = r"[A-Z][a-z]{1,11}-[0-9a-f]{6}"
_NAME = re.compile(rf"(?:{_GIVEN} )?{_FAMILY}|{_FAMILY}, {_GIVEN}")
_LOCAL = re.compile(r"(?i:[a-z]{2,12}\.[a-z]{2,12}-[0-9a-f]{6})|[0-9a-f]+")
_DOMAIN = re.compile(r"(?i)(?:.*\.)?d[0-9a-f]{1,60}\.example")
_LABEL = re.compile(r"(?i)[hx][0-9a-f]{8}")
_FICTIONAL = "55501"  # the five digits before the last two of a number that no subscriber has
_MARKED_FROM = 10
_LONGEST_PREFIX = 6  # digits before a subscriber's number: 00, a country code, a trunk prefix
# Of those who make servers, clients and specifications, or run them for everybody.
_PUBLIC = re.compile(
    r"(?i)(?:.*\.)?(?:microsoft\.com|w3\.org|xmlsoap\.org|oasis-open\.org|openxmlformats\.org|outlook\.com|"
    r"office365\.com|office\.com|office\.net|microsoftonline\.com|windows\.net|live\.com|ietf\.org|iana\.org)\.?"
)
# The last is the host of what was withheld.
_SERVICES = word_set(
    """
    autodiscover ews exchange imap mail mx outlook owa pop remote smtp um webmail www localhost
    withheld.invalid
    """
)
# [MS-OXWSCOS] section 2.2.4.2 has the first three; the others name no person.
_EVERYBODYS = frozenset(("other contacts", "tagged", "favorites", "everyone", "anonymous", "default"))
_WELL_KNOWN_DN = frozenset(
    ("recipients", "configuration", "servers", "exchange administrative group (fydibohf23spdlt)")
)
_DOCUMENTATION = [
    ipaddress.ip_network(net)
    for net in ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32", "3fff::/20")
]


class Recogniser:
    """Knows stand-ins: by their form, by the key that made them, and by what the cassette tells.

    Args:
        pseudonyms: of the cassette's salt or key; ``None`` if it was never scrubbed.
    """

    def __init__(self, pseudonyms: Pseudonyms | None = None) -> None:
        self._pseudonyms = pseudonyms
        self._told: set[str] = set()
        self.owns = lru_cache(8192)(self._owns)

    def hear(self, kept: object) -> bool:
        """Takes over the stand-ins that an interaction tells of under ``scrubbed``.

        Returns:
            Whether some of them are new.
        """
        texts = kept.get("stand_ins") if isinstance(kept, Mapping) else None
        fresh = {text for text in texts if isinstance(text, str)} if isinstance(texts, list) else set()
        new = not fresh <= self._told
        self._told |= fresh
        return new

    def token(self, text: str) -> bool:
        """Whether a secret, or anything whose shape is kept, is a stand-in."""
        text = text.strip()
        return (
            text in self._told
            or bool(_BLANK.fullmatch(text))
            or self.owns(text)
            or ("%" in text and unquote(text) in self._told)
        )

    def name(self, text: str) -> bool:
        """Whether a name of a person, a group or a machine is a stand-in, or nobody's."""
        words = " ".join(text.split()).strip("\"'")
        return (
            bool(_NAME.fullmatch(words) or _BLANK.fullmatch(words))
            or words.casefold() in _EVERYBODYS
            or words in self._told
            or bool(_LABEL.fullmatch(words))
        )

    def mail(self, text: str) -> bool:
        """Whether a mail or SIP address is a stand-in, or nobody's."""
        local, _, domain = text.rpartition("@")
        if not (_DOMAIN.fullmatch(domain) or is_nobodys_host(domain.lower())):
            return False
        local = (local.partition(":")[2] or local).lstrip(
            "!#$%&'*+/=?^`{|}~"
        )  # what packs it may stand there
        if not any(char.isalpha() for char in local):
            return self.phone(local)
        return not local or bool(_LOCAL.fullmatch(local)) or self.token(local)

    def host(self, text: str) -> bool:
        """Whether a host name or an address is a stand-in, or nobody's."""
        lower = text.strip("[]").lower()
        return (
            lower in _SERVICES
            or bool(
                _LABEL.fullmatch(lower) or _BLANK.fullmatch(lower) or _DOMAIN.fullmatch(lower.rstrip("."))
            )
            or is_nobodys_host(lower)
            or text in self._told
            or self.owns(text)
        )

    def phone(self, text: str) -> bool:
        """Whether all digits of a telephone number are a stand-in's, but for its country code."""
        number = text.partition(";")[0]
        digits = "".join(str(decimal(char)) for char in number if char.isdecimal())
        if len(digits) < 3 or number.strip() in self._told:
            return True
        if len(digits) >= _MARKED_FROM and digits[-7:-2] == _FICTIONAL:
            return True
        return any(digits[front:] in self._told for front in range(min(_LONGEST_PREFIX, len(digits) - 3) + 1))

    def sid(self, text: str) -> bool:
        """Whether a security identifier is a stand-in, or one that every system has."""
        return not text.upper().startswith("S-1-5-21-") or self.token(text)

    def dn_part(self, text: str) -> bool:
        """Whether a part of a distinguished name is a stand-in, or in every organization."""
        text = text.strip()
        return (
            text.lower() in _WELL_KNOWN_DN
            or self.name(text)
            or self.token(text)
            or bool(_DOMAIN.fullmatch(f"x.{text}.example") or text.lower() == "example")
        )

    def _owns(self, text: str) -> bool:
        return self._pseudonyms is not None and self._pseudonyms.owns(text)


@lru_cache(4096)
def is_blank(text: str) -> bool:
    """Whether a text says that something was taken out, or is empty."""
    return bool(_BLANK.fullmatch(text.strip()))


@lru_cache(4096)
def is_nobodys_host(text: str) -> bool:
    """Whether a host is loopback, for documentation, or one that serves everybody."""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return bool(_PUBLIC.fullmatch(text))
    return address.is_loopback or address.is_unspecified or any(address in net for net in _DOCUMENTATION)

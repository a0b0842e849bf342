"""Stand-ins for people and machines: fictional names, addresses, numbers and hosts.

Each says by its form that it is one, so that it is never replaced again: what a client got from a scrubbed
answer and sends back stays as it is. Numbers too short to say so are remembered (:meth:`Replacements.adopt`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from ipaddress import IPv6Address, IPv6Network

from phonenumbers import COUNTRY_CODE_TO_REGION_CODE
from publicsuffix2 import PublicSuffixList

from inspector.scrub.learning import Lessons
from inspector.scrub.pseudonyms import Pseudonyms

VERSION = 2
"""What a cassette's header tells as ``version`` of its scrubbing; one that tells none is of version 1.

Since 2 a name is the same person's with its last word in front ("Berg, Anna"), and the owner of a domain is
told by the list of public suffixes.
"""

KEPT_KEY = "scrubbed"
"""The key of an interaction that tells a replay's scrubber what the recording's had learned by then."""

_GIVEN_NAMES = """
    Alex Ariel Billie Bo Chris Cleo Dana Devin Eddie Eli Fran Gale Glenn Hao Indra Jamie Jean Jessie
    Jo Jules Kai Kelly Kim Kit Lee Leslie Lou Marlow Mika Nico Noel Nour Oakley Pat Quinn Ray Remy
    Rene Robin Rory Sam Sasha Shay Sidney Sky Sol Stevie Sunny Tal Taylor Toby Toni Uli Val Vivian
    Wren Yael Yan Yuri Zeno
"""
_GIVEN = _GIVEN_NAMES.split()
_FAMILY_NAMES = """
    Abel Berg Brook Byrne Castro Cho Dahl Dale Diaz Eka Ferro Field Fox Gray Haas Hill Holm Ito
    Janda Keller Koch Kovar Lake Lang Lund Marin Meer Moor Novak Nunes Olsen Orlov Park Peak Petit
    Quist Reed Reyes Rossi Sato Shaw Silva Snow Stone Storm Tan Thorn Toth Urban Vale Vega Virta
    Voss Wald Weir Wolf Wood Xu Yamada Zorn
"""
_FAMILY = _FAMILY_NAMES.split()
# Groups that every contact list has ([MS-OXWSCOS] section 2.2.4.2): names of a kind, and nobody's.
_EVERYBODYS = frozenset(("other contacts", "tagged", "favorites"))
_OWN_NAME = re.compile(rf"(?:{'|'.join(_GIVEN)}) (?:{'|'.join(_FAMILY)})-[0-9a-f]{{6}}\Z")
_OWN_DOMAIN = re.compile(r"(?:.*\.)?d[0-9a-f]{1,60}\.example\Z", re.I)
_OWN_HOST = re.compile(r"h[0-9a-f]{8}\Z", re.I)
_OWN_DN_PART = re.compile(r"x[0-9a-f]{8}\Z", re.I)
# Labels that say what a host does, not whose it is.
_SERVICES = frozenset(
    """
    autodiscover ews exchange imap mail mx outlook owa pop remote smtp um webmail www localhost
    """.split()  # noqa: SIM905 - a list of names reads better as text
)
_SECOND_LEVEL = frozenset(("ac", "co", "com", "edu", "gov", "net", "or", "org"))  # of version 1
_PUBLIC = re.compile(
    r"(?:.*\.)?(?:microsoft\.com|w3\.org|xmlsoap\.org|oasis-open\.org|openxmlformats\.org|outlook\.com|"
    r"office365\.com|office\.com|microsoftonline\.com|windows\.net|ietf\.org|iana\.org)\.?\Z",
    re.I,
)
_ADDRESS = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}\Z")
_TEST_NET6 = IPv6Network("2001:db8::/32")
_TEST_NETS = ("192.0.2", "198.51.100", "203.0.113")  # RFC 5737
_DN_PART = re.compile(r"(/(?:o|ou|cn)=)([^/<>\"&]+)", re.I)
_DN_COMMON = frozenset(
    ("recipients", "configuration", "servers", "exchange administrative group (fydibohf23spdlt)")
)
_DIRECTORY_PART = re.compile(r"((?:CN|OU|DC|UID|O|L|ST)=)((?:[^,\\]|\\.)+)", re.I)
_DIRECTORY_COMMON = frozenset(
    ("users", "computers", "com", "net", "org", "local", "configuration", "services")
)
_SID_PARTS = re.compile(r"S-1-\d{1,2}-\d{1,2}(?=-)|(?<=-)\d+")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_OWN_FILE = re.compile(r"file-[0-9a-f]{6}(?:\.|\Z)")
_LETTERS = re.compile(r"[^\W\d_]+")
_WORDS_OF_FILES = """
    a an and apps as att attachment audio body calendar certificate data document encrypted file for from
    greeting html image in inline invite invoice item letter list log mail message mime minute minutes name
    names note of on original outline p part photo picture png report s seconds second signature smime test
    text the to txt untitled unnamed vcard voice voicemail winmail wav xml
"""
_FILE_WORDS = frozenset(_WORDS_OF_FILES.split())
_MARKED_FROM = 10  # digits of a subscriber's number that can say by their form that it is nobody's
_DOMAIN_WORD = re.compile(r"[A-Za-z0-9\x80-\U0010ffff](?:[A-Za-z0-9_\x80-\U0010ffff-]*)\Z")


class Replacements:
    """Makes replacements for what names somebody.

    Args:
        pseudonyms: the keyed source.
        version: the version of the scrubbing, see :data:`VERSION`.
        lessons: says whether something may be remembered; ``None``: it always may.
    """

    def __init__(
        self, pseudonyms: Pseudonyms, version: int = VERSION, lessons: Lessons | None = None
    ) -> None:
        self._lessons = lessons or Lessons()
        self._pseudonyms = pseudonyms
        self._version = version
        self._adopted: set[str] = set()
        self.adopted = 0
        """How often replacements of a recording were taken over."""
        self.fresh: list[str] = []
        self.has_numbers = False
        self.number_for = lru_cache(4096)(self._number_for)
        self.name = lru_cache(32_768)(self._name)
        self.host = lru_cache(4096)(self._host)
        self.domain = lru_cache(4096)(self._domain)
        self.mail = lru_cache(32_768)(self._mail)
        self.owner = lru_cache(4096)(lambda host: registered_domain(host, version))

    def adopt(self, texts: Iterable[str]) -> None:
        """Takes over replacements that a recording made and that do not say by their form what they are."""
        texts = list(texts)
        self._adopted.update(texts)
        self.adopted += 1
        self.has_numbers |= any(text.isdecimal() for text in texts)

    @property
    def count(self) -> int:
        """How many replacements are known that do not say by their form what they are."""
        return len(self._adopted)

    def _name(self, text: str) -> str:
        """A person's or group's name."""
        words = " ".join(text.split())
        if not words or _OWN_NAME.match(words) or text in self._adopted:
            return text
        key = self.in_order(words).casefold()
        if key in _EVERYBODYS:
            return text
        given = _GIVEN[self._number(key, "given", len(_GIVEN))]
        family = _FAMILY[self._number(key, "family", len(_FAMILY))]
        return f"{given} {family}-{self._number(key, 'name', 16**6):06x}"

    def in_order(self, name: str) -> str:
        """Returns a name with the given name first, however it is written: ``Berg, Anna`` is Anna Berg."""
        last, comma, first = name.partition(",")
        if self._version < 2 or not comma or "," in first or not first.strip() or not last.strip():
            return name
        return f"{first.strip()} {last.strip()}"

    def _mail(self, text: str) -> str:
        """A mail or SIP address; only a host if it has no @."""
        local, at, domain = text.rpartition("@")
        if not at or _OWN_DOMAIN.match(domain):
            return text if at else self.host(text)
        key = f"{local}@{domain}".casefold()
        given = _GIVEN[self._number(key, "given", len(_GIVEN))].lower()
        family = _FAMILY[self._number(key, "family", len(_FAMILY))].lower()
        return f"{given}.{family}-{self._number(key, 'mail', 16**6):06x}@{self.domain(domain)}"

    def mail_of_length(self, text: str) -> str:
        """A mail address inside binary data, where lengths count."""
        local, _, domain = text.rpartition("@")
        room = len(domain) - len("d.example")
        if room < 1 or _OWN_DOMAIN.match(domain):
            return text if room >= 1 else self.shape(text)
        front = f"{self._number(text.casefold(), 'local', 16**16):016x}" * (len(local) // 16 + 1)
        back = f"{self._number(domain.casefold(), 'domain', 16**16):016x}" * (room // 16 + 1)
        return f"{front[: len(local)]}@d{back[:room]}.example"

    def _domain(self, text: str) -> str:
        """A domain name: its owner is replaced, labels before the owner each on their own."""
        if _OWN_DOMAIN.match(text) or _PUBLIC.match(text):
            return text
        labels = text.rstrip(".").split(".")
        size = _owner_size(labels, self._version)
        own, front = ".".join(labels[-size:]), labels[:-size]
        owner = f"d{self._number(own.casefold(), 'domain', 16**8):08x}.example"
        return ".".join([*map(self._label, front), owner])

    def _host(self, text: str) -> str:
        """A host name or an IPv4 address; loopback stays."""
        if _ADDRESS.match(text):
            return self._address(text)
        if ":" in text:
            return self._address6(text)
        if "." in text:
            return self.domain(text)
        return self._label(text) if _DOMAIN_WORD.match(text) else text

    def _label(self, text: str) -> str:
        if text.lower() in _SERVICES or _OWN_HOST.match(text) or text in self._adopted:
            return text
        return f"h{self._number(text.casefold(), 'label', 16**8):08x}"

    def _address(self, text: str) -> str:
        if text.startswith("127.") or text == "0.0.0.0" or text.rpartition(".")[0] in _TEST_NETS:
            return text
        number = self._number(text, "address", 3 * 254)
        return f"{_TEST_NETS[number // 254]}.{number % 254 + 1}"

    def dn(self, text: str) -> str:
        """A legacy distinguished name, ``/o=Org/ou=Group/cn=Recipients/cn=Somebody``."""

        def part(found: re.Match[str]) -> str:
            value = found[2].strip()
            if value.lower() in _DN_COMMON or _OWN_DN_PART.match(value):
                return found[0]
            return f"{found[1]}x{self._number(value.casefold(), 'dn', 16**8):08x}"

        return _DN_PART.sub(part, text)

    def directory_name(self, text: str) -> str:
        """An LDAP name, ``CN=Somebody,OU=Group,DC=contoso,DC=com``."""

        def part(found: re.Match[str]) -> str:
            value = found[2].strip()
            if value.lower() in _DIRECTORY_COMMON or _OWN_DN_PART.match(value):
                return found[0]
            return f"{found[1]}x{self._number(value.casefold(), 'dn', 16**8):08x}"

        return _DIRECTORY_PART.sub(part, text)

    def sid(self, text: str) -> str:
        """A security identifier: ``S-1-5-21``, then fictional numbers of the same length."""
        if text in self._adopted:
            return text
        front, *numbers = _SID_PARTS.findall(text)
        made = [front]
        for at, number in enumerate(numbers):
            low = 10 ** (len(number) - 1) if len(number) > 1 else 0
            high = min(10 ** len(number), 2**32)
            made.append(str(low + self._number(f"{at}:{text}", "sid", max(high - low, 1))))
        result = "-".join(made)
        if result != text:
            self._remember(result)
        return result

    def birthday(self, text: str) -> str:
        """A date: another day between 1940 and 1999, in the same form."""

        def one(found: re.Match[str]) -> str:
            if found[0] in self._adopted:
                return found[0]
            number = self._number(found[0], "birthday", 60 * 12 * 28)
            made = f"{1940 + number // 336:04}-{number // 28 % 12 + 1:02}-{number % 28 + 1:02}"
            if made != found[0]:
                self._remember(made)
            return made

        return _DATE.sub(one, text)

    def file_name(self, text: str) -> str:
        """The name of a file, unless it says nothing of anybody; its ending stays."""
        stem, dot, ending = text.rpartition(".")
        if not dot or len(ending) > 5:
            stem, dot, ending = text, "", ""
        words = _LETTERS.findall(stem)
        if all(word.casefold() in _FILE_WORDS for word in words) or _OWN_FILE.match(text):
            return text
        return f"file-{self._number(stem.casefold(), 'file', 16**6):06x}{dot}{ending}"

    def phone(self, text: str) -> str:
        """A telephone number or an extension: same form, fictional digits.

        A number of ten digits or more after its country code ends in 555-01xx, which no subscriber has.
        Parameters (RFC 3966 section 3) are numbers, or hosts, of their own.
        """
        number, *parameters = text.split(";")
        made = [self._phone(number)]
        for parameter in parameters:
            name, equals, value = parameter.partition("=")
            replaced = self.domain(value) if "." in value else self._phone(value)
            made.append(f"{name}{equals}{replaced}")
        return ";".join(made)

    def shape(self, text: str) -> str:
        """Anything else that is personal: letters stay letters, digits stay digits."""
        if text in self._adopted:
            return text
        made = self._pseudonyms.token(text)
        if made != text and not self._pseudonyms.owns(made):
            self._remember(made)
        return made

    def taken(self) -> list[str]:
        """Returns the replacements made since the last call that do not say by their form what they are."""
        taken = list(dict.fromkeys(self.fresh))
        self.fresh.clear()
        return taken

    def _remember(self, made: str) -> None:
        self._lessons.begin()
        self._adopted.add(made)
        self.fresh.append(made)

    def subscriber(self, digits: str) -> str:
        """What is put in the place of a subscriber's number: digits without country code and trunk prefix."""
        if len(digits) < 3 or digits in self._adopted or _is_fictional(digits):
            return digits
        made = self.number_for(digits)
        if not _is_fictional(made):
            self._remember(made)
        return made

    def note(self, made: str) -> None:
        """Lets a cassette tell that a number is in the place of another; a replay recognises that by it."""
        if made not in self._adopted:
            self._remember(made)

    def is_adopted(self, made: str) -> bool:
        """Whether a cassette tells, or a recording has made, this replacement."""
        return made in self._adopted

    def _phone(self, text: str) -> str:
        places = [at for at, char in enumerate(text) if char in "0123456789"]
        digits = "".join(text[at] for at in places)
        front = prefix_size(digits, text.lstrip("tTeElL:( ").startswith("+"))
        made = self.subscriber(digits[front:])
        chars = list(text)
        for at, digit in zip(places[front:], made, strict=True):
            chars[at] = digit
        return "".join(chars)

    def _address6(self, text: str) -> str:
        """One of the addresses that documents use (RFC 3849), if it is an address of IPv6 at all."""
        try:
            address = IPv6Address(text)
        except ValueError:
            return text
        if address.is_loopback or address.is_unspecified or address in _TEST_NET6:
            return text
        return f"2001:db8::{self._number(address.compressed, 'address', 16**4):x}"

    def _number_for(self, digits: str) -> str:
        size = len(digits)
        number = self._number(digits, "phone", 10**18)
        if size >= _MARKED_FROM:
            # The three before are like an area code, which begins with 2 to 9.
            area = str(200 + number % 800).rjust(size - 7, "2")[-(size - 7) :]
            extra = str(number // 800 % 10 ** max(size - 10, 0)).rjust(size - 10, "0") if size > 10 else ""
            return f"{extra}{area[-3:]}55501{number // 10**9 % 100:02}"[-size:]
        made = str(number % (9 * 10 ** (size - 1)) + 10 ** (size - 1))
        return made if made != digits else made[:-1] + str((int(made[-1]) + 1) % 10)

    def _number(self, text: str, kind: str, below: int) -> int:
        return self._pseudonyms.number(text, kind, below)


def registered_domain(host: str, version: int = VERSION) -> str | None:
    """The part of a host name that somebody owns, in lower case; ``None`` if it has none.

    Args:
        host: the name.
        version: the version of the scrubbing, see :data:`VERSION`.
    """
    labels = host.casefold().strip(".").split(".")
    if len(labels) < 2 or labels[-1].isdecimal():
        return None
    return ".".join(labels[-_owner_size(labels, version) :])


def _owner_size(labels: list[str], version: int) -> int:
    """How many labels at the end of a host name are its owner's."""
    if version < 2:
        return 3 if len(labels) > 2 and len(labels[-1]) == 2 and labels[-2].lower() in _SECOND_LEVEL else 2
    owner = _public_suffixes().get_sld(".".join(labels).casefold(), strict=True)
    return min(max(owner.count(".") + 1, 2), len(labels)) if owner else min(2, len(labels))


@cache
def _public_suffixes() -> PublicSuffixList:
    """The list takes a twentieth of a second to read: whoever scrubs nothing does not wait for it."""
    return PublicSuffixList(idna=False)


def prefix_size(digits: str, plus: bool) -> int:
    """How many of a number's digits come before the subscriber's: country code and trunk prefix.

    Args:
        digits: its digits.
        plus: whether a plus sign stands before them (E.164).
    """
    size = _country_code_size(digits) if plus else int(len(digits) == 11 and digits[0] == "1")
    while len(digits) - size > 8 and digits[size] == "0":
        size += 1
    return size


def _is_fictional(digits: str) -> bool:
    return len(digits) >= _MARKED_FROM and digits[-7:-2] == "55501"


def _country_code_size(digits: str) -> int:
    for size in (1, 2, 3):
        if digits[:size].isdecimal() and int(digits[:size]) in COUNTRY_CODE_TO_REGION_CODE:
            return size
    return 0

"""People and machines: what is put in the place of each value, by its role, and what is learned of it."""

from __future__ import annotations

import re
from collections.abc import Callable

from inspector.protocols.fields import Field, Role
from inspector.scrub.address_lists import people_replaced
from inspector.scrub.learned_names import LearnedDomains, LearnedNames
from inspector.scrub.learned_numbers import LearnedNumbers
from inspector.scrub.learned_words import LearnedWords
from inspector.scrub.mapped_text import fold
from inspector.scrub.pseudonyms import Pseudonyms
from inspector.scrub.replacements import VERSION, Replacements
from inspector.wire.body.mail_header import said_in

_NUMBER = re.compile(r"(?i)(?:tel:)?[+(]?[0-9][0-9 ().-]{2,30}(?:;[a-z-]{1,20}=[0-9A-Za-z.+-]{1,64}){0,4}\Z")
_NAME_IN_ADDRESS = re.compile(r"([^\W\d_]{3,40})[._]([^\W\d_]{3,40})")
_HOST = re.compile(r"[^\W_][\w.-]*")
_NUMBER_WORDS = re.compile(r"(?i)\Atel:|\bext(?:ension)?\b\.?|(?<=\d)x(?=\d)")


class Identity:
    """Replaces what names people and machines, and learns names, numbers and domains for running text.

    Args:
        pseudonyms: the keyed source of what is put instead.
        words: where what is learned is looked for.
        version: the version of the scrubbing, see :data:`~inspector.scrub.replacements.VERSION`.
    """

    def __init__(self, pseudonyms: Pseudonyms, words: LearnedWords, version: int = VERSION) -> None:
        self.replacements = Replacements(pseudonyms, version, words.lessons)
        self.names = LearnedNames(pseudonyms, self.replacements, words)
        self.domains = LearnedDomains(pseudonyms, self.replacements, words.lessons)
        self.numbers = LearnedNumbers(self.replacements, words.lessons)
        self._by_role: dict[Role, Callable[[str], str]] = {
            Role.MAIL_ADDRESS: self.mail_or_other,
            Role.PERSON_NAME: self.person,
            Role.PEOPLE: self.people,
            Role.PHONE: self.phone,
            Role.HOST: self.hosts,
            Role.USER: self.login,
            Role.SID: self.sids,
            Role.PERSONAL: self.device,
            Role.BIRTHDAY: self.replacements.birthday,
        }
        self._by_kind: dict[tuple[Role, str], Callable[[str], str]] = {
            (Role.FREE_TEXT, "file"): self.replacements.file_name,
            (Role.PERSON_NAME, "structured"): self.structured_name,
        }

    def replaces(self, field: Field) -> Callable[[str], str] | None:
        """Returns what replaces all of a value in a place; ``None`` if nothing does."""
        return self._by_kind.get((field.role, field.kind)) or self._by_role.get(field.role)

    @property
    def learned(self) -> tuple[int, ...]:
        """What tells whether something new was learned."""
        return (*self.learned_words, self.numbers.count)

    @property
    def learned_words(self) -> tuple[int, ...]:
        """The same of what has letters: what tells it of a text that can hold no number."""
        return (self.names.full_names.count, self.domains.count, self.replacements.adopted)

    def recognise(self, digests: list[str]) -> None:
        """Takes over the digests of names and domains that a cassette carries."""
        self.names.recognise(digests)
        self.domains.recognise(digests)

    def fresh_digests(self) -> list[str]:
        """Returns the digests of what was learned since the last call."""
        fresh = [*self.domains.fresh, *self.names.fresh]
        self.domains.fresh.clear()
        self.names.fresh.clear()
        return fresh

    def mail_or_other(self, text: str) -> str:
        """Replaces an address of any kind: of mail, SIP, a distinguished name, or a name in its place."""
        if "@" in text:
            prefix, colon, address = text.partition(":")
            if colon and prefix.isalpha():
                return f"{prefix}:{self.mail_or_other(address)}"
            if " " in text or "<" in text:
                return self.people(text)
            return self.mail(text)
        return self.person(text)

    def person(self, text: str) -> str:
        """Replaces a person's name, and remembers it."""
        if "=?" in text and (plain := said_in(text)) != text:
            return self.mail_or_other(plain)  # encoded words (RFC 2047)
        if "@" in text or "=" in text or "://" in text:
            return text  # an address in a name's place, which shows by its form
        if _NUMBER.match(text):
            return self.phone(text)  # of a caller whom nobody knows by name
        if not any(char.isalpha() for char in text):
            return self.replacements.shape(text)
        self.names.learn(text)
        return self.replacements.name(text)

    def structured_name(self, text: str) -> str:
        """Replaces the parts of a name, ``Berg;Anna;;Dr.;`` (RFC 6350 section 6.2.2), and remembers it."""
        family, _, rest = text.partition(";")
        given = rest.partition(";")[0]
        if family.strip() and given.strip():
            self.names.learn(f"{given.strip()} {family.strip()}")
        return ";".join(self.person(part) if part.strip() else part for part in text.split(";"))

    def people(self, text: str) -> str:
        """Replaces the names and addresses of a list."""
        return people_replaced(said_in(text) if "=?" in text else text, self.person, self.mail_or_other)

    def phone(self, text: str) -> str:
        """Replaces a telephone number, or the address of who calls over SIP, and remembers it."""
        plain = text if text.isascii() else fold(text).text
        if any(char.isalpha() for char in _NUMBER_WORDS.sub("", plain.partition(";")[0])):
            return text if "@" in text else self.person(text)  # an address shows by its form
        return self.number(plain)

    def number(self, text: str) -> str:
        """Replaces a telephone number, and remembers it."""
        self.numbers.learn(text)
        return self.replacements.phone(text)

    def hosts(self, text: str) -> str:
        """Replaces host names, with ports, commas or tildes between them."""
        if "://" in text:
            return text  # a URL, which shows by its form
        return _HOST.sub(lambda found: self.host_of_field(found[0]), text)

    def host_of_field(self, name: str) -> str:
        """Replaces a host name that stands where a host is known to stand."""
        if name.isdecimal() or _is_version(name):
            return name
        self.domains.learn(name)
        self.names.learn_host(name)
        return self.replacements.host(name)

    def login(self, text: str) -> str:
        """Replaces who logs in, an address or a name in a domain, and remembers it."""
        if "@" in text:
            return self.mail_or_other(text)
        domain, backslash, user = text.rpartition("\\")
        for handle in (domain, user):
            self.names.learn_host(handle)
        made = self.replacements.name(user) if " " in user else self.replacements.host(user)
        return f"{self.replacements.host(domain)}{backslash}{made}" if backslash else made

    def device(self, text: str) -> str:
        """Replaces what identifies a device or a place, and remembers it."""
        self.names.learn_shape(text)
        return self.replacements.shape(text)

    def sids(self, text: str) -> str:
        """Replaces a security identifier, or what else stands in its place."""
        return self.replacements.sid(text) if text.startswith("S-1-") else self.replacements.shape(text)

    # What shows by its form, see inspector.scrub.patterns.

    def mail(self, address: str) -> str:
        """Replaces a mail address, and remembers its domain."""
        made = self.replacements.mail(address)
        if made != address:
            local, _, domain = address.rpartition("@")
            self.domains.learn(domain)
            words = _NAME_IN_ADDRESS.fullmatch(local)
            if words is not None:  # running text is likely to have the name as well
                self.names.learn(f"{words[1]} {words[2]}".title())
        return made

    def host(self, name: str) -> str:
        """Replaces the host of a URL, and remembers its domain."""
        if _is_version(name):
            return name
        made = self.replacements.host(name)
        if made != name:
            self.domains.learn(name)
        return made

    def sid(self, text: str) -> str:
        """Replaces a security identifier."""
        return self.replacements.sid(text)

    def distinguished_name(self, text: str) -> str:
        """Replaces the parts of a legacy distinguished name."""
        return self.replacements.dn(text)

    def directory_name(self, text: str) -> str:
        """Replaces the parts of an LDAP name."""
        return self.replacements.directory_name(text)


def _is_version(text: str) -> bool:
    """Exchange builds (15.1.2507.6) look like addresses; an address has no part above 255."""
    parts = text.split(".")
    return all(part.isdecimal() for part in parts) and (
        len(parts) != 4 or any(int(part) > 255 for part in parts)
    )

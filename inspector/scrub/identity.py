"""People and machines out of messages: by the places that name them, by pattern, and by what was learned."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from urllib.parse import quote, unquote
from xml.sax.saxutils import escape

from inspector.scrub.fields import (
    HEADER_KINDS,
    RUNNING,
    SETTINGS,
    TECHNICAL_HEADERS,
    Kind,
    kind_of_element,
)
from inspector.scrub.patterns import Patterns
from inspector.scrub.phone_query import scrub_query
from inspector.scrub.pseudonyms import Pseudonyms
from inspector.scrub.stand_ins import StandIns

__all__ = ["Identity"]

_LEAF = re.compile(rb"<(?:[\w.-]{1,64}:)?([A-Za-z][\w.-]{0,100})(\s[^<>]{0,4000})?>([^<]+)</")
_SETTING = re.compile(
    rb"<(?:[\w.-]{1,64}:)?Name>([A-Za-z]{1,64})</(?:[\w.-]{1,64}:)?Name>\s{0,200}<(?:[\w.-]{1,64}:)?Value>([^<]+)<"
)
_PACKED_FROM = 12  # characters; nothing that tells much is shorter in base64
_NUMBER = re.compile(r"(?i)(?:tel:)?[+(]?[0-9][0-9 ().-]{2,30}(?:;[a-z-]{1,20}=[0-9A-Za-z.+-]{1,64}){0,4}\Z")
_USER_PARAMETER = re.compile(r"([?&]User=)([^&#\s]+)")
_PACKED_QUERY = re.compile(r"(Microsoft-Server-ActiveSync\?)([A-Za-z0-9+/_%-]{8,2000}={0,2})\Z", re.I)
_DEVICE_PARAMETER = re.compile(r"([?&]DeviceId=)([^&#\s]+)")
_IN_LIST = re.compile(r"\"([^\"]*)\"|([^<>,;\"]+)|<([^<>]*)>")


class Identity:
    """Replaces what names people and machines, and learns names and domains for running text.

    Args:
        pseudonyms: the keyed source of what is put instead.
    """

    def __init__(self, pseudonyms: Pseudonyms) -> None:
        self.stand_ins = StandIns(pseudonyms)
        self.patterns = Patterns(pseudonyms, self.stand_ins)
        self._replaced: dict[str, str] = {}
        self._kinds: dict[Kind, Callable[[str], str]] = {
            Kind.MAIL: self._mail_or_other,
            Kind.PERSON: self._person,
            Kind.PEOPLE: self._people,
            Kind.PHONE: self._phone,
            Kind.HOST: self._hosts,
            Kind.USER: self._user,
            Kind.SHAPE: self.device,
            Kind.TEXT: lambda text: text,
        }

    def seen(self) -> dict[str, str]:
        """Returns what was replaced since the last call, and forgets it; for texts that quote a message."""
        self.patterns.numbers.forget_extensions()
        seen, self._replaced = self._replaced, {}
        return seen

    def header(self, name: str, value: str) -> str:
        """Returns the value of a header field without people and machines."""
        lower = name.lower()
        if lower in TECHNICAL_HEADERS:
            return value
        kind = HEADER_KINDS.get(lower)
        return self.text(value if kind is None else self._kinds[kind](value))

    def people(self, text: str) -> str:
        """Returns a list of names and addresses with stand-ins for all of them."""
        return self._people(text)

    def url(self, url: str) -> str:
        """Returns a URL without people and machines; MS-ASHTTP names user and device in the query."""
        if "User=" in url or "DeviceId=" in url:
            url = _USER_PARAMETER.sub(
                lambda found: found[1] + quote(self._user(unquote(found[2])), safe="@"), url
            )
            url = _DEVICE_PARAMETER.sub(lambda found: found[1] + self.device(found[2]), url)
        return self.text(_PACKED_QUERY.sub(self._packed_query, url) if "ActiveSync?" in url else url)

    def number(self, text: str) -> str:
        """Replaces a telephone number, or the address of who calls over SIP, and remembers it."""
        return self._phone(text)

    def device(self, text: str) -> str:
        """Replaces what identifies a device, and remembers it."""
        self.patterns.names.learn_shape(text)
        return self.stand_ins.shape(text)

    def login(self, text: str) -> str:
        """Replaces who logs in, an address or a name in a domain, and remembers it."""
        return self._user(text)

    def _packed_query(self, found: re.Match[str]) -> str:
        return found[1] + scrub_query(found[2], self.device, self._user)

    def text(self, text: str) -> str:
        """Returns any text without addresses, hosts, numbers and names that show by themselves."""
        data = text.encode("utf-8", "surrogateescape")
        made = self.patterns.sweep(data)
        return text if made is data else made.decode("utf-8", "surrogateescape")

    def body(self, content: bytes, unpack: Callable[[bytes, bytes], bytes | None]) -> bytes:
        """Returns a text body (UTF-8, or what ASCII is a part of) without people and machines.

        Args:
            content: the body.
            unpack: scrubs what is packed in the text of an element, given the element's local name and its
                text; ``None`` if nothing is, or if it needs no scrubbing.
        """
        if b"<" in content:
            content = self._elements(content, unpack)
        else:
            content = self.patterns.numbers.sweep_extensions(content)
        return self.patterns.sweep(content)

    def _elements(self, content: bytes, unpack: Callable[[bytes, bytes], bytes | None]) -> bytes:
        pieces: list[bytes] = []
        done = 0
        for found in _LEAF.finditer(content):
            name, text = found[1], found[3]
            made = unpack(name, text) if len(text) >= _PACKED_FROM else None
            if made is None:
                kind = kind_of_element(name.decode(), content, found.start(), found[2] or b"")
                made = self._running(name, text) if kind is None else self._in_xml(text, kind)
            if made != text:
                pieces += (content[done : found.start(3)], made)
                done = found.end(3)
        content = b"".join((*pieces, content[done:])) if pieces else content
        if b"UserSetting" in content:
            content = _SETTING.sub(self._setting, content)
        return content

    def _running(self, name: bytes, text: bytes) -> bytes:
        return self.patterns.numbers.sweep_extensions(text) if name in RUNNING else text

    def _setting(self, found: re.Match[bytes]) -> bytes:
        kind = SETTINGS.get(found[1].decode())
        if kind is None:
            return found[0]
        return found[0][: -len(found[2]) - 1] + self._in_xml(found[2], kind) + b"<"

    def _in_xml(self, written: bytes, kind: Kind) -> bytes:
        text = unescape(_decoded(written))
        value = text.strip()
        if not value:
            return written
        made = self._kinds[kind](value)
        if made != value and len(value) > 2:
            self._replaced[value] = made
        return written if made == value else _encoded(escape(text.replace(value, made)))

    def _mail_or_other(self, text: str) -> str:
        if "@" in text:
            prefix, colon, address = text.partition(":")
            if colon and prefix.isalpha():
                return f"{prefix}:{self._mail_or_other(address)}"
            self.patterns.learn_host(text.rpartition("@")[2])
            return self.stand_ins.mail(text) if " " not in text else self._people(text)
        if "=" in text:
            return text  # a distinguished name, which the patterns see to
        return self._person(text)

    def _person(self, text: str) -> str:
        if "@" in text or "=" in text:
            return text  # an address in a name's place, which the patterns see to
        if _NUMBER.match(text):
            return self._phone(text)  # of a caller whom nobody knows by name
        if not any(char.isalpha() for char in text):
            return self.stand_ins.shape(text)
        self.patterns.names.learn(text)
        return self.stand_ins.name(text)

    def _people(self, text: str) -> str:
        """Names and addresses, ``"Anna" <a@b.c>, Bob; d@e.f``."""

        def one(found: re.Match[str]) -> str:
            if found[3]:
                return f"<{self._mail_or_other(found[3])}>"
            name = ((found[1] or "") + (found[2] or "")).strip()
            return found[0] if not name or "@" in name else found[0].replace(name, self._person(name), 1)

        return self.text(_IN_LIST.sub(one, text))

    def _phone(self, text: str) -> str:
        if any(char.isalpha() for char in text.partition(";")[0].replace("tel:", "").replace("ext", "")):
            return text if "@" in text else self._person(text)
        return self.patterns.phone(text)

    def _hosts(self, text: str) -> str:
        """Host names, with ports, commas or tildes between them."""
        return re.sub(r"[0-9A-Za-z][0-9A-Za-z.-]*", self._one_host, text)

    def _one_host(self, found: re.Match[str]) -> str:
        text = found[0]
        if text.isdecimal() or _is_version(text):
            return text
        self.patterns.learn_host(text)
        self.patterns.names.learn_host(text)
        return self.stand_ins.host(text)

    def _user(self, text: str) -> str:
        if "@" in text:
            return self._mail_or_other(text)
        domain, backslash, user = text.rpartition("\\")
        for handle in (domain, user):
            self.patterns.names.learn_host(handle)
        made = self.stand_ins.name(user) if " " in user else self.stand_ins.host(user)
        return f"{self.stand_ins.host(domain)}{backslash}{made}" if backslash else made


def _is_version(text: str) -> bool:
    """Exchange builds (15.1.2507.6) look like addresses; an address has no part above 255."""
    parts = text.split(".")
    return all(part.isdecimal() for part in parts) and (
        len(parts) != 4 or any(int(part) > 255 for part in parts)
    )


def _decoded(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")

"""People and machines out of messages: by the places that name them, by pattern, and by what was learned."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from urllib.parse import quote, unquote
from xml.sax.saxutils import escape

from inspector.cassette.scrub.fields import (
    HEADER_KINDS,
    SETTINGS,
    TECHNICAL_HEADERS,
    Kind,
    kind_of_element,
)
from inspector.cassette.scrub.names import LearnedNames
from inspector.cassette.scrub.pseudonyms import Pseudonyms
from inspector.cassette.scrub.stand_ins import StandIns, registered_domain

__all__ = ["Identity"]

_LEAF = re.compile(rb"<(?:[\w.-]{1,64}:)?([A-Za-z][\w.-]{0,100})(\s[^<>]{0,4000})?>([^<]+)</")
_SETTING = re.compile(
    rb"<(?:[\w.-]{1,64}:)?Name>([A-Za-z]{1,64})</(?:[\w.-]{1,64}:)?Name>\s{0,200}<(?:[\w.-]{1,64}:)?Value>([^<]+)<"
)
_MOST_HOSTS = 10_000
_LOOKED_FOR = 32  # domains that are looked for one by one; where there are more, every host name is looked at
_PACKED_FROM = 24  # characters; nothing that tells much is shorter in base64
_AT = re.compile(rb"@|%40|&#64;|&#[xX]40;|=40")
_LOCAL = re.compile(
    rb"[0-9A-Za-z_\x80-\xff](?:[0-9A-Za-z_.+'*~#$!|{}^\x80-\xff-]|%2[BbDd]){0,80}\Z|[0-9A-Za-z]\Z"
)
_DOMAIN = re.compile(
    rb"[0-9A-Za-z\x80-\xff](?:[0-9A-Za-z\x80-\xff-]{0,62}\.)+[0-9A-Za-z\x80-\xff-]{2,63}(?![\w@])"
)
_BARE_DOMAIN = re.compile(rb"[0-9A-Za-z][0-9A-Za-z-]{0,62}")
# Namespaces are in every message, and nobody's.
_SCHEME_END = re.compile(rb"://(?!schemas\.|www\.w3\.org)|%3A%2F%2F|%3a%2f%2f")
_SCHEME = re.compile(rb"(?i)(?:https?|ldaps?|ftps?|rpc|mapi)\Z")
_HOST = re.compile(rb"(?:[^/\s<>\"'@]{1,256}@)?([0-9A-Za-z\x80-\xff][0-9A-Za-z.\x80-\xff-]{0,252})")
_TEL = re.compile(rb"(?i)\b(tel:)([+0-9][0-9 ().-]{2,30}(?:;[a-z-]{1,20}=[0-9A-Za-z.+-]{1,64}){0,4})")
_NUMBER = re.compile(r"(?i)(?:tel:)?[+(]?[0-9][0-9 ().-]{2,30}(?:;[a-z-]{1,20}=[0-9A-Za-z.+-]{1,64}){0,4}\Z")
_SIP = re.compile(
    rb"(?i)\b(sips?:|smtp:|mailto:)([0-9A-Za-z+][0-9A-Za-z+._-]{0,63})(@[0-9A-Za-z][0-9A-Za-z-]{0,62}(?![0-9A-Za-z.-]))?"
)
_DN = re.compile(rb"(?i)/o=[^/<>\"&;]{1,128}(?:/(?:ou|cn)=[^/<>\"&;]{1,128}){1,12}")
_BARE_HOST = re.compile(rb"(?i)(?<![\w.@%-])(?:[0-9a-z][0-9a-z-]{0,62}\.){1,8}[a-z]{2,24}(?![\w-])")
_USER_PARAMETER = re.compile(r"([?&]User=)([^&#\s]+)")
_DEVICE_PARAMETER = re.compile(r"([?&]DeviceId=)([^&#\s]+)")
_IN_LIST = re.compile(r"\s*(?:\"([^\"]*)\"|([^<>,;\"]*?))\s*(?:<([^<>]*)>)?\s*(?=[,;]|\Z)([,;]?)")


class Identity:
    """Replaces what names people and machines, and learns names and domains for running text.

    Args:
        pseudonyms: the keyed source of what is put instead.
    """

    def __init__(self, pseudonyms: Pseudonyms) -> None:
        self._pseudonyms = pseudonyms
        self.stand_ins = StandIns(pseudonyms)
        self.names = LearnedNames(pseudonyms, self.stand_ins)
        self._owners: set[bytes] = set()
        self._hosts_seen: set[str] = set()
        self._recognised: set[str] = set()
        self._fresh_owners: list[str] = []
        self._replaced: dict[str, str] = {}
        self._kinds: dict[Kind, Callable[[str], str]] = {
            Kind.MAIL: self._mail_or_other,
            Kind.PERSON: self._person,
            Kind.PEOPLE: self._people,
            Kind.PHONE: self._phone,
            Kind.HOST: self._hosts,
            Kind.USER: self._user,
            Kind.SHAPE: self.stand_ins.shape,
            Kind.TEXT: lambda text: text,
        }

    def seen(self) -> dict[str, str]:
        """Returns what was replaced since the last call, and forgets it; for texts that quote a message."""
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
            url = _DEVICE_PARAMETER.sub(lambda found: found[1] + self.stand_ins.shape(found[2]), url)
        return self.text(url)

    def learn_host(self, host: str) -> None:
        """Remembers the domain of a host that a URL or an address names, to find it in running text."""
        if host in self._hosts_seen:
            return
        if len(self._hosts_seen) < _MOST_HOSTS:
            self._hosts_seen.add(host)
        owner = registered_domain(host)
        if owner is None or self.stand_ins.domain(owner) == owner:
            return
        if owner.encode() not in self._owners:
            self._owners.add(owner.encode())
            self._fresh_owners.append(self._digest(owner))

    def fresh_digests(self) -> list[str]:
        """Returns the digests of what was learned since the last call."""
        fresh = [*self._fresh_owners, *self.names.fresh]
        self._fresh_owners.clear()
        self.names.fresh.clear()
        return fresh

    def recognise(self, digests: list[str]) -> None:
        """Takes over the digests of names and domains that a cassette carries."""
        self._recognised.update(text for text in digests if text.startswith("d:"))
        self.names.recognise(digests)

    def _digest(self, owner: str) -> str:
        return f"d:{self._pseudonyms.number(owner, 'digest of a domain', 16**12):012x}"

    def text(self, text: str) -> str:
        """Returns any text without addresses, hosts, numbers and names that show by themselves."""
        data = text.encode("utf-8", "surrogateescape")
        made = self.patterns(data)
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
        return self.patterns(content)

    def patterns(self, data: bytes) -> bytes:
        """The safety net: what shows by its form, and what was learned."""
        lower = data.lower()
        if b"@" in data or b"40" in data or b"&#64;" in data:
            data = self._mails(data)
        if b"://" in data or b"%3a%2f%2f" in lower:
            data = self._url_hosts(data)
        if b"tel:" in lower:
            data = _TEL.sub(lambda found: found[1] + _encoded(self._phone(_decoded(found[2]))), data)
        if b"sip:" in lower or b"sips:" in lower or b"smtp:" in lower or b"mailto:" in lower:
            data = _SIP.sub(self._sip, data)
        if b"/o=" in lower:
            data = _DN.sub(lambda found: _encoded(self.stand_ins.dn(_decoded(found[0]))), data)
        many = len(self._owners) > _LOOKED_FOR
        if self._recognised or many or any(owner in lower for owner in self._owners):
            data = _BARE_HOST.sub(self._bare_host, data)
        return self.names.sweep(data)

    def _elements(self, content: bytes, unpack: Callable[[bytes, bytes], bytes | None]) -> bytes:
        pieces: list[bytes] = []
        done = 0
        for found in _LEAF.finditer(content):
            name, text = found[1], found[3]
            made = unpack(name, text) if len(text) >= _PACKED_FROM else None
            if made is None:
                kind = kind_of_element(name.decode(), content, found.start(), found[2] or b"")
                made = text if kind is None else self._in_xml(text, kind)
            if made != text:
                pieces += (content[done : found.start(3)], made)
                done = found.end(3)
        content = b"".join((*pieces, content[done:])) if pieces else content
        if b"UserSetting" in content:
            content = _SETTING.sub(self._setting, content)
        return content

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

    def _mails(self, data: bytes) -> bytes:
        pieces: list[bytes] = []
        done = 0
        for at in _AT.finditer(data):
            if at.start() < done:
                continue
            local = _LOCAL.search(data, max(done, at.start() - 90), at.start())
            domain = _DOMAIN.match(data, at.end())
            if local is None or domain is None:
                continue
            name, host = unquote(_decoded(local[0])), _decoded(domain[0])
            made = self.stand_ins.mail(f"{name}@{host}")
            self.learn_host(host)
            if made == f"{name}@{host}":
                continue
            new_local, _, new_domain = made.partition("@")
            pieces += (data[done : local.start()], _encoded(new_local), at[0], _encoded(new_domain))
            done = domain.end()
        return b"".join((*pieces, data[done:])) if pieces else data

    def _url_hosts(self, data: bytes) -> bytes:
        pieces: list[bytes] = []
        done = 0
        for end in _SCHEME_END.finditer(data):
            found = _HOST.match(data, end.end())
            if found is None or not _SCHEME.search(data, max(0, end.start() - 6), end.start()):
                continue
            host = _decoded(found[1])
            made = self.stand_ins.host(host)
            if made != host:
                self.learn_host(host)
                pieces += (data[done : found.start(1)], _encoded(made))
                done = found.end(1)
        return b"".join((*pieces, data[done:])) if pieces else data

    def _sip(self, found: re.Match[bytes]) -> bytes:
        """A SIP address whose host has no dot, or that is a number; the others are mail addresses by form."""
        user, domain = _decoded(found[2]), _decoded(found[3] or b"")
        if user.lstrip("+").isdecimal():
            user = self._phone(user)
        elif domain:
            return found[1] + _encoded(self.stand_ins.mail(user + domain + ".local").removesuffix(".local"))
        return found[1] + _encoded(user + domain)

    def _bare_host(self, found: re.Match[bytes]) -> bytes:
        host = _decoded(found[0])
        owner = registered_domain(host)
        if owner is None:
            return found[0]
        if owner.encode() in self._owners or self._digest(owner) in self._recognised:
            return _encoded(self.stand_ins.domain(host))
        return found[0]

    def _mail_or_other(self, text: str) -> str:
        if "@" in text:
            prefix, colon, address = text.partition(":")
            if colon and prefix.isalpha():
                return f"{prefix}:{self._mail_or_other(address)}"
            self.learn_host(text.rpartition("@")[2])
            return self.stand_ins.mail(text) if " " not in text else self._people(text)
        if "=" in text or text.isdecimal():
            return text  # a distinguished name, which the patterns see to
        return self._person(text)

    def _person(self, text: str) -> str:
        if "@" in text or "=" in text:
            return text  # an address in a name's place, which the patterns see to
        if _NUMBER.match(text):
            return self._phone(text)  # of a caller whom nobody knows by name
        if not any(char.isalpha() for char in text):
            return self.stand_ins.shape(text)
        self.names.learn(text)
        return self.stand_ins.name(text)

    def _people(self, text: str) -> str:
        """Names and addresses, ``"Anna" <a@b.c>, Bob; d@e.f``."""

        def one(found: re.Match[str]) -> str:
            name = found[1] if found[1] is not None else found[2]
            made = found[0]
            if name and "@" not in name:
                made = made.replace(name, self._person(name.strip()), 1)
            if found[3]:
                made = made.replace(found[3], self._mail_or_other(found[3]))
            return made

        return self.text(_IN_LIST.sub(one, text))

    def _phone(self, text: str) -> str:
        if any(char.isalpha() for char in text.partition(";")[0].replace("tel:", "").replace("ext", "")):
            return text if "@" in text else self._person(text)
        return self.stand_ins.phone(text)

    def _hosts(self, text: str) -> str:
        """Host names, with ports, commas or tildes between them."""
        return re.sub(r"[0-9A-Za-z][0-9A-Za-z.-]*", self._one_host, text)

    def _one_host(self, found: re.Match[str]) -> str:
        text = found[0]
        if text.isdecimal() or _is_version(text):
            return text
        self.learn_host(text)
        return self.stand_ins.host(text)

    def _user(self, text: str) -> str:
        if "@" in text:
            return self._mail_or_other(text)
        domain, backslash, user = text.rpartition("\\")
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

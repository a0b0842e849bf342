"""The safety net: people and machines that show by their form, and those that were learned, anywhere."""

from __future__ import annotations

import re
from urllib.parse import quote, unquote

from inspector.scrub.names import LearnedNames
from inspector.scrub.numbers import LearnedNumbers
from inspector.scrub.pseudonyms import Pseudonyms
from inspector.scrub.stand_ins import StandIns, registered_domain

__all__ = ["Patterns"]

_MOST_HOSTS = 10_000
_LOOKED_FOR = 32  # domains that are looked for one by one; where there are more, every host name is looked at
_AT = re.compile(rb"@|%40|&(?:amp;)?#64;|&(?:amp;)?#[xX]40;|=40")
_LOCAL = re.compile(
    rb"[0-9A-Za-z_\x80-\xff](?:[0-9A-Za-z_.+'*~#$!|{}^\x80-\xff-]|%2[BbDd]){0,80}\Z|[0-9A-Za-z]\Z"
)
_DOMAIN = re.compile(
    rb"[0-9A-Za-z\x80-\xff](?:[0-9A-Za-z\x80-\xff-]{0,62}\.)+[0-9A-Za-z\x80-\xff-]{2,63}(?![\w@])"
)
_BARE_DOMAIN = re.compile(rb"[0-9A-Za-z][0-9A-Za-z-]{0,62}")
# Namespaces are in every message, and nobody's.
_PLAIN_SCHEME_END = re.compile(rb"://(?!schemas\.|www\.w3\.org)")
_SCHEME_END = re.compile(_PLAIN_SCHEME_END.pattern + rb"|%3A%2F%2F|%3a%2f%2f")  # ten times as slow
_SCHEME = re.compile(rb"(?i)(?:https?|ldaps?|ftps?|rpc|mapi)\Z")
_HOST = re.compile(rb"(?:[^/\s<>\"'@]{1,256}@)?([0-9A-Za-z\x80-\xff][0-9A-Za-z.\x80-\xff-]{0,252})")
_PASSWORD = re.compile(rb"://[^/\s<>\"'@:]{0,128}:[^/\s<>\"'@]{0,256}\Z")
_LOGIN = re.compile(rb"(?<=://)([^/\s<>\"'@:]{1,128})(?=:[^/\s<>\"'@]{0,256}@)")
_TEL = re.compile(rb"(?i)\b(tel:)([+0-9][0-9 ().-]{2,30}(?:;[a-z-]{1,20}=[0-9A-Za-z.+-]{1,64}){0,4})")
_SIP = re.compile(
    rb"(?i)\b(sips?:|smtp:|mailto:)([0-9A-Za-z+][0-9A-Za-z+._-]{0,63})(@[0-9A-Za-z][0-9A-Za-z-]{0,62}(?![0-9A-Za-z.-]))?"
)
_DN = re.compile(rb"(?i)/o=[^/<>\"&;]{1,128}(?:/(?:ou|cn)=[^/<>\"&;]{1,128}){1,12}")
_BARE_HOST = re.compile(rb"(?i)(?<![\w.@%-])(?:[0-9a-z][0-9a-z-]{0,62}\.){1,8}[a-z]{2,24}(?![\w-])")


class Patterns:
    """Looks for addresses, hosts, numbers and names in any text.

    Args:
        pseudonyms: makes the digests of domains.
        stand_ins: makes what is put instead.
    """

    def __init__(self, pseudonyms: Pseudonyms, stand_ins: StandIns) -> None:
        self._pseudonyms = pseudonyms
        self._stand_ins = stand_ins
        self.names = LearnedNames(pseudonyms, stand_ins)
        self.numbers = LearnedNumbers(stand_ins)
        self._owners: set[bytes] = set()
        self._hosts_seen: set[str] = set()
        self._recognised: set[str] = set()
        self._fresh_owners: list[str] = []

    def __len__(self) -> int:
        return len(self.names) + len(self.numbers) + len(self._owners)

    def learn_host(self, host: str) -> None:
        """Remembers the domain of a host that a URL or an address names, to find it in running text."""
        if host in self._hosts_seen:
            return
        if len(self._hosts_seen) < _MOST_HOSTS:
            self._hosts_seen.add(host)
        owner = registered_domain(host)
        if owner is None or self._stand_ins.domain(owner) == owner:
            return
        if owner.encode() not in self._owners:
            self._owners.add(owner.encode())
            self._fresh_owners.append(self._digest(owner))

    def phone(self, text: str) -> str:
        """Replaces a telephone number, and remembers it."""
        self.numbers.learn(text)
        return self._stand_ins.phone(text)

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

    def sweep(self, data: bytes) -> bytes:
        """Returns bytes without what shows by its form, and what was learned."""
        lower = data.lower()
        if b"@" in data or b"40" in data or b"#64;" in data:
            data = self._mails(data)
        if b"://" in data and b"@" in data:
            data = _LOGIN.sub(self._login, data)
        if b"://" in data or b"%3a%2f%2f" in lower:
            data = self._url_hosts(data)
        if b"tel:" in lower:
            data = _TEL.sub(lambda found: found[1] + _encoded(self.phone(_decoded(found[2]))), data)
        if b"sip:" in lower or b"sips:" in lower or b"smtp:" in lower or b"mailto:" in lower:
            data = _SIP.sub(self._sip, data)
        if b"/o=" in lower:
            data = _DN.sub(lambda found: _encoded(self._stand_ins.dn(_decoded(found[0]))), data)
        many = len(self._owners) > _LOOKED_FOR
        if self._recognised or many or any(owner in lower for owner in self._owners):
            data = _BARE_HOST.sub(self._bare_host, data)
        return self.names.sweep(self.numbers.sweep(data))

    def _mails(self, data: bytes) -> bytes:
        pieces: list[bytes] = []
        done = 0
        for at in _AT.finditer(data):
            if at.start() < done:
                continue
            local = _LOCAL.search(data, max(done, at.start() - 90), at.start())
            domain = _DOMAIN.match(data, at.end())
            if (
                local is None
                or domain is None
                or _PASSWORD.search(data, max(0, at.start() - 300), at.start())
            ):
                continue
            name, host = unquote(_decoded(local[0])), _decoded(domain[0])
            made = self._stand_ins.mail(f"{name}@{host}")
            self.learn_host(host)
            if made == f"{name}@{host}":
                continue
            new_local, _, new_domain = made.partition("@")
            if name.isdecimal() and len(name) > 2:  # a number at a gateway
                plus = "+" * (data[local.start() - 1 : local.start()] == b"+")
                new_local = self.phone(plus + name).lstrip("+")
            pieces += (data[done : local.start()], _encoded(new_local), at[0], _encoded(new_domain))
            done = domain.end()
        return b"".join((*pieces, data[done:])) if pieces else data

    def _url_hosts(self, data: bytes) -> bytes:
        pieces: list[bytes] = []
        done = 0
        for end in (_SCHEME_END if b"%3" in data else _PLAIN_SCHEME_END).finditer(data):
            found = _HOST.match(data, end.end())
            if found is None or not _SCHEME.search(data, max(0, end.start() - 6), end.start()):
                continue
            host = _decoded(found[1])
            made = self._stand_ins.host(host)
            if made != host:
                self.learn_host(host)
                pieces += (data[done : found.start(1)], _encoded(made))
                done = found.end(1)
        return b"".join((*pieces, data[done:])) if pieces else data

    def _login(self, found: re.Match[bytes]) -> bytes:
        """The name before the password in a URL."""
        user = unquote(_decoded(found[1]))
        self.names.learn_host(user)
        made = self._stand_ins.mail(user) if "@" in user else self._stand_ins.host(user)
        return _encoded(quote(made, safe="")) if made != user else found[0]

    def _sip(self, found: re.Match[bytes]) -> bytes:
        """A SIP address whose host has no dot, or that is a number; the others are mail addresses by form."""
        user, domain = _decoded(found[2]), _decoded(found[3] or b"")
        if user.lstrip("+").isdecimal():
            user = self.phone(user)
        elif domain:
            return found[1] + _encoded(self._stand_ins.mail(user + domain + ".local").removesuffix(".local"))
        return found[1] + _encoded(user + domain)

    def _bare_host(self, found: re.Match[bytes]) -> bytes:
        host = _decoded(found[0])
        owner = registered_domain(host)
        if owner is None:
            return found[0]
        if owner.encode() in self._owners or self._digest(owner) in self._recognised:
            return _encoded(self._stand_ins.domain(host))
        return found[0]

    def _digest(self, owner: str) -> str:
        return f"d:{self._pseudonyms.number(owner, 'digest of a domain', 16**12):012x}"


def _decoded(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")

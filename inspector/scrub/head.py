"""The first line and the header fields of a message, as texts to be scrubbed."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from urllib.parse import quote, unquote_plus

from inspector.protocols.fields import Role, header_field
from inspector.scrub.activesync_query import scrub_query
from inspector.scrub.credentials import Secrets, header_scrubber, teaches_passing
from inspector.scrub.exchange import Text, looks_plain
from inspector.scrub.forms import Edit
from inspector.scrub.identity import Identity
from inspector.scrub.labels import field_of_header, field_of_name
from inspector.scrub.user_rules import CustomRule

__all__ = ["Head"]

_MOST_FIELDS = 512
_PARAMETER = re.compile(r"(?<=[?&;#])([\w.~\[\]-]{1,80})=([^&;#\s]+)")
_PACKED_QUERY = re.compile(r"(Microsoft-Server-ActiveSync\?)([A-Za-z0-9+/_%-]{8,2000}={0,2})\Z", re.I)

Put = Callable[[Sequence[Edit]], None]


class Head:
    """Makes texts of URLs and header fields: what is told by its role is replaced already.

    Args:
        secrets: replaces secrets, and remembers them.
        identity: replaces people and machines; ``None``: they stay.
        rules: the user's own.
    """

    def __init__(self, secrets: Secrets, identity: Identity | None, rules: Sequence[CustomRule]) -> None:
        self._secrets = secrets
        self._identity = identity
        self._rules = [rule for rule in rules if rule.header]
        self._kept: dict[tuple[str, str], str] = {}

    def line(self, line: str, put: Put, *, url: bool) -> Text:
        """Returns the text of a request's URL, or of a response's reason.

        Args:
            line: the URL or the reason.
            put: takes the edits.
            url: it is a URL.
        """
        return Text(line, self._url(line) if url else line, put, url=url)

    def field(self, name: str, value: str, put: Put) -> list[Text]:
        """Returns the text of a header field; none if nobody's name can stand in it.

        Args:
            name: its name.
            value: its value.
            put: takes the edits.
        """
        made = self._kept.get((name, value))
        if made is None:
            made = self._field(name, value)
            if not teaches_passing(name, value):  # a client repeats most fields with each request
                if len(self._kept) >= _MOST_FIELDS:
                    self._kept.clear()
                self._kept[name, value] = made
        if made == value and header_field(name).role is Role.PLAIN and looks_plain(value):
            return []
        return [Text(value, made, put, done=made != value and header_scrubber(name) is not None)]

    def _field(self, name: str, value: str) -> str:
        scrub = header_scrubber(name)
        if scrub is not None:
            return scrub(value, self._secrets)
        field = field_of_header(name)
        if field.role in (Role.SECRET, Role.PIN):
            return self._secrets.token(value)
        if field.role is Role.URL:
            value = self._url(value)
        elif self._identity is not None and (replaced := self._identity.replaces(field)) is not None:
            value = replaced(value)
        for rule in self._rules:
            if rule.header == name.lower():
                value = rule.apply_to_text(value, self._secrets.stand_ins)
        return value

    def _url(self, url: str) -> str:
        """Who asks, from which device, and what lets in, by the names of parameters."""
        if "=" in url:
            url = _PARAMETER.sub(self._parameter, url)
        if self._identity is not None and "ActiveSync?" in url:
            identity = self._identity
            url = _PACKED_QUERY.sub(
                lambda found: found[1] + scrub_query(found[2], identity.device, identity.login), url
            )
        return url

    def _parameter(self, found: re.Match[str]) -> str:
        field = field_of_name(found[1])
        if field.role in (Role.SECRET, Role.PIN):
            made = self._secrets.token(unquote_plus(found[2]))
        else:
            replaced = self._identity.replaces(field) if self._identity is not None else None
            made = replaced(unquote_plus(found[2])) if replaced is not None else unquote_plus(found[2])
        if made == unquote_plus(found[2]):
            return found[0]
        return f"{found[1]}={quote(made, safe='@-._~/=:,!*()')}"

"""The first line and the header fields of a message, as texts to be scrubbed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from urllib.parse import unquote_plus

from inspector.bounded import ClearedWhenFull
from inspector.protocols.fields import Role, header_field
from inspector.scrub.credentials import Secrets, header_scrubber, teaches_passing
from inspector.scrub.identity import Identity
from inspector.scrub.labels import field_of_header, field_of_name
from inspector.scrub.message_texts import Text, between, looks_plain
from inspector.scrub.packed_query import scrub_packed
from inspector.scrub.text_search import TextSearch
from inspector.scrub.user_rules import CustomRule, escaped
from inspector.wire.body.edits import Edit, applied
from inspector.wire.http import Headers, HttpRequest, HttpResponse

_MOST_FIELDS = _MOST_HEADS = 512
_PARAMETER = re.compile(r"(?<=[?&;#])([\w.~\[\]-]{1,80})=([^&;#\s]+)")

Put = Callable[[Sequence[Edit]], None]


class ScrubbedHead:
    """The first line and the fields of a message while they are scrubbed.

    Args:
        line: the URL or the reason.
        fields: the header fields.
        url: the line is a URL.
        head: makes texts of them.

    Attributes:
        key: the line and the fields as they came, and whether it is a URL.
        line: what comes of the line.
        fields: the fields as they came.
        texts: what is looked through in it.
        changed: whether anything was put.
        known_in: when it was known what comes of it; see :attr:`TextSearch.state`.
    """

    def __init__(self, line: str, fields: Headers, head: Head, *, url: bool) -> None:
        self.key = (line, fields, url)
        self.line = line
        self.fields = fields
        self.changed = False
        self.known_in: tuple[int, ...] = ()
        self._made: list[tuple[str, str]] | Headers = list(fields)
        self.texts = [head.line(line, self._put_line, url=url)]
        for at, (name, value) in enumerate(fields):
            self.texts += head.field(name, value, partial(self._put, at))

    @property
    def is_passing(self) -> bool:
        """Whether a field teaches what is forgotten again."""
        return any(teaches_passing(name, value) for name, value in self.fields)

    @property
    def made(self) -> Headers:
        """The fields with what was put."""
        if not self.changed:
            return self.fields
        if not isinstance(self._made, Headers):
            self._made = Headers(self._made)
        return self._made

    def _put_line(self, edits: Sequence[Edit]) -> None:
        self.line = applied(self.line, edits)
        self.changed = True

    def _put(self, at: int, edits: Sequence[Edit]) -> None:
        name, value = self.fields[at]
        assert isinstance(self._made, list)
        self._made[at] = (name, applied(value, edits))
        self.changed = True


class Heads:
    """Remembers what came of heads: a client says the same in nearly all of its requests.

    Args:
        head: makes texts of a head.
        search: what its texts are searched by.
    """

    def __init__(self, head: Head, search: TextSearch) -> None:
        self._head = head
        self._search = search
        self._known: ClearedWhenFull[tuple[str, Headers, bool], ScrubbedHead] = ClearedWhenFull(_MOST_HEADS)

    def of(self, line: str, fields: Headers, *, url: bool) -> ScrubbedHead:
        """Returns a head, of which nothing has to be looked through if it is known.

        Args:
            line: the URL or the reason.
            fields: the header fields.
            url: the line is a URL.
        """
        known = self._known.get((line, fields, url))
        if known is not None and known.known_in == self._search.state:
            return known
        return ScrubbedHead(line, fields, self._head, url=url)

    def outcome(self, message: HttpRequest | HttpResponse) -> tuple[str, Headers] | None:
        """Returns the line and the fields that come of a message, which has no content-encoding, if they are
        known.
        """
        url = isinstance(message, HttpRequest)
        line = message.url if isinstance(message, HttpRequest) else message.reason
        known = self._known.get((line, message.headers, url))
        if known is None or known.known_in != self._search.state:
            return None
        return known.line, known.made

    def current(self, head: ScrubbedHead) -> ScrubbedHead:
        """Returns a head itself, or anew if it was known before something else was learned."""
        line, fields, url = head.key
        return head if head.known_in in ((), self._search.state) else self.of(line, fields, url=url)

    def know(self, heads: Iterable[ScrubbedHead]) -> None:
        """Remembers heads that taught nothing, if each of their texts means what it means by itself."""
        for head in heads:
            if head.known_in or head.is_passing or not all(map(self._stands_alone, head.texts)):
                continue
            head.texts = [between()]
            head.known_in = self._search.state
            self._known.keep(head.key, head)

    def _stands_alone(self, text: Text) -> bool:
        return not text.inner and (text.done or self._search.knows(text.made, url=text.url))


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
        self._patterns = [rule for rule in rules if not rule.header and not rule.element]
        self._kept: ClearedWhenFull[tuple[str, str], str] = ClearedWhenFull(_MOST_FIELDS)

    def line(self, line: str, put: Put, *, url: bool) -> Text:
        """Returns the text of a request's URL, or of a response's reason.

        Args:
            line: the URL or the reason.
            put: takes the edits.
            url: it is a URL.
        """
        made = line
        if url:
            for rule in self._patterns:
                made = rule.apply_to_url(made, self._secrets.replacements)
            made = self._url(made)
        return Text(line, made, put, url=url)

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
            # A client repeats most fields with each request.
            if not teaches_passing(name, value) and not self._names_extensions():
                self._kept.keep((name, value), made)
        if made == value and header_field(name).role is Role.PLAIN and looks_plain(value):
            return []
        done = made != value and header_scrubber(name) is not None
        return [Text(value, made, put, done=done, url=header_field(name).role is Role.URL)]

    def _names_extensions(self) -> bool:
        """Whether this interaction has named an extension, which it has to each time that it comes."""
        return self._identity is not None and self._identity.numbers.names_extensions

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
                value = rule.apply_to_text(value, self._secrets.replacements)
        return value

    def _url(self, url: str) -> str:
        """Who asks, from which device, and what lets in, by the names of parameters."""
        if "=" in url:
            url = _PARAMETER.sub(self._parameter, url)
        if self._identity is not None:
            url = scrub_packed(url, self._identity.device, self._identity.login)
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
        return f"{found[1]}={escaped(made)}"

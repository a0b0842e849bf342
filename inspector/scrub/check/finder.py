"""Looking for what should not be in a cassette, with other eyes than those that scrubbed it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Container, Iterator
from dataclasses import dataclass
from itertools import accumulate

from inspector.cassette.model import CassetteHeader, Interaction
from inspector.protocols.fields import Role, field_of
from inspector.scrub.check.credentials import credentials_left
from inspector.scrub.check.labels import announcer, beside, role_of
from inspector.scrub.check.outside_bodies import (
    AUTHENTICATION,
    Spot,
    field_spots,
    spots_beside_messages,
    url_spots,
)
from inspector.scrub.check.own_rules import own_rules
from inspector.scrub.check.patterns import IDENTITY, SECRET
from inspector.scrub.check.roles import LEAVES, NOT_PROSE
from inspector.scrub.check.secret_patterns import pins_in
from inspector.scrub.check.stand_ins import Recogniser
from inspector.scrub.check.unescaped import binary_in
from inspector.scrub.check.value_check import ValueCheck
from inspector.scrub.pseudonyms import Pseudonyms
from inspector.wire.body import Value, open_body
from inspector.wire.encoding import EncodingError
from inspector.wire.http import HttpRequest, HttpResponse

UNREAD = "unread"
"""The kind of what could not be read."""

ALLOWED_UNREAD = ("media",)
"""The kinds of what can be let through unread."""

_KEPT = "scrubbed"
_PACKED = frozenset((Role.BASE64_DATA, Role.MIME))
_END = "\x1f"


@dataclass(frozen=True)
class Leak:
    """Something that should have been replaced, or that nobody could look into.

    Args:
        n: the interaction's number; 0 for the header.
        where: the part of the message, such as ``request header Authorization`` or ``response body``.
        kind: ``secret``, ``identity``, :data:`UNREAD` for what could not be read, or :data:`NOTE` for what
            only looks as if it could be a secret.
        what: what it is, without telling it.
        path: the place within that part; empty if it is all of it.
    """

    n: int
    where: str
    kind: str
    what: str
    path: str = ""

    @property
    def place(self) -> str:
        """Where it is, in one text."""
        return f"{self.where}, {self.path}" if self.path else self.where


class LeakFinder:
    """Looks through the interactions of a cassette, in order.

    Args:
        header: the cassette's header.
        pseudonyms: the source of its stand-ins; ``None`` if it was never scrubbed.
        profile: what counts as a leak: ``secrets`` or ``identity``.
        allow_unread: some of :data:`ALLOWED_UNREAD`.
    """

    def __init__(
        self,
        header: CassetteHeader,
        pseudonyms: Pseudonyms | None,
        profile: str = "identity",
        allow_unread: Container[str] = (),
    ) -> None:
        self._header = header
        self._known = Recogniser(pseudonyms)
        self._value_check = ValueCheck(self._known, identity=profile == "identity")
        self._rules = own_rules(header.scrub)
        self._media = profile == "identity" and "media" not in allow_unread

    def look_at_header(self) -> Iterator[Leak]:
        """Yields what should not be in the cassette's header."""
        yield from self._of_spot(0, Spot("notes", self._header.notes))

    def recall(self, kept: object) -> None:
        """Takes over what an interaction tells of stand-ins; :meth:`look` does so with those it is given."""
        if self._known.hear(kept):
            self._value_check.forget()

    def look(self, interaction: Interaction) -> Iterator[Leak]:
        """Yields what should not be in an interaction, each place once."""
        kept = interaction.extra.get(_KEPT)
        if kept:
            self.recall(kept)
        told: set[tuple[str, str, str]] = set()
        for leak in self._all(interaction):
            if (leak.where, leak.path, leak.what) not in told:
                told.add((leak.where, leak.path, leak.what))
                yield leak

    def _all(self, one: Interaction) -> Iterator[Leak]:
        for spot in url_spots(one.request):
            yield from self._of_spot(one.n, spot)
            for rule in self._rules:
                if not rule.header and rule.finds(spot.text.encode("utf-8", "surrogatepass"), self._known):
                    yield Leak(one.n, spot.where, IDENTITY, "what a rule of the cassette finds")
        yield from self._of_message(one.n, "request", one.request)
        if one.response is not None:
            yield from self._of_spot(one.n, Spot("response reason", one.response.reason))
            yield from self._of_message(one.n, "response", one.response)
        for spot in spots_beside_messages(one):
            yield from self._of_spot(one.n, spot)

    def _of_message(self, n: int, direction: str, message: HttpRequest | HttpResponse) -> Iterator[Leak]:
        for spot in field_spots(direction, message.headers):
            if spot.name.lower() in AUTHENTICATION:
                for what in credentials_left(spot.text, self._known):
                    yield Leak(n, spot.where, SECRET, what)
            else:
                yield from self._of_spot(n, spot)
            for rule in self._rules:
                if rule.header == spot.name.lower() and rule.finds(spot.text.encode(), self._known):
                    yield Leak(n, spot.where, IDENTITY, "what a rule of the cassette finds")
        if message.body:
            yield from self._of_body(n, f"{direction} body", message)

    def _of_body(self, n: int, where: str, message: HttpRequest | HttpResponse) -> Iterator[Leak]:
        try:
            content = message.content
        except EncodingError as problem:
            yield Leak(n, where, UNREAD, f"{problem.what}: {len(message.body):,} bytes")
            return
        opened = open_body(content, message.header("content-type"), is_leaf=_is_leaf)
        for rule in self._rules:
            if not rule.header and rule.finds(content, self._known):
                yield Leak(n, where, IDENTITY, "what a rule of the cassette finds")
        running: list[Value] = []
        before: Value | None = None
        for value in opened.values:
            role, name = role_of(value)
            if role is Role.FREE_TEXT:
                role = beside(before, value) or role
            for kind, what in self._value_check.left(value.text, name, role):
                yield Leak(n, where, kind, what, value.path)
            if role in _PACKED and (size := binary_in(value.text)) and not self._known.token(value.text):
                yield Leak(n, where, UNREAD, f"binary data: {size:,} bytes", value.path)
            if role not in NOT_PROSE:
                running.append(value)
            before = announcer(before, value)
        yield from self._pins(n, where, running)
        for part in opened.unread:
            if part.length and (self._media or not part.media):
                unit = "characters" if isinstance(part.content, str) else "bytes"
                yield Leak(n, where, UNREAD, f"{part.reason}: {part.length:,} {unit}", part.path)

    def _pins(self, n: int, where: str, values: list[Value]) -> Iterator[Leak]:
        """A PIN can stand in the value behind the one that announces it, as in two cells of a table."""
        text = _END.join(value.text for value in values)
        starts: list[int] = []
        for at, _ in pins_in(text, self._known):
            starts = starts or list(accumulate((len(value.text) + 1 for value in values), initial=0))
            yield Leak(n, where, SECRET, "a PIN, told in words", values[bisect_right(starts, at) - 1].path)

    def _of_spot(self, n: int, spot: Spot) -> Iterator[Leak]:
        for kind, what in self._value_check.left(spot.text, spot.name, spot.role):
            yield Leak(n, spot.where, kind, what, spot.path)


def _is_leaf(value: Value) -> bool:
    return field_of(value).role in LEAVES

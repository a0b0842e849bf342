"""Which recordings come nearest to a request that none answers, and what sets them apart."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass
from functools import cached_property

from lxml import etree

from inspector.cassette import Interaction
from inspector.diff import Difference, Kind, differences
from inspector.errors import InspectorError
from inspector.protocols.common.accounts import IMPERSONATION, RequestAccount
from inspector.protocols.registry import Identified
from inspector.replay.accounts import HeaderNames, names_of
from inspector.replay.answer import Found
from inspector.replay.index import CassetteIndex
from inspector.replay.keys import Matching
from inspector.replay.miss.model import Near, Part
from inspector.replay.request_info import IncomingRequest
from inspector.scrub import Scrubber, new_salt
from inspector.wire.canonical import canonical_tokens
from inspector.wire.http import HttpRequest
from inspector.wire.soap import local_name
from inspector.wire.xml import XmlError, parse_xml

_CANDIDATES = 300
_TOLD = 5
_COUNTED = 200

_MADE_UP = (
    re.compile(r"[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}", re.I),
    re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d"),
    re.compile(r"\A\d{9,}\Z"),
)


def looks_made_up(difference: Difference) -> bool:
    """Whether both values look like what a program makes up anew at each run: a time, a UUID, a counter."""
    if difference.recorded is None or difference.got is None:
        return False
    return any(one.search(difference.recorded) and one.search(difference.got) for one in _MADE_UP)


@dataclass(frozen=True)
class _Compared:
    """A request in the form that comparisons need.

    Args:
        incoming: the request.
        root: what is compared of its body, with sets in one order; ``None``: it is no XML.
        whole: the Body is all that the key is made of, beside the account and named headers.
        account: whose mailbox it asks for, as far as that counts.
        tokens: what it says, without order.
    """

    incoming: IncomingRequest
    root: etree._Element | None
    whole: bool
    account: RequestAccount
    tokens: Counter[str]

    @property
    def request(self) -> HttpRequest:
        return self.incoming.request


class Candidates:
    """Finds the recordings that come nearest to a request.

    Args:
        index: where to look.
        matching: how requests are compared.
        scrubbers: those of the cassettes.

    What it shows of a request is scrubbed as its cassettes are, and of secrets in any case.
    """

    def __init__(self, index: CassetteIndex, matching: Matching, scrubbers: Sequence[Scrubber] = ()) -> None:
        self._index = index
        self._matching = matching
        self._given = scrubbers

    @cached_property
    def _scrubbers(self) -> Sequence[Scrubber]:
        return self._given or [Scrubber("secrets", new_salt())]

    def shown(self, incoming: IncomingRequest) -> IncomingRequest:
        """Returns a request as it may be shown."""
        for scrubber in self._scrubbers:
            incoming = incoming.scrubbed(scrubber.scrub_request)
        return incoming

    def as_scrubbed(self, request: HttpRequest, found: Found) -> Found:
        """Returns findings in a request as they may be told of."""
        for scrubber in self._scrubbers if found else ():
            found = tuple(scrubber.scrub(Interaction(0, 0.0, request, findings=found)).findings)
        return found

    def find(self, incoming: IncomingRequest, count: int = 3) -> list[Near]:
        """Returns the nearest recordings of the same operation, or of the same endpoint for what has none.

        They are compared as match keys compare: what is volatile does not count, nor the order of a set.

        Args:
            incoming: the request, scrubbed.
            count: how many.
        """
        asked = self._compared(incoming, names_of(incoming.request))
        ranked: list[tuple[int, bool, int, _Compared]] = []
        for place in self._places(incoming.identified, incoming.request):
            other = self._recorded(place)
            if other is not None:
                apart = sum(((asked.tokens - other.tokens) + (other.tokens - asked.tokens)).values())
                ranked.append((apart, asked.account != other.account, place, other))
        ranked.sort(key=lambda entry: entry[:3])
        return [self._near(place, other, asked, apart) for apart, _, place, other in ranked[:count]]

    def _places(self, identified: Identified, request: HttpRequest) -> Sequence[int]:
        by_operation = self._index.by_operation
        name = identified.name or f"{request.method} {request.path.lower()}"
        places = by_operation.get((identified.endpoint, name), [])
        if not places and not identified.endpoint.speaks_soap:
            same = [known for (endpoint, _), known in by_operation.items() if endpoint == identified.endpoint]
            places = [place for known in same for place in known[:20]]
        if len(places) <= _CANDIDATES:
            return places
        step = len(places) / _CANDIDATES
        return [places[int(n * step)] for n in range(_CANDIDATES)]

    def _recorded(self, place: int) -> _Compared | None:
        try:
            request = self._index.at(place).interaction.request
            return self._compared(IncomingRequest(request), self._index.names(place))
        except InspectorError:
            return None  # a line that has become unreadable is no candidate

    def _compared(self, incoming: IncomingRequest, names: HeaderNames) -> _Compared:
        identified = incoming.identified
        whole = identified.envelope is not None and identified.payload is not None
        root = identified.payload if identified.payload is not None else _parsed(incoming.request)
        tokens = Counter([incoming.request.query])
        if root is not None:
            root = self._in_one_order(root)
            skipped = self._matching.volatile.of(local_name(root))
            tokens = Counter(canonical_tokens(root, skipped.element, skipped.attribute))
        return _Compared(incoming, root, whole, self._account(identified, names), tokens)

    def _account(self, identified: Identified, names: HeaderNames) -> RequestAccount:
        impersonated = self._matching.impersonated(identified)
        return (
            RequestAccount(impersonated, IMPERSONATION)
            if impersonated
            else self._index.accounts.chosen(names)
        )

    def _in_one_order(self, root: etree._Element) -> etree._Element:
        """Returns an element with the children of its sets sorted by what they say."""
        is_set = self._matching.is_set
        if is_set is None:
            return root
        copied = deepcopy(root)
        if (around := root.getparent()) is not None:  # what an element is for can depend on what is around it
            etree.Element(around.tag).append(copied)
        for element in list(copied.iter(etree.Element)):
            if len(element) > 1 and is_set(element):
                element[:] = sorted(element.iterchildren(etree.Element), key=canonical_tokens)
        return copied

    def _near(self, place: int, other: _Compared, asked: _Compared, apart: int) -> Near:
        recording = self._index.at(place)
        found: dict[Part, list[Difference]] = {
            Part.BODY: self._body_differences(other, asked),
            Part.LINE: [] if asked.whole and other.whole else _line_differences(other.request, asked.request),
            Part.HEADER: self._header_differences(other, asked),
            Part.ACCOUNT: _account_difference(other.account, asked.account),
        }
        found[Part.BODY].sort(key=lambda difference: difference.kind is not Kind.CHANGED)
        if not apart and found[Part.BODY] and asked.root is not None:
            found[Part.ORDER] = found.pop(Part.BODY)
        told = [difference for each in found.values() for difference in each]
        parts = frozenset(part for part, each in found.items() if each)
        name = recording.cassette.replace("\\", "/").rpartition("/")[2]
        return Near(name, recording.interaction.n, tuple(told[:_TOLD]), len(told), parts)

    def _header_differences(self, other: _Compared, asked: _Compared) -> list[Difference]:
        found = []
        for name in self._matching.headers:
            one, two = (_header(each.incoming, name) for each in (other, asked))
            if one != two:
                found.append(Difference(f"header {name}", Kind.CHANGED, one, two))
        return found

    def _body_differences(self, other: _Compared, asked: _Compared) -> list[Difference]:
        if other.root is None or asked.root is None:
            if other.request.plain_body == asked.request.plain_body:
                return []
            return [Difference("body", Kind.CHANGED, _size(other.request), _size(asked.request))]
        name = local_name(other.root)
        skipped = self._matching.volatile.of(name)
        step = "Body/" if other.incoming.identified.envelope is not None else ""
        prefix = "m:" if step and "messages" in str(other.root.tag) else ""
        return differences(
            other.root,
            asked.root,
            path=f"{step}{prefix}{name}",
            skip=skipped.element,
            skip_attribute=skipped.attribute,
            limit=_COUNTED,
        )


def _account_difference(recorded: RequestAccount, got: RequestAccount) -> list[Difference]:
    if recorded.name == got.name:
        return []
    where = got.source or recorded.source
    return [Difference(where, Kind.CHANGED, recorded.name or None, got.name or None)]


def _header(incoming: IncomingRequest, name: str) -> str:
    """What a request says in a header field and a header block that are compared."""
    envelope = incoming.identified.envelope
    blocks = envelope.headers if envelope is not None else ()
    told = [" ".join(canonical_tokens(block)) for block in blocks if local_name(block).lower() == name]
    return ", ".join([*incoming.request.headers.every(name), *told])


def _parsed(request: HttpRequest) -> etree._Element | None:
    try:
        content = request.plain_body
        return parse_xml(content) if content else None
    except XmlError:
        return None


def _size(request: HttpRequest) -> str:
    return f"{len(request.plain_body):,} bytes of {request.media_type or 'no type'}"


def _line_differences(recorded: HttpRequest, got: HttpRequest) -> list[Difference]:
    pairs = (
        ("method", recorded.method, got.method),
        ("path", recorded.path.lower(), got.path.lower()),
        ("query", recorded.query, got.query),
    )
    return [Difference(name, Kind.CHANGED, one, other) for name, one, other in pairs if one != other]

"""Which recordings come nearest to a request that none answers, and what sets them apart."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from lxml import etree

from inspector.cassette import Interaction
from inspector.diff import Difference, Kind, differences
from inspector.errors import InspectorError
from inspector.protocols.registry import Identified, identify
from inspector.replay.answer import Found
from inspector.replay.index import CassetteIndex
from inspector.replay.keys import Matching
from inspector.replay.miss.model import Near
from inspector.scrub import Scrubber, new_salt
from inspector.wire.canonical import canonical_tokens
from inspector.wire.encoding import EncodingError
from inspector.wire.http import HttpRequest
from inspector.wire.soap import local_name
from inspector.wire.xml import XmlError, parse_xml

__all__ = ["Candidates", "looks_made_up"]

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
class _Asked:
    """A request in the form that comparisons need."""

    request: HttpRequest
    identified: Identified
    root: etree._Element | None

    @property
    def tokens(self) -> Counter[str]:
        return Counter(canonical_tokens(self.root) if self.root is not None else [self.request.query])


class Candidates:
    """Finds the recordings that come nearest to a request.

    Args:
        recordings: where to look.
        matching: how requests are compared.

    What it shows of a request is scrubbed as its cassettes are, and of secrets in any case.
    """

    def __init__(self, recordings: CassetteIndex, matching: Matching) -> None:
        self._recordings = recordings
        self._matching = matching

    @cached_property
    def _scrubbers(self) -> list[Scrubber]:
        return self._recordings.scrubbers() or [Scrubber("secrets", new_salt())]

    def scrubbed(self, request: HttpRequest) -> HttpRequest:
        """Returns a request as it may be shown."""
        for scrubber in self._scrubbers:
            request = scrubber.scrub_request(request)
        return request

    def told(self, request: HttpRequest, found: Found) -> Found:
        """Returns findings in a request as they may be told of."""
        for scrubber in self._scrubbers if found else ():
            found = tuple(scrubber.scrub(Interaction(0, 0.0, request, findings=found)).findings)
        return found

    def find(self, request: HttpRequest, count: int = 3) -> list[Near]:
        """Returns the nearest recordings of the same operation, or of the same endpoint for what has none.

        Args:
            request: the request, scrubbed.
            count: how many.
        """
        asked = _asked(request)
        places = self._candidates(asked.identified, request)
        tokens = asked.tokens
        ranked: list[tuple[int, int, _Asked]] = []
        for place in places:
            other = self._recorded(place)
            if other is not None:
                apart = sum(((tokens - other.tokens) + (other.tokens - tokens)).values())
                ranked.append((apart, place, other))
        ranked.sort(key=lambda entry: entry[:2])
        return [self._near(place, other, asked) for _, place, other in ranked[:count]]

    def _candidates(self, identified: Identified, request: HttpRequest) -> Sequence[int]:
        by_operation = self._recordings.by_operation
        name = identified.name or f"{request.method} {request.path.lower()}"
        places = by_operation.get((identified.endpoint, name), [])
        if not places and not identified.endpoint.speaks_soap:
            same = [known for (endpoint, _), known in by_operation.items() if endpoint == identified.endpoint]
            places = [place for known in same for place in known[:20]]
        if len(places) <= _CANDIDATES:
            return places
        step = len(places) / _CANDIDATES
        return [places[int(n * step)] for n in range(_CANDIDATES)]

    def _recorded(self, place: int) -> _Asked | None:
        try:
            return _asked(self._recordings.at(place).interaction.request)
        except InspectorError:
            return None  # a line that has become unreadable is no candidate

    def _near(self, place: int, other: _Asked, asked: _Asked) -> Near:
        recording = self._recordings.at(place)
        found = [*_line_differences(other.request, asked.request), *self._body_differences(other, asked)]
        found.sort(key=lambda difference: difference.kind is not Kind.CHANGED)
        name = recording.cassette.replace("\\", "/").rpartition("/")[2]
        return Near(name, recording.interaction.n, tuple(found[:_TOLD]), len(found))

    def _body_differences(self, other: _Asked, asked: _Asked) -> list[Difference]:
        if other.root is None or asked.root is None:
            if _content(other.request) == _content(asked.request):
                return []
            return [Difference("body", Kind.CHANGED, _size(other.request), _size(asked.request))]
        name = local_name(other.root)
        skipped = self._matching.volatile.of(name)
        step = "Body/" if other.identified.envelope is not None else ""
        prefix = "m:" if step and "messages" in str(other.root.tag) else ""
        return differences(
            other.root,
            asked.root,
            path=f"{step}{prefix}{name}",
            skip=skipped.element,
            skip_attribute=skipped.attribute,
            limit=_COUNTED,
        )


def _asked(request: HttpRequest) -> _Asked:
    identified = identify(request)
    if identified.payload is not None:
        return _Asked(request, identified, identified.payload)
    try:
        content = _content(request)
        return _Asked(request, identified, parse_xml(content) if content else None)
    except XmlError:
        return _Asked(request, identified, None)


def _content(request: HttpRequest) -> bytes:
    try:
        return request.content
    except EncodingError:
        return request.body


def _size(request: HttpRequest) -> str:
    return f"{len(_content(request)):,} bytes of {request.media_type or 'no type'}"


def _line_differences(recorded: HttpRequest, got: HttpRequest) -> list[Difference]:
    pairs = (
        ("method", recorded.method, got.method),
        ("path", recorded.path.lower(), got.path.lower()),
        ("query", recorded.query, got.query),
    )
    return [Difference(name, Kind.CHANGED, one, other) for name, one, other in pairs if one != other]

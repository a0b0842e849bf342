"""Templates: how a client writes a message, apart from the values that stand in it.

A client writes an operation in the same way each time; only identifiers, texts and numbers differ. What a
request asks for is therefore worked out once for each template, and after that by putting the values in their
places: no XML is parsed, which is most of the work of a look-up.

A value may stand in a double-quoted attribute, or be the whole text of an element. It is taken over only if
it has nothing in it that XML reads in a way of its own (entities, control characters, anything beyond ASCII);
a message with such a value is parsed. A template is learned by reading a message with marks in the place of
its values, and by looking where the marks come out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from operator import itemgetter

from lxml import etree

from inspector.bounded import Recent
from inspector.protocols.registry import identify
from inspector.replay.keys import Matching, MatchKey, digest_for
from inspector.replay.request_info import IncomingRequest, RequestInfo, info_of
from inspector.replay.volatile import VolatilePath, announcing_names
from inspector.wire.http import HttpRequest
from inspector.wire.soap import Envelope, local_name
from inspector.wire.xml import begins_plainly

_KEPT = 512
_VALUE = re.compile(rb"""(="[^"<>&]*"|>[^<>&\s][^<>&]*</)""")
_PLAIN = bytes(range(0x20, 0x7F))
_NAMESPACE = re.compile(rb"\sxmlns(?::[^\s=]*)?\Z")
_XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
_MARK = "the-value-at-place"
_MARKED = re.compile(rf"{_MARK}-([0-9]+)-".encode())

_Written = tuple[object, ...]


class Templates:
    """The templates of the requests of late. A template is learned when a second request has it.

    Args:
        matching: how requests are compared.

    May be used from several threads: what two learn at once is the same.
    """

    def __init__(self, matching: Matching) -> None:
        self._matching = matching
        # By how a message is written: its template; whether it is worth learning when there is none.
        self._known: Recent[_Written, _Template | bool] = Recent(_KEPT)

    def read(self, incoming: IncomingRequest) -> RequestInfo | None:
        """Returns what a request asks for; ``None``: its template is not known, and it must be parsed.

        Args:
            incoming: a request whose body has no content-encoding, and whose header fields do not matter.
        """
        request = incoming.request
        parts = _VALUE.split(request.body)
        values = parts[1::2]
        if b"".join(values).translate(None, _PLAIN):
            return None
        written = (request.method, request.url, bytes(map(itemgetter(0), values)), *parts[::2])
        template = self._known.use(written)
        if isinstance(template, _Template):
            return template.read(values)
        if template is None:
            self._known.keep(written, True)
        elif template:
            self._known[written] = _learned(incoming, parts, self._matching) or False
        return None


@lru_cache(maxsize=8)
def templates_for(
    volatile: tuple[VolatilePath, ...], accounts: bool = True, set_order: bool = False
) -> Templates:
    """Returns the templates that all replays share which compare alike: one test learns for the next.

    Args:
        volatile: the paths that are not compared, beside the table's.
        accounts: whose mailbox is asked for is compared.
        set_order: the order of what stands in a set is compared.
    """
    return Templates(Matching(volatile, accounts=accounts, set_order=set_order))


@dataclass(frozen=True)
class _Template:
    """What the messages of one template ask for, with places for the values.

    Args:
        info: what one of them asks for.
        fixed: picks the values that belong to the template: namespaces, types and the like.
        expected: what it picks.
        canonical: the canonical text, cut where values come; each second one is a value's, and empty.
        places: the place of the value after each cut, and where the value is in what stands there.
        takes: the handles that they name: places, or what is the same in all of them.
        impersonated: whom they impersonate, likewise; empty: nobody.
    """

    info: RequestInfo
    fixed: Callable[[Sequence[bytes]], object]
    expected: object
    canonical: list[bytes]
    places: tuple[tuple[int, slice], ...]
    takes: tuple[int | str, ...]
    impersonated: int | str

    def read(self, values: Sequence[bytes]) -> RequestInfo | None:
        """Returns what a message with these values asks for; ``None``: it is not of this template after all.

        Args:
            values: with what stands around them.
        """
        if self.fixed(values) != self.expected:
            return None
        canonical = self.canonical.copy()
        canonical[1::2] = [values[place][bare] for place, bare in self.places]
        takes = tuple([_said(values, one) for one in self.takes])
        if len(takes) > 1 or takes == ("",):
            takes = tuple(dict.fromkeys(filter(None, takes)))
        impersonated = _said(values, self.impersonated).lower() if self.impersonated != "" else ""
        info = self.info
        return RequestInfo(
            MatchKey(info.key.endpoint, info.key.operation, digest_for(impersonated, b"".join(canonical))),
            info.endpoint,
            info.name,
            info.operation,
            takes,
            impersonated,
        )


_IN_ATTRIBUTE, _IN_ELEMENT = slice(2, -1), slice(1, -2)
"""Where a value is in what stands at its place: ``="..."`` or ``>...</``."""


def _said(values: Sequence[bytes], where: int | str) -> str:
    if isinstance(where, str):
        return where
    value = values[where]
    if value[:1] == b"=":
        return value[_IN_ATTRIBUTE].decode("ascii")
    return value[_IN_ELEMENT].decode("ascii").strip()


def _learned(incoming: IncomingRequest, parts: Sequence[bytes], matching: Matching) -> _Template | None:
    """Learns the template of a request; ``None``: it has none that could be told from its values."""
    request = incoming.request
    if not begins_plainly(request.body) or _MARK.encode() in request.body:
        return None
    marked = _marked(request, parts, _may_vary(parts))
    envelope = identify(marked).envelope
    if envelope is None:
        return None
    free = sorted(_places_in(envelope, matching))
    pattern_request = IncomingRequest(_marked(request, parts, free))
    canonical = matching.canonical(pattern_request.identified)
    if canonical is None:
        return None
    cut = _MARKED.split(canonical)
    values = parts[1::2]
    bound = [place for place in range(len(values)) if place not in free]
    fixed = itemgetter(*bound) if bound else _nothing
    pattern = info_of(pattern_request, matching)
    template = _Template(
        pattern,
        fixed,
        fixed(values),
        [text if at % 2 == 0 else b"" for at, text in enumerate(cut)],
        tuple(
            (place, _IN_ATTRIBUTE if values[place][:1] == b"=" else _IN_ELEMENT)
            for place in map(int, cut[1::2])
        ),
        tuple(map(_place_or_text, pattern.takes)),
        _place_or_text(pattern.impersonated),
    )
    return template if template.read(values) == info_of(incoming, matching) else None


def _nothing(values: Sequence[bytes]) -> object:
    """Picks no value: none belongs to the template."""
    return ()


def _may_vary(parts: Sequence[bytes]) -> list[int]:
    """Returns the places of all values but those of the XML declaration and of namespaces."""
    declared = next((at for at, part in enumerate(parts[::2]) if b"?>" in part), 0)
    return [place for place in range(declared, len(parts) // 2) if not _NAMESPACE.search(parts[2 * place])]


def _marked(request: HttpRequest, parts: Sequence[bytes], places: Iterable[int]) -> HttpRequest:
    body = list(parts)
    for place in places:
        mark = f"{_MARK}-{place}-".encode()
        body[2 * place + 1] = b'="%b"' % mark if body[2 * place + 1][:1] == b"=" else b">%b</" % mark
    return replace(request, body=b"".join(body))


def _places_in(envelope: Envelope, matching: Matching) -> set[int]:
    """Returns the places whose mark is the whole of an attribute, or of an element's text.

    What an element says that tells whether the next one is compared belongs to the template, and so does what
    stands in a set: its canonical order depends on it.
    """
    found = set()
    fixed: set[etree._Element] = set()
    for element in envelope.payload.iter(etree.Element) if envelope.payload is not None else ():
        if matching.is_set is not None and len(element) > 1 and matching.is_set(element):
            fixed.update(element.iterdescendants(etree.Element))
    for element in envelope.root.iter(etree.Element):
        if element in fixed or local_name(element) in announcing_names():
            continue
        values = [value for name, value in element.items() if not name.startswith(_XSI)]
        for value in values if len(element) else [*values, element.text or ""]:
            if mark := _MARKED.fullmatch(value.encode()):
                found.add(int(mark[1]))
    return found


def _place_or_text(value: str) -> int | str:
    mark = _MARKED.fullmatch(value.encode())
    return int(mark[1]) if mark else value

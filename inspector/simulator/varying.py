"""Makes an answer again in other legal ways: as a whole, or message by message as it goes on."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from random import Random

from lxml import etree

from inspector.protocols.common.namespaces import SOAP_11
from inspector.protocols.registry import identify
from inspector.simulator.spellings import SPELLINGS
from inspector.simulator.variants import OF_WHOLE_BODIES, VARIANTS, Draft
from inspector.wire.encoding import EncodingError
from inspector.wire.http import Headers, HttpRequest, HttpResponse, MoreBody
from inspector.wire.soap import read_envelopes
from inspector.wire.xml import XmlError, parse_xml

_ASKED = re.compile(rb'FieldURI="([A-Za-z]{1,30}:\w{1,60})"')
_WANTED_VERSION = re.compile(rb'RequestServerVersion[^<>"]{0,200}"(\w{1,40})"')


def varied(
    request: HttpRequest, response: HttpResponse, random: Random, *, product: int, chosen: str = ""
) -> tuple[HttpResponse, tuple[str, ...]]:
    """Makes an answer again in other ways.

    Args:
        request: what it answers.
        response: the answer. One that goes on has each of its messages made again in the same ways.
        random: decides.
        product: the year of the server's product.
        chosen: the one kind of variant to make; empty: each of them in about one of three answers.

    Returns:
        The answer, and the names of the kinds of variants that it has.
    """
    wanted = [name for name in VARIANTS if (name == chosen if chosen else random.random() < 1 / 3)]
    draft = _draft(request, response, product)
    if response.more is not None:
        return _going_on(draft, response, response.more, wanted, random)
    made = _make(draft, wanted, random)
    return _response(draft, response), made


class _InParts:
    """A body that goes out in chunks."""

    def __init__(self, parts: list[bytes]) -> None:
        self._parts = parts

    @property
    def ended(self) -> bool:
        """Whether all of it went out."""
        return not self._parts

    def by(self, at: float) -> bytes:
        """Returns the next part."""
        return self._parts.pop(0)


class _Respelt:
    """What follows of an answer, each part of it made again."""

    def __init__(self, more: MoreBody, again: Callable[[bytes], bytes]) -> None:
        self._more, self._again = more, again

    @property
    def ended(self) -> bool:
        """Whether there will be no more of it."""
        return self._more.ended

    def by(self, at: float) -> bytes:
        """Returns what is due by a clock time, in seconds, made again."""
        return self._again(self._more.by(at))


def _draft(request: HttpRequest, response: HttpResponse, product: int) -> Draft:
    asking = _content(request)
    version = _WANTED_VERSION.search(asking)
    operation = identify(request).operation
    return Draft(
        _envelope(response),
        tuple(path.decode() for path in _ASKED.findall(asking)),
        version[1].decode() if version else "Exchange2007",
        "gzip" in (request.header("accept-encoding") or "").lower(),
        bool(request.connection),
        response.headers,
        product >= 2016,
        operation is not None and not operation.modifies,
    )


def _make(draft: Draft, wanted: Sequence[str], random: Random) -> tuple[str, ...]:
    """Changes a draft, with one spelling at most; returns the kinds that found something to change."""
    made: list[str] = []
    for name in wanted:
        if not (name in SPELLINGS and SPELLINGS.keys() & set(made)) and VARIANTS[name](draft, random):
            made.append(name)
    return tuple(made)


def _going_on(
    draft: Draft, response: HttpResponse, more: MoreBody, wanted: Sequence[str], random: Random
) -> tuple[HttpResponse, tuple[str, ...]]:
    kinds = [name for name in wanted if name not in OF_WHOLE_BODIES]
    made = _make(draft, kinds, random)

    def again(content: bytes) -> bytes:
        written = []
        for envelope in read_envelopes(content) if content else ():
            following = replace(draft, root=envelope.root)
            _make(following, made, random)
            written.append(_body(following, b""))
        return b"".join(written)

    body = again(response.body)
    return replace(response, headers=draft.headers, body=body, more=_Respelt(more, again)), made


def _content(request: HttpRequest) -> bytes:
    try:
        return request.content
    except EncodingError:
        return b""


def _envelope(response: HttpResponse) -> etree._Element | None:
    if response.media_type != "text/xml":
        return None
    try:
        root = parse_xml(response.body)
    except (XmlError, EncodingError):
        return None
    return root if root.tag == f"{{{SOAP_11}}}Envelope" else None


def _body(draft: Draft, plain: bytes) -> bytes:
    """The message of a draft; of one that is no message, the body as it was."""
    if draft.root is None:
        return plain
    quote = "'" if draft.quotes else '"'
    declared = f"<?xml version={quote}1.0{quote} encoding={quote}utf-8{quote}?>"
    return declared.encode() + etree.tostring(draft.root, encoding="utf-8", xml_declaration=False)


def _response(draft: Draft, response: HttpResponse) -> HttpResponse:
    body, headers = _body(draft, response.body), draft.headers
    if draft.zipped:
        body = gzip.compress(body, mtime=0)
        headers = Headers((*headers, ("Content-Encoding", "gzip"), ("Vary", "Accept-Encoding")))
    if not draft.chunks:
        return replace(response, headers=headers, body=body)
    size = max(len(body) // draft.chunks, 1)
    parts = [body[at : at + size] for at in range(0, len(body), size)]
    return replace(response, headers=headers, body=parts[0] if parts else b"", more=_InParts(parts[1:]))

"""How one interaction differs from another, and how much each difference weighs."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from typing import Protocol

from lxml import etree

from inspector.cassette.model import Interaction
from inspector.diff.difference import Difference, Kind
from inspector.diff.message import Paired, Reading, differences
from inspector.diff.packed import inside, whole
from inspector.diff.texts import line_differences
from inspector.protocols.message import Direction, Message, request_message, response_message
from inspector.protocols.registry import identify
from inspector.protocols.rule import Severity
from inspector.wire.body import open_body
from inspector.wire.encoding import charset_of
from inspector.wire.http import HttpRequest, HttpResponse
from inspector.wire.printable import printable_line
from inspector.wire.soap import local_name
from inspector.wire.xml import XmlError, parse_xml

_MOST = 200  # differences of one message; more say nothing more


class LeftOut(Protocol):
    """What of an operation's requests is not compared (inspector.replay.volatile)."""

    def element(self, element: etree._Element) -> bool:
        """Whether an element is left out."""

    def attribute(self, element: etree._Element, name: str) -> bool:
        """Whether an attribute is left out, by its name in Clark notation."""


@dataclass(frozen=True)
class Drift:
    """A difference between two interactions.

    Args:
        direction: whose message differs.
        difference: where and how. The path is ``status``, ``Content-Type``, ``body`` or ``error`` where it is
            not in the message's XML.
        severity: information for something new, a warning for something that is gone, an error for
            something of another type or value.
        first: the number of the interaction in the first; ``None`` if there it has no counterpart.
        second: the number of the interaction in the second; ``None`` if there it has no counterpart.
        operation: the operation's name.
    """

    direction: Direction
    difference: Difference
    severity: Severity
    first: int | None
    second: int | None
    operation: str

    def __str__(self) -> str:
        return printable_line(f"{self.severity}: {self.direction} {self.difference}")


def severity_of(difference: Difference) -> Severity:
    """Weighs a difference.

    New elements are information: schemas let them in where they are optional. So are other build numbers of
    the server. What is gone is a warning, another type or value an error.
    """
    if difference.kind is Kind.ADDED or "ServerVersionInfo/@" in difference.path:
        return Severity.INFO
    return Severity.WARNING if difference.kind is Kind.MISSING else Severity.ERROR


def compare(
    before: Interaction,
    after: Interaction,
    reading: Reading,
    volatile: Callable[[str], LeftOut | None] | None = None,
    paired: Callable[[Direction, etree._Element, etree._Element, frozenset[str]], None] | None = None,
) -> Iterator[Drift]:
    """Compares two interactions, requests and then answers.

    Args:
        before: the first.
        after: the second.
        reading: how values are read; what it has learnt of earlier interactions counts.
        volatile: what is left out of the requests of an operation, by the local name of the Body's child;
            nothing if not given.
        paired: is told of each message which elements stand against each other, and what of them differs.
    """
    asked, asks = identify(before.request), identify(after.request)
    name = asked.name or before.operation or f"{before.request.method} {before.request.path}"

    def drift(direction: Direction, difference: Difference) -> Drift:
        return Drift(direction, difference, severity_of(difference), before.n, after.n, name)

    one, other = request_message(before.request, asked), request_message(after.request, asks)
    left_out = volatile(local_name(asked.payload)) if volatile and asked.payload is not None else None
    tell = partial(paired, Direction.REQUEST) if paired else None
    for difference in (
        *_lines(before.request, after.request),
        *_contents(one, other, reading, left_out, tell),
    ):
        yield drift(Direction.REQUEST, difference)
    if before.response is None or after.response is None:
        told = [each.error or "" if each.response is None else "answered" for each in (before, after)]
        if told[0] != told[1]:
            yield drift(Direction.RESPONSE, Difference("error", Kind.CHANGED, *told))
        return
    said, says = response_message(before.response, asked), response_message(after.response, asks)
    tell = partial(paired, Direction.RESPONSE) if paired else None
    for difference in (
        *_lines(before.response, after.response),
        *_contents(said, says, reading, paired=tell),
    ):
        yield drift(Direction.RESPONSE, difference)


def _lines(one: HttpRequest | HttpResponse, other: HttpRequest | HttpResponse) -> Iterator[Difference]:
    """What stands outside of the bodies and means something; hosts and other header fields do not."""
    if isinstance(one, HttpRequest) and isinstance(other, HttpRequest):
        yield from _changed("method", one.method, other.method)
        yield from _changed("path", one.path.lower(), other.path.lower())
        yield from _changed("query", one.query, other.query)
    elif isinstance(one, HttpResponse) and isinstance(other, HttpResponse):
        yield from _changed("status", str(one.status), str(other.status))
    yield from _changed("Content-Type", one.media_type, other.media_type)


def _changed(path: str, one: str, other: str) -> Iterator[Difference]:
    if one != other:
        yield Difference(path, Kind.CHANGED, one or None, other or None)


def _contents(
    one: Message,
    other: Message,
    reading: Reading,
    left_out: LeftOut | None = None,
    paired: Paired | None = None,
) -> Iterator[Difference]:
    ours, theirs = _root(one), _root(other)
    if ours is None or theirs is None:
        yield from _bytes(one.http, other.http, reading)
        return
    found = differences(
        ours,
        theirs,
        path="" if one.envelope is None else "Envelope",
        skip=left_out.element if left_out else None,
        skip_attribute=left_out.attribute if left_out else None,
        limit=sys.maxsize if paired else _MOST,  # who is told wants to be told of all
        reading=reading,
        paired=paired,
    )
    for each in found[:_MOST]:
        yield replace(each, path=each.path.removeprefix("Envelope/"))


def _root(message: Message) -> etree._Element | None:
    """What a message says; plain XML (Autodiscover, schema files) is read too."""
    if message.envelope is not None:
        return message.envelope.root
    content = message.http.plain_body
    if message.bare is not None or not content.lstrip().startswith(b"<"):
        return message.bare
    try:
        return parse_xml(content)
    except XmlError:
        return None


def _bytes(
    one: HttpRequest | HttpResponse, other: HttpRequest | HttpResponse, reading: Reading
) -> Iterator[Difference]:
    """Bodies that are no XML: by what they hold, else line by line, else by their length."""
    before, after = one.plain_body, other.plain_body
    if before == after:
        return
    ours = open_body(before, one.header("content-type"))
    theirs = open_body(after, other.header("content-type"))
    found = list(inside("body", whole(ours), whole(theirs), reading.counts))
    if ours.values and theirs.values and any(each.path != "body" for each in found):
        yield from islice(found, _MOST)
    elif not _same_json(before, after):
        texts = content_text(one), content_text(other)
        apart = (
            []
            if None in texts
            else list(islice(line_differences("body", texts[0] or "", texts[1] or ""), _MOST))
        )
        if apart:
            yield from apart
            return
        said, says = (f"{len(content):,} bytes" for content in (before, after))
        yield Difference("body", Kind.CHANGED, said, says if says != said else f"{says}, others")


def content_text(message: HttpRequest | HttpResponse) -> str | None:
    """Returns a body as the text that it is; ``None`` if it is none.

    Args:
        message: the message.
    """
    content = message.plain_body
    try:
        text = content.decode(charset_of(content, message.header("content-type")))
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else text


def _same_json(one: bytes, other: bytes) -> bool:
    try:
        return bool(json.loads(one) == json.loads(other))
    except (ValueError, RecursionError):
        return False

"""Taking one value out of one interaction; every other byte of the message stays as it was."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, TypeVar
from urllib.parse import quote, unquote
from xml.parsers import expat

from lxml import etree

from inspector.cassette.model import Interaction
from inspector.errors import UnreadableInput, UsageError
from inspector.wire.encoding import charset_of
from inspector.wire.fault import xml_text
from inspector.wire.http import Headers, HttpRequest, HttpResponse
from inspector.wire.wbxml import decode_wbxml, encode_wbxml
from inspector.wire.xml import parse_xml

__all__ = ["Redacted", "redact", "without_value"]

_STEP = re.compile(r"(?:[^\W\d][\w.-]*:)?([^\W\d][\w.-]*|\*)(?:\[(\d{1,6})\])?")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?")
_QUOTED = re.compile(rb"""([^\s=<>"']+)(\s*=\s*)("[^"]*"|'[^']*')""")
_Message = TypeVar("_Message", HttpRequest, HttpResponse)


@dataclass(frozen=True)
class Redacted:
    """What was taken out.

    Args:
        interaction: the interaction without it.
        values: what it was; it may stand elsewhere too.
    """

    interaction: Interaction
    values: tuple[str, ...]


def redact(interaction: Interaction, path: str, instead: str | None = None) -> Redacted:
    """Takes out what stands at a path.

    Args:
        interaction: the interaction.
        path: as 'diff' prints it: ``Body/m:GetItem/m:ItemIds/t:ItemId[2]/@Id``, or its end alone
            (``t:Subject``); all values below an element, in XML and in WBXML. ``headers/NAME`` is a header
            field, ``query/NAME`` a parameter of the URL, ``url`` all of it, ``body`` the whole body.
            ``request/`` or ``response/`` before it names one message; without either it is both.
        instead: what stands there then; a value of the same shape if not given.

    Raises:
        UsageError: it is no path, or nothing stands there.
    """
    sides = [side for side in ("request", "response") if path.startswith(f"{side}/")] or [
        "request",
        "response",
    ]
    wanted = path.removeprefix(f"{sides[0]}/") if len(sides) == 1 else path
    edit = _Edit(wanted, instead)
    changed = interaction
    if "request" in sides:
        changed = replace(changed, request=edit.request(changed.request))
    if "response" in sides and changed.response is not None:
        changed = replace(changed, response=edit.message(changed.response))
    values = tuple(dict.fromkeys(value for value in edit.values if value.strip()))
    if not values:
        raise UsageError(f"nothing stands at {path}", fix="Write the path as 'ews-inspector diff' prints it.")
    for value in values:
        changed = without_value(changed, value)
    return Redacted(changed, values)


def without_value(interaction: Interaction, value: str) -> Interaction:
    """Takes a value out of what was found, which quotes messages."""
    if len(value) < 3:
        return interaction
    return replace(interaction, findings=tuple(_without(found, value) for found in interaction.findings))


def _without(found: Any, value: str) -> Any:
    if isinstance(found, dict):
        return {key: _without(each, value) for key, each in found.items()}
    return found.replace(value, "[redacted]") if isinstance(found, str) else found


def alike(value: str) -> str:
    """Returns a value of the same shape that says nothing.

    >>> alike("Lunch at 12")
    'xxxxx xx 00'
    """
    text = value.strip()
    if text in ("true", "false"):
        return "false"
    if _INSTANT.fullmatch(text):
        return "2000-01-01T00:00:00Z"
    return "".join("0" if c.isdigit() else "x" if c.isalpha() else c for c in value)


class _Edit:
    def __init__(self, path: str, instead: str | None) -> None:
        self.values: list[str] = []
        self._path = path.strip("/")
        self._instead = instead
        steps = self._path.split("/")
        self._attribute = steps.pop()[1:].rpartition(":")[2] if steps[-1].startswith("@") else ""
        self._steps = []
        if self._path in ("body", "url") or steps[:1] in (["headers"], ["query"]):
            return
        for step in steps:
            found = _STEP.fullmatch(step)
            if found is None:
                raise UsageError(f"{path!r} is no path: {step!r} is no name")
            self._steps.append((found[1], int(found[2] or 0)))

    def request(self, request: HttpRequest) -> HttpRequest:
        if self._path == "url" or self._path.startswith("query/"):
            return replace(request, url=self._url(request.url))
        return self.message(request)

    def message(self, message: _Message) -> _Message:
        if self._path.startswith("headers/"):
            return replace(message, headers=Headers(self._field(*item) for item in message.headers))
        try:
            content = message.decoded()
            if self._path == "body":
                return replace(content, body=self._taken(content.body.decode("utf-8", "replace")).encode())
            if (content.header("content-type") or "").lower().startswith("application/vnd.ms-sync"):
                return self._wbxml(content)
            charset = charset_of(content.body, content.header("content-type"))
            parse_xml(content.body)  # refuses what expat must not read
            text = content.body.decode(charset)
            body = self._rewritten(text.encode()).decode().encode(charset)
        except (UnreadableInput, UnicodeError, LookupError):
            return message
        return message if body == content.body else replace(content, body=body)

    def _wbxml(self, message: _Message) -> _Message:
        if not message.body:
            return message
        before = etree.tostring(decode_wbxml(message.body), encoding="utf-8")
        after = self._rewritten(before)
        return message if after == before else replace(message, body=encode_wbxml(parse_xml(after)))

    def _url(self, url: str) -> str:
        if self._path == "url":
            return self._taken(url)
        wanted = self._path.partition("/")[2].lower()
        front, mark, query = url.partition("?")
        parts = [self._parameter(*part.partition("="), wanted) for part in query.split("&")]
        return front + mark + "&".join(parts)

    def _parameter(self, name: str, sign: str, value: str, wanted: str) -> str:
        return (
            name + sign + (quote(self._taken(unquote(value)), safe="") if name.lower() == wanted else value)
        )

    def _field(self, name: str, value: str) -> tuple[str, str]:
        wanted = self._path.partition("/")[2].lower()
        return (name, self._taken(value)) if name.lower() == wanted else (name, value)

    def _taken(self, value: str) -> str:
        self.values.append(value)
        return alike(value) if self._instead is None else self._instead

    def _rewritten(self, body: bytes) -> bytes:
        parts, last = [], 0
        for start, end in sorted(self._ranges(body)):
            # As it is read: references, CDATA sections and comments are how it is written.
            value = "".join(parse_xml(b"<v>" + body[start:end] + b"</v>").itertext(etree.Element))
            if value.strip():
                parts += [body[last:start], xml_text(self._taken(value)).replace('"', "&quot;").encode()]
                last = end
        return b"".join((*parts, body[last:]))

    def _ranges(self, body: bytes) -> Iterator[tuple[int, int]]:
        """Where the values stand: of leaves at or below the path, or of the attribute."""
        for leaf in _elements(body):
            if self._attribute:
                if self._fits(leaf.steps):
                    yield from _attribute_range(body, leaf, self._attribute)
            elif leaf.is_leaf and any(self._fits(leaf.steps[:n]) for n in range(1, len(leaf.steps) + 1)):
                yield leaf.start, leaf.end

    def _fits(self, steps: tuple[tuple[str, int], ...]) -> bool:
        if len(self._steps) > len(steps) or not self._steps:
            return False
        pairs = zip(reversed(self._steps), reversed(steps), strict=False)
        return all(name in ("*", own) and place in (0, at) for (name, place), (own, at) in pairs)


@dataclass
class _Element:
    steps: tuple[tuple[str, int], ...]
    tag: int
    start: int = -1
    end: int = -1
    is_leaf: bool = True


def _elements(body: bytes) -> list[_Element]:
    """Where each element of a message stands, in bytes from the start of it."""
    done: list[_Element] = []
    stack: list[tuple[_Element, dict[str, int]]] = []
    parser = expat.ParserCreate("utf-8", namespace_separator=None)

    def begun() -> None:
        if stack and stack[-1][0].start < 0:
            stack[-1][0].start = parser.CurrentByteIndex

    def start(name: str, attributes: dict[str, str]) -> None:
        begun()
        local = name.rpartition(":")[2]
        counts = stack[-1][1] if stack else {}
        counts[local] = counts.get(local, 0) + 1
        above = stack[-1][0].steps if stack else ()
        if stack:
            stack[-1][0].is_leaf = False
        stack.append((_Element((*above, (local, counts[local])), parser.CurrentByteIndex), {}))

    def end(name: str) -> None:
        element = stack[-1][0]
        empty = element.start < 0 and parser.CurrentByteIndex <= element.tag
        begun()
        element.end = element.start if empty else parser.CurrentByteIndex
        done.append(stack.pop()[0])

    ignored: Callable[..., None] = lambda *_: begun()  # noqa: E731
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = parser.CommentHandler = parser.ProcessingInstructionHandler = ignored
    parser.StartCdataSectionHandler = ignored
    parser.buffer_text = False
    try:
        parser.Parse(body, True)
    except expat.ExpatError:
        return []
    return done


def _attribute_range(body: bytes, element: _Element, attribute: str) -> Iterator[tuple[int, int]]:
    stop = element.start if element.start > element.tag else body.find(b">", element.tag)
    for found in _QUOTED.finditer(body, element.tag, stop):
        if found[1].decode("utf-8", "replace").rpartition(":")[2] == attribute:
            yield found.start(3) + 1, found.end(3) - 1

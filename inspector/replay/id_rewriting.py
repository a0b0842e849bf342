"""Fresh handles: identifiers that are new at each run, so that a client with one wired in is found out.

Answers go out with a new identifier in place of each recorded one, requests come back with it and are matched
as if they had the recorded one. Values keep their length and alphabet. An identifier that a client named
before any answer issued it is the client's own, and stays.
"""

from __future__ import annotations

import secrets
import string
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache

from lxml import etree

from inspector.errors import UsageError
from inspector.protocols.embedded_ids import Packed
from inspector.protocols.handles import SHORTEST, VALUE, is_handle, values_replaced
from inspector.protocols.registry import DOCUMENTS, Identified, identify
from inspector.replay.answer import Answer
from inspector.replay.index import CassetteIndex
from inspector.wire.encoding import EncodingError
from inspector.wire.http import HttpRequest, HttpResponse
from inspector.wire.soap import local_name
from inspector.wire.xml import XmlError, parse_xml

_ALPHABETS = (string.digits, string.ascii_lowercase, string.ascii_uppercase)


@dataclass(frozen=True)
class _Place:
    """Where a value stands."""

    name: str
    value: str
    is_handle: bool


class FreshIds:
    """The identifiers of one run.

    Args:
        recordings: the cassettes.

    Raises:
        UsageError: an identifier of the recording also stands where no identifier does, so that it cannot be
            told what a client means by it.
    """

    def __init__(self, recordings: CassetteIndex) -> None:
        self._recorded = tuple(_handles_of(recordings))
        self.renew()

    def renew(self) -> None:
        """Begins another run, with other identifiers."""
        taken = set(self._recorded)
        self._to_fresh: dict[bytes, bytes] = {}
        for value in self._recorded:
            fresh = _alike(value)
            while fresh in taken:
                fresh = _alike(value)
            taken.add(fresh)
            self._to_fresh[value.encode()] = fresh.encode()
        self._to_recorded = {fresh: recorded for recorded, fresh in self._to_fresh.items()}

    def incoming(self, request: HttpRequest) -> tuple[HttpRequest, str]:
        """Translates a request to what the recorded client would have sent.

        Args:
            request: the request.

        Returns:
            The request, and the first recorded identifier that it names although this run has issued another
            in its place; empty if there is none.
        """
        try:
            request = request.decoded()
        except EncodingError:
            return request, ""
        stale = ""
        for found in VALUE.finditer(request.body):
            if found[0].strip() in self._to_fresh:
                stale = found[0].strip().decode()
                break
        body = _replaced(request.body, self._to_recorded)
        return (request if body == request.body else replace(request, body=body)), stale

    def outgoing(self, answer: Answer) -> Answer:
        """Translates an answer to the identifiers of this run."""
        body = _replaced(answer.body, self._to_fresh)
        return answer if body == answer.body else replace(answer, body=body)

    def fresh(self, recorded: str) -> str:
        """Returns what stands for a recorded identifier in this run; the same if nothing does."""
        value = recorded.encode()
        return self._to_fresh.get(value, value).decode()


def _replaced(body: bytes, instead: Mapping[bytes, bytes]) -> bytes:
    """Puts other identifiers into a message, and into what the documents pack in it."""
    for packed in _packed():
        body = packed.rewritten(body, lambda content: values_replaced(content, instead.get))
    return values_replaced(body, instead.get)


def _handles_of(recordings: CassetteIndex) -> Iterator[str]:
    """The identifiers that answers issue, each once."""
    handles: dict[str, str] = {}
    named: set[str] = set()
    elsewhere: dict[str, str] = {}
    for place in range(len(recordings)):
        recording = recordings.at(place)
        interaction = recording.interaction
        asked = list(_places(interaction.request, identify(interaction.request)))
        named.update(one.value for one in asked if one.value not in handles)
        answered = list(_places(interaction.response, None)) if interaction.response is not None else []
        for one in answered:
            if one.is_handle and one.value not in named and len(one.value) >= SHORTEST:
                handles.setdefault(one.value, str(recording))
        for one in asked + answered:
            if not one.is_handle:
                elsewhere.setdefault(one.value, f"{one.name} in {recording}")
    for value in handles:
        if value in elsewhere:
            raise UsageError(
                f"the identifier {value!r} also stands in {elsewhere[value]}, where no identifier does",
                fix="Replay this cassette without --fresh-ids.",
            )
    return iter(handles)


def _places(message: HttpRequest | HttpResponse, identified: Identified | None) -> Iterator[_Place]:
    """Every value of a message."""
    envelope = identified.envelope if identified is not None else None
    try:
        root = envelope.root if envelope is not None else parse_xml(message.content)
    except (XmlError, EncodingError):
        return
    for element in root.iter(etree.Element):
        name = local_name(element)
        for attribute, value in element.items():
            local = str(attribute).rpartition("}")[2]
            yield _Place(f"{name}/@{local}", str(value), is_handle(element, local))
        text = (element.text or "") if len(element) == 0 else ""
        inside = [handle for packed in _packed() if (handle := packed.identifier_in(name, text))]
        if inside:
            yield _Place(f"Id in {name}", inside[0], True)
        elif text:
            yield _Place(name, text, is_handle(element))


@cache
def _packed() -> tuple[Packed, ...]:
    return tuple(document.packed for document in DOCUMENTS if document.packed)


def _alike(value: str) -> str:
    """A random value that looks like another: digits stay digits, letters stay letters."""
    fresh = "".join(_drawn(char) for char in value)
    return fresh if any(char.isalnum() for char in value) else secrets.token_hex(8)


def _drawn(char: str) -> str:
    for alphabet in _ALPHABETS:
        if char in alphabet:
            return secrets.choice(alphabet)
    return char

"""Answers that no recording has: built after the call state model, in the manner of the recording's own.

A recorded answer of the same kind is taken and its state text changed; where there is none, one is built with
the SOAP prefix, the header and the prefixes of what the cassette has of that endpoint.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from functools import cached_property

from lxml import etree

from inspector.protocols.common.answers import envelope
from inspector.protocols.common.namespaces import MESSAGES, SOAP_11, TYPES
from inspector.protocols.common.versions import DEFAULT_VERSION, VERSIONS, ServerVersion
from inspector.protocols.operation import Endpoint, Operation
from inspector.protocols.timed import GONE, Shown, Status
from inspector.replay.index import CassetteIndex
from inspector.replay.recorded_phone_calls import RecordedPhoneCalls
from inspector.wire.encoding import charset_of
from inspector.wire.http import Headers, HttpResponse
from inspector.wire.soap import Envelope, local_name, read_envelope
from inspector.wire.soap_fault import SOAP_CONTENT_TYPE
from inspector.wire.xml import XmlError

_DONE = "done"  # stands for an operation that has ended a call among the states that an answer can show


class AnswerBuilder:
    """Builds the answers that the call state model gives.

    Args:
        recordings: where the patterns are.
        calls: which recording shows which state.
    """

    def __init__(self, recordings: CassetteIndex, calls: RecordedPhoneCalls) -> None:
        self._recordings = recordings
        self._calls = calls
        self._ready: dict[tuple[str, str, str], HttpResponse] = {}

    def poll(self, operation: Operation, status: Status) -> HttpResponse:
        """Returns the answer to a poll of a call that has an identifier.

        Args:
            operation: a poll.
            status: what is true of the call.
        """
        return self._made(operation, status.state.value, str(status.cause))

    def refusal(self, operation: Operation) -> HttpResponse:
        """Returns the document's invalid-id error.

        Args:
            operation: the poll or the disconnect that names no call.
        """
        return self._made(operation, GONE, "")

    def done(self, operation: Operation) -> HttpResponse:
        """Returns the answer to a disconnect that succeeds."""
        return self._made(operation, _DONE, "")

    def _made(self, operation: Operation, what: str, cause: str) -> HttpResponse:
        key = (operation.name, what, cause)
        if key not in self._ready:
            self._ready[key] = self._after_example(operation, what, cause) or self._built(
                operation, what, cause
            )
        return self._ready[key]

    def _after_example(self, operation: Operation, what: str, cause: str) -> HttpResponse | None:
        example = self._example(operation.name, what)
        if example is not None:
            return _with_state(example, operation, what, cause)
        if what in (GONE, _DONE):
            return None
        for name, shown in self._calls.examples:
            if name == operation.name and shown not in (GONE, _DONE):
                return _with_state(self._example(name, shown), operation, what, cause)
        return None

    def _example(self, operation: str, what: str) -> HttpResponse | None:
        place = self._calls.examples.get((operation, what))
        return None if place is None else self._recordings.at(place).interaction.response

    def _built(self, operation: Operation, what: str, cause: str) -> HttpResponse:
        pattern = self._pattern(operation)
        envelope_there = _envelope_of(pattern)
        model = operation.document.timed
        assert model is not None  # of what else would there be a call
        shown = None if what == _DONE else Shown(what, cause)
        payload = model.answer(operation, shown, self._version_of(envelope_there) or self.version)
        failed = local_name(payload) == "Fault"
        body = _in_manner_of(envelope_there, payload)
        headers = pattern.headers if pattern is not None else Headers((("Content-Type", SOAP_CONTENT_TYPE),))
        return HttpResponse(
            headers, body, 500 if failed else 200, "Internal Server Error" if failed else "OK"
        )

    def _pattern(self, operation: Operation) -> HttpResponse | None:
        """A recorded answer to show the manner: of this operation, else of its endpoint."""
        places = [place for (name, _), place in self._calls.examples.items() if name == operation.name]
        places += [
            known[0]
            for (endpoint, _), known in self._recordings.by_operation.items()
            if endpoint == operation.endpoint
        ]
        for place in places[:50]:
            response = self._recordings.at(place).interaction.response
            if _envelope_of(response) is not None:
                return response
        return None

    @cached_property
    def version(self) -> ServerVersion:
        """The version of the recorded server, as far as the cassettes tell it."""
        for (endpoint, _), places in self._recordings.by_operation.items():
            if endpoint == Endpoint.EWS:
                there = _envelope_of(self._recordings.at(places[0]).interaction.response)
                if there is not None and there.header("ServerVersionInfo") is not None:
                    return self._version_of(there) or self._said_version
        return self._said_version

    def _version_of(self, there: Envelope | None) -> ServerVersion | None:
        info = there.header("ServerVersionInfo") if there is not None else None
        return VERSIONS.get(str(info.get("Version", ""))) if info is not None else None

    @property
    def _said_version(self) -> ServerVersion:
        names = [cassette.header.server_version or "" for cassette in self._recordings.cassettes]
        return next((VERSIONS[name] for name in names if name in VERSIONS), VERSIONS[DEFAULT_VERSION])


def _with_state(
    response: HttpResponse | None, operation: Operation, state: str, cause: str
) -> HttpResponse | None:
    """Changes the texts of state and cause in a recorded answer, and no other byte."""
    model = operation.document.timed
    if response is None or model is None or state in (GONE, _DONE):
        return response
    codec = charset_of(response.body, response.header("content-type"))
    try:
        text = response.body.decode(codec)
    except UnicodeError:
        return None
    changed = model.restated(text, Shown(state, cause))
    return response if changed == text else replace(response, body=changed.encode(codec))


def _envelope_of(response: HttpResponse | None) -> Envelope | None:
    if response is None or not response.body:
        return None
    try:
        return read_envelope(response.body)
    except XmlError:
        return None


def _in_manner_of(there: Envelope | None, payload: etree._Element) -> bytes:
    if there is None:
        return envelope(payload, prefix="s")
    root = etree.Element(f"{{{SOAP_11}}}Envelope", nsmap={there.root.prefix: SOAP_11})
    if there.headers:
        header = etree.SubElement(root, f"{{{SOAP_11}}}Header")
        header.extend(deepcopy(block) for block in there.headers)
    body = etree.SubElement(root, f"{{{SOAP_11}}}Body")
    like = there.payload
    if like is not None and local_name(like) != "Fault" and local_name(payload) != "Fault":
        body.append(_with_prefixes(payload, _prefixes(like)))
    else:
        body.append(payload)
    return etree.tostring(root, xml_declaration=True, encoding="utf-8")


def _prefixes(like: etree._Element) -> dict[str | None, str]:
    """The prefixes that a recorded answer uses for the two namespaces of EWS."""
    prefixes: dict[str | None, str] = {}
    for element in like.iter(etree.Element):
        uri = element.nsmap.get(element.prefix)
        if uri in (MESSAGES, TYPES) and uri not in prefixes.values() and element.prefix not in prefixes:
            prefixes[element.prefix] = str(uri)
    return prefixes


def _with_prefixes(element: etree._Element, prefixes: dict[str | None, str]) -> etree._Element:
    copy = etree.Element(element.tag, dict(element.attrib), nsmap=prefixes)
    copy.text, copy.tail = element.text, element.tail
    copy.extend(_with_prefixes(child, prefixes) for child in element.iterchildren(etree.Element))
    return copy

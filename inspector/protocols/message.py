"""A message as the rules see it: HTTP, envelope and what it was identified as, parsed once."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from lxml import etree

from inspector.protocols.carriers import CARRIERS
from inspector.protocols.identified_request import Identified
from inspector.protocols.operation import Endpoint, Operation, kinds_of, of_items
from inspector.wire.http import HttpRequest, HttpResponse
from inspector.wire.lazy_attribute import lazy
from inspector.wire.soap import LOCAL_NAMES, Envelope, SoapFault
from inspector.wire.soap_head import Head
from inspector.wire.xml import XmlError

if TYPE_CHECKING:
    from inspector.protocols.document import Document

T = TypeVar("T")


class Direction(StrEnum):
    """Whose message it is: a finding on a request blames the client, on a response the server."""

    REQUEST = "request"
    RESPONSE = "response"


class Message:
    """One request or response.

    Args:
        direction: whose it is.
        http: the request, or the response.
        identified: what the request was identified as (of a response: its request).
        at: when it was complete, in seconds since the start of the recording.
        envelope: the SOAP message; ``None`` if it is none.
        problem: why it could not be read; ``None`` if it could, or if it is no message.
        bare: the root element of what travels without an envelope; ``None`` if there is none.
        request: of a response: the message that it answers; ``None`` if that was not made.

    Attributes:
        payload: the Body's first child, or the bare root; ``None`` without either.
        fault: the fault that it carries, or ``None``.
        head: what stands before the content of the Body; ``None`` if no message that began so came before.
        children: the first child of the payload of each local name.
        response_messages: the response messages (MS-OXWSCDATA, ResponseMessageType): the payload itself, or
            those in it.
        operation: the operation that is asked for, if one of the documents defines it.
    """

    def __init__(
        self,
        direction: Direction,
        http: HttpRequest | HttpResponse,
        identified: Identified,
        at: float = 0.0,
        envelope: Envelope | None = None,
        problem: XmlError | None = None,
        bare: etree._Element | None = None,
        request: Message | None = None,
    ) -> None:
        self.direction = direction
        self.http = http
        self.identified = identified
        self.at = at
        self.envelope = envelope
        self.problem = problem
        self.bare = bare
        self.request = request
        self.payload: etree._Element | None = bare
        self.fault: SoapFault | None = None
        self.head: Head | None = None
        if envelope is not None:
            self.payload, self.fault, self.head = envelope.payload, envelope.fault, envelope.known_head
        self.children = children_of(self.payload)
        self.response_messages: tuple[etree._Element, ...] = ()
        if self.payload is not None and self.payload.get("ResponseClass") is not None:
            self.response_messages = (self.payload,)
        elif (inside := self.children.get("ResponseMessages")) is not None:
            self.response_messages = tuple([each for each in inside if isinstance(each.tag, str)])
        self.operation: Operation | None = identified.operation
        self._made: dict[Any, Any] = {}

    @lazy
    def names(self) -> frozenset[str]:
        """The local names of all that the payload holds, at any depth, and of its attributes after an @."""
        payload = self.payload
        if payload is None:
            return frozenset()
        elements = payload.iterdescendants()
        # An element that is kept need not be wrapped anew when a rule comes to it.
        self._kept = kept = list(islice(elements, _MOST_KEPT))
        found = frozenset([LOCAL_NAMES[each.tag] for each in kept])
        if len(kept) == _MOST_KEPT:
            found = found.union(LOCAL_NAMES[each.tag] for each in elements)
        attributes = payload.keys()
        return found.union(f"@{name}" for name in attributes) if attributes else found

    @lazy
    def response_message_parts(self) -> list[tuple[etree._Element, dict[str, etree._Element]]]:
        """The response messages, each with its first child of each local name."""
        payload = self.payload
        return [
            (each, self.children if each is payload else children_of(each)) for each in self.response_messages
        ]

    @lazy
    def succeeded(self) -> bool:
        """Whether a response says that all went well: no fault, and no response message is an error."""
        if self.payload is None or self.fault is not None:
            return False
        return "Error" not in [result.get("ResponseClass") for result in self.response_messages]

    @property
    def operations(self) -> tuple[Operation, ...]:
        """The operations that it belongs to, by the items that it carries: nearly always one."""
        if self._carried:
            return self._carried
        identified = self.identified
        return () if identified.operation is None else (identified.operation,)

    def operations_with(self, answer: Message | None) -> tuple[Operation, ...]:
        """Returns the operations that a request and its answer belong to, by the items that they carry.

        Args:
            answer: the answer; ``None`` if there is none.
        """
        if answer is None or not answer._carried:
            return self.operations
        if not self._carried:
            return answer.operations
        return self.identified.of_items((*self._carried, *answer._carried))

    @lazy
    def _carried(self) -> tuple[Operation, ...]:
        shared, operation = self.identified.shared, self.operation
        if not shared or operation is None:
            return ()
        if self.direction is Direction.REQUEST and not operation.sends_items:
            return ()
        by_kind = kinds_of(shared)
        carried = {by_kind[kind] for kind in self.names.intersection(by_kind)}
        return tuple(carried) if len(carried) < 2 else of_items(shared, self.payload)  # in their order

    @property
    def document(self) -> Document | None:
        """The document that defines the operation, or ``None``."""
        return self.identified.document

    @property
    def endpoint(self) -> Endpoint:
        """The kind of endpoint that the request was sent to."""
        return self.identified.endpoint

    @lazy
    def request_children(self) -> dict[str, etree._Element]:
        """The first child of the *request's* payload of each local name."""
        return self.request.children if self.request else children_of(self.identified.payload)

    def memo(self, make: Callable[[Message], T]) -> T:
        """Returns what a function makes of this message; it is asked once, however many rules want it.

        Args:
            make: a function of the message alone.
        """
        made = self._made
        if make in made:
            known: T = made[make]
            return known
        made[make] = new = make(self)
        return new

    def soap_header_value(self, name: str, attribute: str) -> str | None:
        """Returns an attribute of the first SOAP header block of a local name.

        Returns:
            Its value, empty if the block has no such attribute; ``None`` if there is no such block.
        """
        if self.head is not None:
            attributes = self.head.blocks.get(name)
            return None if attributes is None else attributes.get(attribute, "")
        block = self.soap_header(name)
        return None if block is None else str(block.get(attribute, ""))

    def soap_header(self, name: str) -> etree._Element | None:
        """Returns the first SOAP header block of this local name, or ``None``."""
        return self.soap_headers.get(name)

    @lazy
    def soap_headers(self) -> dict[str, etree._Element]:
        """The first SOAP header block of each local name."""
        return children_of(self.envelope.head if self.envelope else None)


def children_of(element: etree._Element | None) -> dict[str, etree._Element]:
    """Returns the first child of each local name.

    Args:
        element: the parent; ``None`` has no children.
    """
    if element is None:
        return {}
    found: dict[str, etree._Element] = {}
    for child in element:
        found.setdefault(LOCAL_NAMES[child.tag], child)
    found.pop("", None)  # a comment
    return found


_MOST_KEPT = 256  # elements of a message


def text_of(element: etree._Element | None) -> str:
    """Returns the text of an element without the white space around it; empty if there is none."""
    return "" if element is None else (element.text or "").strip()


def request_message(request: HttpRequest, identified: Identified, at: float = 0.0) -> Message:
    """Makes the message of a request that :func:`~inspector.protocols.identify` has parsed."""
    envelope, problem, bare = identified.envelope, identified.problem, identified.bare
    return Message(Direction.REQUEST, request, identified, at, envelope, problem, bare)


def response_message(
    response: HttpResponse, identified: Identified, at: float = 0.0, request: Message | None = None
) -> Message:
    """Reads a response. One of a type in which its endpoint does not answer is no message, and no
    problem here.

    Of the notifications that are streamed in one answer, the first is the message; all of them are read.
    """
    streamed = identified.operation is not None and identified.operation.streamed
    envelope, bare, problem = CARRIERS[identified.endpoint].answer(response, streamed=streamed)
    return Message(Direction.RESPONSE, response, identified, at, envelope, problem, bare, request)

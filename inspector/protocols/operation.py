"""The words that every document's table of operations is written in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache, partial
from typing import TYPE_CHECKING

from lxml import etree

from inspector.wire.soap import LOCAL_NAMES

if TYPE_CHECKING:
    from inspector.protocols.document import Document


class Endpoint(StrEnum):
    """The kinds of endpoint that an Exchange server has for its clients."""

    EWS = "ews"
    UM = "um"
    ACTIVESYNC = "activesync"
    AUTODISCOVER = "autodiscover"
    SCHEMA = "schema"
    OTHER = "other"

    speaks_soap: bool
    """Whether its requests and answers are the SOAP messages of our documents."""

    def __init__(self, value: str) -> None:
        self.speaks_soap = value in ("ews", "um")


@dataclass(frozen=True)
class Deviation:
    """A way in which answers of the product are known to differ from its own schema.

    Args:
        code: the code of the schema check that says so.
        name: its name, in words with hyphens.
        what: what is checked, in a sentence.
        why: how the product and its schema differ.
        lacking: the local name of an element that lacks something where it says that an error happened.
        within: that of an element that is not as the schema has it, or is around one that is not.
    """

    code: str
    name: str
    what: str
    why: str
    lacking: str = ""
    within: str = ""


# All operations of the EWS endpoint share these; those of the UM endpoint have none.
_HEADERS = ("ExchangeImpersonation", "MailboxCulture", "RequestServerVersion")
WITH_TIME_ZONE = (*_HEADERS, "TimeZoneContext")
"""The header blocks of an operation that speaks of local times."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Operation:
    """An operation as its document defines it.

    Args:
        name: its name in the document.
        section: the section of the document.
        endpoint: the endpoint on which the document has it.
        request: the local name of the request's Body child; the operation's name if empty.
        response: the local name of the answer's Body child; the request's with ``Response`` if empty.
        soap_actions: every SOAPAction that the document's text or binding gives; none if it is no SOAP.
        issues: where the answer names a handle that it issues, as local element names from the Body child on;
            the last part may be ``@Attribute``.
        takes: where the request names the handle that it concerns, written likewise.
        modifies: whether the server's state changes by it.
        headers: the SOAP header blocks that the binding lists for its request; by the endpoint if ``None``.
        item_kinds: the local names of the items that its document speaks of, where other documents have the
            same operation for other items; empty if it is this document's alone.
        marks: where two operations share their request's element: the children by which a request, and the
            ``@Attribute`` by which an answer, is told to be this one's.
        also_on: other endpoints that take it.
        since: the year of the first product that has it.
        made_anew: what clients make up anew at each run, as paths of local names below the request's element,
            with the reason; the last part may be ``@Attribute``, ``*`` stands for any name.
        deviations: what the product is known to get wrong in its answers.
        streamed: whether its answer goes on, with a SOAP message for each thing that happens.

    Attributes:
        document: the document that defines it; it says so itself when it is made.
    """

    name: str
    section: str
    endpoint: Endpoint = Endpoint.EWS
    request: str = ""
    response: str = ""
    soap_actions: tuple[str, ...] = ()
    issues: tuple[str, ...] = ()
    takes: tuple[str, ...] = ()
    modifies: bool = False
    headers: tuple[str, ...] | None = None
    item_kinds: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    also_on: tuple[Endpoint, ...] = ()
    since: int = 2007
    made_anew: Mapping[str, str] = field(default_factory=dict)
    deviations: tuple[Deviation, ...] = ()
    streamed: bool = False
    document: Document = field(init=False, repr=False)

    def __post_init__(self) -> None:
        if not self.request:
            object.__setattr__(self, "request", self.name)
        if not self.response:
            object.__setattr__(self, "response", self.request + "Response")
        if self.headers is None:
            object.__setattr__(self, "headers", _HEADERS if self.endpoint is Endpoint.EWS else ())
        if not self.soap_actions and self.endpoint.speaks_soap:
            action = f"http://schemas.microsoft.com/exchange/services/2006/messages/{self.request}"
            object.__setattr__(self, "soap_actions", (action,))

    @property
    def sends_items(self) -> bool:
        """Whether its requests carry items: those of what changes nothing have identifiers at most."""
        return self.modifies and bool(self.item_kinds)

    def is_marked(self, payload: etree._Element) -> bool:
        """Tells whether a request or an answer has one of the operation's marks.

        Args:
            payload: the Body's first child.
        """
        children = {LOCAL_NAMES[child.tag] for child in payload}
        return any(
            payload.get(mark[1:]) is not None if mark.startswith("@") else mark in children
            for mark in self.marks
        )


on_items = partial(Operation, takes=("ItemId/@Id",))
"""Makes an operation whose flow follows the items that it takes; what a list shows, it does not issue."""


def of_items(shared: tuple[Operation, ...], payload: etree._Element | None) -> tuple[Operation, ...]:
    """Returns those operations whose documents speak of the items in a message, in the order of the message.

    Args:
        shared: the operation as each document has it that shares it.
        payload: the Body's first child of a request or an answer.

    Returns:
        One, or several if the message carries items of several documents; none if it carries none of theirs.
    """
    by_kind = kinds_of(shared)
    if payload is None or not by_kind:
        return ()
    found = [by_kind[LOCAL_NAMES[element.tag]] for element in payload.iterdescendants(*_tags_of(shared))]
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=256)
def _tags_of(shared: tuple[Operation, ...]) -> tuple[str, ...]:
    return tuple(f"{{*}}{kind}" for kind in kinds_of(shared))


@lru_cache(maxsize=256)
def kinds_of(shared: tuple[Operation, ...]) -> dict[str, Operation]:
    """Returns the operations by the local names of the items that their documents speak of.

    Args:
        shared: the operation as each document has it that shares it.
    """
    return {kind: operation for operation in shared for kind in operation.item_kinds}

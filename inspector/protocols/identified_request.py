"""What a request turned out to be."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from lxml import etree

from inspector.protocols.operation import Endpoint, Operation, of_items
from inspector.wire.soap import Envelope
from inspector.wire.xml import XmlError

if TYPE_CHECKING:
    from inspector.protocols.document import Document


class Identified(NamedTuple):
    """What a request turned out to be.

    Args:
        endpoint: the kind of endpoint that it was sent to.
        name: the operation's name: as in its document, else the local name of the Body's first child, the
            command that the head names, or ``None`` if it cannot be told.
        operation: the operation, if one of the documents defines it; of several that do, the one that speaks
            of the first item in the request, or the first of the list.
        envelope: the SOAP message, parsed; ``None`` if it is none.
        problem: why a body that should say what is asked could not be read; ``None`` if it could.
        bare: the root element of what travels without an envelope; ``None`` if there is none.
        shared: the operation as each of several documents defines it; empty if it is one document's alone.
    """

    endpoint: Endpoint
    name: str | None = None
    operation: Operation | None = None
    envelope: Envelope | None = None
    problem: XmlError | None = None
    bare: etree._Element | None = None
    shared: tuple[Operation, ...] = ()

    @property
    def payload(self) -> etree._Element | None:
        """What is asked: the Body's first child, or the bare root."""
        return self.envelope.payload if self.envelope else self.bare

    @property
    def home(self) -> Endpoint:
        """The endpoint by whose schemas it is described, wherever it was sent.

        Rules say of an operation that it was sent to the wrong one. Where no rules do, the schemas have to.
        """
        operation = self.operation
        return operation.endpoint if operation and operation.document.codes else self.endpoint

    @property
    def document(self) -> Document | None:
        """The document that defines the operation; ``None``: not of our documents."""
        return self.operation.document if self.operation else None

    def operations(self, *payloads: etree._Element | None) -> tuple[Operation, ...]:
        """Returns the operations that messages belong to, by the items that they carry.

        Args:
            payloads: the Body's first child of the request, of its answer, or both.

        Returns:
            Several if they carry items of several documents; none if no document defines the operation.
        """
        return self.of_items([each for payload in payloads for each in of_items(self.shared, payload)])

    def of_items(self, carried: Iterable[Operation]) -> tuple[Operation, ...]:
        """Returns the same, by the operations whose items messages were seen to carry.

        Args:
            carried: the operations, of :attr:`shared`.
        """
        if self.shared:
            return tuple(dict.fromkeys(carried)) or (self.operation or self.shared[0],)
        return () if self.operation is None else (self.operation,)

"""Operations that share an element: which of them a message is of."""

from __future__ import annotations

from lxml import etree

from inspector.protocols.operation import Endpoint, Operation, of_items


class Alternatives:
    """The operations whose requests, or whose answers, have the same element. Most often it is one.

    Args:
        operations: the operations, in the order of their documents.
    """

    def __init__(self, operations: tuple[Operation, ...]) -> None:
        self.operations = operations
        self._marked = tuple(each for each in operations if each.marks)
        self._sends_items = any(each.sends_items for each in operations)
        self._requests_differ = len(operations) > 1 and bool(self._marked or self._sends_items)
        self._at_home = {endpoint: self._of_endpoint(endpoint) for endpoint in (None, *Endpoint)}

    def of_request(self, payload: etree._Element, endpoint: Endpoint) -> Operation:
        """Returns the operation that a request is of: by a mark or an item, else by its endpoint.

        Args:
            payload: the Body's first child.
            endpoint: where it was sent.
        """
        if not self._requests_differ:
            return self._at_home[endpoint]
        return self._told_apart(payload, endpoint, items=self._sends_items)

    def of_answer(self, payload: etree._Element) -> Operation:
        """Returns the operation that an answer is of, as far as it tells alone.

        Args:
            payload: the Body's first child.
        """
        return self._told_apart(payload, None, items=True)

    def of_text(self, content: bytes, endpoint: Endpoint | None) -> Operation:
        """Returns the operation that a message is of which is not well-formed.

        Args:
            content: its bytes.
            endpoint: where it was sent; ``None`` if that is not known.
        """
        for each in self._marked:
            if any(mark.encode() in content for mark in each.marks):
                return each
        return self._at_home[endpoint]

    def _told_apart(self, payload: etree._Element, endpoint: Endpoint | None, *, items: bool) -> Operation:
        if len(self.operations) == 1:
            return self.operations[0]
        for each in self._marked:
            if each.is_marked(payload):
                return each
        carried = of_items(self.operations, payload) if items else ()
        return carried[0] if carried else self._at_home[endpoint]

    def _of_endpoint(self, endpoint: Endpoint | None) -> Operation:
        there = [each for each in self.operations if each.endpoint is endpoint]
        unmarked = [each for each in self.operations if not any(mark[:1] == "@" for mark in each.marks)]
        return (there or unmarked or list(self.operations))[0]

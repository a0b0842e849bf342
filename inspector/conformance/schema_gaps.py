"""What is wrong in messages that every schema lets pass: its types are wider than what they are used for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from lxml import etree

from inspector.conformance import xsd_codes as xsd
from inspector.conformance.schema_flaw import Flaw, nearest, shown
from inspector.protocols.common.namespaces import ERRORS, MESSAGES, TYPES
from inspector.protocols.message import Direction, Message
from inspector.wire.soap import local_name, namespace_of

_MESSAGE_XML = f"{{{TYPES}}}MessageXml"
_RESPONSE_MESSAGE = "ResponseMessage"
# The rule of a document that says the same of its own operations.
_SAID_BY_RULE = "response-message-of-the-operation"


def gaps(message: Message, elements: frozenset[str]) -> Iterable[Flaw]:
    """Looks at what the schema leaves open in an answer.

    Args:
        message: a message whose payload the schema set has, or a fault.
        elements: the global elements that the set has.
    """
    payload = message.payload
    if message.direction is not Direction.RESPONSE or payload is None:
        return ()
    if message.fault is not None:
        detail = message.fault.element.find("detail")
        return () if detail is None else _unknown(detail, elements)
    expected = _response_message(str(payload.tag))
    for each, parts in message.response_message_parts:
        if "MessageXml" in parts or (each.tag != expected and each is not payload):
            return _in_response_messages(message, expected.removesuffix(_RESPONSE_MESSAGE), elements)
    return ()  # which is nearly always


@lru_cache(maxsize=1024)
def _response_message(tag: str) -> str:
    """The tag of the response messages that a response of some tag has."""
    return tag.removesuffix("Response") + _RESPONSE_MESSAGE


def _in_response_messages(message: Message, stem: str, elements: frozenset[str]) -> Iterator[Flaw]:
    expected = stem + _RESPONSE_MESSAGE
    others = [
        each for each in message.response_messages if each.tag != expected and each is not message.payload
    ]
    if others:
        yield from _strange(message, stem, others, elements)
    for response_message in message.response_messages:
        for part in response_message.iterchildren(f"{{{MESSAGES}}}MessageXml"):
            yield from _unknown(part, elements)


def _strange(
    message: Message, stem: str, others: list[etree._Element], elements: frozenset[str]
) -> Iterator[Flaw]:
    for verdict in others:
        tag = str(verdict.tag)
        other = tag.removesuffix(_RESPONSE_MESSAGE)
        if other == tag or other not in elements:
            continue
        document = message.document
        if document and any(rule.name == _SAID_BY_RULE for rule in document.rules):
            return
        said = f"{shown(tag)} is no response message of {stem.rpartition('}')[2]}"
        yield Flaw(xsd.STRANGE_RESPONSE_MESSAGE, said, verdict)


def _unknown(parent: etree._Element, elements: frozenset[str]) -> Iterator[Flaw]:
    """Children in a namespace of Exchange's that no schema has; what a schema has is judged by it."""
    for child in parent.iterchildren(etree.Element):
        namespace = namespace_of(child)
        if child.tag == _MESSAGE_XML:
            yield from _unknown(child, elements)
        elif namespace in (ERRORS, MESSAGES, TYPES) and child.tag not in elements:
            known = [each for each in elements if each.startswith(f"{{{namespace}}}")]
            close = nearest(local_name(child), (each.rpartition("}")[2] for each in known))
            hint = f". Did you mean {close}?" if close else ""
            said = f"{shown(child.tag)} in {shown(parent.tag)} is known to no schema{hint}"
            yield Flaw(xsd.UNKNOWN_DETAIL, said, child)

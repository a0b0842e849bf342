"""SOAP 1.1 envelopes and faults."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from lxml import etree

from inspector.bounded import ClearedWhenFull
from inspector.wire.lazy_attribute import lazy
from inspector.wire.soap_head import Head, known_head, note_head
from inspector.wire.xml import XmlError, XmlProblem, parse_xml

SOAP_11 = "http://schemas.xmlsoap.org/soap/envelope/"
SOAP_12 = "http://www.w3.org/2003/05/soap-envelope"

_ENVELOPE_TAG, _BODY_TAG = (f"{{{SOAP_11}}}{name}" for name in ("Envelope", "Body"))
_END = re.compile(rb"</(?:[\w.-]{1,64}:)?Envelope\s{0,64}>")


class _LocalNames(ClearedWhenFull[Any, str]):
    def __missing__(self, tag: Any) -> str:
        return self.keep(tag, tag[tag.rfind("}") + 1 :] if isinstance(tag, str) else "")


LOCAL_NAMES = _LocalNames(4096)
"""The local names of tags; of what has no tag, such as a comment, none."""


def local_name(element: etree._Element) -> str:
    """Returns the name of an element without its namespace."""
    return LOCAL_NAMES[element.tag] or str(element.tag)


def namespace_of(element: etree._Element) -> str:
    """Returns the namespace URI of an element, or an empty string."""
    return str(element.tag).rpartition("}")[0][1:]


@dataclass(frozen=True)
class SoapFault:
    """A SOAP 1.1 fault (SOAP 1.1 section 4.4), compared by meaning: names are local, texts are stripped.

    Args:
        code: the text of faultcode without its prefix.
        text: the text of faultstring.
        detail: local name and text of each child of detail, in order.
        element: the Fault element itself.
    """

    code: str
    text: str
    detail: tuple[tuple[str, str], ...]
    element: etree._Element

    def detail_text(self, name: str) -> str | None:
        """Returns the text of the detail child of this local name, or ``None``."""
        for key, value in self.detail:
            if key == name:
                return value
        return None


class Envelope:
    """A SOAP message.

    Args:
        root: the Envelope element.
        namespace: its namespace; not always SOAP 1.1's (see :func:`read_envelope`).
        body: the Body element, or ``None`` if there is none.
        known_head: what stands before the content of the Body, if a message that began so came before, and
            nothing follows the Body.

    Attributes:
        payload: the Body's first child element: what is asked for, or answered.
        fault: the fault that the Body holds, or ``None``.
        has_payload_alone: whether the payload is all that follows a known head: no other element, no comment
            and no text.
    """

    def __init__(
        self,
        root: etree._Element,
        namespace: str,
        body: etree._Element | None,
        known_head: Head | None = None,
    ) -> None:
        self.root = root
        self.namespace = namespace
        self.body = body
        self.known_head = known_head
        self.payload: etree._Element | None = None
        self.fault: SoapFault | None = None
        self.has_payload_alone = False
        if body is None:
            return
        child = body[0] if len(body) == 1 else None
        if child is not None and isinstance(child.tag, str):  # which is nearly always
            self.payload = child
            text = (body.text or "") + (child.tail or "") + (body.tail or "")
            self.has_payload_alone = known_head is not None and (not text or text.isspace())
        else:
            self.payload = next((each for each in body if isinstance(each.tag, str)), None)  # no comment
        if self.payload is not None and str(self.payload.tag).endswith("Fault"):
            self.fault = _read_fault(self.payload, namespace)

    @lazy
    def head(self) -> etree._Element | None:
        """The Header element, or ``None`` if there is none."""
        return next(
            self.root.iterchildren(f"{{{self.namespace}}}Header" if self.namespace else "Header"), None
        )

    @lazy
    def headers(self) -> tuple[etree._Element, ...]:
        """The header blocks, in order."""
        return () if self.head is None else tuple([each for each in self.head if isinstance(each.tag, str)])

    def header(self, name: str) -> etree._Element | None:
        """Returns the first header block of this local name, or ``None``."""
        for block in () if self.head is None else self.head:
            tag = block.tag
            if isinstance(tag, str) and tag.rpartition("}")[2] == name:
                return block
        return None


def _read_fault(payload: etree._Element, namespace: str) -> SoapFault | None:
    """Reads a fault of the namespace of its Envelope; ``None`` if the payload is none."""
    if payload.tag != (f"{{{namespace}}}Fault" if namespace else "Fault"):
        return None
    parts = {local_name(child): child for child in payload.iterchildren(etree.Element)}
    detail = parts.get("detail")
    return SoapFault(
        code=_text(parts.get("faultcode")).rpartition(":")[2],
        text=_text(parts.get("faultstring")),
        detail=()
        if detail is None
        else tuple((local_name(child), _text(child)) for child in detail.iterchildren(etree.Element)),
        element=payload,
    )


def read_envelope(content: bytes) -> Envelope:
    """Reads a SOAP message.

    An Envelope in another namespace than SOAP 1.1's is read all the same, so that a rule can name it: samples
    with ``https://schemas.xmlsoap.org/...`` are common.

    Args:
        content: the whole body, without content-encoding.

    Raises:
        XmlError: it is not XML, or its root is not an Envelope (reason ``not-soap``).
    """
    start, known = known_head(content)
    root = parse_xml(content, plain=known is not None)
    if known is not None and len(root) == known.size:
        return Envelope(root, SOAP_11, root[-1], known)
    namespace, body_tag = SOAP_11, _BODY_TAG
    if root.tag != _ENVELOPE_TAG:
        clark, brace, name = str(root.tag).rpartition("}")
        if name != "Envelope":
            raise XmlError(
                f"the root element is {name}, not a SOAP Envelope",
                XmlProblem("not-soap", int(root.sourceline or 1), 1),
            )
        namespace, body_tag = clark[1:], f"{clark}{brace}Body"
    body = None
    for child in root:
        tag = child.tag
        if body is None and (tag == body_tag or (isinstance(tag, str) and local_name(child) == "Body")):
            body = child  # in another namespace than its Envelope: a rule names that
    head = None
    if body is not None and body is root[-1] and namespace == SOAP_11 and body.tag == _BODY_TAG:
        head = note_head(start, body)
    return Envelope(root, namespace, body, head)


def read_envelopes(content: bytes) -> tuple[Envelope, ...]:
    """Reads SOAP messages that follow each other in one body, as notifications do that are streamed.

    Args:
        content: the whole body, without content-encoding.

    Returns:
        The messages, at least one.

    Raises:
        XmlError: one of them is not XML, or no Envelope, or the last one is cut off.
    """
    ends = envelope_ends(content)
    pieces = [content[start:end] for start, end in zip([0, *ends], [*ends, len(content)], strict=True)]
    return tuple(read_envelope(piece.strip()) for piece in pieces if piece.strip() or len(pieces) == 1)


def envelope_ends(content: bytes) -> list[int]:
    """Returns where each of the SOAP messages ends that follow each other in a body: offsets in bytes.

    Args:
        content: the body, as far as it has come, without content-encoding.
    """
    return [found.end() for found in _END.finditer(content)]


def read_documents(content: bytes) -> tuple[etree._Element, ...]:
    """Reads a body to be shown: one XML document, or SOAP messages that follow each other.

    Args:
        content: the whole body, without content-encoding.

    Returns:
        The root of each.

    Raises:
        XmlError: it is neither.
    """
    try:
        return (parse_xml(content),)
    except XmlError:
        if len(_END.findall(content, 0, 1 << 20)) < 2:
            raise
        return tuple(envelope.root for envelope in read_envelopes(content))


def _text(element: etree._Element | None) -> str:
    return "" if element is None else "".join(str(part) for part in element.itertext()).strip()

"""Requests and answers with one thing altered: what a replay, or a test, must notice.

Each significant place is altered in turn: the text of a leaf, an attribute's value, a leaf that is missing,
and whose mailbox is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass, replace

from lxml import etree

from inspector.protocols.common.accounts import ANCHOR, CREDENTIALS, IMPERSONATION
from inspector.protocols.common.namespaces import TYPES
from inspector.protocols.registry import identify
from inspector.replay.volatile import VolatilePaths
from inspector.wire.element_paths import path_of
from inspector.wire.encoding import EncodingError
from inspector.wire.http import Headers, HttpRequest, HttpResponse
from inspector.wire.soap import Envelope, local_name, read_envelope
from inspector.wire.soap_fault import fault_response
from inspector.wire.xml import XmlError

_XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
_SOMEBODY = "somebody.else@example.org"
_TURNED = {"true": "false", "false": "true"}


@dataclass(frozen=True)
class Mutation:
    """A request with one thing altered.

    Args:
        path: where.
        what: how, in words.
        request: the request as altered.
        left_out: requests are compared without this place.
    """

    path: str
    what: str
    request: HttpRequest
    left_out: bool = False


@dataclass(frozen=True)
class AnswerMutation:
    """An answer with one thing altered.

    Args:
        path: where.
        what: how, in words.
        response: the answer as altered.
    """

    path: str
    what: str
    response: HttpResponse


def altered(text: str) -> str:
    """Returns a value that is not the same, and looks like it."""
    stripped = text.strip()
    if stripped.lower() in _TURNED:
        return _TURNED[stripped.lower()]
    for at in range(len(text) - 1, -1, -1):
        if text[at].isascii() and text[at].isalnum():
            other = chr(ord(text[at]) + 1) if text[at] not in "9Zz" else chr(ord(text[at]) - 1)
            return text[:at] + other + text[at + 1 :]
    return text + "x"


def request_mutations(request: HttpRequest, volatile: VolatilePaths | None = None) -> Iterator[Mutation]:
    """Alters each significant place of a SOAP request in turn; of any other request, whose mailbox it is for.

    Args:
        request: the request.
        volatile: what is not compared; the table's if ``None``.
    """
    identified = identify(request)
    payload = identified.envelope.payload if identified.envelope is not None else None
    if payload is not None:
        skipped = (volatile or VolatilePaths()).of(local_name(payload))
        left_out: set[etree._Element] = set()
        for element in payload.iter(etree.Element):
            around = element.getparent()
            if around in left_out or (element is not payload and skipped.element(element)):
                left_out.add(element)

        def is_left_out(element: etree._Element, attribute: str) -> bool:
            return element in left_out or bool(attribute and skipped.attribute(element, attribute))

        for path, what, body, element, attribute in _changes(payload, request.content):
            changed = replace(request.decoded(), body=body)
            yield Mutation(path, what, changed, is_left_out(element, attribute))
        yield _impersonated(request, identified.envelope)
    for name in (ANCHOR, CREDENTIALS):
        if request.header(name) is not None:
            headers = Headers((key, text) for key, text in request.headers if key.lower() != name.lower())
            yield Mutation(name, "left out", replace(request, headers=headers), left_out=True)


def answer_mutations(response: HttpResponse) -> Iterator[AnswerMutation]:
    """Alters an answer of a SOAP operation: each value in turn, each list emptied, an error for success."""
    try:
        envelope = read_envelope(response.content)
    except (XmlError, EncodingError):
        return
    payload = envelope.payload
    if payload is None or envelope.fault is not None:
        return
    plain = response.decoded()
    for path, what, body, _, _ in _changes(payload, plain.body):
        yield AnswerMutation(path, what, replace(plain, body=body))
    for element in payload.iter(etree.Element):
        children = list(element.iterchildren(etree.Element))
        alike = element is not payload and len({child.tag for child in children}) == 1
        if alike and any(len(child) for child in children):
            yield AnswerMutation(
                path_of(element), "emptied", replace(plain, body=_edited(payload, element, _emptied))
            )
    yield AnswerMutation(
        path_of(payload),
        "a fault instead",
        fault_response("An internal server error occurred. The operation failed."),
    )


Change = tuple[str, str, bytes, etree._Element, str]


def _changes(payload: etree._Element, body: bytes) -> Iterator[Change]:
    """Path, what was done, the message with it, and the element and the attribute that it was done to."""
    for element in list(payload.iter(etree.Element)):
        for name, value in element.items():
            if not str(name).startswith(_XSI):
                other = altered(str(value))

                def put(there: etree._Element, name: str = str(name), other: str = other) -> None:
                    there.set(name, other)

                yield (
                    path_of(element, str(name)),
                    f'"{other}" for "{value}"',
                    _edited(payload, element, put),
                    element,
                    str(name),
                )
        if len(element) or element is payload:
            continue
        if element.text and element.text.strip():
            other = altered(element.text)

            def say(there: etree._Element, other: str = other) -> None:
                there.text = other

            what = f'"{other.strip()}" for "{element.text.strip()}"'
            yield path_of(element), what, _edited(payload, element, say), element, ""
        yield path_of(element), "left out", _edited(payload, element, _drop), element, ""


def _emptied(element: etree._Element) -> None:
    del element[:]


def _drop(element: etree._Element) -> None:
    around = element.getparent()
    assert around is not None
    around.remove(element)


def _edited(
    payload: etree._Element, element: etree._Element, edit: Callable[[etree._Element], None]
) -> bytes:
    """Writes a message with an edit made to one of its elements."""
    root = payload.getroottree()
    where = root.getelementpath(element)
    copied = deepcopy(root)
    found = copied.getroot() if where == "." else copied.find(where)
    assert found is not None
    edit(found)
    return etree.tostring(copied, xml_declaration=True, encoding="utf-8")


def _impersonated(request: HttpRequest, envelope: Envelope | None) -> Mutation:
    """The request for somebody else: by impersonation, added or changed."""
    assert envelope is not None and envelope.body is not None
    copied = deepcopy(envelope.root)
    namespace = envelope.namespace
    head = copied.find(f"{{{namespace}}}Header")
    if head is None:
        head = etree.Element(f"{{{namespace}}}Header")
        copied.insert(0, head)
    for there in head.findall(f"{{*}}{IMPERSONATION}"):
        head.remove(there)
    block = etree.SubElement(head, f"{{{TYPES}}}{IMPERSONATION}")
    sid = etree.SubElement(block, f"{{{TYPES}}}ConnectingSID")
    etree.SubElement(sid, f"{{{TYPES}}}PrimarySmtpAddress").text = _SOMEBODY
    body = etree.tostring(copied, xml_declaration=True, encoding="utf-8")
    return Mutation(f"Header/t:{IMPERSONATION}", f"for {_SOMEBODY}", replace(request.decoded(), body=body))

"""Answers made again in other ways that schemas and documents allow, and that real servers show.

A client that takes for granted how one server happens to write breaks at the next. Each kind of variant
changes one such thing; what an answer says stays, but for what a server may leave out or add.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from random import Random

from lxml import etree

from inspector.protocols.common.namespaces import SOAP_11, TYPES
from inspector.simulator.spellings import SPELLINGS
from inspector.wire.encoding import EncodingError
from inspector.wire.http import Headers, HttpRequest, HttpResponse
from inspector.wire.soap import local_name
from inspector.wire.xml import XmlError, parse_xml

__all__ = ["VARIANTS", "varied"]

_T = f"{{{TYPES}}}"
_XS: dict[str | None, str] = {
    "xsi": "http://www.w3.org/2001/XMLSchema-instance",
    "xsd": "http://www.w3.org/2001/XMLSchema",
}
_ASKED = re.compile(rb'FieldURI="[A-Za-z]{1,30}:(\w{1,60})"')
_LEFT_OUT = (
    "ConversationIndex",
    "ConversationTopic",
    "Culture",
    "DateTimeCreated",
    "DisplayCc",
    "EffectiveRights",
    "Importance",
    "InternetMessageId",
    "IsAssociated",
    "IsUnmodified",
    "LastModifiedName",
    "MailboxType",
    "ReminderIsSet",
    "ReminderMinutesBeforeStart",
    "ResponseObjects",
    "RoutingType",
    "Sender",
    "Sensitivity",
    "DescriptiveLinkKey",
    "ContentType",
    "ViewPrivateItems",
)
"""What the schemas have as optional, and real servers leave out where it has nothing to say."""

_ABOUT_PROPERTIES = frozenset(
    (
        "ErrorInvalidPropertySet",
        "ErrorInvalidPropertyRequest",
        "ErrorInvalidPropertyDelete",
        "ErrorInvalidPropertyAppend",
        "ErrorUpdatePropertyMismatch",
        "ErrorInvalidPropertyForOperation",
    )
)
_NEWER = (
    ("15", "1", "2507", "35", "V2017_07_11"),
    ("15", "2", "1118", "7", "V2017_07_11"),
    ("15", "2", "1544", "4", "V2018_01_08"),
    ("15", "20", "8534", "31", "V2018_01_08"),
)
_FRONT_END = (
    ("X-FEServer", "MAIL01"),
    ("X-BEServer", "MAIL02"),
    ("request-id", ""),
    ("X-DiagInfo", "MAIL02"),
)


@dataclass
class Draft:
    """An answer while it is made again.

    Args:
        root: its envelope; ``None``: it is no SOAP message.
        asked: the names of the properties that its request asks for one by one.
        takes_gzip: whether the client reads gzip.
        connected: whether the request came over a connection.
        headers: its header fields.
        is_new: whether the server is one of 2016, so that it can say that it is newer.
    """

    root: etree._Element | None
    asked: frozenset[str]
    takes_gzip: bool
    connected: bool
    headers: Headers
    is_new: bool
    zipped: bool = False
    chunks: int = 0
    quotes: bool = field(default=False)

    def every(self, *names: str) -> list[etree._Element]:
        return [] if self.root is None else list(self.root.iter(*(f"{{*}}{name}" for name in names)))


Variant = Callable[[Draft, Random], bool]
"""Changes an answer; returns whether there was something to change."""


def _spelling(name: str) -> Variant:
    def change(draft: Draft, random: Random) -> bool:
        if draft.root is None:
            return False
        draft.root = SPELLINGS[name](draft.root)
        return True

    return change


def _body_attributes(draft: Draft, random: Random) -> bool:
    """The Body of SOAP declares namespaces, as Exchange's does; bodies of items say that they are whole."""
    for body in draft.every("Body"):
        if body.tag == f"{{{SOAP_11}}}Body" and draft.root is not None:
            _declare(draft, body)
    bodies = draft.every("Body", "UniqueBody", "NormalizedBody", "TextBody")
    items = [body for body in bodies if etree.QName(body).namespace == TYPES]
    for body in items if draft.is_new else []:
        body.set("IsTruncated", "false")
    return draft.root is not None


def _declare(draft: Draft, body: etree._Element) -> None:
    parent = body.getparent()
    if parent is None:
        return
    new = etree.Element(body.tag, dict(body.attrib), nsmap=dict(body.nsmap) | _XS)
    new.extend(list(body))
    parent.replace(body, new)


def _left_out(draft: Draft, random: Random) -> bool:
    """Leaves out optional elements, but those that were asked for by name."""
    gone = [each for each in draft.every(*_LEFT_OUT) if local_name(each) not in draft.asked]
    changed = False
    for element in gone:
        parent = element.getparent()
        if parent is None or random.random() < 0.3 or _is_needed(element, parent):
            continue
        parent.remove(element)
        changed = True
    return changed


def _is_needed(element: etree._Element, parent: etree._Element) -> bool:
    if local_name(element) == "DescriptiveLinkKey":
        return not _is_one_of_many(parent)
    return local_name(element) == "RoutingType" and _address(parent) == ""


def _is_one_of_many(message: etree._Element) -> bool:
    """Whether a response message stands in a list of them: documents without lists say what errors have."""
    parent = message.getparent()
    return parent is not None and local_name(parent) == "ResponseMessages"


def _address(mailbox: etree._Element) -> str:
    """The address of a mailbox: without one, how mail is routed says all there is."""
    found = next(mailbox.iterchildren("{*}EmailAddress"), None)
    return "" if found is None else found.text or ""


def _message_xml(draft: Draft, random: Random) -> bool:
    """Errors tell more in MessageXml: the field that they are about, which has no text, and values."""
    changed = False
    for code in draft.every("ResponseCode"):
        message = code.getparent()
        if message is None or message.get("ResponseClass") != "Error" or not _is_one_of_many(message):
            continue
        xml = next(message.iterchildren("{*}MessageXml"), None)
        if xml is None:
            xml = etree.Element(f"{{{etree.QName(message).namespace}}}MessageXml")
            link = next(message.iterchildren("{*}DescriptiveLinkKey"), code)
            link.addnext(xml)
        if code.text in _ABOUT_PROPERTIES and xml.find(f"{_T}FieldURI") is None:
            xml.insert(0, etree.Element(f"{_T}FieldURI", {"FieldURI": "item:Subject"}))
        if xml.find(f"{_T}Value") is None:
            inner = etree.SubElement(xml, f"{_T}Value", {"Name": "InnerErrorResponseCode"})
            inner.text = "NoError"
        changed = True
    return changed


def _newer_server(draft: Draft, random: Random) -> bool:
    """The server says that it is a later one, whose schema versions carry dates."""
    told = draft.every("ServerVersionInfo")
    if not told or not draft.is_new:
        return False
    names = ("MajorVersion", "MinorVersion", "MajorBuildNumber", "MinorBuildNumber", "Version")
    for name, value in zip(names, random.choice(_NEWER), strict=True):
        told[0].set(name, value)
    return True


def _no_version(draft: Draft, random: Random) -> bool:
    """No header at all: faults of some servers, and answers of others, come without one."""
    headers = [each for each in draft.every("Header") if each.tag == f"{{{SOAP_11}}}Header"]
    for header in headers:
        parent = header.getparent()
        if parent is not None and draft.every("Fault"):
            parent.remove(header)
            return True
    return False


def _attribute_order(draft: Draft, random: Random) -> bool:
    changed = False
    for element in () if draft.root is None else draft.root.iter(etree.Element):
        if len(element.attrib) > 1:
            pairs = list(element.attrib.items())
            element.attrib.clear()
            for name, value in reversed(pairs):
                element.set(name, value)
            changed = True
    return changed


def _extended_order(draft: Draft, random: Random) -> bool:
    """Extended properties stand in any order among themselves."""
    changed = False
    holders = {each.getparent() for each in draft.every("ExtendedProperty")}
    for holder in holders:
        if holder is None:
            continue
        found = list(holder.iterchildren("{*}ExtendedProperty"))
        if len(found) < 2:
            continue
        at = holder.index(found[0])
        for element in found:
            holder.remove(element)
        holder[at:at] = reversed(found)
        changed = True
    return changed


def _empty_tags(draft: Draft, random: Random) -> bool:
    """Empty elements have a start and an end."""
    changed = False
    for element in () if draft.root is None else draft.root.iter(etree.Element):
        if len(element) == 0 and not element.text:
            element.text = ""
            changed = True
    return changed


def _spaced(draft: Draft, random: Random) -> bool:
    """Elements stand in lines of their own."""
    if draft.root is None:
        return False
    etree.indent(draft.root)
    return True


def _bare_declaration(draft: Draft, random: Random) -> bool:
    """The XML declaration has single quotes."""
    draft.quotes = draft.root is not None
    return draft.quotes


def _zipped(draft: Draft, random: Random) -> bool:
    draft.zipped = draft.takes_gzip
    return draft.takes_gzip


def _chunked(draft: Draft, random: Random) -> bool:
    """Over a connection only: whoever asks without one gets a body, and no parts of it."""
    draft.chunks = random.randint(2, 5) if draft.connected else 0
    return draft.connected


def _header_case(draft: Draft, random: Random) -> bool:
    """Header names in another case, which means nothing (RFC 9110 section 5.1)."""
    case = random.choice((str.lower, str.upper))
    draft.headers = Headers((case(name), value) for name, value in draft.headers)
    return True


def _content_type(draft: Draft, random: Random) -> bool:
    value = draft.headers.first("content-type") or ""
    if "charset=utf-8" not in value:
        return False
    other = random.choice(('text/xml;charset="utf-8"', "text/xml; charset=UTF-8", "text/xml;charset=utf-8"))
    draft.headers = Headers((n, other if n.lower() == "content-type" else v) for n, v in draft.headers)
    return True


def _front_end(draft: Draft, random: Random) -> bool:
    """Fields that front ends and load balancers add."""
    more = [(n, v or f"{random.getrandbits(128):032x}") for n, v in _FRONT_END]
    draft.headers = Headers((*draft.headers, *more))
    return True


VARIANTS: Mapping[str, Variant] = {
    "no version header": _no_version,
    "newer server": _newer_server,
    "optional elements absent": _left_out,
    "more in MessageXml": _message_xml,
    "extended properties in another order": _extended_order,
    "attributes on Body": _body_attributes,
    "attributes in another order": _attribute_order,
    "empty elements with two tags": _empty_tags,
    "indented": _spaced,
    **{name: _spelling(name) for name in SPELLINGS},
    "single quotes": _bare_declaration,
    "content type": _content_type,
    "front end": _front_end,
    "header case": _header_case,
    "gzip": _zipped,
    "chunked": _chunked,
}
"""The kinds of variants by name, in the order in which they are made. One spelling is taken at most."""


class _InParts:
    """A body that goes out in chunks."""

    def __init__(self, parts: list[bytes]) -> None:
        self._parts = parts

    @property
    def ended(self) -> bool:
        """Whether all of it went out."""
        return not self._parts

    def by(self, at: float) -> bytes:
        """Returns the next part."""
        return self._parts.pop(0)


def varied(
    request: HttpRequest, response: HttpResponse, random: Random, *, product: int, chosen: str = ""
) -> tuple[HttpResponse, tuple[str, ...]]:
    """Makes an answer again in other ways.

    Args:
        request: what it answers.
        response: the answer.
        random: decides.
        product: the year of the server's product.
        chosen: the one kind of variant to make; empty: each of them in about one of three answers.

    Returns:
        The answer, and the names of the kinds of variants that it has.
    """
    if response.more is not None:  # a stream is spelt as it comes
        return response, ()
    draft = Draft(
        _envelope(response),
        frozenset(name.decode() for name in _ASKED.findall(_content(request))),
        "gzip" in (request.header("accept-encoding") or "").lower(),
        bool(request.connection),
        response.headers,
        product >= 2016,
    )
    made: list[str] = []
    for name, change in VARIANTS.items():
        wanted = name == chosen if chosen else random.random() < 1 / 3
        if wanted and not (name in SPELLINGS and SPELLINGS.keys() & set(made)) and change(draft, random):
            made.append(name)
    return _response(draft, response), tuple(made)


def _content(request: HttpRequest) -> bytes:
    try:
        return request.content
    except EncodingError:
        return b""


def _envelope(response: HttpResponse) -> etree._Element | None:
    if response.media_type != "text/xml":
        return None
    try:
        root = parse_xml(response.body)
    except (XmlError, EncodingError):
        return None
    return root if root.tag == f"{{{SOAP_11}}}Envelope" else None


def _response(draft: Draft, response: HttpResponse) -> HttpResponse:
    body, headers = response.body, draft.headers
    if draft.root is not None:
        quote = "'" if draft.quotes else '"'
        declared = f"<?xml version={quote}1.0{quote} encoding={quote}utf-8{quote}?>"
        body = declared.encode() + etree.tostring(draft.root, encoding="utf-8", xml_declaration=False)
    if draft.zipped:
        body = gzip.compress(body, mtime=0)
        headers = Headers((*headers, ("Content-Encoding", "gzip"), ("Vary", "Accept-Encoding")))
    if not draft.chunks:
        return replace(response, headers=headers, body=body)
    size = max(len(body) // draft.chunks, 1)
    parts = [body[at : at + size] for at in range(0, len(body), size)]
    return replace(response, headers=headers, body=parts[0] if parts else b"", more=_InParts(parts[1:]))

"""Answers made again in other ways that schemas and documents allow, and that real servers show.

A client that takes for granted how one server happens to write breaks at the next. Each kind of variant
changes one such thing; what an answer says stays, but for what a server may leave out or add.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random

from lxml import etree

from inspector.protocols.common.namespaces import SOAP_11, TYPES
from inspector.simulator.spellings import SPELLINGS
from inspector.wire.http import Headers
from inspector.wire.soap import local_name

_T = f"{{{TYPES}}}"
_XS: dict[str | None, str] = {
    "xsi": "http://www.w3.org/2001/XMLSchema-instance",
    "xsd": "http://www.w3.org/2001/XMLSchema",
}
_LEFT_OUT = tuple(
    """
    ConversationIndex ConversationTopic Culture DateTimeCreated DisplayCc EffectiveRights Importance
    InternetMessageId IsAssociated IsUnmodified LastModifiedName MailboxType ReminderIsSet
    ReminderMinutesBeforeStart ResponseObjects RoutingType Sender Sensitivity DescriptiveLinkKey ContentType
    ViewPrivateItems
    """.split()  # noqa: SIM905 - a list of names reads better as text
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
_MEETINGS = frozenset(("MeetingMessage", "MeetingRequest", "MeetingResponse", "MeetingCancellation"))
_KINDS = {
    "calendar": _MEETINGS | {"CalendarItem"},
    "contacts": frozenset(("Contact",)),
    "message": _MEETINGS | {"Message"},
    "task": frozenset(("Task",)),
}
"""The kinds of items that have properties of their own, by the first part of the names of these."""

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
        paths: the properties that its request asks for one by one, as ``FieldURI`` names them.
        wanted: the server version that its request names; servers take Exchange2007 for granted.
        takes_gzip: whether the client reads gzip.
        connected: whether the request came over a connection.
        headers: its header fields.
        is_new: whether the server is one of 2016, so that it can say that it is newer.
        reads: whether its request only reads.
    """

    root: etree._Element | None
    paths: tuple[str, ...]
    wanted: str
    takes_gzip: bool
    connected: bool
    headers: Headers
    is_new: bool
    reads: bool
    zipped: bool = False
    chunks: int = 0
    quotes: bool = False

    @property
    def asked(self) -> frozenset[str]:
        """The names of the elements that its request asks for one by one."""
        return frozenset(path.partition(":")[2] for path in self.paths)

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


def _refused_properties(draft: Draft, random: Random) -> bool:
    """A property that was asked for by name and is one of another kind of item: an error instead of the item.

    Exchange Online says so even of messages about meetings, as long as a request asks for Exchange 2007.
    """
    changed = False
    for items in draft.every("Items") if draft.reads else []:
        message, item = items.getparent(), next(items.iterchildren(etree.Element), None)
        if message is None or not _is_one_of_many(message) or item is None:
            continue
        path = next((each for each in draft.paths if _is_of_another_kind(draft, each, local_name(item))), "")
        if path:
            items.clear()
            _refuse(message, path, draft.wanted)
            changed = True
    return changed


def _is_of_another_kind(draft: Draft, path: str, kind: str) -> bool:
    prefix = path.partition(":")[0]
    kinds = _KINDS.get(prefix)
    if prefix == "message" and kind in _MEETINGS:
        return draft.wanted.startswith("Exchange2007")
    return kinds is not None and kind not in kinds


def _refuse(message: etree._Element, path: str, version: str) -> None:
    """Makes a response message one of an error; its items are gone already."""
    text = f"The property {path} is not valid for this object type. The Current ExchangeVersion is {version}."
    code = next(message.iterchildren("{*}ResponseCode"))
    space = etree.QName(code).namespace
    message.set("ResponseClass", "Error")
    code.text = "ErrorInvalidPropertyRequest"
    said, link, xml = (
        etree.Element(f"{{{space}}}{name}") for name in ("MessageText", "DescriptiveLinkKey", "MessageXml")
    )
    said.text, link.text = text, "0"
    etree.SubElement(xml, f"{_T}FieldURI", {"FieldURI": path})
    code.addprevious(said)
    code.addnext(link)
    link.addnext(xml)


def _zoneless(draft: Draft, random: Random) -> bool:
    """Times of attachments do not say that they are UTC."""
    found = [
        time
        for attachment in draft.every("FileAttachment", "ItemAttachment")
        for time in attachment.iterchildren("{*}LastModifiedTime")
        if (time.text or "").endswith("Z")
    ]
    for time in found:
        time.text = (time.text or "")[:-1]
    return bool(found)


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
    "properties of another kind refused": _refused_properties,
    "optional elements absent": _left_out,
    "more in MessageXml": _message_xml,
    "times without a zone": _zoneless,
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

OF_WHOLE_BODIES = frozenset(("gzip", "chunked"))
"""The kinds that are made of a body that is there as a whole: those of an answer that goes on are not."""

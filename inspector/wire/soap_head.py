"""The head of a SOAP message: all that stands before the content of its Body.

A client writes the same head with each of its requests, and a server with each of its answers. What rests on
the head alone need be worked out once for each head that comes again, whatever follows in the Body.
"""

from __future__ import annotations

from enum import Enum
from typing import Literal

from lxml import etree

from inspector.bounded import ClearedWhenFull
from inspector.wire.xml import XmlError, begins_plainly, parse_xml

_LONGEST = 2048  # bytes; a longer head is not known
_MOST = 1024  # heads that are known, or were seen once, at a time
_MOST_FIELDS, _MOST_PAYLOADS = 64, 256  # of what is known of one head


class Head:
    """A head that came before: messages that have it have the same SOAP header blocks.

    Args:
        root: the Envelope of a message that has it, up to its Body.
        header: the Header in it; ``None`` if there is none.

    Attributes:
        size: how many children the Envelope has up to its Body, comments too.
        headers: the header blocks, in order.
        blocks: the attributes of the first block of each local name.
        understood: whether a server understands all blocks that it has to; ``None`` if nobody has asked.
        agrees_with: values of Content-Type that were found to agree with what it says of the message's form.
        valid_with: schemas by which a message with it was valid, each with the tag of the message's payload.
    """

    __slots__ = ("agrees_with", "blocks", "headers", "size", "understood", "valid_with")

    def __init__(self, root: etree._Element, header: etree._Element | None) -> None:
        self.size = len(root)
        self.headers = () if header is None else tuple([each for each in header if isinstance(each.tag, str)])
        self.blocks = {_local(each): dict(each.attrib) for each in reversed(self.headers)}
        self.understood: bool | None = None
        self.agrees_with: ClearedWhenFull[str | None, None] = ClearedWhenFull(_MOST_FIELDS)
        self.valid_with: ClearedWhenFull[tuple[object, str], None] = ClearedWhenFull(_MOST_PAYLOADS)


class _Seen(Enum):
    NEVER = "never"
    ONCE = "once"


# None: where the head ends cannot be told.
_known: ClearedWhenFull[bytes, Head | Literal[_Seen.ONCE] | None] = ClearedWhenFull(_MOST)


def known_head(content: bytes) -> tuple[bytes, Head | None]:
    """Tells how a message begins.

    Args:
        content: the whole message.

    Returns:
        What should be its head, empty if it is too long or there is no Body; and the head that the message
        has if it is well-formed, ``None`` if none that begins so came before.
    """
    body = content.find(b"Body", 0, _LONGEST)
    end = content.find(b">", body, _LONGEST) if body > 0 else -1
    start = content[: end + 1]
    known = _known.get(start)
    return start, known if isinstance(known, Head) else None


def note_head(start: bytes, body: etree._Element) -> Head | None:
    """Takes note of a message.

    Args:
        start: how it begins, as :func:`known_head` told.
        body: the Body that it has, the last child of its Envelope.

    Returns:
        The head that it has and will be known by, if one that begins so came before.
    """
    if not start:
        return None
    known = _known.get(start, _Seen.NEVER)  # one look: another thread may empty it at any time
    if known is _Seen.NEVER:
        known = _known.keep(start, _Seen.ONCE)
    elif known is _Seen.ONCE:
        known = _known.keep(start, _read(start, body))
    return known if isinstance(known, Head) else None


def _read(start: bytes, body: etree._Element) -> Head | None:
    """Reads a head; ``None`` if it does not end where the content of the Body begins.

    The letters of the Body's name can stand in a text, a comment or another name. What a parser makes of a
    beginning does not rest on what follows: it is so in every message that has it.
    """
    root = body.getparent()
    if root is None or not begins_plainly(start):
        return None
    ends = "".join(f"</{each.prefix + ':' if each.prefix else ''}{_local(each)}>" for each in (body, root))
    try:
        alone = parse_xml(start + ends.encode())
    except XmlError:
        return None
    return Head(alone, next(alone.iterchildren(str(root.tag).replace("}Envelope", "}Header")), None))


def _local(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2]

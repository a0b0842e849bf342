"""The head of a SOAP message: all that stands before its Body.

A client writes the same head with each of its requests, and a server with each of its answers. What rests on
the head alone need be worked out once for each head that comes again, whatever follows in the Body.
"""

from __future__ import annotations

from inspector.protocols.common.headers import is_understood
from inspector.wire.soap import Envelope, local_name, read_envelope
from inspector.wire.xml import XmlError

_LONGEST = 2048  # bytes; a longer head is not known
_MOST = 1024  # heads that are known, or were seen once, at a time
_BODY = b"Body"


class Head:
    """A head that came before: messages that have it have the same SOAP header blocks.

    Args:
        envelope: a message that has it; ``None``: where it ends cannot be told.

    Attributes:
        has_header: whether it has a Header element; ``None`` if that cannot be told.
        understood: whether a server understands all blocks that it has to (SOAP 1.1 section 4.2.3).
        blocks: the attributes of the first block of each local name.
        agrees_with: values of Content-Type that were found to agree with what it says of the message's form.
    """

    __slots__ = ("agrees_with", "blocks", "has_header", "understood")

    def __init__(self, envelope: Envelope | None) -> None:
        blocks = () if envelope is None else envelope.headers
        self.has_header = None if envelope is None else envelope.head is not None
        self.understood = all(map(is_understood, blocks))
        self.agrees_with: set[str | None] = set()
        self.blocks = {local_name(each): dict(each.attrib) for each in reversed(blocks)}


_known: dict[bytes, Head | None] = {}  # None: seen once


def head_of(envelope: Envelope, content: bytes) -> Head | None:
    """Returns the head of a message; ``None`` if no message that began so came before.

    Args:
        envelope: the message.
        content: the bytes that it was read from.
    """
    end = content.find(_BODY, 0, _LONGEST)
    if end < 0:
        return None
    start = content[:end]
    head = _known.get(start) or _note(envelope, start)
    # A Header after the Body is no part of it, and found all the same.
    return head if head is not None and head.has_header is (envelope.head is not None) else None


def _note(envelope: Envelope, start: bytes) -> Head | None:
    if start not in _known:
        if len(_known) >= _MOST:
            _known.clear()
        _known[start] = None
    else:
        _known[start] = Head(envelope if _is_head(envelope, start) else None)
    return _known.get(start)


def _is_head(envelope: Envelope, start: bytes) -> bool:
    """Whether it ends where the Body's name begins, not those letters in a text, a comment or another name.

    What a parser makes of a beginning does not rest on what follows: it is so in every message that has it.
    """
    prefix = f"{envelope.root.prefix}:" if envelope.root.prefix else ""
    try:
        alone = read_envelope(start + _BODY + f"/></{prefix}Envelope>".encode())
    except XmlError:
        return False
    return (
        alone.body is not None
        and alone.body is alone.root[-1]
        and envelope.body is not None
        and alone.body.tag == envelope.body.tag
        and (alone.head is None) is (envelope.head is None)
    )

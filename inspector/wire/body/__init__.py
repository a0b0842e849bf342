"""A body opened into values: what one part of this project sees in a message, all see.

::

    body = open_body(content, "text/xml; charset=utf-8")
    for value in body.values:       # in the order of the document, through every layer
        if value.name == "Password":
            value.put([(0, len(value.text), "removed")])
    content = body.write()          # every other byte as it was; the very same object if nothing was put
    for part in body.unread:        # what could not be opened, with its reason
        print(part.path, part.reason)

Layers (content-encodings, character sets, XML and HTML whole or broken, WBXML, multiparts, mails, JSON,
forms, vCards and calendars, base64, text) are opened in each other, to a bounded depth and size. A layer owns
its container: lengths, offsets, escapes, alphabets, padding and lines are written as they were read. Nothing
here raises on any bytes: what cannot be opened so that it can be written back is named in ``unread``.
"""

from __future__ import annotations

from inspector.wire.body.base64_text import Packed, packed_in
from inspector.wire.body.edits import Edit
from inspector.wire.body.large_xml import body_windows
from inspector.wire.body.markup_slots import Literals, Slot, Template
from inspector.wire.body.model import Bounds, Unread
from inspector.wire.body.opener import (
    OpenedBody,
    OpenedText,
    open_body,
    open_packed,
    open_text,
    open_value,
)
from inspector.wire.body.templated_body import BodyInSlots, in_slots
from inspector.wire.body.value import Value

__all__ = [
    "BodyInSlots",
    "Bounds",
    "Edit",
    "Literals",
    "OpenedBody",
    "OpenedText",
    "Packed",
    "Slot",
    "Template",
    "Unread",
    "Value",
    "body_windows",
    "in_slots",
    "open_body",
    "open_packed",
    "open_text",
    "open_value",
    "packed_in",
]

"""ActiveSync's multipart (MS-ASCMD section 2.2.2.10.1): a table of offsets and lengths, then the parts."""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence

from inspector.wire.body.model import ByteLayer, Failure, Opener, Place, Unread
from inspector.wire.body.value import Value

_MOST = 1000


def parts_of(content: bytes) -> list[bytes] | None:
    """Returns the parts of a body; ``None`` if its table does not fit it.

    Args:
        content: the body.
    """
    if len(content) < 12:
        return None
    (count,) = struct.unpack_from("<I", content)
    if not 0 < count < _MOST or len(content) < 4 + 8 * count:
        return None
    parts, expected = [], 4 + 8 * count
    for index in range(count):
        offset, length = struct.unpack_from("<II", content, 4 + 8 * index)
        if offset != expected or offset + length > len(content):
            return None
        parts.append(content[offset : offset + length])
        expected = offset + length
    parts.append(content[expected:])
    return parts


class ActiveSyncParts(ByteLayer):
    """A body of parts.

    Args:
        content: the body.
        parts: as :func:`parts_of` gives them: what stands behind the parts is the last.
        place: where it stands.
        opener: opens the parts.
    """

    def __init__(self, content: bytes, parts: Sequence[bytes], place: Place | Value, opener: Opener) -> None:
        super().__init__(content, [])
        self._parts: list[tuple[bytes, ByteLayer | None]] = []
        self._instead: dict[int, bytes] = {}
        for index, part in enumerate(parts):
            layer = None
            if part:
                own = Place(place, f"part[{index + 1}]" if index + 1 < len(parts) else "#behind")
                opened = opener.within_bytes(part, "", own)
                if isinstance(opened, Failure):
                    opener.unread.append(Unread(own, opened, part, self._withholder(index)))
                else:
                    layer = opened
                    self.values += opened.values
            self._parts.append((part, layer))

    def _withholder(self, index: int) -> Callable[[str], bool]:
        def withhold(marker: str) -> bool:
            self._instead[index] = marker.encode()
            return True

        return withhold

    def write(self) -> bytes:
        made = [
            self._instead.get(index, layer.write() if layer else part)
            for index, (part, layer) in enumerate(self._parts)
        ]
        if all(new is part for new, (part, _) in zip(made, self._parts, strict=True)):
            return self.content
        count = len(made) - 1
        at = 4 + 8 * count
        table = struct.pack("<I", count)
        for part in made[:-1]:
            table += struct.pack("<II", at, len(part))
            at += len(part)
        return table + b"".join(made)

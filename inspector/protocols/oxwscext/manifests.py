"""Manifests of mail apps: base64 around an XML file (MS-OXWSCEXT sections 3.1.4.2.3.3 and 3.1.4.5.3.1)."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from inspector.wire.encoding import decode_base64
from inspector.wire.soap import local_name
from inspector.wire.xml import XmlError, parse_xml

_PACKED = re.compile(rb"(?<=Manifest>)[A-Za-z0-9+/=\s]{8,}(?=</)")

_FIRST = re.compile(rb"<([A-Za-z_][\w:.-]{0,100})")


class Flaw(StrEnum):
    """What can be wrong with a manifest."""

    NOT_BASE64 = "is not base64"
    CUT = "is base64 that was cut off"
    NOT_XML = "does not decode to well-formed XML"
    ANOTHER_FILE = "decodes to XML that is no OfficeApp"


@dataclass(frozen=True)
class Manifest:
    """A manifest as far as it could be read.

    Args:
        flaw: what is wrong; ``None`` if nothing is.
        written: the identifier of the app as it stands there; empty if it has none.
    """

    flaw: Flaw | None = None
    written: str = ""

    @property
    def app(self) -> str:
        """The identifier of the app, in the form of :func:`app_id`."""
        return app_id(self.written)


def app_id(text: str) -> str:
    """Returns an app's identifier in one spelling: lower case, without braces."""
    return text.strip().strip("{}").lower()


def read_manifest(text: str) -> Manifest:
    """Reads a manifest.

    Args:
        text: its base64; white space does not count.

    >>> read_manifest("PE9mZmljZUFwcC8+"), read_manifest("no manifest").flaw.name
    (Manifest(flaw=None, written=''), 'NOT_BASE64')
    """
    packed = "".join(text.split())
    content = decode_base64(packed)
    if content is None:
        return Manifest(Flaw.CUT if _was_cut(packed) else Flaw.NOT_BASE64)
    try:
        root = parse_xml(content)
    except XmlError:
        return Manifest(Flaw.CUT if _is_part(content) else Flaw.NOT_XML)
    if local_name(root) != "OfficeApp":
        return Manifest(Flaw.ANOTHER_FILE)
    identifier = next(root.iterchildren("{*}Id"), None)
    return Manifest(written="" if identifier is None else (identifier.text or "").strip())


def manifests_rewritten(body: bytes, rewrite: Callable[[bytes], bytes]) -> bytes:
    """Rewrites the XML files that a message carries as manifests; what is no base64 stays.

    Args:
        body: a message.
        rewrite: returns an XML file for an XML file.
    """

    def other(found: re.Match[bytes]) -> bytes:
        content = decode_base64(b"".join(found[0].split()))
        if content is None:
            return found[0]
        rewritten = rewrite(content)
        return found[0] if rewritten == content else base64.b64encode(rewritten)

    return _PACKED.sub(other, body) if b"Manifest>" in body else body


class Manifests:
    """The manifests in messages, as :class:`~inspector.protocols.embedded_ids.Packed` asks for them."""

    def identifier_in(self, element: str, text: str) -> str:
        """Returns the identifier of the app whose manifest an element holds; empty if it holds none."""
        return read_manifest(text).written if element == "Manifest" else ""

    def rewritten(self, body: bytes, rewrite: Callable[[bytes], bytes]) -> bytes:
        """Rewrites the XML files that a message carries as manifests; what is no base64 stays."""
        return manifests_rewritten(body, rewrite)


def _was_cut(packed: str) -> bool:
    """Whether this is a part of a manifest: published ones are abbreviated in front or behind."""
    letters = packed.rstrip("=")
    cut_behind = letters[: len(letters) // 4 * 4]
    parts = map(decode_base64, (cut_behind, packed[1:], packed[2:], packed[3:]))
    return any(part is not None and _is_part(part) for part in parts)


def _is_part(content: bytes) -> bool:
    """Whether this is the beginning of a file without its end, or the other way round."""
    end, first = content.rstrip(), _FIRST.search(content)
    begins = content.lstrip(b"\xef\xbb\xbf").startswith((b"<OfficeApp", b"<?xml", b"<!"))
    ends = end.endswith(b"App>") or (begins and first is not None and end.endswith(b"</%b>" % first[1]))
    return begins != ends

"""Manifests of mail apps, as far as a server reads them when it installs one."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass

from inspector.protocols.common.failures import OperationError
from inspector.protocols.common.reading import child, text_of
from inspector.wire.soap import local_name
from inspector.wire.xml import XmlError, parse_xml

__all__ = ["App", "app_id", "read_manifest"]

_GUID = re.compile(r"\{?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\}?", re.IGNORECASE)


@dataclass(frozen=True)
class App:
    """A mail app.

    Args:
        id: its GUID, in lower case.
        name: its display name.
        version: its version.
        manifest: the manifest, in base64.
        enabled: whether it is enabled.
        disable_reason: why it was disabled; empty if it is enabled.
        provided: whether the server provides it.
        installed: whether it is installed; one that was uninstalled is remembered.
    """

    id: str
    name: str
    version: str
    manifest: str
    enabled: bool = True
    disable_reason: str = ""
    provided: bool = False
    installed: bool = True

    @property
    def release(self) -> tuple[int, ...]:
        """The version as numbers, to be compared."""
        return tuple(int(part) for part in self.version.split(".") if part.isdecimal())


def app_id(text: str) -> str:
    """Returns the GUID of an app, in lower case and without braces.

    Raises:
        OperationError: ErrorInvalidExtensionId.
    """
    found = _GUID.fullmatch(text.strip())
    if found is None:
        raise OperationError("ErrorInvalidExtensionId")
    return found[1].lower()


def read_manifest(manifest: str) -> App:
    """Reads a manifest.

    Args:
        manifest: the manifest, in base64.

    Raises:
        OperationError: ErrorInvalidRequest: it is no manifest; ErrorInvalidExtensionId: its Id is no GUID.
    """
    packed = "".join(manifest.split())
    try:
        root = parse_xml(base64.b64decode(packed, validate=True))
    except (binascii.Error, ValueError, XmlError):
        raise OperationError("ErrorInvalidRequest", "The manifest is not XML in base64.") from None
    if local_name(root) != "OfficeApp":
        raise OperationError("ErrorInvalidRequest", "The manifest has no OfficeApp element.")
    name = child(root, "DisplayName")
    title = "" if name is None else name.get("DefaultValue", "") or text_of(name)
    return App(app_id(text_of(child(root, "Id"))), title, text_of(child(root, "Version")).strip(), packed)

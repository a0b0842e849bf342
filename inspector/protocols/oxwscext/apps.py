"""Mail apps, as far as a server knows them from their manifests."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass

from inspector.protocols.common.failures import OperationError
from inspector.protocols.common.reading import child, text_of
from inspector.protocols.oxwscext.manifests import app_id, read_manifest
from inspector.wire.xml import parse_xml

_GUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


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


def guid_of(text: str) -> str:
    """Returns the GUID of an app, in lower case and without braces.

    Raises:
        OperationError: ErrorInvalidExtensionId.
    """
    identifier = app_id(text)
    if not _GUID.fullmatch(identifier):
        raise OperationError("ErrorInvalidExtensionId")
    return identifier


def app_of(manifest: str) -> App:
    """Makes the app that a manifest describes.

    Args:
        manifest: the manifest, in base64.

    Raises:
        OperationError: ErrorInvalidRequest: it is no manifest; ErrorInvalidExtensionId: its Id is no GUID.
    """
    flaw = read_manifest(manifest).flaw
    if flaw is not None:
        raise OperationError("ErrorInvalidRequest", f"The manifest {flaw}.")
    packed = "".join(manifest.split())
    root = parse_xml(base64.b64decode(packed))
    name = child(root, "DisplayName")
    title = "" if name is None else name.get("DefaultValue", "") or text_of(name)
    return App(guid_of(text_of(child(root, "Id"))), title, text_of(child(root, "Version")).strip(), packed)

"""MS-OXWSCEXT: Client Extension Web Service Protocol."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.protocols.document import Document
from inspector.protocols.level import SHOULD
from inspector.protocols.oxwscext.operations import OPERATIONS

if TYPE_CHECKING:
    from inspector.protocols.embedded_ids import Packed


def _packed() -> Packed:
    from inspector.protocols.oxwscext.manifests import Manifests

    return Manifests()


DOCUMENT = Document(
    name="MS-OXWSCEXT",
    title="Client Extension Web Service Protocol",
    about="mail apps",
    package=__name__,
    codes="EXT",
    operations=OPERATIONS,
    rules_in=("request_rules", "answer_rules"),
    packed_by=_packed,
    error_texts={
        "ErrorInvalidExtensionId": "The ID of the app isn't valid.",
        "ErrorExtensionNotFound": "The app isn't installed.",
        "ErrorNewerExtensionAlreadyInstalled": "A newer version of the app is installed.",
        "ErrorCannotUninstallProvidedExtensions": "An app that the server provides can't be uninstalled.",
        "ErrorInvalidClientAccessTokenRequest": "The client access token request isn't valid.",
    },
    https=SHOULD,
)

"""zeep is refused each of the six operations of MS-OXWSCEXT."""

from __future__ import annotations

import requests

from tests.clients.scripts.zeep_apps import APP_ID, BINDING, HEADERS, MANIFEST, WSDL
from tests.clients.scripts.zeep_service import EWS_PATH, Answers, Service

__all__ = ["mail_apps_errors"]

_LATER = {"RequestVersion": {"Version": "Exchange2030"}}


def mail_apps_errors(url: str, *, session: requests.Session | None = None) -> Answers:
    """An app that is not there, a manifest that is none, an older version, a token of an unknown app.

    The two operations that are given nothing can only be refused as a whole: here for the version that they
    ask for.

    Args:
        url: scheme, host and port of the server.
        session: how requests are sent and authenticated.
    """
    service = Service(WSDL, BINDING, url + EWS_PATH, session, HEADERS)
    ask = service.ask

    ask("GetAppManifests", headers=_LATER)
    ask("GetAppMarketplaceUrl", headers=_LATER)
    ask("InstallApp", Manifest=b"<NoApp/>")
    ask("InstallApp", Manifest=MANIFEST.encode())
    ask("InstallApp", Manifest=MANIFEST.replace("1.0.0.0", "0.9.0.0").encode())
    unknown = APP_ID.replace("5", "6")
    ask("GetClientAccessToken", TokenRequests={"TokenRequest": [_token(unknown)]})
    ask("DisableApp", ID=unknown, DisableReason="NoReason")
    ask("UninstallApp", ID="no GUID")
    ask("UninstallApp", ID=APP_ID)
    ask("UninstallApp", ID=APP_ID)
    return service.answers


def _token(app: str) -> dict[str, str]:
    return {"Id": app, "TokenType": "CallerIdentity"}

"""zeep drives the six operations of MS-OXWSCEXT from our WSDL: a mail app is installed, used, taken away."""

from __future__ import annotations

from typing import Any

import requests

from tests.clients.scripts.zeep_service import EWS_PATH, Answers, Service

__all__ = ["APP_ID", "BINDING", "HEADERS", "MANIFEST", "WSDL", "mail_apps"]

WSDL, BINDING = "oxwscext/MS-OXWSCEXT.wsdl", "ExchangeServiceBinding"
HEADERS = {"RequestVersion": {"Version": "Exchange2013"}}
APP_ID = "5c5e1c4e-2b4f-4a5d-9f39-1d2ab1c1e6a1"
MANIFEST = f"""<?xml version="1.0" encoding="utf-8"?>
<OfficeApp xmlns="http://schemas.microsoft.com/office/appforoffice/1.1"
           xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="MailApp">
  <Id>{APP_ID}</Id>
  <Version>1.0.0.0</Version>
  <ProviderName>Example</ProviderName>
  <DefaultLocale>en-US</DefaultLocale>
  <DisplayName DefaultValue="Example app"/>
  <Description DefaultValue="Shows an example"/>
</OfficeApp>
"""


def mail_apps(url: str, *, session: requests.Session | None = None) -> Answers:
    """All six operations on mail apps.

    Args:
        url: scheme, host and port of the server.
        session: how requests are sent and authenticated.
    """
    service = Service(WSDL, BINDING, url + EWS_PATH, session, HEADERS)
    ask = service.ask

    ask("GetAppManifests")
    ask("GetAppMarketplaceUrl")
    ask("InstallApp", Manifest=MANIFEST.encode())
    ask("GetAppManifests")
    ask(
        "GetClientAccessToken",
        TokenRequests={
            "TokenRequest": [
                {"Id": APP_ID, "TokenType": "CallerIdentity"},
                {"Id": APP_ID, "TokenType": "ExtensionCallback"},
            ]
        },
    )
    ask("DisableApp", ID=APP_ID, DisableReason="OutlookClientPerformance")
    ask("UninstallApp", ID=APP_ID)
    ask("GetAppManifests")
    return [(operation, _without_token(answer)) for operation, answer in service.answers]


def _without_token(answer: Any) -> Any:
    """A token is a secret, and a recording has another in its place: what counts is that there is one."""
    if isinstance(answer, dict):
        return {
            name: bool(value) if name == "TokenValue" else _without_token(value)
            for name, value in answer.items()
        }
    return [_without_token(one) for one in answer] if isinstance(answer, list) else answer

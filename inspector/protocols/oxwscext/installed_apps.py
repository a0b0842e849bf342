"""The mail apps of a mailbox."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from hashlib import blake2b
from typing import Any, ClassVar

import msgspec

from inspector.protocols.oxwscext.apps import App, app_of
from inspector.protocols.oxwscore.mailbox import Mailbox
from inspector.protocols.oxwsmsg.server_messages import welcome_message
from inspector.protocols.server import AccountState, Keeper

_LIFE = 8 * 60 * 60  # seconds
_PROVIDED = b"""<?xml version="1.0" encoding="utf-8"?>
<OfficeApp xmlns="http://schemas.microsoft.com/office/appforoffice/1.1"
           xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="MailApp">
  <Id>7f5c1a52-3f0d-4c6b-8a35-6d2f0e7b9c11</Id>
  <Version>1.0.0.0</Version>
  <ProviderName>Simulated server</ProviderName>
  <DefaultLocale>en-US</DefaultLocale>
  <DisplayName DefaultValue="Provided app"/>
  <Description DefaultValue="An app that the server provides."/>
</OfficeApp>
"""


class Apps(AccountState):
    """The mail apps of one mailbox. One of them the server provides.

    Args:
        mailbox: whose they are.
        keeper: keeps them.
    """

    keeps: ClassVar[tuple[str, ...]] = ("app",)

    def __init__(self, mailbox: Mailbox, keeper: Keeper) -> None:
        provided = app_of(base64.b64encode(_PROVIDED).decode())
        self.product = mailbox.product
        self._mailbox = mailbox
        self._store = keeper
        self._apps = {provided.id: replace(provided, provided=True)}

    def restore(self, kind: str, key: str, value: bytes) -> None:
        """Takes an app that the store has kept."""
        app = msgspec.json.decode(value, type=App)
        self._apps[app.id] = app

    def apps(self) -> list[App]:
        """Returns the apps that are installed."""
        return [app for app in self._apps.values() if app.installed]

    def app(self, identifier: str) -> App | None:
        """Returns an app by its GUID, also one that was uninstalled."""
        return self._apps.get(identifier)

    def keep_app(self, app: App) -> None:
        """Keeps an app in place of its last version."""
        self._apps[app.id] = app
        self._store.put(self._mailbox.address.lower(), "app", app.id, msgspec.json.encode(app))

    def token(self, app: App, kind: str, scope: str, at: float) -> str:
        """Makes a client access token: a JWT by its form, which no one will accept."""
        claims = {
            "aud": app.id,
            "iss": f"simulated@{self._mailbox.address.partition('@')[2]}",
            "nbf": self._mailbox.time(at),
            "ttl": _LIFE,
            "typ": kind,
            "sub": str(self._mailbox.ids.mailbox_guid),
        } | ({"scp": scope} if scope else {})
        signed = f"{_part({'alg': 'none', 'typ': 'JWT'})}.{_part(claims)}"
        seal = blake2b(signed.encode(), key=self._mailbox.ids.seed.encode()[:64], digest_size=32).digest()
        return f"{signed}.{base64.urlsafe_b64encode(seal).rstrip(b'=').decode()}"

    def marketplace(self) -> str:
        """Returns the URL of the marketplace's landing page."""
        domain = self._mailbox.address.partition("@")[2]
        return f"https://marketplace.{domain}/?app=outlook.exe&ver={self.product % 100}&clid=1033"

    def welcome(self, app: App, at: float) -> None:
        """Sends the user a welcome mail for an app."""
        self._mailbox.receive(welcome_message(self._mailbox, app.name or app.id, at))


def _part(claims: dict[str, Any]) -> str:
    packed = json.dumps(claims, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(packed).rstrip(b"=").decode()

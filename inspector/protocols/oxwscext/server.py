"""Carries MS-OXWSCEXT's operations out on the apps of each account."""

from __future__ import annotations

from inspector.protocols.oxwscext.installed_apps import Apps
from inspector.protocols.oxwscext.service import SERVICE
from inspector.protocols.server import DocumentServer

SERVER: DocumentServer[Apps] = DocumentServer(SERVICE, lambda ground: Apps(ground.mailbox, ground.keeper))
"""The operations of MS-OXWSCEXT, on the apps of each account."""

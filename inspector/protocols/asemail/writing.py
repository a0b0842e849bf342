"""Makers of elements in the namespaces of ActiveSync."""

from __future__ import annotations

from lxml.builder import ElementMaker


def _maker(namespace: str) -> ElementMaker:
    return ElementMaker(namespace=namespace, nsmap={namespace.lower(): namespace})


AIRSYNC = _maker("AirSync")
AIRSYNCBASE = _maker("AirSyncBase")
EMAIL = _maker("Email")
EMAIL2 = _maker("Email2")
ESTIMATE = _maker("GetItemEstimate")
FOLDER = _maker("FolderHierarchy")
ITEMS = _maker("ItemOperations")
PING = _maker("Ping")
PROVISION = _maker("Provision")
SEARCH = _maker("Search")
SETTINGS = _maker("Settings")

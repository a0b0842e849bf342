"""Carries MS-OXWUMS's operations out on the telephone of each account."""

from __future__ import annotations

from inspector.protocols.oxwums.service import SERVICE
from inspector.protocols.oxwums.telephone import Telephone
from inspector.protocols.server import DocumentServer, Ground


def _opened(ground: Ground) -> Telephone:
    return Telephone(ground.mailbox, ground.spec.um, ground.scenario.plan_for, ground.keeper)


SERVER: DocumentServer[Telephone] = DocumentServer(SERVICE, _opened)
"""The operations of MS-OXWUMS, on the telephone of each account."""

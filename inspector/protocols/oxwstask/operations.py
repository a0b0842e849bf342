"""The operations of MS-OXWSTASK (section 3.1.4), which other documents have for items of other kinds."""

from __future__ import annotations

from inspector.protocols.oxwscore.item_operations import item_operations

OPERATIONS = item_operations("Task")

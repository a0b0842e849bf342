"""The MessageText that belongs to a response code (MS-OXWSCDATA section 2.2.5.24), of all documents."""

from __future__ import annotations

ERROR_TEXTS: dict[str, str] = {}
"""Each document enters its own (``Document.error_texts``) when it is made."""

"""MS-OXWSCDATA: Common Web Service Data Types, and facts that all documents share."""

from __future__ import annotations

from inspector.protocols.common.response_texts import RESPONSE_TEXTS
from inspector.protocols.document import Document

DOCUMENT = Document(
    name="MS-OXWSCDATA",
    title="Common Web Service Data Types",
    about="transport, headers, versions and response messages, shared by all documents",
    package=__name__,
    codes="CDT",
    rules_in=("rules", "header_rules"),
    error_texts=RESPONSE_TEXTS,
)

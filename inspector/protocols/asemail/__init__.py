"""MS-ASEMAIL: Exchange ActiveSync: Email Class Protocol."""

from __future__ import annotations

from inspector.protocols.asemail.operations import OPERATIONS
from inspector.protocols.document import Document
from inspector.protocols.level import SHOULD

DOCUMENT = Document(
    name="MS-ASEMAIL",
    title="Exchange ActiveSync: Email Class Protocol",
    about="the caller of a voice mail",
    package=__name__,
    codes="EAS",
    operations=OPERATIONS,
    rules_in=("request_rules", "answer_rules", "session_rules"),
    https=SHOULD,
)

"""MS-OXWSMSG: Email Message Types Web Service Protocol."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.protocols.document import Document
from inspector.protocols.level import SHOULD
from inspector.protocols.oxwsmsg.operations import OPERATIONS

if TYPE_CHECKING:
    from inspector.protocols.rule import RuleSet

__all__ = ["DOCUMENT"]


def _rules() -> RuleSet:
    from inspector.protocols.oxwsmsg import answer_rules, item_rules, property_rules, request_rules
    from inspector.protocols.oxwsmsg.memory import SavedItems
    from inspector.protocols.rule import RuleSet

    return RuleSet.in_modules(
        request_rules, answer_rules, property_rules, item_rules, session_state=(SavedItems,)
    )


DOCUMENT = Document(
    name="MS-OXWSMSG",
    title="Email Message Types Web Service Protocol",
    about="email messages",
    package=__name__,
    codes="MSG",
    operations=OPERATIONS,
    judged_by=_rules,
    schemas="oxwsmsg",
    error_texts={
        "ErrorMessageDispositionRequired": (
            "The MessageDisposition attribute is required for this operation on messages."
        ),
        "ErrorInvalidRecipients": "At least one recipient isn't valid.",
        "ErrorInvalidSendItemSaveSettings": (
            "SavedItemFolderId may only be given if SaveItemToFolder is true."
        ),
        "ErrorInvalidItemForOperationCreateItem": "Items of this kind cannot be created here.",
        "ErrorMimeContentInvalid": "The MIME content is invalid.",
    },
    https=SHOULD,
)

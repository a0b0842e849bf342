"""MS-OXWSMSG: Email Message Types Web Service Protocol."""

from __future__ import annotations

from inspector.protocols.document import Document
from inspector.protocols.level import SHOULD
from inspector.protocols.oxwsmsg.operations import OPERATIONS

DOCUMENT = Document(
    name="MS-OXWSMSG",
    title="Email Message Types Web Service Protocol",
    about="email messages",
    package=__name__,
    codes="MSG",
    operations=OPERATIONS,
    rules_in=("request_rules", "answer_rules", "property_rules", "item_rules"),
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

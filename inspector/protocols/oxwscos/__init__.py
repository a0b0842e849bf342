"""MS-OXWSCOS: Unified Contact Store Web Service Protocol."""

from __future__ import annotations

from inspector.protocols.document import Document
from inspector.protocols.level import SHOULD
from inspector.protocols.oxwscos.operations import OPERATIONS

DOCUMENT = Document(
    name="MS-OXWSCOS",
    title="Unified Contact Store Web Service Protocol",
    about="the unified contact store",
    package=__name__,
    codes="COS",
    operations=OPERATIONS,
    rules_in=("request_rules", "answer_rules", "list_rules", "contact_rules"),
    error_texts={
        "ErrorImContactLimitReached": "The maximum number of instant messaging contacts has been reached.",
        "ErrorImGroupLimitReached": "The maximum number of instant messaging groups has been reached.",
        "ErrorImGroupDisplayNameAlreadyExists": "There is an instant messaging group with that display name.",
        "ErrorInvalidImContactId": "The instant messaging contact ID isn't valid.",
        "ErrorInvalidImGroupId": "The instant messaging group ID isn't valid.",
        "ErrorInvalidImDistributionGroupSmtpAddress": (
            "The SMTP address of the distribution group isn't valid."
        ),
        "ErrorUnableToRemoveImContactFromGroup": "The contact isn't in that instant messaging group.",
    },
    https=SHOULD,
)

"""Since when a server knows the properties of items and of attachments, by the schemas of the versions."""

from __future__ import annotations

_BROUGHT = {
    "Exchange2010": (
        "IsAssociated",
        "WebClientReadFormQueryString",
        "WebClientEditFormQueryString",
        "ConversationId",
        "UniqueBody",
        "StartTimeZone",
        "EndTimeZone",
        "HasPicture",
    ),
    "Exchange2010_SP2": ("StoreEntryId",),
    "Exchange2013": tuple(
        """
    Flag InstanceKey NormalizedBody EntityExtractionResult Preview TextBody DisplayBcc ReminderNextTime
    PolicyTag ArchiveTag RetentionDate IconIndex
    """.split()  # noqa: SIM905 - a list of names reads better as text
    ),
    "Exchange2013_SP1": ("MimeContentUTF8",),
}

ITEM_PROPERTIES = {name: version for version, names in _BROUGHT.items() for name in names}
"""Properties of an item that came later than Exchange 2007, with the schema version that brought them."""

ATTACHMENT_PROPERTIES = dict.fromkeys(
    ("Size", "LastModifiedTime", "IsInline", "IsContactPhoto"), "Exchange2010"
)
"""Those of an attachment, likewise."""


def product_of(version: str) -> int:
    """Returns the year of the product that a named schema version belongs to.

    >>> product_of("Exchange2010_SP2")
    2010
    """
    return int(version.removeprefix("Exchange")[:4])

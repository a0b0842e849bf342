"""The MessageText of the response codes that several documents share (MS-OXWSCDATA section 2.2.5.24)."""

from __future__ import annotations

RESPONSE_TEXTS = {
    # MS-OXWUMS 2.2.2.1
    "ErrorInvalidRequest": "The request is invalid.",
    "ErrorSchemaValidation": "The request failed schema validation.",
    "ErrorInvalidServerVersion": "The specified server version is invalid.",
    # Identifiers
    "ErrorInvalidIdMalformed": "Id is malformed.",
    "ErrorItemNotFound": "The specified object was not found in the store.",
    "ErrorFolderNotFound": "The specified folder could not be found in the store.",
    "ErrorToFolderNotFound": "The destination folder could not be found.",
    "ErrorCannotUseFolderIdForItemId": "Id must be the Id of an item, not of a folder.",
    "ErrorCannotUseItemIdForFolderId": "Id must be the Id of a folder, not of an item.",
    "ErrorInvalidIdEmpty": "Id must be non-empty.",
    "ErrorInvalidChangeKey": "The change key is invalid.",
    "ErrorChangeKeyRequired": "The required ChangeKey is missing.",
    "ErrorChangeKeyRequiredForWriteOperations": "The change key is required for this operation.",
    "ErrorIrresolvableConflict": (
        "The send or update operation could not be performed because the change key passed in the request "
        "does not match the current change key for the item."
    ),
    "ErrorNonExistentMailbox": "The SMTP address has no mailbox associated with it.",
    "ErrorInvalidExchangeImpersonationHeaderData": (
        "The ExchangeImpersonation header does not name an account that exists."
    ),
    # Properties
    "ErrorInvalidPropertySet": "Set action is invalid for property.",
    "ErrorInvalidPropertyAppend": "Append action is invalid for property.",
    "ErrorInvalidPropertyDelete": "Delete action is invalid for property.",
    "ErrorInvalidPropertyRequest": "Property is not valid for this object type.",
    "ErrorIncorrectUpdatePropertyCount": (
        "An object within a change description must contain one and only one property to modify."
    ),
    "ErrorUpdatePropertyMismatch": (
        "The property that is specified in the change does not match the field URI of the change."
    ),
    # Attachments
    "ErrorInvalidAttachmentId": "The specified attachment Id is invalid.",
    "ErrorMissingItemForCreateItemAttachment": "The item of an item attachment is missing.",
    "ErrorInvalidItemForOperationCreateItemAttachment": "Items of this kind cannot be attached here.",
    "ErrorAttachmentSizeLimitExceeded": "The attachment is larger than a message may be.",
    # Synchronisation
    "ErrorInvalidSyncStateData": "The sync state data is invalid.",
    "ErrorSyncFolderNotFound": "The folder to be synchronized could not be found.",
    # Folders and what is around
    "ErrorFolderExists": "A folder with the specified name already exists.",
    "ErrorFolderSavePropertyError": "The folder save operation failed due to invalid property values.",
    "ErrorDeleteDistinguishedFolder": "Distinguished folders cannot be deleted.",
    "ErrorCannotEmptyFolder": "The folder cannot be emptied.",
    "ErrorTimeZone": "The time zone isn't valid.",
    "ErrorUnsupportedTypeForConversion": "The conversion to this format is not supported.",
}

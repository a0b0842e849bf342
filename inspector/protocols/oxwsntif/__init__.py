"""MS-OXWSNTIF: Notifications Web Service Protocol."""

from __future__ import annotations

from inspector.protocols.document import Document
from inspector.protocols.oxwsntif.operations import OPERATIONS

DOCUMENT = Document(
    name="MS-OXWSNTIF",
    title="Notifications Web Service Protocol",
    about="subscriptions and what they are told",
    package=__name__,
    operations=OPERATIONS,
    error_texts={
        "ErrorInvalidSubscriptionRequest": "The subscription request is not valid.",
        "ErrorSubscriptionNotFound": "The specified subscription was not found.",
        "ErrorInvalidSubscription": "The subscription is not valid.",
        "ErrorInvalidPullSubscriptionId": "The subscription is not one of pull notifications.",
        "ErrorInvalidWatermark": "The watermark used for the subscription is not valid.",
        "ErrorExceededSubscriptionCount": "You have exceeded the number of subscriptions that are available.",
    },
)

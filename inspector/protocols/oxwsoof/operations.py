"""The operations of MS-OXWSOOF that clients ask for."""

from __future__ import annotations

from functools import partial

from inspector.protocols.common.namespaces import MESSAGES
from inspector.protocols.operation import Operation

_operation = partial(Operation, headers=("ExchangeImpersonation",))

OPERATIONS = (
    _operation(
        name="GetUserOofSettings",
        section="3.1.4.1",
        request="GetUserOofSettingsRequest",
        response="GetUserOofSettingsResponse",
        soap_actions=(f"{MESSAGES}/GetUserOofSettings",),
    ),
    _operation(
        name="SetUserOofSettings",
        section="3.1.4.2",
        request="SetUserOofSettingsRequest",
        response="SetUserOofSettingsResponse",
        soap_actions=(f"{MESSAGES}/SetUserOofSettings",),
        modifies=True,
        made_anew={"UserOofSettings/Duration": "a time from the present one on"},
    ),
)

"""The 14 operations of MS-OXWUMS (section 3.1.4)."""

from __future__ import annotations

from functools import partial

from inspector.protocols.operation import Endpoint, Operation

PLAYS = ("PlayOnPhone", "PlayOnPhone2", "PlayOnPhoneGreeting")
"""The operations that begin a call and issue its identifier."""
POLLS = ("GetCallInfo", "GetPhoneCallInformation")
"""The operations that ask for the state of a call."""
DISCONNECTS = ("Disconnect", "DisconnectPhoneCall")
"""The operations that end a call."""

_um = partial(Operation, endpoint=Endpoint.UM)
# Product notes 1, 2, 3, 7, 11 and 13: Exchange 2007 lacks those of the EWS endpoint.
_ews = partial(Operation, since=2010)

OPERATIONS = (
    _um(name="Disconnect", section="3.1.4.1", takes=("CallId",), modifies=True),
    _ews(name="DisconnectPhoneCall", section="3.1.4.2", takes=("PhoneCallId/@Id",), modifies=True),
    _um(name="GetCallInfo", section="3.1.4.3", takes=("CallId",)),
    _ews(name="GetPhoneCallInformation", section="3.1.4.4", takes=("PhoneCallId/@Id",)),
    _um(name="GetUMProperties", section="3.1.4.5"),
    _um(name="IsUMEnabled", section="3.1.4.6"),
    # 3.1.4.7 gives PlayOnPhone2 the element and the SOAPAction of PlayOnPhone, and names the UM endpoint,
    # where its sisters name the EWS one (docs/errata.md).
    _ews(
        name="PlayOnPhone2",
        section="3.1.4.7",
        request="PlayOnPhone",
        issues=("PhoneCallId/@Id",),
        takes=("ItemId/@Id",),
        modifies=True,
        marks=("ItemId", "@ResponseClass"),
        also_on=(Endpoint.UM,),
    ),
    _um(
        name="PlayOnPhone",
        section="3.1.4.8",
        marks=("entryId",),
        issues=("PlayOnPhoneResponse",),
        takes=("entryId",),
        modifies=True,
    ),
    _um(
        name="PlayOnPhoneGreeting", section="3.1.4.9", issues=("PlayOnPhoneGreetingResponse",), modifies=True
    ),
    _um(name="ResetPIN", section="3.1.4.10", modifies=True),
    _um(name="SetMissedCallNotificationEnabled", section="3.1.4.11", modifies=True),
    _um(name="SetOofStatus", section="3.1.4.12", modifies=True),
    _um(name="SetPlayOnPhoneDialString", section="3.1.4.13", modifies=True),
    _um(name="SetTelephoneAccessFolderEmail", section="3.1.4.14", modifies=True),
)

ON_UM, ON_EWS = (
    tuple(each.name for each in OPERATIONS if each.endpoint is endpoint)
    for endpoint in (Endpoint.UM, Endpoint.EWS)
)
"""The names of the operations that are at home on each endpoint."""

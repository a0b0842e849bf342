"""The 13 operations of MS-OXWSCOS (section 3.1.4)."""

from __future__ import annotations

from functools import partial

from inspector.protocols.operation import Operation

_operation = partial(Operation, since=2013)
_CONTACT = ("ContactId/@Id",)
_GROUP = ("GroupId/@Id",)
_NEW_GROUP = ("ImGroup/ExchangeStoreId/@Id",)
_NEW_PERSONA = ("PersonaId/@Id", "EmailAddress/ItemId/@Id")

OPERATIONS = (
    _operation(name="AddDistributionGroupToImList", section="3.1.4.1", issues=_NEW_GROUP, modifies=True),
    _operation(name="AddImContactToGroup", section="3.1.4.2", takes=_CONTACT + _GROUP, modifies=True),
    _operation(name="AddImGroup", section="3.1.4.3", issues=_NEW_GROUP, modifies=True),
    _operation(
        name="AddNewImContactToGroup", section="3.1.4.4", issues=_NEW_PERSONA, takes=_GROUP, modifies=True
    ),
    _operation(
        name="AddNewTelUriContactToGroup", section="3.1.4.5", issues=_NEW_PERSONA, takes=_GROUP, modifies=True
    ),
    _operation(name="GetImItemList", section="3.1.4.6", issues=_NEW_GROUP + _NEW_PERSONA),
    _operation(
        name="GetImItems",
        section="3.1.4.7",
        issues=_NEW_GROUP + _NEW_PERSONA,
        takes=("ContactIds/ItemId/@Id", "GroupIds/ItemId/@Id"),
    ),
    _operation(name="RemoveContactFromImList", section="3.1.4.8", takes=_CONTACT, modifies=True),
    _operation(name="RemoveDistributionGroupFromImList", section="3.1.4.9", takes=_GROUP, modifies=True),
    _operation(name="RemoveImContactFromGroup", section="3.1.4.10", takes=_CONTACT + _GROUP, modifies=True),
    _operation(name="RemoveImGroup", section="3.1.4.11", takes=_GROUP, modifies=True),
    _operation(name="SetImGroup", section="3.1.4.12", takes=_GROUP, modifies=True),
    _operation(name="SetImListMigrationCompleted", section="3.1.4.13", modifies=True),
)

"""A request that succeeds and one that fails, for each of the forty operations.

Each is made by a function of the client that will send it, which first does what has to be done before.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from inspector.protocols.oxwums.telephone import UmProperties
from inspector.simulator import MailboxSpec, Scenario
from tests.simulator.asking import Asking

__all__ = ["APP", "SAMPLES", "Sample", "without_um"]

Make = Callable[[Asking], str]

APP = "1c50226d-04b5-4ab2-9fcd-42e236b59e4b"
_MANIFEST = '<OfficeApp><Id>{}</Id><Version>1.0</Version><DisplayName DefaultValue="x"/></OfficeApp>'
_NUMBER = "<m:DialString>12345</m:DialString>"
_JUNK = '<m:ToFolderId><t:DistinguishedFolderId Id="junkemail"/></m:ToFolderId>'
_STRANGER = '<t:ItemId Id="AAMkAGI=" ChangeKey="CQAAAA=="/>'
_TO = (
    "<t:ToRecipients><t:Mailbox><t:EmailAddress>friend@example.com</t:EmailAddress></t:Mailbox>"
    "</t:ToRecipients>"
)
_CHANGE = (
    '<t:Updates><t:SetItemField><t:FieldURI FieldURI="item:Subject"/><t:Message><t:Subject>new</t:Subject>'
    "</t:Message></t:SetItemField></t:Updates>"
)


@dataclass(frozen=True)
class Sample:
    """Requests of an operation.

    Args:
        success: makes the Body of a request that succeeds.
        failure: makes the Body of one that fails; ``None``: by itself the operation never does.
    """

    success: Make
    failure: Make | None = None


def without_um() -> Asking:
    """A client whose mailbox is not enabled for Unified Messaging."""
    return Asking(scenario=Scenario((MailboxSpec("anna@example.com", um=UmProperties(enabled=False)),)))


def _says(body: str) -> Make:
    return lambda asking: body


def _element(name: str, **parts: str) -> str:
    children = "".join(
        f'<m:{part} Id="{value}"/>' if part.endswith("Id") else f"<m:{part}>{value}</m:{part}>"
        for part, value in parts.items()
    )
    return f"<m:{name}>{children}</m:{name}>"


# -- MS-OXWUMS -------------------------------------------------------------------------------------------


def _play(asking: Asking) -> str:
    return f"<m:PlayOnPhone><m:entryId>{asking.voice_mail}</m:entryId>{_NUMBER}</m:PlayOnPhone>"


def _play_2(asking: Asking) -> str:
    return f'<m:PlayOnPhone><m:ItemId Id="{asking.voice_mail_item}"/>{_NUMBER}</m:PlayOnPhone>'


def _call(name: str, call: str) -> str:
    return f"<m:{name}><m:CallId>{call}</m:CallId></m:{name}>"


def _of_call(name: str) -> Make:
    return lambda asking: _call(name, asking.um(_play(asking)).text("m:PlayOnPhoneResponse"))


def _of_phone_call(name: str) -> Make:
    return lambda asking: _element(name, PhoneCallId=asking.ews(_play_2(asking)).text("m:PhoneCallId/@Id"))


def _folder(asking: Asking) -> str:
    drafts = asking.simulator.default_mailbox.folder_entry("drafts")
    name = "SetTelephoneAccessFolderEmail"
    return f"<m:{name}><m:base64FolderId>{drafts}</m:base64FolderId></m:{name}>"


def _greeting(number: str) -> str:
    return _element("PlayOnPhoneGreeting", GreetingType="NormalCustom", DialString=number)


_OXWUMS = {
    "Disconnect": Sample(_of_call("Disconnect"), _says(_call("Disconnect", "AAAA"))),
    "DisconnectPhoneCall": Sample(
        _of_phone_call("DisconnectPhoneCall"), _says(_element("DisconnectPhoneCall", PhoneCallId="x"))
    ),
    "GetCallInfo": Sample(_of_call("GetCallInfo"), _says(_call("GetCallInfo", "AAAA"))),
    "GetPhoneCallInformation": Sample(
        _of_phone_call("GetPhoneCallInformation"),
        _says(_element("GetPhoneCallInformation", PhoneCallId="x")),
    ),
    "GetUMProperties": Sample(_says("<m:GetUMProperties/>")),
    "IsUMEnabled": Sample(_says("<m:IsUMEnabled/>"), _says("<m:IsUMEnabled><m:all/></m:IsUMEnabled>")),
    "PlayOnPhone2": Sample(_play_2, _says(f'<m:PlayOnPhone><m:ItemId Id="x"/>{_NUMBER}</m:PlayOnPhone>')),
    "PlayOnPhone": Sample(
        _play, _says(f"<m:PlayOnPhone><m:entryId>AAAA</m:entryId>{_NUMBER}</m:PlayOnPhone>")
    ),
    "PlayOnPhoneGreeting": Sample(_says(_greeting("12345")), _says(_greeting("no number"))),
    "ResetPIN": Sample(_says("<m:ResetPIN/>")),
    "SetMissedCallNotificationEnabled": Sample(
        _says(_element("SetMissedCallNotificationEnabled", status="true"))
    ),
    "SetOofStatus": Sample(_says(_element("SetOofStatus", status="true"))),
    "SetPlayOnPhoneDialString": Sample(_says(_element("SetPlayOnPhoneDialString", dialString="12345"))),
    "SetTelephoneAccessFolderEmail": Sample(_folder),
}


# -- MS-OXWSMSG ------------------------------------------------------------------------------------------


def _items(form: str, draft: str = "<t:Subject>one</t:Subject>") -> Sample:
    return Sample(lambda asking: form.format(asking.draft(draft)), _says(form.format(_STRANGER)))


_OXWSMSG = {
    "CopyItem": _items(f"<m:CopyItem>{_JUNK}<m:ItemIds>{{}}</m:ItemIds></m:CopyItem>"),
    "CreateItem": Sample(
        _says('<m:CreateItem MessageDisposition="SaveOnly"><m:Items><t:Message/></m:Items></m:CreateItem>'),
        _says('<m:CreateItem MessageDisposition="SendOnly"><m:Items><t:Message/></m:Items></m:CreateItem>'),
    ),
    "DeleteItem": _items('<m:DeleteItem DeleteType="HardDelete"><m:ItemIds>{}</m:ItemIds></m:DeleteItem>'),
    "GetItem": _items(
        "<m:GetItem><m:ItemShape><t:BaseShape>Default</t:BaseShape></m:ItemShape><m:ItemIds>{}</m:ItemIds>"
        "</m:GetItem>"
    ),
    "MoveItem": _items(f"<m:MoveItem>{_JUNK}<m:ItemIds>{{}}</m:ItemIds></m:MoveItem>"),
    "SendItem": _items('<m:SendItem SaveItemToFolder="true"><m:ItemIds>{}</m:ItemIds></m:SendItem>', _TO),
    "UpdateItem": _items(
        '<m:UpdateItem ConflictResolution="AutoResolve" MessageDisposition="SaveOnly"><m:ItemChanges>'
        f"<t:ItemChange>{{}}{_CHANGE}</t:ItemChange></m:ItemChanges></m:UpdateItem>"
    ),
}


# -- MS-OXWSCOS ------------------------------------------------------------------------------------------


def _group(asking: Asking) -> str:
    return asking.ews(_element("AddImGroup", DisplayName="Friends")).text(".//t:ExchangeStoreId/@Id")


def _contact(asking: Asking, group: str) -> str:
    answer = asking.ews(_element("AddNewImContactToGroup", ImAddress="anna@example.com", GroupId=group))
    return answer.text(".//t:EmailAddress/t:ItemId/@Id")


def _team(asking: Asking) -> str:
    answer = asking.ews(
        _element("AddDistributionGroupToImList", SmtpAddress="t@example.com", DisplayName="Team")
    )
    return answer.text(".//t:ExchangeStoreId/@Id")


def _leave(asking: Asking) -> str:
    friends = _group(asking)
    return _element("RemoveImContactFromGroup", ContactId=_contact(asking, friends), GroupId=friends)


def _im_items(asking: Asking) -> str:
    return f'<m:GetImItems><m:GroupIds><t:ItemId Id="{_group(asking)}"/></m:GroupIds></m:GetImItems>'


def _many_groups(asking: Asking) -> str:
    for number in range(64):
        asking.ews(_element("AddImGroup", DisplayName=f"group {number}"))
    return _element("AddImGroup", DisplayName="one more")


_TEL = {"TelUriAddress": "tel:+14255550123", "ImContactSipUriAddress": "sip:bert@example.com"} | {
    "ImTelephoneNumber": "+14255550123"
}
_OXWSCOS = {
    "AddDistributionGroupToImList": Sample(
        _says(_element("AddDistributionGroupToImList", SmtpAddress="t@example.com", DisplayName="Team")),
        _says(_element("AddDistributionGroupToImList", SmtpAddress="team", DisplayName="Team")),
    ),
    "AddImContactToGroup": Sample(
        lambda asking: _element(
            "AddImContactToGroup", ContactId=_contact(asking, _group(asking)), GroupId=_group(asking)
        ),
        _says(_element("AddImContactToGroup", ContactId="x", GroupId="x")),
    ),
    "AddImGroup": Sample(_says(_element("AddImGroup", DisplayName="Friends")), _many_groups),
    "AddNewImContactToGroup": Sample(
        _says(_element("AddNewImContactToGroup", ImAddress="anna@example.com")),
        _says(_element("AddNewImContactToGroup", ImAddress="anna@example.com", GroupId="x")),
    ),
    "AddNewTelUriContactToGroup": Sample(
        _says(_element("AddNewTelUriContactToGroup", **_TEL)),
        _says(_element("AddNewTelUriContactToGroup", **_TEL, GroupId="x")),
    ),
    "GetImItemList": Sample(_says("<m:GetImItemList/>")),
    "GetImItems": Sample(
        _im_items, _says('<m:GetImItems><m:GroupIds><t:ItemId Id="x"/></m:GroupIds></m:GetImItems>')
    ),
    "RemoveContactFromImList": Sample(
        lambda asking: _element("RemoveContactFromImList", ContactId=_contact(asking, _group(asking))),
        _says(_element("RemoveContactFromImList", ContactId="x")),
    ),
    "RemoveDistributionGroupFromImList": Sample(
        lambda asking: _element("RemoveDistributionGroupFromImList", GroupId=_team(asking)),
        _says(_element("RemoveDistributionGroupFromImList", GroupId="x")),
    ),
    "RemoveImContactFromGroup": Sample(
        _leave,
        _says(_element("RemoveImContactFromGroup", ContactId="x", GroupId="x")),
    ),
    "RemoveImGroup": Sample(
        lambda asking: _element("RemoveImGroup", GroupId=_group(asking)),
        _says(_element("RemoveImGroup", GroupId="x")),
    ),
    "SetImGroup": Sample(
        lambda asking: _element("SetImGroup", GroupId=_group(asking), NewDisplayName="Work"),
        _says(_element("SetImGroup", GroupId="x", NewDisplayName="Work")),
    ),
    "SetImListMigrationCompleted": Sample(
        _says(_element("SetImListMigrationCompleted", ImListMigrationCompleted="true"))
    ),
}


# -- MS-OXWSCEXT -----------------------------------------------------------------------------------------


def _install(app: str = APP) -> str:
    manifest = base64.b64encode(_MANIFEST.format(app).encode()).decode()
    return _element("InstallApp", Manifest=manifest)


def _of_app(form: str) -> Sample:
    def success(asking: Asking) -> str:
        asking.ews(_install())
        return form

    return Sample(success, _says(form))


_OXWSCEXT = {
    "DisableApp": _of_app(
        f"<m:DisableApp><m:ID>{APP}</m:ID><m:DisableReason>NoReason</m:DisableReason></m:DisableApp>"
    ),
    "GetAppManifests": Sample(_says("<m:GetAppManifests/>")),
    "GetAppMarketplaceUrl": Sample(_says("<m:GetAppMarketplaceUrl/>")),
    "GetClientAccessToken": _of_app(
        f"<m:GetClientAccessToken><m:TokenRequests><t:TokenRequest><t:Id>{APP}</t:Id>"
        "<t:TokenType>CallerIdentity</t:TokenType></t:TokenRequest></m:TokenRequests></m:GetClientAccessToken>"
    ),
    "InstallApp": Sample(_says(_install()), _says(_install("no GUID"))),
    "UninstallApp": _of_app(_element("UninstallApp", ID=APP)),
}

SAMPLES: Mapping[str, Sample] = _OXWUMS | _OXWSMSG | _OXWSCOS | _OXWSCEXT
"""The samples, by the name of the operation in its document."""

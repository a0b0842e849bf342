"""Short sessions that are right with one value and wrong with another: what no single message breaks."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from inspector.wire.http import Headers, HttpRequest, HttpResponse
from tests.conformance.broken import Exchange
from tests.messages import soap

__all__ = ["SESSIONS", "Broken"]

HOLE = "@@"


@dataclass(frozen=True)
class Line:
    """What is asked and what is answered, at a second of the session.

    Args:
        asked: the payload of the request.
        told: that of the response; a fault code if it is a word.
        at: when.
        version: of the request.
        server: of the response.
    """

    asked: str
    told: str
    at: float = 0.0
    version: str = "Exchange2016"
    server: str = "Exchange2016"


@dataclass(frozen=True)
class Broken:
    """A session with a hole.

    Args:
        code: the rule that speaks if it is filled wrongly.
        lines: what is asked and answered; the hole is ``@@``.
        right: what makes it right.
        wrong: what does not.
    """

    code: str
    lines: tuple[Line, ...]
    right: str
    wrong: str

    def filled(self, filling: str) -> Iterator[Exchange]:
        """The session with its hole filled."""
        for place, line in enumerate(self.lines):
            yield _exchange(line, line.at or float(place + 1), filling)


def _exchange(line: Line, at: float, filling: str) -> Exchange:
    asked, told, version, server = (
        text.replace(HOLE, filling) for text in (line.asked, line.told, line.version, line.server)
    )
    head = f'<t:RequestServerVersion Version="{version}"/>'
    major = {"Exchange2007": 8, "Exchange2010": 14}.get(server.partition("_")[0], 15)
    info = f'<t:ServerVersionInfo MajorVersion="{major}" MinorVersion="0" Version="{server}"/>'
    on_um = asked.startswith(_ON_UM)
    kind = Headers((("Content-Type", "text/xml; charset=utf-8"),))
    fault = not told.startswith("<")
    answer = soap(_FAULT.format(told) if fault else told, "" if on_um else info)
    return Exchange(
        HttpRequest(
            kind,
            soap(asked, "" if on_um else head),
            "POST",
            f"https://mail.example.com/EWS/{'UM2007Legacy' if on_um else 'Exchange'}.asmx",
            "1",
        ),
        HttpResponse(kind, answer, 500 if fault else 200),
        at,
    )


_ON_UM = (
    *("<m:Disconnect>", "<m:GetCallInfo>", "<m:GetUM", "<m:PlayOnPhone><m:entryId", "<m:PlayOnPhoneGreeting"),
    *("<m:SetMissed", "<m:SetTelephone"),
)
_FAULT = (
    "<s:Fault><faultcode>s:{0}</faultcode><faultstring>The call identifier isn't valid.</faultstring>"
    "<detail><m:ExceptionType>{0}</m:ExceptionType></detail></s:Fault>"
)


# -- Messages (MS-OXWSMSG)


def _items(name: str, item: str) -> str:
    return (
        f"<m:{name}Response><m:ResponseMessages><m:{name}ResponseMessage ResponseClass='Success'>"
        f"<m:ResponseCode>NoError</m:ResponseCode><m:Items><t:Message>{item}</t:Message></m:Items>"
        f"</m:{name}ResponseMessage></m:ResponseMessages></m:{name}Response>"
    )


_ID = '<t:ItemId Id="AAMkAGIw" ChangeKey="CQAAABYAAA"/>'
_CHANGED = '<t:ItemId Id="AAMkAGIw" ChangeKey="CQAAABYAAB"/>'
_SHAPE = "<m:ItemShape><t:BaseShape>{}</t:BaseShape>{}</m:ItemShape>"
_IDS = f"<m:ItemIds>{_ID}</m:ItemIds>"


def _create(properties: str, version: str = "Exchange2016") -> Line:
    return Line(
        f"<m:CreateItem MessageDisposition='SaveOnly'><m:Items><t:Message>{properties}</t:Message></m:Items>"
        "</m:CreateItem>",
        _items("CreateItem", _ID),
        version=version,
    )


def _get(properties: str, shape: str = "AllProperties", more: str = "", **versions: Any) -> Line:
    asked = f"<m:GetItem>{_SHAPE.format(shape, more)}{_IDS}</m:GetItem>"
    return Line(asked, _items("GetItem", properties), **versions)


def _path(uri: str) -> str:
    return f"<t:AdditionalProperties><t:FieldURI FieldURI='{uri}'/></t:AdditionalProperties>"


def _update(name: str, value: str, after: str = "CQAAABYAAB") -> Line:
    return Line(
        "<m:UpdateItem MessageDisposition='SaveOnly' ConflictResolution='AlwaysOverwrite'><m:ItemChanges>"
        f"<t:ItemChange>{_ID}<t:Updates><t:SetItemField><t:FieldURI FieldURI='message:{name}'/>"
        f"<t:Message><t:{name}>{value}</t:{name}></t:Message></t:SetItemField></t:Updates></t:ItemChange>"
        "</m:ItemChanges></m:UpdateItem>",
        _items("UpdateItem", f'<t:ItemId Id="AAMkAGIw" ChangeKey="{after}"/>'),
    )


def _mailbox(user: str) -> str:
    return f"<t:Mailbox><t:EmailAddress>{user}@example.com</t:EmailAddress></t:Mailbox>"


_SWITCHES = ("IsRead", "IsReadReceiptRequested", "IsDeliveryReceiptRequested", "IsResponseRequested")
_PEOPLE = ("ToRecipients", "CcRecipients", "BccRecipients", "ReplyTo")
_READ_ONLY = {
    "ConversationIndex": "AQHQPFrGl0LKUjYDTBC5OHRCpqq5VA==",
    "ConversationTopic": "Lunch",
    "ReceivedBy": _mailbox("user1"),
    "ReceivedRepresenting": _mailbox("user1"),
    "ApprovalRequestData": "",
    "VotingInformation": "",
    "ReminderMessageData": "",
}
_OF_2013_SP1 = {
    "ApprovalRequestData": "<t:IsUndecidedApprovalRequest>true</t:IsUndecidedApprovalRequest>",
    "VotingInformation": "<t:UserOptions><t:VotingOptionData><t:DisplayName>Yes</t:DisplayName>"
    "<t:SendPrompt>Send</t:SendPrompt></t:VotingOptionData></t:UserOptions>",
    "ReminderMessageData": "<t:ReminderText>Lunch</t:ReminderText>",
}


def _messages() -> Iterator[Broken]:
    for name in _SWITCHES:
        for value, other in (("true", "false"), ("false", "true")):
            set_to = f"<t:{name}>{value}</t:{name}>"
            read = f"{_ID}<t:{name}>{HOLE}</t:{name}>"
            yield Broken("MSG030", (_create(set_to), _get(read)), value, other)
    for name in _PEOPLE:
        told = f"{_ID}<t:{name}>{HOLE}</t:{name}>"
        lines = (_create(f"<t:{name}>{_mailbox('user1')}</t:{name}>"), _get(told))
        yield Broken("MSG030", lines, _mailbox("user1"), _mailbox("user2"))
    told = f"{_ID}<t:References>&lt;{HOLE}@example.com&gt;</t:References>"
    lines = (_create("<t:References>&lt;1@example.com&gt;</t:References>"), _get(told))
    yield Broken("MSG030", lines, "1", "2")
    lines = (_update("IsRead", "true"), _get(f"{_CHANGED}<t:IsRead>{HOLE}</t:IsRead>"))
    yield Broken("MSG030", lines, "true", "false")
    yield Broken("MSG033", (_get(_ID), _update("IsRead", "true", HOLE)), "CQAAABYAAB", "CQAAABYAAA")
    for name, value in _READ_ONLY.items():
        yield Broken("MSG005", (_create(HOLE),), "", f"<t:{name}>{value}</t:{name}>")
    yield Broken(
        "MSG005",
        (_create(HOLE, "Exchange2010"),),
        "",
        "<t:InternetMessageId>&lt;1@example.com&gt;</t:InternetMessageId>",
    )
    for name, value in _OF_2013_SP1.items():
        returned = _get(f"{_ID}<t:{name}>{value}</t:{name}>", server=HOLE)
        yield Broken("MSG008", (returned,), "Exchange2013_SP1", "Exchange2013")
        asked = _get(_ID, more=_path(f"message:{name}"), version=HOLE)
        yield Broken("MSG009", (asked,), "Exchange2013_SP1", "Exchange2013")
    told = f"{_ID}<t:Subject>Lunch</t:Subject>"
    yield Broken("MSG025", (_get(told, "IdOnly", _path(HOLE)),), "item:Subject", "item:Size")


# -- Calls (MS-OXWUMS)

_STATE = "<m:CallState>{}</m:CallState><m:EventCause>None</m:EventCause>"


def _play(name: str, handle: str) -> Line:
    item = (
        "<m:entryId>AAAAAGsd2rbQLVtL</m:entryId>"
        if name == "PlayOnPhone"
        else "<m:GreetingType>NormalCustom</m:GreetingType>"
    )
    inside = f"<m:{name}Response>{handle}</m:{name}Response>"
    return Line(
        f"<m:{name}>{item}<m:DialString>+14255550100</m:DialString></m:{name}>",
        f"<m:{name}Response>{inside}</m:{name}Response>",
    )


def _poll(handle: str, told: str, at: float = 0.0) -> Line:
    state = _STATE.format(told) if told in ("Connecting", "Connected", "Disconnected") else ""
    inside = f"<m:GetCallInfoResponse>{state}</m:GetCallInfoResponse>"
    answer = f"<m:GetCallInfoResponse>{inside}</m:GetCallInfoResponse>" if state else told
    return Line(f"<m:GetCallInfo><m:CallId>{handle}</m:CallId></m:GetCallInfo>", answer, at)


def _hang_up(handle: str, told: str, at: float = 0.0) -> Line:
    asked = f"<m:Disconnect><m:CallId>{handle}</m:CallId></m:Disconnect>"
    return Line(asked, told, at)


_ON_EWS = Line(
    '<m:PlayOnPhone><m:ItemId Id="AAMkAGIw"/><m:DialString>+14255550100</m:DialString></m:PlayOnPhone>',
    '<m:PlayOnPhoneResponse ResponseClass="Success"><m:ResponseCode>NoError</m:ResponseCode>'
    '<m:PhoneCallId Id="ZWMtWYtM"/></m:PlayOnPhoneResponse>',
)
_DONE = "<m:DisconnectResponse/>"
_GONE = "InvalidCallIdException"


def _calls() -> Iterator[Broken]:
    for name in ("PlayOnPhone", "PlayOnPhoneGreeting"):
        began = _play(name, "NDEzYjEz")
        yield Broken("UMS050", (began, _ON_EWS, _poll(HOLE, "Connected")), "NDEzYjEz", "ZWMtWYtM")
        yield Broken("UMS050", (began, _ON_EWS, _hang_up(HOLE, _DONE)), "NDEzYjEz", "ZWMtWYtM")
        for use in (_poll, _hang_up):
            yield Broken("UMS051", (began, use(HOLE, _GONE)), "NDEzYjEz", "NTI0YzI0")
    ended = (_play("PlayOnPhone", "NDEzYjEz"), _poll("NDEzYjEz", "Disconnected", 2))
    yield Broken("UMS052", (_hang_up("NDEzYjEz", HOLE), _hang_up("NDEzYjEz", _DONE)), _DONE, _GONE)
    yield Broken("UMS055", (*ended, _hang_up("NDEzYjEz", HOLE, 40)), _GONE, _DONE)
    for name, value, other in (
        ("MissedCallNotificationEnabled", "true", "false"),
        ("TelephoneAccessFolderEmail", "AAAAAGsd2rbQLVtL", "AAAAAGsd2rbQLVtM"),
    ):
        operation, child = f"Set{name}", "status" if other == "false" else "base64FolderId"
        settings = {
            "OofStatus": "false",
            "MissedCallNotificationEnabled": "true",
            "PlayOnPhoneDialString": "1",
            "TelephoneAccessFolderEmail": "AAAAAGsd2rbQLVtL",
            name: HOLE,
        }
        inside = "".join(f"<m:{each}>{text}</m:{each}>" for each, text in settings.items())
        told = f"<m:GetUMPropertiesResponse>{inside}</m:GetUMPropertiesResponse>"
        setting = f"<m:{operation}><m:{child}>{value}</m:{child}></m:{operation}>"
        lines = (
            Line(setting, f"<m:{operation}Response/>"),
            Line("<m:GetUMProperties/>", f"<m:GetUMPropertiesResponse>{told}</m:GetUMPropertiesResponse>"),
        )
        yield Broken("UMS058", lines, value, other)


# -- Contacts (MS-OXWSCOS)


def _class(asked: str, more: str = "", kind: str = "Success", code: str = "NoError") -> Line:
    name = asked[3:].partition(">")[0].partition("/")[0]
    told = f'<m:{name}Response ResponseClass="{kind}"><m:ResponseCode>{code}</m:ResponseCode>{more}'
    return Line(asked, f"{told}</m:{name}Response>")


def _group(name: str, kind: str, identifier: str, members: str = "") -> str:
    return (
        f"<t:DisplayName>{name}</t:DisplayName><t:GroupType>IPM.DistList.MOC.{kind}</t:GroupType>"
        f'<t:ExchangeStoreId Id="{identifier}" ChangeKey="EgAA"/>'
        f"<t:MemberCorrelationKey>{members}</t:MemberCorrelationKey>"
    )


def _persona(number: int | str, address: str = "") -> str:
    address = address or f"user{number}@example.com"
    return (
        f'<t:PersonaId Id="AAQk{number}"/><t:Attributions><t:Attribution><t:Id>0</t:Id>'
        f'<t:SourceId Id="AAMkc{number}" ChangeKey="EgAA"/></t:Attribution></t:Attributions>'
        f"<t:ImAddress>{address}</t:ImAddress>"
    )


def _list(groups: str = "", personas: str = "") -> Line:
    inside = f"<t:Groups>{groups}</t:Groups><t:Personas>{personas}</t:Personas>"
    return _class("<m:GetImItemList/>", f"<m:ImItemList>{inside}</m:ImItemList>")


def _full(count: int) -> str:
    return "".join(f"<t:Persona>{_persona(number)}</t:Persona>" for number in range(count))


_GROUP_ID = '<m:GroupId Id="AAMkG" ChangeKey="EgAA"/>'
_REMOVED = _class(f"<m:RemoveImGroup>{_GROUP_ID}</m:RemoveImGroup>")
_NEW = {
    "AddNewImContactToGroup": "<m:ImAddress>new@example.com</m:ImAddress>",
    "AddNewTelUriContactToGroup": "<m:TelUriAddress>tel:+14255550100</m:TelUriAddress>"
    "<m:ImContactSipUriAddress>sip:new@example.com</m:ImContactSipUriAddress>",
}
_ON_GROUPS = {
    "AddImContactToGroup": '<m:ContactId Id="AAMkc1" ChangeKey="EgAA"/>',
    "RemoveImContactFromGroup": '<m:ContactId Id="AAMkc1" ChangeKey="EgAA"/>',
    "RemoveDistributionGroupFromImList": "",
    "RemoveImGroup": "",
    "SetImGroup": "",
    **_NEW,
}


def _on_group(name: str, asked: str, group: str) -> Line:
    last = "<m:NewDisplayName>Friends</m:NewDisplayName>" if name == "SetImGroup" else ""
    group_id = f'<m:GroupId Id="{group}" ChangeKey="EgAA"/>'
    persona = f"<m:Persona>{_persona('9')}</m:Persona>" if name in _NEW else ""
    return _class(f"<m:{name}>{asked}{group_id}{last}</m:{name}>", persona)


def _contact_lists() -> Iterator[Broken]:
    for name, asked in _ON_GROUPS.items():
        yield Broken("COS045", (_REMOVED, _on_group(name, asked, HOLE)), "AAMkH", "AAMkG")
    for name, asked in _NEW.items():
        added = _class(f"<m:{name}>{asked}</m:{name}>", f"<m:Persona>{_persona('9')}</m:Persona>")
        others = "<t:ImGroup>" + _group("Others", "OtherContacts", "AAMkO", HOLE) + "</t:ImGroup>"
        lines = (_list(), added, _list(others))
        yield Broken("COS047", lines, '<t:ItemId Id="AAMkc9"/>', '<t:ItemId Id="AAMkc8"/>')
        yield Broken("COS042", (added, _list("", HOLE)), _full(1000), _full(1001))
        yield Broken("COS049", (_list("", HOLE), added), _full(999), _full(1000))
    made = _class(
        "<m:AddImGroup><m:DisplayName>New</m:DisplayName></m:AddImGroup>",
        f"<m:ImGroup>{_group('New', 'UserGroup', 'AAMkG')}</m:ImGroup>",
    )
    groups = [f"<t:ImGroup>{_group(f'Group {n}', 'UserGroup', f'AAMkG{n}')}</t:ImGroup>" for n in range(64)]
    ours = f"<t:ImGroup>{_group('New', 'UserGroup', 'AAMkG')}</t:ImGroup>"
    yield Broken("COS041", (made, _list(ours + HOLE)), "".join(groups[:63]), "".join(groups))


# -- Mail apps (MS-OXWSCEXT)


_APP = "http://schemas.microsoft.com/office/appforoffice/1.0"
_APP_ID = "00000000-0000-4000-8000-000000000000"


def _apps() -> Iterator[Broken]:
    for name in ("MarketplaceAssetId", "MarketplaceContentMarket"):
        install = Line(
            f"<m:InstallApp><m:Manifest>PE9mZmljZUFwcC8+</m:Manifest><m:{name}>1</m:{name}></m:InstallApp>",
            '<m:InstallAppResponse ResponseClass="Success"><m:ResponseCode>NoError</m:ResponseCode>'
            "</m:InstallAppResponse>",
            version=HOLE,
        )
        yield Broken("EXT007", (install,), "Exchange2016", "Exchange2013")
    manifest = base64.b64encode(f"<OfficeApp xmlns='{_APP}'><Id>{_APP_ID}</Id></OfficeApp>".encode()).decode()
    manifests = f"<m:Manifests><m:Manifest>{manifest}</m:Manifest></m:Manifests>"
    listed = _class("<m:GetAppManifests/>", manifests)
    for name in ("UninstallApp", "DisableApp"):
        reason = "<m:DisableReason>NoReason</m:DisableReason>" if name == "DisableApp" else ""
        lines = (listed, _class(f"<m:{name}><m:ID>{HOLE}</m:ID>{reason}</m:{name}>"))
        yield Broken("EXT042", lines, _APP_ID, _APP_ID.replace("0", "1"))


SESSIONS = (*_messages(), *_calls(), *_contact_lists(), *_apps())
"""The sessions."""

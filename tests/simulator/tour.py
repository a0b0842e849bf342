"""A tour of all operations, with successes and errors, whose answers are judged and not trusted."""

from __future__ import annotations

import base64
from collections.abc import Callable

from inspector.protocols import DOCUMENTS
from tests.simulator.asking import UM, Answer, Asking, item_id, without_key
from tests.simulator.phoning import Phone, text

__all__ = ["SERVED", "listening", "subscribed", "tour"]

SERVED = {
    name
    for document in DOCUMENTS
    if document.server
    for name in (*document.server.service, *document.server.streams)
}
"""The operations that a simulator carries out."""

APP = "1c50226d-04b5-4ab2-9fcd-42e236b59e4b"
TO = (
    "<t:ToRecipients><t:Mailbox><t:EmailAddress>user@example.com</t:EmailAddress></t:Mailbox>"
    "</t:ToRecipients>"
)
NUMBER = "<m:DialString>12345</m:DialString>"


def tour(asking: Asking) -> list[str]:
    """Asks for everything once and more.

    Returns:
        Where the tour stumbled over an answer that did not have what it needed.
    """
    stumbles = []
    for stage in (
        settings,
        um_calls,
        um_errors,
        ews_calls,
        messages,
        answers,
        folders,
        around,
        items,
        contacts,
        apps,
        phone,
    ):
        try:
            stage(asking)
        except (AssertionError, IndexError) as problem:
            stumbles.append(f"{stage.__name__}: {problem}")
    return stumbles


def settings(asking: Asking) -> None:
    um = asking.um
    um("<m:IsUMEnabled/>")
    um("<m:GetUMProperties/>")
    um("<m:SetOofStatus><m:status>true</m:status></m:SetOofStatus>")
    um("<m:SetMissedCallNotificationEnabled><m:status>false</m:status></m:SetMissedCallNotificationEnabled>")
    um("<m:SetPlayOnPhoneDialString><m:dialString>12345</m:dialString></m:SetPlayOnPhoneDialString>")
    drafts = asking.simulator.default_mailbox.folder_entry("drafts")
    name = "m:SetTelephoneAccessFolderEmail"
    um(f"<{name}><m:base64FolderId>{drafts}</m:base64FolderId></{name}>")
    um("<m:GetUMProperties/>")
    um("<m:ResetPIN/>")


def um_calls(asking: Asking) -> None:
    def follow(call: str, start: float) -> None:
        which = f"<m:CallId>{call}</m:CallId>"
        for seconds in (0, 4):
            asking.um(f"<m:GetCallInfo>{which}</m:GetCallInfo>", start + seconds)
        asking.um(f"<m:Disconnect>{which}</m:Disconnect>", start + 5)
        for later in (5.0, 36.9, 37.0, 40.0):
            asking.um(f"<m:GetCallInfo>{which}</m:GetCallInfo>", start + later)
        asking.um(f"<m:Disconnect>{which}</m:Disconnect>", start + 41)

    play = f"<m:PlayOnPhone><m:entryId>{asking.voice_mail}</m:entryId>{NUMBER}</m:PlayOnPhone>"
    first = asking.um(play, 0).text("m:PlayOnPhoneResponse")
    asking.um(play, 0)
    follow(first, 0)
    parts = f"<m:GreetingType>OofCustom</m:GreetingType>{NUMBER}"
    greeting = asking.um(f"<m:PlayOnPhoneGreeting>{parts}</m:PlayOnPhoneGreeting>", 200)
    follow(greeting.text("m:PlayOnPhoneGreetingResponse"), 200)


def um_errors(asking: Asking) -> None:
    asking.raw(UM, b"<s:Envelope><s:Body><ResetPIN ></s:Body>", 300)
    bad: tuple[str, ...] = (
        "<m:SetOofStatus/>",
        "<m:GetCallInfo><m:CallId>AAAA</m:CallId></m:GetCallInfo>",
        "<m:GetCallInfo/>",
        "<m:Disconnect><m:CallId>AAAA</m:CallId></m:Disconnect>",
        "<m:Disconnect/>",
        f"<m:PlayOnPhone><m:entryId>no base64!</m:entryId>{NUMBER}</m:PlayOnPhone>",
        f"<m:PlayOnPhone><m:entryId>{asking.voice_mail}</m:entryId><m:DialString>x</m:DialString></m:PlayOnPhone>",
    )
    for body in bad:
        asking.um(body, 300)


def ews_calls(asking: Asking) -> None:
    def play(item: str, number: str, at: float) -> Answer:
        parts = f'<m:ItemId Id="{item}"/><m:DialString>{number}</m:DialString>'
        return asking.ews(f"<m:PlayOnPhone>{parts}</m:PlayOnPhone>", at)

    play("x", "12345", 400)
    play(asking.voice_mail_item, "no number", 400)
    call = play(asking.voice_mail_item, "12345", 400).text("m:PhoneCallId/@Id")
    which = f'<m:PhoneCallId Id="{call}"/>'
    for at in (400.0, 404.0):
        asking.ews(f"<m:GetPhoneCallInformation>{which}</m:GetPhoneCallInformation>", at)
    asking.ews(f"<m:DisconnectPhoneCall>{which}</m:DisconnectPhoneCall>", 405)
    for at in (405.0, 436.9, 437.0):
        asking.ews(f"<m:GetPhoneCallInformation>{which}</m:GetPhoneCallInformation>", at)
    asking.ews(f"<m:DisconnectPhoneCall>{which}</m:DisconnectPhoneCall>", 438)


def messages(asking: Asking) -> None:
    item = asking.draft(f'<t:Subject>one</t:Subject><t:Body BodyType="Text">text</t:Body>{TO}', at=500)
    other = asking.draft(at=500)
    asking.get(item, '<t:ItemId Id="AAMkAGI="/>', other, base="IdOnly", at=501)
    asking.get(item, more="<t:BodyType>HTML</t:BodyType>", at=501)
    asking.get(
        item, more="<t:IncludeMimeContent>true</t:IncludeMimeContent><t:BodyType>Text</t:BodyType>", at=501
    )
    change = '<t:FieldURI FieldURI="message:IsRead"/><t:Message><t:IsRead>false</t:IsRead></t:Message>'
    item = item_id(
        asking.ews(
            '<m:UpdateItem ConflictResolution="AutoResolve" MessageDisposition="SaveOnly"><m:ItemChanges>'
            f"<t:ItemChange>{item}<t:Updates><t:SetItemField>{change}</t:SetItemField></t:Updates></t:ItemChange>"
            "</m:ItemChanges></m:UpdateItem>",
            502,
        )
    )
    asking.get(item, base="Default", at=503)
    junk = '<m:ToFolderId><t:DistinguishedFolderId Id="junkemail"/></m:ToFolderId>'
    asking.ews(f"<m:CopyItem>{junk}<m:ItemIds>{item}</m:ItemIds></m:CopyItem>", 504)
    asking.ews(f"<m:MoveItem>{junk}<m:ItemIds>{other}</m:ItemIds></m:MoveItem>", 504)
    gone = asking.draft(at=505)
    delete = f'<m:DeleteItem DeleteType="HardDelete"><m:ItemIds>{gone}</m:ItemIds></m:DeleteItem>'
    asking.ews(delete, 506)
    asking.get(gone, at=507)
    asking.ews(delete, 507)
    asking.ews(f'<m:SendItem SaveItemToFolder="true"><m:ItemIds>{item}</m:ItemIds></m:SendItem>', 508)
    asking.create(f"<t:Subject>three</t:Subject>{TO}", "SendAndSaveCopy", at=509)
    asking.create(f"<t:Subject>four</t:Subject>{TO}", "SendOnly", at=509)


def answers(asking: Asking) -> None:
    """What is around messages: attachments, replies, and what a client has missed."""

    def sync(state: str = "") -> str:
        asked = (
            "<m:SyncFolderItems><m:ItemShape><t:BaseShape>AllProperties</t:BaseShape></m:ItemShape>"
            f'<m:SyncFolderId><t:DistinguishedFolderId Id="drafts"/></m:SyncFolderId>{state}'
            "<m:MaxChangesReturned>9</m:MaxChangesReturned></m:SyncFolderItems>"
        )
        return f"<m:SyncState>{asking.ews(asked, 520).text('.//m:SyncState')}</m:SyncState>"

    state = sync()
    item = asking.draft(f"<t:Subject>one</t:Subject>{TO}", at=521)
    file = "<t:FileAttachment><t:Name>a.txt</t:Name><t:Content>QUJD</t:Content></t:FileAttachment>"
    parent = item.replace("t:ItemId", "m:ParentItemId")
    made = asking.ews(
        f"<m:CreateAttachment>{parent}<m:Attachments>{file}</m:Attachments></m:CreateAttachment>", 522
    )
    ids = f'<m:AttachmentIds><t:AttachmentId Id="{made.text(".//t:AttachmentId/@Id")}"/></m:AttachmentIds>'
    asking.get(without_key(item), at=523)
    asking.ews(f"<m:GetAttachment>{ids}</m:GetAttachment>", 524)
    state = sync(state)
    asking.ews(f"<m:DeleteAttachment>{ids}</m:DeleteAttachment>", 525)
    asking.ews(f"<m:DeleteAttachment>{ids}</m:DeleteAttachment>", 526)
    reference = item.replace("t:ItemId", "t:ReferenceItemId")
    for kind, how in (
        ("ReplyToItem", "SaveOnly"),
        ("ReplyAllToItem", "SendOnly"),
        ("ForwardItem", "SaveOnly"),
    ):
        asking.ews(
            f'<m:CreateItem MessageDisposition="{how}"><m:Items><t:{kind}>{TO}{reference}'
            f'<t:NewBodyContent BodyType="Text">Yes</t:NewBodyContent></t:{kind}></m:Items></m:CreateItem>',
            527,
        )
    sync(state)


def folders(asking: Asking) -> None:
    """What clients ask before and between: folders, searches, identifiers, time zones, junk."""
    inbox, root = (f'<t:DistinguishedFolderId Id="{name}"/>' for name in ("inbox", "msgfolderroot"))
    shape = "<m:FolderShape><t:BaseShape>AllProperties</t:BaseShape></m:FolderShape>"

    def state(known: str = "") -> str:
        synced = asking.ews(f"<m:SyncFolderHierarchy>{shape}{known}</m:SyncFolderHierarchy>", 540)
        return f"<m:SyncState>{synced.text('.//m:SyncState')}</m:SyncState>"

    known = state()
    made = asking.ews(
        f"<m:CreateFolder><m:ParentFolderId>{inbox}</m:ParentFolderId><m:Folders><t:Folder>"
        "<t:DisplayName>New</t:DisplayName></t:Folder></m:Folders></m:CreateFolder>",
        541,
    )
    ids = f'<t:FolderId Id="{made.text(".//t:FolderId/@Id")}"/>'
    renamed = (
        '<t:SetFolderField><t:FieldURI FieldURI="folder:DisplayName"/><t:Folder>'
        "<t:DisplayName>Renamed</t:DisplayName></t:Folder></t:SetFolderField>"
    )
    asking.ews(
        f"<m:UpdateFolder><m:FolderChanges><t:FolderChange>{ids}<t:Updates>{renamed}</t:Updates>"
        "</t:FolderChange></m:FolderChanges></m:UpdateFolder>",
        542,
    )
    known = state(known)
    for which in (inbox, ids, '<t:FolderId Id="AAMk"/>'):
        asking.ews(f"<m:GetFolder>{shape}<m:FolderIds>{which}</m:FolderIds></m:GetFolder>", 543)
    asking.ews(
        f'<m:FindFolder Traversal="Deep">{shape}'
        '<m:IndexedPageFolderView MaxEntriesReturned="3" Offset="0" BasePoint="Beginning"/>'
        f"<m:ParentFolderIds>{root}</m:ParentFolderIds></m:FindFolder>",
        544,
    )
    asking.find(
        "inbox",
        base="AllProperties",
        more='<m:Restriction><t:Contains ContainmentMode="Substring" ContainmentComparison="IgnoreCase">'
        '<t:FieldURI FieldURI="item:Subject"/><t:Constant Value="a"/></t:Contains></m:Restriction>'
        '<m:SortOrder><t:FieldOrder Order="Descending"><t:FieldURI FieldURI="item:DateTimeReceived"/>'
        "</t:FieldOrder></m:SortOrder>",
        view='<m:IndexedPageItemView MaxEntriesReturned="5" Offset="0" BasePoint="Beginning"/>',
    )
    item = asking.draft(folder="inbox", at=545)
    asking.ews(
        f'<m:MarkAsJunk IsJunk="true" MoveItem="true"><m:ItemIds>{item}</m:ItemIds></m:MarkAsJunk>', 546
    )
    for way in ("EntryId", "OwaId"):
        asking.ews(
            f'<m:ConvertId DestinationFormat="{way}"><m:SourceIds><t:AlternateId Format="EwsId" '
            f'Id="{asking.voice_mail_item}" Mailbox="user@example.com"/></m:SourceIds></m:ConvertId>',
            547,
        )
    asking.ews('<m:GetServerTimeZones ReturnFullTimeZoneData="true"/>', 548)
    empty = f'<m:EmptyFolder DeleteType="SoftDelete" DeleteSubFolders="true"><m:FolderIds>{ids}</m:FolderIds>'
    asking.ews(f"{empty}</m:EmptyFolder>", 549)
    for at in (550, 551):
        asking.ews(
            f'<m:DeleteFolder DeleteType="HardDelete"><m:FolderIds>{ids}</m:FolderIds></m:DeleteFolder>', at
        )
    state(known)


def around(asking: Asking) -> None:
    """What clients ask about people, rooms and services, and to be told what happens."""
    me = "<t:EmailAddress>user@example.com</t:EmailAddress>"
    mailbox = "<t:Mailbox><t:Address>user@example.com</t:Address></t:Mailbox>"
    for entry in ("user", "nobody"):
        asking.ews(
            '<m:ResolveNames ReturnFullContactData="true">'
            f"<m:UnresolvedEntry>{entry}</m:UnresolvedEntry></m:ResolveNames>",
            552,
        )
    pulling = subscribed(asking, "Pull", 553)
    asking.create(f"<t:Subject>News</t:Subject>{TO}", "SendOnly", at=554)
    asking.ews(f"<m:GetEvents>{pulling}</m:GetEvents>", 555)
    asking.ews(f"<m:Unsubscribe>{pulling.partition('<m:Watermark>')[0]}</m:Unsubscribe>", 556)
    asking.ews(listening(subscribed(asking, "Streaming", 557)), 558)
    window = "<t:StartTime>2026-01-05T00:00:00</t:StartTime><t:EndTime>2026-01-06T00:00:00</t:EndTime>"
    asking.ews(
        f"<m:SetUserOofSettingsRequest>{mailbox}<t:UserOofSettings><t:OofState>Scheduled</t:OofState>"
        f"<t:ExternalAudience>All</t:ExternalAudience><t:Duration>{window}</t:Duration>"
        "<t:InternalReply><t:Message>Away</t:Message></t:InternalReply>"
        "<t:ExternalReply><t:Message>Away</t:Message></t:ExternalReply>"
        "</t:UserOofSettings></m:SetUserOofSettingsRequest>",
        559,
    )
    asking.ews(f"<m:GetUserOofSettingsRequest>{mailbox}</m:GetUserOofSettingsRequest>", 560)
    change = "<t:Bias>0</t:Bias><t:Time>00:00:00</t:Time><t:DayOrder>0</t:DayOrder><t:Month>0</t:Month>"
    change += "<t:DayOfWeek>Sunday</t:DayOfWeek>"
    asking.ews(
        "<m:GetUserAvailabilityRequest><t:TimeZone><t:Bias>-60</t:Bias>"
        f"<t:StandardTime>{change}</t:StandardTime><t:DaylightTime>{change}</t:DaylightTime></t:TimeZone>"
        "<m:MailboxDataArray><t:MailboxData><t:Email><t:Address>user@example.com</t:Address></t:Email>"
        "<t:AttendeeType>Required</t:AttendeeType></t:MailboxData></m:MailboxDataArray>"
        f"<t:FreeBusyViewOptions><t:TimeWindow>{window}</t:TimeWindow>"
        "<t:RequestedView>DetailedMerged</t:RequestedView></t:FreeBusyViewOptions>"
        "</m:GetUserAvailabilityRequest>",
        561,
    )
    asking.ews("<m:GetRoomLists/>", 562)
    asking.ews(f"<m:GetRooms><m:RoomList>{me}</m:RoomList></m:GetRooms>", 562)
    asking.ews(
        f'<m:GetDelegate IncludePermissions="true"><m:Mailbox>{me}</m:Mailbox><m:UserIds><t:UserId>'
        "<t:PrimarySmtpAddress>ben@example.com</t:PrimarySmtpAddress></t:UserId></m:UserIds></m:GetDelegate>",
        563,
    )
    asking.ews("<m:GetInboxRules/>", 564)
    asking.ews(
        '<m:GetUserConfiguration><m:UserConfigurationName Name="OWA.UserOptions">'
        '<t:DistinguishedFolderId Id="root"/></m:UserConfigurationName>'
        "<m:UserConfigurationProperties>All</m:UserConfigurationProperties></m:GetUserConfiguration>",
        565,
    )
    asking.ews("<m:GetPasswordExpirationDate/>", 566)
    asking.ews(
        "<m:GetUserPhoto><m:Email>user@example.com</m:Email><m:SizeRequested>HR48x48</m:SizeRequested>"
        "</m:GetUserPhoto>",
        567,
    )
    asking.ews("<m:GetUserRetentionPolicyTags/>", 568)
    asking.ews(
        '<m:FindConversation><m:ParentFolderId><t:DistinguishedFolderId Id="inbox"/></m:ParentFolderId>'
        "</m:FindConversation>",
        569,
    )
    asking.ews(
        "<m:MarkAllItemsAsRead><m:ReadFlag>true</m:ReadFlag><m:SuppressReadReceipts>true"
        "</m:SuppressReadReceipts><m:FolderIds>"
        '<t:DistinguishedFolderId Id="inbox"/></m:FolderIds></m:MarkAllItemsAsRead>',
        570,
    )
    asking.ews(
        f"<m:GetMailTips><m:SendingAs>{me}</m:SendingAs><m:Recipients><t:Mailbox>{me}</t:Mailbox>"
        "</m:Recipients><m:MailTipsRequested>All</m:MailTipsRequested></m:GetMailTips>",
        571,
    )
    names = ("MailTips", "UnifiedMessagingConfiguration", "ProtectionRules")
    wanted = "".join(f"<m:ConfigurationName>{one}</m:ConfigurationName>" for one in names)
    asking.ews(
        f"<m:GetServiceConfiguration><m:RequestedConfiguration>{wanted}</m:RequestedConfiguration>"
        "</m:GetServiceConfiguration>",
        572,
    )


def subscribed(asking: Asking, how: str, at: float) -> str:
    """Subscribes to what happens in the inbox, by ``Pull`` or ``Streaming``; returns what names it."""
    events = "".join(f"<t:EventType>{one}Event</t:EventType>" for one in ("NewMail", "Created", "Modified"))
    limit = "<t:Timeout>10</t:Timeout>" if how == "Pull" else ""
    made = asking.ews(
        f'<m:Subscribe><m:{how}SubscriptionRequest><t:FolderIds><t:DistinguishedFolderId Id="inbox"/>'
        f"</t:FolderIds><t:EventTypes>{events}</t:EventTypes>{limit}</m:{how}SubscriptionRequest></m:Subscribe>",
        at,
    )
    names = ("SubscriptionId", "Watermark") if how == "Pull" else ("SubscriptionId",)
    return "".join(f"<m:{name}>{made.text(f'.//m:{name}')}</m:{name}>" for name in names)


def listening(subscription: str) -> str:
    """A request to be told for a minute what happens."""
    handle = subscription.replace("m:SubscriptionId", "t:SubscriptionId")
    return (
        f"<m:GetStreamingEvents><m:SubscriptionIds>{handle}</m:SubscriptionIds>"
        "<m:ConnectionTimeout>1</m:ConnectionTimeout></m:GetStreamingEvents>"
    )


KINDS = (
    ("Contact", "", "contacts", "contacts:JobTitle", "JobTitle"),
    ("CalendarItem", ' SendMeetingInvitations="SendToNone"', "calendar", "calendar:Location", "Location"),
    ("Task", "", "tasks", "task:Mileage", "Mileage"),
)


def items(asking: Asking) -> None:
    """Items that are no messages: made, read, found, changed, copied and deleted."""
    for kind, sending, folder, uri, name in KINDS:
        made = asking.ews(
            f"<m:CreateItem{sending}><m:Items><t:{kind}><t:Subject>A {kind}</t:Subject></t:{kind}></m:Items>"
            "</m:CreateItem>",
            580,
        )
        item = item_id(made)
        asking.get(item, at=581)
        asking.find(folder, base="AllProperties")
        how = sending.replace("Invitations", "InvitationsOrCancellations")
        changed = asking.ews(
            f'<m:UpdateItem ConflictResolution="AlwaysOverwrite"{how}><m:ItemChanges><t:ItemChange>{item}'
            f'<t:Updates><t:SetItemField><t:FieldURI FieldURI="{uri}"/><t:{kind}><t:{name}>x</t:{name}>'
            f"</t:{kind}></t:SetItemField></t:Updates></t:ItemChange></m:ItemChanges></m:UpdateItem>",
            582,
        )
        item = item_id(changed)
        asking.ews(
            f'<m:CopyItem><m:ToFolderId><t:DistinguishedFolderId Id="{folder}"/></m:ToFolderId>'
            f"<m:ItemIds>{item}</m:ItemIds></m:CopyItem>",
            583,
        )
        how = sending.replace("Invitations", "Cancellations")
        if kind == "Task":
            how = ' AffectedTaskOccurrences="AllOccurrences"'
        asking.ews(
            f'<m:DeleteItem DeleteType="HardDelete"{how}><m:ItemIds>{item}</m:ItemIds></m:DeleteItem>', 584
        )


def phone(asking: Asking) -> None:
    """A phone that synchronises the inbox."""
    caller = Phone(asking, at=800).provisioned()
    caller.synced(text(caller.synced("0"), "//a:SyncKey"))


def contacts(asking: Asking) -> None:
    def ask(operation: str, at: float, **parts: str) -> Answer:
        children = "".join(
            f'<m:{name} Id="{value}"/>' if name.endswith("Id") else f"<m:{name}>{value}</m:{name}>"
            for name, value in parts.items()
        )
        return asking.ews(f"<m:{operation}>{children}</m:{operation}>", at)

    def id_of(answer: Answer, path: str = ".//t:ExchangeStoreId/@Id") -> str:
        return answer.text(path)

    listed: Callable[[float], Answer] = lambda at: ask("GetImItemList", at)  # noqa: E731
    friends = id_of(ask("AddImGroup", 600, DisplayName="Friends"))
    ask("AddImGroup", 601, DisplayName="Friends")
    work = id_of(ask("AddImGroup", 602, DisplayName="Work"))
    team = id_of(ask("AddDistributionGroupToImList", 603, SmtpAddress="t@example.com", DisplayName="Team"))
    ask("AddDistributionGroupToImList", 604, SmtpAddress="t@example.com", DisplayName="Team")
    contact = ".//t:EmailAddress/t:ItemId/@Id"
    anna = id_of(ask("AddNewImContactToGroup", 605, ImAddress="anna@example.com", GroupId=friends), contact)
    ask("AddNewImContactToGroup", 606, ImAddress="anna@example.com", GroupId=friends)
    ask("AddNewImContactToGroup", 606, ImAddress="carl@example.com")
    bert = id_of(
        ask(
            "AddNewTelUriContactToGroup",
            607,
            TelUriAddress="tel:+14255550123",
            ImContactSipUriAddress="sip:bert@example.com",
            ImTelephoneNumber="+14255550123",
            GroupId=friends,
        ),
        contact,
    )
    ask("AddImContactToGroup", 608, ContactId=anna, GroupId=work)
    ask("SetImGroup", 609, GroupId=work, NewDisplayName="Colleagues")
    listed(610)
    asking.ews(f'<m:GetImItems><m:GroupIds><t:ItemId Id="{friends}"/></m:GroupIds></m:GetImItems>', 611)
    ask("RemoveImContactFromGroup", 612, ContactId=anna, GroupId=work)
    ask("RemoveContactFromImList", 613, ContactId=bert)
    ask("RemoveDistributionGroupFromImList", 614, GroupId=team)
    ask("RemoveImGroup", 615, GroupId=friends)
    listed(616)
    ask("SetImGroup", 617, GroupId=friends, NewDisplayName="x")
    ask("AddImContactToGroup", 618, ContactId="x", GroupId=work)
    ask("SetImListMigrationCompleted", 619, ImListMigrationCompleted="true")


def apps(asking: Asking) -> None:
    app = f"<OfficeApp><Id>{APP}</Id><Version>1.0</Version></OfficeApp>"
    install = (
        f"<m:InstallApp><m:Manifest>{base64.b64encode(app.encode()).decode()}</m:Manifest></m:InstallApp>"
    )
    asking.ews("<m:GetAppManifests/>", 700)
    asking.ews("<m:GetAppMarketplaceUrl/>", 701)
    asking.ews(install, 702)
    asking.ews(install, 703)
    asking.ews("<m:GetAppManifests/>", 704)
    tokens = "".join(
        f"<t:TokenRequest><t:Id>{APP}</t:Id><t:TokenType>{kind}</t:TokenType></t:TokenRequest>"
        for kind in ("CallerIdentity", "ExtensionCallback")
    )
    asking.ews(
        f"<m:GetClientAccessToken><m:TokenRequests>{tokens}</m:TokenRequests></m:GetClientAccessToken>", 705
    )
    asking.ews(
        f"<m:DisableApp><m:ID>{APP}</m:ID><m:DisableReason>NoReason</m:DisableReason></m:DisableApp>", 706
    )
    for at in (707, 708):
        asking.ews(f"<m:UninstallApp><m:ID>{APP}</m:ID></m:UninstallApp>", at)
    asking.ews("<m:GetAppManifests/>", 709)

"""Five thousand random requests, good and bad: no answer may break the schema or a rule."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    multiple,
    rule,
    run_state_machine_as_test,
)

from inspector.conformance.finding import Severity
from tests.simulator.asking import Answer, Asking, item_id, without_key

STEPS, RUNS = 50, 100  # 5,000 requests

ITEMS, GROUPS, CONTACTS, APPS, UM_CALLS, EWS_CALLS = (
    Bundle(name) for name in ("items", "groups", "contacts", "apps", "um_calls", "ews_calls")
)
NUMBERS = st.sampled_from(["12345", "+14255550100", "tel:+1-425-555-0100", "nobody", ""])
WORDS = st.text("abcäöü <&>'\"é漢\U0001f600", max_size=8)
NAMES = st.sampled_from(["Friends", "Work", "Familie", "友達"])
FOLDERS = st.sampled_from(
    ["inbox", "drafts", "sentitems", "junkemail", "deleteditems", "voicemail", "outbox"]
)
ADDRESSES = st.sampled_from(["user@example.com", "anna@example.com", "ben@example.com"])
FLAGS = st.booleans().map(lambda flag: "true" if flag else "false")


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def folder(name: str) -> str:
    return f'<t:DistinguishedFolderId Id="{name}"/>'


def recipients(address: str, kind: str = "ToRecipients") -> str:
    return f"<t:{kind}><t:Mailbox><t:EmailAddress>{address}</t:EmailAddress></t:Mailbox></t:{kind}>"


class Anything(RuleBasedStateMachine):
    """A client that does what it likes. Each answer is judged as it comes (see Asking)."""

    version = "Exchange2016"

    def __init__(self) -> None:
        super().__init__()
        self.asking = Asking(version=self.version, minded=(Severity.ERROR,))
        self.at = 0.0
        self.states: dict[str, str] = {}
        self.entry = self.asking.voice_mail
        self.item = f'<t:ItemId Id="{self.asking.voice_mail_item}"/>'

    def ews(self, body: str) -> Answer:
        return self.asking.ews(body, self.at)

    def um(self, body: str) -> Answer:
        return self.asking.um(body, self.at)

    def new(self, answer: Answer) -> Any:
        found = answer.all(".//t:Items/*/t:ItemId | .//m:Items/*/t:ItemId")
        return multiple(*(item_id(answer, number) for number in range(len(found))))

    def _calls(self, *numbers: str, entry: str = "") -> list[str]:
        placed = []
        for number in numbers:
            parts = f"<m:entryId>{entry or self.entry}</m:entryId><m:DialString>{number}</m:DialString>"
            placed += self.um(f"<m:PlayOnPhone>{parts}</m:PlayOnPhone>").texts("m:PlayOnPhoneResponse")
        return placed

    def _install(self, app: str, version: str) -> str:
        text = f"<OfficeApp><Id>{app}</Id><Version>{version}</Version></OfficeApp>"
        manifest = base64.b64encode(text.encode()).decode()
        self.ews(f"<m:InstallApp><m:Manifest>{manifest}</m:Manifest></m:InstallApp>")
        return app

    # -- the beginning: something of everything -----------------------------------------------------------

    @initialize(target=ITEMS)
    def first_items(self) -> Any:
        return multiple(self.item, self.asking.draft(), self.asking.draft(recipients("anna@example.com")))

    @initialize(target=UM_CALLS)
    def first_calls(self) -> Any:
        return multiple(*self._calls("12345", "+14255550100"))

    @initialize(target=EWS_CALLS)
    def first_phone_call(self) -> Any:
        item = self.item.replace("t:ItemId", "m:ItemId")
        answer = self.ews(f"<m:PlayOnPhone>{item}<m:DialString>1</m:DialString></m:PlayOnPhone>")
        return multiple(*answer.texts("m:PhoneCallId/@Id"))

    @initialize(target=GROUPS)
    def first_groups(self) -> Any:
        self.ews("<m:AddImGroup><m:DisplayName>Friends</m:DisplayName></m:AddImGroup>")
        return multiple(*self.ews("<m:GetImItemList/>").texts(".//t:ExchangeStoreId/@Id"))

    @initialize(target=CONTACTS)
    def first_contact(self) -> Any:
        body = "<m:ImAddress>anna@example.com</m:ImAddress>"
        answer = self.ews(f"<m:AddNewImContactToGroup>{body}</m:AddNewImContactToGroup>")
        return multiple(*answer.texts(".//t:EmailAddress/t:ItemId/@Id"))

    @initialize(target=APPS)
    def first_app(self) -> str:
        return self._install("1c50226d-04b5-4ab2-9fcd-42e236b59e40", "1.0")

    # -- time and calls ------------------------------------------------------------------------------------

    def time_goes_by(self, seconds: float) -> None:
        self.at = round(self.at + seconds, 3)

    @rule(target=UM_CALLS, number=NUMBERS, entry=st.sampled_from(["", "", "AAAA"]))
    def play_on_phone(self, number: str, entry: str) -> Any:
        return multiple(*self._calls(number, entry=entry))

    @rule(target=UM_CALLS, number=NUMBERS, kind=st.sampled_from(["NormalCustom", "OofCustom"]))
    def play_greeting(self, number: str, kind: str) -> Any:
        parts = f"<m:GreetingType>{kind}</m:GreetingType><m:DialString>{number}</m:DialString>"
        answer = self.um(f"<m:PlayOnPhoneGreeting>{parts}</m:PlayOnPhoneGreeting>")
        return multiple(*answer.texts("m:PlayOnPhoneGreetingResponse"))

    @rule(target=EWS_CALLS, number=NUMBERS, item=ITEMS)
    def play_item_on_phone(self, number: str, item: str) -> Any:
        item = item.replace("t:ItemId", "m:ItemId")
        answer = self.ews(f"<m:PlayOnPhone>{item}<m:DialString>{number}</m:DialString></m:PlayOnPhone>")
        return multiple(*answer.texts("m:PhoneCallId/@Id"))

    @rule(
        call=st.one_of(UM_CALLS, st.just("AAAA")),
        seconds=st.lists(st.sampled_from([0, 1, 3, 31.999, 0.001, 60]), max_size=4),
        hang_up=st.booleans(),
    )
    def follow_call(self, call: str, seconds: list[float], hang_up: bool) -> None:
        if hang_up:
            self.um(f"<m:Disconnect><m:CallId>{call}</m:CallId></m:Disconnect>")
        for wait in seconds:
            self.time_goes_by(wait)
            self.um(f"<m:GetCallInfo><m:CallId>{call}</m:CallId></m:GetCallInfo>")

    @rule(
        call=st.one_of(EWS_CALLS, st.just("AAAA")),
        seconds=st.lists(st.sampled_from([0, 1, 3, 31.999, 0.001, 60]), max_size=4),
        hang_up=st.booleans(),
    )
    def follow_phone_call(self, call: str, seconds: list[float], hang_up: bool) -> None:
        which = f'<m:PhoneCallId Id="{call}"/>'
        if hang_up:
            self.ews(f"<m:DisconnectPhoneCall>{which}</m:DisconnectPhoneCall>")
        for wait in seconds:
            self.time_goes_by(wait)
            self.ews(f"<m:GetPhoneCallInformation>{which}</m:GetPhoneCallInformation>")

    # -- settings ------------------------------------------------------------------------------------------

    @rule(
        what=st.sampled_from(["oof", "missed", "number", "folder", "no folder", "pin", "nothing"]),
        flag=FLAGS,
        number=NUMBERS,
        name=FOLDERS,
    )
    def settings(self, what: str, flag: str, number: str, name: str) -> None:
        entry = self.asking.simulator.default_mailbox.folder_entry(name) if what == "folder" else "AAAA"
        operation, part = {
            "oof": ("SetOofStatus", f"<m:status>{flag}</m:status>"),
            "missed": ("SetMissedCallNotificationEnabled", f"<m:status>{flag}</m:status>"),
            "number": ("SetPlayOnPhoneDialString", f"<m:dialString>{number}</m:dialString>"),
            "folder": ("SetTelephoneAccessFolderEmail", f"<m:base64FolderId>{entry}</m:base64FolderId>"),
            "no folder": ("SetTelephoneAccessFolderEmail", f"<m:base64FolderId>{entry}</m:base64FolderId>"),
            "pin": ("ResetPIN", ""),
            "nothing": ("IsUMEnabled", ""),
        }[what]
        self.um(f"<m:{operation}>{part}</m:{operation}>")
        self.um("<m:GetUMProperties/>")

    # -- messages ------------------------------------------------------------------------------------------

    @rule(
        target=ITEMS,
        text=WORDS,
        to=st.one_of(st.none(), ADDRESSES),
        how=st.sampled_from(["SaveOnly", "SaveOnly", "SendOnly", "SendAndSaveCopy"]),
        kind=st.sampled_from(["Text", "HTML"]),
        into=st.one_of(st.none(), FOLDERS),
        extra=st.sampled_from(
            ["", "<t:Importance>High</t:Importance>", "<t:Size>1</t:Size>", "<t:IsRead>true</t:IsRead>"]
        ),
    )
    def create_item(
        self, text: str, to: str | None, how: str, kind: str, into: str | None, extra: str
    ) -> Any:
        saved = f"<m:SavedItemFolderId>{folder(into)}</m:SavedItemFolderId>" if into else ""
        early, late = (extra, "") if "IsRead" not in extra else ("", extra)
        message = (
            f'<t:Subject>{escaped(text)}</t:Subject><t:Body BodyType="{kind}">{escaped(text)}</t:Body>{early}'
            f"{recipients(to) if to else ''}{late}"
        )
        return self.new(
            self.ews(
                f'<m:CreateItem MessageDisposition="{how}">{saved}<m:Items><t:Message>{message}</t:Message>'
                "</m:Items></m:CreateItem>"
            )
        )

    @rule(
        items=st.lists(ITEMS, min_size=1, max_size=3),
        base=st.sampled_from(["IdOnly", "Default", "AllProperties"]),
        body=st.sampled_from(["Best", "HTML", "Text"]),
        mime=FLAGS,
    )
    def get_item(self, items: list[str], base: str, body: str, mime: str) -> None:
        more = f"<t:IncludeMimeContent>{mime}</t:IncludeMimeContent><t:BodyType>{body}</t:BodyType>"
        self.asking.get(*items, base=base, more=more, at=self.at)

    @rule(
        target=ITEMS,
        item=ITEMS,
        text=WORDS,
        how=st.sampled_from(["NeverOverwrite", "AutoResolve", "AlwaysOverwrite"]),
        then=st.sampled_from(["SaveOnly", "SaveOnly", "SaveOnly", "SendAndSaveCopy"]),
        change=st.sampled_from(["subject", "delete", "append", "read-only", "mismatch"]),
        keyless=st.booleans(),
    )
    def update_item(self, item: str, text: str, how: str, then: str, change: str, keyless: bool) -> Any:
        uri = '<t:FieldURI FieldURI="item:{}"/>'
        subject = f"<t:Message><t:Subject>{escaped(text)}</t:Subject></t:Message>"
        body = f'<t:Message><t:Body BodyType="Text">{escaped(text)}</t:Body></t:Message>'
        size = "<t:Message><t:Size>1</t:Size></t:Message>"
        changes = {
            "subject": f"<t:SetItemField>{uri.format('Subject')}{subject}</t:SetItemField>",
            "delete": f"<t:DeleteItemField>{uri.format('Categories')}</t:DeleteItemField>",
            "append": f"<t:AppendToItemField>{uri.format('Body')}{body}</t:AppendToItemField>",
            "read-only": f"<t:SetItemField>{uri.format('Size')}{size}</t:SetItemField>",
            "mismatch": f"<t:SetItemField>{uri.format('Body')}{subject}</t:SetItemField>",
        }
        which = without_key(item) if keyless else item
        return self.new(
            self.ews(
                f'<m:UpdateItem ConflictResolution="{how}" MessageDisposition="{then}"><m:ItemChanges>'
                f"<t:ItemChange>{which}<t:Updates>{changes[change]}</t:Updates></t:ItemChange></m:ItemChanges>"
                "</m:UpdateItem>"
            )
        )

    @rule(item=ITEMS, save=FLAGS, keyless=st.booleans())
    def send_item(self, item: str, save: str, keyless: bool) -> None:
        ids = f"<m:ItemIds>{without_key(item) if keyless else item}</m:ItemIds>"
        self.ews(f'<m:SendItem SaveItemToFolder="{save}">{ids}</m:SendItem>')

    @rule(target=ITEMS, item=ITEMS, to=FOLDERS, operation=st.sampled_from(["CopyItem", "MoveItem"]))
    def transfer_item(self, item: str, to: str, operation: str) -> Any:
        target = f"<m:ToFolderId>{folder(to)}</m:ToFolderId>"
        return self.new(self.ews(f"<m:{operation}>{target}<m:ItemIds>{item}</m:ItemIds></m:{operation}>"))

    @rule(
        item=st.one_of(ITEMS, consumes(ITEMS)),
        how=st.sampled_from(["HardDelete", "SoftDelete", "MoveToDeletedItems"]),
    )
    def delete_item(self, item: str, how: str) -> None:
        self.ews(f'<m:DeleteItem DeleteType="{how}"><m:ItemIds>{item}</m:ItemIds></m:DeleteItem>')

    @rule(target=ITEMS, where=FOLDERS)
    def find_items(self, where: str) -> Any:
        return self.new(self.asking.find(where, base="AllProperties"))

    @rule(
        target=ITEMS,
        item=ITEMS,
        kind=st.sampled_from(["ReplyToItem", "ReplyAllToItem", "ForwardItem"]),
        how=st.sampled_from(["SaveOnly", "SendOnly", "SendAndSaveCopy"]),
        to=st.one_of(st.none(), ADDRESSES),
        body=st.sampled_from(["Text", "HTML"]),
        text=WORDS,
    )
    def answer_item(self, item: str, kind: str, how: str, to: str | None, body: str, text: str) -> Any:
        reference = item.replace("t:ItemId", "t:ReferenceItemId")
        content = f'<t:NewBodyContent BodyType="{body}">{escaped(text)}</t:NewBodyContent>'
        message = f"<t:{kind}>{recipients(to) if to else ''}{reference}{content}</t:{kind}>"
        return self.new(
            self.ews(f'<m:CreateItem MessageDisposition="{how}"><m:Items>{message}</m:Items></m:CreateItem>')
        )

    @rule(item=ITEMS, name=WORDS, inner=st.booleans(), keep=st.booleans())
    def attach(self, item: str, name: str, inner: bool, keep: bool) -> None:
        kind, content = ("Item", "<t:Message/>") if inner else ("File", "<t:Content>QUJD</t:Content>")
        held = f"<t:{kind}Attachment><t:Name>{escaped(name)}</t:Name>{content}</t:{kind}Attachment>"
        parent = item.replace("t:ItemId", "m:ParentItemId")
        made = self.ews(
            f"<m:CreateAttachment>{parent}<m:Attachments>{held}</m:Attachments></m:CreateAttachment>"
        )
        for handle in made.texts(".//t:AttachmentId/@Id"):
            ids = f'<m:AttachmentIds><t:AttachmentId Id="{handle}"/></m:AttachmentIds>'
            self.ews(f"<m:GetAttachment>{ids}</m:GetAttachment>")
            for _ in range(0 if keep else 2):
                self.ews(f"<m:DeleteAttachment>{ids}</m:DeleteAttachment>")

    @rule(where=FOLDERS, most=st.integers(1, 20), base=st.sampled_from(["IdOnly", "AllProperties"]))
    def sync(self, where: str, most: int, base: str) -> None:
        state = self.states.get(where, "")
        answer = self.ews(
            f"<m:SyncFolderItems><m:ItemShape><t:BaseShape>{base}</t:BaseShape></m:ItemShape>"
            f"<m:SyncFolderId>{folder(where)}</m:SyncFolderId>{state}"
            f"<m:MaxChangesReturned>{most}</m:MaxChangesReturned></m:SyncFolderItems>"
        )
        self.states[where] = f"<m:SyncState>{answer.text('.//m:SyncState')}</m:SyncState>"

    # -- contacts ------------------------------------------------------------------------------------------

    @rule(target=GROUPS, name=NAMES)
    def add_group(self, name: str) -> Any:
        answer = self.ews(f"<m:AddImGroup><m:DisplayName>{name}</m:DisplayName></m:AddImGroup>")
        return multiple(*answer.texts(".//t:ExchangeStoreId/@Id"))

    @rule(target=GROUPS, address=st.sampled_from(["team@example.com", "none"]), name=NAMES)
    def add_distribution_group(self, address: str, name: str) -> Any:
        parts = f"<m:SmtpAddress>{address}</m:SmtpAddress><m:DisplayName>{name}</m:DisplayName>"
        answer = self.ews(f"<m:AddDistributionGroupToImList>{parts}</m:AddDistributionGroupToImList>")
        return multiple(*answer.texts(".//t:ExchangeStoreId/@Id"))

    @rule(target=CONTACTS, address=ADDRESSES, group=st.one_of(st.none(), GROUPS))
    def add_contact(self, address: str, group: str | None) -> Any:
        where = f'<m:GroupId Id="{group}"/>' if group else ""
        answer = self.ews(
            f"<m:AddNewImContactToGroup><m:ImAddress>{address}</m:ImAddress>{where}</m:AddNewImContactToGroup>"
        )
        return multiple(*answer.texts(".//t:EmailAddress/t:ItemId/@Id"))

    @rule(target=CONTACTS, group=st.one_of(st.none(), GROUPS), number=st.sampled_from(["1", "2"]))
    def add_telephone_contact(self, group: str | None, number: str) -> Any:
        where = f'<m:GroupId Id="{group}"/>' if group else ""
        answer = self.ews(
            f"<m:AddNewTelUriContactToGroup><m:TelUriAddress>tel:{number}</m:TelUriAddress>"
            f"<m:ImContactSipUriAddress>sip:{number}@example.com</m:ImContactSipUriAddress>"
            f"<m:ImTelephoneNumber>{number}</m:ImTelephoneNumber>{where}</m:AddNewTelUriContactToGroup>"
        )
        return multiple(*answer.texts(".//t:EmailAddress/t:ItemId/@Id"))

    @rule(
        contact=CONTACTS,
        group=st.one_of(GROUPS, st.just("x")),
        operation=st.sampled_from(["AddImContactToGroup", "RemoveImContactFromGroup"]),
    )
    def place_contact(self, contact: str, group: str, operation: str) -> None:
        parts = f'<m:ContactId Id="{contact}"/><m:GroupId Id="{group}"/>'
        self.ews(f"<m:{operation}>{parts}</m:{operation}>")

    @rule(contact=CONTACTS)
    def remove_contact(self, contact: str) -> None:
        body = f'<m:ContactId Id="{contact}"/>'
        self.ews(f"<m:RemoveContactFromImList>{body}</m:RemoveContactFromImList>")

    @rule(group=GROUPS, operation=st.sampled_from(["RemoveImGroup", "RemoveDistributionGroupFromImList"]))
    def remove_group(self, group: str, operation: str) -> None:
        self.ews(f'<m:{operation}><m:GroupId Id="{group}"/></m:{operation}>')

    @rule(group=GROUPS, name=NAMES)
    def rename_group(self, group: str, name: str) -> None:
        parts = f'<m:GroupId Id="{group}"/><m:NewDisplayName>{name}</m:NewDisplayName>'
        self.ews(f"<m:SetImGroup>{parts}</m:SetImGroup>")

    @rule(contact=CONTACTS, group=GROUPS)
    def get_im_items(self, contact: str, group: str) -> None:
        self.ews(
            f'<m:GetImItems><m:ContactIds><t:ItemId Id="{contact}"/></m:ContactIds>'
            f'<m:GroupIds><t:ItemId Id="{group}"/></m:GroupIds></m:GetImItems>'
        )

    @rule(target=GROUPS, flag=FLAGS)
    def set_migrated_and_get_list(self, flag: str) -> Any:
        parts = f"<m:ImListMigrationCompleted>{flag}</m:ImListMigrationCompleted>"
        self.ews(f"<m:SetImListMigrationCompleted>{parts}</m:SetImListMigrationCompleted>")
        return multiple(*self.ews("<m:GetImItemList/>").texts(".//t:ExchangeStoreId/@Id"))

    # -- apps ----------------------------------------------------------------------------------------------

    @rule(
        target=APPS,
        app=st.one_of(APPS, st.sampled_from(["1c50226d-04b5-4ab2-9fcd-42e236b59e41", "no-guid"])),
        version=st.sampled_from(["1.0", "2.0", "3.0"]),
    )
    def install_app(self, app: str, version: str) -> str:
        return self._install(app, version)

    @rule(app=APPS, use=st.sampled_from(["disable", "uninstall", "token", "manifests", "marketplace"]))
    def use_app(self, app: str, use: str) -> None:
        tokens = "".join(
            f"<t:TokenRequest><t:Id>{app}</t:Id><t:TokenType>{kind}</t:TokenType></t:TokenRequest>"
            for kind in ("CallerIdentity", "ExtensionCallback", "ScopedToken")
        )
        operation, parts = {
            "disable": ("DisableApp", f"<m:ID>{app}</m:ID><m:DisableReason>NoReason</m:DisableReason>"),
            "uninstall": ("UninstallApp", f"<m:ID>{app}</m:ID>"),
            "token": ("GetClientAccessToken", f"<m:TokenRequests>{tokens}</m:TokenRequests>"),
            "manifests": ("GetAppManifests", ""),
            "marketplace": ("GetAppMarketplaceUrl", ""),
        }[use]
        self.ews(f"<m:{operation}>{parts}</m:{operation}>")

    # -- nonsense ------------------------------------------------------------------------------------------

    @rule(
        path=st.sampled_from(["/EWS/Exchange.asmx", "/EWS/UM2007Legacy.asmx"]),
        body=st.sampled_from(["", "<m:Nothing/>", "<m:GetItem/>", "<m:SetOofStatus/>", "<m:PlayOnPhone/>"]),
        cut=st.integers(0, 300),
    )
    def nonsense(self, path: str, body: str, cut: int) -> None:
        if cut < 250:
            self.asking.ask(path, body, self.at)
        else:
            self.asking.raw(path, b"<s:Envelope>" + body.encode()[: cut % 50], self.at)


class AnythingOnExchange2010(Anything):
    """The same client and a server that lacks half of what it asks for."""

    version = "Exchange2010_SP2"


class AnythingOnExchange2007(Anything):
    """The same client and a server with its own words."""

    version = "Exchange2007_SP1"


CALM = settings(
    stateful_step_count=STEPS,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
)


@pytest.mark.parametrize(
    ("machine", "runs"),
    [(Anything, RUNS), (AnythingOnExchange2010, RUNS // 10), (AnythingOnExchange2007, RUNS // 10)],
)
def test_no_answer_breaks_the_schema_or_a_rule(machine: type[Anything], runs: int) -> None:
    run_state_machine_as_test(machine, settings=settings(CALM, max_examples=runs))

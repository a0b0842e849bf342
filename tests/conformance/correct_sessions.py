"""Random sessions of correct clients with the simulator, in which nothing is wrong.

``python -m tests.conformance.correct_sessions 10000`` judges so many and prints what it finds; the test
judges a few. Two connections take turns, and their requests overlap: one writes, the other reads, or writes
elsewhere.
"""

from __future__ import annotations

import base64
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from lxml import etree

from inspector.conformance.check import Checker
from inspector.conformance.finding import Finding, Severity
from inspector.simulator import Simulator
from inspector.wire.http import Headers, HttpRequest, HttpResponse
from tests.messages import MESSAGES, SOAP, TYPES, soap

__all__ = ["Told", "findings_of", "session"]

VERSIONS = ("Exchange2010_SP2", "Exchange2013", "Exchange2013_SP1", "Exchange2016")
NAMES = {"m": MESSAGES, "t": TYPES}
FOLDERS = ("inbox", "drafts", "sentitems", "junkemail", "deleteditems")
PEOPLE = ("user1@example.com", "user2@example.com", "anna@example.com")
SWITCHES = ("IsReadReceiptRequested", "IsDeliveryReceiptRequested", "IsRead", "IsResponseRequested")
WAITS = (0.001, 0.5, 2.0, 5.0, 31.9, 32.0, 33.0, 400.0)
APP = "00000000-0000-4000-8000-0000000000{:02}"


@dataclass(frozen=True)
class Told:
    """An exchange of a session: when the request was complete, when its answer was, and both."""

    asked_at: float
    told_at: float
    request: HttpRequest
    response: HttpResponse


@dataclass
class Client:
    """A client on a connection of its own, and what it knows.

    Args:
        simulator: whom it asks.
        chance: what decides for it.
        user: its mailbox.
        version: the schema version that it asks for.
        connection: its connection.
        clock: what the server's clock shows.
    """

    simulator: Simulator
    chance: random.Random
    user: str
    version: str
    connection: str
    clock: list[float]
    ready: float = 0.0
    said: list[Told] = field(default_factory=list)
    items: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)
    contacts: list[str] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    phone_calls: list[str] = field(default_factory=list)

    def ask(self, payload: str, at: float, *, um: bool = False) -> etree._Element:
        """Asks at a time of the server, and returns the Body's child of the answer."""
        head = f'<t:RequestServerVersion Version="{self.version}"/>'
        request = HttpRequest(
            Headers({"Content-Type": "text/xml; charset=utf-8", "X-AnchorMailbox": self.user}),
            soap(payload, "" if um else head),
            "POST",
            f"https://mail.example.com/EWS/{'UM2007Legacy' if um else 'Exchange'}.asmx",
            self.connection,
        )
        at = self.clock[0] = max(at, self.ready, self.clock[0])
        response = self.simulator.respond(request, at)
        before, after = (self.chance.choice((0.0001, 0.001, 0.3)) for _ in range(2))
        told = Told(max(self.ready - 0.001, at - before), at + after, request, response)
        self.said.append(told)
        self.ready = round(told.told_at + 0.001, 6)
        return etree.fromstring(response.body).find(f"{{{SOAP}}}Body")[0]

    def one(self, of: list[str]) -> str:
        return self.chance.choice(of) if of else ""

    # -- messages

    def _properties(self) -> str:
        chance = self.chance
        people = "".join(
            f"<t:{name}>{_mailbox(chance.choice(PEOPLE))}</t:{name}>"
            for name in ("ToRecipients", "CcRecipients", "BccRecipients")
            if chance.random() < 0.6 or name == "ToRecipients"
        )
        switches = [name for name in SWITCHES if chance.random() < 0.4]
        told = {
            name: f"<t:{name}>{chance.choice(('true', 'false', '1', '0'))}</t:{name}>" for name in switches
        }
        references = "<t:References>&lt;1@example.com&gt;  &lt;2@example.com&gt;</t:References>"
        reply = f"<t:ReplyTo>{_mailbox(chance.choice(PEOPLE))}</t:ReplyTo>"
        late = (references if chance.random() < 0.3 else "") + (reply if chance.random() < 0.3 else "")
        return (
            f"<t:Subject>Lunch {chance.randrange(9)}</t:Subject>"
            f"<t:Body BodyType='{chance.choice(('Text', 'HTML'))}'>At noon.</t:Body>{people}"
            + "".join(told.get(name, "") for name in SWITCHES)
            + late
        )

    def create(self, at: float) -> None:
        how = self.chance.choice(("SaveOnly", "SaveOnly", "SendOnly", "SendAndSaveCopy"))
        count = self.chance.choice((1, 1, 2))
        messages = "".join(f"<t:Message>{self._properties()}</t:Message>" for _ in range(count))
        into = f"<m:SavedItemFolderId>{self._folder(at)}</m:SavedItemFolderId>" if how != "SendOnly" else ""
        asked = f"<m:CreateItem MessageDisposition='{how}'>{into}<m:Items>{messages}</m:Items></m:CreateItem>"
        self.items += _item_ids(self.ask(asked, self.ready if into else at))

    def _folder(self, at: float) -> str:
        name = f"<t:DistinguishedFolderId Id='{self.chance.choice(FOLDERS)}'/>"
        if self.chance.random() < 0.5:
            return name
        shape = "<m:FolderShape><t:BaseShape>IdOnly</t:BaseShape></m:FolderShape>"
        told = self.ask(f"<m:GetFolder>{shape}<m:FolderIds>{name}</m:FolderIds></m:GetFolder>", at)
        return f"<t:FolderId Id='{told.xpath('string(.//t:FolderId/@Id)', namespaces=NAMES)}'/>"

    def get(self, at: float) -> None:
        wanted = self.chance.sample(self.items, min(len(self.items), self.chance.choice((1, 2, 3))))
        wanted += [self.one(self.gone)] if self.gone and self.chance.random() < 0.3 else []
        if not wanted:
            return
        shape = self.chance.choice(("IdOnly", "Default", "AllProperties"))
        mime = f"<t:IncludeMimeContent>{self.chance.choice(('true', 'false'))}</t:IncludeMimeContent>"
        body = f"<t:BodyType>{self.chance.choice(('Best', 'HTML', 'Text'))}</t:BodyType>"
        paths = ("message:IsRead", "message:ToRecipients", "item:Subject", "item:ParentFolderId")
        uri = f"<t:FieldURI FieldURI='{self.chance.choice(paths)}'/>"
        more = f"<t:AdditionalProperties>{uri}</t:AdditionalProperties>"
        parts = "".join(each for each in (mime, body, more) if self.chance.random() < 0.5)
        self.ask(
            f"<m:GetItem><m:ItemShape><t:BaseShape>{shape}</t:BaseShape>{parts}</m:ItemShape>"
            f"<m:ItemIds>{''.join(wanted)}</m:ItemIds></m:GetItem>",
            at,
        )

    def update(self, at: float) -> None:
        item = self.one(self.items)
        if not item:
            return
        uri, value = self.chance.choice(
            (
                ("message:IsRead", f"<t:IsRead>{self.chance.choice(('true', 'false'))}</t:IsRead>"),
                ("item:Subject", "<t:Subject>Dinner</t:Subject>"),
                ("message:CcRecipients", f"<t:CcRecipients>{_mailbox(PEOPLE[0])}</t:CcRecipients>"),
                ("message:References", "<t:References>&lt;3@example.com&gt;</t:References>"),
            )
        )
        change = (
            f"<t:SetItemField><t:FieldURI FieldURI='{uri}'/><t:Message>{value}</t:Message></t:SetItemField>"
        )
        told = self.ask(
            "<m:UpdateItem ConflictResolution='AlwaysOverwrite' MessageDisposition='SaveOnly'><m:ItemChanges>"
            f"<t:ItemChange>{item}<t:Updates>{change}</t:Updates></t:ItemChange></m:ItemChanges></m:UpdateItem>",
            at,
        )
        self._instead(item, _item_ids(told))

    def _instead(self, item: str, after: list[str]) -> None:
        self.items.remove(item)
        self.items += after

    def transfer(self, at: float) -> None:
        item, name = self.one(self.items), self.chance.choice(("CopyItem", "MoveItem"))
        if item:
            where = f"<m:ToFolderId>{self._folder(at)}</m:ToFolderId>"
            after = _item_ids(
                self.ask(f"<m:{name}>{where}<m:ItemIds>{item}</m:ItemIds></m:{name}>", self.ready)
            )
            if name == "MoveItem":
                self.items.remove(item)
                self.gone.append(item)
            self.items += after

    def delete(self, at: float) -> None:
        item = self.one(self.items + self.gone)
        how = self.chance.choice(("HardDelete", "SoftDelete", "MoveToDeletedItems"))
        if item:
            self.ask(f"<m:DeleteItem DeleteType='{how}'><m:ItemIds>{item}</m:ItemIds></m:DeleteItem>", at)
            if item in self.items:
                self.items.remove(item)
                self.gone.append(item)

    def send(self, at: float) -> None:
        item = self.one(self.items)
        if item:
            save = self.chance.choice(("true", "false"))
            told = self.ask(
                f"<m:SendItem SaveItemToFolder='{save}'><m:ItemIds>{item}</m:ItemIds></m:SendItem>", at
            )
            if told.xpath("boolean(.//*[@ResponseClass='Success'])"):
                self.items.remove(item)
                self.gone.append(item)

    def answer(self, at: float) -> None:
        item = self.one(self.items)
        if item:
            kind = self.chance.choice(("ReplyToItem", "ReplyAllToItem", "ForwardItem"))
            to = f"<t:ToRecipients>{_mailbox(PEOPLE[1])}</t:ToRecipients>" if kind == "ForwardItem" else ""
            text = "<t:NewBodyContent BodyType='Text'>Yes</t:NewBodyContent>"
            inside = f"<t:{kind}>{to}{item.replace('t:ItemId', 't:ReferenceItemId')}{text}</t:{kind}>"
            how = self.chance.choice(("SaveOnly", "SendAndSaveCopy"))
            asked = f"<m:CreateItem MessageDisposition='{how}'><m:Items>{inside}</m:Items></m:CreateItem>"
            self.items += _item_ids(self.ask(asked, at))

    # -- contacts

    def add_group(self, at: float) -> None:
        name = self.chance.choice(("Friends", "Work", "friends", "Family"))
        asked = f"<m:AddImGroup><m:DisplayName>{name}</m:DisplayName></m:AddImGroup>"
        if self.chance.random() < 0.3:
            address = f"<m:SmtpAddress>group{self.chance.randrange(2)}@example.com</m:SmtpAddress>"
            inside = f"{address}<m:DisplayName>{name}</m:DisplayName>"
            asked = f"<m:AddDistributionGroupToImList>{inside}</m:AddDistributionGroupToImList>"
        told = self.ask(asked, at)
        self.groups += told.xpath(".//t:ExchangeStoreId/@Id", namespaces=NAMES)

    def add_contact(self, at: float) -> None:
        where = (
            f"<m:GroupId Id='{self.one(self.groups)}'/>" if self.groups and self.chance.random() < 0.6 else ""
        )
        number = self.chance.randrange(6)
        asked = (
            f"<m:AddNewImContactToGroup><m:ImAddress>contact{number}@example.com</m:ImAddress>"
            f"<m:DisplayName>Contact {number}</m:DisplayName>{where}</m:AddNewImContactToGroup>"
        )
        if self.chance.random() < 0.4:
            asked = (
                f"<m:AddNewTelUriContactToGroup><m:TelUriAddress>tel:+1425555010{number}</m:TelUriAddress>"
                f"<m:ImContactSipUriAddress>sip:contact{number}@example.com</m:ImContactSipUriAddress>"
                f"<m:ImTelephoneNumber>+1425555010{number}</m:ImTelephoneNumber>"
                f"{where}</m:AddNewTelUriContactToGroup>"
            )
        told = self.ask(asked, at)
        self.contacts += told.xpath(".//t:EmailAddress/t:ItemId/@Id", namespaces=NAMES)

    def place_contact(self, at: float) -> None:
        contact, group = self.one(self.contacts), self.one(self.groups)
        if contact and group:
            name = self.chance.choice(
                ("AddImContactToGroup", "AddImContactToGroup", "RemoveImContactFromGroup")
            )
            self.ask(f"<m:{name}><m:ContactId Id='{contact}'/><m:GroupId Id='{group}'/></m:{name}>", at)

    def remove_contact(self, at: float) -> None:
        if contact := self.one(self.contacts):
            asked = f"<m:ContactId Id='{contact}'/>"
            self.ask(f"<m:RemoveContactFromImList>{asked}</m:RemoveContactFromImList>", at)

    def change_group(self, at: float) -> None:
        if group := self.one(self.groups):
            asked = f"<m:GroupId Id='{group}'/>"
            name = self.chance.choice(("SetImGroup", "RemoveImGroup", "RemoveDistributionGroupFromImList"))
            more = f"<m:NewDisplayName>Group {self.chance.randrange(3)}</m:NewDisplayName>"
            self.ask(f"<m:{name}>{asked}{more if name == 'SetImGroup' else ''}</m:{name}>", at)

    def list_contacts(self, at: float) -> None:
        if self.chance.random() < 0.7 or not (self.groups and self.contacts):
            self.ask("<m:GetImItemList/>", at)
            return
        contact = f"<m:ContactIds><t:ItemId Id='{self.one(self.contacts)}'/></m:ContactIds>"
        group = f"<m:GroupIds><t:ItemId Id='{self.one(self.groups)}'/></m:GroupIds>"
        self.ask(f"<m:GetImItems>{contact}{group}</m:GetImItems>", at)

    # -- apps

    def app(self, at: float) -> None:
        app = APP.format(self.chance.randrange(2))
        manifest = (
            '<OfficeApp xmlns="http://schemas.microsoft.com/office/appforoffice/1.0" '
            'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="MailApp">'
            f"<Id>{app}</Id><Version>1.0</Version><ProviderName>Contoso</ProviderName>"
            '<DefaultLocale>en-US</DefaultLocale><DisplayName DefaultValue="App"/></OfficeApp>'
        )
        packed = base64.b64encode(manifest.encode()).decode()
        token = (
            f"<t:TokenRequest><t:Id>{app}</t:Id><t:TokenType>CallerIdentity</t:TokenType></t:TokenRequest>"
        )
        self.ask(
            self.chance.choice(
                (
                    f"<m:InstallApp><m:Manifest>{packed}</m:Manifest></m:InstallApp>",
                    "<m:GetAppManifests/>",
                    "<m:GetAppMarketplaceUrl/>",
                    f"<m:DisableApp><m:ID>{app}</m:ID><m:DisableReason>NoReason</m:DisableReason></m:DisableApp>",
                    f"<m:UninstallApp><m:ID>{app}</m:ID></m:UninstallApp>",
                    f"<m:GetClientAccessToken><m:TokenRequests>{token}</m:TokenRequests></m:GetClientAccessToken>",
                )
            ),
            at,
        )

    # -- calls

    def play(self, at: float) -> None:
        mailbox = self.simulator.account(self.user)
        assert mailbox is not None
        voice = mailbox.mailbox
        number = "<m:DialString>+14255550100</m:DialString>"
        how = self.chance.choice(("item", "greeting", "ews"))
        if how == "ews":
            item = f"<m:ItemId Id='{voice.item_id(voice.voice_mail)}'/>"
            told = self.ask(f"<m:PlayOnPhone>{item}{number}</m:PlayOnPhone>", at)
            self.phone_calls += told.xpath("m:PhoneCallId/@Id", namespaces=NAMES)
            return
        item = f"<m:entryId>{voice.entry_id(voice.voice_mail)}</m:entryId>"
        asked = f"<m:PlayOnPhone>{item}{number}</m:PlayOnPhone>"
        if how == "greeting":
            kind = "<m:GreetingType>NormalCustom</m:GreetingType>"
            asked = f"<m:PlayOnPhoneGreeting>{kind}{number}</m:PlayOnPhoneGreeting>"
        told = self.ask(asked, at, um=True)
        self.calls += [each.text for each in told if each.text]

    def follow(self, at: float) -> None:
        if call := self.one(self.calls):
            name = self.chance.choice(("GetCallInfo", "GetCallInfo", "Disconnect"))
            self.ask(f"<m:{name}><m:CallId>{call}</m:CallId></m:{name}>", at, um=True)
        if call := self.one(self.phone_calls):
            name = self.chance.choice(("GetPhoneCallInformation", "DisconnectPhoneCall"))
            self.ask(f"<m:{name}><m:PhoneCallId Id='{call}'/></m:{name}>", at)

    def settings(self, at: float) -> None:
        flag = f"<m:status>{self.chance.choice(('true', 'false', '1', '0'))}</m:status>"
        number = f"<m:dialString>{self.chance.choice(('12345', '+1-425-555-0100'))}</m:dialString>"
        asked = self.chance.choice(
            (
                "<m:GetUMProperties/>",
                "<m:GetUMProperties/>",
                f"<m:SetOofStatus>{flag}</m:SetOofStatus>",
                f"<m:SetMissedCallNotificationEnabled>{flag}</m:SetMissedCallNotificationEnabled>",
                f"<m:SetPlayOnPhoneDialString>{number}</m:SetPlayOnPhoneDialString>",
                "<m:IsUMEnabled/>",
                "<m:ResetPIN/>",
            )
        )
        self.ask(asked, at, um=True)


MAIL = (
    *(Client.create, Client.create, Client.get, Client.get, Client.update, Client.transfer),
    *(Client.delete, Client.send, Client.answer),
)
LISTS = (
    *(Client.add_group, Client.add_contact, Client.place_contact, Client.list_contacts),
    *(Client.remove_contact, Client.change_group, Client.list_contacts),
)
CALLS = (Client.play, Client.follow, Client.follow, Client.follow, Client.settings)
READING: tuple[Step, ...] = (Client.get, Client.list_contacts, Client.follow)
Step = Callable[[Client, float], None]


def _mailbox(address: str) -> str:
    return f"<t:Mailbox><t:EmailAddress>{address}</t:EmailAddress></t:Mailbox>"


def _item_ids(told: etree._Element) -> list[str]:
    return [
        f"<t:ItemId Id='{each.get('Id')}' ChangeKey='{each.get('ChangeKey')}'/>"
        for each in told.xpath(".//m:Items/*/t:ItemId", namespaces=NAMES)
    ]


def session(seed: int) -> list[Told]:
    """A session, in the order in which its answers were complete."""
    chance = random.Random(seed)
    version = chance.choice(VERSIONS)
    simulator = Simulator(version=version, seed=str(seed))
    clock = [0.0]
    first = Client(simulator, chance, "user1@example.com", version, "1", clock)
    reads_only = chance.random() < 0.5
    second = Client(
        simulator, chance, "user1@example.com" if reads_only else "user2@example.com", version, "2", clock
    )
    if reads_only:  # it sees what the other one sees
        for name in ("items", "groups", "contacts", "calls", "phone_calls"):
            setattr(second, name, getattr(first, name))
    newer = () if version.startswith("Exchange2010") else (*LISTS, Client.app)
    everything = (*MAIL, *CALLS, *newer)
    steps: tuple[Step, ...] = chance.choice(
        (everything, MAIL, CALLS, newer or MAIL, (Client.app,) if newer else CALLS)
    )
    reading = tuple(step for step in READING if newer or step is not Client.list_contacts)
    at = 0.0
    for _ in range(chance.randrange(5, 40)):
        at = round(at + chance.choice((0.0, 0.001, 0.05, *WAITS)), 6)
        if chance.random() < 0.3:
            if reads_only:  # it knows what the other one was told, once that was told
                second.ready = max(second.ready, first.ready)
            chance.choice(reading if reads_only else steps)(second, at)
        else:
            chance.choice(steps)(first, at)
        at = max(at, clock[0])
    return sorted(first.said + second.said, key=lambda each: each.told_at)


def findings_of(seed: int) -> Iterator[Finding]:
    """What is found in a session and is more than information."""
    checker = Checker()
    for each in session(seed):
        took = each.told_at - each.asked_at
        for found in checker.check(each.request, each.response, at=each.asked_at, took=took):
            if found.severity is not Severity.INFO:
                yield found


def main(count: int, begin: int = 0) -> None:
    """Judges sessions and prints what is found, with a session that shows it."""
    found: Counter[str] = Counter()
    shown: dict[str, int] = {}
    for seed in range(begin, begin + count):
        for each in findings_of(seed):
            what = f"{each.code} {each.operation} {each.direction}: {each.message[:90]}"
            found[what] += 1
            shown.setdefault(what, seed)
    for what, times in found.most_common():
        print(f"{times:>6}  {what}  (session {shown[what]})")
    print(f"{count} sessions, {sum(found.values())} errors and warnings")


if __name__ == "__main__":
    main(*(int(number) for number in sys.argv[1:]))

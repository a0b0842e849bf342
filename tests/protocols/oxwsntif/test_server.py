"""Subscriptions are told what really happens in the mailbox, when the clock says that it does."""

from __future__ import annotations

import pickle
from dataclasses import replace

import pytest

from inspector.protocols.oxwsntif import DOCUMENT
from inspector.wire.http import Headers, HttpRequest
from inspector.wire.soap import envelope_ends
from tests.simulator.asking import EWS, Answer, Asking, item_id

ALL = (
    *("CopiedEvent", "CreatedEvent", "DeletedEvent", "FreeBusyChangedEvent"),
    *("ModifiedEvent", "MovedEvent", "NewMailEvent"),
)
INBOX = '<t:FolderIds><t:DistinguishedFolderId Id="inbox"/></t:FolderIds>'
DRAFTS = '<t:FolderIds><t:DistinguishedFolderId Id="drafts"/></t:FolderIds>'
TO_ME = (
    "<t:ToRecipients><t:Mailbox><t:EmailAddress>user@example.com</t:EmailAddress></t:Mailbox>"
    "</t:ToRecipients>"
)


@pytest.fixture
def asking() -> Asking:
    return Asking()


def subscribe(
    asking: Asking, folders: str, *events: str, kind: str = "Pull", timeout: int = 10, at: float = 0.0
) -> Answer:
    everywhere = "" if folders else ' SubscribeToAllFolders="true"'
    wanted = "".join(f"<t:EventType>{event}</t:EventType>" for event in events or ALL)
    limit = f"<t:Timeout>{timeout}</t:Timeout>" if kind == "Pull" else ""
    return asking.ews(
        f"<m:Subscribe><m:{kind}SubscriptionRequest{everywhere}>{folders}"
        f"<t:EventTypes>{wanted}</t:EventTypes>{limit}</m:{kind}SubscriptionRequest></m:Subscribe>",
        at,
    )


class Pulling:
    """A pull subscription, asked as clients do: with the watermark of the last event."""

    def __init__(self, asking: Asking, folders: str = INBOX, *events: str, timeout: int = 10) -> None:
        self.asking = asking
        made = subscribe(asking, folders, *events, timeout=timeout)
        self.handle, self.mark = made.text(".//m:SubscriptionId"), made.text(".//m:Watermark")

    def ask(self, at: float = 0.0) -> Answer:
        answer = self.asking.ews(
            f"<m:GetEvents><m:SubscriptionId>{self.handle}</m:SubscriptionId>"
            f"<m:Watermark>{self.mark}</m:Watermark></m:GetEvents>",
            at,
        )
        if answer.code == "NoError":
            self.mark = answer.texts(".//t:Watermark")[-1]
        return answer

    def events(self, at: float = 0.0) -> list[str]:
        return names(self.ask(at))


def names(answer: Answer) -> list[str]:
    return [
        str(each.tag).rpartition("}")[2]
        for each in answer.all(".//m:Notification/* | .//t:Notification/*")
        if str(each.tag).endswith("Event")
    ]


def move(asking: Asking, what: str, item: str, folder: str) -> Answer:
    return asking.ews(
        f'<m:{what}><m:ToFolderId><t:DistinguishedFolderId Id="{folder}"/></m:ToFolderId>'
        f"<m:ItemIds>{item}</m:ItemIds></m:{what}>"
    )


def test_nothing_has_happened_yet(asking: Asking) -> None:
    assert Pulling(asking).events() == ["StatusEvent"]


def test_mail_that_arrives_is_told_once_with_its_time_and_item(asking: Asking) -> None:
    pulling = Pulling(asking, INBOX, "NewMailEvent", "CreatedEvent")
    asking.create(f"<t:Subject>Hi</t:Subject>{TO_ME}", "SendOnly", at=7)
    answer = pulling.ask(at=60)
    assert names(answer) == ["CreatedEvent", "NewMailEvent"]
    assert answer.texts(".//t:TimeStamp") == ["2026-01-05T08:00:07Z"] * 2
    item = answer.all(".//t:NewMailEvent/t:ItemId")[0].get("Id")
    assert asking.get(f'<t:ItemId Id="{item}"/>').text(".//t:Subject") == "Hi"
    assert pulling.events(at=61) == ["StatusEvent"]


def test_a_folder_tells_how_much_is_unread_when_that_changes(asking: Asking) -> None:
    pulling = Pulling(asking, INBOX, "ModifiedEvent")
    asking.create(f"<t:Subject>Hi</t:Subject>{TO_ME}", "SendOnly")
    assert pulling.ask().texts(".//t:ModifiedEvent[t:FolderId]/t:UnreadCount") == ["2"], "and the voice mail"


def test_what_is_moved_copied_and_deleted_is_told_with_where_it_was(asking: Asking) -> None:
    draft = asking.draft()
    pulling = Pulling(asking, DRAFTS, "MovedEvent", "CopiedEvent", "DeletedEvent")
    copied = item_id(move(asking, "CopyItem", draft, "notes"))
    moved = item_id(move(asking, "MoveItem", draft, "drafts"))
    asking.ews(f'<m:DeleteItem DeleteType="HardDelete"><m:ItemIds>{moved}</m:ItemIds></m:DeleteItem>')
    answer = pulling.ask()
    assert names(answer) == ["CopiedEvent", "MovedEvent", "DeletedEvent"]
    assert copied.split('"')[1] == answer.text(".//t:CopiedEvent/t:ItemId/@Id")
    assert draft.split('"')[1] == answer.text(".//t:MovedEvent/t:OldItemId/@Id")


def test_folders_that_come_and_go_are_told(asking: Asking) -> None:
    pulling = Pulling(asking, "", "CreatedEvent", "DeletedEvent", "ModifiedEvent")
    made = asking.ews(
        '<m:CreateFolder><m:ParentFolderId><t:DistinguishedFolderId Id="inbox"/></m:ParentFolderId>'
        "<m:Folders><t:Folder><t:DisplayName>New</t:DisplayName></t:Folder></m:Folders></m:CreateFolder>"
    )
    folder = made.all(".//t:FolderId")[0].get("Id")
    asking.ews(
        f'<m:DeleteFolder DeleteType="HardDelete"><m:FolderIds><t:FolderId Id="{folder}"/></m:FolderIds>'
        "</m:DeleteFolder>"
    )
    answer = pulling.ask()
    assert [name for name in names(answer) if name != "ModifiedEvent"] == ["CreatedEvent", "DeletedEvent"]
    assert answer.text(".//t:DeletedEvent/t:FolderId/@Id") == folder


def test_other_folders_and_other_events_are_not_told(asking: Asking) -> None:
    pulling = Pulling(asking, INBOX, "CreatedEvent")
    asking.draft()
    assert pulling.events() == ["StatusEvent"]


def test_what_does_not_fit_into_one_answer_comes_with_the_next(asking: Asking) -> None:
    pulling = Pulling(asking, DRAFTS, "CreatedEvent")
    items = "<t:Message><t:Subject>x</t:Subject></t:Message>" * 101
    asking.ews(f'<m:CreateItem MessageDisposition="SaveOnly"><m:Items>{items}</m:Items></m:CreateItem>')
    first = pulling.ask()
    assert (len(names(first)), first.text(".//t:MoreEvents")) == (100, "true")
    second = pulling.ask()
    assert (len(names(second)), second.text(".//t:MoreEvents")) == (1, "false")


@pytest.mark.parametrize(("at", "code"), [(600.0, "NoError"), (600.1, "ErrorSubscriptionNotFound")])
def test_a_subscription_that_nobody_asks_ends_after_its_timeout(asking: Asking, at: float, code: str) -> None:
    assert Pulling(asking, timeout=10).ask(at).code == code


def test_a_subscription_that_was_ended_is_not_found(asking: Asking) -> None:
    pulling = Pulling(asking)
    end = f"<m:Unsubscribe><m:SubscriptionId>{pulling.handle}</m:SubscriptionId></m:Unsubscribe>"
    assert [asking.ews(end).code, asking.ews(end).code] == ["NoError", "ErrorSubscriptionNotFound"]
    assert pulling.ask().code == "ErrorSubscriptionNotFound"


def test_a_watermark_of_somebody_else_is_refused(asking: Asking) -> None:
    pulling = Pulling(asking)
    pulling.mark = "AAAA"
    assert pulling.ask().code == "ErrorInvalidWatermark"


def test_what_is_remembered_does_not_keep_what_items_hold(asking: Asking) -> None:
    pulling = Pulling(asking, "", "CreatedEvent")
    for _ in range(20):
        asking.draft(f"<t:Body BodyType='Text'>{'x' * 100_000}</t:Body>")
    state = asking.simulator.default_account.state_of(DOCUMENT)
    assert sum(len(pickle.dumps(each)) for each in state.since(0)) < 50_000
    assert names(pulling.ask()) == ["CreatedEvent"] * 20


def test_push_subscriptions_are_refused(asking: Asking) -> None:
    answer = asking.ews(
        f"<m:Subscribe><m:PushSubscriptionRequest>{INBOX}<t:EventTypes><t:EventType>NewMailEvent</t:EventType>"
        "</t:EventTypes><t:StatusFrequency>1</t:StatusFrequency><t:URL>http://localhost/</t:URL>"
        "</m:PushSubscriptionRequest></m:Subscribe>"
    )
    assert answer.code == "ErrorInvalidSubscriptionRequest"


# -- streaming -------------------------------------------------------------------------------------------


class Streaming:
    """A streaming subscription, and the answer that goes on."""

    def __init__(self, asking: Asking, *handles: str, minutes: int = 5) -> None:
        self.asking = asking
        made = subscribe(asking, INBOX, "NewMailEvent", kind="Streaming")
        assert not made.all(".//m:Watermark")
        self.handle = made.text(".//m:SubscriptionId")
        ids = "".join(f"<t:SubscriptionId>{each}</t:SubscriptionId>" for each in handles or (self.handle,))
        body = (
            f"<m:GetStreamingEvents><m:SubscriptionIds>{ids}</m:SubscriptionIds>"
            f"<m:ConnectionTimeout>{minutes}</m:ConnectionTimeout></m:GetStreamingEvents>"
        )
        self.request = HttpRequest(url=EWS, headers=Headers(asking.headers), body=asking.envelope(body))
        self.response = asking.respond(self.request, 0.0)

    def by(self, at: float) -> list[Answer]:
        """What comes until a time; each message is judged."""
        assert self.response.more is not None
        part = self.response.more.by(at)
        ends = envelope_ends(part)
        messages = [part[begin:end] for begin, end in zip([0, *ends], ends, strict=False)]
        return [
            Answer(self.asking.judged(self.request, replace(self.response, body=each), at))
            for each in messages
        ]

    @property
    def ended(self) -> bool:
        assert self.response.more is not None
        return self.response.more.ended


def test_a_stream_begins_by_saying_that_it_is_open(asking: Asking) -> None:
    stream = Streaming(asking)
    assert Answer(stream.response).text(".//m:ConnectionStatus") == "OK" and not stream.ended


def test_a_stream_tells_what_happens_when_it_happens(asking: Asking) -> None:
    stream = Streaming(asking)
    assert stream.by(10) == []
    asking.create(f"<t:Subject>Hi</t:Subject>{TO_ME}", "SendOnly", at=20)
    (told,) = stream.by(21)
    assert names(told) == ["NewMailEvent"] and not told.all(".//t:Watermark")
    assert stream.by(22) == []


def test_a_stream_on_which_nothing_happens_has_a_heartbeat(asking: Asking) -> None:
    stream = Streaming(asking)
    assert stream.by(44.9) == []
    (beat,) = stream.by(45)
    assert beat.text(".//m:ConnectionStatus") == "OK"


def test_a_stream_ends_when_its_time_is_over(asking: Asking) -> None:
    stream = Streaming(asking, minutes=1)
    stream.by(59.9)
    assert not stream.ended
    (last,) = stream.by(60)
    assert last.text(".//m:ConnectionStatus") == "Closed" and stream.ended


def test_a_stream_ends_when_its_subscription_does(asking: Asking) -> None:
    stream = Streaming(asking)
    asking.ews(f"<m:Unsubscribe><m:SubscriptionId>{stream.handle}</m:SubscriptionId></m:Unsubscribe>")
    (last,) = stream.by(1)
    assert last.text(".//m:ConnectionStatus") == "Closed" and stream.ended


def test_a_stream_of_what_is_not_there_says_so_and_ends(asking: Asking) -> None:
    stream = Streaming(asking, "bm9uZQ==")
    answer = Answer(stream.response)
    assert answer.code == "ErrorInvalidSubscription" and stream.ended
    assert answer.texts(".//m:ErrorSubscriptionIds/t:SubscriptionId") == ["bm9uZQ=="]

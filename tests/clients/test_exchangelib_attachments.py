"""exchangelib, unmodified: attachments, replies, forwarding and synchronising against the simulator."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from exchangelib import Account, FileAttachment, HTMLBody, ItemAttachment, Mailbox, Message
from exchangelib.errors import ErrorInvalidSyncStateData, ErrorItemNotFound
from exchangelib.folders import Messages

from inspector.clock import ManualClock
from inspector.replay.transports.for_requests import adapter_class
from inspector.simulator import MailboxSpec, Scenario, Simulator
from tests.clients.scripts.exchangelib_mail import ADDRESS, account_at
from tests.clients.stage import Noting, judged

ANNA, BEN = ADDRESS, "ben@example.com"


@pytest.fixture
def simulator() -> Simulator:
    return Simulator(Scenario((MailboxSpec(ANNA, "Anna"), MailboxSpec(BEN, "Ben"))))


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def anna(simulator: Simulator, clock: ManualClock) -> Iterator[Account]:
    noting = Noting(simulator)
    adapter = adapter_class(noting, clock)
    with account_at("https://mail.example.com", "basic", ANNA, adapter=adapter) as account:
        yield account
    judged(noting.noted)


def inbox_of(simulator: Simulator, address: str) -> list[dict[str, str]]:
    """What lies in an inbox, the newest last: subject, body and names of attachments."""
    account = simulator.account(address)
    assert account is not None
    mailbox = account.mailbox
    found = []
    for item in mailbox.contents(mailbox.known_folder("inbox")):
        stored = item.properties()
        found.append(
            {
                "subject": stored.findtext("{*}Subject") or "",
                "body": stored.findtext("{*}Body") or "",
                "topic": stored.findtext("{*}ConversationTopic") or "",
                "to": ", ".join(
                    stored.xpath("*[local-name()='ToRecipients']//*[local-name()='EmailAddress']/text()")
                ),
                "files": ", ".join(str(name.text) for name in stored.iterfind("{*}Attachments/*/{*}Name")),
            }
        )
    return found


def draft(account: Account, **more: object) -> Message:
    message = Message(account=account, folder=account.drafts, subject="Plan", body="See below", **more)
    message.save()
    return message


def test_the_recording_of_a_voice_message_is_read(anna: Account) -> None:
    (mail,) = anna.inbox.all()
    (recording,) = mail.attachments
    assert recording.content_type == "audio/wav"
    assert recording.content[:4] == b"RIFF"
    assert recording.size == len(recording.content)
    with recording.fp as file:
        assert file.read() == recording.content


def test_files_and_items_are_attached_read_and_taken_off(anna: Account) -> None:
    message = draft(anna)
    file = FileAttachment(name="plan.txt", content=b"first this,\x00 then that" * 100)
    inner = Message(account=anna, subject="Inner", body="inside", to_recipients=[Mailbox(email_address=BEN)])
    message.attach([file, ItemAttachment(name="inner", item=inner)])
    kept = anna.drafts.get(subject="Plan")
    assert kept.has_attachments
    attached = {one.name: one for one in kept.attachments}
    assert attached["plan.txt"].content == file.content
    assert attached["plan.txt"].content_type == "text/plain"
    assert attached["inner"].item.subject == "Inner"
    assert str(attached["inner"].item.body) == "inside"
    kept.detach(attached["plan.txt"])
    assert [one.name for one in anna.drafts.get(subject="Plan").attachments] == ["inner"]


def test_a_message_with_an_attachment_arrives_with_it(anna: Account, simulator: Simulator) -> None:
    message = Message(
        account=anna, folder=anna.sent, subject="Plan", to_recipients=[Mailbox(email_address=BEN)]
    )
    message.attach(FileAttachment(name="plan.bin", content=bytes(range(256))))
    message.send_and_save()
    assert inbox_of(simulator, BEN)[-1]["files"] == "plan.bin"
    assert anna.sent.get(subject="Plan").attachments[0].content == bytes(range(256))


def test_a_reply_goes_to_the_sender_in_the_same_conversation(anna: Account, simulator: Simulator) -> None:
    ben = Message(account=anna, subject="Lunch", body="At noon?", to_recipients=[Mailbox(email_address=ANNA)])
    ben.author = Mailbox(email_address=BEN, name="Ben")
    ben.send()
    received = anna.inbox.get(subject="Lunch")
    received.reply("RE: Lunch", "Yes, gladly")
    answer = inbox_of(simulator, BEN)[-1]
    assert (answer["subject"], answer["topic"], answer["to"]) == ("RE: Lunch", "Lunch", BEN)
    assert answer["body"].startswith("Yes, gladly\n")
    assert "At noon?" in answer["body"]
    sent = anna.sent.get(subject="RE: Lunch")
    assert sent.in_reply_to == received.message_id
    assert sent.references == received.message_id
    assert sent.conversation_id == received.conversation_id
    assert sent.conversation_index.startswith(received.conversation_index)
    assert len(sent.conversation_index) == len(received.conversation_index) + 5


def test_a_message_is_forwarded_with_its_attachments(anna: Account, simulator: Simulator) -> None:
    message = draft(anna)
    message.attach(FileAttachment(name="plan.txt", content=b"plan"))
    anna.drafts.get(subject="Plan").forward("FW: Plan", HTMLBody("<b>Look</b>"), to_recipients=[BEN])
    arrived = inbox_of(simulator, BEN)[-1]
    assert (arrived["subject"], arrived["files"]) == ("FW: Plan", "plan.txt")
    assert arrived["body"].startswith("<b>Look</b>")
    assert "See below" in arrived["body"]


def test_a_reply_can_be_a_draft_first(anna: Account) -> None:
    (mail,) = anna.inbox.all()
    saved = mail.create_reply("RE: your call", "later", to_recipients=[BEN]).save(anna.drafts)
    assert anna.drafts.get(subject="RE: your call").id == saved.id


def test_changes_of_a_folder_are_synchronised(anna: Account) -> None:
    inbox = anna.inbox
    assert [(kind, item.subject) for kind, item in inbox.sync_items()] == [
        ("create", "Voice Mail from +1 425 555 0123 (12 seconds)")
    ]
    assert list(inbox.sync_items()) == []
    first = Message(account=anna, folder=inbox, subject="one").save()
    second = Message(account=anna, folder=inbox, subject="two").save()
    assert [(kind, item.subject) for kind, item in inbox.sync_items()] == [
        ("create", "one"),
        ("create", "two"),
    ]
    second.subject = "zwei"
    second.save(update_fields=["subject"])
    (mail,) = inbox.filter(subject__startswith="Voice Mail")
    mail.is_read = True
    mail.save(update_fields=["is_read"])
    gone = first.id
    first.delete()
    changes = list(inbox.sync_items())
    assert [kind for kind, _ in changes] == ["delete", "update", "read_flag_change"]
    assert changes[0][1].id == gone
    assert changes[1][1].subject == "zwei"
    assert (changes[2][1][0].id, changes[2][1][1]) == (mail.id, True)
    assert list(inbox.sync_items()) == []


def test_many_changes_come_in_pages_and_each_once(anna: Account) -> None:
    for number in range(25):
        Message(account=anna, folder=anna.drafts, subject=str(number)).save()
    seen = [
        item.subject for _, item in anna.drafts.sync_items(max_changes_returned=7, only_fields=["subject"])
    ]
    assert seen == [str(number) for number in range(25)]


def test_a_sync_state_of_another_folder_is_refused(anna: Account) -> None:
    list(anna.inbox.sync_items())
    with pytest.raises(ErrorInvalidSyncStateData):
        list(anna.drafts.sync_items(sync_state=anna.inbox.item_sync_state))


def test_folders_are_made_renamed_emptied_deleted_and_synchronised(anna: Account) -> None:
    root = anna.msg_folder_root
    names = {folder.name for kind, folder in root.sync_hierarchy() if kind == "create"}
    assert {"Inbox", "Drafts", "Quick Contacts"} <= names
    assert list(root.sync_hierarchy()) == []
    calls = Messages(parent=anna.inbox, name="Calls").save()
    Message(account=anna, folder=calls, subject="one").save()
    changes = [(kind, folder.name) for kind, folder in root.sync_hierarchy()]
    assert ("create", "Calls") in changes
    calls.name = "Voices"
    calls.save(update_fields=["name"])
    assert [(kind, folder.name) for kind, folder in root.sync_hierarchy()] == [("update", "Voices")]
    calls.empty()
    calls.refresh()
    assert calls.total_count == 0
    gone = calls.id
    calls.delete()
    assert [(kind, folder.id) for kind, folder in root.sync_hierarchy() if kind == "delete"] == [
        ("delete", gone)
    ]


def test_what_is_gone_has_no_attachments_any_more(anna: Account) -> None:
    message = draft(anna)
    message.attach(FileAttachment(name="plan.txt", content=b"plan"))
    kept = anna.drafts.get(subject="Plan")
    (attachment,) = kept.attachments
    kept.delete()
    with pytest.raises(ErrorItemNotFound):
        _ = attachment.content

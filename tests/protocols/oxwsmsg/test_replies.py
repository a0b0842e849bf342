"""Replies and forwarded messages: what the server takes from the message that is answered."""

import pytest

from inspector.simulator import MailboxSpec, Scenario, Simulator
from tests.simulator.asking import Answer, Asking, item_id

PEOPLE = ("anna@example.com", "ben@example.com", "carl@example.com", "dora@example.com")
SUBJECT = "<t:Subject>Lunch</t:Subject>"


def boxes(kind: str, *addresses: str) -> str:
    people = "".join(f"<t:Mailbox><t:EmailAddress>{one}</t:EmailAddress></t:Mailbox>" for one in addresses)
    return f"<t:{kind}>{people}</t:{kind}>"


@pytest.fixture
def office() -> dict[str, Asking]:
    simulator = Simulator(Scenario(tuple(MailboxSpec(address) for address in PEOPLE)))
    return {address.partition("@")[0]: Asking(simulator, address) for address in PEOPLE}


@pytest.fixture
def received(office: dict[str, Asking]) -> str:
    """The ItemId of a message from Anna to Ben and Carl, with a copy to Dora, in Ben's inbox."""
    body = '<t:Body BodyType="Text">At noon?</t:Body>'
    to = boxes("ToRecipients", "ben@example.com", "carl@example.com") + boxes(
        "CcRecipients", "dora@example.com"
    )
    assert office["anna"].create(SUBJECT + body + to, "SendOnly").code == "NoError"
    return item_id(office["ben"].find("inbox"))


def respond(
    asking: Asking, kind: str, item: str, parts: str = "", after: str = "", how: str = "SaveOnly"
) -> Answer:
    reference = item.replace("t:ItemId", "t:ReferenceItemId")
    return asking.ews(
        f'<m:CreateItem MessageDisposition="{how}"><m:Items><t:{kind}>{parts}{reference}{after}</t:{kind}>'
        "</m:Items></m:CreateItem>",
        5,
    )


def new_body(text: str, kind: str = "Text") -> str:
    return f'<t:NewBodyContent BodyType="{kind}">{text}</t:NewBodyContent>'


def to(answer: Answer, kind: str = "ToRecipients") -> list[str]:
    return answer.texts(f".//t:{kind}//t:EmailAddress[not(*)]")


def test_a_reply_goes_to_who_wrote_and_a_reply_to_all_to_all_others(
    office: dict[str, Asking], received: str
) -> None:
    ben = office["ben"]
    reply = ben.get(item_id(respond(ben, "ReplyToItem", received)))
    assert (to(reply), to(reply, "CcRecipients")) == (["anna@example.com"], [])
    everyone = ben.get(item_id(respond(ben, "ReplyAllToItem", received)))
    assert to(everyone) == ["anna@example.com", "carl@example.com"]
    assert to(everyone, "CcRecipients") == ["dora@example.com"]


def test_a_reply_goes_where_replies_are_wanted(office: dict[str, Asking]) -> None:
    wanted = boxes("ToRecipients", "ben@example.com") + boxes("ReplyTo", "carl@example.com")
    office["anna"].create(SUBJECT + wanted, "SendOnly")
    ben = office["ben"]
    assert to(ben.get(item_id(respond(ben, "ReplyToItem", item_id(ben.find("inbox")))))) == [
        "carl@example.com"
    ]


@pytest.mark.parametrize(
    ("kind", "subject"),
    [("ReplyToItem", "RE: Lunch"), ("ReplyAllToItem", "RE: Lunch"), ("ForwardItem", "FW: Lunch")],
)
def test_the_subject_gets_a_prefix_once_and_the_conversation_goes_on(
    office: dict[str, Asking], received: str, kind: str, subject: str
) -> None:
    ben = office["ben"]
    old = ben.get(received)
    first = respond(ben, kind, received)
    again = ben.get(item_id(respond(ben, kind, item_id(first))))
    assert again.text(".//t:Subject") == subject
    assert again.text(".//t:ConversationTopic") == "Lunch"
    assert again.text(".//t:ConversationId/@Id") == old.text(".//t:ConversationId/@Id")
    assert ben.get(item_id(first)).text(".//t:InReplyTo") == old.text(".//t:InternetMessageId")
    assert ben.get(item_id(first)).text(".//t:References") == old.text(".//t:InternetMessageId")


def test_the_new_text_stands_above_the_old_one_in_the_format_of_the_new(
    office: dict[str, Asking], received: str
) -> None:
    ben = office["ben"]
    text = ben.get(item_id(respond(ben, "ReplyToItem", received, after=new_body("Gladly")))).text(".//t:Body")
    assert text.startswith("Gladly\n")
    assert "From: Anna" in text
    assert text.endswith("At noon?")
    html = ben.get(
        item_id(respond(ben, "ReplyToItem", received, after=new_body("&lt;b&gt;Gladly&lt;/b&gt;", "HTML")))
    )
    shown = html.text(".//t:Body[@BodyType='HTML']")
    assert shown.startswith("<b>Gladly</b>")
    assert "<div>At noon?</div>" in shown


def test_what_the_client_says_counts(office: dict[str, Asking], received: str) -> None:
    said = '<t:Subject>Other</t:Subject><t:Body BodyType="Text">Mine alone</t:Body>' + boxes(
        "ToRecipients", "dora@example.com"
    )
    ben = office["ben"]
    shown = ben.get(item_id(respond(ben, "ReplyAllToItem", received, said)))
    assert (shown.text(".//t:Subject"), shown.text(".//t:Body")) == ("Other", "Mine alone")
    assert to(shown) == ["dora@example.com"]


def test_a_forwarded_message_needs_someone_to_go_to(office: dict[str, Asking], received: str) -> None:
    ben = office["ben"]
    assert respond(ben, "ForwardItem", received, how="SendOnly").code == "ErrorInvalidRecipients"
    sent = respond(ben, "ForwardItem", received, boxes("ToRecipients", "dora@example.com"), how="SendOnly")
    assert (sent.code, sent.all(".//t:ItemId")) == ("NoError", [])
    assert office["dora"].subjects("inbox")[0] == "FW: Lunch"
    assert ben.subjects("sentitems") == []


def test_only_what_is_there_can_be_answered(office: dict[str, Asking]) -> None:
    answer = respond(office["ben"], "ReplyToItem", '<t:ItemId Id="AAMkAGI="/>')
    assert answer.code == "ErrorInvalidIdMalformed"
    without = '<t:ReplyToItem><t:NewBodyContent BodyType="Text">x</t:NewBodyContent></t:ReplyToItem>'
    refused = office["ben"].ews(
        f'<m:CreateItem MessageDisposition="SaveOnly"><m:Items>{without}</m:Items></m:CreateItem>'
    )
    assert refused.fault is not None
    assert refused.fault.detail_text("ResponseCode") == "ErrorSchemaValidation"

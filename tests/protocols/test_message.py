"""A message is looked at once, however many rules want to know the same of it."""

import pytest

from inspector.protocols.lone_message import lone_message

ENVELOPE = (
    '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"'
    ' xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages"'
    ' xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types"><s:Body>{}</s:Body></s:Envelope>'
)


def names_in(body: str) -> frozenset[str]:
    return lone_message(ENVELOPE.format(body).encode()).names


def test_names_are_those_below_the_payload() -> None:
    ids = '<m:ItemIds><t:ItemId Id="a"/><t:ItemId Id="b"/></m:ItemIds>'
    assert names_in(f"<m:GetItem>{ids}</m:GetItem>") == {"ItemIds", "ItemId"}
    assert names_in("") == set()


@pytest.mark.parametrize("before", [254, 255, 256, 257])
def test_names_of_long_messages_are_all_there(before: int) -> None:
    body = f"<m:GetItem>{'<t:ItemId/>' * before}<t:Last/></m:GetItem>"
    assert names_in(body) == {"ItemId", "Last"}


def test_operations_stand_in_the_order_of_the_items_that_a_message_carries() -> None:
    items = "<t:Task/><t:Message/><t:Task/>"
    message = lone_message(
        ENVELOPE.format(f"<m:CreateItem><m:Items>{items}</m:Items></m:CreateItem>").encode()
    )
    assert [str(each.document) for each in message.operations] == ["MS-OXWSTASK", "MS-OXWSMSG"]

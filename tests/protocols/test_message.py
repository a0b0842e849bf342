"""A message is looked at once, however many rules want to know the same of it."""

import pytest

from inspector.protocols.single import lone_message

ENVELOPE = (
    '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"'
    ' xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages"'
    ' xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types"><s:Body>{}</s:Body></s:Envelope>'
)


def names_in(body: str) -> tuple[str, ...]:
    return lone_message(ENVELOPE.format(body).encode()).names


def test_names_are_those_below_the_payload_each_once_in_order() -> None:
    shape = "<m:ItemShape><t:BaseShape>IdOnly</t:BaseShape></m:ItemShape>"
    assert names_in(
        f'<m:GetItem>{shape}<m:ItemIds><t:ItemId Id="a"/><t:ItemId Id="b"/></m:ItemIds></m:GetItem>'
    ) == (
        "ItemShape",
        "BaseShape",
        "ItemIds",
        "ItemId",
    )
    assert names_in("") == ()


@pytest.mark.parametrize("before", [254, 255, 256, 257])
def test_names_of_long_messages_are_all_there(before: int) -> None:
    body = f"<m:GetItem>{'<t:ItemId/>' * before}<t:Last/></m:GetItem>"
    assert names_in(body) == ("ItemId", "Last")

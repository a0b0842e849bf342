"""What the documents leave unordered is compared as a set; all other order counts."""

from __future__ import annotations

from collections.abc import Callable
from itertools import permutations
from pathlib import Path

import pytest

from inspector.replay import Reason, Replayer
from tests.replay.conftest import Wire

FIELDS = ("item:Subject", "item:Body", "message:From")


def get_item(wire: Wire, *fields: str, ids: tuple[str, ...] = ("AAA=",)):
    named = "".join(f'<t:FieldURI FieldURI="{field}"/>' for field in fields)
    items = "".join(f'<t:ItemId Id="{item}"/>' for item in ids)
    return wire.ews(
        "<m:GetItem><m:ItemShape><t:BaseShape>IdOnly</t:BaseShape><t:AdditionalProperties>"
        f"{named}</t:AdditionalProperties></m:ItemShape><m:ItemIds>{items}</m:ItemIds></m:GetItem>"
    )


def test_properties_are_found_in_whichever_order_they_are_asked_for(
    wire: Wire, cassette: Callable[..., Path]
) -> None:
    with Replayer([cassette((1.0, get_item(wire, *FIELDS), wire.item("one")))]) as replayer:
        for order in permutations(FIELDS):
            assert replayer.respond(get_item(wire, *order), 0.0).body == wire.item("one").body


def test_one_of_them_less_more_or_twice_is_a_miss(wire: Wire, cassette: Callable[..., Path]) -> None:
    with Replayer([cassette((1.0, get_item(wire, *FIELDS), wire.item("one")))]) as replayer:
        for fields in (FIELDS[:2], (*FIELDS, "item:Size"), (*FIELDS, FIELDS[0]), (*FIELDS[:2], FIELDS[0])):
            replayer.respond(get_item(wire, *fields), 0.0)
        assert replayer.missed == 4
        assert "FieldURI" in replayer.misses[0].first and "message:From" in replayer.misses[0].first
        assert [near.total for miss in replayer.misses for near in miss.nearest] == [1, 1, 1, 1]


def test_with_set_order_their_order_counts_and_the_miss_says_that_it_is_only_that(
    wire: Wire, cassette: Callable[..., Path]
) -> None:
    path = cassette((1.0, get_item(wire, *FIELDS), wire.item("one")))
    with Replayer([path], set_order=True) as replayer:
        assert replayer.respond(get_item(wire, *FIELDS), 0.0).body == wire.item("one").body
        replayer.respond(get_item(wire, *reversed(FIELDS)), 0.0)
        (miss,) = replayer.misses
        assert miss.reason is Reason.ORDER
        assert "the same in another order" in miss.first
        assert "--set-order" in miss.advice


def test_the_order_of_the_items_that_are_asked_for_counts(wire: Wire, cassette: Callable[..., Path]) -> None:
    path = cassette((1.0, get_item(wire, *FIELDS, ids=("AAA=", "BBB=")), wire.item("one")))
    with Replayer([path]) as replayer:
        replayer.respond(get_item(wire, *FIELDS, ids=("BBB=", "AAA=")), 0.0)
        (miss,) = replayer.misses
    assert miss.reason is Reason.ORDER
    assert miss.first.startswith("Body/m:GetItem/m:ItemIds")


@pytest.mark.parametrize(
    "subscribe",
    [
        "<m:Subscribe><m:PullSubscriptionRequest><t:FolderIds>{}</t:FolderIds><t:EventTypes>"
        "<t:EventType>NewMailEvent</t:EventType></t:EventTypes></m:PullSubscriptionRequest></m:Subscribe>",
        "<m:Subscribe><m:StreamingSubscriptionRequest><t:EventTypes>{}</t:EventTypes>"
        "</m:StreamingSubscriptionRequest></m:Subscribe>",
        "<m:FindItem><m:Restriction><t:And>{}</t:And></m:Restriction></m:FindItem>",
    ],
)
def test_folders_events_and_conditions_are_sets(
    subscribe: str, wire: Wire, cassette: Callable[..., Path]
) -> None:
    members = ("<t:X>1</t:X>", "<t:Y><t:Z/><t:A/></t:Y>")
    one, other = (wire.ews(subscribe.format("".join(order))) for order in (members, members[::-1]))
    inner = wire.ews(subscribe.format("<t:X>1</t:X><t:Y><t:A/><t:Z/></t:Y>"))
    with Replayer([cassette((1.0, one, wire.item("one")))]) as replayer:
        assert replayer.respond(other, 0.0).body == wire.item("one").body
        replayer.respond(inner, 0.0)
        assert replayer.missed == 1, "what stands within a member of a set has its order"


AUTODISCOVER = (
    '<s:Envelope xmlns:a="http://schemas.microsoft.com/exchange/2010/Autodiscover"'
    ' xmlns:wsa="http://www.w3.org/2005/08/addressing" xmlns:s="http://schemas.xmlsoap.org/soap/envelope/">'
    "<s:Header><wsa:Action>GetUserSettings</wsa:Action><wsa:MessageID>urn:uuid:{number}</wsa:MessageID>"
    "<wsa:To>http://127.0.0.1:{port}/autodiscover/autodiscover.svc</wsa:To></s:Header><s:Body>"
    "<a:GetUserSettingsRequestMessage><a:Request><a:Users><a:User><a:Mailbox>{user}</a:Mailbox></a:User>"
    "</a:Users><a:RequestedSettings>{settings}</a:RequestedSettings></a:Request>"
    "</a:GetUserSettingsRequestMessage></s:Body></s:Envelope>"
)


def autodiscover(wire: Wire, port: int, user: str = "anna@example.com", settings: str = ""):
    from inspector.wire.http import HttpRequest

    body = AUTODISCOVER.format(number=port * 7, port=port, user=user, settings=settings)
    url = f"http://127.0.0.1:{port}/autodiscover/autodiscover.svc"
    return HttpRequest(wire.headers, body.encode(), url=url)


def test_autodiscover_over_soap_is_matched_by_its_body_at_any_port(
    wire: Wire, cassette: Callable[..., Path]
) -> None:
    settings = ("<a:Setting>ExternalEwsUrl</a:Setting>", "<a:Setting>UserDN</a:Setting>")
    recorded = autodiscover(wire, 8080, settings="".join(settings))
    with Replayer([cassette((1.0, recorded, wire.item("one")))], point=False) as replayer:
        asked = autodiscover(wire, 8081, settings="".join(reversed(settings)))
        assert replayer.respond(asked, 0.0).body == wire.item("one").body
        replayer.respond(autodiscover(wire, 8081, "ben@example.com", "".join(settings)), 0.0)
        assert replayer.misses[0].first.startswith("Body/")
        assert replayer.misses[0].first.endswith('recorded "anna@example.com", got "ben@example.com"')

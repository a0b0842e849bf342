"""Numbers, links and classes of voice messages."""

from __future__ import annotations

import pytest
from lxml import etree

from inspector.protocols.asemail.voice import (
    CALLER_CLASSES,
    ews_caller,
    has_caller_class,
    has_voice_prefix,
    is_e164,
    is_sip_link,
    same_caller,
)

TYPES = "http://schemas.microsoft.com/exchange/services/2006/types"


def test_the_seven_classes_are_known_in_any_case() -> None:
    assert len(CALLER_CLASSES) == 7
    assert all(has_caller_class(each.upper()) and has_voice_prefix(each) for each in CALLER_CLASSES)
    assert not has_caller_class("IPM.Note.Microsoft.Voicemail.UM.CA.Custom")
    assert has_voice_prefix("IPM.Note.Microsoft.Voicemail.UM.CA.Custom")


@pytest.mark.parametrize("text", ["+14255550123", "7125550123", "1", "+123456789012345"])
def test_numbers_of_e164_have_up_to_15_digits(text: str) -> None:
    assert is_e164(text)


@pytest.mark.parametrize("text", ["", "+", "+1234567890123456", "+1 425", "tel:+1", "٣"])
def test_what_else_there_is_of_numbers_is_no_e164(text: str) -> None:
    assert not is_e164(text)


@pytest.mark.parametrize("text", ["sip:anna@example.com", "SIPS:+14255550123@gw.example.com;user=phone"])
def test_sip_links_are_known(text: str) -> None:
    assert is_sip_link(text)
    assert not is_sip_link(text.partition(":")[2])


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("+14255550123", "+1 (425) 555-0123", True),
        ("tel:+1-425-555-0123;ext=7", "4255550123", True),
        ("5123", "+14255555123", True),
        ("sip:+14255550123@gw.example.com", "+14255550123", True),
        ("sip:anna@example.com", "SIP:Anna@example.com", True),
        ("+14255550123", "+14255550199", False),
        ("23", "+14255550123", False),
        ("sip:anna@example.com", "sip:ben@example.com", False),
        ("", "+14255550123", False),
        ("", "", True),
    ],
)
def test_two_writings_of_one_caller_are_the_same(one: str, other: str, same: bool) -> None:
    assert same_caller(one, other) is same
    assert same_caller(other, one) is same


@pytest.mark.parametrize(
    "told",
    [
        '<ExtendedFieldURI PropertyTag="0x6802" PropertyType="String"/>',
        '<ExtendedFieldURI PropertyTag="26626" PropertyType="String"/>',
        '<ExtendedFieldURI DistinguishedPropertySetId="InternetHeaders"'
        ' PropertyName="x-callingtelephonenumber" PropertyType="String"/>',
    ],
)
def test_ews_tells_the_caller_by_the_property_in_each_of_its_names(told: str) -> None:
    item = etree.fromstring(
        f'<Message xmlns="{TYPES}"><ExtendedProperty><ExtendedFieldURI PropertyTag="nonsense"/>'
        f"<Value>0</Value></ExtendedProperty><ExtendedProperty>{told}<Value>1</Value></ExtendedProperty></Message>"
    )
    caller = ews_caller(item)
    assert caller is not None
    assert caller.text == "1"


def test_an_item_that_tells_no_caller_has_none() -> None:
    assert ews_caller(etree.fromstring(f'<Message xmlns="{TYPES}"><Subject>x</Subject></Message>')) is None

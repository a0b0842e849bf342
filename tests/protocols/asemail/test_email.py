"""What a server sends of voice messages by MS-ASEMAIL; tests are named after sections of the document."""

from __future__ import annotations

import pytest
from lxml import etree

from inspector.wire.binary_xml import root_of
from tests.simulator.phoning import Phone, change, text, texts, with_voice_mail

VOICE = "IPM.Note.Microsoft.Voicemail.UM.CA"
SEVEN = [
    "IPM.Note.Microsoft.Voicemail",
    "IPM.Note.Microsoft.Voicemail.UM",
    VOICE,
    "IPM.Note.RPMSG.Microsoft.Voicemail",
    "IPM.Note.RPMSG.Microsoft.Voicemail.UM",
    "IPM.Note.RPMSG.Microsoft.Voicemail.UM.CA",
    "IPM.Note.Microsoft.Missed.Voice",
]
ELEMENTS = ("UmCallerID", "UmUserNotes", "UmAttDuration", "UmAttOrder")


def called(**more: object) -> Phone:
    """A phone whose mailbox has a second voice message, with a caller and notes."""
    return with_voice_mail({"from": "+44 20 7123 4567", "duration": 7, "notes": "Call back"} | more)


def synced(phone: Phone) -> etree._Element:
    return phone.synced(text(phone.synced("0"), "//a:SyncKey"))


def newest(phone: Phone) -> etree._Element:
    """What the phone gets of the second message."""
    found = synced(phone).findall(".//{AirSync}ApplicationData")
    assert len(found) == 2
    return found[-1]


def reclassed(phone: Phone, name: str) -> Phone:
    """Gives the second message another class."""
    mailbox = phone.simulator.default_mailbox
    item = max(mailbox.items.values(), key=lambda one: one.number)
    properties = item.properties()
    kind = properties.find("{*}ItemClass")
    assert kind is not None
    kind.text = name
    mailbox.change(item, properties, mailbox.next_change())
    return phone


def test_2_1_2_1_23_the_four_elements_are_the_tokens_5_to_8_of_code_page_22() -> None:
    phone = called()
    body = phone.sync(text(phone.synced("0"), "//a:SyncKey")).body
    caller = body.index(b"\x45\x03+442071234567\x00\x01\x46\x03Call back\x00\x01")
    assert b"\x00\x16" in body[:caller], "the page is switched to on the way"
    assert b"\x00\x16\x48\x031\x00\x01\x47\x037\x00\x01" in body


@pytest.mark.parametrize("kind", SEVEN)
def test_2_2_2_49_and_7_the_class_of_a_message_is_the_same_over_both_protocols(kind: str) -> None:
    phone = called(**{"class": kind})
    item = max(phone.simulator.default_mailbox.items.values(), key=lambda one: one.number)
    assert text(newest(phone), "e:MessageClass") == item.item_class == kind


@pytest.mark.parametrize("kind", [name for name in SEVEN if "Missed" not in name])
def test_2_2_2_81_and_2_2_2_82_a_recording_has_its_duration_and_the_order_1(kind: str) -> None:
    data = newest(called(**{"class": kind}))
    (attachment,) = data.findall(".//{AirSyncBase}Attachment")
    assert text(attachment, "e2:UmAttDuration") == "7"
    assert text(attachment, "e2:UmAttOrder") == "1"


def test_2_2_2_82_a_new_recording_goes_to_the_end_and_all_are_numbered_anew() -> None:
    phone = called()
    mailbox = phone.simulator.default_mailbox
    item = max(mailbox.items.values(), key=lambda one: one.number)
    properties = item.properties()
    (held,) = properties.findall("{*}Attachments")
    held.append(etree.fromstring(etree.tostring(held[0])))
    mailbox.change(item, properties, mailbox.next_change())
    attachments = newest(phone).findall(".//{AirSyncBase}Attachment")
    assert [text(one, "e2:UmAttOrder") for one in attachments] == ["2", "1"]
    assert [text(one, "e2:UmAttDuration") for one in attachments] == ["", "7"]


@pytest.mark.parametrize(
    ("caller", "told"),
    [
        ("+44 20 7123 4567", "+442071234567"),
        ("7125550123", "7125550123"),
        ("sip:anna@example.com", "sip:anna@example.com"),
    ],
)
def test_2_2_2_83_and_7_the_caller_is_told_once_as_a_number_or_a_sip_link(caller: str, told: str) -> None:
    assert texts(newest(called(**{"from": caller})), "e2:UmCallerID") == [told]


def test_2_2_2_83_an_anonymous_caller_is_not_told() -> None:
    assert newest(with_voice_mail({"duration": 7})).find("{Email2}UmCallerID") is None


@pytest.mark.parametrize("kind", SEVEN)
def test_2_2_2_83_and_2_2_2_84_caller_and_notes_are_told_of_the_seven_classes(kind: str) -> None:
    data = newest(called(**{"class": kind}))
    assert (text(data, "e2:UmCallerID"), text(data, "e2:UmUserNotes")) == ("+442071234567", "Call back")


def test_2_2_2_49_classes_do_not_differ_by_case() -> None:
    data = newest(reclassed(called(), VOICE.upper()))
    assert [name for name in ELEMENTS if data.find(f".//{{Email2}}{name}") is not None] == list(ELEMENTS)


def test_2_2_2_81_and_2_2_2_82_and_2_2_2_83_and_2_2_2_84_other_mail_has_none_of_them() -> None:
    data = newest(reclassed(called(), "IPM.Note"))
    assert [name for name in ELEMENTS if data.find(f".//{{Email2}}{name}") is not None] == []


def test_2_2_2_84_notes_are_cut_after_16374_bytes_and_not_inside_a_character() -> None:
    notes = text(newest(called(notes="ä" * 9000)), "e2:UmUserNotes")
    assert notes == "ä" * 8187
    notes = text(newest(called(notes="x" + "ä" * 9000)), "e2:UmUserNotes")
    assert len(notes.encode()) == 16_373


@pytest.mark.parametrize("version", ["12.1", "14.0", "14.1", "16.0", "16.1"])
def test_2_2_2_81_and_2_2_2_82_and_2_2_2_83_and_2_2_2_84_they_begin_with_version_14_0(version: str) -> None:
    phone = called()
    old = Phone(phone.simulator, version=version)
    old.key = phone.key
    data = newest(old)
    seen = [name for name in ELEMENTS if data.find(f".//{{Email2}}{name}") is not None]
    assert seen == ([] if version == "12.1" else list(ELEMENTS))


@pytest.mark.parametrize(
    "part",
    [
        "<e2:UmCallerID>77777777777</e2:UmCallerID>",
        "<e2:UmUserNotes>x</e2:UmUserNotes>",
        "<b:Attachments><b:Attachment><e2:UmAttDuration>1</e2:UmAttDuration></b:Attachment></b:Attachments>",
        "<b:Attachments><b:Attachment><e2:UmAttOrder>1</e2:UmAttOrder></b:Attachment></b:Attachments>",
    ],
    ids=["2_2_2_83", "2_2_2_84", "2_2_2_81", "2_2_2_82"],
)
def test_what_a_client_sends_of_them_is_refused_with_status_6_and_changes_nothing(part: str) -> None:
    phone = called()
    key = text(synced(phone), "//a:SyncKey")
    before = etree.tostring(newest(phone))
    refused = root_of(phone.sync(text(synced(phone), "//a:SyncKey") or key, change(part, "3:1002")))
    assert refused is not None
    assert texts(refused, "//a:Responses/a:Change/a:Status") == ["6"]
    assert etree.tostring(newest(phone)) == before

"""What takes the place of a fact: by the kind of thing that messages show, and no more than a source says."""

from __future__ import annotations

import pytest

from inspector.usage.facts import Fact, Key, Kind
from inspector.usage.microsoft_graph.verdicts import LAST_SERVER, GraphVerdict, Word, extended_id, verdicts_of


def fact(
    kind: Kind, name: str, use: str = "", *resources: str, operation: str = "FindItem", errors: int = 0
) -> Fact:
    return Fact(Key(kind, name, use), 1, 1, (), {operation: 1}, dict.fromkeys(resources, 1), errors)


def words(*arguments: object, **more: object) -> list[str]:
    return [str(each.word) for each in verdicts_of(fact(*arguments, **more))]  # type: ignore[arg-type]


def test_the_words_are_in_the_order_of_what_blocks() -> None:
    assert [word.rank for word in Word] == list(range(len(Word)))
    assert (Word.GAP.rank, Word.SAME.rank) == (0, len(Word) - 1)


@pytest.mark.parametrize(
    ("resource", "wanted"),
    [
        ("message", "message.attachments"),
        ("event", "event.attachments"),
        ("todoTask", "todoTask.attachments"),
    ],
)
def test_a_property_of_items_is_that_of_the_item_that_came_back(resource: str, wanted: str) -> None:
    (verdict,) = verdicts_of(fact(Kind.FIELD, "item:Attachments", "read", resource))
    assert (verdict.word, verdict.replacement, verdict.assumed) == (Word.SAME, wanted, False)


def test_one_without_a_twin_is_a_gap_for_that_item_alone() -> None:
    found = verdicts_of(fact(Kind.FIELD, "item:Attachments", "read", "message", "contact"))
    assert [(each.word, each.resource) for each in found] == [(Word.GAP, "contact"), (Word.SAME, "message")]


def test_where_nothing_tells_what_it_is_a_message_is_taken_and_that_is_said() -> None:
    (verdict,) = verdicts_of(fact(Kind.FIELD, "item:Attachments", "read"))
    assert (verdict.replacement, verdict.assumed) == ("message.attachments", True)


def test_a_property_that_no_table_has_is_not_listed_and_a_gap_needs_a_source() -> None:
    assert words(Kind.FIELD, "item:NoSuchThing", "read") == ["not-listed"]
    assert words(Kind.FIELD, "(not a word of the protocol)", "read") == []


@pytest.mark.parametrize(
    ("name", "identifier"),
    [
        ("Integer 0x0E08", "Integer 0x0E08"),
        ("String {00020329-0000-0000-c000-000000000046} Name Colour", None),
        ("String PublicStrings Name Colour", "String {00020329-0000-0000-c000-000000000046} Name Colour"),
        ("Boolean Common Id 0x8506", "Boolean {00062008-0000-0000-c000-000000000046} Id 0x8506"),
        (
            "StringArray PublicStrings Name Tags",
            "StringArray {00020329-0000-0000-c000-000000000046} Name Tags",
        ),
        ("String PublicStrings Name (withheld)", ""),
        ("(not a word of the protocol) 0x0E08", ""),
    ],
)
def test_the_id_of_an_extended_property_is_written_as_graph_has_it(name: str, identifier: str | None) -> None:
    assert extended_id(name) == (name if identifier is None else identifier)


def test_several_values_have_another_property_than_one() -> None:
    (one,) = verdicts_of(fact(Kind.EXTENDED, "Integer 0x0E08", "read"))
    (several,) = verdicts_of(fact(Kind.EXTENDED, "StringArray PublicStrings Name Tags", "read"))
    assert one.replacement == "singleValueExtendedProperties id eq 'Integer 0x0E08'"
    assert several.replacement.startswith("multiValueExtendedProperties id eq 'StringArray {")
    assert "filter" in several.note


@pytest.mark.parametrize(
    ("name", "resources", "wanted"),
    [
        ("CopyItem", ("message",), ["same"]),
        ("CopyItem", ("event",), ["gap"]),
        ("CopyItem", ("message", "event"), ["gap", "same"]),
        ("CopyItem", (), ["partial"]),
        ("GetItem", (), ["several"]),
        ("GetStreamingEvents", (), ["gap"]),
        ("NoSuchOperation", (), ["not-listed"]),
    ],
)
def test_an_operation_is_replaced_by_the_kind_of_thing(
    name: str, resources: tuple[str, ...], wanted: list[str]
) -> None:
    assert words(Kind.OPERATION, name, "ews", *resources) == wanted


def test_other_endpoints_are_not_asked_after() -> None:
    assert words(Kind.OPERATION, "Sync", "activesync") == []
    assert words(Kind.OPERATION, "Autodiscover", "autodiscover") == []


@pytest.mark.parametrize(
    ("name", "use"), [("PlayOnPhone", "um"), ("GetImItemList", "ews"), ("InstallApp", "ews")]
)
def test_of_what_has_no_successor_a_recording_is_the_last_server(name: str, use: str) -> None:
    (verdict,) = verdicts_of(fact(Kind.OPERATION, name, use))
    assert LAST_SERVER in verdict.note
    assert verdict.word in (Word.GAP, Word.NOT_LISTED)


@pytest.mark.parametrize(
    ("use", "resources", "operation", "request_"),
    [
        ("HardDelete", ("message",), "DeleteItem", "permanentDelete"),
        ("HardDelete", ("todoTask",), "DeleteItem", "disposalType=hardDelete"),
        ("SoftDelete", ("event",), "DeleteItem", "disposalType=softDelete"),
        ("SoftDelete", ("message",), "DeleteItem", "move to recoverableitemsdeletions"),
        ("HardDelete", (), "DeleteFolder", "permanentDelete on the mailFolder"),
        ("MoveToDeletedItems", (), "DeleteItem", "DELETE on the message"),
    ],
)
def test_how_something_is_deleted_counts_by_what_it_is(
    use: str, resources: tuple[str, ...], operation: str, request_: str
) -> None:
    (verdict,) = verdicts_of(fact(Kind.SETTING, "DeleteType", use, *resources, operation=operation))
    assert (verdict.word, request_ in verdict.replacement) == (Word.SAME, True)


def test_a_setting_of_meetings_means_nothing_for_messages() -> None:
    assert words(Kind.SETTING, "SendMeetingInvitations", "SendToNone", "event") == ["gap"]
    assert words(Kind.SETTING, "SendMeetingInvitations", "SendToNone", "message") == []


@pytest.mark.parametrize(
    ("name", "use", "wanted"),
    [
        ("inbox", "own", ["same"]),
        ("calendar", "own", ["renamed"]),
        ("inbox", "another's", ["same"]),
        ("publicfoldersroot", "own", ["gap"]),
        ("archivemsgfolderroot", "own", ["preview"]),
        ("voicemail", "own", ["not-listed"]),
    ],
)
def test_a_folder_is_replaced_by_its_name_and_by_whose_it_is(name: str, use: str, wanted: list[str]) -> None:
    assert words(Kind.FOLDER, name, use) == wanted


def test_a_subscription_to_another_mailbox_has_a_row_of_its_own() -> None:
    assert words(Kind.FOLDER, "inbox", "another's", operation="Subscribe") == ["partial"]


def test_what_is_refused_or_switched_off_asks_for_no_replacement() -> None:
    assert words(Kind.SETTING, "IncludeMimeContent", "false", "message") == []
    assert words(Kind.SETTING, "IncludeMimeContent", "true", "message") == ["partial"]


def test_a_conclusion_of_ours_says_so_and_a_source_has_its_date() -> None:
    verdict = GraphVerdict(Word.PARTIAL, "x", "", "", ("MAP", "AUTH", "own: by effect"))
    assert verdict.own == "by effect"
    assert "2024-11-07" in verdict.cited[0]
    assert verdict.cited[1].endswith("(read 2026-11-28)")
    assert GraphVerdict(Word.SAME, sources=("MAP",)).own == ""


def test_an_operation_needs_its_least_permissions() -> None:
    (verdict,) = verdicts_of(fact(Kind.OPERATION, "GetItem", "ews", "todoTask"))
    assert (verdict.delegated, verdict.application) == (("Tasks.Read",), ("Tasks.Read.All",))
    assert "needs Tasks.Read (a program alone: Tasks.Read.All)" in verdict.parts
    (verdict,) = verdicts_of(fact(Kind.OPERATION, "CreateItem", "ews", "message"))
    assert verdict.delegated == ("Mail.ReadWrite", "Mail.Send")

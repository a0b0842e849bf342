"""What mailboxes begin with: as many items as a scenario says, made up, the same for the same seed."""

from __future__ import annotations

from pathlib import Path

import pytest

from inspector.simulator import Contents, Simulator, scenario_from
from tests.simulator.asking import Asking

FULL = Contents(messages=30, contacts=4, appointments=3, tasks=6, invitations=3)
ALL = '<m:IndexedPageItemView MaxEntriesReturned="1000" Offset="0" BasePoint="Beginning"/>'


def kinds(asking: Asking, folder: str) -> list[str]:
    found = asking.find(folder, base="AllProperties", view=ALL).all(".//t:Items/*")
    return [each.tag.rpartition("}")[2] for each in found]


def test_each_folder_has_as_many_items_as_wanted_and_they_are_read() -> None:
    asking = Asking(more=FULL)
    inbox = kinds(asking, "inbox")
    assert inbox.count("Message") == 30 + 1  # the voice message that every mailbox has
    assert {"MeetingRequest", "MeetingCancellation", "MeetingResponse"} < set(inbox)
    assert kinds(asking, "contacts") == ["Contact"] * 4
    assert kinds(asking, "calendar") == ["CalendarItem"] * 3
    assert kinds(asking, "tasks") == ["Task"] * 6
    for folder in ("inbox", "contacts", "calendar", "tasks"):
        ids = asking.find(folder, view=ALL).texts(".//t:ItemId/@Id")
        shown = asking.get(*(f'<t:ItemId Id="{each}"/>' for each in ids))
        assert set(shown.codes) == {"NoError"}


def test_the_mail_is_of_days_before_the_newest_first_some_unread_some_with_attachments() -> None:
    found = Asking(more=FULL).find("inbox", base="AllProperties", view=ALL)
    times = found.texts(".//t:Message/t:DateTimeReceived")
    assert times == sorted(times, reverse=True)
    assert times[-1] < "2026-01-05T08:00:00Z"
    assert {"true", "false"} == set(found.texts(".//t:Message/t:IsRead"))
    assert "true" in found.texts(".//t:Message/t:HasAttachments")
    assert len(set(found.texts(".//t:Message//t:From//t:EmailAddress"))) > 10


def test_the_same_seed_makes_the_same_mailbox() -> None:
    def items(seed: str) -> list[bytes]:
        return [each.xml for each in Simulator(more=FULL, seed=seed).default_mailbox.items.values()]

    assert items("a") == items("a") != items("b")


def test_a_mailbox_that_was_kept_is_not_filled_again(tmp_path: Path) -> None:
    for _ in range(2):
        simulator = Simulator(store=tmp_path / "box.sqlite", more=FULL)
        assert len(simulator.default_mailbox.items) == 30 + 4 + 3 + 6 + 3 + 1
        simulator.close()


def test_a_scenario_says_what_is_in_each_mailbox_and_which_rooms_there_are() -> None:
    office = scenario_from(
        {
            "mailboxes": [
                {"address": "anna@example.com", "messages": 5, "tasks": 2},
                {"address": "ben@example.com", "contacts": 3},
            ],
            "rooms": [
                {"address": "room1@example.com", "name": "Room 1", "list": "Building 1"},
                {"address": "room2@example.com", "list": "Building 1"},
                {"address": "hall@example.com"},
            ],
        }
    )
    asking = Asking(scenario=office)
    assert kinds(asking, "inbox").count("Message") == 6
    assert kinds(Asking(asking.simulator, "ben@example.com"), "contacts") == ["Contact"] * 3
    lists = asking.ews("<m:GetRoomLists/>")
    assert lists.texts(".//t:Address/t:Name") == ["Building 1", "Rooms"]
    address = lists.texts(".//t:Address/t:EmailAddress")[0]

    def rooms(of: str) -> list[str]:
        answer = asking.ews(
            f"<m:GetRooms><m:RoomList><t:EmailAddress>{of}</t:EmailAddress></m:RoomList></m:GetRooms>"
        )
        return answer.texts(".//t:Room//t:EmailAddress") or answer.codes

    assert rooms(address) == ["room1@example.com", "room2@example.com"]
    assert rooms("nowhere@example.com") == ["ErrorNameResolutionNoResults"]


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        ({"mailboxes": [{"address": "a@b.c", "messages": -1}]}, "messages is not a whole number from 0"),
        ({"mailboxes": [{"address": "a@b.c", "tasks": True}]}, "tasks is not a whole number from 0"),
        ({"mailboxes": [{"address": "a@b.c", "messages": 1_000_001}]}, "from 0 to 1,000,000"),
        ({"rooms": [{"address": "a@b.c"}]}, "there are rooms, and no"),
        ({"mailboxes": [{"address": "a@b.c"}], "rooms": [{"name": "x"}]}, r"rooms\[0\] has no address"),
        ({"mailboxes": [{"address": "a@b.c"}], "rooms": [{"address": "A@b.c"}]}, r"rooms\[0\].address is"),
    ],
)
def test_a_scenario_that_cannot_be_says_where(data: dict[str, object], problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        scenario_from(data)

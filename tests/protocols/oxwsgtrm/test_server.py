"""There are no rooms, and no list of them."""

from tests.simulator.asking import Asking


def test_there_is_no_list_of_rooms() -> None:
    answer = Asking().ews("<m:GetRoomLists/>")
    assert answer.code == "NoError" and answer.texts("m:RoomLists/*") == []


def test_a_list_that_is_none_is_not_found() -> None:
    answer = Asking().ews(
        "<m:GetRooms><m:RoomList><t:EmailAddress>rooms@example.com</t:EmailAddress></m:RoomList></m:GetRooms>"
    )
    assert answer.code == "ErrorNameResolutionNoResults"

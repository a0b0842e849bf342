"""Everybody has a photo, of the size that is asked for."""

import base64

import pytest

from inspector.simulator import Simulator, scenario_from
from tests.simulator.asking import Answer, Asking


def photo(address: str = "anna@example.com", size: str = "HR48x48") -> Answer:
    asking = Asking(
        Simulator(
            scenario_from({"mailboxes": [{"address": "anna@example.com"}, {"address": "ben@example.com"}]})
        )
    )
    return asking.ews(
        f"<m:GetUserPhoto><m:Email>{address}</m:Email><m:SizeRequested>{size}</m:SizeRequested></m:GetUserPhoto>"
    )


def picture(answer: Answer) -> bytes:
    return base64.b64decode(answer.text("m:PictureData"))


@pytest.mark.parametrize(("size", "side"), [("HR48x48", 48), ("HR648x648", 648), ("HR1920xN", 648)])
def test_a_photo_is_a_picture_of_the_size_that_is_asked_for(size: str, side: int) -> None:
    content = picture(photo(size=size))
    assert content.startswith(b"\x89PNG\r\n\x1a\n") and content.endswith(b"IEND\xaeB`\x82")
    assert content[16:24] == side.to_bytes(4, "big") * 2
    assert len(content) < 10_000


def test_everybody_has_another_one_that_stays() -> None:
    assert picture(photo()) == picture(photo()) != picture(photo("ben@example.com"))


def test_who_is_not_there_has_none() -> None:
    assert photo("zoe@example.com").code == "ErrorItemNotFound"

"""The preview: the messages of the line under the cursor, where there is room for them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from textual.geometry import Size

from inspector.tui.app import InspectorApp
from inspector.tui.screens.detail import DetailScreen
from inspector.tui.widgets.interaction_list import InteractionList
from inspector.tui.widgets.message_view import MessageView
from inspector.tui.widgets.preview import Preview, Room, room_for
from tests.tui.conftest import settled, toasts


def response(app: InspectorApp) -> str:
    return message(app, "#response")


def message(app: InspectorApp, which: str) -> str:
    view = app.screen.query_one(which, MessageView)
    return "\n".join("".join(text for text, _ in view.pieces(y)) for y in range(view.count()))


@pytest.mark.parametrize(
    ("columns", "lines", "room"),
    [
        (150, 24, Room.BESIDE),
        (149, 43, Room.NONE),
        (149, 44, Room.BELOW),
        (80, 24, Room.NONE),
        (200, 50, Room.BESIDE),
    ],
)
def test_there_is_room_beside_a_wide_list_and_below_a_tall_one(columns: int, lines: int, room: str) -> None:
    assert room_for(Size(columns, lines)) == room


@pytest.mark.parametrize("size", [(160, 40), (100, 50)])
async def test_it_follows_the_cursor_and_has_keys_of_its_own(sample: Path, size: tuple[int, int]) -> None:
    app = InspectorApp(sample)
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        assert app.screen.query_one(Preview).display
        assert "OofStatus" in response(app)
        await pilot.press("G")
        await settled(pilot)
        assert "ErrorInvalidPhoneCallId" in response(app)
        listing = app.screen.query_one(InteractionList)
        await pilot.press("tab", "tab", "enter")  # into the answer, and unfolds its headers
        await settled(pilot)
        assert (listing.cursor, "Microsoft-IIS" in response(app)) == (25, True)
        await pilot.press("escape")
        assert app.focused is listing
        await pilot.press("enter")
        assert isinstance(app.screen, DetailScreen)


async def test_it_shows_what_a_filter_puts_under_the_cursor_and_nothing_of_an_empty_list(
    sample: Path,
) -> None:
    app = InspectorApp(sample)
    async with app.run_test(size=(160, 40)) as pilot:
        await settled(pilot)
        await pilot.press("f", *"~e", "enter")
        await settled(pilot)
        assert "no answer" in response(app)
        await pilot.press("f", *" & ~s 200", "enter")
        await settled(pilot)
        assert not app.screen.query_one("#response").visible


async def test_it_shows_what_was_judged_meanwhile(sample: Path) -> None:
    app = InspectorApp(sample)
    async with app.run_test(size=(160, 40)) as pilot:
        await settled(pilot)
        assert "UMS001 sent over plain HTTP" in message(app, "#request")
        await pilot.press("i", "J")
        await settled(pilot)
        await pilot.press("q")
        await settled(pilot)
        assert "UMS001" not in message(app, "#request")


async def test_a_narrow_terminal_has_none_and_says_why(sample: Path) -> None:
    app = InspectorApp(sample)
    async with app.run_test(size=(100, 24)) as pilot:
        await pilot.press("p")
        assert not app.screen.query_one(Preview).display
        assert any("150 columns" in note.message for note in toasts(app))


async def test_what_is_searched_for_is_gone_to_in_the_preview(sample: Path) -> None:
    app = InspectorApp(sample)
    async with app.run_test(size=(160, 40)) as pilot:
        await pilot.press("slash", *"userbusy")
        await settled(pilot)
        view = app.screen.query_one("#response", MessageView)
        assert "UserBusy" in "".join(text for text, _ in view.pieces(view.cursor))


async def test_opening_a_message_parses_each_side_once(sample: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import inspector.tui.message_lines as exchange
    import inspector.wire.soap as soap

    parsed: list[bytes] = []

    def noting(parse: Callable[..., object]) -> Callable[..., object]:
        def noted(body: bytes, **how: bool) -> object:
            parsed.append(body)
            return parse(body, **how)

        return noted

    for module in (exchange, soap):
        parse = module.parse_xml
        monkeypatch.setattr(module, "parse_xml", noting(parse))
    app = InspectorApp(sample)
    async with app.run_test(size=(100, 24)) as pilot:
        await pilot.press("j")
        await settled(pilot)
        parsed.clear()
        await pilot.press("enter")
        await settled(pilot)
        await pilot.resize_terminal(140, 40)
        await settled(pilot)
        assert isinstance(app.screen, DetailScreen)
        assert len(parsed) == 2 == len(set(parsed))

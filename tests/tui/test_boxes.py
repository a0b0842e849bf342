"""The boxes over a screen: each of their keys does what it says, or closes the box."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from pathlib import Path
from typing import cast

import pytest
from textual.binding import Binding
from textual.screen import ModalScreen, Screen
from textual.widgets import OptionList

import inspector.tui.screens
from inspector.tui.app import InspectorApp
from inspector.tui.live import Live
from tests.tui.conftest import toasts

# How one gets to a box: what opens the screen that it stands over, and what opens it, again and again.
WAYS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "ConfirmScreen": ((), ("q",)),
    "ExportScreen": ((), ("e",)),
    "HelpScreen": ((), ("question_mark",)),
    "SimulatorScreen": (("S",), ("m",)),
    "TargetScreen": (("j", "E"), ("ctrl+s",)),
    "TextScreen": (("i", "j"), ("x",)),
}


def line(app: InspectorApp) -> int | None:
    return app.screen.query_one(OptionList).highlighted


def told(app: InspectorApp, text: str) -> bool:
    return any(text in note.message or text in note.title for note in toasts(app))


# What a key does that does not only close the box.
DONE: dict[tuple[str, str], Callable[[InspectorApp], bool]] = {
    ("ConfirmScreen", "y"): lambda app: not app.is_running,
    ("ExportScreen", "y"): lambda app: "curl " in app.clipboard and told(app, "Copied"),
    ("ExportScreen", "j"): lambda app: line(app) == 1,
    ("ExportScreen", "k"): lambda app: line(app) == app.screen.query_one(OptionList).option_count - 1,
    ("SimulatorScreen", "ctrl+r"): lambda app: app.host.what.startswith("the simulator"),
    ("TextScreen", "y"): lambda app: "DialString is missing" in app.clipboard and told(app, "Copied"),
}


def boxes() -> dict[str, type[Screen[object]]]:
    modules = pkgutil.iter_modules(inspector.tui.screens.__path__, inspector.tui.screens.__name__ + ".")
    found = (value for module in modules for value in vars(importlib.import_module(module.name)).values())
    return {
        value.__name__: cast(type[Screen[object]], value)
        for value in found
        if isinstance(value, type)
        and issubclass(value, ModalScreen)
        and value.__module__.startswith("inspector.")
    }


def test_there_is_a_way_to_every_box() -> None:
    assert boxes().keys() == WAYS.keys()


@pytest.mark.parametrize("name", WAYS)
async def test_every_key_of_a_box_does_what_it_says(name: str, sample: Path) -> None:
    box = boxes()[name]
    keys = [key for each in box.BINDINGS if isinstance(each, Binding) for key in each.key.split(",")]
    app = InspectorApp(sample, live=Live("https://mail.example.com") if name == "ConfirmScreen" else None)
    async with app.run_test(size=(100, 30)) as pilot:

        async def press(*pressed: str) -> None:
            for key in pressed:
                await pilot.press(key)
                await app.workers.wait_for_complete()
                await pilot.pause()

        before, opens = WAYS[name]
        await press(*before)
        for key in sorted(keys, key=lambda key: (name, key) == ("ConfirmScreen", "y")):  # that ends all
            await press(*opens)
            assert isinstance(app.screen, box), key
            await press(key)
            if (name, key) in DONE:
                assert DONE[name, key](app), key
                if app.is_running and isinstance(app.screen, box):
                    await press("escape")
            assert not (app.is_running and isinstance(app.screen, box)), key

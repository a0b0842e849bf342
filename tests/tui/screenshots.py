"""``python -m tests.tui.screenshots FOLDER``: pictures of the terminal UI for README and docs, made anew.

Each is an SVG file of the real application on a sample cassette; where something is replayed, a real server
runs and a real request is sent.
"""

from __future__ import annotations

import asyncio
import os
import re
import sys
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path

from textual.pilot import Pilot

from inspector.cassette import Cassette, Interaction
from inspector.resources import cassettes_dir
from inspector.tui.app import InspectorApp
from inspector.tui.live import Live, Said
from inspector.tui.screens.edit import EditScreen
from inspector.tui.screens.replay import ReplayScreen
from inspector.tui.settings import UiSettings

Step = str | Callable[[InspectorApp, Pilot[None]], Awaitable[None]]
CALLS = "voicemail-um.jsonl"
OTHERS = dict.fromkeys(("findings", "diff", "edit", "live", "wide"), "mail.jsonl")
"""The sample cassettes of the pictures, where it is not :data:`CALLS`."""

REFUSED = (
    "mail.example.com:443: no TLS connection (certificate verify failed): clients get a 502. "
    "Trust its CA with --upstream-ca FILE, or accept any certificate with --insecure."
)


def _recorded(operation: str) -> Interaction:
    """The first recorded request of an operation, for the client of the picture to send."""
    with Cassette(cassettes_dir() / CALLS) as cassette:
        return next(each for each in cassette if each.operation == operation)


def _client(*operations: str) -> Step:
    """A client that sends recorded requests to the running server."""

    async def send(app: InspectorApp, pilot: Pilot[None]) -> None:
        for operation in operations:
            await asyncio.to_thread(app.host.send, _recorded(operation).request)
        if isinstance(app.screen, ReplayScreen):
            app.screen.look()
        await pilot.pause()

    return send


def _typed(old: str, new: str) -> Step:
    """Types over a place of the request that is edited."""

    async def write(app: InspectorApp, pilot: Pilot[None]) -> None:
        assert isinstance(app.screen, EditScreen)
        editor = app.screen.editor
        lines = editor.text.split("\n")
        row = next(at for at, line in enumerate(lines) if old in line)
        column = lines[row].index(old)
        editor.replace(new, (row, column), (row, column + len(old)))
        editor.move_cursor((row, column + len(new)))
        await pilot.pause()

    return write


def _to(operation: str) -> tuple[Step, ...]:
    return ("slash", *operation, "enter")


SHOTS: dict[str, tuple[str, tuple[int, int], tuple[Step, ...]]] = {
    "browse": ("dark", (120, 30), ("j", "m", "j")),
    "detail": ("dark", (130, 30), ("f", *"~op PlayOnPhone", "enter", "enter")),
    "flow": ("dark", (110, 34), (*_to("Disconnect"), "c", *["full_stop"] * 3)),
    "flow-light": ("light", (110, 34), (*_to("Disconnect"), "c", *["full_stop"] * 3)),
    "statistics": ("dark", (120, 34), ("s", "j")),
    "wide": ("dark", (180, 44), ("j", "j", "j")),
    "findings": ("dark", (120, 30), ("i", "J", "j")),
    "diff": ("dark", (130, 34), ("f", *"~op GetItem", "enter", "m", "d")),
    "edit": ("dark", (110, 34), (*["j"] * 3, "E", _typed("Sensitivity>Normal<", "Sensitivity>Secret<"))),
    "live": ("dark", (110, 26), ("G",)),
    "replayed": ("dark", (130, 34), ("S", "s", "v", "q", "v")),
    "replay": (
        "dark",
        (110, 28),
        (
            "S",
            "s",
            _client("PlayOnPhone", "GetCallInfo"),
            *["full_stop"] * 4,
            _client("GetCallInfo", "Disconnect"),
            *["full_stop"] * 9,
            _client("GetCallInfo"),
        ),
    ),
}


async def picture(name: str, folder: Path) -> Path:
    """Makes one picture and returns its file."""
    theme, size, steps = SHOTS[name]
    cassette = OTHERS.get(name, CALLS)
    live = Live("https://mail.example.com") if name == "live" else None
    if live is not None:
        live.url, live.count = "http://127.0.0.1:8080", 16
        live.say(Said(REFUSED))
    app = InspectorApp(cassettes_dir() / cassette, UiSettings(theme), live=live)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        for step in steps:
            if isinstance(step, str):
                await pilot.press(step)
            else:
                await step(app, pilot)
            await app.workers.wait_for_complete()
            await pilot.pause()
        svg = app.export_screenshot(title=f"ews-inspector tui {cassette}")
    # What differs from run to run: the port, and the names that rich makes up for its styles.
    svg = re.sub(r"127\.0\.0\.1:\d+", "127.0.0.1:8080", svg)
    svg = re.sub(r"terminal-\d+", f"terminal-{name}", svg)
    target = folder / f"tui-{name}.svg"
    target.write_text(svg, "utf-8")
    return target


def main(arguments: list[str]) -> int:
    """Makes all pictures, or those that are named after the folder."""
    folder, *names = arguments or ["docs/images"]
    Path(folder).mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        os.environ |= {"XDG_CONFIG_HOME": home, "XDG_STATE_HOME": home}
        for name in names or SHOTS:
            print(asyncio.run(picture(name, Path(folder))))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

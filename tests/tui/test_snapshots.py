"""What every screen looks like: small and large terminal, dark and light, mostly on the sample cassettes.

One run of the application is looked at in all sizes and both themes. ``make test ARGS='tests/tui
--snapshot-update'`` takes all pictures anew; look at each that changed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from inspector.protocols.oxwums.calls import CallState
from inspector.replay.answer import Origin, Source
from inspector.resources import cassettes_dir
from inspector.serve.journal import JournalEntry
from inspector.tui.app import InspectorApp
from inspector.tui.host import CallShown, ServerHost
from inspector.tui.live import Live, Said
from inspector.tui.resending import RealServer
from inspector.tui.screens.welcome import CassetteList
from inspector.tui.settings import UiSettings
from inspector.verify import Credentials
from tests.tui.conftest import EWS_CALL, UM_CALL, Tape, everything, settled

SIZES = {"80x24": (80, 24), "160x45": (160, 45)}
THEMES = ("dark", "light")
MADE, EMPTY, NONE = "made", "empty", ""
UM, EWS, MAIL, APPS, PHONE = "voicemail-um", "voicemail-ews", "mail", "mail-apps", "activesync-voicemail"


@dataclass(frozen=True)
class Look:
    """A state of a screen.

    Args:
        cassette: the sample that is opened, one that is made here, or none.
        keys: what leads to the state; after each of them, what goes on beside the screen is waited for.
        served: whether a server seems to run.
        anew: whether each size and theme has a run of its own.
        upstream: whether edited requests may go to a live server.
        recorded: whether it is being recorded, with a server that cannot be reached.
    """

    cassette: str
    keys: tuple[str | tuple[str, ...], ...] = ()
    served: bool = False
    anew: bool = False
    upstream: bool = False
    recorded: bool = False


def typed(text: str) -> tuple[str, ...]:
    """A text in a line, and Enter."""
    return (*text, "enter")


LOOKS: dict[str, Look] = {
    "browse": Look(UM, (("j", "m", "j"),)),
    "browse-findings": Look(MADE),
    "filter": Look(UM, (("f", *"~op GetC"),)),
    "filter-wrong": Look(MADE, (("f", *"~zz 1"),)),
    "filtered": Look(MADE, ("f", typed("~sev error | ~s 500"))),
    "filtered-to-nothing": Look(UM, ("f", typed("~op Nothing"))),
    "empty": Look(EMPTY),
    "live": Look(MADE, ("G",), recorded=True),
    "detail": Look(UM, ("slash", typed("PlayOnPhone"), "enter")),
    "detail-finding": Look(MADE, (("j", "enter"), "right_square_bracket")),
    "detail-legs": Look(MAIL, ("enter", ("tab", "j", "enter", "j", "j"))),
    "detail-wbxml": Look(PHONE, (("j", "j", "j", "enter"),)),
    "detail-cut": Look(MADE, ("f", typed("~e"), "enter")),
    "raw": Look(EWS, ("enter", "x")),
    "value": Look(APPS, (("j", "j", "enter", "tab"), "slash", typed("<m:Manifest"), "enter"), anew=True),
    "explained": Look(MADE, (("j", "enter"), "right_square_bracket", "enter"), anew=True),
    "flow": Look(UM, ("slash", typed("Disconnect"), "c", ("full_stop",) * 3)),
    "flow-item": Look(MAIL, (("j", "j", "j", "c"),)),
    "diff": Look(UM, ("slash", typed("GetCallInfo"), ("m", "j", "d"))),
    "diff-flows": Look(UM, ("slash", typed("Disconnect"), "c", "m", "tab", "d")),
    "replayed": Look(EWS, ("S", "s", "q", ("j", "c"), "r")),
    "edit": Look(MADE, (("j", "E"), ("ctrl+n", "end", "backspace"))),
    "target": Look(MADE, (("j", "E"), "ctrl+s"), upstream=True),
    "confirm": Look(MADE, (("j", "E"), "ctrl+s", ("G", "enter")), upstream=True),
    "statistics": Look(MADE, ("s", "j")),
    "usage": Look(MAIL, ("u", "j")),
    "findings": Look(MADE, ("i", "j")),
    "findings-none": Look(EMPTY, ("i",)),
    "coverage": Look(MAIL, ("i", "C")),
    "replay": Look(MADE, ("S",), served=True),
    "replay-stopped": Look(UM, ("S",)),
    "simulator": Look(UM, ("S", "m")),
    "simulator-wrong": Look(UM, ("S", "m", typed("calls.toml"))),
    "help": Look(UM, ("question_mark",)),
    "palette": Look(UM, ("colon",), anew=True),
    "export": Look(UM, ("e",)),
    "welcome": Look(NONE),
}
TABLE = [(name, size, theme) for name in LOOKS for size in SIZES for theme in THEMES]


class StillHost(ServerHost):
    """A server that does not run, whose state is always the same."""

    running = property(lambda self: True)
    url = property(lambda self: "http://127.0.0.1:8080")

    def __init__(self) -> None:
        super().__init__()
        self.what = "sample.jsonl"
        self.clock.advance(29.25)

    def calls(self) -> list[CallShown]:
        return [
            CallShown(UM_CALL, "um", CallState.DISCONNECTED, "None", 45.5, since=13.5),
            CallShown(EWS_CALL, "ews", CallState.CONNECTED, synthesised=True),
        ]

    def counts(self) -> dict[str, int]:
        return {"recorded": 3, "synthesised": 1, "miss": 1}

    def entries(self, after: int = 0) -> list[JournalEntry]:
        rows = (
            (1.0, 200, Origin(Source.RECORDED, "um", "PlayOnPhone", n=2)),
            (2.0, 200, Origin(Source.RECORDED, "um", "GetCallInfo", UM_CALL, n=3, note="Connecting")),
            (13.5, 200, Origin(Source.RECORDED, "um", "Disconnect", UM_CALL, n=15, note="Disconnected")),
            (20.0, 200, Origin(Source.SYNTHESISED, "um", "GetCallInfo", UM_CALL, note="Disconnected")),
            (29.0, 500, Origin(Source.MISS, "um", "GetCallInfo", note="CallId: never recorded")),
        )
        found = [
            JournalEntry(n, at, "POST", "/EWS/UM2007Legacy.asmx", "c1", status, 700, origin)
            for n, (at, status, origin) in enumerate(rows, 1)
        ]
        return [entry for entry in found if entry.n > after]


TAKEN: dict[tuple[str, str, str], str] = {}


async def taken(name: str, size: str, theme: str, folder: Path) -> str:
    """The picture of a look; where one run serves all sizes and themes, it is run once in a process."""
    if (name, size, theme) not in TAKEN:
        look = LOOKS[name]
        sizes, themes = ((size,), (theme,)) if look.anew else (tuple(SIZES), THEMES)
        found = await pictures(look, sizes, themes, folder)
        TAKEN.update({(name, *seen): picture for seen, picture in found.items()})
    return TAKEN[name, size, theme]


async def pictures(
    look: Look, sizes: tuple[str, ...], themes: tuple[str, ...], folder: Path
) -> dict[tuple[str, str], str]:
    """The pictures of a look by size and theme; in the first size the keys are pressed."""
    server = RealServer("https://mail.example.com", Credentials("kim")) if look.upstream else None
    live = under_way() if look.recorded else None
    app = InspectorApp(opened(look.cassette, folder), UiSettings(themes[0]), server, live)
    if look.served:
        app._host = StillHost()
    found: dict[tuple[str, str], str] = {}
    async with app.run_test(size=SIZES[sizes[0]]) as pilot:
        await settled(pilot)
        for keys in look.keys:
            await pilot.press(*([keys] if isinstance(keys, str) else keys))
            await settled(pilot)
        for field in (*app.screen.query(Input), *app.screen.query(TextArea)):
            field.cursor_blink = False
        for size in sizes:
            await pilot.resize_terminal(*SIZES[size])
            await settled(pilot)
            cut = [
                str(key.render())
                for key in app.screen.query("FooterKey")
                if not app.screen.region.contains_region(key.region)
            ]
            assert not cut, f"there is no room for {cut} at the foot"
            found |= {(size, theme): await in_theme(app, pilot, theme) for theme in themes}
    return found


def under_way() -> Live:
    """A recording that has had a problem."""
    live = Live("https://mail.example.com")
    live.url = "http://127.0.0.1:8080"
    live.say(Said("mail.example.com:443 cannot be reached (Connection refused): clients get a 502."))
    return live


def opened(cassette: str, folder: Path) -> Path | None:
    """The file of a cassette, which no picture tells the folder of."""
    if cassette == NONE:
        return None
    if cassette not in (MADE, EMPTY):
        return cassettes_dir() / f"{cassette}.jsonl"
    tape = Tape()
    if cassette == MADE:
        everything(tape)
    return tape.write(folder / "sample.jsonl")


async def in_theme(app: InspectorApp, pilot: Pilot[None], theme: str) -> str:
    app.theme = f"ews-{theme}"
    await pilot.pause()
    await pilot.pause()
    return app.export_screenshot(title="ews-inspector", simplify=True)


@pytest.mark.parametrize(("name", "size", "theme"), TABLE, ids=["-".join(shot) for shot in TABLE])
async def test_a_screen_looks_as_it_did(
    name: str,
    size: str,
    theme: str,
    tmp_path: Path,
    snap_compare: Callable[..., bool],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("inspector.tui.screens.export.Path.cwd", lambda: Path("/home/kim/recordings"))
    monkeypatch.setattr("inspector.tui.screens.welcome.folder_of", lambda path: "~/recordings")
    monkeypatch.setattr(CassetteList, "size_of", lambda self, path: "19.5 kB")
    picture = await taken(name, size, theme, tmp_path)
    # The plugin compares, keeps and reports; the picture has been taken.
    monkeypatch.setattr("textual._doc.take_svg_screenshot", lambda **_: picture)
    assert snap_compare(InspectorApp())


def test_every_screen_is_looked_at() -> None:
    import inspector.tui.screens as screens

    files = {path.stem for path in Path(screens.__path__[0]).glob("*.py")} - {"__init__", "base"}
    shown_by = {
        "browse": "browse", "confirm": "confirm", "detail": "detail", "diff": "diff", "edit": "edit",
        "export": "export", "findings": "findings", "live": "live", "target": "target",
        "flow": "flow", "help": "help", "replay": "replay", "diff_list": "replayed", "simulator": "simulator",
        "statistics": "statistics", "text": "value", "usage": "usage",
        "welcome": "welcome",
    }  # fmt: skip
    assert files == shown_by.keys() and set(shown_by.values()) <= LOOKS.keys()

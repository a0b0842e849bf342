"""What every screen looks like: small and large terminal, dark and light."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from inspector.protocols.oxwums.calls import CallState
from inspector.replay.answer import Origin, Source
from inspector.serve.journal import Entry
from inspector.tui.app import InspectorApp
from inspector.tui.host import CallShown, Host
from inspector.tui.settings import Settings
from tests.tui.conftest import EWS_CALL, UM_CALL

SIZES = {"80x24": (80, 24), "160x45": (160, 45)}


@dataclass(frozen=True)
class Look:
    """A screen: the keys that lead to it."""

    keys: tuple[str, ...] = ()
    cassette: bool = True
    served: bool = False
    after: tuple[str, ...] = field(default=())


LOOKS: Mapping[str, Look] = {
    "browse": Look(("j", "m", "j")),
    "filtered": Look(("f", *"~sev error | ~s 500", "enter")),
    "nothing": Look(("f", *"~op Nothing", "enter")),
    "detail": Look(("j", "enter", "right_square_bracket")),
    "raw": Look(("j", "enter", "x")),
    "flow": Look(("j", "c", "j", "j", "j", *["full_stop"] * 14)),
    "diff": Look(("j", "j", "m", "j", "j", "j", "d")),
    "findings": Look(("i", "j")),
    "replay": Look(("S",), served=True),
    "help": Look(("question_mark",)),
    "export": Look(("e",)),
    "welcome": Look((), cassette=False),
}
# all looks at both sizes in the dark; in the light, the colours of each kind of line once
SHOTS = [(name, size, "dark") for name in LOOKS for size in SIZES]
SHOTS += [(name, "80x24", "light") for name in ("browse", "detail", "flow", "diff", "findings", "replay")]


class StillHost(Host):
    """A server that does not run, whose state is always the same."""

    running = property(lambda self: True)  # type: ignore[assignment]
    url = property(lambda self: "http://127.0.0.1:8080")  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()
        self.what = "sample.jsonl"
        self.clock.advance(29.25)

    def calls(self) -> list[CallShown]:
        return [
            CallShown(UM_CALL, "um", CallState.DISCONNECTED, "None", 45.5),
            CallShown(EWS_CALL, "ews", CallState.CONNECTED, modelled=True),
        ]

    def counts(self) -> dict[str, int]:
        return {"recorded": 3, "modelled": 1, "miss": 1}

    def entries(self, after: int = 0) -> list[Entry]:
        rows = (
            (1.0, 200, Origin(Source.RECORDED, "um", "PlayOnPhone", n=2)),
            (2.0, 200, Origin(Source.RECORDED, "um", "GetCallInfo", UM_CALL, n=3, note="Connecting")),
            (13.5, 200, Origin(Source.RECORDED, "um", "Disconnect", UM_CALL, n=15, note="Disconnected")),
            (20.0, 200, Origin(Source.MODELLED, "um", "GetCallInfo", UM_CALL, note="Disconnected")),
            (29.0, 500, Origin(Source.MISS, "um", "GetCallInfo", note="CallId: never recorded")),
        )
        found = [
            Entry(n, at, "POST", "/EWS/UM2007Legacy.asmx", "c1", status, 700, origin)
            for n, (at, status, origin) in enumerate(rows, 1)
        ]
        return [entry for entry in found if entry.n > after]


@pytest.mark.parametrize(("name", "size", "theme"), SHOTS, ids=["-".join(shot) for shot in SHOTS])
def test_a_screen_looks_as_it_did(
    name: str,
    size: str,
    theme: str,
    sample: Path,
    snap_compare: Callable[..., bool],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    look = LOOKS[name]
    monkeypatch.setattr("inspector.tui.screens.welcome.cassettes_dir", lambda: Path.cwd() / "samples")
    monkeypatch.setattr("inspector.tui.screens.export.Path.cwd", lambda: Path("/home/kim/recordings"))
    if not look.cassette:
        monkeypatch.undo()
        monkeypatch.setattr("inspector.tui.screens.welcome.cassettes_dir", lambda: Path.cwd())
        monkeypatch.chdir(sample.parent)
        monkeypatch.setattr("inspector.tui.screens.welcome.read_recent", list)
    app = InspectorApp(sample if look.cassette else None, Settings(theme))
    if look.served:
        app._host = StillHost()

    async def steps(pilot: Pilot[Any]) -> None:
        for key in look.keys:
            await pilot.press(key)
            await pilot.app.workers.wait_for_complete()
            await pilot.pause()

    assert snap_compare(app, terminal_size=SIZES[size], run_before=steps)

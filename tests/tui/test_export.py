"""What is taken out of the terminal UI."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from inspector.cassette import Cassette, CassetteWriter, Interaction
from inspector.errors import WriteError
from inspector.tui.app import InspectorApp
from inspector.tui.cassette_view import CassetteView
from inspector.tui.export import Export, free_name, of_flow, of_interaction, reports, subset, write_new
from inspector.wire.http import HttpRequest
from tests.tui.conftest import UM_URL


@pytest.fixture
def cassette_view(sample: Path) -> Iterator[CassetteView]:
    with Cassette(sample) as cassette:
        yield CassetteView(cassette)


def test_an_interaction_is_offered_as_messages_curl_and_python(cassette_view: CassetteView) -> None:
    found = cassette_view.interaction(1)
    assert isinstance(found, Interaction)
    exports = of_interaction(found, "PlayOnPhone")
    assert [export.name for export in exports] == [
        "0002-PlayOnPhone.sh",
        "0002-PlayOnPhone.py",
        "0002-PlayOnPhone-request.xml",
        "0002-PlayOnPhone-response.xml",
    ]
    assert exports[2].make is not None and exports[2].make() == found.request.body


def test_a_flow_is_a_script_and_a_program_that_keep_its_pauses(cassette_view: CassetteView) -> None:
    script, program = of_flow(lambda: cassette_view.some([1, 2, 3]), "call-flow")
    assert script.name == "call-flow.sh" and script.make is not None and program.make is not None
    lines = script.make().decode().splitlines()
    assert [line for line in lines if line.startswith(("# ", "  --url", "sleep", "#!"))] == [
        "#!/bin/sh",
        "# 2 PlayOnPhone", f"  --url {UM_URL}",
        "sleep 1",
        "# 3 GetCallInfo", f"  --url {UM_URL}",
        "sleep 1",
        "# 4 GetCallInfo", f"  --url {UM_URL}",
    ]  # fmt: skip
    text = program.make().decode()
    compile(text, "call-flow.py", "exec")
    assert text.count("\nsend(") == 3 and text.count("time.sleep(1)") == 2


def test_a_strangers_name_cannot_lead_out_of_the_folder(cassette_view: CassetteView) -> None:
    found = cassette_view.interaction(1)
    assert isinstance(found, Interaction)
    for name in ("../../etc/passwd", "/etc/passwd", "a\x1b[2Jb", "", "...", "C:\\x"):
        for export in of_interaction(found, name):
            assert Path(export.name).name == export.name
            assert export.name.isprintable()


def test_a_subset_is_a_cassette_with_the_same_messages(cassette_view: CassetteView, tmp_path: Path) -> None:
    written = write_new(subset(cassette_view, [1, 3, 21], "what is marked"), tmp_path)
    with Cassette(written) as part:
        assert [each.n for each in part] == [1, 2, 3]
        whole = cassette_view.interaction(21)
        assert isinstance(whole, Interaction)
        assert part[2].request == whole.request and part[2].error == whole.error
        assert part.header.scrub == cassette_view.cassette.header.scrub


def test_a_file_that_exists_is_never_overwritten(tmp_path: Path) -> None:
    export = Export("x", "x.txt", lambda: b"new")
    (tmp_path / "x.txt").write_bytes(b"old")
    assert write_new(export, tmp_path).name == "x-2.txt"
    assert write_new(export, tmp_path).name == "x-3.txt"
    assert (tmp_path / "x.txt").read_bytes() == b"old"
    assert free_name(tmp_path / "y.txt").name == "y.txt"


def test_a_folder_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(WriteError, match="cannot be written"):
        write_new(Export("x", "x.txt", lambda: b"new"), tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("number", "suffix", "holds"),
    [
        (0, ".html", "<!doctype html"),
        (1, ".sarif", '"version"'),
        (2, ".xml", "<testsuite"),
        (3, ".jsonl", '"code"'),
    ],
)
def test_findings_are_written_in_every_format(
    cassette_view: CassetteView, tmp_path: Path, number: int, suffix: str, holds: str
) -> None:
    written = write_new(reports(cassette_view)[number], tmp_path)
    assert written.suffix == suffix
    assert holds in written.read_text("utf-8").lower()


async def test_the_menu_writes_what_is_chosen_and_copies_it(sample: Path, tmp_path: Path) -> None:
    app = InspectorApp(sample)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("j", "e", "j", "enter")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert "http.client" in (tmp_path / "0002-PlayOnPhone.py").read_text()
        await pilot.press("e", "y")
        await pilot.pause()
        assert app.clipboard.startswith("#!/bin/sh")


async def test_what_no_script_can_send_is_said_and_not_copied(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    with CassetteWriter(path) as writer:
        writer.append(Interaction(0, 0.0, HttpRequest(url="file:///etc/hostname"), None, error="none"))
    app = InspectorApp(path)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("e", "y")
        await pilot.pause()
        assert app.clipboard == ""
        await pilot.press("enter")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert not list(tmp_path.glob("*.sh"))
        assert app.is_running


def test_what_is_written_is_its_owners_alone(cassette_view: CassetteView, tmp_path: Path) -> None:
    found = cassette_view.interaction(1)
    assert isinstance(found, Interaction)
    for export in (*of_interaction(found, "x"), reports(cassette_view)[0]):
        assert write_new(export, tmp_path).stat().st_mode & 0o077 == 0

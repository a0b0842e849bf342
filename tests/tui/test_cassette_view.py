"""Rows of a cassette: looked up without decoding bodies, and never believed."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from inspector.cassette import Cassette, Interaction
from inspector.filter import parse_filter
from inspector.tui.cassette_line import peek
from inspector.tui.cassette_view import CassetteView
from tests.tui.conftest import UM_CALL, everything, hostile, mail


@pytest.fixture
def cassette_view(sample: Path) -> Iterator[CassetteView]:
    with Cassette(sample) as cassette:
        yield CassetteView(cassette)


def test_a_row_tells_what_the_list_shows(cassette_view: CassetteView) -> None:
    row = cassette_view.row(1)
    assert (row.n, row.operation, row.endpoint, row.status, row.worst, row.findings) == (
        2,
        "PlayOnPhone",
        "um",
        200,
        "error",
        1,
    )
    interaction = cassette_view.interaction(1)
    assert isinstance(interaction, Interaction) and interaction.response is not None
    assert abs(row.size - len(interaction.response.body)) < 60


def test_a_line_without_names_shows_method_and_path() -> None:
    row = peek(b'{"n":1,"at":0,"request":{"method":"GET","url":"https://a/EWS/types.xsd?x"},"error":"cut"}')
    assert (row.operation, row.status, row.error) == ("GET types.xsd", 0, "cut")


@pytest.mark.parametrize("line", [b"", b"[1]", b'{"n":"x"}', b"\xff\xfe", b'{"n":1,"at":0}', b"[" * 5000])
def test_a_line_that_cannot_be_read_is_a_row_that_says_so(line: bytes) -> None:
    row = peek(line)
    assert row.operation == "(unreadable line)"
    assert row.error


def test_hostile_texts_are_printable_in_every_row(cassette_of: Callable[..., Path]) -> None:
    with Cassette(cassette_of(hostile)) as cassette:
        rows = [CassetteView(cassette).row(index) for index in range(len(cassette))]
    for row in rows:
        assert all(character.isprintable() for character in row.operation + row.endpoint + row.error)


@pytest.mark.parametrize(
    "text",
    ["~op GetCallInfo", f"~id {UM_CALL}", "~sev error", "~doc MS-OXWUMS", "~ep um", "~s 500", "~n 3-5", "~e",
     "~u legacy", "~bq DialString", "~bs 'Voice mail'", "~b Voice", "~id Q", "!~op Get*", "~code UMS*"],
)  # fmt: skip
def test_a_filter_passes_the_same_lines_as_it_passes_decoded_interactions(
    cassette_view: CassetteView, text: str
) -> None:
    wanted = parse_filter(text)
    by_line = [wanted.matches(cassette_view.subject(index)) for index in range(len(cassette_view))]
    assert by_line == [wanted.matches(interaction) for interaction in cassette_view.cassette]


def test_a_handle_is_found_in_the_lines_that_name_it(cassette_view: CassetteView) -> None:
    named = [interaction.n for found, _ in cassette_view.naming(UM_CALL) for interaction in found]
    assert named == list(range(2, 20))


def test_a_number_leads_to_its_place_even_if_numbers_have_gaps(
    tmp_path: Path, cassette_of: Callable[..., Path]
) -> None:
    whole = cassette_of(everything).read_bytes().splitlines(keepends=True)
    gapped = tmp_path / "gapped.jsonl"
    gapped.write_bytes(b"".join([whole[0], *whole[5:9]]))
    with Cassette(gapped) as cassette:
        cassette_view = CassetteView(cassette)
        assert [cassette_view.row(i).n for i in range(4)] == [5, 6, 7, 8]
        assert cassette_view.place_of(7) == 2


def test_mail_rows_show_the_missing_answer(cassette_of: Callable[..., Path]) -> None:
    with Cassette(cassette_of(mail)) as cassette:
        row = CassetteView(cassette).row(2)
    assert (row.status, row.error) == (0, "the server closed the connection before its answer was complete")


def test_what_the_header_calls_volatile_is_not_compared(sample: Path) -> None:
    header, rest = sample.read_bytes().split(b"\n", 1)
    sample.write_bytes(header[:-1] + b',"replay":{"volatile":["Body/GetCallInfo/CallId"]}}\n' + rest)
    with Cassette(sample) as cassette:
        volatile = CassetteView(cassette).volatile
    assert "Body/GetCallInfo/CallId" in map(str, volatile.paths)
    assert len(volatile.paths) > 1


def test_a_header_that_names_no_paths_stops_nothing(sample: Path) -> None:
    header, rest = sample.read_bytes().split(b"\n", 1)
    sample.write_bytes(header[:-1] + b',"replay":{"volatile":["///"]}}\n' + rest)
    with Cassette(sample) as cassette:
        assert CassetteView(cassette).volatile.paths


def test_the_first_rows_wait_for_nothing_that_few_sessions_need() -> None:
    code = "import sys, inspector.tui.app; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    slow = ("inspector.replay", "inspector.simulator", "inspector.serve", "inspector.verify", "xmlschema")
    assert not set(slow) & set(loaded.split())

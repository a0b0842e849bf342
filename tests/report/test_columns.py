"""Columns of a list, by the width of the terminal."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from inspector.report.columns import Column, fitted

COLUMNS = (
    Column("n", 3, right=True),
    Column("name", 5, 10),
    Column("size", 4, rank=1),
    Column("id", 6, 8, rank=2),
)


def widths(width: int) -> dict[str, int]:
    return {column.heading: column.least for column in fitted(COLUMNS, width)}


def test_what_has_no_room_goes_by_its_rank() -> None:
    assert widths(24) == {"n": 3, "name": 5, "size": 4, "id": 6}  # 18, and two between each
    assert widths(23) == {"n": 3, "name": 10, "size": 4}
    assert widths(16) == {"n": 3, "name": 5, "size": 4}
    assert widths(15) == {"n": 3, "name": 10}
    assert widths(1) == {"n": 3, "name": 5}


def test_what_stays_is_narrowed_the_widest_first() -> None:
    columns = (Column("n", 3), Column("name", 12, 20), Column("outcome", 17))
    for width, left in {
        36: [3, 12, 17],
        35: [3, 12, 16],
        29: [3, 11, 11],
        27: [3, 10, 10],
        1: [3, 10, 10],
    }.items():
        assert [column.least for column in fitted(columns, width)] == left


def test_room_that_is_left_goes_to_the_columns_in_order() -> None:
    assert widths(28) == {"n": 3, "name": 9, "size": 4, "id": 6}
    assert widths(500) == {"n": 3, "name": 10, "size": 4, "id": 8}


def test_a_long_text_is_cut_where_it_tells_least() -> None:
    assert Column("x", 5).cell("abcdefgh")[0] == ("abcd…", "")
    assert Column("x", 16).cell("a" * 20 + "1234567")[0] == ("aaaaaaaa…1234567", "")


@given(st.text(), st.integers(3, 40), st.booleans())
def test_a_cell_is_as_wide_as_its_column_whatever_stands_in_it(text: str, width: int, right: bool) -> None:
    cell = Column("x", width, right=right).cell(text, "bold")
    shown = "".join(part if isinstance(part, str) else part[0] for part in cell)
    assert cell_len(shown) == width + 2

"""ActiveSync's multipart: a table that fits its body, or none."""

import struct

import pytest

from inspector.wire.body import open_body
from inspector.wire.body.activesync_multipart import parts_of
from inspector.wire.wbxml import MULTIPART_TYPE
from tests.wire.body.bodies import activesync_parts

WHOLE = activesync_parts(b"the first", b"the second")


def table(*numbers: int) -> bytes:
    return struct.pack(f"<{len(numbers)}I", *numbers)


def test_the_parts_are_those_of_the_table_and_what_stands_behind() -> None:
    assert parts_of(WHOLE) == [b"the first", b"the second", b""]
    assert parts_of(WHOLE + b"more") == [b"the first", b"the second", b"more"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        table(0, 12, 0),
        table(1, 13, 0) + b"x",  # a gap
        table(1, 11, 1),  # within the table
        table(1, 12, 2) + b"x",  # beyond the end
        table(2, 20, 1, 20, 1) + b"xy",  # the same bytes twice
        table(2, 21, 1, 20, 1) + b"xy",  # in another order
        table(1000, 12, 1) + b"x",
        table(3, 12, 1) + b"x",
    ],
)
def test_a_table_that_does_not_fit_is_none(content: bytes) -> None:
    assert parts_of(content) is None
    body = open_body(content, MULTIPART_TYPE)
    assert body.write() is content
    assert [part.reason for part in body.unread] == (
        ["an ActiveSync multipart whose table does not fit it"] if content else []
    )


def test_parts_move_when_one_before_them_grows_and_a_part_can_be_withheld() -> None:
    body = open_body(activesync_parts(b"the first", bytes(range(40)), b"the last"), MULTIPART_TYPE)
    body.values[0].put([(4, 9, "very first")])
    (part,) = body.unread
    assert (part.path, part.reason) == ("part[2]", "binary data")
    assert part.withhold("[withheld]")
    assert parts_of(body.write()) == [b"the very first", b"[withheld]", b"the last", b""]

"""Cassettes are put together, and into canonical order."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.cassette import Cassette, CassetteHeader, CassetteWriter, Interaction
from inspector.cassette.combine import canonical_order, merged, merged_header
from inspector.errors import UsageError
from inspector.wire.http import HttpRequest, HttpResponse


@pytest.fixture
def cassette(tmp_path):
    def cassette(name, times, **header):
        path = tmp_path / f"{name}.jsonl"
        with CassetteWriter(path, CassetteHeader(**header)) as writer:
            for at in times:
                request = HttpRequest(url=f"http://h/{name}")
                writer.append(
                    Interaction(n=0, at=at, took=1.0, conn="c1", request=request, response=HttpResponse())
                )
        return Cassette(path)

    return cassette


def told(interactions):
    return [(one.request.path, one.at, one.conn) for one in interactions]


def test_one_follows_the_other(cassette):
    found = told(merged([cassette("a", [0.0, 2.0]), cassette("b", [0.5])], by_time=False))
    assert found == [("/a", 0.0, "1.c1"), ("/a", 2.0, "1.c1"), ("/b", 3.5, "2.c1")]


def test_those_recorded_side_by_side_are_interleaved(cassette):
    first = cassette("a", [0.0, 20.0], created="2026-01-05T08:00:00Z")
    second = cassette("b", [5.0], created="2026-01-05T08:00:10Z")
    assert [(path, at) for path, at, _ in told(merged([second, first], by_time=True))] == [
        ("/a", 0.0),
        ("/b", 15.0),
        ("/a", 20.0),
    ]


def test_without_a_beginning_nothing_can_be_interleaved(cassette):
    with pytest.raises(UsageError, match="when it was recorded"):
        list(merged([cassette("a", [0.0], created="long ago")], by_time=True))


def test_those_with_other_pseudonyms_are_refused(cassette):
    both = [cassette(name, [0.0], scrub={"profile": "identity", "salt": name}) for name in "ab"]
    with pytest.raises(UsageError, match="not scrubbed alike"):
        merged_header(both)


def test_headers_are_put_together(cassette):
    header = merged_header([cassette("a", [0.0], notes="one"), cassette("b", [0.0], notes="two")])
    assert header.notes == "one\ntwo"


def test_canonical_order_is_that_of_the_requests(cassette):
    assert list(canonical_order(cassette("a", [3.0, 1.0, 1.0, 2.0]))) == [1, 2, 3, 0]


LINE = '{"n":%s,"at":%s,"request":{"method":"GET","url":"/"},"response":{"status":200}}\n'


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 6) | st.just(2**53)), max_size=12))
@settings(max_examples=50)
def test_any_lines_are_ordered_by_time_then_number_then_place(lines):
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.jsonl"
        path.write_text('{"ews_cassette":1}\n' + "".join(LINE % (n, at) for at, n in lines))
        with Cassette(path) as cassette:
            order = canonical_order(cassette)
    assert list(order) == sorted(range(len(lines)), key=lambda place: lines[place])

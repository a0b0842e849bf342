"""What became of a file's entries is counted, told in a bounded number of sentences, and never hidden."""

from collections.abc import Iterator

import pytest

from inspector.cassette import Interaction
from inspector.cassette.formats import ImportReport
from inspector.errors import InputError
from inspector.wire import HttpRequest, HttpResponse


def three(*, then: str = "") -> Iterator[Interaction]:
    response = {"body_missing": "cut"}
    yield Interaction(1, 0.0, HttpRequest(), HttpResponse())
    yield Interaction(2, 0.0, HttpRequest(), error="none", extra={"times": "none"})
    yield Interaction(3, 0.0, HttpRequest(), HttpResponse(), "cut", extra={"response": response})
    if then:
        raise InputError(then)


def test_all_is_counted() -> None:
    report = ImportReport()
    assert len(list(report.watch(three(), "f"))) == 3
    report.leave_out("entry 4", "it is odd")
    report.count("requests without their header")
    assert report.table() == [
        ("entries", 4),
        ("kept", 3),
        ("left out", 1),
        ("without an answer", 1),
        ("bodies cut in the file", 1),
        ("without a time", 1),
        ("requests without their header", 1),
    ]
    assert report.losses() == ("entry 4 is left out: it is odd",)
    assert report.bodies() == ("bodies cut in the file: 1",)


def test_where_a_reader_stops_what_was_read_is_kept_and_the_reason_told() -> None:
    report = ImportReport()
    assert len(list(report.watch(three(then="it is cut"), "f"))) == 3
    assert report.losses() == ("3 read, then stopped: it is cut",) and not report.complete


def test_nothing_at_all_is_an_error() -> None:
    def fails() -> Iterator[Interaction]:
        raise InputError("no file")
        yield

    with pytest.raises(InputError, match="no file"):
        list(ImportReport().watch(fails(), "f"))
    report = ImportReport()
    report.leave_out("entry 1", "it is odd")
    with pytest.raises(InputError, match="nothing in the file can be read: entry 1 is left out: it is odd"):
        list(report.watch(iter(()), "f"))


def test_who_does_not_look_at_the_report_meets_its_losses_as_an_error_at_the_end() -> None:
    report = ImportReport()
    found = report.watch_strictly(three(), "f")
    assert next(found).n == 1
    report.leave_out("entry 2", "it is odd")
    with pytest.raises(InputError, match="not all of the file can be read: entry 2"):
        list(found)


def test_a_million_losses_are_not_a_million_sentences() -> None:
    report = ImportReport()
    for number in range(1_000_000):
        report.leave_out(f"entry {number}", "it is odd")
    assert len(report.losses()) == 51 and report.losses()[-1] == "999,950 more like these"
    assert report.left_out == 1_000_000

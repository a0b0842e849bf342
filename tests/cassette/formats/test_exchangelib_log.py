"""exchangelib's debug log in the shapes in which it comes; tests/clients lets the library itself write it."""

from pathlib import Path

import pytest

from inspector.cassette import Interaction
from inspector.cassette.formats import FORMATS, ImportReport, format_of
from inspector.cassette.formats.exchangelib_log import read
from inspector.cassette.model import Missing
from inspector.errors import InputError

URL = "https://m.example/EWS/Exchange.asmx"


def heads(session: str = "1", status: object = 200, took: object = 0.25, headers: str = "{'A': 'b'}") -> str:
    asked = "{'User-Agent': 'exchangelib', 'Authorization': b'Basic eA=='}"
    return (
        f"Timeout: 120\nSession: {session}\nThread: 7\nAuth type: <x>\nURL: {URL}\nHTTP adapter: <y>\n"
        f"Streaming: False\nResponse time: {took}\nStatus code: {status}\n"
        f"Request headers: {asked}\nResponse headers: {headers}\n"
    )


def bodies(asked: object = b"<q/>", answered: object = b"<a/>") -> str:
    return f"Request XML: {asked!r}\nResponse XML: {answered!r}\n"


def found_in(folder: Path, text: str, report: ImportReport | None = None) -> list[Interaction]:
    path = folder / "app.log"
    path.write_text(text, "utf-8")
    assert format_of(path) is FORMATS["exchangelib"]
    return list(read(path, report or ImportReport()))


def test_heads_and_bodies_make_an_exchange(tmp_path: Path) -> None:
    text = f"DEBUG:exchangelib.util:{heads()}DEBUG:exchangelib.util.xml:{bodies('<q>é</q>'.encode())}"
    (one,) = found_in(tmp_path, text)
    assert (one.request.url, one.request.body) == (URL, "<q>é</q>".encode())
    assert list(one.request.headers) == [("User-Agent", "exchangelib"), ("Authorization", "Basic eA==")]
    assert one.response is not None
    assert (one.response.status, one.response.body) == (200, b"<a/>")
    assert list(one.response.headers) == [("A", "b")]
    assert (one.conn, one.took, one.timed) == ("session 1", 0.25, False)


def test_times_are_reckoned_back_from_when_it_was_logged(tmp_path: Path) -> None:
    stamps = ("2026-03-01 10:00:01,000", "2026-03-01 10:00:06,500")
    text = "".join(f"{at} DEBUG {heads(took=0.5)}{at} DEBUG {bodies()}" for at in stamps)
    first, second = found_in(tmp_path, text)
    assert [(one.at, one.took, one.timed) for one in (first, second)] == [(0.0, 0.5, True), (5.5, 0.5, True)]


def test_other_lines_end_a_value_and_are_passed_over(tmp_path: Path) -> None:
    other = "DEBUG:exchangelib.protocol:Server m: Releasing session 1\n"
    other += "2026-03-01 10:00:00 INFO Response XML was fine\n"
    found = found_in(tmp_path, heads() + other + bodies() + other + heads("2") + bodies(b"<r/>") + other)
    assert [(one.request.body, one.conn) for one in found] == [(b"<q/>", "session 1"), (b"<r/>", "session 2")]


def test_a_body_whose_text_looks_like_a_field_is_a_body(tmp_path: Path) -> None:
    text = "Request XML: <a>\nURL: https://other.example/\nStatus code: 500\n 2026-03-01 10:00:00\n</a>\n"
    text += "Response XML: <b/>\n"
    (one,) = found_in(tmp_path, heads() + text)
    assert one.request.url == URL and one.request.body.startswith(b"<a>\nURL:")
    assert one.response is not None and (one.response.status, one.response.body) == (200, b"<b/>")
    assert not one.timed


def test_bodies_without_heads_come_in_and_are_counted(tmp_path: Path) -> None:
    report = ImportReport()
    (one,) = found_in(tmp_path, bodies(b"<q/>", b"<s:Fault></s:Fault>"), report)
    assert one.response is not None and (one.request.url, one.response.status) == ("/EWS/Exchange.asmx", 500)
    assert ("requests without their header", 1) in report.table()


def test_heads_without_bodies_come_in_without(tmp_path: Path) -> None:
    (one,) = found_in(tmp_path, heads())
    assert (one.missing_from("request"), one.missing_from("response")) == (Missing.ABSENT, Missing.ABSENT)


def test_what_failed_has_no_answer(tmp_path: Path) -> None:
    failed = heads(status=None, took=None, headers="None") + bodies(b"<q/>", None)
    (one,) = found_in(tmp_path, f"ERROR:exchangelib.util:ReadTimeout: timed out\n{failed}")
    assert (one.request.body, one.response, one.error) == (b"<q/>", None, "no answer in the log")


def test_a_stream_is_the_sum_of_its_parts(tmp_path: Path) -> None:
    documents = enumerate((b"<a/>", b"<b/>"), 1)
    parts = "".join(f"DEBUG Response XML (docs counter: {n}): {each!r}\n" for n, each in documents)
    streamed = f"Request XML: {b'<q/>'!r}\nResponse XML: [STREAMING]\n"
    first, second = found_in(tmp_path, heads() + streamed + parts + heads() + bodies(b"<r/>"))
    assert first.response is not None and first.response.body == b"<a/><b/>"
    assert second.request.body == b"<r/>"


def test_bytes_that_are_cut_are_said_to_be(tmp_path: Path) -> None:
    (one,) = found_in(tmp_path, heads() + f"Request XML: {b'<q/>'!r}\nResponse XML: b'<a>...\n")
    assert one.missing_from("response") is Missing.CUT


def test_a_log_of_something_else_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "app.log"
    path.write_text("DEBUG:app:hello\n")
    with pytest.raises(InputError, match="no request of exchangelib"):
        list(read(path, ImportReport()))

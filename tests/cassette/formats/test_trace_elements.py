"""Traces of the EWS Managed API and its translations, in the many shapes in which they are passed on."""

import html
import json
import re
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.cassette import Interaction
from inspector.cassette.formats import FORMATS, ImportReport, format_of
from inspector.cassette.formats.trace_elements import read
from inspector.cassette.model import Missing
from inspector.errors import InputError

SOAP = "http://schemas.xmlsoap.org/soap/envelope/"


def envelope(payload: str) -> str:
    return f'<s:Envelope xmlns:s="{SOAP}">\n  <s:Body>{payload}</s:Body>\n</s:Envelope>'


def element(tag: str, content: str, *, tid: str = "7", time: str = "2026-03-01 10:00:00Z") -> str:
    return f'<Trace Tag="{tag}" Tid="{tid}" Time="{time}">\n{content}\n</Trace>\n'


def exchange(name: str = "GetItem", *, tid: str = "7", second: int = 0) -> str:
    """As the Managed API writes an exchange: markup in header fields is escaped, in bodies it is not."""
    asked, answered = (f"2026-03-01 10:00:{at:02}Z" for at in (second, second + 1))
    head = "POST /EWS/Exchange.asmx HTTP/1.1\nContent-Type: text/xml; charset=utf-8\nX-Note: a &amp; b\n"
    answer = envelope(f"<{name}Response>ünï</{name}Response>")
    return (
        element("EwsRequestHttpHeaders", head, tid=tid, time=asked)
        + element("EwsRequest", envelope(f"<{name}>ünï</{name}>"), tid=tid, time=asked)
        + element(
            "EwsResponseHttpHeaders", "HTTP/1.1 200 OK\nContent-Type: text/xml\n", tid=tid, time=answered
        )
        + element("EwsResponse", answer, tid=tid, time=answered)
    )


def found_in(folder: Path, text: str, encoding: str = "utf-8") -> list[Interaction]:
    path = folder / "trace.log"
    path.write_bytes(text.encode(encoding))
    assert format_of(path) is FORMATS["trace"]
    return list(read(path, ImportReport()))


def test_an_exchange_has_its_heads_bodies_times_and_thread(tmp_path: Path) -> None:
    first, second = found_in(tmp_path, exchange() + exchange("FindItem", second=40))
    assert (first.request.method, first.request.url) == ("POST", "/EWS/Exchange.asmx")
    assert first.request.header("x-note") == "a & b"
    assert first.request.body == envelope("<GetItem>ünï</GetItem>").encode()
    assert first.response is not None
    assert (first.response.status, first.response.reason) == (200, "OK")
    assert first.response.body == envelope("<GetItemResponse>ünï</GetItemResponse>").encode()
    assert [(one.at, one.took, one.conn, one.timed) for one in (first, second)] == [
        (0.0, 1.0, "thread 7", True),
        (40.0, 1.0, "thread 7", True),
    ]


def json_log(text: str) -> str:
    return "\n".join(
        json.dumps({"level": "debug", "text": line}) for line in re.findall("<Trace.*?</Trace>", text, re.S)
    )


WRAPPED = {
    "other lines between": lambda text: (
        "starting\n" + text.replace("</Trace>\n", "</Trace>\n10:00 INFO something\n")
    ),
    "behind the first line's prefix": lambda text: text.replace(
        "<Trace", "2026-03-01 10:00:00,123 DEBUG EWS - <Trace"
    ),
    "behind a prefix on each line": lambda text: "\n".join(
        f"Mar 01 10:00:{at % 60:02} host app[{at}]: {line}" for at, line in enumerate(text.split("\n"))
    ),
    "quoted": lambda text: "\n".join(f"> {line}" for line in text.split("\n")),
    "escaped": html.escape,
    "in the texts of a JSON log": json_log,
    "in a JSON log that escapes markup": lambda text: (
        json_log(text).replace("<", "\\u003c").replace(">", "\\u003e")
    ),
    "with Windows' line ends": lambda text: text.replace("\n", "\r\n"),
}


@pytest.mark.parametrize("wrap", WRAPPED.values(), ids=WRAPPED.keys())
def test_a_log_around_it_changes_nothing(wrap, tmp_path: Path) -> None:
    text = exchange() + exchange("FindItem", second=40)
    found = found_in(tmp_path, wrap(text))
    plain = found_in(tmp_path, text)

    def said(one: Interaction) -> tuple[object, ...]:
        assert one.response is not None
        bodies = (one.request.body.replace(b"\r", b""), one.response.body.replace(b"\r", b""))
        return one.at, one.took, one.conn, one.request.headers, one.response.headers, bodies

    assert [said(one) for one in found] == [said(one) for one in plain]


def test_a_file_of_powershell_is_utf_16(tmp_path: Path) -> None:
    (one,) = found_in(tmp_path, exchange(), "utf-16")
    assert one.request.body == envelope("<GetItem>ünï</GetItem>").encode()


def test_threads_that_overlap_are_told_apart(tmp_path: Path) -> None:
    parts = [
        re.findall("<Trace.*?</Trace>\n", exchange(name, tid=tid), re.S)
        for name, tid in (("A", "1"), ("B", "2"))
    ]
    found = found_in(tmp_path, "".join(part for pair in zip(*parts, strict=True) for part in pair))
    assert [one.conn for one in found] == ["thread 1", "thread 2"]
    for one, name in zip(found, "AB", strict=True):
        assert one.response is not None
        assert f"<{name}>".encode() in one.request.body and f"<{name}Response>".encode() in one.response.body


def test_java_writes_statuses_and_names_in_its_way(tmp_path: Path) -> None:
    head = "200 text/xml; charset=utf-8\nContent-Type : text/xml; charset=utf-8\nnull : HTTP/1.1 200 OK\n"
    (one,) = found_in(
        tmp_path,
        element("EwsRequest", envelope("<A/>"))
        + element("EwsResponseHttpHeaders", head)
        + element("EwsResponse", "<a/>"),
    )
    assert one.response is not None and one.response.status == 200
    assert one.response.headers == (("Content-Type", "text/xml; charset=utf-8"),)


def test_the_elements_of_javascript_have_no_attributes(tmp_path: Path) -> None:
    text = "".join(
        f"\n      <{tag}>\n        {content}\n      </{tag}>\n    "
        for tag, content in {
            "EwsRequest": envelope("<A/>"),
            "EwsResponseHttpHeaders": "HTTP/1 200 OK\nContent-Type: text/xml",
            "EwsResponse": envelope("<AResponse/>"),
        }.items()
    )
    (one,) = found_in(tmp_path, text)
    assert one.response is not None and one.response.body == envelope("<AResponse/>").encode()
    assert not one.timed


def test_old_logs_of_ewseditor_are_read(tmp_path: Path) -> None:
    text = '<EwsLogEntry EntryKind="EwsRequest" Timestamp="2010-03-01 10:00:00Z"><a/></EwsLogEntry>\n'
    text += '<EwsLogEntry EntryKind="EwsResponse" Timestamp="2010-03-01 10:00:02Z"><b/></EwsLogEntry>\n'
    (one,) = found_in(tmp_path, text)
    assert one.response is not None and (one.request.body, one.response.body, one.took) == (
        b"<a/>",
        b"<b/>",
        2.0,
    )


def test_what_the_trace_does_not_have_is_said(tmp_path: Path) -> None:
    path = tmp_path / "trace.log"
    path.write_text(
        element("EwsRequest", "<a/>")
        + element("EwsResponse", "<s:Fault></s:Fault>")
        + element("EwsRequestHttpHeaders", "POST /EWS/Exchange.asmx HTTP/1.1\n")
    )
    report = ImportReport()
    bodies, head = report.watch(read(path, report), str(path))
    assert bodies.response is not None and bodies.response.status == 500
    assert (head.missing_from("request"), head.response, head.error) == (
        Missing.ABSENT,
        None,
        "no answer in the log",
    )
    counts = dict(report.table())
    assert counts["requests without their header"] == counts["answers without their header"] == 1
    assert counts["without an answer"] == counts["bodies not in the file"] == 1


def test_a_trace_that_is_cut_has_a_body_that_is_cut(tmp_path: Path) -> None:
    text = exchange()
    (one,) = found_in(tmp_path, text[:-30])
    assert one.missing_from("response") is Missing.CUT
    assert one.error == "the response's body is cut in the file"


def test_an_entry_that_is_cut_by_the_next_does_not_swallow_it(tmp_path: Path) -> None:
    cut = '<Trace Tag="EwsRequest" Tid="7" Time="2026-03-01 10:00:00Z">\n<a>\n'
    first, second = found_in(tmp_path, cut + exchange())
    assert first.missing_from("request") is Missing.CUT
    assert second.missing_from("request") is None


def test_a_message_about_a_trace_is_a_message(tmp_path: Path) -> None:
    quoted = html.escape(exchange())
    (one,) = found_in(tmp_path, element("EwsRequest", f"<a>{quoted}</a>") + element("EwsResponse", "<b/>"))
    assert one.request.body == f"<a>{quoted}</a>".encode() and one.response is not None


@pytest.mark.parametrize(
    "start", ['<Trace Tag="EwsRequest">\n', "<EwsRequest>", '\\u003cTrace Tag=\\"EwsRequest\\"\\u003e']
)
def test_elements_that_never_end_take_no_more_time_each_where_there_are_many(
    start: str, tmp_path: Path
) -> None:
    path = tmp_path / "trace.log"
    looked_at = []
    for count in (2_000, 8_000):
        path.write_text(start * count)
        began = time.process_time()
        assert len(list(read(path, ImportReport()))) == count
        looked_at.append(time.process_time() - began)
    assert looked_at[1] < 12 * looked_at[0]  # four times as many, not sixteen


@pytest.mark.parametrize("time", ["0001-01-01 00:00:00Z", "9999-12-31 23:59:59Z", "soon", ""])
def test_a_time_that_is_none_is_not_made_up(time: str, tmp_path: Path) -> None:
    text = element("EwsRequest", "<a/>") + element("EwsResponse", "<b/>", time=time)
    first, second = found_in(tmp_path, text + element("EwsRequest", "<c/>", time=time))
    assert (first.at, first.took, first.timed) == (0.0, 0.0, True)
    assert (second.at, second.timed) == (0.0, False)


def test_autodiscover_goes_elsewhere(tmp_path: Path) -> None:
    (one,) = found_in(
        tmp_path, element("AutodiscoverRequest", "<a/>") + element("AutodiscoverResponse", "<b/>")
    )
    assert one.request.url == "/autodiscover/autodiscover.svc"


def test_entries_of_other_kinds_are_passed_over_and_alone_are_no_trace(tmp_path: Path) -> None:
    path = tmp_path / "trace.log"
    path.write_text(element("DebugMessage", "hello"))
    with pytest.raises(InputError, match="no <Trace> of a request"):
        list(read(path, ImportReport()))


_texts = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="<>&"), max_size=30
)


@given(
    st.lists(st.tuples(_texts, st.integers(0, 50), st.sampled_from(sorted(WRAPPED))), min_size=1, max_size=4)
)
@settings(max_examples=50, deadline=None)
def test_any_exchanges_in_any_log_come_back(exchanges: list[tuple[str, int, str]]) -> None:
    wanted, logs = [], []
    for content, second, way in exchanges:
        if way == "behind a prefix on each line":
            content = content.replace("\u2028", "")
        body = f"<a>{content}</a>"
        wanted.append((body.encode(), f"<b>{content}</b>".encode()))
        text = element("EwsRequest", body, time=f"2026-03-01 10:00:{second:02}Z")
        logs.append(WRAPPED[way](text + element("EwsResponse", f"<b>{content}</b>")))
    with TemporaryDirectory() as folder:
        found = found_in(Path(folder), "\n".join(logs))
    assert [(one.request.body, one.response.body) for one in found if one.response] == wanted

"""A recorded request as a text that can be edited, and back."""

from __future__ import annotations

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.cassette import Cassette, Interaction
from inspector.conformance.project import project_of
from inspector.diff import ByMeaning, compare
from inspector.errors import UsageError
from inspector.resources import cassettes_dir
from inspector.tui.editing import MAX_EDITED, marks_of, read_back, written
from inspector.wire.binary_xml import root_of
from inspector.wire.http import Headers, HttpRequest
from tests.tui.conftest import EWS_URL, envelope

XML = ("Content-Type", "text/xml; charset=utf-8")
SAMPLES = sorted(path.stem for path in cassettes_dir().glob("*.jsonl"))


def request(body: str | bytes, *headers: tuple[str, str]) -> HttpRequest:
    content = body.encode() if isinstance(body, str) else body
    return HttpRequest(Headers((XML, *headers)), content, url=EWS_URL)


@pytest.mark.parametrize("name", SAMPLES)
def test_a_text_that_nobody_changed_says_what_was_recorded(name: str) -> None:
    with Cassette(cassettes_dir() / f"{name}.jsonl") as cassette:
        for one in list(cassette)[:12]:
            back, _ = read_back(written(one.request), one.request)
            assert (back.method, back.url) == (one.request.method, one.request.url)
            again = Interaction(one.n, one.at, back, one.response)
            assert not list(compare(one, again, ByMeaning())), one.n


def test_xml_is_indented_and_keeps_its_declaration() -> None:
    lines = written(request(envelope("<m:GetItem><m:ItemIds/></m:GetItem>"))).splitlines()
    assert lines[0] == "POST /EWS/Exchange.asmx"
    assert lines[1:4] == [
        "Content-Type: text/xml; charset=utf-8",
        "",
        '<?xml version="1.0" encoding="utf-8"?>',
    ]
    assert "    <m:GetItem>" in lines and "      <m:ItemIds/>" in lines


def test_fields_that_are_made_when_it_is_sent_are_left_out() -> None:
    packed = gzip.compress(envelope("<m:GetItem/>").encode())
    text = written(
        request(packed, ("Content-Encoding", "gzip"), ("Content-Length", "1"), ("Host", "x"), ("X-Own", "1"))
    )
    assert "<m:GetItem/>" in text and "X-Own: 1" in text
    assert not any(name in text for name in ("Content-Encoding", "Content-Length", "Host:"))


def test_what_is_changed_is_sent_to_the_recorded_host() -> None:
    recorded = request(envelope("<m:GetItem/>"))
    text = written(recorded).replace("GetItem", "FindItem").replace("/EWS/Exchange.asmx", "/EWS/x?a=1")
    text = text.replace("\n\n", "\nX-New: yes\n\n", 1)
    back, begin = read_back(text, recorded)
    assert back.url == "https://mail.contoso.example/EWS/x?a=1"
    assert back.header("x-new") == "yes" and b"<m:FindItem/>" in back.body
    assert text.split("\n")[begin].startswith("<?xml")


def test_a_body_keeps_its_character_set() -> None:
    body = "<?xml version='1.0' encoding='iso-8859-1'?>\n<a>ü</a>\n".encode("iso-8859-1")
    recorded = HttpRequest(Headers([("Content-Type", "text/xml")]), body, url=EWS_URL)
    assert "<a>ü</a>" in written(recorded)
    assert read_back(written(recorded), recorded)[0].body == body


def test_what_a_character_set_does_not_have_is_sent_in_utf_8() -> None:
    recorded = request("<?xml version='1.0' encoding='iso-8859-1'?><a/>")
    back, _ = read_back(written(recorded).replace("<a/>", "<a>☎</a>"), recorded)
    assert "☎".encode() in back.body


def test_wbxml_is_edited_as_xml() -> None:
    with Cassette(cassettes_dir() / "activesync-voicemail.jsonl") as cassette:
        recorded = next(one.request for one in cassette if one.operation == "FolderSync")
    text = written(recorded).replace("SyncKey>0<", "SyncKey>7<")
    back, _ = read_back(text, recorded)
    root = root_of(back)
    assert root is not None and "7" in "".join(root.itertext())
    with pytest.raises(UsageError, match="WBXML"):
        read_back(text.replace("</FolderSync>", ""), recorded)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "the first line is no request"),
        ("POST\n\n", "the first line is no request"),
        ("post /x\n\n", "the first line is no request"),
        ("POST https://elsewhere.example/\n\n", "the first line is no request"),
        ("POST /x\nno field\n\n", "line 2: this is no header field"),
        ("POST /x\nA: 1\nB : 2\n\n", "line 3: this is no header field"),
        ("POST /x\nA: \x1b[2J\n\n", "line 2: this is no header field"),
    ],
)
def test_what_is_no_request_is_said_with_its_line(text: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        read_back(text, request(""))


@given(st.text(st.characters(codec="utf-8"), max_size=200))
def test_any_text_is_a_request_or_a_usage_error(text: str) -> None:
    recorded = request("")
    for each in (text, f"POST /x\n{text}", f"POST /x\n\n{text}"):
        try:
            back, begin = read_back(each, recorded)
        except UsageError:
            continue
        assert back.url.startswith("https://mail.contoso.example/") and begin >= 1


@pytest.mark.parametrize(
    "body",
    [b"\xff\xfe\xfd", b"x" * (MAX_EDITED + 1), gzip.compress(b"x")[:-4]],
    ids=["binary", "large", "cut"],
)
def test_what_cannot_be_edited_is_refused(body: bytes) -> None:
    packed = (("Content-Encoding", "gzip"),) if body[:1] == b"\x1f" else ()
    with pytest.raises(UsageError):
        written(request(body, *packed))


def test_findings_stand_at_their_lines_of_the_text() -> None:
    recorded = request(
        envelope('<m:GetItem><m:ItemShape/><m:ItemIds><t:ItemId Id="A"/></m:ItemIds></m:GetItem>')
    )
    judge = project_of().checker().check_message
    text = written(recorded)
    marks = marks_of(judge, text, recorded)
    lines = text.split("\n")
    assert [(mark.finding.code, lines[mark.row].strip()) for mark in marks if mark.row] == [
        ("XSD003", "<m:ItemShape/>"),
        ("MSG001", "<m:ItemShape/>"),
    ]
    mended = text.replace("<m:ItemShape/>", "<m:ItemShape><t:BaseShape>IdOnly</t:BaseShape></m:ItemShape>")
    assert not [mark for mark in marks_of(judge, mended, recorded) if mark.row]


def test_what_is_not_well_formed_is_marked_where_it_breaks_off() -> None:
    recorded = request(envelope("<m:GetItem><m:ItemIds/></m:GetItem>"))
    text = written(recorded).replace("<m:ItemIds/>", "<m:ItemIds>")
    marks = marks_of(project_of().checker().check_message, text, recorded)
    broken = [mark for mark in marks if mark.finding.severity.value == "error"]
    assert broken and "</m:GetItem>" in text.split("\n")[broken[0].row]

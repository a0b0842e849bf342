"""Findings as one self-contained page."""

import io
from pathlib import Path

import pytest
from lxml import etree
from lxml import html as lxml_html

from inspector.conformance.files import How, Judged, Verdict, judge_file
from inspector.conformance.finding import Direction, Finding, Level, Severity
from inspector.conformance.project import Project
from inspector.report.html import write_html
from inspector.report.message_text import shown_body

CASES = Path(__file__).parents[1] / "conformance" / "cases"


def page_of(*judged: Judged) -> str:
    out = io.StringIO()
    write_html(judged, out)
    return out.getvalue()


def finding(message: str = "it is wrong", section: str = "3.1.2", code: str = "UMS055") -> Finding:
    return Finding(
        code=code,
        name="gone-after-32-seconds",
        severity=Severity.ERROR,
        level=Level.MUST,
        message=message,
        direction=Direction.RESPONSE,
        document="MS-OXWUMS",
        section=section,
        operation="GetCallInfo",
    )


@pytest.fixture(scope="module")
def page() -> str:
    file = str(CASES / "UMS055" / "bad-exactly-32-seconds.jsonl")
    return page_of(*judge_file(file, How(project=Project(), excerpts=True)))


def test_it_names_the_finding_its_section_and_its_place(page: str):
    text = lxml_html.fromstring(page.encode()).text_content()

    assert "UMS055" in text and "MS-OXWUMS 3.1.2" in text
    assert "must be gone after 32 s" in text
    assert "Body/m:GetCallInfoResponse" in text


def test_it_draws_the_call(page: str):
    root = lxml_html.fromstring(page.encode())
    ladder = next(pre.text_content() for pre in root.iter("pre") if "client" in pre.text_content())

    assert "PlayOnPhone" in ladder and "32 s after Disconnected" in ladder


def test_it_shows_the_messages_that_findings_are_about(page: str):
    root = lxml_html.fromstring(page.encode())
    details = root.get_element_by_id("message-1-3")

    assert "GetCallInfo" in details.text_content() and "CallState" in details.text_content()
    assert root.xpath('//a[@href="#message-1-3"]')


def test_it_needs_nothing_from_elsewhere(page: str):
    root = lxml_html.fromstring(page.encode())

    assert not root.xpath("//script | //link | //img | //iframe | //@src | //@srcset")
    assert all(href.startswith("#") for href in root.xpath("//@href"))
    assert "@import" not in page and "url(" not in page


def test_sections_come_in_the_order_of_the_document():
    verdicts = tuple(Verdict(finding(section=section)) for section in ("3.1.10", "3.1.2", "2.1"))
    root = lxml_html.fromstring(page_of(Judged("a.xml", verdicts=verdicts)).encode())
    first = root.xpath("//table")[0]

    assert [row[0].text_content() for row in first.xpath(".//tr")[1:]] == [
        "MS-OXWUMS 2.1",
        "MS-OXWUMS 3.1.2",
        "MS-OXWUMS 3.1.10",
    ]


def test_what_came_off_the_wire_is_text_on_the_page():
    hostile = "<script>alert(1)</script>\x1b[2J"
    page = page_of(Judged(f"{hostile}.xml", verdicts=(Verdict(finding(hostile)),)))

    assert "<script>" not in page and "\x1b" not in page
    assert "<script>alert(1)</script>" in lxml_html.fromstring(page.encode()).text_content()


def test_nothing_found_is_said():
    assert "Nothing to complain of." in page_of(Judged("a.jsonl", problem="", interaction=1))


def test_a_file_that_cannot_be_read_is_named():
    assert "not a cassette" in page_of(Judged("a.jsonl", problem="a.jsonl: not a cassette"))


class TestShownBody:
    def test_xml_is_laid_out(self):
        assert shown_body(b"<a><b>1</b></a>") == "<a>\n  <b>1</b>\n</a>"

    @pytest.mark.parametrize("name", ["PIN", "TokenValue", "ClientSecret"])
    def test_secrets_are_not_shown(self, name: str):
        assert "hush" not in shown_body(f"<a><{name}>hush</{name}></a>".encode())

    def test_what_is_no_xml_is_shown_as_it_is_and_bytes_are_counted(self):
        assert shown_body(b"<a><b>") == "<a><b>"
        assert shown_body(b"\xff\x00\x01") == "(3 bytes that are no text)"
        assert shown_body(b"") == "(empty)"

    def test_a_long_body_is_cut(self):
        assert shown_body(b"x" * 20_005).endswith("... 5 more characters")

    def test_laying_out_does_not_touch_what_is_judged(self):
        body = b"<a><PIN>1</PIN></a>"
        shown_body(body)

        assert etree.tostring(etree.fromstring(body)) == body

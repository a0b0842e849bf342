"""What all pages have: one look, a summary, contents, severities as words, and nothing from elsewhere."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from lxml import html

from inspector.conformance.files import Judged, Verdict
from inspector.conformance.finding import Direction, Finding, Level, Severity
from inspector.diff import Difference, Drift, Kind
from inspector.report.drift import write_drifts
from inspector.report.html import write_html

FINDING = Finding(
    code="UMS055",
    name="gone-after-32-seconds",
    severity=Severity.INFO,
    level=Level.MUST,
    message="it is wrong",
    direction=Direction.RESPONSE,
    document="MS-OXWUMS",
    section="3.1.2",
    operation="GetCallInfo",
)
EACH = tuple(
    Verdict(replace(FINDING, severity=severity, section=f"3.1.{n}", code=code))
    for n, (severity, code) in enumerate(
        [(Severity.INFO, "UMS055"), (Severity.ERROR, "XYZ999"), (Severity.WARNING, "UMS021")]
    )
)


def findings() -> html.HtmlElement:
    out = io.StringIO()
    write_html([Judged("a.xml", 0, EACH), Judged("b.xml", 0, EACH[:1]), Judged("c.xml")], out)
    return html.fromstring(out.getvalue().encode())


def differences(*values: tuple[str | None, str | None]) -> html.HtmlElement:
    drifts = [
        Drift(Direction.RESPONSE, Difference("Body/m:A", Kind.CHANGED, *pair), severity, n, n, "GetItem")
        for n, pair in enumerate(values or [("one two three", "one 2 three"), ("a", None)], 1)
        for severity in (Severity.INFO, Severity.ERROR)
    ]
    out = io.StringIO()
    write_drifts(drifts, "html", out, ("a.jsonl", "b.jsonl"), None)
    return html.fromstring(out.getvalue().encode())


@pytest.mark.parametrize("made", [findings, differences])
def test_a_page_fits_phones_has_a_summary_contents_and_a_choice_without_a_script(made) -> None:
    page = made()
    assert page.xpath('//meta[@name="viewport"]')[0].get("content").startswith("width=device-width")
    assert not page.xpath("//script | //link | //img")
    assert all(link.startswith("#") for link in page.xpath("//a/@href"))
    assert all(page.xpath("//*[@id=$id]", id=link[1:]) for link in page.xpath("//nav//a/@href"))
    assert page.xpath("//nav//a") and page.xpath('//ul[@class="counts"]/li')
    names = page.xpath('//input[@name="shown"]/@id')
    assert names[0] == "show-all" and "show-error" in names and "show-info" in names
    rows = page.xpath("//tbody/tr | //table/tr")
    assert {row.get("data-severity") for row in rows} <= {"error", "warning", "info"}
    assert all(f"#show-{row.get('data-severity')}" in page.xpath("string(//style)") for row in rows)


@pytest.mark.parametrize("made", [findings, differences])
def test_a_severity_is_a_word_and_a_heading_belongs_to_its_column(made) -> None:
    page = made()
    for row in page.xpath("//tr[@data-severity]"):
        assert row.xpath('string(.//span[contains(@class, "badge")])') == row.get("data-severity")
    assert page.xpath("//th") and all(cell.get("scope") == "col" for cell in page.xpath("//th"))


@pytest.mark.parametrize("made", [findings, differences])
def test_errors_come_first(made) -> None:
    ranks = {"error": 0, "warning": 1, "info": 2}
    for table in made().xpath("//table"):
        order = [ranks[name] for name in table.xpath(".//tr/@data-severity")]
        assert order == sorted(order) and order


def test_a_code_leads_to_what_it_checks_and_an_unknown_one_to_that() -> None:
    page = findings()
    for code in ("UMS055", "UMS021", "XYZ999"):
        assert page.xpath(f'//td[@class="code"]/a[@href="#code-{code}"]')
    (known,) = page.xpath('//*[@id="code-UMS055"]')
    assert "32" in known.getnext().text_content()
    (unknown,) = page.xpath('//*[@id="code-XYZ999"]')
    assert "no such code" in unknown.getnext().text_content()


def test_what_differs_in_a_value_is_marked_on_both_sides() -> None:
    page = differences()
    assert (page.xpath("string(//del)"), page.xpath("string(//ins)")) == ("two", "2")
    assert "nothing" in page.text_content()


def test_texts_of_several_lines_are_compared_by_lines() -> None:
    before = "".join(f"line {n}\n" for n in range(40))
    page = differences((before, before.replace("line 20\n", "line twenty\n")))
    first, *_ = page.xpath('//td/table[@class="lines"]')
    (before, after) = first.xpath('.//tr[@class="changed"]/td[position() > 1]')
    assert (before.text_content(), after.text_content()) == ("line 20", "line twenty")
    assert (before.xpath("string(del)"), after.xpath("string(ins)")) == ("20", "twenty")
    assert "line 19" in first.text_content() and "line 16" not in first.text_content()
    folded, *_ = page.xpath("//details")
    assert folded.findtext("summary") == "17 equal lines" and "line 16" in folded.text_content()


def test_a_long_value_shows_the_place_that_differs() -> None:
    page = differences(("x" * 5000 + "A" + "y" * 5000, "x" * 5000 + "B" + "y" * 5000))
    assert page.xpath("string(//del)") == "A" and len(page.text_content()) < 6000

"""The pages of the rules in docs/rules."""

from pathlib import Path

from inspector.conformance.code_index import all_codes, code_info
from inspector.report.rule_pages import markdown_pages, page_lines

DOCS = Path(__file__).parents[2] / "docs" / "rules"


def test_the_pages_in_docs_are_those_that_the_rules_make():
    written = {path.name: path.read_text("utf-8") for path in DOCS.glob("*.md")}

    assert written == markdown_pages(), "run: ews-inspector rules --docs docs/rules"


def test_every_code_has_a_section_on_a_page():
    text = "\n".join(markdown_pages().values())

    assert all(f"## {each.code} {each.name}\n" in text for each in all_codes())


def test_a_page_stays_within_its_width():
    assert all(
        len(line) <= 60 for line in page_lines(code_info("UMS002"), width=60) if not line.startswith("    ")
    )

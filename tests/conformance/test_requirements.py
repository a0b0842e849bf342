"""Every normative statement of the documents is checked by a rule, or says why no message shows it."""

import csv
import re
from collections import Counter
from pathlib import Path

import pytest

from inspector.conformance.engine import all_rules
from inspector.conformance.requirements import (
    SCHEMA_CHECK,
    Statement,
    coverage,
    listed_documents,
    statements,
    statements_of_rule,
)
from inspector.conformance.wire_codes import WIRE_CODES
from inspector.protocols.document import Document

SEEDS = Path(__file__).parents[2] / "../shared/seeds"
REFERENCE = Path(__file__).parents[2] / "../shared/reference/requirements"
KEY_WORD = re.compile(r"\b(MUST|SHOULD|MAY|REQUIRED|RECOMMENDED|OPTIONAL)\b")
HEADING = re.compile(r"\s?(\d+(?:\.\d+)+|[1-9])\s+(?:tns:|[mt]:)?[A-Z]")


@pytest.fixture(params=listed_documents(), ids=str)
def document(request: pytest.FixtureRequest) -> Document:
    return request.param


def by_section(document: Document) -> Counter[str]:
    return Counter(statement.section for statement in statements(document))


def test_every_statement_is_checked_or_says_why_not(document: Document) -> None:
    neither = [each.id for each in statements(document) if bool(each.checked_by) == bool(each.not_observable)]

    assert not neither


def test_a_reason_is_a_sentence_that_one_can_argue_with(document: Document) -> None:
    reasons = {each.not_observable for each in statements(document) if each.not_observable}

    assert all(len(reason) >= 40 and reason.endswith(".") for reason in reasons)


def test_ids_are_given_once() -> None:
    ids = Counter(statement.id for document in listed_documents() for statement in statements(document))

    assert not [name for name, times in ids.items() if times > 1]


def test_statements_name_checks_that_there_are(document: Document) -> None:
    known = {rule.code for rule in all_rules()} | {code.code for code in WIRE_CODES} | {SCHEMA_CHECK}
    unknown = {code for each in statements(document) for code in each.checked_by} - known

    assert not unknown


def test_every_rule_is_named_by_a_statement() -> None:
    assert not [rule.code for rule in all_rules() if not statements_of_rule(rule.code)]


def test_every_document_is_accounted_for_and_mostly_checked_by_rules(document: Document) -> None:
    covered = coverage(document)

    assert covered.accounted == 1.0
    assert covered.share >= (0.85 if document.name == "MS-OXWSMSG" else 0.95)


@pytest.mark.needs_reference
@pytest.mark.skipif(not SEEDS.is_dir(), reason="the specifications are not beside this checkout")
def test_no_section_of_a_document_has_more_normative_sentences_than_statements(document: Document) -> None:
    if document.name in NUMBERED:
        pytest.skip("its statements carry Microsoft's numbers, which another test compares")
    listed = by_section(document)
    missing = {
        section: (count, listed[section])
        for section, count in normative_sentences(SEEDS / f"{document}.txt").items()
        if listed[section] < count
    }

    assert not missing


def normative_sentences(seed: Path) -> Counter[str]:
    """Counts the sentences with a word of RFC 2119 by section, from the first section that is normative."""
    found: Counter[str] = Counter()
    section, sentence = "", ""
    for line in seed.read_text("utf-8").splitlines():
        heading = HEADING.match(line)
        if heading:
            section, sentence = heading[1], ""
        sentence += " " + line.strip()
        *complete, sentence = re.split(r"(?<=[.:])\s", sentence)
        for each in complete:
            if KEY_WORD.search(each) and normative(section) and "[RFC2119]" not in each:
                found[section] += 1
    return found


def normative(section: str) -> bool:
    return section.startswith(("2", "3"))


def test_a_statement_is_found_by_the_rule_that_checks_it() -> None:
    found = statements_of_rule("UMS021")

    assert {each.section for each in found} >= {"3.1.4.8.2.2", "3.1.4.9.2.2"}
    assert all(isinstance(each, Statement) for each in found)


NUMBERED = {
    "MS-OXWSMSG": REFERENCE / "oxwsmsg_requirements.tsv",
    "MS-ASEMAIL": REFERENCE / "asemail_umcallerid_requirements.tsv",
}


@pytest.mark.needs_reference
@pytest.mark.skipif(not REFERENCE.is_dir(), reason="Microsoft's numbered lists are not beside this checkout")
@pytest.mark.parametrize("document", [each for each in listed_documents() if each.name in NUMBERED], ids=str)
def test_every_normative_statement_that_microsoft_numbered_is_listed(document: Document) -> None:
    with NUMBERED[document.name].open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    numbered = {row["req_id"] for row in rows if row["inf_norm"] == "Normative"}

    assert numbered
    assert not numbered - {statement.id for statement in statements(document)}

"""Each rule looks at every operation of its document that its sentence covers; twins.toml says why not."""

import tomllib
from collections import Counter
from pathlib import Path

import pytest

from inspector.conformance.engine import all_rules
from inspector.protocols.document import Document
from inspector.protocols.registry import DOCUMENTS
from inspector.protocols.rule import Rule

LEFT_OUT: dict[str, dict[str, list[str]]] = tomllib.loads(
    Path(__file__).with_name("twins.toml").read_text("utf-8")
)
OF_OPERATIONS = [
    pytest.param(document, rule, id=rule.code)
    for document in DOCUMENTS
    for rule in document.rules
    if rule.on.operations
]


@pytest.mark.parametrize(("document", "rule"), OF_OPERATIONS)
def test_each_operation_is_looked_at_or_left_out_for_one_reason(document: Document, rule: Rule) -> None:
    answered = Counter(rule.on.operations)
    for operations in LEFT_OUT.get(rule.code, {}).values():
        answered.update(operations)

    assert answered == Counter(each.name for each in document.operations)


def test_what_is_left_out_is_left_out_by_a_rule_that_there_is() -> None:
    assert LEFT_OUT.keys() <= {rule.code for rule in all_rules()}


def test_a_reason_is_a_sentence_that_one_can_argue_with() -> None:
    reasons = {reason for of_rule in LEFT_OUT.values() for reason in of_rule}

    assert all(reason.endswith(".") and len(reason.split()) >= 4 for reason in reasons)

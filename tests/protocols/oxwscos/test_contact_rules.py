"""How bad a contact is that stays in a group: that depends on whether it was in no other."""

import pytest

from inspector.conformance.finding import Severity
from tests.conformance.test_rules import CASES, findings_in


@pytest.mark.parametrize(
    ("case", "severity"),
    [
        ("bad-sole-member", Severity.WARNING),
        ("bad-tagged", Severity.WARNING),
        ("bad-still-there", Severity.INFO),
    ],
)
def test_a_sole_member_that_stays_is_a_warning_another_one_information(case: str, severity: Severity) -> None:
    path = CASES / "COS048" / f"{case}.jsonl"

    assert {each.severity for each in findings_in(path) if each.code == "COS048"} == {severity}

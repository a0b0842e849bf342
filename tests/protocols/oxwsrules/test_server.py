"""No mailbox has rules."""

from tests.simulator.asking import Asking


def test_there_are_no_rules() -> None:
    answer = Asking().ews("<m:GetInboxRules/>")
    assert answer.code == "NoError"
    assert answer.text("m:OutlookRuleBlobExists") == "false" and not answer.all(".//t:Rule")

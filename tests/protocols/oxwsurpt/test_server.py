"""No mailbox has retention tags."""

from tests.simulator.asking import Asking


def test_there_are_no_retention_tags() -> None:
    answer = Asking().ews("<m:GetUserRetentionPolicyTags/>")
    assert answer.code == "NoError" and answer.texts("m:RetentionPolicyTags/*") == []

"""How the services are set up, as the scenario has it."""

from inspector.simulator import Simulator, scenario_from
from tests.simulator.asking import Answer, Asking


def services(*names: str, **um: object) -> Answer:
    asking = Asking(Simulator(scenario_from({"mailboxes": [{"address": "anna@example.com", "um": um}]})))
    wanted = "".join(f"<m:ConfigurationName>{name}</m:ConfigurationName>" for name in names)
    return asking.ews(
        f"<m:GetServiceConfiguration><m:RequestedConfiguration>{wanted}</m:RequestedConfiguration>"
        "</m:GetServiceConfiguration>"
    )


def test_mail_tips_are_on_and_the_domain_is_known() -> None:
    answer = services("MailTips")
    assert answer.text(".//t:MailTipsEnabled") == "true"
    assert answer.text(".//t:InternalDomains/t:Domain/@Name") == "example.com"


def test_unified_messaging_is_as_the_scenario_has_it() -> None:
    answer = services("UnifiedMessagingConfiguration", enabled=False, dial_string="+14255550100")
    assert answer.texts(".//m:UnifiedMessagingConfiguration/*") == ["false", "+14255550100", "false"]


def test_each_configuration_has_an_answer_of_its_own_and_unknown_ones_have_none() -> None:
    assert services("MailTips", "ProtectionRules", "SharePointURLs").codes == ["NoError"] * 3
    assert services("SharePointURLs").codes == ["NoError"]

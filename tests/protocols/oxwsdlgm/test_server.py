"""Nobody has a delegate."""

from inspector.simulator import Simulator, scenario_from
from tests.simulator.asking import Answer, Asking

BEN = "<t:UserId><t:PrimarySmtpAddress>ben@example.com</t:PrimarySmtpAddress></t:UserId>"


def delegates(*users: str, address: str = "anna@example.com") -> Answer:
    asking = Asking(Simulator(scenario_from({"mailboxes": [{"address": "anna@example.com"}]})))
    named = f"<m:UserIds>{''.join(users)}</m:UserIds>" if users else ""
    return asking.ews(
        f'<m:GetDelegate IncludePermissions="true"><m:Mailbox><t:EmailAddress>{address}</t:EmailAddress>'
        f"</m:Mailbox>{named}</m:GetDelegate>"
    )


def test_all_delegates_are_none() -> None:
    answer = delegates()
    assert answer.code == "NoError" and not answer.all(".//t:DelegateUser")
    assert answer.text("m:DeliverMeetingRequests") == "DelegatesAndSendInformationToMe"


def test_who_is_named_is_no_delegate() -> None:
    assert delegates(BEN, BEN).codes == ["NoError", "ErrorNotDelegate", "ErrorNotDelegate"]


def test_a_mailbox_that_is_not_there_is_an_error() -> None:
    assert delegates(address="zoe@example.com").code == "ErrorNonExistentMailbox"

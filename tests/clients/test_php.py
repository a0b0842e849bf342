"""PHP's SoapClient asks the simulator by its service description; the recording alone answers it the same."""

from pathlib import Path

from tests.clients.packaged import PHP
from tests.clients.table import listed

pytestmark = PHP.wanted


def test_php_makes_changes_sends_and_finds_mail_and_pulls_what_happens(tmp_path: Path) -> None:
    answers, driven = PHP.record(tmp_path)
    assert answers == [
        ("GetFolder", "Inbox"),
        ("GetAttachment", ["a.txt", "attached"]),
        ("GetItem", ["Changed by PHP", "Grüße", True]),
        ("FindItem", [2, "Changed by PHP"]),
        (
            "GetEvents",
            ["SubscriptionId", "PreviousWatermark", "MoreEvents", "CreatedEvent", "NewMailEvent"],
        ),
        ("SyncFolderItems", [True, 1]),
        ("ResolveNames", "user@example.com"),
        ("GetItem", ["a:ErrorSchemaValidation", "ErrorSchemaValidation"]),
    ]
    assert listed(PHP.client) == driven - {""}

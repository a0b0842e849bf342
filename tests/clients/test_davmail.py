"""DavMail makes IMAP and SMTP of the simulator; then the recording alone answers it the same."""

from pathlib import Path

import pytest

from inspector.conformance.finding import Direction, Severity
from tests.clients.scripts.davmail import has_davmail, mail_by_imap_and_smtp
from tests.clients.stage import recording, replaying, verdicts_of

pytestmark = pytest.mark.skipif(
    not has_davmail(), reason="there is no DavMail on this machine: apt-get install davmail"
)


def test_davmail_shows_reads_appends_moves_and_sends(tmp_path: Path) -> None:
    cassette = tmp_path / "davmail.jsonl"
    with recording(cassette, auth="basic") as stage:
        answers = mail_by_imap_and_smtp(stage.url, tmp_path / "recorded")
    said = [(command, str(answer)) for command, answer in answers]
    shown = [answer for command, answer in said if command == "FETCH"]
    assert "Voice Mail from +1 425 555 0123" in shown[0]
    assert r"FLAGS (\\Seen)" in shown[0] and '"Appended"' in shown[0]
    assert "Subject: Appended" in shown[1] and "SGVsbG8" in shown[1]  # Hello, in base64
    assert "Flagged" in shown[2] and "Subject: Appended" in shown[2]
    assert "Subject: Sent by SMTP" in shown[3] and "Appended" not in shown[3]
    found = [finding for _, finding in verdicts_of(cassette, Severity.ERROR)]
    assert [str(each) for each in found if each.direction is not Direction.REQUEST] == []

    with replaying(cassette, auth="basic") as stage:
        assert mail_by_imap_and_smtp(stage.url, tmp_path / "replayed") == answers

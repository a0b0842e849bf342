"""DavMail makes IMAP and SMTP of the simulator; then the recording alone answers it the same."""

from pathlib import Path

from tests.clients.packaged import DAVMAIL
from tests.clients.table import listed

pytestmark = DAVMAIL.wanted


def test_davmail_shows_reads_appends_moves_and_sends(tmp_path: Path) -> None:
    answers, driven = DAVMAIL.record(tmp_path)
    shown = [str(answer) for command, answer in answers if command == "FETCH"]
    assert "Voice Mail from +1 425 555 0123" in shown[0]
    assert r"FLAGS (\\Seen)" in shown[0] and '"Appended"' in shown[0]
    assert "Subject: Appended" in shown[1] and "SGVsbG8" in shown[1]  # Hello, in base64
    assert "Flagged" in shown[2] and "Subject: Appended" in shown[2]
    assert "Subject: Sent by SMTP" in shown[3] and "Appended" not in shown[3]
    assert listed(DAVMAIL.client) == driven - {""}

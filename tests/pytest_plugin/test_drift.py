"""How two recordings of one test are compared."""

import re
from pathlib import Path

import pytest

from inspector.pytest_plugin.drift import drift_between
from inspector.resources import cassettes_dir


def changed(tmp_path: Path, sample: str, *changes: tuple[str, str]) -> list[str]:
    """What is said of a sample and the same sample with changes."""
    recorded = cassettes_dir() / sample
    text = recorded.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    now = tmp_path / "now.jsonl"
    now.write_text(text, encoding="utf-8")
    return [str(one) for one in drift_between(recorded, now)]


(CALL,) = re.findall(r"CallId>([^<]+)<", (cassettes_dir() / "voicemail-um.jsonl").read_text("utf-8"))[:1]


@pytest.mark.parametrize("sample", ["voicemail-um.jsonl", "voicemail-ews.jsonl", "mail.jsonl"])
def test_a_recording_has_not_drifted_from_itself(sample: str, tmp_path: Path) -> None:
    assert changed(tmp_path, sample) == []


@pytest.mark.parametrize(
    ("sample", "old", "new"),
    [
        ("voicemail-um.jsonl", CALL, "QUFB" + CALL[4:]),
        ("voicemail-ews.jsonl", 'PhoneCallId Id=\\"', 'PhoneCallId Id=\\"AAAA'),
        ("mail.jsonl", 'ChangeKey=\\"CQ', 'ChangeKey=\\"DR'),
        ("mail.jsonl", "2026-01-05T08:00", "2027-02-06T09:30"),
    ],
    ids=["call id", "phone call id", "change key", "time"],
)
def test_what_differs_by_nature_is_no_drift(sample: str, old: str, new: str, tmp_path: Path) -> None:
    assert changed(tmp_path, sample, (old, new)) == []


def test_another_value_is_an_error(tmp_path: Path) -> None:
    (told,) = changed(tmp_path, "voicemail-um.jsonl", ("OofStatus>true<", "OofStatus>false<"))
    assert told.startswith("error: GetUMProperties 2: ")
    assert told.endswith('OofStatus: recorded "true", got "false"')


def test_something_new_is_information_and_something_gone_a_warning(tmp_path: Path) -> None:
    gone = ("<m:OofStatus>true</m:OofStatus>", "")
    new = ("<m:OofStatus>false</m:OofStatus>", "<m:OofStatus>false</m:OofStatus><m:New>1</m:New>")
    assert sorted(one.partition(":")[0] for one in changed(tmp_path, "voicemail-um.jsonl", gone, new)) == [
        "info",
        "warning",
    ]


def test_another_status_is_an_error(tmp_path: Path) -> None:
    told = changed(tmp_path, "voicemail-um.jsonl", ('"response":{"status":500', '"response":{"status":503'))
    assert sorted(told) == [
        'error: Disconnect 2: status: recorded "500", got "503"',
        'error: GetCallInfo 6: status: recorded "500", got "503"',
    ]


def test_a_request_that_is_no_longer_made_is_an_error(tmp_path: Path) -> None:
    recorded = cassettes_dir() / "voicemail-um.jsonl"
    now = tmp_path / "now.jsonl"
    now.write_text(
        "".join(recorded.read_text(encoding="utf-8").splitlines(keepends=True)[:-1]), encoding="utf-8"
    )
    assert [str(one) for one in drift_between(recorded, now)] == [
        "error: Disconnect: recorded 3 times, asked 2 times now"
    ]

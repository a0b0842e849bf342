"""pyactivesync, unmodified, receives voice mail through the recorder; then the recording answers the same."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from inspector.cassette import Cassette
from inspector.wire.binary_xml import readable
from tests.clients.hearing import adapter_for
from tests.clients.performances import without_people
from tests.clients.phone_plays import VOICE_MAIL, voice_mail_on_a_phone
from tests.clients.scripts.exchangelib_mail import ADDRESS, PASSWORD
from tests.clients.scripts.pyactivesync_voicemail import sends_caller_id
from tests.clients.scripts.zeep_service import Answers
from tests.clients.stage import answers_of, operations_of, recording, replaying, verdicts_of


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Answers]:
    folder = tmp_path_factory.mktemp("phone")
    cassette = folder / "phone.jsonl"
    with recording(cassette, auth="basic", confdir=folder / "ca", scenario=VOICE_MAIL) as stage:
        return cassette, voice_mail_on_a_phone(stage)


def of(answers: Answers, name: str) -> list[object]:
    return [answer for each, answer in answers if each == name]


def test_a_phone_receives_the_voice_message_that_is_there(recorded: tuple[Path, Answers]) -> None:
    first, quiet, *_ = of(recorded[1], "Sync")
    assert first == [
        {
            "class": "IPM.Note.Microsoft.Voicemail.UM.CA",
            "subject": "Voice Mail from +1 425 555 0123 (12 seconds)",
            "caller": "+14255550123",
            "seconds": "12",
            "order": "1",
        }
    ]
    assert quiet == [True, 0]


def test_it_receives_those_that_come_later_each_with_its_caller(recorded: tuple[Path, Answers]) -> None:
    later = of(recorded[1], "Sync")[2]
    assert isinstance(later, list)
    assert [(item["class"].rpartition("Microsoft.")[2], item.get("caller")) for item in later] == [
        ("Voicemail.UM.CA", "+14255550177"),
        ("Voicemail.UM", None),
        ("Missed.Voice", "sip:anna@example.com"),
    ]


def test_it_fetches_the_message_and_its_recording(recorded: tuple[Path, Answers]) -> None:
    fetched: Any = of(recorded[1], "ItemOperations")
    ((shown, body, size, kind),) = fetched
    assert shown["caller"] == "+14255550123"
    assert body == "You received a voice mail from +1 425 555 0123."
    assert (kind, size) == ("RIFF", 44 + 12 * 1000)


def test_the_packed_query_is_understood(recorded: tuple[Path, Answers]) -> None:
    assert of(recorded[1], "packed") == [[200, None]]


def test_ews_names_the_same_callers(recorded: tuple[Path, Answers]) -> None:
    (items,) = of(recorded[1], "EWS")
    assert [caller for _, _, caller in items] == [  # type: ignore[attr-defined]
        "sip:anna@example.com",
        "+14255550123",
        "+14255550177",
        None,
    ]


def test_the_recording_has_every_command_and_is_judged_without_errors(
    recorded: tuple[Path, Answers],
) -> None:
    assert operations_of(recorded[0]) >= {
        "OPTIONS",
        "Provision",
        "FolderSync",
        "Sync",
        "ItemOperations",
        "FindItem",
    }
    assert [str(finding) for _, finding in verdicts_of(recorded[0])] == []


def test_the_cassette_keeps_the_bytes_and_shows_what_they_say(recorded: tuple[Path, Answers]) -> None:
    with Cassette(recorded[0]) as opened:
        synced = [one for one in opened if one.operation == "Sync" and one.response and one.response.body]
    assert all(one.request.body.startswith(b"\x03\x01\x6a\x00") for one in synced)
    assert (
        sum("UmCallerID>+14255550123<" in (readable(one.response) or "") for one in synced if one.response)
        == 1
    )


def test_the_recording_alone_answers_the_phone_byte_for_byte(
    recorded: tuple[Path, Answers], tmp_path: Path
) -> None:
    with replaying(recorded[0], auth="basic", confdir=tmp_path / "ca") as stage:
        assert voice_mail_on_a_phone(stage) == recorded[1]
    assert stage.heard == answers_of(recorded[0])


def test_a_recording_without_people_answers_the_phone_that_knows_them(
    recorded: tuple[Path, Answers], tmp_path: Path
) -> None:
    shared = without_people(recorded[0], tmp_path)
    with replaying(shared, auth="basic", confdir=tmp_path / "ca") as stage:
        answers = voice_mail_on_a_phone(stage)
    assert stage.heard == answers_of(shared)
    assert [asked for asked, _ in answers] == [asked for asked, _ in recorded[1]]


def test_a_phone_that_sends_the_callers_number_is_refused_and_blamed(tmp_path: Path) -> None:
    cassette = tmp_path / "forbidden.jsonl"
    with recording(cassette, auth="basic", confdir=tmp_path / "ca") as stage:
        assert sends_caller_id(stage.url, ADDRESS, PASSWORD, adapter_for(stage)) == ("6", "6")
    blamed = [(finding.code, finding.direction.value) for _, finding in verdicts_of(cassette)]
    assert blamed == [("EAS001", "request"), ("EAS001", "request")]

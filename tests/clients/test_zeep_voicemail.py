"""What recordings of calls that zeep places have in them: the server's times, and no secrets."""

import base64
import re
import socket
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests
from requests_ntlm import HttpNtlmAuth

from inspector.cassette import Cassette
from tests.clients.scripts.zeep_service import Answers
from tests.clients.scripts.zeep_voicemail import voicemail_ews, voicemail_um
from tests.clients.stage import Stage, recording, replaying, voice_message

USER, PASSWORD = "user@example.com", "correct horse battery staple"


@dataclass(frozen=True)
class Side:
    """One of the two endpoints: its script, which message it plays, how it refuses a call that is gone."""

    script: Callable[..., Answers]
    message: Callable[[Stage], str]
    gone: dict[str, str]


UM = Side(
    voicemail_um,
    lambda stage: voice_message(stage)[0],
    {"code": "a:InvalidCallIdException", "ExceptionType": "InvalidCallIdException"},
)
EWS = Side(
    voicemail_ews,
    lambda stage: voice_message(stage)[1],
    {"ResponseCode": "ErrorInvalidPhoneCallId"},
)
SIDES = pytest.mark.parametrize("side", [UM, EWS], ids=["UM endpoint", "EWS endpoint"])


def session(auth: str) -> requests.Session:
    made = requests.Session()
    made.trust_env = False
    made.auth = {
        "none": None,
        "basic": (USER, PASSWORD),
        "ntlm": HttpNtlmAuth(USER, PASSWORD),
    }[auth]
    return made


def record(side: Side, cassette: Path, auth: str = "none") -> tuple[Answers, str]:
    with recording(cassette, auth=auth) as stage:
        message = side.message(stage)
        return side.script(stage.url, stage.advance, message=message, session=session(auth)), message


def replay(side: Side, cassette: Path, message: str, auth: str = "none") -> Answers:
    with replaying(cassette, auth=auth) as stage:
        return side.script(stage.url, stage.advance, message=message, session=session(auth))


@SIDES
def test_a_call_that_was_hung_up_is_disconnected_until_31_999_s_and_gone_at_32_s(
    side: Side, tmp_path: Path
) -> None:
    cassette = tmp_path / "calls.jsonl"
    _, message = record(side, cassette)
    answers = replay(side, cassette, message)
    polls = [
        answer for operation, answer in answers if operation in ("GetCallInfo", "GetPhoneCallInformation")
    ]
    states = [str(poll) for poll in polls[:6]]
    for state, text in zip(
        ["Connecting", "Connecting", "Connected", "Disconnected", "Disconnected"], states, strict=False
    ):
        assert f"'{state}'" in text
    assert all(value in states[5] for value in side.gone.values())


@SIDES
def test_a_recording_of_a_moved_clock_has_the_times_of_that_clock(side: Side, tmp_path: Path) -> None:
    cassette = tmp_path / "calls.jsonl"
    record(side, cassette)
    with Cassette(cassette) as opened:
        begun = next(one.at for one in opened if one.operation.startswith("PlayOnPhone"))
        polls = [one.at - begun for one in opened if one.operation.startswith(("GetCall", "GetPhoneCall"))]
    assert polls[:6] == pytest.approx([0, 2, 8, 8, 39.999, 40])


@pytest.mark.parametrize("auth", ["basic", "ntlm"])
def test_no_credentials_reach_the_cassette_or_the_log(auth: str, tmp_path: Path) -> None:
    cassette = tmp_path / "calls.jsonl"
    with recording(cassette, auth=auth) as stage:
        voicemail_ews(stage.url, stage.advance, message=voice_message(stage)[1], session=session(auth))
    for text in (cassette.read_text(encoding="utf-8"), stage.log):
        assert PASSWORD not in text
        assert "dXNlckBleGFtcGxlLmNvbT" not in text  # user@example.com: in base64
        for blob in re.findall(r"NTLM ([A-Za-z0-9+/=]+)", text):
            message = base64.b64decode(blob)
            assert USER.encode("utf-16-le") not in message
            assert socket.gethostname().upper().encode("utf-16-le") not in message
    with Cassette(cassette) as opened:
        scheme = {"basic": "Basic", "ntlm": "NTLM"}[auth]
        assert {one.auth.scheme for one in opened if one.auth} == {scheme}

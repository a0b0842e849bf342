"""What recordings of calls that zeep places have in them: the server's times, and no secrets."""

import base64
import re
import socket
from pathlib import Path

import pytest

from inspector.cassette import Cassette
from tests.clients.performances import Performances
from tests.clients.plays import ADDRESS, MODES, PASSWORD, PLAIN, Mode, Play, play_named

UM, EWS = play_named("zeep voice mail, UM endpoint"), play_named("zeep voice mail, EWS endpoint")
GONE = {
    UM: {"code": "a:InvalidCallIdException", "ExceptionType": "InvalidCallIdException"},
    EWS: {"ResponseCode": "ErrorInvalidPhoneCallId"},
}
SIDES = pytest.mark.parametrize("side", [UM, EWS], ids=["UM endpoint", "EWS endpoint"])
NTLM = MODES[1]


@SIDES
def test_a_call_that_was_hung_up_is_disconnected_until_31_999_s_and_gone_at_32_s(
    side: Play, performances: Performances, tmp_path: Path
) -> None:
    answers, _ = performances.of(side, PLAIN).again(tmp_path)
    polls = [
        answer for operation, answer in answers if operation in ("GetCallInfo", "GetPhoneCallInformation")
    ]
    states = [str(poll) for poll in polls[:6]]
    for state, text in zip(
        ["Connecting", "Connecting", "Connected", "Disconnected", "Disconnected"], states, strict=False
    ):
        assert f"'{state}'" in text
    assert all(value in states[5] for value in GONE[side].values())


@SIDES
def test_a_recording_of_a_moved_clock_has_the_times_of_that_clock(
    side: Play, performances: Performances
) -> None:
    with Cassette(performances.of(side, PLAIN).cassette) as opened:
        begun = next(one.at for one in opened if one.operation.startswith("PlayOnPhone"))
        polls = [one.at - begun for one in opened if one.operation.startswith(("GetCall", "GetPhoneCall"))]
    assert polls[:6] == pytest.approx([0, 2, 8, 8, 39.999, 40])


@pytest.mark.parametrize("mode", [PLAIN, NTLM], ids=str)
def test_no_credentials_reach_the_cassette_or_the_log(mode: Mode, performances: Performances) -> None:
    performance = performances.of(EWS, mode)
    for text in (performance.cassette.read_text(encoding="utf-8"), performance.log):
        assert PASSWORD not in text
        assert "dXNlckBleGFtcGxlLmNvbT" not in text  # user@example.com: in base64
        for blob in re.findall(r"NTLM ([A-Za-z0-9+/=]+)", text):
            message = base64.b64decode(blob)
            assert ADDRESS.encode("utf-16-le") not in message
            assert socket.gethostname().upper().encode("utf-16-le") not in message
    with Cassette(performance.cassette) as opened:
        scheme = {"basic": "Basic", "ntlm": "NTLM"}[mode.auth]
        assert {one.auth.scheme for one in opened if one.auth} == {scheme}

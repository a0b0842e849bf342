"""What an exchange shows beside its messages."""

from __future__ import annotations

import base64
import json

import pytest

from inspector.cassette import Interaction
from inspector.cassette.model import Auth
from inspector.protocols.common.ews_disabled import POLICY_HEADER, POLICY_REASONS
from inspector.usage.facts import Found, Kind
from inspector.usage.transport import read_transport
from inspector.wire.http import Headers, HttpRequest, HttpResponse

URL = "https://mail.example.com/EWS/Exchange.asmx"
DISABLED, POLICY = POLICY_REASONS
APPLICATION = "5d661950-3475-41cd-a2c3-d671a3162bc1"


def shown(
    kind: Kind, response: HttpResponse | None = None, auth: Auth | None = None, **fields: str
) -> list[str]:
    headers = Headers([(name.replace("_", "-"), value) for name, value in fields.items()])
    found = Found()
    one = Interaction(1, 0.0, HttpRequest(headers, b"", "POST", URL), response, None, auth=auth)
    read_transport(one, found, lambda name: name)
    return [key.name for key in found.counts if key.kind is kind]


@pytest.mark.parametrize(
    ("agent", "told"),
    [
        ("exchangelib/5.6.0 (python-requests/2.34.2)", ["exchangelib/5.6.0"]),
        ("ExchangeServicesClient/15.00.0913.015", ["ExchangeServicesClient/15.00.0913.015"]),
        (
            "Mozilla/5.0 (X11; frieda@sperling.example) Thunderbird/128.0",
            ["Mozilla/5.0", "Thunderbird/128.0"],
        ),
        ("Mac_OS_X/10.11.6 (15G31) CalendarAgent/361.2", ["Mac_OS_X/10.11.6", "CalendarAgent/361.2"]),
        ("Client/frieda.sperling", ["Client"]),
        ("frieda@sperling.example", []),
        ("", []),
        ("(" * 2000, []),
    ],
)
def test_a_program_is_told_by_its_products_and_releases(agent: str, told: list[str]) -> None:
    assert shown(Kind.CLIENT, User_Agent=agent) == told


@pytest.mark.parametrize(
    ("scheme", "told"),
    [("Basic eA==", "Basic"), ("ntlm TlRM", "NTLM"), ("Bearer x", "Bearer"), ("Frieda x", "other")],
)
def test_a_scheme_is_told_if_it_is_one_of_those_that_there_are(scheme: str, told: str) -> None:
    assert shown(Kind.AUTHENTICATION, Authorization=scheme) == [told]


def test_the_recorder_knows_the_scheme_of_a_connection() -> None:
    assert shown(Kind.AUTHENTICATION, auth=Auth("NTLM", 3)) == ["NTLM"]
    assert shown(Kind.AUTHENTICATION) == ["none"]


def test_the_application_of_a_token_is_told_whether_scrubbed_or_not() -> None:
    claims = base64.urlsafe_b64encode(json.dumps({"appid": APPLICATION}).encode()).decode().rstrip("=")
    assert shown(Kind.APPLICATION, Authorization=f"Bearer h.{claims}.s") == [APPLICATION]
    assert shown(Kind.APPLICATION, auth=Auth("Bearer", 1, APPLICATION)) == [APPLICATION]
    assert shown(Kind.APPLICATION, auth=Auth("Bearer", 1, "frieda sperling")) == ["(no GUID)"]
    assert shown(Kind.APPLICATION, auth=Auth("Bearer", 1)) == []


@pytest.mark.parametrize(
    ("status", "reason", "told"),
    [
        (403, DISABLED, [DISABLED]),
        (403, f"{POLICY}.", [POLICY]),
        (403, "asked by frieda@sperling.example", ["another reason"]),
        (403, None, []),
        (500, DISABLED, []),
    ],
)
def test_a_refusal_says_that_ews_is_off_by_its_field_alone(
    status: int, reason: str | None, told: list[str]
) -> None:
    headers = Headers([(POLICY_HEADER, reason)] if reason else [])
    assert shown(Kind.BLOCKED, HttpResponse(headers, b"", status)) == told

"""The legs of an authentication in words, as far as a cassette knows them."""

from __future__ import annotations

import base64

import pytest

from inspector.cassette import Interaction
from inspector.cassette.model import Auth
from inspector.conformance.finding import Direction
from inspector.tui.auth_legs import in_short, legs_of
from inspector.tui.message_lines import entries_of
from inspector.wire.http import Headers, HttpRequest, HttpResponse
from inspector.wire.ntlm import NtlmMessage, pack_ntlm


def one(scheme: str, legs: int, credentials: bytes | str | None = None, status: int = 200) -> Interaction:
    token = base64.b64encode(credentials).decode() if isinstance(credentials, bytes) else credentials
    headers = Headers((("Authorization", f"{scheme} {token}"),) if token else ())
    return Interaction(
        1, 0.0, HttpRequest(headers=headers), HttpResponse(status=status), auth=Auth(scheme, legs)
    )


NEGOTIATE = pack_ntlm(NtlmMessage(1))
AUTHENTICATE = pack_ntlm(NtlmMessage(3, {"user": "kim", "domain": "CONTOSO"}))


@pytest.mark.parametrize(
    ("interaction", "told"),
    [
        (one("NTLM", 3, AUTHENTICATE), "401, then 401 with a challenge, then 200"),
        (one("NTLM", 2, AUTHENTICATE), "401 with a challenge, then 200"),
        (one("NTLM", 3, AUTHENTICATE, 401), "401, then 401 with a challenge, then 401: refused"),
        (one("NTLM", 2, NEGOTIATE, 401), "401, then 401: refused"),
        (one("NTLM", 1), "200"),
        (one("Negotiate", 2, b"a Kerberos ticket"), "401, then 200"),
        (one("Negotiate", 3, b"a Kerberos ticket"), "401, then 401 with a challenge, then 200"),
        (one("Basic", 1, "eDp5"), "200"),
        (one("Basic", 2, "eDp5"), "401, then 200"),
        (one("Digest", 3, "nonce=x"), "401, then 401 again, then 200"),
    ],
)
def test_what_the_server_answered_to_each_leg(interaction: Interaction, told: str) -> None:
    assert in_short(interaction) == told
    assert interaction.auth is not None
    assert len(legs_of(interaction)) == interaction.auth.legs


def test_the_last_leg_tells_who_authenticated_as_far_as_the_message_says() -> None:
    assert legs_of(one("NTLM", 3, AUTHENTICATE))[-1].sent == (
        "NTLM authenticate message (user kim, domain CONTOSO)"
    )
    assert "authenticated by an earlier request" in legs_of(one("NTLM", 1))[0].sent
    assert legs_of(one("Basic", 1, "eDp5"))[0].sent == "Basic credentials, without being asked for them"


def test_without_authentication_there_are_no_legs() -> None:
    assert legs_of(Interaction(1, 0.0, HttpRequest())) == ()


def test_the_request_shows_the_answers_and_folds_away_what_was_sent() -> None:
    interaction = one("NTLM", 3, AUTHENTICATE)
    entries = entries_of(interaction, Direction.REQUEST, (), 80)
    at, head = next((i, entry) for i, entry in enumerate(entries) if entry.folded and i > 0)
    lines = ["".join(text for text, _ in entry.pieces) for entry in entries[at : head.end + 1]]
    assert lines[:2] == [
        "NTLM, 3 legs: 401, then 401 with a challenge, then 200",
        "  leg 1: no credentials → 401",
    ]
    assert len(lines) == 4
    assert not any(entry.folded for entry in entries_of(interaction, Direction.RESPONSE, (), 80))

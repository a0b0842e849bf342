"""Handshakes become one interaction, and nothing that a server said is lost."""

import base64

from inspector.cassette import Auth, Interaction
from inspector.cassette.handshake import Folded, Handshakes, folded
from inspector.wire import Headers, HttpRequest, HttpResponse

TYPE_1, TYPE_2, TYPE_3 = (base64.b64encode(b"NTLMSSP\0" + bytes([n, 0, 0, 0])).decode() for n in (1, 2, 3))


def exchange(
    conn: str,
    authorization: str = "",
    status: int = 200,
    challenge: tuple[str, ...] = (),
    body: bytes = b"<a/>",
) -> Interaction:
    request = HttpRequest(
        Headers([("Authorization", authorization)] if authorization else []),
        body,
        "POST",
        "/EWS/Exchange.asmx",
    )
    response = HttpResponse(Headers([("WWW-Authenticate", one) for one in challenge]), b"", status)
    return Interaction(0, 0.0, request, response, conn=conn)


def run(handshakes: Handshakes, *exchanges: Interaction) -> list[Folded]:
    return [folded for one in exchanges for folded in handshakes.add(one)]


def test_an_ntlm_handshake_of_three_legs_is_one_interaction() -> None:
    folded = run(
        Handshakes(),
        exchange("c1", status=401, challenge=("Negotiate", "NTLM")),
        exchange("c1", f"NTLM {TYPE_1}", 401, (f"NTLM {TYPE_2}",)),
        exchange("c1", f"NTLM {TYPE_3}"),
    )
    assert [one.interaction.auth for one in folded] == [Auth("NTLM", 3)]
    assert folded[0].interaction.response.status == 200
    assert len(folded[0].legs) == 2


def test_a_handshake_may_begin_with_another_request_such_as_an_empty_get() -> None:
    handshakes = Handshakes()
    first = Interaction(
        0,
        0.0,
        HttpRequest(Headers([("Authorization", f"NTLM {TYPE_1}")]), b"", "GET", "/EWS/Exchange.asmx"),
        HttpResponse(Headers([("WWW-Authenticate", f"NTLM {TYPE_2}")]), b"", 401),
        conn="c1",
    )
    assert run(handshakes, first) == []
    (folded,) = run(handshakes, exchange("c1", f"NTLM {TYPE_3}"))
    assert folded.interaction.auth == Auth("NTLM", 2)
    assert folded.interaction.request.method == "POST"


def test_later_requests_of_an_authenticated_connection_say_so_and_those_of_another_do_not() -> None:
    handshakes = Handshakes()
    run(handshakes, exchange("c1", f"NTLM {TYPE_1}", 401, (f"NTLM {TYPE_2}",)))
    run(handshakes, exchange("c1", f"NTLM {TYPE_3}"))
    (same,) = run(handshakes, exchange("c1"))
    (other,) = run(handshakes, exchange("c2"))
    assert (same.interaction.auth, other.interaction.auth) == (Auth("NTLM", 1), None)


def test_a_connection_that_ended_is_forgotten() -> None:
    handshakes = Handshakes()
    run(handshakes, exchange("c1", f"NTLM {TYPE_3}"))
    assert list(handshakes.closed("c1")) == []
    (folded,) = run(handshakes, exchange("c1"))
    assert folded.interaction.auth is None


def test_a_basic_retry_is_folded_on_the_same_connection_and_on_another() -> None:
    for retry_on in ("c1", "c2"):
        folded = run(
            Handshakes(),
            exchange("c1", status=401, challenge=('Basic realm="x"',)),
            exchange(retry_on, "Basic dTpw"),
        )
        assert [one.interaction.auth for one in folded] == [Auth("Basic", 2)]


def test_a_retry_of_another_machine_is_not_taken_for_the_answer_though_it_asks_the_same() -> None:
    handshakes = Handshakes()
    assert run(handshakes, exchange("c1", status=401, challenge=("Basic",))) == []
    elsewhere = handshakes.add(exchange("c2", "Basic dTpw"), "192.0.2.7")
    assert [(one.interaction.auth, one.legs) for one in elsewhere] == [(Auth("Basic", 1), ())]
    (left,) = handshakes.finish()
    assert left.interaction.conn == "c1"


def test_a_retry_with_another_body_on_another_connection_is_not_taken_for_the_answer() -> None:
    handshakes = Handshakes()
    folded = run(
        handshakes,
        exchange("c1", status=401, challenge=("Basic",)),
        exchange("c2", "Basic dTpw", body=b"<other/>"),
    )
    assert [one.interaction.auth for one in folded] == [Auth("Basic", 1)]
    (left,) = handshakes.finish()
    assert left.interaction.response.status == 401


def test_a_wrong_password_is_recorded_as_the_401_that_it_got() -> None:
    basic = run(
        Handshakes(),
        exchange("c1", status=401, challenge=("Basic",)),
        exchange("c1", "Basic d3Jvbmc6", 401, ("Basic",)),
    )
    ntlm = run(
        Handshakes(),
        exchange("c1", f"NTLM {TYPE_1}", 401, (f"NTLM {TYPE_2}",)),
        exchange("c1", f"NTLM {TYPE_3}", 401, ("NTLM", "Negotiate")),
    )
    assert [(one.interaction.auth, one.interaction.response.status) for one in basic] == [
        (Auth("Basic", 2), 401)
    ]
    assert [(one.interaction.auth, one.interaction.response.status) for one in ntlm] == [
        (Auth("NTLM", 2), 401)
    ]


def test_a_challenge_that_nobody_answers_is_recorded_when_the_next_request_or_the_end_shows_it() -> None:
    handshakes = Handshakes()
    first, second = run(handshakes, exchange("c1", status=401, challenge=("Basic",)), exchange("c1"))
    assert (first.interaction.response.status, first.interaction.auth) == (401, None)
    assert second.interaction.response.status == 200
    run(handshakes, exchange("c1", status=401, challenge=("Basic",)))
    (last,) = handshakes.closed("c1")
    assert last.interaction.response.status == 401


def test_a_handshake_that_breaks_off_is_recorded_with_its_error_and_legs() -> None:
    handshakes = Handshakes()
    run(handshakes, exchange("c1", f"NTLM {TYPE_1}", 401, (f"NTLM {TYPE_2}",)))
    request = HttpRequest(Headers([("Authorization", f"NTLM {TYPE_3}")]))
    (folded,) = run(handshakes, Interaction(0, 0.0, request, error="client hung up", conn="c1"))
    assert folded.interaction.auth == Auth("NTLM", 2)
    assert folded.interaction.error == "client hung up"


def test_a_server_that_challenges_for_ever_does_not_fill_the_memory() -> None:
    handshakes = Handshakes()
    folded = run(handshakes, *[exchange("c1", f"NTLM {TYPE_1}", 401, (f"NTLM {TYPE_2}",)) for _ in range(50)])
    assert len(folded) >= 5
    assert all(len(one.legs) <= 8 for one in folded)


def test_a_bare_token_without_scheme_never_becomes_the_name_of_a_scheme() -> None:
    (folded,) = run(Handshakes(), exchange("c1", "c2VjcmV0LXRva2VuLTEyMzQ1Njc4OTA="))
    assert folded.interaction.auth == Auth("other", 1)


def test_challenges_that_nobody_answers_do_not_fill_the_memory() -> None:
    handshakes = Handshakes()
    given = run(handshakes, *(exchange(f"c{n}", status=401, challenge=("NTLM",)) for n in range(1_500)))
    assert [one.interaction.conn for one in given] == [f"c{n}" for n in range(500)]
    assert len([*handshakes.finish()]) == 1_000


def test_the_handshakes_of_another_tools_recording_are_folded() -> None:
    legs = [
        exchange("", status=401, challenge=("NTLM",)),
        exchange("", f"NTLM {TYPE_1}", 401, (f"NTLM {TYPE_2}",)),
        exchange("", f"NTLM {TYPE_3}"),
        exchange("", status=401, challenge=("NTLM",)),
    ]
    interactions = [Interaction(n, float(n), leg.request, leg.response) for n, leg in enumerate(legs, 1)]
    assert [one.auth for one in folded(interactions)] == [Auth("NTLM", 3), None]

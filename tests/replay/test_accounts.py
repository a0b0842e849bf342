"""A request is answered with the recordings of its own account, and of no other."""

from __future__ import annotations

import base64
import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from inspector.cassette import CassetteHeader, CassetteWriter, Interaction
from inspector.replay import Reason, Replayer
from inspector.scrub import Scrubber
from inspector.wire.http import Headers, HttpRequest, HttpResponse
from inspector.wire.ntlm import NtlmMessage, pack_ntlm
from tests.messages import soap
from tests.replay.conftest import EWS_URL

USERS = ("anna@example.com", "ben@example.com", "carl@example.com")
GET_FOLDER = (
    "<m:GetFolder><m:FolderShape><t:BaseShape>IdOnly</t:BaseShape></m:FolderShape>"
    '<m:FolderIds><t:DistinguishedFolderId Id="inbox"/></m:FolderIds></m:GetFolder>'
)


def asked(header: str = "", fields: tuple[tuple[str, str], ...] = (), connection: str = "") -> HttpRequest:
    headers = Headers((("Content-Type", "text/xml; charset=utf-8"), *fields))
    return HttpRequest(headers, soap(GET_FOLDER, header), url=EWS_URL, connection=connection)


def impersonating(user: str) -> HttpRequest:
    return asked(
        f"<t:ExchangeImpersonation><t:ConnectingSID><t:PrimarySmtpAddress>{user}</t:PrimarySmtpAddress>"
        "</t:ConnectingSID></t:ExchangeImpersonation>"
    )


def anchored(user: str) -> HttpRequest:
    return asked(fields=(("X-AnchorMailbox", user),))


def with_basic(user: str, password: str = "secret-of-old") -> HttpRequest:
    token = base64.b64encode(f"{user}:{password}".encode()).decode()
    return asked(fields=(("Authorization", f"Basic {token}"),))


def with_ntlm(user: str) -> HttpRequest:
    message = pack_ntlm(NtlmMessage(3, {"user": user.partition("@")[0], "domain": "EXAMPLE"}))
    token = base64.b64encode(message).decode()
    return asked(fields=(("Authorization", f"NTLM {token}"),), connection=user)


WAYS = {each.__name__: each for each in (impersonating, anchored, with_basic, with_ntlm)}


def folder_of(user: str) -> HttpResponse:
    body = f"<folder-of number={USERS.index(user)}/>".encode()
    return HttpResponse(Headers((("Content-Type", "text/xml; charset=utf-8"),)), body)


@pytest.fixture(params=["none", "secrets", "identity"])
def recorded(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[..., Path]:
    """Writes what users asked, in one of the ways, scrubbed."""

    def write(way: Callable[[str], HttpRequest], *users: str) -> Path:
        scrub = {"profile": request.param, "salt": "salt", "version": 2}
        path = tmp_path / "users.jsonl"
        scrubber = Scrubber.of(scrub)
        with CassetteWriter(path, CassetteHeader(scrub=scrub)) as writer:
            for at, user in enumerate(users, 1):
                one = Interaction(0, float(at), way(user), folder_of(user), conn=user)
                writer.append(scrubber.scrub(one))
        return path

    return write


@pytest.mark.parametrize("way", WAYS)
def test_users_in_any_order_and_in_parallel_get_each_their_own(
    way: str, recorded: Callable[..., Path]
) -> None:
    ask = WAYS[way]
    with Replayer([recorded(ask, *USERS)]) as replayer, ThreadPoolExecutor(4) as threads:
        draw = random.Random(1)
        users = [draw.choice(USERS) for _ in range(500)]
        for user, answer in zip(
            users, threads.map(lambda user: replayer.respond(ask(user), 0.0), users), strict=True
        ):
            assert answer.body == folder_of(user).body, user
        assert replayer.missed == 0


@pytest.mark.parametrize("way", WAYS)
def test_a_user_that_was_not_recorded_is_a_miss_that_says_so(way: str, recorded: Callable[..., Path]) -> None:
    ask = WAYS[way]
    with Replayer([recorded(ask, *USERS[:2])]) as replayer:
        replayer.respond(ask(USERS[2]), 0.0)
        (miss,) = replayer.misses
    assert miss.reason is Reason.ACCOUNT
    assert ": recorded for " in miss.first and ", asked for " in miss.first
    assert "--any-mailbox" in miss.advice


def test_the_miss_names_who_was_recorded_and_who_asks(cassette: Callable[..., Path]) -> None:
    path = cassette((1.0, impersonating("anna@example.com"), folder_of(USERS[0])))
    with Replayer([path]) as replayer:
        replayer.respond(impersonating("Boris@example.com"), 0.0)
        assert replayer.misses[0].first == (
            'ExchangeImpersonation: recorded for "anna@example.com", asked for "boris@example.com"'
        )


@pytest.mark.parametrize("way", ["anchored", "with_basic", "with_ntlm"])
def test_with_one_user_in_the_cassettes_other_credentials_do(way: str, recorded: Callable[..., Path]) -> None:
    ask = WAYS[way]
    with Replayer([recorded(ask, USERS[0], USERS[0])]) as replayer:
        for request in (ask(USERS[1]), ask("somebody@example.org"), asked()):
            assert replayer.respond(request, 0.0).body == folder_of(USERS[0]).body


def test_an_impersonation_that_is_added_changed_or_dropped_is_noticed(cassette: Callable[..., Path]) -> None:
    plain = cassette((1.0, asked(), folder_of(USERS[0])))
    with Replayer([plain]) as replayer:
        replayer.respond(impersonating(USERS[0]), 0.0)
        assert replayer.misses[0].first.endswith('recorded for nobody, asked for "anna@example.com"')
    annas = cassette((1.0, impersonating(USERS[0]), folder_of(USERS[0])))
    with Replayer([annas]) as replayer:
        replayer.respond(asked(), 0.0)
        replayer.respond(impersonating(USERS[1]), 0.0)
        assert [miss.reason for miss in replayer.misses] == [Reason.ACCOUNT, Reason.ACCOUNT]
        assert replayer.misses[0].first.endswith('recorded for "anna@example.com", asked for nobody')


@pytest.mark.parametrize("way", WAYS)
def test_any_mailbox_leaves_all_of_it_out(way: str, recorded: Callable[..., Path]) -> None:
    ask = WAYS[way]
    with Replayer([recorded(ask, *USERS)], any_mailbox=True) as replayer:
        answers = [replayer.respond(ask("dora@example.com"), 0.0).body for _ in USERS]
    assert answers == [folder_of(user).body for user in USERS]


def test_the_impersonated_user_counts_before_the_anchor_and_the_anchor_before_the_credentials(
    cassette: Callable[..., Path],
) -> None:
    def both(anchor: str, user: str) -> HttpRequest:
        fields = (*anchored(anchor).headers, *list(with_basic(user).headers)[1:])
        return HttpRequest(Headers(fields), asked().body, url=EWS_URL)

    path = cassette(
        (1.0, both(USERS[0], USERS[2]), folder_of(USERS[0])),
        (2.0, both(USERS[1], USERS[0]), folder_of(USERS[1])),
    )
    with Replayer([path]) as replayer:
        assert replayer.respond(both(USERS[1], USERS[2]), 0.0).body == folder_of(USERS[1]).body
        assert (
            replayer.respond(both(f"SMTP:{USERS[0].upper()}", USERS[0]), 0.0).body == folder_of(USERS[0]).body
        )


def test_a_client_that_was_not_asked_who_it_is_gets_a_miss_that_says_how(
    cassette: Callable[..., Path],
) -> None:
    path = cassette(*((float(at), with_ntlm(user), folder_of(user)) for at, user in enumerate(USERS)))
    with Replayer([path]) as replayer:
        replayer.respond(asked(), 0.0)
        assert "asked for nobody" in replayer.misses[0].first
        assert "--auth as-recorded" in replayer.misses[0].advice

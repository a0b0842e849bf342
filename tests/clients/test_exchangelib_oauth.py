"""exchangelib signs in with OAuth and replays, without an option and without Microsoft."""

from __future__ import annotations

from pathlib import Path

import pytest

from inspector.cassette import CassetteHeader, CassetteWriter, Interaction
from inspector.clock import ManualClock
from inspector.replay import Replayer
from inspector.replay.answer import Source
from inspector.scrub import Scrubber
from inspector.serve import Journal, Login, Server
from inspector.simulator import Simulator
from inspector.wire.http import HttpRequest, HttpResponse, Responder

exchangelib = pytest.importorskip("exchangelib", reason="the client that is tried here is not installed")


class Noting:
    """A responder that notes what another one answered."""

    def __init__(self, inner: Responder) -> None:
        self.inner = inner
        self.noted: list[Interaction] = []

    def respond(self, request: HttpRequest, at: float) -> HttpResponse:
        answer = self.inner.respond(request, at)
        self.noted.append(Interaction(0, float(len(self.noted)), request, answer))
        return answer


def draft(url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """What a program does with its mailbox: it keeps a draft, and reads it again."""
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")

    class Offline(exchangelib.OAuth2Credentials):
        token_url = f"{url}/common/oauth2/v2.0/token"

    account = exchangelib.Account(
        "user@example.com",
        access_type=exchangelib.IMPERSONATION,
        config=exchangelib.Configuration(
            service_endpoint=f"{url}/EWS/Exchange.asmx",
            credentials=Offline(
                client_id="1111",
                client_secret="s3cret-of-the-application",
                tenant_id="2222",
                identity=exchangelib.Identity(primary_smtp_address="user@example.com"),
            ),
            auth_type=exchangelib.OAUTH2,
            version=exchangelib.Version(exchangelib.Build(15, 1, 225, 42)),
        ),
    )
    message = exchangelib.Message(account=account, folder=account.drafts, subject="Lunch?", body="At noon.")
    message.save()
    message.refresh()
    return str(message.subject)


@pytest.mark.parametrize("profile", ["none", "identity"])
def test_a_session_with_oauth_replays(profile: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    noting = Noting(Simulator())
    with Server(Login(noting), ManualClock()) as server:
        assert draft(server.url, monkeypatch) == "Lunch?"
    scrub = {"profile": profile, "salt": "salt", "version": 2}
    path, scrubber = tmp_path / "oauth.jsonl", Scrubber.of(scrub)
    with CassetteWriter(path, CassetteHeader(scrub=scrub)) as writer:
        for one in noting.noted:
            writer.append(scrubber.scrub(one))
    with Replayer([path]) as replayer:
        journal = Journal(Login(replayer))
        with Server(journal, ManualClock()) as server:
            assert draft(server.url, monkeypatch)
        assert replayer.misses == []
    sources = [entry.origin.source for entry in journal.entries()]
    assert sources[0] is Source.LOGIN and set(sources[1:]) <= {Source.RECORDED, Source.LOGIN}

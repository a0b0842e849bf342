"""Three users of one server play at once and in any order: a replay gives each what was recorded for them.

What they send is the same to the byte but for who they are. ``EWS_INSPECTOR_PLAYS`` tells how many plays.
"""

from __future__ import annotations

import os
import random
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests
from requests_ntlm import HttpNtlmAuth

from inspector.cassette import Cassette, CassetteWriter
from inspector.simulator.scenario import scenario_from
from tests.clients.performances import without_people
from tests.clients.stage import Heard, Stage, answers_of, recording, replaying
from tests.messages import soap

PLAYS = int(os.environ.get("EWS_INSPECTOR_PLAYS", "24"))
USERS = ("anna@example.com", "ben@example.com", "carl@example.com")
SERVICE = "service@example.com"
OFFICE = scenario_from({"mailboxes": [{"address": user} for user in (*USERS, SERVICE)]})
WAYS = {"basic": "basic", "ntlm": "ntlm", "impersonation": "basic", "anchor": "basic"}
"""What tells whose mailbox it is, and how the client signs in."""
DRAFTS = '<m:ParentFolderIds><t:DistinguishedFolderId Id="drafts"/></m:ParentFolderIds>'
SHAPE = "<m:ItemShape><t:BaseShape>Default</t:BaseShape></m:ItemShape>"
CREATE = (
    '<m:CreateItem MessageDisposition="SaveOnly"><m:Items><t:Message><t:Subject>Lunch</t:Subject></t:Message>'
    "</m:Items></m:CreateItem>"
)
FIND = f'<m:FindItem Traversal="Shallow">{SHAPE}{DRAFTS}</m:FindItem>'
GET = f'<m:GetItem>{SHAPE}<m:ItemIds><t:ItemId Id="{{}}"/></m:ItemIds></m:GetItem>'
STEPS = 3
EACH = STEPS * len(USERS)


def play(stage: Stage, way: str, user: str) -> Heard:
    """Keeps a draft, looks for it, reads it; returns what the user was sent."""
    header, heard = "", []
    with requests.Session() as session:
        session.trust_env = False
        session.headers["Content-Type"] = "text/xml; charset=utf-8"
        name = user if way in ("basic", "ntlm") else SERVICE
        session.auth = HttpNtlmAuth(name, "secret-of-old") if way == "ntlm" else (name, "secret-of-old")
        if way == "anchor":
            session.headers["X-AnchorMailbox"] = user
        if way == "impersonation":
            header = (
                f"<t:ExchangeImpersonation><t:ConnectingSID><t:PrimarySmtpAddress>{user}</t:PrimarySmtpAddress>"
                "</t:ConnectingSID></t:ExchangeImpersonation>"
            )

        def ask(body: str) -> str:
            answer = session.post(f"{stage.url}/EWS/Exchange.asmx", soap(body, header), timeout=60)
            heard.append((answer.status_code, answer.content))
            return answer.text

        ask(CREATE)
        (found,) = re.findall(r'ItemId Id="([^"]+)"', ask(FIND))
        ask(GET.format(found))
    return heard


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """By way, one play of each user, one after the other."""
    folder, found = tmp_path_factory.mktemp("users"), {}
    for auth in sorted(set(WAYS.values())):
        ways = [way for way in WAYS if WAYS[way] == auth]
        whole = folder / f"{auth}-all.jsonl"
        with recording(whole, auth=auth, options=("--scrub", "none"), scenario=OFFICE) as stage:
            assert stage.simulator is not None
            for way in ways:
                stage.simulator.reset()
                for user in USERS:
                    play(stage, way, user)
        with Cassette(whole) as cassette:
            for at, way in enumerate(ways):
                found[way] = folder / f"{way}.jsonl"
                with CassetteWriter(found[way], cassette.header) as writer:
                    for one in cassette[at * EACH : (at + 1) * EACH]:
                        writer.append(one)
    return found


@pytest.mark.parametrize("scrubbed", [False, True], ids=["as recorded", "scrubbed"])
@pytest.mark.parametrize("way", WAYS)
def test_each_user_gets_their_own_answers(
    way: str, scrubbed: bool, recorded: dict[str, Path], tmp_path: Path
) -> None:
    cassette = without_people(recorded[way], tmp_path) if scrubbed else recorded[way]
    answers = answers_of(cassette)
    own = {user: answers[at * STEPS :][:STEPS] for at, user in enumerate(USERS)}
    assert len(answers) == EACH == len(set(answers))
    users = [user for _ in range(-(-PLAYS // len(USERS))) for user in USERS][:PLAYS]
    random.Random(way).shuffle(users)
    with replaying(cassette, auth=WAYS[way]) as stage, ThreadPoolExecutor(6) as threads:
        for user, heard in zip(users, threads.map(lambda user: play(stage, way, user), users), strict=True):
            assert heard == own[user], user

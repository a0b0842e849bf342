"""``ews-inspector verify`` against a server on this machine."""

import json

import pytest

from inspector.cli import main
from inspector.clock import ManualClock
from inspector.resources import cassettes_dir
from inspector.serve.auth import authentication
from inspector.serve.server import Server
from inspector.simulator import Simulator

APPS = str(cassettes_dir() / "mail-apps.jsonl")


@pytest.fixture
def run(capsys):
    def run(*arguments):
        with pytest.raises(SystemExit) as end:
            main(["verify", *map(str, arguments)])
        told = capsys.readouterr()
        return end.value.code, told.out, told.err

    return run


@pytest.fixture
def server():
    with Server(Simulator(), ManualClock()) as server:
        yield server


def test_an_unchanged_server_is_the_same(run, server):
    status, out, err = run(APPS, "--upstream", server.url, "--yes", "--no-pauses")
    assert (status, out.partition(";")[0].strip()) == (0, "no differences")
    assert "8 asked, 0 left out" in err


def test_a_changed_server_is_told_as_json(run):
    class Changed:
        def __init__(self):
            self.inner = Simulator()

        def respond(self, request, at):
            answer = self.inner.respond(request, at)
            return type(answer)(answer.headers, answer.body.replace(b"<t:TTL>", b"<t:TTL>9"), answer.status)

    with Server(Changed(), ManualClock()) as server:
        status, out, _ = run(APPS, "--upstream", server.url, "--yes", "--no-pauses", "--json")
    rows = [json.loads(line) for line in out.splitlines()]
    assert status == 1 and {row["severity"] for row in rows} == {"error"}
    assert all(row["path"].endswith("t:TTL") and row["operation"] == "GetClientAccessToken" for row in rows)


def test_what_changes_state_needs_consent(run, server):
    status, out, err = run(APPS, "--upstream", server.url)
    assert (status, out) == (2, "")
    assert "InstallApp" in err and "--yes" in err and "--read-only" in err


def test_read_only_asks_for_none(run, server):
    status, _, err = run(APPS, "--upstream", server.url, "--read-only", "--no-pauses", "--fail-on", "never")
    assert status == 0 and "3 left out" in err


def test_credentials_come_from_the_environment_and_are_not_shown(run, monkeypatch):
    monkeypatch.setenv("TEST_PASSWORD", "very-secret-9")
    with Server(Simulator(), ManualClock(), auth=authentication("basic")) as server:
        arguments = (APPS, "--upstream", server.url, "--read-only", "--no-pauses", "--fail-on", "never")
        assert run(*arguments)[0] == 2
        status, out, err = run(*arguments, "--user", "user@example.com", "--password-env", "TEST_PASSWORD")
    assert status == 0 and "very-secret-9" not in out + err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--upstream", "mail.example.com"), "https://mail.example.com"),
        (("--upstream", "http://user:very-secret-9@127.0.0.1:9"), "do not belong on a command line"),
        (("--upstream", "http://127.0.0.1:9", "--yes"), "no answer"),
        (("--upstream", "http://127.0.0.1:9", "--yes", "--read-only"), "exclude each other"),
        (("--upstream", "http://127.0.0.1:9", "--auth-env", "NO_SUCH_VARIABLE"), "not set"),
        (("--upstream", "http://127.0.0.1:9", "--user", "u"), "--password-env"),
        (("--upstream", "http://127.0.0.1:9", "--map", "x"), "OLD=NEW"),
    ],
)
def test_what_cannot_be_is_one_line(run, arguments, said):
    status, out, err = run(APPS, *arguments)
    assert (status, out) == (2, "")
    assert said in err and "very-secret-9" not in err and err.count("\n") == 1

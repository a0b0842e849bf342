"""``ews-inspector run``: a client in any language against a cassette."""

import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from inspector.resources import cassettes_dir
from tests import processes

DOCUMENT = Path(__file__).parents[2] / "docs" / "testing.md"
SAMPLE = str(cassettes_dir() / "voicemail-um.jsonl")

# A client that knows nothing of us but the variables.
CLIENT = """
import json, os, sys, urllib.request

ENVELOPE = (
    '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>'
    '<{0} xmlns="http://schemas.microsoft.com/exchange/services/2006/messages">{1}</{0}></s:Body></s:Envelope>'
)

def ask(operation, content=""):
    body = ENVELOPE.format(operation, content).encode()
    request = urllib.request.Request(os.environ["EWS_INSPECTOR_UM"], body, {"Content-Type": "text/xml"})
    try:
        return urllib.request.urlopen(request, timeout=10).read().decode()
    except urllib.error.HTTPError as error:
        return error.read().decode()

def advance(seconds):
    wish = json.dumps({"advance": seconds}).encode()
    answer = urllib.request.urlopen(os.environ["EWS_INSPECTOR_CONTROL"] + "/clock", wish, timeout=10)
    return json.load(answer)["now"]
"""


def run(*options: str, client: str = "", status: int | None = 0) -> subprocess.CompletedProcess[str]:
    words = ["--", sys.executable, "-c", CLIENT + client] if client else []
    done = processes.run("run", *options, *words, env=os.environ | {"NO_PROXY": "*"})
    assert status is None or done.returncode == status, done.stderr
    return done


def test_the_command_finds_the_recordings_by_its_variables() -> None:
    assert "true" in run("--cassette", SAMPLE, client='print(ask("IsUMEnabled"))').stdout


def test_the_clock_is_moved_by_the_control_api() -> None:
    assert run("--cassette", SAMPLE, client="print(advance(32))").stdout.strip() == "32.0"


@pytest.mark.parametrize("status", [3, 0])
def test_the_exit_status_is_the_commands_own(status: int) -> None:
    run("--cassette", SAMPLE, client=f'ask("IsUMEnabled"); sys.exit({status})', status=status)


MISS = 'ask("SetOofStatus", "<status>false</status>")'


def test_a_miss_fails_a_command_that_was_fine_and_is_explained() -> None:
    told = run("--cassette", SAMPLE, client=MISS, status=1).stderr
    assert 'recorded "true", got "false"' in told
    assert "Traceback" not in told


def test_a_command_that_fails_keeps_its_status_beside_a_miss() -> None:
    assert 'got "false"' in run("--cassette", SAMPLE, client=f"{MISS}; sys.exit(7)", status=7).stderr


def test_misses_can_be_allowed_or_simulated() -> None:
    run("--cassette", SAMPLE, "--allow-misses", client=MISS)
    run("--cassette", SAMPLE, "--otherwise", "simulate", client=MISS)


def test_unplayed_recordings_fail_if_asked() -> None:
    told = run("--cassette", SAMPLE, "--fail-on-unplayed", client='ask("IsUMEnabled")', status=1).stderr
    assert told.count("unplayed: ") == 19


def test_with_tls_the_ca_is_in_the_variables_that_clients_know(tmp_path: Path) -> None:
    client = 'assert os.environ["EWS_INSPECTOR_URL"].startswith("https://"); print(ask("IsUMEnabled"))'
    options = ("--cassette", SAMPLE, "--tls", "--confdir", str(tmp_path / "ca"))
    assert "true" in run(*options, client=client).stdout


PROXIED = """
import ssl, urllib.request
for name in {certificates}:
    assert open(os.environ[name]).read().startswith("-----BEGIN CERTIFICATE-----"), name
for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"):
    assert os.environ[name] == os.environ["EWS_INSPECTOR_URL"], name
os.environ["EWS_INSPECTOR_UM"] = "{scheme}://mail.example.com/EWS/UM2007Legacy.asmx"
"""
(CERTIFICATES,) = re.findall(
    r"^\| (.*) \| with `--tls` or `--proxy`", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE
)


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_as_a_proxy_the_client_keeps_its_servers_name(scheme: str, tmp_path: Path) -> None:
    client = (
        PROXIED.format(scheme=scheme, certificates=re.findall(r"`(\w+)`", CERTIFICATES))
        + 'print(ask("IsUMEnabled")); print(advance(32))'
    )
    done = run("--cassette", SAMPLE, "--proxy", "--confdir", str(tmp_path / "ca"), client=client)
    assert "true" in done.stdout
    assert done.stdout.strip().endswith("32.0")


def test_as_a_proxy_a_miss_fails_as_well(tmp_path: Path) -> None:
    client = PROXIED.format(scheme="http", certificates=()) + MISS
    done = run("--cassette", SAMPLE, "--proxy", "--confdir", str(tmp_path / "ca"), client=client, status=1)
    assert 'recorded "true", got "false"' in done.stderr


def test_a_command_that_a_signal_ends_has_the_status_of_a_shell() -> None:
    run("--cassette", SAMPLE, client="import signal; os.kill(os.getpid(), signal.SIGKILL)", status=137)


def test_who_ends_the_run_ends_the_command(tmp_path: Path) -> None:
    client = "import signal, time; print(os.getpid(), flush=True); time.sleep(60)"
    words = ["--cassette", SAMPLE, "--", sys.executable, "-c", CLIENT + client]
    with processes.Process("run", *words) as process:
        assert process.stdout is not None
        command = int(process.stdout.readline())
        process.terminate()
        assert process.wait(30) == 128 + signal.SIGTERM
    with pytest.raises(ProcessLookupError):
        os.kill(command, 0)


def test_options_of_the_command_are_its_own() -> None:
    done = run("--cassette", SAMPLE, "--", sys.executable, "--version")
    assert done.stdout.startswith("Python 3")


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--cassette", SAMPLE, "--", "no-such-command"), "no-such-command: there is no such command"),
        (("--cassette", "missing.jsonl", "--", sys.executable), "missing.jsonl: the file cannot be read"),
        (("--cassette", SAMPLE, "--proxy", "--tls", "--", sys.executable), "--proxy serves https anyway"),
        (("--cassette", "missing.jsonl", "--proxy", "--", sys.executable), "the proxy did not start"),
        (("--cassette", SAMPLE), "Missing argument"),
        (("--", sys.executable), "Missing option '--cassette'"),
        (("--cassette", SAMPLE, "--clock", "sundial", "--", sys.executable), "there is no clock 'sundial'"),
    ],
)
def test_bad_usage_is_one_clear_line(options: tuple[str, ...], told: str) -> None:
    done = run(*options, status=2)
    assert told in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("language", "name", "words", "needed"),
    [
        ("javascript", "calls.test.mjs", ("--tls", "--", "node", "--test"), ("node",)),
        ("java", "Calls.java", ("--", "java", "Calls.java"), ("java", "javac")),
        ("sh", "check.sh", ("--tls", "--", "sh", "check.sh"), ("sh", "curl")),
    ],
)
def test_the_examples_of_the_document_run_as_written(
    language: str,
    name: str,
    words: tuple[str, ...],
    needed: tuple[str, ...],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if missing := [tool for tool in needed if not shutil.which(tool)]:
        pytest.skip(f"there is no {missing[0]} on this machine")
    text = DOCUMENT.read_text(encoding="utf-8")
    (source,) = re.findall(rf"```{language}\n((?:#|//) {re.escape(name)}\n.*?)```", text, re.DOTALL)
    (tmp_path / name).write_text(source, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    run("--cassette", SAMPLE, "--confdir", str(tmp_path / "ca"), *words)

"""Every option of the marker does what it says: one body, once without the option and once with it."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from typing import Any

import pytest

from inspector.cassette import Cassette
from inspector.clock import ManualClock
from inspector.pytest_plugin.settings import Settings
from inspector.resources import cassettes_dir
from inspector.serve import Control, Server
from inspector.simulator import Simulator
from inspector.wire.clock_header import Stamped

pytest_plugins = ["pytester"]

Run = Callable[..., pytest.RunResult]
Write = Callable[[str, "Option"], None]

SAMPLE = cassettes_dir() / "voicemail-um.jsonl"
SOURCE = """
import re, socket
import pytest
from client import BODY, ask, play, state
from inspector.wire.http import Headers, HttpRequest

BEN = (
    '<s:Header><ExchangeImpersonation xmlns="http://schemas.microsoft.com/exchange/services/2006/types">'
    "<ConnectingSID><PrimarySmtpAddress>ben@example.com</PrimarySmtpAddress></ConnectingSID>"
    "</ExchangeImpersonation></s:Header>"
)
MESSAGE = "{message}"
CALL = "{call}"


def post(ews_replay, operation, **headers):
    body = BODY.format(operation, "").encode()
    return ews_replay.respond(HttpRequest(Headers(headers.items()), body, url="/EWS/UM2007Legacy.asmx"))


@pytest.mark.ews_cassette({file!r}, {beside})
def test_without(ews_replay):
    {body}


@pytest.mark.ews_cassette({file!r}, {beside}, {given})
def test_given(ews_replay):
    {body}
"""


@dataclass(frozen=True)
class Option:
    """What shows that an option does something.

    Args:
        value: what the marker says.
        body: the lines of a test that passes or fails by it; the sample cassette is there.
        without: what becomes of the test without the option: ``passed``, ``failed``, ``errors`` or
            ``warnings`` (passed, with a warning).
        given: what becomes of it with the option.
        told: what the one that does not simply pass says.
        beside: other options that both have.
        file: the cassette.
    """

    value: str
    body: str
    without: str
    given: str
    told: str = ""
    beside: str = ""
    file: str = "calls.jsonl"


OPTIONS = {
    "clock": Option("'x60'", "assert ews_replay.clock.now() == 0", "passed", "failed", "E *assert * == 0"),
    "polls": Option(
        "'sequence'",
        "call = play(ews_replay.url, MESSAGE)\n"
        "shown = [re.search('CallState>(\\\\w+)<', state(ews_replay.url, call))[1] for _ in range(3)]\n"
        "assert shown == ['Connecting'] * 3",
        "passed",
        "failed",
        "E *'Connected' != 'Connecting'*",
    ),
    "exhausted": Option(
        "'fail'",
        "for _ in range(2): ask(ews_replay.url, 'IsUMEnabled')",
        "passed",
        "failed",
        "*Each of its recordings has answered once.*",
    ),
    "otherwise": Option(
        "'simulate'",
        "ask(ews_replay.url, 'SetOofStatus', '<status>false</status>')",
        "failed",
        "passed",
        '*SetOofStatus*recorded "true", got "false"*',
    ),
    "latency": Option(
        "5", "assert post(ews_replay, 'IsUMEnabled').delay == 0", "passed", "failed", "E *assert 5.0 == 0*"
    ),
    "volatile": Option(
        "'m:status'",
        "ask(ews_replay.url, 'SetOofStatus', '<status>false</status>')",
        "failed",
        "passed",
        '*SetOofStatus*recorded "true", got "false"*',
    ),
    "headers": Option(
        "['X-Tenant']",
        "post(ews_replay, 'IsUMEnabled', **{'X-Tenant': 'b'})",
        "passed",
        "failed",
        "*IsUMEnabled*",
    ),
    "faults": Option(
        "{{'kind': 'unavailable'}}",
        "assert post(ews_replay, 'IsUMEnabled').status == 200",
        "passed",
        "failed",
        "E *assert 503 == 200*",
    ),
    "any_mailbox": Option(
        "True",
        "body = BODY.format('IsUMEnabled', '').replace('<s:Body>', BEN + '<s:Body>').encode()\n"
        "ews_replay.respond(HttpRequest(body=body, url='/EWS/UM2007Legacy.asmx'))",
        "failed",
        "passed",
        "*IsUMEnabled: ExchangeImpersonation: recorded for nobody, asked for *",
    ),
    "set_order": Option(
        "True",
        "from dataclasses import replace\n"
        "from inspector import Cassette\n"
        "with Cassette(ews_replay.files[0]) as cassette: asked = cassette[1].request\n"
        "start, some, last = asked.body.partition(b'<t:FieldURI FieldURI=\"folder:ChildFolderCount\"/>')\n"
        "last = last.replace(b'</t:AdditionalProperties>', some + b'</t:AdditionalProperties>')\n"
        "ews_replay.respond(replace(asked, body=start + last))",
        "passed",
        "failed",
        "*GetFolder*the same in another order*",
        file=str(cassettes_dir() / "mail.jsonl"),
    ),
    "any_order": Option(
        "True", "state(ews_replay.url, CALL)", "failed", "passed", "*GetCallInfo*PlayOnPhone*"
    ),
    "fresh_ids": Option(
        "True", "assert play(ews_replay.url, MESSAGE) == CALL", "passed", "failed", "E *AssertionError*"
    ),
    "allow_misses": Option("True", "ask(ews_replay.url, 'NoSuchThing')", "failed", "passed", "*NoSuchThing*"),
    "on_unplayed": Option(
        "'fail'",
        "ask(ews_replay.url, 'IsUMEnabled')",
        "passed",
        "errors",
        "*19 recordings were not asked for:",
    ),
    "fail_on": Option(
        "'info'", "ask(ews_replay.url, 'IsUMEnabled')", "passed", "failed", "CDT001 info in the request of *"
    ),
    "max_age": Option(
        "30",
        "pass",
        "passed",
        "warnings",
        "*test_option.py:*: EwsWarning: *was recorded * days ago, more than the 30 *",
    ),
    "on_age": Option(
        "'fail'", "pass", "warnings", "errors", "*was recorded * days ago, more than the 30 *", "max_age=30"
    ),
    "block_network": Option(
        "True",
        "with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other: other.connect(('127.0.0.1', 9))",
        "passed",
        "failed",
        "*the test tried to connect to 127.0.0.1:9, and block_network is set*",
    ),
    "record": Option(
        "'new'", "pass", "passed", "errors", "*--ews-record=new needs a server: add --ews-upstream=URL*"
    ),
    "upstream": Option(
        "'{upstream}'",
        "ask(ews_replay.url, 'IsUMEnabled')",
        "errors",
        "passed",
        "*--ews-record=rewrite needs a server: add --ews-upstream=URL*",
        beside="record='rewrite'",
    ),
    "drift": Option(
        "'info'",
        "ask(ews_replay.url, 'GetUMProperties')",
        "warnings",
        "errors",
        "*info: GetUMProperties: *OofStatus*",
        beside="record='verify', upstream='{upstream}'",
        file="drifted.jsonl",
    ),
}
# What the marker says can be configured for all tests, where that makes sense.
CONFIGURED = ("on_unplayed", "fail_on", "max_age", "on_age", "block_network", "record")


@pytest.fixture
def upstream() -> Iterator[str]:
    clock, simulator = ManualClock(), Stamped(Simulator())
    with Server(simulator, clock, control=Control(simulator, clock)) as server:
        yield server.url


@pytest.fixture
def write(project: pytest.Pytester, upstream: str) -> Write:
    """Writes a project with an old copy of the sample, and the two tests of an option."""
    header, *lines = SAMPLE.read_text(encoding="utf-8").splitlines()
    old = json.dumps(json.loads(header) | {"created": "2020-01-01T00:00:00Z"})
    with Cassette(SAMPLE) as cassette:
        begun = next(one for one in cassette if one.operation == "PlayOnPhone")
        known = {
            "message": re.search(rb"entryId>([^<]+)<", begun.request.body),
            "call": re.search(rb"PlayOnPhoneResponse[^>]*>([^<]+)<", begun.response.body),
        }
    folder = project.mkdir("cassettes")
    folder.joinpath("calls.jsonl").write_text("\n".join([old, *lines, ""]), encoding="utf-8")
    one = next(line for line in lines if "OofStatus>false<" in line)
    drifted = one.replace("<m:OofStatus>false</m:OofStatus>", "")
    folder.joinpath("drifted.jsonl").write_text(f"{old}\n{drifted}\n", encoding="utf-8")

    def write(name: str, option: Option) -> None:
        source = SOURCE.format(
            **{key: found[1].decode() for key, found in known.items()},
            file=option.file,
            beside=option.beside.format(upstream=upstream),
            given=f"{name}={option.value.format(upstream=upstream)}",
            body=option.body.replace("\n", "\n    "),
        )
        project.makepyfile(test_option=source.replace(", , ", ", "))

    return write


def became(result: pytest.RunResult, test: str) -> str:
    """What became of a test: the word that an Option has for it."""
    recorded: Any = vars(result)["reprec"]  # of a run in this process
    reports = [report for report in recorded.getreports() if report.nodeid.endswith(f"::{test}")]
    assert reports, result.stdout.str()
    for report in reports:
        if report.failed:
            return "failed" if report.when == "call" else "errors"
    warned = [call for call in recorded.getcalls("pytest_warning_recorded") if test in call.nodeid]
    return "warnings" if warned else "passed"


@pytest.mark.parametrize("name", OPTIONS)
def test_an_option_of_the_marker_makes_the_difference(write: Write, run: Run, name: str) -> None:
    option = OPTIONS[name]
    assert option.without != option.given
    write(name, option)
    result = run()
    assert (became(result, "test_without"), became(result, "test_given")) == (option.without, option.given)
    result.stdout.fnmatch_lines([option.told])
    result.stdout.no_fnmatch_line("*/pytest_plugin/*.py:*")


@pytest.mark.parametrize("name", CONFIGURED)
def test_the_configuration_makes_the_same_difference(
    project: pytest.Pytester, write: Write, run: Run, name: str
) -> None:
    option = OPTIONS[name]
    write(name, option)
    value = option.value.strip("'")
    project.makeini(f"[pytest]\news_{name} = {value}\n")
    assert became(run("-k", "test_without"), "test_without") == option.given


def test_every_option_of_the_marker_has_its_test() -> None:
    assert OPTIONS.keys() == {field.name for field in fields(Settings)} - {"files"}

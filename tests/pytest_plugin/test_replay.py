"""The fixture ``ews_replay``: a cassette as a server with a clock of the test's own."""

import subprocess
import sys
from collections.abc import Callable

import pytest

from inspector.resources import cassettes_dir

pytest_plugins = ["pytester"]

Run = Callable[..., pytest.RunResult]
SAMPLE = cassettes_dir() / "voicemail-um.jsonl"
CALL = """
import re, time
import pytest
from inspector import Cassette
from client import ask, state
from inspector.wire.http import HttpRequest

SAMPLE = r"{sample}"


def request_of(operation):
    with Cassette(SAMPLE) as cassette:
        body = next(one.request.body.decode() for one in cassette if one.operation == operation)
    return re.search(rf"<m:{{operation}}[^>]*>(.*)</m:{{operation}}>", body, re.S)[1].replace("m:", "")


def place(url):
    answer = ask(url, "PlayOnPhone", request_of("PlayOnPhone"))
    return re.search(r"PlayOnPhoneResponse>([^<]+)<", answer)[1]

"""


@pytest.fixture
def write(project: pytest.Pytester) -> Callable[[str], None]:
    """Writes the project's test file, which has the sample cassette at hand."""

    def write(source: str) -> None:
        project.makepyfile(test_calls=CALL.format(sample=SAMPLE) + "\n" + source)

    return write


def test_a_call_that_was_hung_up_is_gone_after_32_seconds_on_the_tests_clock(
    write: Callable[[str], None], run: Run
) -> None:
    write(
        """
@pytest.mark.ews_cassette(SAMPLE)
def test_it(ews_replay):
    begun = time.monotonic()
    call = place(ews_replay.url)
    assert "Connecting" in state(ews_replay.url, call)
    ews_replay.clock.advance(8)
    assert "Connected" in state(ews_replay.url, call)
    ask(ews_replay.url, "Disconnect", f"<CallId>{call}</CallId>")
    ews_replay.clock.advance(31.999)
    assert "Disconnected" in state(ews_replay.url, call)
    ews_replay.clock.advance(0.001)
    assert "InvalidCallIdException" in state(ews_replay.url, call)
    assert time.monotonic() - begun < 20
"""
    )
    run().assert_outcomes(passed=1)


def test_the_test_can_look_into_it(write: Callable[[str], None], run: Run) -> None:
    write(
        """
@pytest.mark.ews_cassette(SAMPLE)
def test_it(ews_replay):
    call = place(ews_replay.url)
    assert [entry.origin.operation for entry in ews_replay.journal] == ["PlayOnPhone"]
    assert len(ews_replay.unplayed) == 19
    assert ews_replay.misses == []
    assert [one["handle"] for one in ews_replay.state["calls"]] == [call]
    assert [file.name for file in ews_replay.files] == ["voicemail-um.jsonl"]
    assert ews_replay.url == "http://{}:{}".format(*ews_replay.address)
    assert ews_replay.findings("info") == []  # nobody judges unless a test asks for it
    for answer in (ews_replay.respond(HttpRequest()), ews_replay.responder.respond(HttpRequest(), 0.0)):
        assert (answer.status, answer.header("X-Ews-Inspector")) == (500, "miss")
    assert len(ews_replay.misses) == 2
"""
    )
    run().assert_outcomes(failed=1)  # by the misses alone
    write(
        """
@pytest.mark.ews_cassette(SAMPLE, fail_on="warning")
def test_it(ews_replay):
    ask(ews_replay.url, "IsUMEnabled")
    assert [one.code for one in ews_replay.findings("info")] == ["CDT001"]
    assert ews_replay.findings("warning") == []
"""
    )
    run().assert_outcomes(passed=1)


def test_the_default_cassette_is_named_by_the_test(project: pytest.Pytester, run: Run) -> None:
    folder = project.mkdir("cassettes") / "test_calls"
    folder.mkdir()
    (folder / "test_it.jsonl").write_bytes(SAMPLE.read_bytes())
    project.makepyfile(
        test_calls="""
        from client import ask

        def test_it(ews_replay):
            assert "true" in ask(ews_replay.url, "IsUMEnabled")
        """
    )
    run().assert_outcomes(passed=1)


def test_a_missing_cassette_says_how_to_record_it(project: pytest.Pytester, run: Run) -> None:
    project.makepyfile(test_calls="def test_it(ews_replay): pass")
    result = run()
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*there is no cassette *test_it.jsonl. Record it with --ews-record=once*"])


def test_a_broken_cassette_is_one_clear_line(project: pytest.Pytester, run: Run) -> None:
    project.mkdir("cassettes").joinpath("broken.jsonl").write_text("no cassette\n")
    project.makepyfile(
        test_calls="""
        import pytest

        @pytest.mark.ews_cassette("broken.jsonl")
        def test_it(ews_replay): pass
        """
    )
    result = run()
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*broken.jsonl: not a cassette*"])
    result.stdout.no_fnmatch_line("*Traceback*")


MISS = """
@pytest.mark.ews_cassette(SAMPLE{options})
def test_it(ews_replay):
    ask(ews_replay.url, "SetOofStatus", "<status>false</status>")
"""


def test_a_miss_fails_the_test_with_its_explanation_although_the_client_swallowed_it(
    write: Callable[[str], None], run: Run
) -> None:
    write(MISS.format(options=""))
    result = run()
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(['*SetOofStatus*status*recorded "true", got "false"*'])


def test_a_miss_can_be_allowed(write: Callable[[str], None], run: Run) -> None:
    write(MISS.format(options=", allow_misses=True"))
    run().assert_outcomes(passed=1)


def test_a_miss_can_be_answered_by_the_simulator(write: Callable[[str], None], run: Run) -> None:
    write(MISS.format(options=', otherwise="simulate"'))
    run().assert_outcomes(passed=1)


def test_a_test_that_fails_by_itself_has_the_miss_beside_its_own_reason(
    write: Callable[[str], None], run: Run
) -> None:
    write(MISS.format(options="") + '    raise AssertionError("the client gave up")\n')
    result = run()
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*the client gave up*", "*ews call*", "*SetOofStatus*"])


@pytest.mark.parametrize("more", ["", '    raise AssertionError("the client gave up")\n'])
def test_the_short_summary_has_the_miss_and_what_mends_it(
    write: Callable[[str], None], run: Run, monkeypatch: pytest.MonkeyPatch, more: str
) -> None:
    monkeypatch.setenv("CI", "1")  # where pytest cuts no line
    write(MISS.format(options="") + more)
    [line] = [line for line in run().outlines if line.startswith("FAILED ")]
    assert 'SetOofStatus: Body/m:SetOofStatus/m:status: recorded "true", got "false"' in line
    assert "volatile=" in line and "--ews-record=rewrite" in line
    assert more == "" or line.endswith("(AssertionError: the client gave up)")


def test_a_miss_after_the_test_fails_its_teardown(write: Callable[[str], None], run: Run) -> None:
    write(
        """
@pytest.fixture
def client(ews_replay):
    yield ews_replay.url
    ask(ews_replay.url, "SetOofStatus", "<status>false</status>")

@pytest.mark.ews_cassette(SAMPLE)
def test_it(client):
    ask(client, "IsUMEnabled")
"""
    )
    result = run()
    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(["*SetOofStatus*"])


def test_a_miss_of_a_test_that_is_expected_to_fail_is_its_failure(
    write: Callable[[str], None], run: Run
) -> None:
    write("@pytest.mark.xfail(strict=True)" + MISS.format(options=""))
    run().assert_outcomes(xfailed=1)


UNPLAYED = """
@pytest.mark.ews_cassette(SAMPLE, on_unplayed="{action}")
def test_it(ews_replay):
    ask(ews_replay.url, "IsUMEnabled")
"""


def test_unplayed_recordings_fail_the_test_if_asked(write: Callable[[str], None], run: Run) -> None:
    write(UNPLAYED.format(action="fail"))
    result = run()
    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(
        ["*19 recordings were not asked for:*", "*interaction 2 of *GetUMProperties*"]
    )


def test_unplayed_recordings_warn_if_asked(write: Callable[[str], None], run: Run) -> None:
    write(UNPLAYED.format(action="warn"))
    result = run()
    result.assert_outcomes(passed=1, warnings=1)
    result.stdout.fnmatch_lines(["*EwsWarning: 19 recordings were not asked for*"])


def test_a_finding_fails_the_test_if_asked(write: Callable[[str], None], run: Run) -> None:
    write(
        """
@pytest.mark.ews_cassette(SAMPLE, fail_on="error", allow_misses=True, otherwise="simulate")
def test_it(ews_replay):
    ask(ews_replay.url, "SetOofStatus", "<status>perhaps</status>")
"""
    )
    result = run()
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*XSD* error in the request of SetOofStatus: *"])


def test_without_findings_a_judged_test_passes(write: Callable[[str], None], run: Run) -> None:
    write(
        """
@pytest.mark.ews_cassette(SAMPLE, fail_on="error")
def test_it(ews_replay):
    ask(ews_replay.url, "IsUMEnabled")
"""
    )
    run().assert_outcomes(passed=1)


def test_other_connections_are_refused_if_asked(write: Callable[[str], None], run: Run) -> None:
    write(
        """
import socket

@pytest.mark.ews_cassette(SAMPLE, block_network=True)
def test_it(ews_replay):
    ask(ews_replay.url, "IsUMEnabled")
    with socket.create_server(("127.0.0.1", 0)) as other:
        try:
            socket.create_connection(other.getsockname(), timeout=5)
        except OSError:
            pass
"""
    )
    result = run()
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*the test tried to connect to 127.0.0.1:*, and block_network is set*"])


def test_tests_do_not_share_anything(write: Callable[[str], None], run: Run) -> None:
    write(
        """
@pytest.mark.ews_cassette(SAMPLE)
@pytest.mark.parametrize("which", range(4))
def test_it(ews_replay, which):
    assert ews_replay.clock.now() == 0 and ews_replay.journal == []
    call = place(ews_replay.url)
    ews_replay.clock.advance(8)
    assert "Connected" in state(ews_replay.url, call)
"""
    )
    run().assert_outcomes(passed=4)
    run("-n", "2").assert_outcomes(passed=4)


def test_nothing_is_left_of_the_test_before(write: Callable[[str], None], run: Run) -> None:
    write(
        """
before = []

@pytest.mark.ews_cassette(SAMPLE, allow_misses=True, on_unplayed="ignore")
@pytest.mark.parametrize("which", range(3))
def test_it(ews_replay, which):
    assert (ews_replay.misses, len(ews_replay.unplayed)) == ([], 20)
    assert ews_replay.state["calls"] == []
    assert {one["position"] for one in ews_replay.state["tracks"]} == {0}
    call = place(ews_replay.url)
    for _ in range(2):
        ask(ews_replay.url, "GetUMProperties")
    ask(ews_replay.url, "NoSuchThing")
    assert (len(ews_replay.misses), len(ews_replay.unplayed)) == (1, 17)
    for responder in before:  # as a thread does that its test has left behind
        assert responder.respond(HttpRequest(), 0.0).status == 503
    before.append(ews_replay.responder)
    assert len(ews_replay.journal) == 4
    assert which != 1, "a test that fails leaves nothing either"
"""
    )
    run().assert_outcomes(passed=2, failed=1)


def test_what_a_replay_does_not_need_is_not_loaded() -> None:
    heavy = ("xmlschema", "inspector.conformance", "inspector.simulator", "mitmproxy", "textual")
    source = (
        f"import sys, inspector.pytest_plugin.modes; print([one for one in {heavy} if one in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, timeout=60)
    assert done.stdout == "[]\n", done.stderr


def test_an_asynchronous_test_works_as_well(write: Callable[[str], None], run: Run) -> None:
    write(
        """
import asyncio

@pytest.mark.asyncio
@pytest.mark.ews_cassette(SAMPLE)
async def test_it(ews_replay):
    assert "true" in await asyncio.to_thread(ask, ews_replay.url, "IsUMEnabled")
"""
    )
    run().assert_outcomes(passed=1)


def test_clients_of_three_libraries_need_no_socket(write: Callable[[str], None], run: Run) -> None:
    write(
        """
import aiohttp, httpx, requests

BODY = (
    '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>'
    '<IsUMEnabled xmlns="http://schemas.microsoft.com/exchange/services/2006/messages"/></s:Body></s:Envelope>'
)
URL = "https://mail.example.com/EWS/UM2007Legacy.asmx"

@pytest.mark.ews_cassette(SAMPLE, block_network=True)
def test_requests(ews_replay):
    session = requests.Session()
    session.mount("https://", ews_replay.requests_adapter())
    assert "true" in session.post(URL, BODY).text

@pytest.mark.ews_cassette(SAMPLE, block_network=True)
def test_httpx(ews_replay):
    assert "true" in httpx.Client(transport=ews_replay.httpx_transport).post(URL, content=BODY).text

@pytest.mark.asyncio
@pytest.mark.ews_cassette(SAMPLE, block_network=True)
async def test_aiohttp(ews_replay):
    async with aiohttp.ClientSession(connector=ews_replay.aiohttp_connector) as session:
        async with session.post(URL, data=BODY) as answer:
            assert "true" in await answer.text()
"""
    )
    run().assert_outcomes(passed=3)

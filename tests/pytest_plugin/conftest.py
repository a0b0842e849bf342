"""A project of its own for each test of the plugin, with a small SOAP client in it."""

from collections.abc import Callable

import pytest

# Imported here once, or each inner run would import them anew.
import inspector.pytest_plugin.replay
import inspector.pytest_plugin.simulation  # noqa: F401

CLIENT = r"""
import re
import urllib.error
import urllib.request

BODY = (
    '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>'
    '<{0} xmlns="http://schemas.microsoft.com/exchange/services/2006/messages">{1}</{0}></s:Body></s:Envelope>'
)


def ask(url, operation, content=""):
    request = urllib.request.Request(
        url + "/EWS/UM2007Legacy.asmx",
        BODY.format(operation, content).encode(),
        {"Content-Type": "text/xml; charset=utf-8"},
    )
    try:
        return urllib.request.urlopen(request, timeout=10).read().decode()
    except urllib.error.HTTPError as error:
        return error.read().decode()


def play(url, message):
    answer = ask(url, "PlayOnPhone", f"<entryId>{message}</entryId><DialString>+14255550123</DialString>")
    return re.search(r"PlayOnPhoneResponse>([^<]+)<", answer)[1]


def state(url, call):
    return ask(url, "GetCallInfo", f"<CallId>{call}</CallId>")
"""

Run = Callable[..., pytest.RunResult]


@pytest.fixture
def project(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """An empty project whose tests can ``from client import ask, play, state``."""
    monkeypatch.delenv("CI", raising=False)
    pytester.makepyfile(client=CLIENT)
    return pytester


# Plugins that the inner runs do without: snapshot testing shares a folder among all runs of a process and
# fails in the second; hypothesis imports itself anew for each summary.
LEFT_OUT = ("textual-snapshot", "hypothesispytest", "syrupy", "cassetter", "anyio")


@pytest.fixture
def run(project: pytest.Pytester) -> Run:
    """Runs pytest in the project, in this process."""
    options = [word for name in LEFT_OUT for word in ("-p", f"no:{name}")]
    options += ["-o", "asyncio_default_fixture_loop_scope=function"]
    return lambda *arguments: project.runpytest_inprocess(*options, *arguments, no_reraise_ctrlc=True)

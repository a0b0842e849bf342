"""The fixture ``ews_simulator``."""

from collections.abc import Callable

import pytest

pytest_plugins = ["pytester"]

Run = Callable[..., pytest.RunResult]

CALL = """
from client import ask, play, state

def test_call(ews_simulator):
    box = ews_simulator.simulator.default_mailbox
    call = play(ews_simulator.url, box.entry_id(box.voice_mail))
    assert "Connecting" in state(ews_simulator.url, call)
    ews_simulator.clock.advance(3)
    assert "Connected" in state(ews_simulator.url, call)
    ask(ews_simulator.url, "Disconnect", f"<CallId>{call}</CallId>")
    ews_simulator.clock.advance(31.999)
    assert "Disconnected" in state(ews_simulator.url, call)
    ews_simulator.clock.advance(0.001)
    assert "InvalidCallIdException" in state(ews_simulator.url, call)
    assert [entry.origin.operation for entry in ews_simulator.journal] == [
        "PlayOnPhone", "GetCallInfo", "GetCallInfo", "Disconnect", "GetCallInfo", "GetCallInfo"
    ]
"""


def test_a_test_has_a_server_with_a_clock_of_its_own(project: pytest.Pytester, run: Run) -> None:
    project.makepyfile(CALL)
    run().assert_outcomes(passed=1)


def test_its_clients_need_no_socket(project: pytest.Pytester, run: Run) -> None:
    project.makepyfile(
        """
        import aiohttp, httpx, pytest, requests
        from client import BODY
        from inspector.wire.http import HttpRequest

        URL, QUESTION = "https://mail.example.com/EWS/UM2007Legacy.asmx", BODY.format("IsUMEnabled", "")

        @pytest.mark.asyncio
        async def test_it(ews_simulator):
            with requests.Session() as session:
                session.mount("https://", ews_simulator.requests_adapter())
                assert ">true<" in session.post(URL, QUESTION).text
            with httpx.Client(transport=ews_simulator.httpx_transport) as client:
                assert ">true<" in client.post(URL, content=QUESTION).text
            async with aiohttp.ClientSession(connector=ews_simulator.aiohttp_connector) as session:
                async with session.post(URL, data=QUESTION) as answer:
                    assert ">true<" in await answer.text()
            request = HttpRequest(body=QUESTION.encode(), url=URL)
            assert b">true<" in ews_simulator.respond(request).body
            assert b">true<" in ews_simulator.responder.respond(request, 0.0).body
            assert len(ews_simulator.journal) == 5
            (mailbox,) = ews_simulator.state["mailboxes"].values()
            assert mailbox["calls"] == []
            assert ews_simulator.address is None
            assert ews_simulator.url == "http://{}:{}".format(*ews_simulator.address)
        """
    )
    run().assert_outcomes(passed=1)


def test_the_marker_sets_scenario_and_version(project: pytest.Pytester, run: Run) -> None:
    project.path.joinpath("anna.toml").write_text('[[mailboxes]]\naddress = "anna@example.com"\n')
    project.makepyfile(
        """
        import pytest

        pytestmark = pytest.mark.ews_simulation(version="Exchange2010_SP2")

        @pytest.mark.ews_simulation(scenario="anna.toml")
        def test_it(ews_simulator):
            assert ews_simulator.simulator.default_mailbox.address == "anna@example.com"
            assert ews_simulator.simulator.version.name == "Exchange2010_SP2"
        """
    )
    run().assert_outcomes(passed=1)


@pytest.mark.parametrize(
    ("marker", "told"),
    [
        ('scenario="missing.toml"', "*missing.toml: cannot be read*"),
        ('clock="sundial"', "*there is no clock 'sundial'*"),
        ('weather="fine"', "*ews_simulation has no weather; it has clock, scenario, version, seed*"),
    ],
)
def test_what_cannot_be_is_told_in_one_line(
    project: pytest.Pytester, run: Run, marker: str, told: str
) -> None:
    project.makepyfile(
        f"""
        import pytest

        @pytest.mark.ews_simulation({marker})
        def test_it(ews_simulator):
            pass
        """
    )
    result = run()
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines([told])
    result.stdout.no_fnmatch_line("*Traceback*")


def test_its_inbox_is_filled_and_its_answers_vary(project: pytest.Pytester, run: Run) -> None:
    project.makepyfile(
        """
        import pytest
        from client import ask

        @pytest.mark.ews_simulation(messages=20, vary="3")
        def test_it(ews_simulator):
            assert len(ews_simulator.simulator.default_mailbox.items) == 20 + 1 + 4
            for _ in range(5):
                ask(ews_simulator.url, "IsUMEnabled", "")
            assert any(entry.origin.note.startswith("varied: ") for entry in ews_simulator.journal)
        """
    )
    run().assert_outcomes(passed=1)

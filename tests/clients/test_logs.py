"""What unmodified clients log of themselves becomes a cassette, which answers the same clients the same."""

import json
import logging
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner
from exchangelib.util import PrettyXmlHandler

from inspector.cassette import Cassette
from inspector.cli.main import cli
from inspector.clock import ManualClock
from inspector.serve import Server
from inspector.simulator import Simulator
from tests.clients import javascript
from tests.clients.plays import ADDRESS, PASSWORD
from tests.clients.scripts.exchangelib_mail import mail_round_trip
from tests.clients.stage import replaying

LOGGERS = ("exchangelib.util", "exchangelib.util.xml")
TIMED = "%(asctime)s %(threadName)s %(levelname)s | %(message)s"
OPERATIONS = {"CreateItem", "GetItem", "UpdateItem", "CopyItem", "MoveItem", "SendItem", "DeleteItem"}


class OnATerminal(PrettyXmlHandler):
    """exchangelib's own handler, which colours and indents bodies on a terminal."""

    def is_tty(self) -> bool:
        return True


@contextmanager
def logged(path: Path, form: str, terminal: bool) -> Iterator[None]:
    """exchangelib's debug log in a file."""
    file = path.open("w", encoding="utf-8")
    handler = OnATerminal(file) if terminal else logging.StreamHandler(file)
    handler.setFormatter(logging.Formatter(form))
    loggers = [logging.getLogger(name) for name in LOGGERS]
    levels = [logger.level for logger in loggers]
    loggers[0].addHandler(handler)
    for logger in loggers:
        logger.setLevel(logging.DEBUG)
    try:
        yield
    finally:
        loggers[0].removeHandler(handler)
        file.close()
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)


def converted(log: Path) -> Path:
    cassette = log.with_suffix(".jsonl")
    done = CliRunner().invoke(
        cli, ["convert", str(log), str(cassette), "--scrub", "secrets"], standalone_mode=False
    )
    assert done.return_value == 0, done.output
    return cassette


@pytest.mark.parametrize(
    ("form", "terminal"), [(logging.BASIC_FORMAT, False), (TIMED, False), (logging.BASIC_FORMAT, True)]
)
def test_exchangelibs_debug_log_replays_to_exchangelib(form: str, terminal: bool, tmp_path: Path) -> None:
    log = tmp_path / "mail.log"
    with Server(Simulator(), ManualClock()) as server, logged(log, form, terminal):
        answers = mail_round_trip(server.url, auth="basic")
    cassette = converted(log)
    with Cassette(cassette) as found:
        assert {one.operation for one in found} >= OPERATIONS
        assert all(one.timed is ("asctime" in form) and one.conn.startswith("session ") for one in found)
        assert all(one.auth and one.auth.scheme == "Basic" for one in found)
    with replaying(cassette) as stage:
        assert mail_round_trip(stage.url, auth="basic") == answers


@pytest.mark.skipif(not javascript.has_node(), reason="there is no node with npm on this machine")
def test_the_debug_log_of_ews_javascript_api_replays_to_it(tmp_path: Path) -> None:
    javascript.install()

    def play(url: str) -> tuple[str, list[object]]:
        stage = {"script": "mail", "url": url, "auth": "basic", "user": ADDRESS, "password": PASSWORD}
        words = ["node", "ewsjs_traced.js", json.dumps(stage)]
        done = subprocess.run(words, cwd=javascript.HERE, capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stderr
        return done.stdout, json.loads(done.stderr)

    log = tmp_path / "mail.log"
    with Server(Simulator(), ManualClock()) as server:
        text, answers = play(server.url)
    log.write_text(text, encoding="utf-8")
    cassette = converted(log)
    with Cassette(cassette) as found:
        assert {one.operation for one in found} >= OPERATIONS
        assert not any(one.timed for one in found)
    with replaying(cassette) as stage:
        assert play(stage.url)[1] == answers

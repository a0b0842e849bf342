"""Commands that start at once: a process that has loaded all that they need, and forks for each call.

``python -m tests.pages.warm FOLDER`` puts ``ews-inspector`` and ``pytest`` into the folder. Each is a short
script that lends this process its terminal, folder and environment, hands signals on, and ends as its fork
does.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import signal
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from inspector.cli.main import COMMANDS, cli, main
from inspector.conformance.project import Project
from inspector.recorder.warm import warm_up
from inspector.scrub import Scrubber
from tests.processes import take

PORTS = "TESTS_PAGES_PORTS"
"""The environment variable with the ports that take the place of the usual ones, as a JSON object."""

_CLIENT = """#!{python} -IS
import json, os, signal, socket, sys
calls = socket.socket(socket.AF_UNIX)
calls.connect({path!r})
told = json.dumps([os.path.basename(sys.argv[0]), sys.argv[1:], os.getcwd(), dict(os.environ)]).encode()
socket.send_fds(calls, [b"."], [0, 1, 2])
calls.sendall(told)
calls.shutdown(socket.SHUT_WR)
answers = calls.makefile()
fork = int(answers.readline())
for number in (signal.SIGINT, signal.SIGTERM):
    signal.signal(number, lambda number, _: os.kill(fork, number))
sys.exit(int(answers.readline() or 1))
"""


def _load() -> None:
    for module, _ in COMMANDS.values():
        importlib.import_module(module)
    for name in ("recorder.addon", "cli.proxy_host", "serve.tls", "tui.app", "pytest_plugin"):
        importlib.import_module(f"inspector.{name}")
    importlib.import_module("mitmproxy.addons.proxyauth")
    importlib.import_module("exchangelib")
    warm_up(Project().checker(), Scrubber("identity", b"of none"))


def _use_ports(ports: dict[str, int]) -> None:
    for name in COMMANDS:
        command = cli.get_command(None, name)  # type: ignore[arg-type]
        for parameter in getattr(command, "params", ()):
            usual = str(parameter.default).rpartition(":")[2]
            if parameter.name == "listen" and usual in ports:
                parameter.default = f"127.0.0.1:{ports[usual]}"


def _become(calls: socket.socket, files: list[int]) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)  # whoever runs the tests may ignore it
    with calls.makefile() as told:
        name, arguments, folder, environment = json.load(told)
    calls.sendall(b"%d\n" % os.getpid())
    take(files, folder, environment)
    _use_ports(json.loads(environment.get(PORTS, "{}")))
    program: Callable[[list[str]], Any] = pytest.main if name == "pytest" else main
    status: object = 70
    try:
        status = program(arguments)
    except SystemExit as end:
        status = end.code or 0
    finally:
        with contextlib.suppress(BrokenPipeError):
            sys.stdout.flush()
        calls.sendall(b"%d\n" % int(str(int(status))) if isinstance(status, int) else b"1\n")
        os._exit(0)


def _bury(number: int, frame: object) -> None:
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def serve(folder: Path) -> None:
    """Forks for each call, until it is ended."""
    _load()
    path = str(folder / "calls")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(path)
        listening.listen()
        for name in ("ews-inspector", "pytest"):
            script = folder / name
            script.write_text(_CLIENT.format(python=sys.executable, path=path), encoding="utf-8")
            script.chmod(0o700)
        signal.signal(signal.SIGCHLD, _bury)
        print("ready", flush=True)
        while True:
            calls, _ = listening.accept()
            with calls:
                _, files, _, _ = socket.recv_fds(calls, 1, 3)
                if os.fork() == 0:
                    listening.close()
                    _become(calls, files)
                for file in files:
                    os.close(file)


if __name__ == "__main__":
    serve(Path(sys.argv[1]))

"""Starts recorders for a test run: each is a fork of this process, so that mitmproxy is loaded once.

``python -m inspector.cli.recorders`` reads a line of JSON for each: ``arguments`` of ``ews-inspector``,
``folder`` and ``environment`` to run in, and the paths that take its ``output`` and ``errors``. For each it
prints the number of the process. It ends with its standard input, and the recorders go on.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from typing import Any

from inspector.cli.main import end_with
from inspector.conformance.project import Project
from inspector.recorder.warm import warm_up
from inspector.scrub import Scrubber
from inspector.terminal import print_json


def load() -> None:
    """Loads all that a recorder needs until it has recorded something, schemas and rules included."""
    import mitmproxy.addons.proxyauth  # noqa: F401 - it is what takes the time

    import inspector.cli.proxy_host
    import inspector.cli.record
    import inspector.recorder.addon  # noqa: F401

    warm_up(Project().checker(), Scrubber("identity", b"of none"))


def serve() -> None:
    """Starts what it is told to, until its standard input ends."""
    load()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # whoever asked for them waits for their output to end
    for line in sys.stdin:
        wanted = json.loads(line)
        number = os.fork()
        if number == 0:
            _become(wanted)
        print_json({"pid": number})


def _become(wanted: dict[str, Any]) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.chdir(wanted["folder"])
    os.environ.clear()
    os.environ.update(wanted["environment"])
    for path, number, flags in (
        (os.devnull, 0, os.O_RDONLY),
        (wanted["output"], 1, os.O_WRONLY),
        (wanted["errors"], 2, os.O_WRONLY | os.O_CREAT | os.O_APPEND),
    ):
        opened = os.open(path, flags, 0o600)
        os.dup2(opened, number)
        os.close(opened)
    end_with(wanted["arguments"])


if __name__ == "__main__":
    serve()

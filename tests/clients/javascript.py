"""The JavaScript clients: installed from the lock file once, then run by node."""

from __future__ import annotations

import atexit
import base64
import hashlib
import json
import os
import queue
import shutil
import subprocess
import tempfile
import threading
from pathlib import Path
from typing import Any, cast

from tests.clients.locking import one_at_a_time
from tests.clients.scripts.zeep_service import Answers
from tests.clients.stage import Heard

__all__ = ["HERE", "has_node", "install", "play"]

HERE = Path(__file__).parent / "node"
_INSTALLED = HERE / "node_modules" / ".installed"
_TIMEOUT = 120.0  # seconds for a script: loading a client takes some of them on a machine with much to do


def has_node() -> bool:
    """Says whether there are node and npm."""
    return bool(shutil.which("node") and shutil.which("npm"))


def install() -> None:
    """Installs what package-lock.json names, unless that was done already.

    Raises:
        RuntimeError: npm could not; its own words are in the message.
    """
    wanted = hashlib.sha256((HERE / "package-lock.json").read_bytes()).hexdigest()
    with one_at_a_time(HERE / ".lock"):
        if _INSTALLED.exists() and _INSTALLED.read_text() == wanted:
            return
        done = subprocess.run(
            ["npm", "ci", "--no-audit", "--no-fund"], cwd=HERE, capture_output=True, text=True, timeout=300
        )
        if done.returncode:
            raise RuntimeError(f"npm ci failed: {done.stderr.strip()[-2000:]}")
        _INSTALLED.write_text(wanted)


def play(
    client: str, script: str, *, ca: Path | None = None, heard: Heard | None = None, **stage: str
) -> Answers:
    """Runs a script of a client and returns what it was answered.

    Args:
        client: the module in ``node/``: ``ewsjs`` or ``node_ews``.
        script: the name of its function.
        ca: a certificate that it shall trust.
        heard: a list for what came to it.
        stage: what the script needs to know: ``url``, ``auth``, ``user``, ``password``, ``proxy`` and so on.

    Raises:
        AssertionError: the script failed; what it said is in the message.
    """
    said = _node(ca).run({"client": client, "script": script, **stage})
    assert "problem" not in said, said["problem"]
    if heard is not None:
        heard.extend((status, base64.b64decode(body)) for status, body in said["heard"])
    return [(operation, answer) for operation, answer in said["answers"]]


class _Node:
    """A node process that runs one script after the other.

    Args:
        ca: a certificate that it shall trust; it takes one when it starts, and then no other.
    """

    def __init__(self, ca: Path | None) -> None:
        environment = {
            name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")
        }
        if ca is not None:
            environment["NODE_EXTRA_CA_CERTS"] = str(ca)
        self._log = tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace")  # noqa: SIM115 - see stop()
        self._process = subprocess.Popen(
            ["node", "--no-deprecation", str(HERE / "play.js")],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            encoding="utf-8",
        )
        self._lines: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()
        atexit.register(self.stop)

    @property
    def lives(self) -> bool:
        return self._process.poll() is None

    def run(self, wanted: dict[str, str]) -> dict[str, Any]:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(wanted) + "\n")
        self._process.stdin.flush()
        try:
            line = self._lines.get(timeout=_TIMEOUT)
        except queue.Empty:
            line = ""
        if not line:
            self._process.kill()
            self._log.seek(0)
            said = self._log.read().strip() or f"no answer within {_TIMEOUT:g} s"
            raise AssertionError(f"node ended in {wanted['client']} {wanted['script']}: {said}")
        return cast(dict[str, Any], json.loads(line))

    def stop(self) -> None:
        self._process.kill()
        self._process.wait()
        self._log.close()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._lines.put(line)
        self._lines.put("")


_running: dict[Path | None, _Node] = {}


def _node(ca: Path | None) -> _Node:
    known = _running.get(ca)
    if known is None or not known.lives:
        known = _running[ca] = _Node(ca)
    return known

"""The JavaScript clients: installed from the lock file once, then run by node."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.clients.scripts.zeep_service import Answers

try:
    import fcntl
except ImportError:  # not on Windows: there tests that run at once may install at once
    fcntl = None

__all__ = ["has_node", "install", "play"]

HERE = Path(__file__).parent / "node"
_INSTALLED = HERE / "node_modules" / ".installed"


def has_node() -> bool:
    """Says whether there are node and npm."""
    return bool(shutil.which("node") and shutil.which("npm"))


def install() -> None:
    """Installs what package-lock.json names, unless that was done already.

    Raises:
        RuntimeError: npm could not; its own words are in the message.
    """
    wanted = hashlib.sha256((HERE / "package-lock.json").read_bytes()).hexdigest()
    with _one_at_a_time():
        if _INSTALLED.exists() and _INSTALLED.read_text() == wanted:
            return
        done = subprocess.run(
            ["npm", "ci", "--no-audit", "--no-fund"], cwd=HERE, capture_output=True, text=True, timeout=300
        )
        if done.returncode:
            raise RuntimeError(f"npm ci failed: {done.stderr.strip()[-2000:]}")
        _INSTALLED.write_text(wanted)


def play(client: str, script: str, *, ca: Path | None = None, **stage: str) -> Answers:
    """Runs a script of a client and returns what it was answered.

    Args:
        client: the module in ``node/``: ``ewsjs`` or ``node_ews``.
        script: the name of its function.
        ca: a certificate that it shall trust.
        stage: what the script needs to know: ``url``, ``auth``, ``user``, ``password``, ``proxy`` and so on.

    Raises:
        AssertionError: the script failed; what it said is in the message.
    """
    environment = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    if ca is not None:
        environment["NODE_EXTRA_CA_CERTS"] = str(ca)
    done = subprocess.run(
        ["node", "--no-deprecation", str(HERE / "play.js"), client, script, json.dumps(stage)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return [(operation, answer) for operation, answer in json.loads(done.stdout)]


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    with (HERE / ".lock").open("w") as lock:
        if fcntl is not None:
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield

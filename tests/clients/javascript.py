"""The JavaScript clients: installed from the lock file once, then run by node."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import shutil
import subprocess
from pathlib import Path

from tests.clients.locking import one_at_a_time
from tests.clients.scripts.zeep_service import Answers
from tests.clients.stage import Heard

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
    said = json.loads(done.stdout)
    if heard is not None:
        heard.extend((status, base64.b64decode(body)) for status, body in said["heard"])
    return [(operation, answer) for operation, answer in said["answers"]]

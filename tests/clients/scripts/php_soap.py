"""PHP's SoapClient, as Debian packages it, before a server: mail, folders, attachments, people, events.

The function is given where the server is, and returns what the client made of the answers as plain data.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

from tests.clients.scripts.exchangelib_mail import ADDRESS, PASSWORD
from tests.clients.scripts.zeep_service import Answers

__all__ = ["has_php", "mail_by_php"]

_SCRIPT = Path(__file__).parents[1] / "php" / "mail.php"
_TIMEOUT = 60.0  # seconds, on a machine with much to do


def has_php() -> bool:
    """Says whether there is PHP with its extension for SOAP."""
    php = shutil.which("php")
    return bool(php) and "soap" in _run("-m").split()


def mail_by_php(url: str, folder: Path) -> Answers:
    """Makes, changes, sends, finds and deletes mail, and pulls what happens.

    Args:
        url: scheme, host and port of the server.
        folder: a folder for the server's service description.
    """
    folder.mkdir()
    said = json.loads(_run(str(_SCRIPT), url, ADDRESS, PASSWORD, str(folder)))
    return [(operation, answer) for operation, answer in said]


def _run(*words: str) -> str:
    done = subprocess.run(["php", *words], capture_output=True, text=True, timeout=_TIMEOUT, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout

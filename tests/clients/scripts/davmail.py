"""DavMail, as Debian packages it, before a server: IMAP reads, appends and moves, SMTP sends.

The functions are given where the server is, and return what came to the clients as plain data.
"""

from __future__ import annotations

import imaplib
import os
import shutil
import smtplib
import socket
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.clients.scripts.exchangelib_mail import ADDRESS, PASSWORD
from tests.clients.scripts.zeep_service import EWS_PATH, Answers

__all__ = ["has_davmail", "mail_by_imap_and_smtp"]

_TIMEOUT = 60.0  # seconds: a Java machine has to start, on a machine with much to do
_APPENDED = (
    b"From: anna@example.com\r\nTo: user@example.com\r\nSubject: Appended\r\n"
    b"Message-ID: <1@example.com>\r\n\r\nHello\r\n"
)
_SENT = (
    b"From: user@example.com\r\nTo: user@example.com\r\nSubject: Sent by SMTP\r\n"
    b"Message-ID: <2@example.com>\r\nDate: Mon, 05 Jan 2026 08:00:00 +0000\r\n\r\nGood bye\r\n"
)
_SETTINGS = """
davmail.server=true
davmail.mode=EWS
davmail.url={url}
davmail.bindAddress=127.0.0.1
davmail.imapPort={imap}
davmail.smtpPort={smtp}
davmail.popPort=
davmail.ldapPort=
davmail.caldavPort=
davmail.disableUpdateCheck=true
davmail.logFilePath={folder}/davmail.log
log4j.rootLogger=WARN
"""


def has_davmail() -> bool:
    """Says whether there is DavMail."""
    return shutil.which("davmail") is not None


def mail_by_imap_and_smtp(url: str, folder: Path) -> Answers:
    """Lists, reads, appends, flags, moves and sends mail.

    Args:
        url: scheme, host and port of the server.
        folder: a folder for DavMail's settings and log.
    """
    with _davmail(url, folder) as (imap_port, smtp_port):
        imap = imaplib.IMAP4("127.0.0.1", imap_port, timeout=_TIMEOUT)
        imap.login(ADDRESS, PASSWORD)
        answers: Answers = [
            ("LIST", sorted(_texts(imap.list()[1]))),
            ("SELECT", _texts(imap.select("INBOX")[1])),
        ]
        answers.append(("APPEND", imap.append("INBOX", "(\\Seen)", "", _APPENDED)[0]))
        imap.select("INBOX")
        answers.append(("FETCH", _texts(imap.fetch("1:*", "(UID FLAGS INTERNALDATE ENVELOPE)")[1])))
        answers.append(("FETCH", _texts(imap.fetch("2", "(RFC822.SIZE BODY[])")[1])))
        newest = imap.uid("search", "ALL")[1][0].split()[-1].decode()
        imap.uid("store", newest, "+FLAGS", "(\\Flagged)")
        imap.create("Kept")
        answers.append(("MOVE", imap.uid("move", newest, "Kept")[0]))
        imap.select("Kept")
        answers.append(("FETCH", _texts(imap.fetch("1:*", "(FLAGS BODY[HEADER.FIELDS (SUBJECT)])")[1])))
        with smtplib.SMTP("127.0.0.1", smtp_port, timeout=_TIMEOUT) as smtp:
            smtp.login(ADDRESS, PASSWORD)
            answers.append(("DATA", smtp.sendmail(ADDRESS, [ADDRESS], _SENT)))
        imap.select("INBOX")
        answers.append(("FETCH", _texts(imap.fetch("2:*", "(FLAGS BODY[HEADER.FIELDS (SUBJECT FROM)])")[1])))
        imap.logout()
    return answers


@contextmanager
def _davmail(url: str, folder: Path) -> Iterator[tuple[int, int]]:
    folder.mkdir()
    imap, smtp = _free_port(), _free_port()
    settings = folder / "davmail.properties"
    settings.write_text(_SETTINGS.format(url=url + EWS_PATH, imap=imap, smtp=smtp, folder=folder))
    with (folder / "output").open("wb") as output:
        process = subprocess.Popen(
            ["davmail", "-server", str(settings)],
            stdout=output,
            stderr=subprocess.STDOUT,
            env=os.environ | {"HOME": str(folder)},
        )
        try:
            _wait_for(process, imap, output_of=folder / "output")
            yield imap, smtp
        finally:
            process.terminate()
            process.wait(_TIMEOUT)


def _wait_for(process: subprocess.Popen[bytes], port: int, *, output_of: Path) -> None:
    """Waits until a port answers: until then each attempt is refused at once."""
    for _ in range(int(_TIMEOUT / 0.1)):
        try:
            socket.create_connection(("127.0.0.1", port), _TIMEOUT).close()
        except OSError:
            try:
                process.wait(0.1)
            except subprocess.TimeoutExpired:
                continue
            break
        return
    raise AssertionError(f"DavMail did not start: {output_of.read_text(errors='replace')[-2000:]}")


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def _texts(parts: Sequence[object]) -> list[str]:
    flat = [word for part in parts for word in (part if isinstance(part, tuple) else (part,))]
    return [word.decode(errors="replace") for word in flat if isinstance(word, bytes)]

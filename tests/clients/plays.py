"""Who plays what: each client with its scripts, the operations that they drive, and the modes it can do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests
from requests_ntlm import HttpNtlmAuth

from inspector.protocols import Document, Endpoint, operations
from tests.clients import javascript
from tests.clients.scripts.exchangelib_mail import ADDRESS, PASSWORD, mail_round_trip
from tests.clients.scripts.zeep_apps import mail_apps
from tests.clients.scripts.zeep_contacts import contact_list
from tests.clients.scripts.zeep_mail import mail
from tests.clients.scripts.zeep_service import Answers
from tests.clients.scripts.zeep_voicemail import voicemail_ews, voicemail_um
from tests.clients.stage import Stage

__all__ = ["ADDRESS", "MODES", "PASSWORD", "PLAYS", "Mode", "Play", "client_session"]


@dataclass(frozen=True)
class Mode:
    """A way for a client to reach its server.

    Args:
        proxy: ``reverse`` or ``forward``.
        scheme: ``http`` or ``https``.
        auth: ``basic`` or ``ntlm``.
    """

    proxy: str
    scheme: str
    auth: str

    def __str__(self) -> str:
        auth = {"basic": "Basic", "ntlm": "NTLM"}[self.auth]
        return f"{self.proxy} {self.scheme.upper()} {auth}"


PLAIN = Mode("reverse", "http", "basic")
MODES = (
    PLAIN,
    Mode("reverse", "http", "ntlm"),
    Mode("reverse", "https", "basic"),
    Mode("forward", "http", "basic"),
    Mode("forward", "https", "ntlm"),
)

Drive = Callable[[Stage, str, tuple[str, str], Path], Answers]


@dataclass(frozen=True)
class Play:
    """A script of a client.

    Args:
        client: the client's name.
        script: the script's name.
        operations: what it drives.
        drive: runs it; it is given the stage, how to authenticate, the entry id and the item id of a voice
            message, and a folder of its own.
        modes: the ways in which it is run.
        needs_node: whether it is JavaScript.
    """

    client: str
    script: str
    operations: frozenset[str]
    drive: Drive
    modes: tuple[Mode, ...] = (PLAIN,)
    needs_node: bool = False

    def __str__(self) -> str:
        return f"{self.client} {self.script}"


def client_session(stage: Stage, auth: str) -> requests.Session:
    """Makes the session by which a client of requests reaches a stage."""
    session = requests.Session()
    session.trust_env = False
    session.auth = (ADDRESS, PASSWORD) if auth == "basic" else HttpNtlmAuth(ADDRESS, PASSWORD)
    session.verify = str(stage.ca) if stage.ca else True
    session.proxies = dict.fromkeys(("http", "https"), stage.proxy) if stage.proxy else {}
    return session


def _exchangelib(stage: Stage, auth: str, messages: tuple[str, str], folder: Path) -> Answers:
    class Adapter(requests.adapters.HTTPAdapter):
        """exchangelib takes proxy and CA from an adapter."""

        def send(
            self, request: requests.PreparedRequest, *arguments: Any, **options: Any
        ) -> requests.Response:
            options["verify"] = str(stage.ca) if stage.ca else True
            options["proxies"] = dict.fromkeys(("http", "https"), stage.proxy) if stage.proxy else {}
            return super().send(request, *arguments, **options)

    scheme = {"basic": "basic", "ntlm": "NTLM"}[auth]
    return mail_round_trip(stage.url, auth=scheme, adapter=Adapter)


def _zeep(script: Callable[..., Answers], message: int | None = None, *, timed: bool = False) -> Drive:
    def drive(stage: Stage, auth: str, messages: tuple[str, str], folder: Path) -> Answers:
        arguments: dict[str, Any] = {"session": client_session(stage, auth)}
        if message is not None:
            arguments["message"] = messages[message]
        if timed:
            arguments["advance"] = stage.advance
        return script(stage.url, **arguments)

    return drive


def _javascript(client: str, script: str) -> Drive:
    def drive(stage: Stage, auth: str, messages: tuple[str, str], folder: Path) -> Answers:
        folder.mkdir()
        return javascript.play(
            client,
            script,
            ca=stage.ca,
            url=stage.url,
            control=stage.control,
            proxy=stage.proxy,
            auth=auth,
            user=ADDRESS,
            password=PASSWORD,
            message=messages[1],
            folder=str(folder),
        )

    return drive


def _of(document: Document, endpoint: Endpoint = Endpoint.EWS) -> frozenset[str]:
    return frozenset(one.name for one in operations() if (one.document, one.endpoint) == (document, endpoint))


_CALLS = _of(Document.OXWUMS)
_MAIL = _of(Document.OXWSMSG)
_CONTACTS = _of(Document.OXWSCOS)
_APPS = _of(Document.OXWSCEXT)
_FORWARD_HTTPS = Mode("forward", "https", "basic")

PLAYS = (
    Play("exchangelib", "mail", _MAIL, _exchangelib, MODES),
    Play("zeep", "voice mail, EWS endpoint", _CALLS, _zeep(voicemail_ews, 1, timed=True), MODES),
    Play(
        "zeep",
        "voice mail, UM endpoint",
        _of(Document.OXWUMS, Endpoint.UM),
        _zeep(voicemail_um, 0, timed=True),
        (PLAIN, MODES[1]),
    ),
    Play("zeep", "mail", _MAIL, _zeep(mail)),
    Play("zeep", "contact list", _CONTACTS, _zeep(contact_list)),
    Play("zeep", "mail apps", _APPS, _zeep(mail_apps)),
    Play("ews-javascript-api", "mail", _MAIL, _javascript("ewsjs", "mail"), needs_node=True),
    # "NtlmProvider does not work with proxy (yet!)", it says.
    Play(
        "ews-javascript-api",
        "mail apps",
        _APPS,
        _javascript("ewsjs", "apps"),
        (*MODES[:4], _FORWARD_HTTPS),
        needs_node=True,
    ),
    # node-ews answers NTLM by a library that no longer works since Node 16.
    Play(
        "node-ews",
        "voice mail, EWS endpoint",
        _CALLS,
        _javascript("node_ews", "voicemail"),
        (PLAIN, MODES[2], MODES[3], _FORWARD_HTTPS),
        needs_node=True,
    ),
    Play("node-ews", "contact list", _CONTACTS, _javascript("node_ews", "contacts"), needs_node=True),
)

"""Who plays what: each client with its scripts, and the modes it can do.

What operations a script drives, and how they were answered, is read in its recording (see ``table.py``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from inspector.simulator import Scenario
from inspector.simulator.scenario import scenario_from
from tests.clients import javascript
from tests.clients.hearing import adapter_for, client_session
from tests.clients.scripts.exchangelib_errors import mail_refused
from tests.clients.scripts.exchangelib_items import items_of_all_kinds
from tests.clients.scripts.exchangelib_mail import ADDRESS, PASSWORD, mail_round_trip
from tests.clients.scripts.exchangelib_services import services as exchangelib_services
from tests.clients.scripts.zeep_apps import mail_apps
from tests.clients.scripts.zeep_apps_errors import mail_apps_errors
from tests.clients.scripts.zeep_contacts import contact_list
from tests.clients.scripts.zeep_contacts_errors import contact_list_errors
from tests.clients.scripts.zeep_items import items
from tests.clients.scripts.zeep_mail import mail
from tests.clients.scripts.zeep_mail_errors import mail_errors
from tests.clients.scripts.zeep_service import Answers
from tests.clients.scripts.zeep_services import services as zeep_services
from tests.clients.scripts.zeep_voicemail import voicemail_ews, voicemail_um
from tests.clients.scripts.zeep_voicemail_errors import voicemail_ews_errors, voicemail_um_errors
from tests.clients.stage import Stage

__all__ = ["ADDRESS", "MODES", "PASSWORD", "PLAIN", "PLAYS", "Mode", "Play", "play_named"]


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
        drive: runs it; it is given the stage, how to authenticate, the entry id and the item id of a voice
            message, and a folder of its own.
        modes: the ways in which it is run; the first is :data:`PLAIN`.
        needs_node: whether it is JavaScript.
        scenario: what happens on the server; ``None``: nothing of itself.
        blamed: the codes of the errors in its requests: what it does wrong on purpose.
    """

    client: str
    script: str
    drive: Drive
    modes: tuple[Mode, ...] = (PLAIN,)
    needs_node: bool = False
    scenario: Scenario | None = None
    blamed: frozenset[str] = frozenset()

    def __str__(self) -> str:
        return f"{self.client} {self.script}"


def _exchangelib(script: Callable[..., Answers], *, timed: bool = False) -> Drive:
    def drive(stage: Stage, auth: str, messages: tuple[str, str], folder: Path) -> Answers:
        scheme = {"basic": "basic", "ntlm": "NTLM"}[auth]
        clock = {"advance": stage.advance} if timed else {}
        return script(stage.url, auth=scheme, adapter=adapter_for(stage), **clock)

    return drive


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
        javascript.install()
        folder.mkdir()
        return javascript.play(
            client,
            script,
            ca=stage.ca,
            heard=stage.heard,
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


_REFUSING = scenario_from(
    {"mailboxes": [{"address": ADDRESS}], "calls": [{"like": "+1900*", "answer": "barred"}]}
)
"""Nobody else has a mailbox, and there are numbers that are not dialled."""


def _refused(client: str, script: str, drive: Drive, *blamed: str) -> Play:
    node = client in ("ews-javascript-api", "node-ews")
    return Play(client, f"{script}, refused", drive, (PLAIN,), node, _REFUSING, frozenset(blamed))


_FORWARD_HTTPS = Mode("forward", "https", "basic")

PLAYS = (
    Play("exchangelib", "mail", _exchangelib(mail_round_trip), MODES),
    _refused("exchangelib", "mail", _exchangelib(mail_refused)),
    Play("exchangelib", "contacts, calendar, tasks", _exchangelib(items_of_all_kinds)),
    Play("exchangelib", "people and notifications", _exchangelib(exchangelib_services, timed=True)),
    Play("zeep", "voice mail, EWS endpoint", _zeep(voicemail_ews, 1, timed=True), MODES),
    _refused("zeep", "voice mail, EWS endpoint", _zeep(voicemail_ews_errors, 1)),
    Play("zeep", "voice mail, UM endpoint", _zeep(voicemail_um, 0, timed=True), (PLAIN, MODES[1])),
    _refused("zeep", "voice mail, UM endpoint", _zeep(voicemail_um_errors, 0), "WIRE005", "XSD003", "UMS009"),
    Play("zeep", "mail", _zeep(mail)),
    _refused("zeep", "mail", _zeep(mail_errors)),
    Play("zeep", "contacts, calendar, tasks", _zeep(items)),
    Play("zeep", "contact list", _zeep(contact_list)),
    _refused("zeep", "contact list", _zeep(contact_list_errors)),
    Play("zeep", "mail apps", _zeep(mail_apps)),
    _refused("zeep", "mail apps", _zeep(mail_apps_errors), "XSD005"),
    Play("zeep", "people and services", _zeep(zeep_services)),
    Play("ews-javascript-api", "mail", _javascript("ewsjs", "mail"), needs_node=True),
    _refused("ews-javascript-api", "mail", _javascript("ewsjs_errors", "mail")),
    Play(
        "ews-javascript-api",
        "contacts, calendar, tasks",
        _javascript("ewsjs_items", "items"),
        needs_node=True,
    ),
    Play(
        "ews-javascript-api",
        "notifications",
        _javascript("ewsjs_notifications", "notifications"),
        needs_node=True,
    ),
    # "NtlmProvider does not work with proxy (yet!)", it says.
    Play(
        "ews-javascript-api",
        "mail apps",
        _javascript("ewsjs", "apps"),
        (*MODES[:4], _FORWARD_HTTPS),
        needs_node=True,
    ),
    _refused("ews-javascript-api", "mail apps", _javascript("ewsjs_errors", "apps")),
    # node-ews answers NTLM by a library that no longer works since Node 16.
    Play(
        "node-ews",
        "voice mail, EWS endpoint",
        _javascript("node_ews", "voicemail"),
        (PLAIN, MODES[2], MODES[3], _FORWARD_HTTPS),
        needs_node=True,
    ),
    _refused("node-ews", "voice mail, EWS endpoint", _javascript("node_ews_errors", "voicemail")),
    Play("node-ews", "contact list", _javascript("node_ews", "contacts"), needs_node=True),
    Play(
        "node-ews",
        "contacts, calendar, tasks",
        _javascript("node_ews_items", "items"),
        needs_node=True,
    ),
    _refused("node-ews", "contact list", _javascript("node_ews_errors", "contacts")),
)


def play_named(name: str) -> Play:
    """Returns the play of a client and a script: ``zeep mail``."""
    (found,) = (play for play in PLAYS if str(play) == name)
    return found

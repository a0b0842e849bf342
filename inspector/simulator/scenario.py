"""Scenarios: TOML files that say whose mailboxes there are, what becomes of calls, and who leaves messages.

::

    [[mailboxes]]
    address = "anna@example.com"
    name = "Anna Example"
    um = { enabled = true, dial_string = "+14255550100", access_numbers = "+14255550199" }
    messages = 10000             # made up; contacts, appointments, tasks and invitations likewise

    [[rooms]]
    address = "room1@example.com"
    list = "Building 1"          # the list of rooms that GetRoomLists tells of

    [[calls]]
    to = "+14255550101"          # this number, however it is written
    ring = 2                     # seconds until the line does something
    answer = "busy"              # yes, no, busy; barred: the number is not dialled at all

    [[calls]]
    like = "+1900*"              # every number like this
    talk = 20                    # seconds from the answer to the end
    ending = "system"            # hang-up, system (the communication system ends the call), never
    voice_access = { after = 5, ring = 2, transfer = true }

    [[voicemail]]
    to = "anna@example.com"      # the first mailbox if it is not said
    from = "+1 425 555 0177"     # a number or a SIP link; without it the call was anonymous
    duration = 20                # seconds of speech
    at = 60                      # the clock time at which the message arrives
    class = "IPM.Note.Microsoft.Voicemail.UM.CA"     # or another of the seven, such as a missed call's
    notes = "Call back on Monday"                    # what the user has noted of the call

The first entry of ``calls`` that fits a number decides; ``like = "*"`` at the end is for all others.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import astuple, dataclass, field, fields, replace
from enum import StrEnum
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from inspector.errors import InputError
from inspector.protocols.asemail.voice import CALLER_CLASSES, is_sip_link
from inspector.protocols.asemail.voice_mail import VoiceMail
from inspector.protocols.oxwums.call_plan import CallPlan, Ending, LineAnswer, VoiceAccess
from inspector.protocols.oxwums.dialing import is_dialable, normal_number
from inspector.protocols.oxwums.telephone import UmProperties

MOST_ITEMS = 1_000_000
"""How many items of a kind a scenario can put into a mailbox."""


@dataclass(frozen=True)
class Contents:
    """What a new mailbox begins with, made up from the seed.

    Args:
        messages: how many messages are in the inbox.
        contacts: how many contacts there are.
        appointments: how many appointments are in the calendar, one a day from tomorrow on.
        tasks: how many tasks there are.
        invitations: how many messages about meetings, and meetings, are among the mail.
    """

    messages: int = 0
    contacts: int = 0
    appointments: int = 0
    tasks: int = 0
    invitations: int = 0

    def __add__(self, other: Contents) -> Contents:
        """Returns what is in both together."""
        return Contents(*(one + two for one, two in zip(astuple(self), astuple(other), strict=True)))


@dataclass(frozen=True)
class MailboxSpec:
    """A mailbox as a scenario describes it.

    Args:
        address: its primary mail address.
        name: the display name; made from the address if empty.
        um: its Unified Messaging properties; folder and pin are made by the simulator.
        contents: what it begins with.
        room_list: the list of rooms that it belongs to; empty: it is no room.
    """

    address: str
    name: str = ""
    um: UmProperties = field(default_factory=UmProperties)
    contents: Contents = Contents()
    room_list: str = ""

    @property
    def display_name(self) -> str:
        """The name, or one made from the address: ``anna.example@...`` is Anna Example."""
        local = self.address.partition("@")[0]
        return self.name or local.replace(".", " ").replace("_", " ").title()


@dataclass(frozen=True)
class CallRule:
    """What becomes of calls to some numbers.

    Args:
        like: the numbers, with ``*`` and ``?`` for parts that do not matter.
        plan: what becomes of them.
    """

    like: str
    plan: CallPlan

    def fits(self, dial_string: str) -> bool:
        """Tells whether the rule is for this number, however it is written."""
        return fnmatchcase(normal_number(dial_string), normal_number(self.like))


@dataclass(frozen=True)
class Scenario:
    """Whose mailboxes there are, and what becomes of calls.

    Args:
        mailboxes: those that exist; if there are none, every address has one from its first use on.
        calls: the first rule that fits a number decides; without one a call is answered after 3 seconds and
            hung up 60 seconds later.
        voice_mail: the voice messages that callers leave.
    """

    mailboxes: tuple[MailboxSpec, ...] = ()
    calls: tuple[CallRule, ...] = ()
    voice_mail: tuple[VoiceMail, ...] = ()

    def with_a_mailbox_for_all(self, first: str) -> Scenario:
        """Returns the scenario in which voice messages to nobody in particular are to the first mailbox."""
        return replace(self, voice_mail=tuple(replace(mail, to=mail.to or first) for mail in self.voice_mail))

    def plan_for(self, dial_string: str) -> CallPlan:
        """Says what becomes of a call to this number."""
        return next((rule.plan for rule in self.calls if rule.fits(dial_string)), CallPlan())


def read_scenario(path: str | Path) -> Scenario:
    """Reads a scenario file.

    Raises:
        InputError: it cannot be read, is not TOML, or holds what no scenario has.
    """
    try:
        data = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except OSError as problem:
        raise InputError(f"cannot be read ({problem.strerror})", str(path)) from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
        raise InputError(f"not TOML: {problem}", str(path)) from None
    try:
        return scenario_from(data)
    except ValueError as problem:
        raise InputError(str(problem), str(path)) from None


def scenario_from(data: Mapping[str, Any]) -> Scenario:
    """Makes a scenario of TOML data.

    Raises:
        ValueError: there is something that no scenario has; the text says what and where.
    """
    top = _table(data, "the file", dict.fromkeys(("mailboxes", "rooms", "calls", "voicemail"), _list))
    people = [_mailbox(item, f"mailboxes[{n}]") for n, item in enumerate(top.get("mailboxes", []))]
    rooms = [_room(item, f"rooms[{n}]") for n, item in enumerate(top.get("rooms", []))]
    if rooms and not people:
        raise ValueError("there are rooms, and no [[mailboxes]] of people")
    scenario = Scenario(
        (*people, *rooms),
        tuple(_call(item, f"calls[{n}]") for n, item in enumerate(top.get("calls", []))),
        tuple(_voice_mail(item, f"voicemail[{n}]") for n, item in enumerate(top.get("voicemail", []))),
    )
    addresses = [spec.address.lower() for spec in scenario.mailboxes]
    for n, address in enumerate(addresses):
        if address in addresses[:n]:
            first = _place(addresses.index(address), people)
            raise ValueError(f"{_place(n, people)}.address is {address!r}, as {first} has it")
    known = set(addresses)
    for n, mail in enumerate(scenario.voice_mail):
        if known and mail.to and mail.to.lower() not in known:
            raise ValueError(f"voicemail[{n}].to is {mail.to!r}, which is none of the mailboxes")
    return scenario


Check = Callable[[Any, str], Any]


def _mailbox(data: object, where: str) -> MailboxSpec:
    counts = dict.fromkeys((each.name for each in fields(Contents)), _count)
    given = _table(data, where, {"address": _address, "name": _text, "um": _um, **counts})
    if "address" not in given:
        raise ValueError(f"{where} has no address")
    contents = Contents(**{name: given.pop(name) for name in counts if name in given})
    return MailboxSpec(**given, contents=contents)


def _room(data: object, where: str) -> MailboxSpec:
    given = _table(data, where, {"address": _address, "name": _text, "list": _text})
    if "address" not in given:
        raise ValueError(f"{where} has no address")
    return MailboxSpec(given["address"], given.get("name", ""), room_list=given.get("list") or "Rooms")


def _place(n: int, people: Sequence[MailboxSpec]) -> str:
    return f"mailboxes[{n}]" if n < len(people) else f"rooms[{n - len(people)}]"


def _um(data: object, where: str) -> UmProperties:
    checks: dict[str, Check] = {
        "enabled": _flag,
        "oof": _flag,
        "missed_calls": _flag,
        "dial_string": _text,
        "access_numbers": _text,
    }
    return UmProperties(**_table(data, where, checks))


def _call(data: object, where: str) -> CallRule:
    checks: dict[str, Check] = {
        "to": _text,
        "like": _text,
        "ring": _seconds,
        "answer": _choice(LineAnswer),
        "talk": _seconds,
        "ending": _choice(Ending),
        "voice_access": _voice_access,
    }
    given = _table(data, where, checks)
    numbers = [given.pop(key) for key in ("to", "like") if key in given]
    if len(numbers) != 1:
        raise ValueError(f"{where} needs either 'to' or 'like', and not both")
    return CallRule(numbers[0], CallPlan(**given))


def _voice_mail(data: object, where: str) -> VoiceMail:
    checks: dict[str, Check] = {
        "to": _address,
        "from": _caller,
        "duration": _whole_seconds,
        "at": _seconds,
        "class": _caller_class,
        "notes": _text,
    }
    fields = {"from": "caller", "duration": "seconds", "class": "message_class"}
    given = _table(data, where, checks)
    return VoiceMail(**{fields.get(key, key): value for key, value in given.items()})


def _voice_access(data: object, where: str) -> VoiceAccess:
    given = _table(data, where, {"after": _seconds, "ring": _seconds, "transfer": _flag})
    if "after" not in given:
        raise ValueError(f"{where} has no 'after'")
    return VoiceAccess(**given)


def _table(data: object, where: str, checks: Mapping[str, Check]) -> dict[str, Any]:
    if not isinstance(data, Mapping):
        raise ValueError(f"{where} is not a table")
    unknown = [key for key in data if key not in checks]
    if unknown:
        raise ValueError(f"{where} has {unknown[0]!r}; what it may have is {', '.join(checks)}")
    return {key: checks[key](value, f"{where}.{key}") for key, value in data.items()}


def _list(value: object, where: str) -> list[Any]:
    if not isinstance(value, list):
        raise ValueError(f"{where} is not an array of tables; write [[{where.rpartition('.')[2]}]]")
    return value


def _text(value: object, where: str) -> str:
    if not isinstance(value, str):
        raise ValueError(f"{where} is not a string")
    return value


def _address(value: object, where: str) -> str:
    if not isinstance(value, str) or "@" not in value.strip("@"):
        raise ValueError(f"{where} is not a mail address")
    return value


def _flag(value: object, where: str) -> bool:
    if not isinstance(value, bool):
        raise ValueError(f"{where} is neither true nor false")
    return value


def _seconds(value: object, where: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1e9:
        raise ValueError(f"{where} is not a number of seconds")
    return float(value)


def _count(value: object, where: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MOST_ITEMS:
        raise ValueError(f"{where} is not a whole number from 0 to {MOST_ITEMS:,}")
    return value


def _whole_seconds(value: object, where: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 1200:
        raise ValueError(f"{where} is not a whole number of seconds from 1 to 1200")
    return value


def _caller(value: object, where: str) -> str:
    if value == "" or (isinstance(value, str) and (is_sip_link(value) or is_dialable(value))):
        return str(value)
    raise ValueError(f"{where} is neither a telephone number nor a SIP link")


def _caller_class(value: object, where: str) -> str:
    if value not in CALLER_CLASSES:
        raise ValueError(f"{where} is {value!r}; it may be {', '.join(CALLER_CLASSES)}")
    return str(value)


def _choice(kind: type[StrEnum]) -> Check:
    def check(value: object, where: str) -> StrEnum:
        if value not in list(kind):
            raise ValueError(f"{where} is {value!r}; it may be {', '.join(kind)}")
        return kind(str(value))

    return check

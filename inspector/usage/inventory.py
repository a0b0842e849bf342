"""The inventory of a recording: one pass, an interaction at a time, and nothing of a message is kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import blake2b

from lxml import etree

from inspector.cassette.model import Interaction
from inspector.protocols.common.accounts import Account, SignedIn, account_of, user_of
from inspector.protocols.identified import Identified
from inspector.protocols.message import Direction, Message, request_message, response_message
from inspector.protocols.operation import Endpoint, Operation
from inspector.sources import Entry, entries, identified
from inspector.usage.answers import read_answer
from inspector.usage.elements import Steps
from inspector.usage.facts import Fact, Found, Kind, Tally
from inspector.usage.free_names import FreeNames
from inspector.usage.load import Load, Sent
from inspector.usage.requests import RequestReader
from inspector.usage.resources import KnownKinds
from inspector.usage.transport import read_heads, read_transport
from inspector.usage.vocabulary import NO_NAME, vocabulary
from inspector.wire.encoding import EncodingError
from inspector.wire.http import HttpResponse
from inspector.wire.soap import Envelope, read_envelopes
from inspector.wire.xml import XmlError

__all__ = ["Inventory", "Measure", "Reader", "inventory_of"]

_MOST_NAMES = 100_000  # mailboxes, and users, that are told apart


@dataclass(frozen=True)
class Measure:
    """The largest of something that the recording shows.

    Args:
        name: what, such as ``requests at once``.
        value: how much.
        unit: of what.
        file: where it was seen; empty if it is of the whole.
        n: the number of the interaction; 0 if it is of several.
    """

    name: str
    value: float
    unit: str = ""
    file: str = ""
    n: int = 0


@dataclass(frozen=True)
class Inventory:
    """What a client uses.

    Args:
        files: the files that were read, as they were named.
        interactions: how many interactions there are.
        messages: how many messages without their other half.
        unread: how many bodies that should be SOAP or WBXML cannot be read, or are not in the file.
        mailboxes: how many mailboxes were asked for.
        users: how many different credentials signed in, as far as they tell.
        facts: what was seen, by kind, the most frequent first.
        measures: the largest of what can be measured.
        untimed: how many interactions have no time, so that they are in no measure of load.
        problems: the files that could not be read (any further), a sentence each.
        notes: what a user should know, a sentence each.
    """

    files: tuple[str, ...] = ()
    interactions: int = 0
    messages: int = 0
    unread: int = 0
    mailboxes: int = 0
    users: int = 0
    facts: tuple[Fact, ...] = ()
    measures: tuple[Measure, ...] = ()
    untimed: int = 0
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = field(default=())

    def of_kind(self, kind: Kind) -> tuple[Fact, ...]:
        """Returns the facts of a kind."""
        return tuple(fact for fact in self.facts if fact.key.kind is kind)

    def measured(self, name: str) -> Measure | None:
        """Returns the measure of this name; ``None`` if there was nothing to measure."""
        return next((each for each in self.measures if each.name == name), None)


def inventory_of(files: Iterable[str], endpoint: Endpoint | None = None) -> Inventory:
    """Reads files, each of which is a session of its own, and returns what they show together.

    Args:
        files: all that ``validate`` reads.
        endpoint: where messages were sent to whose file does not say.
    """
    reader = Reader(endpoint)
    for file in files:
        for entry in entries(file, endpoint):
            reader.add(entry)
    return reader.inventory()


class Reader:
    """Takes entries one by one, and tells what they show together.

    Args:
        endpoint: where messages were sent to whose file does not say.
    """

    def __init__(self, endpoint: Endpoint | None = None) -> None:
        self._endpoint = endpoint
        self._tally = Tally()
        self._load = Load()
        self._kinds = KnownKinds()
        self._steps = Steps()
        self._names = FreeNames()
        self._signed_in = SignedIn()
        self._words = vocabulary()
        self._files: dict[str, None] = {}
        self._mailboxes: set[bytes] = set()
        self._users: set[bytes] = set()
        self._numbers: dict[str, Measure] = {}
        self._open: dict[bytes, int] = {}
        self._problems: list[str] = []
        self._notes: list[str] = []
        self._interactions = self._messages = self._unread = self._untimed = self._more_names = 0

    def add(self, entry: Entry) -> None:
        """Reads an entry of a file."""
        if entry.file not in self._files:
            self._files[entry.file] = None
            self._signed_in = SignedIn()  # connections of another file are other ones
            self._kinds = KnownKinds()  # and so are its mailboxes
        if entry.problem:
            self._problems.append(entry.problem)
        self._notes += entry.notes
        if entry.interaction is not None:
            self._interactions += 1
            self._interaction(entry.file, entry.interaction)
        elif entry.message is not None:
            self._messages += 1
            self._message(entry.file, entry.message)

    def _message(self, file: str, message: Message) -> None:
        """A message without its other half: what it shows, but nothing of how it came."""
        found = Found()
        is_request = message.direction is Direction.REQUEST
        found.operation = message.identified.name or ""
        if is_request:  # an answer alone may be that of a request that stands beside it
            self._operation(message.identified, found)
        self._unread += message.problem is not None
        if message.envelope is not None and message.endpoint.speaks_soap:
            envelope = message.envelope
            read_heads(envelope if is_request else None, None if is_request else envelope, found)
            self._look(message.envelope, found)
            if is_request and message.payload is not None:
                self._request(message.payload, Account(), found)
            elif message.payload is not None:
                read_answer(message.payload, found)
        self._count(found, file, 0)

    def _interaction(self, file: str, interaction: Interaction) -> None:
        found = Found()
        if interaction.missing_from("request"):
            self._unread += 1
        asked_of = identified(interaction, self._endpoint)
        asked = request_message(interaction.request, asked_of, interaction.at)
        self._operation(asked_of, found)
        answered = self._answer(interaction, asked_of)
        read_transport(interaction, found, self._names.mark)
        account = account_of(self._signed_in.completed(interaction.request), asked.envelope)
        self._unread += asked.problem is not None
        if asked_of.endpoint.speaks_soap:
            read_heads(asked.envelope, answered[0] if answered else None, found)
            if asked.envelope is not None:
                self._look(asked.envelope, found)
                if asked.payload is not None:
                    self._request(asked.payload, account, found)
            for envelope in answered:
                self._look(envelope, found)
                if envelope.payload is not None:
                    read_answer(envelope.payload, found)
        self._whose(file, interaction, asked_of, account, found)
        self._count(found, file, interaction.n)

    def _look(self, envelope: Envelope, found: Found) -> None:
        self._steps.look(envelope.root, found)
        self._names.learn(envelope.root)

    def _operation(self, asked_of: Identified, found: Found) -> None:
        name = asked_of.name or ("" if asked_of.endpoint.speaks_soap else str(asked_of.endpoint))
        if asked_of.operation is None and asked_of.endpoint.speaks_soap and name not in self._words.children:
            name = NO_NAME if name else "no operation"
        found.operation = name
        found.add(Kind.OPERATION, name, str(asked_of.endpoint))

    def _answer(self, interaction: Interaction, asked_of: Identified) -> tuple[Envelope, ...]:
        response = interaction.response
        if response is None:
            return ()
        if interaction.missing_from("response"):
            self._unread += 1
            return ()
        if _is_held(asked_of):
            return self._streamed(response)
        message = response_message(response, asked_of, interaction.at)
        self._unread += message.problem is not None
        return (message.envelope,) if message.envelope is not None else ()

    def _streamed(self, response: HttpResponse) -> tuple[Envelope, ...]:
        try:
            return read_envelopes(response.content) if response.body else ()
        except (XmlError, EncodingError):
            self._unread += 1
            return ()

    def _request(self, payload: etree._Element, account: Account, found: Found) -> None:
        RequestReader(found, account, self._names.mark).read(payload)

    def _whose(
        self, file: str, interaction: Interaction, asked_of: Identified, account: Account, found: Found
    ) -> None:
        user = user_of(interaction.request)
        if user:
            self._tell_apart(self._users, _digest(user))
        for name in (user, account.name):
            self._names.learn_text(name)
        self._names.learn_host(interaction.request.host)
        mailbox = _digest(account.name) if account.name else b""
        if mailbox:
            self._tell_apart(self._mailboxes, mailbox)
        if not asked_of.endpoint.speaks_soap:
            return
        self._subscriptions(mailbox, asked_of.operation, found)
        if not interaction.timed:
            self._untimed += 1
            return
        operation = asked_of.operation
        changes = (operation is not None and operation.modifies) or (asked_of.name or "").startswith(
            _CHANGING
        )
        self._load.add(
            file,
            Sent(
                interaction.at,
                interaction.took,
                mailbox,
                items=int(found.numbers.get("items in one request", 1)) or 1,
                uploaded=len(interaction.request.body) if changes else 0,
                held=_is_held(asked_of),
            ),
        )

    def _tell_apart(self, known: set[bytes], name: bytes) -> None:
        if len(known) < _MOST_NAMES:
            known.add(name)
        elif name not in known:
            self._more_names += 1

    def _subscriptions(self, mailbox: bytes, operation: Operation | None, found: Found) -> None:
        """Counts those that are open: made by what issues their identifier, ended by what takes it."""
        if operation is None or not operation.modifies or found.failed:
            return
        is_open = self._open.get(mailbox, 0)
        if "SubscriptionId" in operation.issues:
            if is_open or len(self._open) < _MOST_NAMES:
                self._open[mailbox] = is_open + 1
            found.measure("open subscriptions", is_open + 1)
        elif "SubscriptionId" in operation.takes and is_open:
            self._open[mailbox] -= 1
            if is_open == 1:
                del self._open[mailbox]

    def _count(self, found: Found, file: str, n: int) -> None:
        found.resources |= self._kinds.of(found.asked)
        self._kinds.learn(found.shown)
        for name, value in found.numbers.items():
            known = self._numbers.get(name)
            if known is None or value > known.value:
                self._numbers[name] = Measure(name, value, _UNITS.get(name, ""), file, n)
        self._tally.add(found, file, n)

    def inventory(self) -> Inventory:
        """Returns what was seen so far."""
        notes = list(self._notes)
        self._tally.rename(self._names.resolved(self._tally.names()))
        measures = tuple(self._measures())
        notes += self._load.notes()
        if self._more_names:
            notes.append(f"more than {_MOST_NAMES:,} mailboxes or users are not told apart")
        if self._tally.untold:
            notes.append(f"{self._tally.untold:,} more facts than are told apart")
        return Inventory(
            tuple(self._files),
            self._interactions,
            self._messages,
            self._unread,
            len(self._mailboxes),
            len(self._users),
            self._tally.facts(),
            measures,
            self._untimed,
            tuple(self._problems),
            tuple(notes),
        )

    def _measures(self) -> Iterator[Measure]:
        if self._load.taken:
            peaks = self._load.peaks()
            for name, value, unit in (
                ("requests at once", peaks.at_once, "of a mailbox"),
                ("streams at once", peaks.held_at_once, "of a mailbox"),
            ):
                if value:
                    yield Measure(name, value, unit)
            yield Measure("requests in 10 minutes", peaks.items, "items of a mailbox")
            yield Measure("requests in 10 seconds", peaks.items_of_all, "items of all mailboxes")
            yield Measure("bytes uploaded in 5 minutes", peaks.uploaded, "bytes to a mailbox")
        yield from (self._numbers[name] for name in sorted(self._numbers))


_CHANGING = ("Create", "Update", "Send", "Upload", "Set", "Add", "Install")
_UNITS = {
    "MaxEntriesReturned": "entries",
    "MaxChangesReturned": "changes",
    "ConnectionTimeout": "minutes",
    "Timeout": "minutes",
    "StatusFrequency": "minutes",
    "MergedFreeBusyIntervalInMinutes": "minutes",
    "open subscriptions": "subscriptions of a mailbox",
}


def _is_held(asked_of: Identified) -> bool:
    """Whether the answer is held open: a SOAP message for each notification, one after the other."""
    return asked_of.operation is not None and asked_of.operation.streamed


def _digest(name: str) -> bytes:
    return blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8).digest()

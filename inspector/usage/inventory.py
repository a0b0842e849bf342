"""The inventory of a recording: one pass, an interaction at a time, and nothing of a message is kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import blake2b

from lxml import etree

from inspector.cassette.model import Interaction
from inspector.protocols.common.accounts import RequestAccount, SignedIn, account_of, user_of
from inspector.protocols.identified_request import Identified
from inspector.protocols.message import Direction, Message, request_message, response_message
from inspector.protocols.operation import Endpoint, Operation
from inspector.sources import Entry, identified
from inspector.usage.answers import read_answer
from inspector.usage.element_walk import Steps
from inspector.usage.facts import Fact, Found, Kind
from inspector.usage.merged_usage import Measure, Seen
from inspector.usage.over_time import MOST_NAMES, InOrder, Noted, OverTime
from inspector.usage.request_load import Sent
from inspector.usage.requests import RequestReader
from inspector.usage.transport import read_heads, read_transport
from inspector.usage.vocabulary import NO_NAME, vocabulary
from inspector.wire.encoding import EncodingError
from inspector.wire.http import HttpResponse
from inspector.wire.soap import Envelope, read_envelopes
from inspector.wire.xml import XmlError


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
        return tuple(fact for fact in self.facts if fact.key.kind is kind)

    def measured(self, name: str) -> Measure | None:
        """Returns the measure of this name; ``None`` if there was nothing to measure."""
        return next((each for each in self.measures if each.name == name), None)


class Reader:
    """Takes entries one by one, and tells what they show together.

    Args:
        endpoint: where messages were sent to whose file does not say.
    """

    def __init__(self, endpoint: Endpoint | None = None) -> None:
        self.seen = Seen()
        self._endpoint = endpoint
        self._over_time = OverTime()
        self._in_order: InOrder = self._over_time
        self._steps = Steps()
        self._signed_in = SignedIn()
        self._words = vocabulary()

    def add(self, entry: Entry) -> None:
        """Reads an entry of a file."""
        seen = self.seen
        if entry.file not in seen.files:
            seen.files[entry.file] = None
            self._signed_in = SignedIn()  # connections of another file are other ones
        if entry.problem:
            seen.problems.append(entry.problem)
        seen.notes += entry.notes
        if entry.interaction is not None:
            seen.interactions += 1
            self._interaction(entry.file, entry.interaction)
        elif entry.message is not None:
            seen.messages += 1
            self._message(entry.file, entry.message)

    def go_on(self, file: str, signed_in: SignedIn) -> None:
        """Goes on within a file.

        Args:
            file: the file.
            signed_in: who has signed in before on its connections.
        """
        self.seen.files[file] = None
        self._signed_in = signed_in

    def noting(self, within: str = "") -> Noted:
        """Notes from now on what comes only in the order of a whole recording, of which this is a part.

        Args:
            within: the file in whose middle it begins; empty: it begins with a file.
        """
        self._in_order = noted = Noted(within)
        return noted

    def take(self, seen: Seen, noted: Noted) -> bool:
        """Adds what the part shows that comes after what was read; says whether that could be."""
        return self.seen.take(seen, noted, self._over_time)

    def _message(self, file: str, message: Message) -> None:
        """A message without its other half: what it shows, but nothing of how it came."""
        found = Found()
        is_request = message.direction is Direction.REQUEST
        found.operation = message.identified.name or ""
        if is_request:  # an answer alone may be that of a request that stands beside it
            self._operation(message.identified, found)
        self.seen.unread += message.problem is not None
        if message.envelope is not None and message.endpoint.speaks_soap:
            envelope = message.envelope
            read_heads(envelope if is_request else None, None if is_request else envelope, found)
            self._look(message.envelope, found)
            if is_request and message.payload is not None:
                self._request(message.payload, RequestAccount(), found)
            elif message.payload is not None:
                read_answer(message.payload, found)
        self.seen.count(found, file, 0, self._in_order)

    def _interaction(self, file: str, interaction: Interaction) -> None:
        found = Found()
        if interaction.missing_from("request"):
            self.seen.unread += 1
        asked_of = identified(interaction, self._endpoint)
        asked = request_message(interaction.request, asked_of, interaction.at)
        self._operation(asked_of, found)
        answered = self._answer(interaction, asked_of)
        read_transport(interaction, found, self.seen.names.mark)
        account = account_of(self._signed_in.completed(interaction.request), asked.envelope)
        self.seen.unread += asked.problem is not None
        if asked_of.endpoint.speaks_soap:
            read_heads(asked.envelope, None, found)
            if asked.envelope is not None:
                self._look(asked.envelope, found)
                if asked.payload is not None:
                    self._request(asked.payload, account, found)
            for envelope in answered:
                read_heads(None, envelope, found)
                self._look(envelope, found)
                if envelope.payload is not None:
                    read_answer(envelope.payload, found)
        self._whose(file, interaction, asked_of, account, found)
        self.seen.count(found, file, interaction.n, self._in_order)

    def _look(self, envelope: Envelope, found: Found) -> None:
        self._steps.look(envelope.root, found)
        self.seen.names.learn(envelope.root)

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
            self.seen.unread += 1
            return ()
        if _is_held(asked_of):
            return self._streamed(response)
        message = response_message(response, asked_of, interaction.at)
        self.seen.unread += message.problem is not None
        return (message.envelope,) if message.envelope is not None else ()

    def _streamed(self, response: HttpResponse) -> tuple[Envelope, ...]:
        try:
            return read_envelopes(response.content) if response.body else ()
        except (XmlError, EncodingError):
            self.seen.unread += 1
            return ()

    def _request(self, payload: etree._Element, account: RequestAccount, found: Found) -> None:
        RequestReader(found, account, self.seen.names.mark).read(payload)

    def _whose(
        self, file: str, interaction: Interaction, asked_of: Identified, account: RequestAccount, found: Found
    ) -> None:
        user = user_of(interaction.request)
        if user:
            self.seen.distinguish(self.seen.users, _digest(user))
        for name in (user, account.name):
            self.seen.names.learn_text(name)
        self.seen.names.learn_host(interaction.request.host)
        mailbox = _digest(account.name) if account.name else b""
        if mailbox:
            self.seen.distinguish(self.seen.mailboxes, mailbox)
        if not asked_of.endpoint.speaks_soap:
            return
        self._subscriptions(file, interaction.n, mailbox, asked_of.operation, found)
        if not interaction.timed:
            self.seen.untimed += 1
            return
        operation = asked_of.operation
        changes = (operation is not None and operation.modifies) or (asked_of.name or "").startswith(
            _CHANGING
        )
        self._in_order.sent(
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

    def _subscriptions(
        self, file: str, n: int, mailbox: bytes, operation: Operation | None, found: Found
    ) -> None:
        """Counts those that are open: made by what issues their identifier, ended by what takes it."""
        if operation is None or not operation.modifies or found.failed:
            return
        made = "SubscriptionId" in operation.issues
        if made or "SubscriptionId" in operation.takes:
            is_open = self._in_order.subscription(file, n, mailbox, made=made)
            if is_open:
                found.measure("open subscriptions", is_open)

    def inventory(self) -> Inventory:
        """Returns what was seen so far."""
        seen, load = self.seen, self._over_time.load
        notes = list(seen.notes)
        seen.tally.rename(seen.names.resolved(seen.tally.names()))
        measures = tuple(self._measures())
        notes += load.notes()
        if seen.more_names:
            notes.append(f"more than {MOST_NAMES:,} mailboxes or users are not told apart")
        if seen.tally.more_facts:
            notes.append(f"{seen.tally.more_facts:,} more facts than are told apart")
        return Inventory(
            tuple(seen.files),
            seen.interactions,
            seen.messages,
            seen.unread,
            len(seen.mailboxes),
            len(seen.users),
            seen.tally.facts(),
            measures,
            seen.untimed,
            tuple(seen.problems),
            tuple(notes),
        )

    def _measures(self) -> Iterator[Measure]:
        if self._over_time.load.taken:
            peaks = self._over_time.load.peaks()
            for name, value, unit in (
                ("requests at once", peaks.at_once, "of a mailbox"),
                ("streams at once", peaks.held_at_once, "of a mailbox"),
            ):
                if value:
                    yield Measure(name, value, unit)
            yield Measure("requests in 10 minutes", peaks.items, "items of a mailbox")
            yield Measure("requests in 10 seconds", peaks.items_of_all, "items of all mailboxes")
            yield Measure("bytes uploaded in 5 minutes", peaks.uploaded, "bytes to a mailbox")
        yield from (self.seen.numbers[name] for name in sorted(self.seen.numbers))


_CHANGING = ("Create", "Update", "Send", "Upload", "Set", "Add", "Install")


def _is_held(asked_of: Identified) -> bool:
    """Whether the answer is held open: a SOAP message for each notification, one after the other."""
    return asked_of.operation is not None and asked_of.operation.streamed


def _digest(name: str) -> bytes:
    return blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8).digest()

"""The recordings of one or more cassettes, found by match key.

The index keeps places, not messages: an answer is read from its file when it is asked for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate
from pathlib import Path
from typing import Any, TypeGuard

from inspector.bounded import Recent
from inspector.cassette import Cassette, Interaction
from inspector.cassette.combine import canonical_order
from inspector.errors import UsageError
from inspector.protocols.common.accounts import SignedIn
from inspector.protocols.handles import handles_in
from inspector.protocols.message import response_message
from inspector.protocols.registry import identify
from inspector.replay.accounts import HeaderAccounts, HeaderNames, names_of
from inspector.replay.keys import MatchKey
from inspector.replay.request_info import IncomingRequest, RequestInfo
from inspector.scrub import KEPT_KEY, Scrubber

_KEPT = 256
_NOBODY: HeaderNames = ("", "")
_KEPT_BYTES = 64 * 1024


@dataclass
class Track:
    """The recordings of one match key, in recorded order.

    Args:
        places: where they stand, counted through all cassettes.
        next: which one answers next.
        last_answer: which one answers past the end: the last that is an answer and no lost connection.
    """

    places: list[int] = field(default_factory=list)
    next: int = 0
    last_answer: int = -1

    def add(self, recording: IndexedInteraction) -> None:
        """Adds the next recording."""
        self.places.append(recording.place)
        if recording.interaction.response is not None:
            self.last_answer = len(self.places) - 1

    @property
    def used_up(self) -> bool:
        """Whether every recording has answered once."""
        return self.next >= len(self.places)

    def take(self) -> int:
        """Returns the place of the next recording, or of the last answer again, and moves on."""
        at = self.next
        self.next = at + 1
        return self.places[at if at < len(self.places) else self.last_answer]


@dataclass(frozen=True)
class IndexedInteraction:
    """A recorded interaction and where it stands.

    Args:
        place: counted through all cassettes, from 0.
        cassette: the path of its file.
        interaction: the interaction.
    """

    place: int
    cassette: str
    interaction: Interaction

    @property
    def operation(self) -> str:
        """The operation's name; for what has none, method and path."""
        request = self.interaction.request
        return self.interaction.operation or identify(request).name or f"{request.method} {request.path}"

    def __str__(self) -> str:
        return f"interaction {self.interaction.n} of {Path(self.cassette).name}"


class CassetteIndex:
    """The recordings of cassettes.

    Args:
        cassettes: the cassettes, open.
        read: tells what a request asks for.
        seen: called with each recording and what its request asks for, in order.
        accounts: whose mailbox header fields ask for counts where there are several.

    Attributes:
        tracks: by match key.
        by_operation: the places of all recordings of an operation, by endpoint and name.
        accounts: whom header fields name, as far as it counts.
        issued: by handle, the place of the recording that issued it first, unless it was named before.
        challenges: the places of recordings that are legs of handshakes and answer nothing.
        incomplete: the places of recordings whose answer is not all there.
        warnings: what a user should know of the files, a sentence each.

    Raises:
        CassetteError: a line cannot be read.
        UsageError: there is no cassette.
    """

    def __init__(
        self,
        cassettes: Sequence[Cassette],
        read: Callable[[IncomingRequest], RequestInfo],
        seen: Callable[[IndexedInteraction, RequestInfo], None] | None = None,
        *,
        accounts: bool = True,
    ) -> None:
        if not cassettes:
            raise UsageError("there is no cassette to replay", fix="Name at least one file.")
        self._read_request = read
        self._seen = seen
        self.cassettes = tuple(cassettes)
        self._starts = [0, *accumulate(len(cassette) for cassette in self.cassettes)]
        self.tracks: dict[MatchKey, Track] = {}
        self.by_operation: dict[tuple[str, str], list[int]] = {}
        self.issued: dict[str, int] = {}
        self.challenges: set[int] = set()
        self._named: set[str] = set()
        self._learned: list[object] = []
        self._kept: Recent[int, IndexedInteraction] = Recent(_KEPT)
        self._second_choice: dict[MatchKey, list[int]] = {}
        self._names: list[HeaderNames] = [_NOBODY] * len(self)
        self._alike: dict[HeaderNames, HeaderNames] = {}
        self.incomplete: set[int] = set()
        self._impersonating: set[int] = set()
        self._signed_in = SignedIn()
        self._without_times: dict[str, None] = {}
        for place in self._in_order():
            self._index(self.at(place) if len(self) <= _KEPT else self._read(place))
        self.warnings = tuple(self._warnings())
        self.accounts = HeaderAccounts.of(self._names) if accounts else HeaderAccounts()
        if self.accounts:
            self._tell_accounts_apart()
        for key, places in self._second_choice.items():
            self.tracks.setdefault(key, Track(places))

    def __len__(self) -> int:
        return self._starts[-1]

    def at(self, place: int) -> IndexedInteraction:
        """Returns the recording at a place; small ones that were asked for lately are kept.

        Raises:
            CassetteError: its line cannot be read.
        """
        kept = self._kept.use(place)
        if kept is not None:
            return kept
        recording = self._read(place)
        response = recording.interaction.response
        if response is None or len(response.body) <= _KEPT_BYTES:
            self._kept.keep(place, recording)
        return recording

    def mark(self, place: int) -> tuple[str, int]:
        """Returns what tells a recording through a reload: its file and where it stands in it."""
        which = next(at for at, _ in enumerate(self._starts) if place < self._starts[at + 1])
        return str(self.cassettes[which].path), place - self._starts[which]

    def scrubbers(self) -> list[Scrubber]:
        """Makes a scrubber for each way in which these cassettes were scrubbed; it knows what they tell."""
        ways = {repr(cassette.header.scrub): cassette.header.scrub for cassette in self.cassettes}
        scrubbers = [Scrubber.of(scrub) for scrub in ways.values() if is_scrubbed(scrub)]
        for scrubber in scrubbers:
            for kept in self._learned:
                scrubber.recall(kept)
        return scrubbers

    def _read(self, place: int) -> IndexedInteraction:
        which = next(at for at, start in enumerate(self._starts) if place < self._starts[at + 1])
        cassette = self.cassettes[which]
        return IndexedInteraction(place, str(cassette.path), cassette[place - self._starts[which]])

    def _index(self, recording: IndexedInteraction) -> None:
        if recording.interaction.missing_from("response"):
            self.incomplete.add(recording.place)
        interaction = recording.interaction
        if KEPT_KEY in interaction.extra:
            self._learned.append(interaction.extra[KEPT_KEY])
        if interaction.missing_from("request"):
            return  # nothing can be compared with it
        info = self._read_request(IncomingRequest(interaction.request))
        key = info.key
        self._note_account(recording, info)
        if info.call and not interaction.timed:
            self._without_times[recording.cassette] = None
        if interaction.missing_from("response"):
            self._second_choice.setdefault(key, []).append(recording.place)
            return
        if _is_challenge(interaction):
            self.challenges.add(recording.place)
            self._second_choice.setdefault(key, []).append(recording.place)
        else:
            self.tracks.setdefault(key, Track()).add(recording)
        self.by_operation.setdefault((key.endpoint, key.operation), []).append(recording.place)
        self._note_handles(recording, info)
        if self._seen is not None and recording.place not in self.challenges:
            self._seen(recording, info)

    def _in_order(self) -> Iterable[int]:
        """The places in the order in which things happened: by time within a cassette, then as they stand."""
        order: list[int] = []
        for cassette, start in zip(self.cassettes, self._starts, strict=False):
            order += (start + at for at in canonical_order(cassette))
        return order

    def _warnings(self) -> Iterator[str]:
        for cassette in self.cassettes:
            yield from cassette.warnings
        for path in self._without_times:
            yield f"{Path(path).name} has no times: polls of its calls are answered in recorded order"

    def names(self, place: int) -> HeaderNames:
        """Returns whom the header fields of the request at a place name."""
        return self._names[place]

    def _note_account(self, recording: IndexedInteraction, info: RequestInfo) -> None:
        if info.impersonated:
            self._impersonating.add(recording.place)
        conn = recording.interaction.conn
        request = recording.interaction.request
        if conn:
            request = replace(request, connection=f"{recording.cassette} {conn}")
        names = names_of(self._signed_in.completed(request))
        self._names[recording.place] = self._alike.setdefault(names, names)

    def _tell_accounts_apart(self) -> None:
        """Makes a track for each account of each key."""
        tracks: dict[MatchKey, Track] = {}
        for key, track in self.tracks.items():
            for place in track.places:
                tracks.setdefault(self._keyed(key, place), Track()).add(self.at(place))
        second: dict[MatchKey, list[int]] = {}
        for key, places in self._second_choice.items():
            for place in places:
                second.setdefault(self._keyed(key, place), []).append(place)
        self.tracks, self._second_choice = tracks, second

    def _keyed(self, key: MatchKey, place: int) -> MatchKey:
        impersonated = "somebody" if place in self._impersonating else ""
        return self.accounts.keyed(key, impersonated, self._names[place])

    def _note_handles(self, recording: IndexedInteraction, info: RequestInfo) -> None:
        operation, interaction = info.operation, recording.interaction
        self._named.update(info.takes)
        if operation is not None and operation.issues and interaction.response is not None:
            answer = response_message(interaction.response, info.identified)
            if answer.payload is not None and answer.fault is None:
                for handle in handles_in(answer.payload, operation.issues):
                    if handle not in self._named:
                        self.issued.setdefault(handle, recording.place)


def is_scrubbed(scrub: Mapping[str, Any] | None) -> TypeGuard[Mapping[str, Any]]:
    """Whether what a cassette's header says of scrubbing can be done again with a live request."""
    return (
        scrub is not None
        and bool(scrub.get("salt") or scrub.get("key"))
        and scrub.get("profile", "none") != "none"
    )


def _is_challenge(interaction: Interaction) -> bool:
    """Whether a recording is a leg of a handshake, which is played only where there is nothing better."""
    response = interaction.response
    return response is not None and response.status == 401 and response.header("www-authenticate") is not None


def recorded_scheme(recordings: CassetteIndex) -> str:
    """Returns how the recorded clients mostly authenticated: ``none``, ``basic``, ``ntlm`` or ``bearer``.

    Negotiate counts as NTLM, which every client that speaks it speaks too.
    """
    names = {"basic": "basic", "ntlm": "ntlm", "negotiate": "ntlm", "bearer": "bearer"}
    count: Counter[str] = Counter()
    for place in range(len(recordings)):
        auth = recordings.at(place).interaction.auth
        count[names.get(auth.scheme.lower(), "none") if auth else "none"] += 1
    return count.most_common(1)[0][0] if count else "none"

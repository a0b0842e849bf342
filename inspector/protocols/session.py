"""What a session has shown so far, as far as rules over several messages need it.

Each document brings its own kinds of :class:`SessionState`. They are bounded: they forget what is long over,
and the oldest when there is too much, so that a session of any length is judged in the same space. A history
may start in the middle of a session: what it has not seen, it does not know.
"""

from __future__ import annotations

import pickle
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from inspector.bounded import ExpiringMap
from inspector.protocols.message import Message
from inspector.protocols.operation import Endpoint, Operation
from inspector.protocols.tracked_map import Track, TrackedMap

if TYPE_CHECKING:
    from inspector.protocols.document import Document


class SessionState(ABC):
    """What the rules of a document remember.

    Attributes:
        watches: the names of the operations that it wants to see; all if there is none.
        endpoints: likewise the endpoints that they are sent to.
        words: of one that sees all operations: an interaction in whose bytes none of them stands, in any case
            of letters, tells it nothing.
        by_name: whether all that it knows stands in attributes that are each an
            :class:`~inspector.bounded.ExpiringMap`, of which it asks single names, or whether there are any.
    """

    watches: ClassVar[tuple[str, ...]] = ()
    endpoints: ClassVar[tuple[Endpoint, ...]] = ()
    words: ClassVar[tuple[str, ...]] = ()
    by_name: ClassVar[bool] = False

    @abstractmethod
    def observe(self, request: Message, response: Message | None) -> None:
        """Takes in an interaction; called once for each, in order, after it was judged.

        Args:
            request: the request.
            response: the response; ``None`` if there was none.
        """


M = TypeVar("M", bound=SessionState)


Seen = Operation | tuple[Operation, ...] | None
"""The operation of an interaction; several for items of several documents, ``None`` if it is no one's."""


Tracks = dict[tuple[type["SessionState"], str], Track[Any]]
"""What memories by name were asked and told: each by its kind and the name of the map."""


def asked_for_older(tracks: Tracks, than: float) -> bool:
    """Whether anything was asked for, and there, that was kept before a time in seconds."""
    return any(
        entry is not None and entry[0] < than for track in tracks.values() for entry in track.asked.values()
    )


class Kinds:
    """The kinds of memory that rules ask for, and who wants to see what.

    Args:
        kinds: each kind with the document whose rules ask for it, or ``None``; each must be made without
            arguments.
    """

    def __init__(self, kinds: Mapping[type[SessionState], Document | None] = MappingProxyType({})) -> None:
        self._kinds = kinds
        self._watching: dict[tuple[Seen, Endpoint], tuple[type[SessionState], ...]] = {}

    def __iter__(self) -> Iterator[type[SessionState]]:
        return iter(self._kinds)

    def watching(self, seen: Seen, endpoint: Endpoint) -> tuple[type[SessionState], ...]:
        """Returns the kinds that want to see an operation's interactions there; worked out once."""
        watching = self._watching.get((seen, endpoint))
        if watching is None:
            operations = seen if isinstance(seen, tuple) else () if seen is None else (seen,)
            watching = tuple(self._who_watch(operations, endpoint))
            self._watching[seen, endpoint] = watching
        return watching

    @cached_property
    def words(self) -> frozenset[str] | None:
        """What stands in the bytes of every interaction that tells some memory something; ``None``: anything.

        Who names no words wants operations, whose elements stand in their requests.
        """
        return self._words_of(self._kinds)

    @cached_property
    def words_not_by_name(self) -> frozenset[str] | None:
        """The same of the memories that are not by name."""
        return self._words_of(kind for kind in self._kinds if not kind.by_name)

    def _words_of(self, kinds: Iterable[type[SessionState]]) -> frozenset[str] | None:
        told = [kind.words or self._elements(kind) for kind in kinds]
        return frozenset(word for words in told for word in words) if all(told) else None

    def _elements(self, kind: type[SessionState]) -> list[str]:
        """The elements that ask for the operations that a kind watches."""
        document = self._kinds[kind]
        known = () if document is None else document.operations
        return [*kind.watches, *(each.request for each in known if each.name in kind.watches)]

    def _who_watch(self, operations: Sequence[Operation], endpoint: Endpoint) -> Iterator[type[SessionState]]:
        for kind, document in self._kinds.items():
            if kind.endpoints and endpoint not in kind.endpoints:
                continue
            meant = (each.name for each in operations if document is None or document.means(each))
            if not kind.watches or any(name in kind.watches for name in meant):
                yield kind


class Said:
    """What has been told once in a session, and need not be told again.

    Attributes:
        asked: where the questions are written down from now on, each with its time and its answer; ``None``:
            nowhere.
    """

    def __init__(self) -> None:
        self._passing: ExpiringMap[bool] = ExpiringMap()
        self._for_good: set[str] = set()
        self.asked: list[tuple[str, float | None, bool]] | None = None

    def copy(self) -> Said:
        """Returns one that knows the same."""
        other = Said()
        other.resume(self)
        return other

    def resume(self, other: Said) -> None:
        """Knows from now on what another knows."""
        self._passing, self._for_good = deepcopy(other._passing), set(other._for_good)

    def first(self, what: str, at: float | None) -> bool:
        """Whether this is the first time that it is asked.

        Args:
            what: names the information, and what it is about.
            at: when, in seconds since the start of the recording; ``None``: it is never forgotten.
        """
        is_first = what not in self._for_good if at is None else self._passing.get(what) is None
        if is_first and at is None:
            self._for_good.add(what)
        elif is_first and at is not None:
            self._passing.put(what, True, at)
        if self.asked is not None:
            self.asked.append((what, at, is_first))
        return is_first


class History:
    """The memories of a session.

    Args:
        kinds: the kinds of memory that the rules ask for; ``None``: there are none.
        said: what has been told once in it; ``None``: nothing.

    Attributes:
        request: the request that is being judged, or whose response is; ``None`` before the first.
        schema_says: what the schema says of that request: its first complaint, empty if it has none, ``None``
            if it was not asked or does not know the operation.
    """

    request: Message | None = None
    schema_says: str | None = None

    def __init__(self, kinds: Kinds | None = None, said: Said | None = None) -> None:
        self._kinds = kinds or Kinds()
        self._memories: dict[type[SessionState], Any] = {kind: kind() for kind in self._kinds}  # of that kind
        self._said = said or Said()

    def state(self, kind: type[M]) -> M:
        """Returns the memory of a kind.

        Raises:
            KeyError: no document has asked for this kind.
        """
        memory: M = self._memories[kind]
        return memory

    def first_time(self, what: str) -> bool:
        """Whether this is the first time that it is asked: for information that need not be given each time.

        Args:
            what: names the information, and what it is about.
        """
        return self._said.first(what, self.asked_at)

    @property
    def asked_at(self) -> float:
        """When the request that is being judged or answered was complete, in seconds."""
        return self.request.at if self.request else 0.0

    def observe(self, request: Message, response: Message | None) -> None:
        """Takes in an interaction, after it was judged.

        Args:
            request: the request.
            response: the response; ``None`` if there was none.
        """
        identified = request.identified
        seen: Seen = identified.operation
        if identified.shared:
            seen = request.operations_with(response)
        for kind in self._kinds.watching(seen, identified.endpoint):
            self._memories[kind].observe(request, response)

    @property
    def kinds(self) -> Kinds:
        """The kinds of its memories."""
        return self._kinds

    def packed(self, newest: int | None = None) -> bytes:
        """Returns the memories as they are now, for :meth:`resume` of another process's history.

        Args:
            newest: how many entries of each map those by name have then; all if ``None``.
        """
        memories = dict(self._memories)
        if newest is not None:
            memories |= {kind: kind() for kind in memories if kind.by_name}
            for memory, name, known in self._by_name():
                setattr(memories[type(memory)], name, known.newest(newest))
        return pickle.dumps(memories, pickle.HIGHEST_PROTOCOL)

    def resume(self, packed: bytes) -> None:
        """Goes on where another history was. Only what this program has packed may be given."""
        self._memories = pickle.loads(packed)

    def adopt(self, other: History) -> None:
        """Knows by name what another history knows."""
        for memory, name, known in other._by_name():
            setattr(self._memories[type(memory)], name, deepcopy(known))

    def track(self) -> None:
        """Keeps track from now on of what the memories by name are asked and told."""
        for memory, name, known in list(self._by_name()):
            setattr(memory, name, TrackedMap(known))

    def tracked(self) -> Tracks:
        """Returns what was asked and told since :meth:`track`, which ends."""
        tracks: Tracks = {}
        for memory, name, known in list(self._by_name()):
            if isinstance(known, TrackedMap):
                tracks[type(memory), name] = known.track
                setattr(memory, name, known.plain)
        return tracks

    def holds(self, tracks: Tracks) -> bool:
        """Whether all that was asked would have got the same answers after this history."""
        return all(track.holds(self._known(key)) for key, track in tracks.items())

    def tell(self, tracks: Tracks) -> None:
        """Takes in what was told elsewhere to a history behind this one."""
        for key, track in tracks.items():
            track.tell(self._known(key))

    def fill(self, tracks: Tracks) -> None:
        """Takes in what was told elsewhere before some of what this history knows."""
        for key, track in tracks.items():
            track.fill(self._known(key))

    def _known(self, key: tuple[type[SessionState], str]) -> ExpiringMap[Any]:
        kind, name = key
        known: ExpiringMap[Any] = getattr(self._memories[kind], name)
        return known

    def _by_name(self) -> Iterator[tuple[SessionState, str, ExpiringMap[Any]]]:
        for kind, memory in self._memories.items():
            if kind.by_name:
                yield from ((memory, name, known) for name, known in vars(memory).items())

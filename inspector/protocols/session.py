"""What a session has shown so far, as far as rules over several messages need it.

Each document brings its own kinds of :class:`SessionState`. They are bounded: they forget what is long over,
and the oldest when there is too much, so that a session of any length is judged in the same space. A history
may start in the middle of a session: what it has not seen, it does not know.
"""

from __future__ import annotations

import pickle
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from inspector.bounded import ExpiringMap
from inspector.protocols.message import Message
from inspector.protocols.operation import Endpoint, Operation

if TYPE_CHECKING:
    from inspector.protocols.document import Document


class SessionState(ABC):
    """What the rules of a document remember.

    Attributes:
        watches: the names of the operations that it wants to see; all if there is none.
        endpoints: likewise the endpoints that they are sent to.
        words: of one that sees all operations: an interaction in whose bytes none of them stands, in any case
            of letters, tells it nothing.
    """

    watches: ClassVar[tuple[str, ...]] = ()
    endpoints: ClassVar[tuple[Endpoint, ...]] = ()
    words: ClassVar[tuple[str, ...]] = ()

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
        told = [kind.words or self._elements(kind) for kind in self._kinds]
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
    def words(self) -> frozenset[str] | None:
        """As :attr:`Kinds.words`."""
        return self._kinds.words

    def packed(self) -> bytes:
        """Returns the memories as they are now, for :meth:`resume` of another process's history."""
        return pickle.dumps(self._memories, pickle.HIGHEST_PROTOCOL)

    def resume(self, packed: bytes) -> None:
        """Goes on where another history was. Only what this program has packed may be given."""
        self._memories = pickle.loads(packed)

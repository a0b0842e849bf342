"""The journal: what came, what answered, and when."""

from __future__ import annotations

import threading
from collections import Counter, deque
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from inspector.protocols.registry import identify
from inspector.replay.answer import Answer, Origin, Source
from inspector.wire.http import HttpRequest, HttpResponse, Responder
from inspector.wire.responder_layer import Wrapper

MAX_ENTRIES = 10_000
"""How many entries are kept; the oldest go first."""

LONGEST = 1024
"""How many characters of a path, a name, a handle or a note an entry keeps; no real one has more."""


class JournalEntry(NamedTuple):
    """A request and what became of it. It has no bodies and no credentials.

    Args:
        n: its number, from 1.
        at: the clock time at which the request was complete, in seconds.
        method: the method of the request.
        path: the path of its URL.
        connection: the client's connection.
        status: the status code of the answer.
        bytes: the size of the answer's body.
        origin: where the answer comes from.
    """

    n: int
    at: float
    method: str
    path: str
    connection: str
    status: int
    bytes: int
    origin: Origin

    def to_json(self) -> dict[str, Any]:
        """Returns the entry as the control API shows it; empty fields are left out."""
        origin = self.origin
        line = {
            "n": self.n,
            "at": round(self.at, 6),
            "method": self.method,
            "path": self.path,
            "connection": self.connection,
            "endpoint": origin.endpoint,
            "operation": origin.operation,
            "handle": origin.handle,
            "status": self.status,
            "bytes": self.bytes,
            "source": str(origin.source),
            "cassette": origin.cassette,
            "recording": origin.n,
            "note": origin.note,
            "findings": list(origin.findings),
        }
        return {name: value for name, value in line.items() if value or name in ("n", "at", "status")}


_Noted = tuple[int, float, str, str, str, int, int, Origin]


class Journal(Wrapper):
    """A responder that notes what another one does.

    Args:
        responder: who answers.
        on_entry: called with each entry as it is made, in the thread that answers.
        keep: how many entries are kept.
    """

    def __init__(
        self,
        responder: Responder,
        on_entry: Callable[[JournalEntry], None] | None = None,
        keep: int = MAX_ENTRIES,
    ) -> None:
        super().__init__(responder)
        self._on_entry = on_entry
        self._lock = threading.Lock()
        self._noted: deque[_Noted] = deque(maxlen=keep)  # entries, but for the making of one
        self._count = 0
        self._by_source = dict.fromkeys(Source, 0)

    def respond(self, request: HttpRequest, at: float) -> HttpResponse:
        """Answers as the other responder does, and notes it."""
        response = self.inner.respond(request, at)
        if isinstance(response, Answer):
            origin = response.origin
        else:
            known = identify(request)
            origin = Origin(Source.OTHER, str(known.endpoint), known.name or "")
        method, path = request.method, request.path
        if len(method) > LONGEST or len(path) > LONGEST:
            method, path = _cut(method), _cut(path)
        if len(origin.operation) > LONGEST or len(origin.handle) > LONGEST or len(origin.note) > LONGEST:
            origin = _bounded(origin)
        size = len(response.body)
        with self._lock:
            self._count = n = self._count + 1
            self._by_source[origin.source] += 1
            noted = (n, at, method, path, request.connection, response.status, size, origin)
            self._noted.append(noted)
        if self._on_entry is not None:
            self._on_entry(JournalEntry._make(noted))
        return response

    @property
    def count(self) -> int:
        """How many requests were answered, those included whose entries are gone."""
        return self._count

    @property
    def by_source(self) -> Mapping[Source, int]:
        """How many answers came from where."""
        with self._lock:
            return Counter({source: count for source, count in self._by_source.items() if count})

    def entries(self, after: int = 0) -> list[JournalEntry]:
        """Returns the entries that are kept, oldest first.

        Args:
            after: leaves out those up to this number.
        """
        with self._lock:
            return [JournalEntry._make(noted) for noted in self._noted if noted[0] > after]

    def reset(self) -> None:
        """Begins again with an empty journal."""
        with self._lock:
            self._noted.clear()
            self._count = 0
            self._by_source = dict.fromkeys(Source, 0)


def _bounded(origin: Origin) -> Origin:
    operation, handle, note = map(_cut, (origin.operation, origin.handle, origin.note))
    return replace(origin, operation=operation, handle=handle, note=note)


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}\u2026"

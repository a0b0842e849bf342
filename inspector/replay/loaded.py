"""All that a replay knows from its files alone: the recordings, their calls, and how they are compared."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from hashlib import blake2b
from pathlib import Path

from inspector.cassette import Cassette
from inspector.cassette.filesystem import located
from inspector.errors import InputError, UsageError
from inspector.protocols.common.accounts import SignedIn
from inspector.replay.accounts import HeaderNames, names_of
from inspector.replay.answer_builder import AnswerBuilder
from inspector.replay.index import CassetteIndex, Track, is_scrubbed
from inspector.replay.keys import Matching, MatchKey
from inspector.replay.miss.candidates import Candidates
from inspector.replay.miss.explain import MissMaker
from inspector.replay.recorded_phone_calls import RecordedPhoneCalls
from inspector.replay.request_cache import RequestCache
from inspector.replay.request_info import IncomingRequest, RequestInfo
from inspector.replay.volatile import VolatilePaths, parse_path
from inspector.scrub import Scrubber
from inspector.wire.http import HttpRequest

FileMark = tuple[int, int, int]
"""What tells whether a file has changed: inode, size, time of the last change in nanoseconds."""


class LoadedCassettes:
    """Cassettes, opened and indexed.

    Args:
        named: files, or cassettes that are open already, in order.
        volatile: paths that are not compared, beside the table's and those of the cassettes' headers.
        headers: names of HTTP fields and SOAP header blocks that are compared too.
        accounts: whose mailbox is asked for is compared.
        set_order: the order of what stands in a set is compared.

    Attributes:
        index: the recordings, found by match key.
        calls: the phone calls among them.
        answers: builds the answers that no recording has.
        misses: makes the misses.
        requests: reads requests.
        users_count: the user of the credentials belongs to the question.
        marks: the state of each file before it was opened.

    Raises:
        InputError: a cassette cannot be read.
        UsageError: a path is none.
    """

    def __init__(
        self,
        named: Sequence[Path | str | Cassette],
        volatile: Iterable[str] = (),
        headers: Iterable[str] = (),
        *,
        accounts: bool = True,
        set_order: bool = False,
    ) -> None:
        self._accounts, self._set_order = accounts, set_order
        self._signed_in = SignedIn()
        self.marks = file_marks(named)
        self._own: list[Cassette] = []
        try:
            opened = [one if isinstance(one, Cassette) else self._opened(one) for one in named]
            self._index(opened, volatile, headers)
        except BaseException:
            self.close()
            raise

    def find(self, incoming: IncomingRequest, info: RequestInfo) -> Track | None:
        """Looks a request up as it came, then as the cassettes have it scrubbed.

        Args:
            incoming: the request.
            info: what it asks for.
        """
        key = info.key
        if self._apart:
            key = self.index.accounts.keyed(key, info.impersonated, names_of(incoming.request))
        track = self.index.tracks.get(key)
        if track is not None:
            return track
        found = (self._find_scrubbed(incoming.scrubbed(one.scrub_request)) for one in self._scrubbers)
        return next((each for each in found if each is not None), None)

    @property
    def volatile(self) -> VolatilePaths:
        """What requests are compared without."""
        return self._matching.volatile

    def completed(self, request: HttpRequest) -> HttpRequest:
        """Returns a request with the credentials of its connection, if it has none."""
        return self._signed_in.completed(request)

    def _find_scrubbed(self, scrubbed: IncomingRequest) -> Track | None:
        key = self._key(scrubbed)
        track = self.index.tracks.get(key)
        if track is None and self._of_old:
            track = self._scrubbed_again.get(key)
        return track

    def _key(self, incoming: IncomingRequest, names: HeaderNames | None = None) -> MatchKey:
        """Returns the key of a request that is not known by heart."""
        key = self._matching.key(incoming.request, incoming.identified)
        accounts = self.index.accounts
        if not accounts:
            return key
        impersonated = self._matching.impersonated(incoming.identified)
        return accounts.keyed(key, impersonated, names or names_of(incoming.request))

    @cached_property
    def _of_old(self) -> dict[str, Scrubber]:
        """Scrubbers for the cassettes that an older scrubbing left values in, by file."""
        found = {}
        for cassette in self.index.cassettes:
            scrub = cassette.header.scrub
            if is_scrubbed(scrub) and "version" not in scrub:
                found[str(cassette.path)] = Scrubber.of(scrub)
        return found

    @cached_property
    def _scrubbed_again(self) -> dict[MatchKey, Track]:
        """The tracks of old cassettes, by what today's scrubbing makes of their requests.

        The scrubbing of version 1 left values in clear that a live request, scrubbed by today's, has no more.
        """
        found: dict[MatchKey, Track] = {}
        for track in self.index.tracks.values():
            place = track.places[0]
            recording = self.index.at(place)
            scrubber = self._of_old.get(recording.cassette)
            if scrubber is not None:
                again = IncomingRequest(scrubber.scrub_request(recording.interaction.request))
                anchor, user = names_of(again.request)
                found.setdefault(self._key(again, (anchor, user or self.index.names(place)[1])), track)
        return found

    def host_of(self, cassette: str, n: int) -> str:
        """Returns the host that a recorded request was sent to; empty if there is no such recording."""
        for one in self.index.cassettes:
            if str(one.path) == cassette:
                return one.numbered(n).request.host
        return ""

    def close(self) -> None:
        """Closes the cassettes that were opened here; may be called again."""
        for cassette in self._own:
            cassette.close()

    def _opened(self, path: Path | str) -> Cassette:
        cassette = Cassette(path)
        self._own.append(cassette)
        return cassette

    def _index(self, opened: Sequence[Cassette], volatile: Iterable[str], headers: Iterable[str]) -> None:
        paths = [parse_path(path) for path in (*volatile, *volatile_of(opened))]
        self._matching = Matching(paths, headers, accounts=self._accounts, set_order=self._set_order)
        self.calls = RecordedPhoneCalls()
        self.requests = RequestCache(self._matching)
        self.index = CassetteIndex(opened, self.requests.read, self.calls.add, accounts=self._accounts)
        self.calls.finish()
        self._apart = bool(self.index.accounts)
        self.users_count = self.index.accounts.users
        self.answers = AnswerBuilder(self.index, self.calls)
        self._scrubbers = self.index.scrubbers()
        self.misses = MissMaker(self.index, Candidates(self.index, self._matching, self._scrubbers))


def content_seed(named: Iterable[Path | str]) -> str:
    """Returns a seed that follows from what files hold, for a simulator beside them.

    Raises:
        InputError: a file cannot be read.
    """
    seed = blake2b(digest_size=16)
    for path in named:
        try:
            with located(path).open("rb") as file:
                while piece := file.read(1 << 20):
                    seed.update(piece)
        except OSError as problem:
            raise InputError(f"the file cannot be read ({problem.strerror})", str(path)) from None
    return f"beside {seed.hexdigest()}"


def file_marks(named: Sequence[Path | str | Cassette]) -> tuple[FileMark, ...]:
    """Returns the state of each file; zeros for one that is not there."""
    marks: list[FileMark] = []
    for one in named:
        try:
            there = located(one.path if isinstance(one, Cassette) else one).stat()
            marks.append((there.st_ino, there.st_size, there.st_mtime_ns))
        except OSError:
            marks.append((0, 0, 0))
    return tuple(marks)


def volatile_of(cassettes: Sequence[Cassette]) -> list[str]:
    """Returns the volatile paths that the cassettes' own headers name.

    Raises:
        UsageError: a header has something else in their place.
    """
    paths: list[str] = []
    for cassette in cassettes:
        replay = cassette.header.extra.get("replay")
        named = replay.get("volatile") if isinstance(replay, dict) else None
        if named is None:
            continue
        if not isinstance(named, list) or not all(isinstance(path, str) for path in named):
            raise UsageError('"replay": {"volatile": ...} is no list of paths', str(cassette.path))
        paths += named
    return paths

"""The rows of cassettes, looked up one by one: a row's line is peeked at, its bodies are not decoded."""

from __future__ import annotations

import threading
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from inspector.bounded import Recent
from inspector.cassette import Cassette, Interaction
from inspector.cassette.annotate import MARKED, annotate
from inspector.cassette.line_schema import Peek, peek_line
from inspector.cassette.model import read_interaction
from inspector.conformance.finding import Finding, readable_findings
from inspector.errors import CassetteError, UsageError
from inspector.filter import Subject
from inspector.flow import Step, step_of
from inspector.resources import cassettes_dir
from inspector.tui.cassette_line import PACKED, CassetteLine, Row, is_plain, peek
from inspector.tui.files import Files
from inspector.wire.printable import printable_line

if TYPE_CHECKING:
    from inspector.replay.volatile import VolatilePaths

_AT_ONCE = 128 * 1024  # bytes of a line that are decoded while a key press waits
_PIECE = 16 * 1024 * 1024  # bytes that are looked through for lines at once
_LOOKED_AT = 1000  # interactions that are looked at for words that a filter can ask for
_DECODED = 200  # and of those the ones that are decoded for it


class CassetteView:
    """Rows and interactions of cassettes by their place, with a bounded memory of what was looked at.

    The interactions of several cassettes are numbered by their places, and their times count from the start
    of the first recording; of one they are as they stand in the file.

    Args:
        cassettes: the cassettes; they stay open.
    """

    def __init__(self, *cassettes: Cassette) -> None:
        self.files = Files(cassettes)
        self._lock = threading.Lock()
        self._gone = False
        self._rows: Recent[int, Row] = Recent(2048)
        self.judged: dict[int, tuple[Finding, ...]] | None = None
        self._steps: Recent[int, Step | None] = Recent(512)
        self._words: dict[str, Counter[str]] = {}
        self._has_notes = False

    def __len__(self) -> int:
        return len(self.files)

    @property
    def cassette(self) -> Cassette:
        """The cassette; the first of several."""
        return self.files.cassettes[0]

    @property
    def name(self) -> str:
        """The names of the files, printable."""
        return printable_line(", ".join(path.name for path in self.files.paths))

    def row(self, index: int) -> Row:
        """Returns a row.

        Args:
            index: its place in the cassette, from 0.
        """
        row = self._rows.get(index)
        if row is None:
            row = peek(self.line(index))
            if self.files.several:
                row = replace(row, n=index + 1, at=row.at + self._start(index))
            if self.judged is not None:
                found = self.judged.get(index, ())
                worst = max((each.severity for each in found), key=lambda each: each.rank, default=None)
                row = replace(row, worst=worst.value if worst else "", findings=len(found))
            self._rows.keep(index, row)
            self._learn("op", row.operation)
            self._learn("ep", row.endpoint)
            self._learn("s", str(row.status or ""))
            self._has_notes = self._has_notes or bool(row.note)
        return row

    def _start(self, index: int) -> float:
        return self.files.starts[self.files.stands(index)[0]]

    @cached_property
    def began(self) -> datetime | None:
        """When the recording began, of several the first; ``None`` if a header does not tell."""
        if not self.files.by_time:
            return None
        try:
            return min(datetime.fromisoformat(each.header.created) for each in self.files.cassettes)
        except (ValueError, TypeError):  # TypeError: one tells its offset, another does not
            return None

    @property
    def distinguished_by(self) -> frozenset[str]:
        """What tells the interactions that were looked at apart: ``endpoint``, ``file``, ``note``."""
        several = len(self._words.get("ep", ())) > 1
        known = {"endpoint": several, "note": self._has_notes, "file": self.files.several}
        return frozenset(name for name, apart in known.items() if apart)

    def words(self, atom: str) -> list[str]:
        """Returns what a filter's atom can ask for here, as far as it was seen: what there is most of first.

        Args:
            atom: ``op``, ``ep``, ``s``, ``outcome`` or ``code``.
        """
        for index in range(min(len(self), _LOOKED_AT)):
            row = self.row(index)
            if row.findings and atom == "code":
                for finding in self.findings(index):
                    self._learn("code", finding.code)
            if atom == "outcome" and index < _DECODED and self.quick(index):
                self.step(index)
        return [word for word, _ in self._words.get(atom, Counter()).most_common()]

    def _learn(self, atom: str, word: str) -> None:
        if word:
            self._words.setdefault(atom, Counter())[word] += 1

    def file_of(self, index: int) -> str:
        """Returns the name of the file that an interaction stands in, printable."""
        return printable_line(self.files.paths[self.files.stands(index)[0]].stem)

    def line(self, index: int) -> bytes:
        """Returns the line of an interaction as it stands in the file; may be asked from any thread.

        Args:
            index: its place in the cassette, from 0.
        """
        with self._lock:  # a refresh maps the file anew
            return b"" if self._gone else self.files.raw(index)

    def refresh(self, most: int | None = None) -> int:
        """Looks for interactions that were appended or not read yet, and returns how many there are.

        Args:
            most: how many bytes are looked through, about; ``None`` for all.

        Raises:
            CassetteError: the file has become shorter.
        """
        with self._lock:
            try:
                return self.files.read_on(most)
            except CassetteError:
                self._gone = True  # what was mapped is no longer there to be read
                raise

    def read_on(self) -> Iterator[float]:
        """Looks through the rest of the file, a piece at a time; yields how much of it is known, from 0 to 1.

        Raises:
            CassetteError: the file has become shorter.
        """
        while not self.files.whole and not self._gone:
            self.refresh(_PIECE)
            yield self.files.share_read()

    def marked(self) -> Iterator[list[int]]:
        """Looks for the interactions that are marked in the files; yields places, many lines at once."""
        for places, _ in self.files.holding((MARKED,), 0, len(self)):
            yield [place for place in places if peek(self.line(place)).marked]
            if self._gone:
                return

    def annotate(self, notes: Mapping[int, str], marked: Collection[int]) -> None:
        """Writes notes and marks into the files; takes as long as copying them.

        Args:
            notes: a note by the place of its interaction; an empty one takes it away.
            marked: the places that are marked.

        Raises:
            InspectorError: a file cannot be written.
        """
        for _ in self.read_on():
            pass
        before = {place for places in self.marked() for place in places}
        for file, path in enumerate(self.files.paths):
            here = {
                place: self.files.stands(place)[1]
                for place in {*notes, *marked, *before}
                if self._in(place, file)
            }
            wanted = {here[place] for place in marked if place in here}
            written = {here[place]: note for place, note in notes.items() if place in here}
            if written or wanted != {here[place] for place in before if place in here}:
                _refuse_sample(path)
                annotate(path, written, wanted)
                anew = self.files.opened_anew(file)
                with self._lock:
                    self.files.replace(file, anew)
        self._rows.clear()

    def _in(self, place: int, file: int) -> bool:
        return self.files.stands(place)[0] == file

    def holding(self, text: str, begin: int, end: int) -> Iterator[tuple[list[int], int]]:
        """Looks for interactions that can hold a text, many lines at once.

        Args:
            text: the text.
            begin: the first place that is looked at.
            end: the place behind the last one.

        Yields:
            From time to time, the places that are worth to be decoded, and the first place not looked at yet.
        """
        if is_plain(text):
            for found in self.files.holding((text.lower().encode(), PACKED), begin, end):
                yield found
                if self._gone:
                    return
            return
        for place in range(begin, end):
            yield [place], place + 1

    def close(self) -> None:
        """Closes the files."""
        with self._lock:
            self._gone = True
            self.files.close()

    def step(self, index: int) -> Step | None:
        """Returns what a flow knows of an interaction: its handles and its outcome. Decodes the bodies.

        Args:
            index: its place in the cassette, from 0.

        Returns:
            The step; ``None`` if the line cannot be read.
        """
        known = self._steps.get(index, ...)
        if known is ...:
            found = self.interaction(index)
            step = step_of(found) if isinstance(found, Interaction) else None
            if step is not None:
                self._learn("outcome", printable_line(step.outcome))
            self._steps.keep(index, step)
            return step
        return known

    def quick(self, index: int) -> bool:
        """Whether an interaction is decoded at once, or takes its time.

        Args:
            index: its place in the cassette, from 0.
        """
        return len(self.line(index)) <= _AT_ONCE

    def knows_step(self, index: int) -> bool:
        """Whether the step of an interaction has been worked out already."""
        return index in self._steps

    def findings(self, index: int) -> tuple[Finding, ...]:
        """Returns the findings of an interaction: of the last judgement here, else of the recording.

        Args:
            index: its place in the cassette, from 0.
        """
        if self.judged is not None:
            return self.judged.get(index, ())
        found = peek_line(self.line(index))
        return readable_findings(found.findings or ()) if isinstance(found, Peek) else ()

    def adopt(self, judged: dict[int, tuple[Finding, ...]]) -> None:
        """Shows these findings from now on, instead of those of the recording.

        Args:
            judged: findings by place.
        """
        self.judged = judged
        self._rows.clear()

    def subject(self, index: int) -> Subject:
        """Returns what a filter asks of an interaction.

        Args:
            index: its place in the cassette, from 0.
        """
        return CassetteLine(
            self.line(index),
            index + 1 if self.files.several else None,
            None if self.judged is None else self.judged.get(index, ()),
        )

    def naming(self, handle: str) -> Iterator[tuple[list[Interaction], float]]:
        """Looks for the interactions that can name a handle, in order; others that hold its text come too.

        Args:
            handle: the handle.

        Yields:
            From time to time, what was found since, and how much was looked at, from 0 to 1.
        """
        for _ in self.read_on():
            yield [], 0.0
        for places, behind in self.holding(handle, 0, len(self)):
            yield list(self.some(places)), behind / len(self)

    @property
    def volatile(self) -> VolatilePaths:
        """What of requests is not compared: what clients make up anew, and what the header names.

        A header that names no paths counts for nothing here; a replay server says what is wrong with it.
        """
        from inspector.replay.loaded import volatile_of  # here: few sessions compare
        from inspector.replay.volatile import VolatilePaths, parse_path

        try:
            paths = volatile_of(self.files.cassettes)
            return VolatilePaths([parse_path(path, "the header") for path in paths])
        except UsageError:
            return VolatilePaths()

    def some(self, places: Iterable[int]) -> Iterator[Interaction]:
        """Yields interactions; lines that cannot be read are left out.

        Args:
            places: their places in the cassette.
        """
        for index in places:
            found = self.interaction(index)
            if isinstance(found, Interaction):
                yield found

    def everything(self) -> Iterator[Interaction]:
        """Yields every interaction that can be read, once the file is read to its end."""
        for _ in self.read_on():
            pass
        yield from self.some(range(len(self)))

    def numbered(self, n: int) -> Interaction | None:
        """Returns the interaction with a number; ``None`` if there is none that can be read."""
        found = self.interaction(self.place_of(n))
        return found if isinstance(found, Interaction) and found.n == n else None

    def place_of(self, n: int) -> int:
        """Returns the place of the interaction with a number; 0 if there is none."""
        at = self.nearest(n)
        if at < len(self) and self.row(at).n == n:
            return at
        return next((index for index in range(len(self)) if self.row(index).n == n), 0)

    def nearest(self, n: int) -> int:
        """Returns the first place whose number is not below a number; the length if there is none.

        Args:
            n: the number. Numbers grow in a cassette.
        """
        if 0 < n <= len(self) and self.row(n - 1).n == n:
            return n - 1
        return bisect_left(range(len(self)), n, key=lambda index: self.row(index).n)

    def interaction(self, index: int) -> Interaction | CassetteError:
        """Returns an interaction, or why its line cannot be read.

        Args:
            index: its place in the cassette, from 0.
        """
        file, line = self.files.stands(index)
        where = f"{self.files.paths[file]}, interaction {line + 1}"
        try:
            found = read_interaction(self.line(index), where)
        except CassetteError as problem:
            return problem
        if not self.files.several:
            return found
        conn = f"{file + 1}.{found.conn}" if found.conn else ""
        return replace(found, n=index + 1, at=found.at + self.files.starts[file], conn=conn)


def _refuse_sample(path: Path) -> None:
    if path.resolve().parent == cassettes_dir().resolve():
        raise UsageError("a sample is not written to", str(path), "Copy it to a file of your own first.")

"""The texts of an exchange while it is scrubbed: header fields, URLs, values of bodies, all of one kind."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import unquote

from inspector.scrub.patterns import in_url
from inspector.scrub.text_search import in_order
from inspector.wire.body.edits import Edit, applied

PLAIN = r"[\w.:+-]{0,64}"
"""What the protocol writes in an enumerated place looks like this."""
_PLAIN = re.compile(PLAIN)
SHORTEST_RUN = 12
"""Characters of a text in which something can be packed."""
_LONGEST_RUN = 16_384
# A run that can be base64: nothing that tells much is shorter.
_RUN = re.compile(r"(?<![^\s\"'>;=?&,(~\x01])[A-Za-z0-9+/_-]{11,}+={0,2}(?![A-Za-z0-9+/_=.:-])")
_RUN_IN_URL = re.compile(
    r"(?<=[=?&;,])(?:[A-Za-z0-9+/_-]|%2[BbFf]){11,}+(?:=|%3[Dd]){0,2}(?![A-Za-z0-9+/_=.:-])"
)


class Text:
    """A text that is looked through, and what comes of it.

    Args:
        before: the text as it came.
        made: the text after what is told by its role is replaced.
        put: takes the edits of the text as it came.
        url: it is a URL.
        running: it is a running text, in which an extension is looked for.
        binary: it is base64 of what is no text.
        done: all of it is replaced already.

    Attributes:
        inner: where what is packed in it stands in ``made``, and what it becomes.
        edits: what has to be put into ``made``.
    """

    __slots__ = ("before", "binary", "done", "edits", "inner", "made", "put", "running", "url")

    def __init__(
        self,
        before: str,
        made: str,
        put: Callable[[Sequence[Edit]], None],
        *,
        url: bool = False,
        running: bool = False,
        binary: bool = False,
        done: bool = False,
    ) -> None:
        self.before = before
        self.made = made
        self.put = put
        self.url = url
        self.running = running
        self.binary = binary
        self.done = done
        self.inner: list[tuple[int, int, Callable[[], str | None]]] = []
        self.edits: list[Edit] = []

    def finish(self) -> None:
        """Puts what has come of it into where it came from."""
        edits = self.edits
        if self.inner:
            packed = [(start, end, made) for start, end, write in self.inner if (made := write()) is not None]
            edits = in_order([*packed, *edits]) if packed else edits
        if self.made != self.before:
            self.put([(0, len(self.before), applied(self.made, edits))])
        elif edits:
            self.put(edits)


def between() -> Text:
    """Returns a text that stands for known ones: it keeps those before them from those behind them."""

    def nothing(edits: Sequence[Edit]) -> None:
        """It holds nothing that is replaced."""

    return Text("x", "x", nothing)


@dataclass(frozen=True, slots=True)
class Run:
    """What may be packed in a running text.

    Args:
        start: where it begins.
        end: where it ends.
        text: what stands there, without the escapes of a URL.
        escaped: whether it had such escapes.
    """

    start: int
    end: int
    text: str
    escaped: bool = False

    def written(self, made: str) -> str:
        """Returns a text as it is written in the place of the run."""
        return in_url(made) if self.escaped else made


def runs_in(text: str, *, url: bool = False) -> Iterator[Run]:
    """Yields what may be base64 in a running text.

    Args:
        text: the text.
        url: it is a URL, in which signs of base64 can be escaped.
    """
    for found in (_RUN_IN_URL if url else _RUN).finditer(text):
        if found.end() - found.start() <= _LONGEST_RUN and not found[0].isdecimal():
            escaped = url and "%" in found[0]
            yield Run(found.start(), found.end(), unquote(found[0]) if escaped else found[0], escaped)


def looks_plain(text: str) -> bool:
    """Whether a text can be what the protocol writes in an enumerated place."""
    return _PLAIN.fullmatch(text) is not None

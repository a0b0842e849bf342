"""Where elements and attributes stand in the text of a message: line, column and range, by path.

The text may be broken: a tag is found where it stands, whatever is wrong behind it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate

from inspector.wire.body.lexer import REST, SPLIT, tag_of
from inspector.wire.body.markup import is_html
from inspector.wire.body.markup_reader import Node, Reader
from inspector.wire.element_paths import find, parse_path

_LINE_END = re.compile("\n")


@dataclass(frozen=True, slots=True)
class Located:
    """A name in a text: of an element in its start tag, or of one of its attributes.

    Args:
        start: where it begins, in characters from 0.
        width: how many characters it has.
        line: its line, from 1.
        column: its column, from 1.
    """

    start: int
    width: int
    line: int
    column: int


class SourceMap:
    """The elements of a text.

    Args:
        text: the text.
    """

    def __init__(self, text: str) -> None:
        pieces = SPLIT.split(text)
        self._starts = [0, *accumulate(map(len, pieces))]
        self._lines = [0, *(found.end() for found in _LINE_END.finditer(text))]
        reader = Reader(html=is_html(text))
        self._children: dict[int, list[Node]] = {}
        self._root: list[Node] = []
        for node in reader.values_and_elements(pieces)[1]:
            above = node[4]
            if not self._root:
                self._root.append(node)
            if above is not None:
                self._children.setdefault(id(above), []).append(node)

    def find(self, path: str) -> Located | None:
        """Finds what a path names; an attribute that is not there is its element.

        Args:
            path: the path, from the root or from the Body on.

        Returns:
            The place; ``None`` if there is no such element.
        """
        if not self._root:
            return None
        found, whole = find(self._root[0], path, self._in, _name)
        if not whole:
            return None
        node = found[-1]
        start, piece = self._starts[node[6]], node[3]
        wanted = parse_path(path).attribute
        if wanted:
            for name, first, _ in tag_of(piece).attributes:
                if name != REST and name.rpartition(":")[2] == wanted:
                    at = piece.rindex(name, 0, first) + len(name) - len(wanted)
                    return self._located(start + at, len(wanted))
        return self._located(start + 1, len(node[1]))

    def _in(self, node: Node) -> list[Node]:
        return self._children.get(id(node), [])

    def _located(self, start: int, width: int) -> Located:
        line = bisect_right(self._lines, start)
        return Located(start, width, line, start - self._lines[line - 1] + 1)


def _name(node: Node) -> tuple[str, str]:
    return node[0]

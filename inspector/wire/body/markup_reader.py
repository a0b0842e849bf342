"""XML and HTML read into values: the elements around each, its name and its attributes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Protocol, cast

from inspector.wire.body.lexer import REST, Kind, decoded, is_declaration, kept_tag, tag_of
from inspector.wire.body.model import Place, Source
from inspector.wire.body.value import Attributes, Value

Name = tuple[str, str]
"""Namespace and local name."""
Node = tuple[Name, str, dict[str, str] | None, str, "Node | None", str, int]
"""An element: its name, its name as written, what it declares, its tag, its parent, the tag of the sibling
before it (empty if it is the first), and which piece it is."""

ROOT: Node = (("", ""), "", None, "", None, "", 0)
"""What the outermost element stands in."""
NAMELESS = frozenset(("comment", "instruction", "doctype"))
"""The layers of what stands in an element and has no name of its own."""
_VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr")
)
_COMMENT_START, _OTHER_START = 4, 2
_EMPTY, _END = Kind.EMPTY, Kind.END


class Holder(Protocol):
    """The layer that values of markup stand in."""

    html: bool
    place: Place
    source: Source | None
    edited: list[Value]

    def piece(self, at: int) -> str:
        """Returns a piece of its text."""
        ...

    def path_of(self, node: Node) -> str:
        """Returns the path of an element."""
        ...

    def span_of(self, value: Value) -> tuple[int, int]:
        """Returns where a value stands in its text."""
        ...


class MarkupValue(Value):
    """A value in XML or HTML; what it is called is found when it is asked for."""

    __slots__ = ("_attribute", "end", "node", "parts", "start")

    holder: Holder

    def __init__(
        self,
        text: str,
        layer: str,
        holder: Holder,
        node: Node,
        parts: tuple[int, ...],
        attribute: str = "",
        start: int = 0,
        end: int = 0,
    ) -> None:
        self.text = text
        self.layer = layer
        self.edits = ()
        self.holder = holder
        self.node = node
        self.parts = parts
        self._attribute = attribute
        self.start = start
        self.end = end

    @property
    def namespace(self) -> str:
        return self.node[0][0] if self.layer not in NAMELESS else ""

    @property
    def name(self) -> str:
        return self.node[0][1] if self.layer not in NAMELESS else ""

    @property
    def parent(self) -> str:
        if self.layer in NAMELESS:
            return self.node[0][1]
        above = self.node[4]
        return above[0][1] if above else ""

    @property
    def attribute(self) -> str:
        return self._attribute.rpartition(":")[2]

    @property
    def attributes(self) -> Attributes:
        return attributes_in(self.node[3], html=self.holder.html)

    @property
    def before(self) -> tuple[str, Attributes] | None:
        piece = self.node[5]
        if not piece:
            return None
        return tag_of(piece).name.rpartition(":")[2], attributes_in(piece, html=self.holder.html)

    @property
    def path(self) -> str:
        path = self.holder.path_of(self.node)
        if self.layer in NAMELESS:
            return f"{path}/{self.layer}()" if path else f"{self.layer}()"
        return f"{path}/@{self.attribute}" if self._attribute else path

    @property
    def layer_place(self) -> Place:
        return self.holder.place

    @property
    def span(self) -> tuple[int, int] | None:
        source = self.holder.source
        if source is None:
            return None
        start, end = self.holder.span_of(self)
        return source.byte(start), source.byte(end)


def attributes_in(piece: str, *, html: bool) -> Attributes:
    """Returns the attributes of a tag by local name.

    Args:
        piece: the tag; empty for none.
        html: it is HTML.
    """
    if not piece:
        return {}
    return {
        name.rpartition(":")[2]: decoded(piece[start:end], html=html)
        for name, start, end in tag_of(piece).attributes
        if name != REST
    }


class Reader:
    """Reads pieces of markup into values; goes on where it stopped, so that a large text is read in windows.

    Args:
        html: it is HTML.
    """

    def __init__(self, *, html: bool) -> None:
        self.html = html
        self._layer = "html" if html else "xml"
        # The namespaces bound to each prefix, the innermost last: linear, however many are declared.
        self._bound: dict[str, list[str]] = {"": [""], "xml": ["http://www.w3.org/XML/1998/namespace"]}
        self._full: dict[str, Name] = {}
        self._stack: list[Node] = [ROOT]
        self._lasts = [""]  # of each open element the tag of its last child so far
        self._open: dict[str, int] = {}
        self._nodes: list[Node] | None = None  # takes every element, if somebody wants them

    def values_and_elements(self, pieces: list[str]) -> tuple[list[MarkupValue], list[Node]]:
        """Returns the values of some pieces, which have no layer, and the elements, in order.

        Args:
            pieces: as for :meth:`read`.
        """
        nodes = self._nodes = []
        return self.read(pieces, cast("Holder", None)), nodes

    def read(self, pieces: list[str], holder: Holder) -> list[MarkupValue]:
        """Returns the values of some pieces.

        Args:
            pieces: text and markup in turn, as :data:`SPLIT` gives them.
            holder: the layer that the values belong to.
        """
        html, layer = self.html, self._layer
        values: list[MarkupValue] = []
        add, known, nodes = values.append, kept_tag, self._nodes
        stack, lasts, opened, full = self._stack, self._lasts, self._open, self._full
        here = stack[-1]
        run: list[int] = []
        if pieces[0] and not pieces[0].isspace():
            run.append(0)
        for at in range(1, len(pieces), 2):
            piece = pieces[at]
            kind, name, attributes, namespaces = known(piece) or tag_of(piece)
            if kind <= _EMPTY:
                if run:
                    self._flush(run, pieces, holder, add)
                if namespaces:
                    self._bind(namespaces)
                expanded = full.get(name) or self._expand(name)
                node: Node = (expanded, name, namespaces, piece, here, lasts[-1], at)
                lasts[-1] = piece
                if nodes is not None:
                    nodes.append(node)
                for own, start, end in attributes:
                    if end > start:
                        text = decoded(piece[start:end], html=html)
                        kept = "rest" if own == REST else layer
                        add(MarkupValue(text, kept, holder, node, (at,), own, start, end))
                if kind == _EMPTY or (html and name.lower() in _VOID):
                    if namespaces:
                        self._unbind(namespaces)
                else:
                    stack.append(node)
                    lasts.append("")
                    opened[name] = opened.get(name, 0) + 1
                    here = node
            elif kind == _END:
                if run:
                    self._flush(run, pieces, holder, add)
                if opened.get(name):
                    while self._close() != name:
                        pass
                    here = stack[-1]
            else:
                if not run and pieces[at - 1]:  # white space: it belongs to the text after all
                    run.append(at - 1)
                if kind == Kind.CDATA:
                    run.append(at)
                elif (kind != Kind.INSTRUCTION or not is_declaration(piece)) and (
                    aside := _aside(piece, kind, holder, here, at)
                ):
                    add(aside)
            after = pieces[at + 1]
            if after and (run or not after.isspace()):
                run.append(at + 1)
        if run:
            self._flush(run, pieces, holder, add)
        return values

    def _flush(
        self, run: list[int], pieces: list[str], holder: Holder, add: Callable[[MarkupValue], None]
    ) -> None:
        if len(run) == 1 and not run[0] & 1:
            text = pieces[run[0]]
            if "&" in text:
                text = decoded(text, html=self.html)
        else:
            text = "".join([text_of(pieces[at], at, self.html) for at in run])
        if not text.isspace() and text:
            add(MarkupValue(text, self._layer, holder, self._stack[-1], tuple(run)))
        run.clear()

    def _bind(self, namespaces: dict[str, str]) -> None:
        for prefix, uri in namespaces.items():
            self._bound.setdefault(prefix, []).append(uri)
        self._full.clear()

    def _unbind(self, namespaces: Iterable[str]) -> None:
        for prefix in namespaces:
            self._bound[prefix].pop()
        self._full.clear()

    def _expand(self, name: str) -> Name:
        prefix, colon, local = name.partition(":")
        uris = self._bound.get(prefix if colon else "")
        expanded = self._full[name] = (uris[-1] if uris else "", local if colon else name)
        return expanded

    def _close(self) -> str:
        node = self._stack.pop()
        self._lasts.pop()
        self._open[node[1]] -= 1
        if node[2]:
            self._unbind(node[2])
        return node[1]


def text_of(piece: str, at: int, html: bool) -> str:
    """Returns what a piece says that is no tag.

    Args:
        piece: the piece.
        at: which piece it is; an odd one is a CDATA section.
        html: it is HTML.
    """
    if at & 1:  # a CDATA section
        return piece[9:-3] if piece.endswith("]]>") else piece[9:]
    return decoded(piece, html=html)


def _aside(piece: str, kind: int, holder: Holder, node: Node, at: int) -> MarkupValue | None:
    if kind == Kind.COMMENT:
        start, end, layer = _COMMENT_START, "-->", "comment"
    elif kind == Kind.INSTRUCTION:
        start, end, layer = _OTHER_START, "?>", "instruction"
    else:
        start, end, layer = _OTHER_START, ">", "doctype"
    stop = len(piece) - len(end) if piece.endswith(end) and len(piece) >= start + len(end) else len(piece)
    text = piece[start:stop]
    if not text or text.isspace():
        return None
    return MarkupValue(text, layer, holder, node, (at,), "", start, stop)

"""XML and HTML as values: texts, attributes, comments, instructions, document types, and whatever is left.

Whatever in a document is neither a name nor a namespace declaration is a value. What is written back is what
was read, but for the characters that were edited.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate
from typing import cast

from inspector.wire.body.edits import Edit, applied, respelled
from inspector.wire.body.lexer import (
    DECLARATION,
    REST,
    SPLIT,
    Kind,
    Tag,
    decoded,
    is_declaration,
    kept_tag,
    references,
    spell_attribute,
    spell_text,
    tag_of,
)
from inspector.wire.body.model import Attributes, Opener, Place, TextLayer, Value
from inspector.wire.paths import step_name
from inspector.wire.soap import SOAP_11, SOAP_12

__all__ = ["Markup", "MarkupValue", "Reader", "has_markup", "is_html", "is_markup"]

Name = tuple[str, str]
"""Namespace and local name."""
Node = tuple[Name, str, dict[str, str] | None, str, "Node | None", str, int]
"""An element: its name, its name as written, what it declares, its tag, its parent, the tag of the sibling
before it (empty if it is the first), and which piece it is."""

_ROOT: Node = (("", ""), "", None, "", None, "", 0)
_HEAD = "\ufeff \t\r\n\0"
_TAGGED = re.compile(r"<(?:[?!]|/?[A-Za-z][A-Za-z0-9:_-]*+[\s/>])")
_HTML_HEAD = re.compile(
    r"<(?:!doctype\s+html|(?:html|head|body|meta|title|style|p|div|table|tr|td|span|font|a|b|i|u|em|strong|br|hr|"
    r"ul|ol|li|h[1-6]|img|pre|center|blockquote)\b)",
    re.IGNORECASE,
)
_VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr")
)
_ENVELOPES = frozenset(((SOAP_11, "Envelope"), (SOAP_12, "Envelope")))
_SHORT = 11  # characters: nothing as short as that holds another layer, unless it begins like one
_COMMENT_START, _OTHER_START = 4, 2
_EMPTY, _END = Kind.EMPTY, Kind.END


def is_markup(text: str) -> bool:
    """Whether a text begins with markup."""
    return _TAGGED.match(text.lstrip(_HEAD)) is not None


def has_markup(text: str) -> bool:
    """Whether a tag stands anywhere in a text."""
    return "<" in text and _TAGGED.search(text) is not None


def is_html(text: str, media_type: str = "") -> bool:
    """Whether markup is HTML rather than XML.

    Args:
        text: the text.
        media_type: what is said of it, in lower case; empty if nothing is.
    """
    if media_type == "text/html" or media_type.endswith("xml"):
        return media_type == "text/html"
    head = text[:1000].lstrip(_HEAD)
    return not (head.startswith("<?xml") or "xmlns" in head) and _HTML_HEAD.search(head) is not None


class MarkupValue(Value):
    """A value in XML or HTML; what it is called is found when it is asked for."""

    __slots__ = ("_attribute", "end", "node", "parts", "start")

    holder: Markup

    def __init__(
        self,
        text: str,
        layer: str,
        holder: Markup,
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
        return self.node[0][0] if self.layer not in _NAMELESS else ""

    @property
    def name(self) -> str:
        return self.node[0][1] if self.layer not in _NAMELESS else ""

    @property
    def parent(self) -> str:
        if self.layer in _NAMELESS:
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
        if self.layer in _NAMELESS:
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


_NAMELESS = frozenset(("comment", "instruction", "doctype"))


class _Slot:
    """A place in all texts whose tags are of the same shapes: an attribute, or what may stand before a tag.

    Args:
        at: the piece.
        number: which of its attributes; -1 for a text.
        node: its element, without what differs from text to text.
        before: the piece of the element before that one among its siblings; 0 if it is the first.
        attribute: the name of the attribute; empty for a text.
    """

    __slots__ = ("at", "attribute", "before", "key", "layer", "node", "number", "parts")

    def __init__(self, at: int, number: int, node: Node, before: int, attribute: str = "") -> None:
        self.at = at
        self.number = number
        self.node = node
        self.before = before
        self.attribute = attribute
        self.layer = "rest" if attribute == REST else "xml"
        self.parts = (at,)
        above = node[4]
        parent = above[0][1] if above else ""
        self.key = (self.layer, node[0][0], parent, node[0][1], attribute.rpartition(":")[2])


class _ValueInSlot(MarkupValue):
    """A value of a text that is written as one that was read before."""

    __slots__ = ("slot",)

    def __init__(self, text: str, holder: Markup, slot: _Slot, start: int = 0, end: int = 0) -> None:
        self.text = text
        self.layer = slot.layer
        self.edits = ()
        self.holder = holder
        self.slot = slot
        self.start = start
        self.end = end

    @property
    def key(self) -> tuple[str, str, str, str, str]:
        return self.slot.key

    @property
    def node(self) -> Node:  # type: ignore[override]
        return self.slot.node

    @property
    def parts(self) -> tuple[int, ...]:  # type: ignore[override]
        return self.slot.parts

    @property
    def _attribute(self) -> str:  # type: ignore[override]
        return self.slot.attribute

    @property
    def attributes(self) -> Attributes:
        return self._of_tag(self.slot.node[6])

    @property
    def before(self) -> tuple[str, Attributes] | None:
        at = self.slot.before
        return (tag_of(self.holder.piece(at)).name.rpartition(":")[2], self._of_tag(at)) if at else None

    def _of_tag(self, at: int) -> Attributes:
        return attributes_in(self.holder.piece(at), html=False) if at else {}


_MOST_PIECES = 4_096  # of a text whose slots are kept
_MOST_SLOTS = 100_000  # of all of them
_kept_slots: dict[tuple[int, ...], list[_Slot] | None] = {}
_slots_in_all = 0


def _read(pieces: list[str], holder: Markup) -> Iterable[MarkupValue]:
    """The values of a whole XML text; most are written as one that was read before."""
    if len(pieces) > _MOST_PIECES:
        return Reader(html=False).read(pieces, holder)
    known = kept_tag
    tags = [known(piece) or tag_of(piece) for piece in pieces[1::2]]
    shapes = tuple([tag.shape for tag in tags])
    if shapes not in _kept_slots:
        if 0 not in shapes and DECLARATION.shape not in shapes[1:]:
            _keep_slots(shapes, None)
        return Reader(html=False).read(pieces, holder)
    if pieces[0] and shapes[0] == DECLARATION.shape:  # what stands before it goes on behind it
        return Reader(html=False).read(pieces, holder)
    slots = _kept_slots[shapes]
    if slots is None:  # it comes a second time
        slots = Reader(html=False).slots(pieces, tags)
        _keep_slots(shapes, slots)
    return _in_slots(slots, pieces, tags, holder)


def _keep_slots(shapes: tuple[int, ...], slots: list[_Slot] | None) -> None:
    global _slots_in_all
    _slots_in_all += len(shapes) + len(slots or ())
    if _slots_in_all > _MOST_SLOTS:
        _kept_slots.clear()
        _slots_in_all = 0
    _kept_slots[shapes] = slots


def _in_slots(
    slots: list[_Slot], pieces: list[str], tags: list[Tag], holder: Markup
) -> Iterator[MarkupValue]:
    for slot in slots:
        at = slot.at
        if slot.number < 0:
            text = pieces[at]
            if "&" in text:
                text = decoded(text)
            if text and not text.isspace():
                yield _ValueInSlot(text, holder, slot)
            continue
        _, start, end = tags[at >> 1].attributes[slot.number]
        if end > start:
            text = pieces[at][start:end]
            yield _ValueInSlot(decoded(text) if "&" in text else text, holder, slot, start, end)


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
        self._stack: list[Node] = [_ROOT]
        self._lasts = [""]  # of each open element the tag of its last child so far
        self._open: dict[str, int] = {}
        self._nodes: list[Node] | None = None  # takes every element, if somebody wants them

    def slots(self, pieces: list[str], tags: list[Tag]) -> list[_Slot]:
        """Returns where values can stand in texts whose tags have the shapes of these.

        Args:
            pieces: as for :meth:`read`; they hold nothing but elements and texts.
            tags: the odd ones, read.
        """
        nodes = self._nodes = []
        full = [piece if at & 1 else "-" for at, piece in enumerate(pieces)]
        full[0] = ""
        texts = {
            value.parts[0]: value.node for value in self.read(full, cast("Markup", None)) if not value.end
        }
        plain: dict[int, Node] = {0: _ROOT}
        before: dict[int, int] = {0: 0}
        last: dict[int, int] = {}
        for name, written, _, _, above, _, at in nodes:
            parent = above[6] if above else 0
            plain[at] = (name, written, None, "", plain[parent], "", at)
            before[at] = last.get(parent, 0)
            last[parent] = at
        slots: list[_Slot] = []
        for at in range(len(pieces)):
            if at & 1:
                for number, (own, _, _) in enumerate(tags[at >> 1].attributes):
                    slots.append(_Slot(at, number, plain[at], before[at], own))
            else:
                own_at = texts[at][6] if at else 0
                slots.append(_Slot(at, -1, plain[own_at], before[own_at]))
        return slots

    def elements(self, pieces: list[str]) -> list[Node]:
        """Returns the elements of some pieces, in order.

        Args:
            pieces: as for :meth:`read`.
        """
        self._nodes = []
        self.read(pieces, cast("Markup", None))  # nobody sees the values
        return self._nodes

    def read(self, pieces: list[str], holder: Markup) -> list[MarkupValue]:
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
            kind, name, attributes, namespaces, _ = known(piece) or tag_of(piece)
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
        self, run: list[int], pieces: list[str], holder: Markup, add: Callable[[MarkupValue], None]
    ) -> None:
        if len(run) == 1 and not run[0] & 1:
            text = pieces[run[0]]
            if "&" in text:
                text = decoded(text, html=self.html)
        else:
            text = "".join([_text_of(pieces[at], at, self.html) for at in run])
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


def _text_of(piece: str, at: int, html: bool) -> str:
    if at & 1:  # a CDATA section
        return piece[9:-3] if piece.endswith("]]>") else piece[9:]
    return decoded(piece, html=html)


def _aside(piece: str, kind: int, holder: Markup, node: Node, at: int) -> MarkupValue | None:
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


def _numbered(nodes: list[Node]) -> dict[int, int]:
    """The position of each element among those of its name, by its piece; 0 if it is the only one."""
    totals: dict[tuple[int, str], int] = {}
    numbers: dict[int, int] = {}
    families = [(id(node[4]), step_name(*node[0])) for node in nodes]
    for node, family in zip(nodes, families, strict=True):
        numbers[node[6]] = totals[family] = totals.get(family, 0) + 1
    return {
        node[6]: numbers[node[6]] if totals[family] > 1 else 0
        for node, family in zip(nodes, families, strict=True)
    }


class Markup(TextLayer):
    """A text with tags.

    Args:
        text: the text.
        place: where it stands.
        opener: opens what stands within its values.
        html: it is HTML.
        reader: goes on reading a larger text; ``None`` for a whole one.
        pieces: the pieces of the text, if they are known.
    """

    def __init__(
        self,
        text: str,
        place: Place,
        opener: Opener,
        *,
        html: bool,
        reader: Reader | None = None,
        pieces: list[str] | None = None,
    ) -> None:
        super().__init__(text, place)
        self.html = html
        self._pieces = SPLIT.split(text) if pieces is None else pieces
        self._starts: list[int] | None = None
        self._windowed = reader is not None
        self._numbers: dict[int, int] | None = None
        found: Iterable[MarkupValue]
        if html or reader is not None:
            found = (reader or Reader(html=html)).read(self._pieces, self)
        else:
            found = _read(self._pieces, self)
        clean = opener.clean
        values, inner = self.values, self.inner
        for value in found:
            own = value.text
            if own not in clean and (len(own) > _SHORT or own[0] in "<{["):
                layer = opener.within_text(value, html=html and value.layer == "html")
                if layer is not None:
                    values += layer.values
                    inner.append((value, layer))
                    continue
            values.append(value)

    def piece(self, at: int) -> str:
        """Returns a piece of its text, as :data:`~inspector.wire.body.lexer.SPLIT` gives them."""
        return self._pieces[at]

    def tags(self) -> str:
        """Returns the names of its elements, in order."""
        return " ".join(step_name(*node[0]) for node in self._elements())

    def _elements(self) -> list[Node]:
        return Reader(html=self.html).elements(self._pieces)

    def path_of(self, node: Node) -> str:
        """Returns the path of an element, in the project's dialect."""
        steps: list[str] = []
        here: Node | None = node
        while here is not None and here is not _ROOT:
            if not (here[4] is _ROOT and here[0] in _ENVELOPES):
                number = self._number(here)
                steps.append(step_name(*here[0]) + (f"[{number}]" if number else ""))
            here = here[4]
        outer = self.place.path
        path = "/".join(reversed(steps))
        return f"{outer}/{path}" if outer and path else outer + path

    def _number(self, node: Node) -> int:
        """Its position among its siblings of the same name; 0 if it is the only one, or nobody knows."""
        if self._windowed:
            return 0
        if self._numbers is None:
            self._numbers = _numbered(self._elements())
        return self._numbers[node[6]]

    def span_of(self, value: Value) -> tuple[int, int]:
        assert isinstance(value, MarkupValue)
        if self._starts is None:
            self._starts = [0, *accumulate(map(len, self._pieces))]
        first = self._starts[value.parts[0]]
        if value.end:
            return first + value.start, first + value.end
        return first, self._starts[value.parts[-1] + 1]

    def rewritten(self, changed: list[tuple[Value, Sequence[Edit]]]) -> str:
        pieces = list(self._pieces)
        within: dict[int, list[tuple[MarkupValue, Sequence[Edit]]]] = {}
        for value, edits in changed:
            assert isinstance(value, MarkupValue)
            if value.end:
                within.setdefault(value.parts[0], []).append((value, edits))
            else:
                self._put_text(pieces, value.parts, edits)
        for at, all_of in within.items():
            for value, edits in sorted(all_of, key=lambda each: -each[0].start):
                pieces[at] = self._put_within(pieces[at], value, edits)
        return "".join(pieces)

    def _put_within(self, piece: str, value: MarkupValue, edits: Sequence[Edit]) -> str:
        start, end = value.start, value.end
        if value.layer in _NAMELESS:
            return piece[:start] + _tamed(value, applied(value.text, edits)) + piece[end:]
        raw = piece[start:end]
        made = respelled(raw, references(raw, html=self.html), edits, spell_attribute)
        quote = '"' if value.layer != "rest" and piece[start - 1 : start] not in ('"', "'") else ""
        return f"{piece[:start]}{quote}{made}{quote}{piece[end:]}"

    def _put_text(self, pieces: list[str], parts: tuple[int, ...], edits: Sequence[Edit]) -> None:
        """The piece in which an edit begins takes the new text; those after it lose what the edit covers."""
        at = 0
        todo = deque(edits)
        for part in parts:
            text = _text_of(pieces[part], part, self.html)
            end = at + len(text)
            own: list[Edit] = []
            while todo and (todo[0][0] < end or part == parts[-1]):
                start, stop, new = todo.popleft()
                own.append((start - at, min(stop, end) - at, new))
                if stop > end:
                    todo.appendleft((end, stop, ""))
                    break
            if own:
                pieces[part] = self._put_piece(pieces[part], part, text, own)
            at = end

    def _put_piece(self, raw: str, part: int, text: str, edits: list[Edit]) -> str:
        if part & 1:
            return raw[:9] + _in_cdata(text, edits) + ("]]>" if raw.endswith("]]>") else "")
        made = respelled(raw, references(raw, html=self.html), edits, spell_text)
        # What was no tag, such as "< 5", must not become one.
        return made.replace("<", "&lt;") if "<" in made and len(SPLIT.split(made)) > 1 else made


def _in_cdata(text: str, edits: Sequence[Edit]) -> str:
    """A section ends at the first ``]]>``, and a reader takes its carriage returns for line ends."""
    made: list[str] = []
    last, ending = 0, ""
    pieces: list[str] = []
    for start, end, new in edits:
        spelled = new.replace("]]>", "]]]]><![CDATA[>").replace("\r", "]]>&#xD;<![CDATA[")
        pieces += (text[last:start], spelled)
        last = end
    for piece in (*pieces, text[last:]):
        if "]]>" in ending + piece[:2]:
            made.append("]]><![CDATA[")
        made.append(piece)
        ending = (ending + piece)[-2:]
    return "".join(made)


def _tamed(value: MarkupValue, made: str) -> str:
    """New text must not end what it stands in."""
    if value.layer == "comment":
        if "--" not in value.text:
            made = re.sub(r"-(?=-)", "- ", made)
        return (
            made + " " if made.endswith("-") and not value.text.endswith("-") else made.replace("-->", "-- >")
        )
    if value.layer == "instruction":
        return made.replace("?>", "? >")
    return made.replace("<", "(").replace(">", ")")

"""XML and HTML as values: texts, attributes, comments, instructions, document types, and whatever is left.

Whatever in a document is neither a name nor a namespace declaration is a value. What is written back is what
was read, but for the characters that were edited.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Sequence
from itertools import accumulate

from inspector.wire.body.edits import Edit, applied, respelled
from inspector.wire.body.lexer import (
    SPLIT,
    references,
    spell_attribute,
    spell_text,
)
from inspector.wire.body.markup_reader import NAMELESS, ROOT, MarkupValue, Node, Reader, text_of
from inspector.wire.body.markup_slots import Template, read_values, values_in_slots
from inspector.wire.body.model import Opener, Place, TextLayer
from inspector.wire.body.value import Value
from inspector.wire.element_paths import step_name
from inspector.wire.soap import SOAP_11, SOAP_12

_HEAD = "\ufeff \t\r\n\0"
_TAGGED = re.compile(r"<(?:[?!]|/?[A-Za-z][A-Za-z0-9:_-]*+[\s/>])")
_HTML_HEAD = re.compile(
    r"<(?:!doctype\s+html|(?:html|head|body|meta|title|style|p|div|table|tr|td|span|font|a|b|i|u|em|strong|br|hr|"
    r"ul|ol|li|h[1-6]|img|pre|center|blockquote)\b)",
    re.IGNORECASE,
)
_ENVELOPES = frozenset(((SOAP_11, "Envelope"), (SOAP_12, "Envelope")))
_SHORT = 11  # characters


def is_markup(text: str) -> bool:
    """Whether a text begins with markup."""
    return _TAGGED.match(text.lstrip(_HEAD)) is not None


def has_markup(text: str) -> bool:
    """Whether a tag stands anywhere in a text."""
    return "<" in text and _TAGGED.search(text) is not None


def may_hold(text: str) -> bool:
    """Whether a value is long enough to hold another layer, or begins like one."""
    return len(text) > _SHORT or text[0] in "<{["


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
        filled: the template that the text is written by, and what stands in its slots, if it has one.
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
        filled: tuple[Template, list[str]] | None = None,
    ) -> None:
        super().__init__(text, place)
        self.html = html
        self._known_pieces = pieces
        self._starts: list[int] | None = None
        self._windowed = reader is not None
        self._numbers: dict[int, int] | None = None
        found: Iterable[MarkupValue]
        if filled is not None:
            found = values_in_slots(*filled, self)
        elif html or reader is not None:
            found = (reader or Reader(html=html)).read(self._pieces, self)
        else:
            found = read_values(self._pieces, self)
        clean = opener.clean
        values, inner = self.values, self.inner
        for value in found:
            own = value.text
            if own not in clean and may_hold(own):
                layer = opener.within_text(value, html=html and value.layer == "html")
                if layer is not None:
                    values += layer.values
                    inner.append((value, layer))
                    continue
            values.append(value)

    @property
    def _pieces(self) -> list[str]:
        if self._known_pieces is None:
            self._known_pieces = SPLIT.split(self.text)
        return self._known_pieces

    def piece(self, at: int) -> str:
        """Returns a piece of its text, as :data:`~inspector.wire.body.lexer.SPLIT` gives them."""
        return self._pieces[at]

    def tags(self) -> str:
        """Returns the names of its elements, in order."""
        return " ".join(step_name(*node[0]) for node in self._elements())

    def _elements(self) -> list[Node]:
        return Reader(html=self.html).values_and_elements(self._pieces)[1]

    def path_of(self, node: Node) -> str:
        """Returns the path of an element, in the project's dialect."""
        steps: list[str] = []
        here: Node | None = node
        while here is not None and here is not ROOT:
            if not (here[4] is ROOT and here[0] in _ENVELOPES):
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
        if value.layer in NAMELESS:
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
            text = text_of(pieces[part], part, self.html)
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

"""vCard (RFC 6350) and iCalendar (RFC 5545) as values: of each property its text and its parameters."""

from __future__ import annotations

import quopri
import re
from collections.abc import Iterator, Sequence

from inspector.wire.body.edits import Edit, applied, respelled
from inspector.wire.body.model import FlatLayer, Opener, Place
from inspector.wire.body.value import Plain

_BEGIN = re.compile(r"\s{0,64}BEGIN:(?:VCARD|VCALENDAR|VEVENT|VTODO|VJOURNAL)\b", re.IGNORECASE)
_LINE = re.compile(r"[^\r\n]*+(?:\r?\n[ \t][^\r\n]*+)*+")
_QUOTED_PRINTABLE = re.compile(r"ENCODING\s?=\s?QUOTED-PRINTABLE|;QUOTED-PRINTABLE[:;]", re.IGNORECASE)
_NAME = re.compile(r"(?:[\w-]{1,64}\.)?([A-Za-z][\w-]{0,60})")
_PARAMETER = re.compile(r""";((?:[\w-]|\r?\n[ \t]){1,80})(?:=((?:"[^"]*+"|[^";:,]|,)*+))?""")
_ESCAPE = re.compile(r"\r?\n[ \t]|\\([nN,;\\])")
_FOLD = re.compile(r"\r?\n[ \t]")
_PIECES = frozenset(("N", "ADR", "ORG"))  # several texts in one, with semicolons between
_PLAIN_PARAMETERS = frozenset(
    """
    ENCODING CHARSET VALUE TYPE TZID RSVP ROLE PARTSTAT CUTYPE LANGUAGE FMTTYPE
    """.split()  # noqa: SIM905 - a list of names reads better as text
)


def is_properties(text: str) -> bool:
    """Whether a text is a vCard or a calendar."""
    return _BEGIN.match(text) is not None


class Properties(FlatLayer):
    """A vCard, or a calendar.

    Args:
        text: the text.
        place: where it stands.
        opener: opens what stands within its values.
    """

    def __init__(self, text: str, place: Place, opener: Opener) -> None:
        super().__init__(text, place)
        self._opener = opener
        self._quoted: set[int] = set()  # the starts of values in quoted-printable
        components: list[str] = []
        at = 0
        while at < len(text):
            found = _LINE.match(text, at)
            end = found.end() if found else len(text)
            if _QUOTED_PRINTABLE.search(text[at : min(end, at + 300)]):
                end = self._soft(at, end)
            if end > at:
                self._line(at, end, components)
            at = end + (2 if text.startswith("\r\n", end) else 1)

    def _soft(self, start: int, end: int) -> int:
        """Goes over soft line breaks (RFC 2045 section 6.7), as vCard 2.1 has them."""
        while self.text[start:end].endswith("=") and end < len(self.text):
            found = _LINE.match(self.text, end + (2 if self.text.startswith("\r\n", end) else 1))
            if found is None:
                break
            start, end = found.start(), found.end()
        return end

    def _line(self, start: int, end: int, components: list[str]) -> None:
        text = self.text
        named = _NAME.match(text, start, end)
        if named is None or text[named.end() : named.end() + 1] not in (":", ";"):
            self._value(_unfolded(text[start:end]), "#rest", start, end, components, {})
            return
        name = named[1].upper()
        at = named.end()
        parameters: list[tuple[str, int, int]] = []
        while found := _PARAMETER.match(text, at, end):
            parameters.append((_unfolded(found[1]).upper(), found.start(2), found.end(2)))
            at = found.end()
        known = {key: _unfolded(text[first:last]).strip('"') for key, first, last in parameters if first >= 0}
        for key, first, last in parameters:
            if key not in _PLAIN_PARAMETERS and first >= 0:
                if text[first:last].startswith('"') and text[first:last].endswith('"') and last - first > 1:
                    first, last = first + 1, last - 1
                self._value(_unfolded(text[first:last]), name, first, last, components, known, key)
        if text[at : at + 1] != ":":
            self._value(_unfolded(text[at:end]), name, at, end, components, known, "#rest")
            return
        at += 1
        if name == "BEGIN":
            components.append(text[at:end].strip().upper())
        elif name == "END":
            if components:
                components.pop()
        elif known.get("ENCODING", "").upper() == "QUOTED-PRINTABLE":
            self._quoted.add(at)
            data = quopri.decodestring(text[at:end].encode("utf-8", "surrogatepass"))
            self._value(data.decode("utf-8", "surrogateescape"), name, at, end, components, known)
        elif name in _PIECES:
            for first, last in _semicolons(text, at, end):
                self._value(_said(text[first:last]), name, first, last, components, known)
        else:
            self._value(_said(text[at:end]), name, at, end, components, known)

    def _value(
        self,
        text: str,
        name: str,
        start: int,
        end: int,
        components: list[str],
        attributes: dict[str, str],
        attribute: str = "",
    ) -> None:
        if not text or text.isspace():
            return
        parent = components[-1] if components else ""
        step = "/".join((*components[:8], name))
        value = Plain(
            text, "property", self, start, end, Place(self.place, step), name, parent, attribute, attributes
        )
        self.take(value, None if name == "#rest" else self._opener.within_text(value))

    def remade(self, value: Plain, raw: str, edits: Sequence[Edit]) -> str:
        if value.start in self._quoted:
            data = applied(value.text, edits).encode("utf-8", "surrogateescape")
            return quopri.encodestring(data).decode("ascii").replace("=\n", "=\r\n")
        if not value.attribute:
            return respelled(raw, _escapes(raw), edits, _spelled)
        quoted = self.text[value.start - 1] == '"'
        made = respelled(raw, _folds(raw), edits, _no_quotes)
        if not quoted and value.attribute != "#rest" and any(mark in made for mark in ":;,"):
            return f'"{made}"'
        return made


def _semicolons(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    at = start
    for found in re.compile(r"(?:[^;\\]++|\\.)*+(?:;|\Z)|\\", re.DOTALL).finditer(text, start, end):
        last = found.end() - (1 if found[0].endswith(";") else 0)
        if last > at:
            yield at, last
        at = found.end()


def _escapes(raw: str) -> Iterator[tuple[int, int, str]]:
    for found in _ESCAPE.finditer(raw):
        yield found.start(), found.end(), _meaning(found)


def _folds(raw: str) -> Iterator[tuple[int, int, str]]:
    for found in _FOLD.finditer(raw):
        yield found.start(), found.end(), ""


def _meaning(found: re.Match[str]) -> str:
    return "" if found[1] is None else "\n" if found[1] in "nN" else found[1]


def _said(raw: str) -> str:
    return _ESCAPE.sub(_meaning, raw)


def _unfolded(raw: str) -> str:
    return _FOLD.sub("", raw) if "\n" in raw else raw


def _spelled(text: str) -> str:
    for mark in ("\\", ";", ","):
        text = text.replace(mark, "\\" + mark)
    return text.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "\\n")


def _no_quotes(text: str) -> str:
    return text.replace('"', "'").replace("\r", " ").replace("\n", " ")

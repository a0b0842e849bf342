"""Fields of a mail's header: folded lines (RFC 5322), encoded words (RFC 2047), parameters (RFC 2231)."""

from __future__ import annotations

import base64
import binascii
import quopri
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import quote, unquote_to_bytes

from inspector.wire.body.edits import Edit, applied, respelled

_FOLD = re.compile(r"\r?\n(?=[ \t])")
# What a field says in another spelling: encoded words and the blanks between two of them, folds, letters in
# UTF-8, and, in quotes, characters behind a backslash.
_SPELLED = re.compile(
    r"(?<=\?=)[ \t\r\n]+(?==\?)|\r?\n(?=[ \t])"
    r"|=\?([^?\s]{1,40})\?([bBqQ])\?([^?\s]*+)\?=|([\xc2-\xf4][\x80-\xbf]++)"
)
_QUOTED = re.compile(_SPELLED.pattern + r"|\\(.)", re.DOTALL)
_STRUCTURED = frozenset(("content-type", "content-disposition"))
_KEPT = frozenset(
    """
    boundary charset type start format delsp protocol micalg report-type method component creation-date
    modification-date read-date size
    """.split()  # noqa: SIM905 - a list of names reads better as text
)
_MAIN = re.compile(r"\s*+[\w.+-]*+(?:/[\w.+-]*+)?\s*+")
_PARAMETER = re.compile(
    r""";\s*+([\w.+-]{1,60}\*?[0-9]{0,3}\*?)\s*+=\s*+(?:"((?:[^"\\]++|\\.)*+)"|([^;"]*+))""", re.DOTALL
)
_SILENT = frozenset(("content-transfer-encoding", "mime-version"))
_TOKEN = re.compile(r"[\w.+-]{0,200}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Field:
    """A value in a field.

    Args:
        text: what it says.
        start: where its raw form begins in the mail, in bytes.
        end: where it ends.
        how: ``plain``, ``quoted`` or ``token`` (a parameter in quotes, or without), ``extended`` or
            ``percent`` (RFC 2231, with a character set or going on without).
        parameter: the parameter that it is; empty for the field itself.
        whole: the whole field, unfolded; of a parameter empty.
    """

    text: str
    start: int
    end: int
    how: str = "plain"
    parameter: str = ""
    whole: str = ""


def fields_of(name: str, raw: bytes, start: int) -> Iterator[Field]:
    """Yields the values of a field.

    Args:
        name: the field's name, in lower case.
        raw: its body, as it is written.
        start: where that begins in the mail.
    """
    text = raw.decode("latin-1")
    if name in _STRUCTURED:
        yield from _parameters(text, start)
    elif name not in _SILENT or not _TOKEN.fullmatch(text):
        yield Field(said_in(text), start, start + len(raw), "plain", "", _FOLD.sub("", text))


def _parameters(text: str, start: int) -> Iterator[Field]:
    main = _MAIN.match(text)
    at = main.end() if main else 0
    if main and (kind := main[0].strip()):
        first = start + main[0].index(kind)
        yield Field(kind, first, first + len(kind), "plain", "", _FOLD.sub("", text))
    for found in _PARAMETER.finditer(text):
        if text[at : found.start()].strip(" \t\r\n;"):
            yield _rest(text, at, found.start(), start)
        at = found.end()
        parameter, star, section = found[1].lower().partition("*")
        if parameter in _KEPT:
            continue
        group = 2 if found[2] is not None else 3
        first, last = found.start(group), found.end(group)
        if group == 3:
            first += len(found[3]) - len(found[3].lstrip())
            last -= len(found[3]) - len(found[3].rstrip())
        raw = text[first:last]
        if star and found[1].endswith("*"):
            how = "extended" if section in ("", "0*") else "percent"
            said = _extended(raw)
        else:
            how = "quoted" if group == 2 else "token"
            said = said_in(raw, quoted=group == 2)
        yield Field(said, start + first, start + max(last, first), how, parameter)
    if text[at:].strip(" \t\r\n;"):
        yield _rest(text, at, len(text), start)


def _rest(text: str, at: int, end: int, start: int) -> Field:
    return Field(said_in(text[at:end]), start + at, start + end, "plain", "#rest")


def said_in(raw: str, *, quoted: bool = False) -> str:
    """Returns what a field says: without its folds, its encoded words read.

    Args:
        raw: the field, or a part of it.
        quoted: it stands in quotes.
    """
    made: list[str] = []
    last = 0
    for start, end, means in _spellings(raw, quoted):
        made += (raw[last:start], means)
        last = end
    return "".join(made) + raw[last:]


def _spellings(raw: str, quoted: bool) -> Iterator[tuple[int, int, str]]:
    for found in (_QUOTED if quoted else _SPELLED).finditer(raw):
        if found[1] is not None:
            means = _word(found)
        elif found[4] is not None:
            means = _eight_bit(found[4])
        else:
            means = (found[5] or "") if quoted else ""
        if means != found[0]:
            yield found.start(), found.end(), means


def _word(found: re.Match[str]) -> str:
    try:
        if found[2] in "bB":
            data = base64.b64decode(found[3] + "=" * (-len(found[3]) % 4))
        else:
            data = quopri.decodestring(found[3].replace("_", " ").encode("latin-1"))
        return data.decode(found[1].partition("*")[0], "replace")
    except (LookupError, ValueError, binascii.Error):
        return found[0]


def _extended(raw: str) -> str:
    """A value as RFC 2231 writes it: character set, language, percent escapes."""
    charset, _, rest = raw.partition("'")
    _, marked, after = rest.partition("'")
    data = unquote_to_bytes(after if marked else raw)
    try:
        return data.decode(charset if marked and charset else "utf-8")
    except (LookupError, ValueError):
        return data.decode("latin-1")


def _eight_bit(text: str) -> str:
    """What was read byte by byte, as UTF-8 if it is that."""
    try:
        return text.encode("latin-1").decode()
    except UnicodeError:
        return text


def put_field(field: Field, raw: bytes, edits: Sequence[Edit]) -> bytes:
    """Returns the raw form of a value with edits made; what is not edited keeps its spelling.

    Args:
        field: the value.
        raw: its raw form.
        edits: edits of what it says.
    """
    if field.how in ("extended", "percent"):
        text = applied(field.text, edits)
        return (b"utf-8''" if field.how == "extended" else b"") + quote(
            text, safe="", errors="surrogatepass"
        ).encode()
    written = raw.decode("latin-1")
    quoted = field.how == "quoted"
    made = respelled(written, _spellings(written, quoted), edits, _in_quotes if quoted else _in_words)
    if field.how == "token" and not _TOKEN.fullmatch(made):
        made = '"' + made.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return made.encode("latin-1")


def _in_words(text: str) -> str:
    text = " ".join(text.splitlines()) if "\n" in text or "\r" in text else text
    if text.isascii():
        return text
    return "=?utf-8?b?" + base64.b64encode(text.encode("utf-8", "replace")).decode() + "?="


def _in_quotes(text: str) -> str:
    return _in_words(text.replace("\\", "\\\\").replace('"', '\\"'))

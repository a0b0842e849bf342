"""Text that a stranger sent, made safe to show: nothing in it can steer a terminal or reorder a line."""

from __future__ import annotations

import unicodedata

# Cc: control characters (escape sequences begin with one); Cf: format characters (bidirectional marks,
# zero-width joiners, byte order marks); Cs: lone surrogates; Co, Cn: what no font has; Zl, Zp: line ends that
# str.splitlines knows and a terminal does not.
_UNSAFE = frozenset(("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))


class _Table(dict[int, str]):
    """Works a character's replacement out when it is first met."""

    def __init__(self, keep: str = "") -> None:
        super().__init__()
        self._kept = keep

    def __missing__(self, code: int) -> str:
        character = chr(code)
        if character in self._kept or unicodedata.category(character) not in _UNSAFE:
            shown = character
        elif code < 0x20:
            shown = chr(0x2400 + code)  # the pictures of the control characters: ␛ for escape
        elif code == 0x7F:
            shown = "␡"
        else:
            shown = f"<U+{code:04X}>"
        self[code] = shown
        return shown


class _JsonTable(dict[int, str]):
    """Works an escape of JSON out when its character is first met."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        if unicodedata.category(character) in _UNSAFE:
            units = character.encode("utf-16-be", "surrogatepass")
            shown = "".join(f"\\u{units[k]:02x}{units[k + 1]:02x}" for k in range(0, len(units), 2))
        else:
            shown = character
        self[code] = shown
        return shown


_TEXT = _Table(keep="\n\t")
_LINE = _Table()
UNSAFE_IN_JSON: dict[int, str] = _JsonTable()
"""For :meth:`str.translate` of JSON: escapes what is not plainly visible, which leaves its meaning."""


def printable(text: str) -> str:
    """Returns a text in which every character that is not plainly visible is written out.

    Line ends and tabs stay. Carriage returns before a line end go.

    >>> printable("\\x1b[2J hidden \\u202e")
    '␛[2J hidden <U+202E>'
    """
    if text.isascii() and text.isprintable():
        return text
    return text.replace("\r\n", "\n").translate(_TEXT)


def printable_line(text: str) -> str:
    """Returns a text as :func:`printable` does, on one line: line ends and tabs are written out as well.

    >>> printable_line("a\\nb")
    'a␊b'
    """
    if text.isascii() and text.isprintable():
        return text
    return text.translate(_LINE)

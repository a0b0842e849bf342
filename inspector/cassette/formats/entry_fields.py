"""The members of an entry in another tool's file, looked at before they are trusted."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import Any

from inspector.cassette.model import MOST_SECONDS
from inspector.wire.http import Headers

Json = dict[str, Any]


_SURROGATES = re.compile("[\ud800-\udfff]")


class EntryError(Exception):
    """An entry that cannot become an interaction; its text says why."""


def an_object(data: object, name: str, whose: str) -> Json:
    """Returns a member that has to be an object.

    Args:
        data: the object that has it.
        name: the member.
        whose: what ``data`` is, for the message.

    Raises:
        EntryError: there is none, or it is no object.
    """
    if not isinstance(data, dict):
        raise EntryError(f"{whose} is no object")
    found = data.get(name)
    if found is None:
        raise EntryError(f"{whose} has no {name}")
    if not isinstance(found, dict):
        raise EntryError(f"the {name} is no object")
    return found


def a_text(data: Json, name: str, whose: str) -> str:
    """Returns a member that has to be a text.

    Raises:
        EntryError: there is none, or it is something else.
    """
    found = data.get(name)
    if found is None or found == "":
        raise EntryError(f"{whose} has no {name}")
    if not isinstance(found, str):
        raise EntryError(f"the {name} of {whose} is no text")
    return printable_text(found)


def a_number(value: object) -> float | None:
    """Returns a number that may stand in a text; ``None`` if there is none, or it is not finite."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) and abs(number) < MOST_SECONDS else None


def a_status(value: object) -> int | None:
    """Returns a status code; 0 for what tells of no answer (0, -1, -999), ``None`` for what is no code."""
    number = a_number(value)
    if number is None or number != int(number):
        return None
    return int(number) if 100 <= number <= 999 else 0 if number <= 0 else None


def printable_text(text: object) -> str:
    """Returns a text that UTF-8 can say: surrogates stand for bytes (PEP 383), of UTF-8 or Latin-1."""
    written = text.decode("latin-1") if isinstance(text, bytes) else str(text)
    if written.isascii() or not _SURROGATES.search(written):
        return written
    content = written.encode("utf-8", "surrogateescape" if _escapes_bytes(written) else "replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def bytes_of(text: str) -> bytes:
    """Returns a text in UTF-8, with surrogates as the bytes that they stand for (PEP 383), if they do."""
    return text.encode("utf-8", "surrogateescape" if _escapes_bytes(text) else "surrogatepass")


def named_fields(headers: object) -> tuple[Headers, int]:
    """Returns header fields, however a tool has written them, and how many have no name and are left out.

    Args:
        headers: objects with ``name`` and ``value``, pairs, lines, or one object of names with a value or
            several; lists may stand in one another, as old vcrpy cassettes have them.
    """
    found = list(_fields(headers))
    return Headers([one for one in found if one is not None]), sum(one is None for one in found)


def _fields(headers: object) -> Iterator[tuple[str, str] | None]:
    if isinstance(headers, dict):
        for name, values in headers.items():
            several = values if isinstance(values, (list, tuple)) else [values]
            yield from (_field(name, value) for value in several if value is not None)
    elif isinstance(headers, (list, tuple)):
        for one in headers:
            if isinstance(one, dict):
                yield _field(one.get("name"), one.get("value"))
            elif _is_pair(one):
                yield _field(one[0], one[1])
            elif isinstance(one, str):  # a line, as old vcrpy cassettes have them
                name, _, value = one.partition(":")
                yield _field(name, value.strip())
            else:
                yield from _fields(one)


def _field(name: object, value: object) -> tuple[str, str] | None:
    if not isinstance(name, (str, bytes)) or not name.strip():
        return None
    return printable_text(name).strip(), "" if value is None else printable_text(value)


def _is_pair(one: object) -> bool:
    return isinstance(one, (list, tuple)) and len(one) == 2 and all(isinstance(each, str) for each in one)


def _escapes_bytes(text: str) -> bool:
    return all("\udc80" <= each <= "\udcff" for each in _SURROGATES.findall(text))

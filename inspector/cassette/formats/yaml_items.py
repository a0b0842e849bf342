"""The items of a list in a YAML or JSON file, one by one, as texts, lists and mappings alone.

Which words are numbers or truths differs between versions of YAML, and none of them is meant in a header or a
body. So a scalar is the text that stands there; only a plain ``null`` is nothing.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import yaml

from inspector.errors import InputError

_DEEPEST = 60  # levels: a cassette has eight, the JSON of a body some more
_MOST_ANCHORS = 10_000
_MOST_JSON = 256 * 1024 * 1024  # bytes of a JSON file, which is read at once
_NOTHING = ("", "~", "null", "Null", "NULL")
_TAG = "tag:yaml.org,2002:"
_BYTES = (f"{_TAG}binary", f"{_TAG}python/bytes")
_PARSER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Plain(str):
    """A scalar that stands in no quotes: in the JSON of a body, a number, a truth, or a text."""

    __slots__ = ()


class BadItem(Exception):
    """An item that cannot be read although what follows can; its text says why."""


def items(path: Path, names: tuple[str, ...]) -> Iterator[Any]:
    """Yields the items of a list at the top of a file, or of the list that is a member of it.

    Args:
        path: the file.
        names: how that member may be called.

    Yields:
        The items; a :class:`BadItem` in the place of one that cannot be read.

    Raises:
        InputError: the file is no YAML, or has no such list; what is before the mistake comes out first.
    """
    with path.open("rb") as file:
        start = file.read(64).lstrip(b"\xef\xbb\xbf \t\r\n")
        file.seek(0)
        if start.startswith((b"{", b"[")):
            yield from _json_items(file, path, names)
            return
        try:
            yield from _listed(_Events(_PARSER(file)), path, names)
        except yaml.YAMLError as problem:
            mark = getattr(problem, "problem_mark", None)
            line = f"{path}:{mark.line + 1}" if mark is not None else str(path)
            what = (
                getattr(problem, "problem", None) or getattr(problem, "reason", None) or "it cannot be read"
            )
            raise InputError(f"the file is no YAML ({what})", line) from None
        except (UnicodeError, ValueError) as problem:
            raise InputError(f"the file is no YAML ({problem})", str(path)) from None


def _json_items(file: IO[bytes], path: Path, names: tuple[str, ...]) -> Iterator[Any]:
    content = file.read(_MOST_JSON + 1)
    if len(content) > _MOST_JSON:
        raise InputError(f"a JSON cassette is read up to {_MOST_JSON:,} bytes", str(path))
    try:
        data = json.loads(content)
    except json.JSONDecodeError as problem:
        raise InputError(f"the file is no JSON ({problem})", str(path)) from None
    except (ValueError, RecursionError):  # numbers of thousands of digits
        raise InputError("the file is nested too deeply, or a number in it is too long", str(path)) from None
    if isinstance(data, dict):
        data = next((data[name] for name in names if name in data), None)
    if not isinstance(data, list):
        raise InputError(f"the file has no list of {names[0]}", str(path))
    yield from data


def _listed(events: _Events, path: Path, names: tuple[str, ...]) -> Iterator[Any]:
    first = events.after(yaml.StreamStartEvent, yaml.DocumentStartEvent)
    if isinstance(first, yaml.SequenceStartEvent):
        yield from events.sequence()
        return
    if isinstance(first, yaml.MappingStartEvent):
        while not isinstance(event := events.next(), yaml.MappingEndEvent):
            name = events.value(event)
            event = events.next()
            if name in names and isinstance(event, yaml.SequenceStartEvent):
                yield from events.sequence()
                return
            events.value(event)
    raise InputError(f"the file has no list of {names[0]}", str(path))


class _Events:
    """Builds values of a parser's events.

    A reference to a text is that text; one to a collection is refused: a few lines of them make gigabytes.
    """

    def __init__(self, parser: Any) -> None:
        self._get_event = parser.get_event
        self._texts: dict[str, Any] = {}
        self._refused = ""

    def next(self) -> Any:
        """Returns the next event.

        Raises:
            yaml.YAMLError: there is none, or it is no YAML.
        """
        event = self._get_event()
        if event is None:
            raise yaml.YAMLError("the file ends too early")
        return event

    def after(self, *kinds: type) -> Any:
        """Returns the first event that is none of these."""
        while isinstance(event := self.next(), kinds):
            pass
        return event

    def sequence(self) -> Iterator[Any]:
        """Yields the values of a sequence that has begun; a :class:`BadItem` for one that cannot be read."""
        while not isinstance(event := self.next(), yaml.SequenceEndEvent):
            self._refused = ""
            value = self.value(event)
            yield BadItem(self._refused) if self._refused else value

    def value(self, event: Any, depth: int = 0) -> Any:
        """Builds the value that begins with an event. What is refused is noted, and read to its end."""
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event)
        if isinstance(event, yaml.AliasEvent):
            name = str(event.anchor)
            if name not in self._texts:
                self._refused = f"it refers to something else (*{name[:40]})"
            return self._texts.get(name)
        if depth > _DEEPEST:
            self._refused = f"it is nested more than {_DEEPEST} levels deep"
            self._skip()
            return None
        if isinstance(event, yaml.SequenceStartEvent):
            found = []
            while not isinstance(inner := self.next(), yaml.SequenceEndEvent):
                found.append(self.value(inner, depth + 1))
            return found
        named: dict[Any, Any] = {}
        while not isinstance(inner := self.next(), yaml.MappingEndEvent):
            name = self.value(inner, depth + 1)
            inner = self.next()
            value = self._scalar(inner) if type(inner) is yaml.ScalarEvent else self.value(inner, depth + 1)
            if isinstance(name, (str, bytes)):
                named[name] = value
        return named

    def _skip(self) -> None:
        depth = 1
        while depth:
            event = self.next()
            depth += isinstance(event, (yaml.SequenceStartEvent, yaml.MappingStartEvent))
            depth -= isinstance(event, (yaml.SequenceEndEvent, yaml.MappingEndEvent))

    def _scalar(self, event: Any) -> Any:
        value: Any = event.value
        if event.tag is None:
            if not event.style:
                value = None if value in _NOTHING else Plain(value)
        elif event.tag in _BYTES:
            try:
                value = base64.b64decode(event.value)
            except ValueError:
                self._refused = "a !!binary in it is no base64"
                value = b""
        if event.anchor is not None and len(self._texts) < _MOST_ANCHORS:
            self._texts[event.anchor] = value
        return value

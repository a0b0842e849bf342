"""Taking one value out of one interaction; every other byte of the message stays as it was."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any, TypeVar
from urllib.parse import quote, unquote

from inspector.cassette.model import Interaction
from inspector.errors import InputError, UsageError
from inspector.wire.body import Value, open_body
from inspector.wire.element_paths import own_path, parse_path
from inspector.wire.http import Headers, HttpRequest, HttpResponse

_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?")
_Message = TypeVar("_Message", HttpRequest, HttpResponse)


@dataclass(frozen=True)
class Redacted:
    """What was taken out.

    Args:
        interaction: the interaction without it.
        values: what it was; it may stand elsewhere too.
    """

    interaction: Interaction
    values: tuple[str, ...]


def redact(interaction: Interaction, path: str, instead: str | None = None) -> Redacted:
    """Takes out what stands at a path.

    Args:
        interaction: the interaction.
        path: as 'diff' prints it: ``Body/m:GetItem/m:ItemIds/t:ItemId[2]/@Id``, or its end alone
            (``t:Subject``); all values below an element, in XML and in WBXML. ``headers/NAME`` is a header
            field, ``query/NAME`` a parameter of the URL, ``url`` all of it, ``body`` the whole body.
            ``request/`` or ``response/`` before it names one message; without either it is both.
        instead: what stands there then; a value of the same shape if not given.

    Raises:
        UsageError: it is no path, or nothing stands there.
    """
    sides = [side for side in ("request", "response") if path.startswith(f"{side}/")] or [
        "request",
        "response",
    ]
    wanted = path.removeprefix(f"{sides[0]}/") if len(sides) == 1 else path
    edit = _Edit(wanted, instead)
    changed = interaction
    if "request" in sides:
        changed = replace(changed, request=edit.request(changed.request))
    if "response" in sides and changed.response is not None:
        changed = replace(changed, response=edit.message(changed.response))
    values = tuple(dict.fromkeys(value for value in edit.values if value.strip()))
    if not values:
        raise UsageError(f"nothing stands at {path}", fix="Write the path as 'ews-inspector diff' prints it.")
    for value in values:
        changed = without_value(changed, value)
    return Redacted(changed, values)


def without_value(interaction: Interaction, value: str) -> Interaction:
    """Takes a value out of what was found, which quotes messages."""
    if len(value) < 3:
        return interaction
    return replace(interaction, findings=tuple(_without(found, value) for found in interaction.findings))


def _without(found: Any, value: str) -> Any:
    if isinstance(found, dict):
        return {key: _without(each, value) for key, each in found.items()}
    return found.replace(value, "[redacted]") if isinstance(found, str) else found


def alike(value: str) -> str:
    """Returns a value of the same shape that says nothing.

    >>> alike("Lunch at 12")
    'xxxxx xx 00'
    """
    text = value.strip()
    if text in ("true", "false"):
        return "false"
    if _INSTANT.fullmatch(text):
        return "2000-01-01T00:00:00Z"
    return "".join("0" if c.isdigit() else "x" if c.isalpha() else c for c in value)


class _Edit:
    def __init__(self, path: str, instead: str | None) -> None:
        self.values: list[str] = []
        self._path = path.strip("/")
        self._instead = instead
        elsewhere = self._path in ("body", "url") or self._path.startswith(("headers/", "query/"))
        self._wanted = None if elsewhere else parse_path(self._path)

    def request(self, request: HttpRequest) -> HttpRequest:
        if self._path == "url" or self._path.startswith("query/"):
            return replace(request, url=self._url(request.url))
        return self.message(request)

    def message(self, message: _Message) -> _Message:
        if self._path.startswith("headers/"):
            return replace(message, headers=Headers(self._field(*item) for item in message.headers))
        try:
            content = message.decoded()
        except InputError:
            return message
        if self._path == "body":
            return replace(content, body=self._taken(content.body.decode("utf-8", "replace")).encode())
        body = self._body(content.body, content.header("content-type"))
        return message if body is content.body else replace(content, body=body)

    def _body(self, content: bytes, content_type: str | None) -> bytes:
        """Takes out every value at or below the path; what holds other layers is taken out whole."""
        body = open_body(content, content_type, is_leaf=self._fits)
        for value in body.values:
            if value.text.strip() and self._fits(value):
                value.put([(0, len(value.text), self._taken(value.text))])
        return body.write()

    def _url(self, url: str) -> str:
        if self._path == "url":
            return self._taken(url)
        wanted = self._path.partition("/")[2].lower()
        front, mark, query = url.partition("?")
        parts = [self._parameter(*part.partition("="), wanted) for part in query.split("&")]
        return front + mark + "&".join(parts)

    def _parameter(self, name: str, sign: str, value: str, wanted: str) -> str:
        return (
            name + sign + (quote(self._taken(unquote(value)), safe="") if name.lower() == wanted else value)
        )

    def _field(self, name: str, value: str) -> tuple[str, str]:
        wanted = self._path.partition("/")[2].lower()
        return (name, self._taken(value)) if name.lower() == wanted else (name, value)

    def _taken(self, value: str) -> str:
        self.values.append(value)
        return alike(value) if self._instead is None else self._instead

    def _fits(self, value: Value) -> bool:
        wanted = self._wanted
        if wanted is None or bool(wanted.attribute) != bool(value.attribute):
            return False
        return wanted.holds(own_path(value.path))

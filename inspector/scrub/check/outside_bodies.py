"""The places of an interaction outside its bodies: URL, header fields, cookies, and what is told of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from inspector.cassette.model import Interaction
from inspector.protocols.activesync.head import QueryForm, read_head
from inspector.protocols.fields import Role
from inspector.scrub.check.labels import role_of_field, role_of_name
from inspector.scrub.check.sensitive_names import word_set
from inspector.wire.http import Headers, HttpRequest

AUTHENTICATION = word_set(
    """
    authorization proxy-authorization www-authenticate proxy-authenticate authentication-info
    proxy-authentication-info x-forwarded-authorization x-original-authorization x-wsse
    """
)
"""The fields of authentication, in lower case."""

COOKIES = frozenset(("cookie", "cookie2", "set-cookie", "set-cookie2"))
"""The fields of cookies, in lower case."""

_SECTION = re.compile(r"[1-9](\.[0-9]{1,2})*")  # of a document: 3.1.4.1 is no machine's address
# A cookie that is set, and its attributes; other tools put several into one field (RFC 9110 section 5.3).
_SET = re.compile(r"([^;]+)((?:;[^;,]*+|,(?!\s{0,2}[^\s;,=]{1,256}=)[^;,]*+)*+)")
_FLAGS = frozenset(("", "secure", "httponly", "partitioned"))  # attributes without a value
_KEPT = "scrubbed"  # the key of what a cassette tells of its stand-ins (docs/cassettes.md)


@dataclass(frozen=True, slots=True)
class Spot:
    """A text in an interaction, with what it is for.

    Args:
        where: such as ``request header Cookie``.
        text: the text.
        role: what its place is for.
        name: what it is called there; empty if that says nothing.
        path: where it stands within ``where``; empty if it is all of it.
    """

    where: str
    text: str
    role: Role = Role.FREE_TEXT
    name: str = ""
    path: str = ""


def url_spots(request: HttpRequest) -> Iterator[Spot]:
    """Yields a request's URL, and each parameter of its query."""
    where = "request URL"
    yield Spot(where, request.url, Role.PLAIN)
    split = urlsplit_or_none(request.url)
    if split is None or not split.query:
        return
    head = read_head(request)
    if head.form == QueryForm.PACKED:
        yield Spot(where, head.device_id, Role.PERSONAL, path="DeviceId")
        yield Spot(where, head.user, Role.USER, path="User")
        return
    for name, value in parse_qsl(split.query, keep_blank_values=True):
        yield Spot(where, value, role_of_name(name), name, name)


def field_spots(direction: str, fields: Headers) -> Iterator[Spot]:
    """Yields the header fields of a message, a cookie at a time.

    Args:
        direction: ``request`` or ``response``.
        fields: its fields.
    """
    for name, value in fields:
        where = f"{direction} header {name}"
        lower = name.lower()
        if lower in COOKIES:
            yield from _cookies(where, value, sets=lower.startswith("set-"))
        else:
            yield Spot(where, value, role_of_field(name), name)


def spots_beside_messages(interaction: Interaction) -> Iterator[Spot]:
    """Yields what is told of an interaction beside its messages: its error, its findings, unknown keys."""
    if interaction.error:
        yield Spot("error", interaction.error)
    for finding in interaction.findings:
        for path, text in _texts(finding):
            if not (path == "section" and _SECTION.fullmatch(text)):
                yield Spot("findings", text, path=path)
    for key, value in interaction.extra.items():
        if key != _KEPT:
            yield from (Spot(key, text, path=path) for path, text in _texts(value))


def urlsplit_or_none(url: str) -> Any:
    """Splits a URL; ``None`` if it is none."""
    try:
        return urlsplit(url)
    except ValueError:
        return None


def _cookies(where: str, value: str, *, sets: bool) -> Iterator[Spot]:
    """RFC 6265 sections 4.1 and 4.2: what is set has attributes behind it. One without a name is a value."""
    for pair, attributes in _SET.findall(value) if sets else ((pair, "") for pair in value.split(";")):
        name, equals, text = pair.strip(", ").partition("=")
        if equals or name.lower() not in _FLAGS:
            yield Spot(where, (text if equals else name).strip('" '), Role.SECRET, name, name)
        for attribute in attributes.split(";")[1:]:
            name, _, text = attribute.strip().partition("=")
            if name.lower() == "domain":
                yield Spot(where, text.strip(". "), Role.HOST, name, name)
            else:
                yield Spot(where, text, Role.PLAIN, "", name)


def _texts(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _texts(item, f"{path}.{key}" if path else str(key))
    elif isinstance(value, (list, tuple)):
        for at, item in enumerate(value):
            yield from _texts(item, f"{path}[{at}]")

"""Recorded requests as commands or programs that send them again."""

from __future__ import annotations

import base64
import re
import shlex
from collections.abc import Iterable, Iterator

from inspector.cassette import Interaction
from inspector.wire.encoding import EncodingError
from inspector.wire.http import HttpRequest, HttpResponse
from inspector.wire.printable import printable

__all__ = [
    "as_curl",
    "as_python",
    "content_of",
    "file_stem",
    "python_program",
    "safe_name",
    "shell_script",
    "suffix_of",
]

# What the sending program makes itself, or what means nothing on another connection.
_OWN = frozenset(
    (
        "host",
        "content-length",
        "connection",
        "transfer-encoding",
        "accept-encoding",
        "content-encoding",
        "expect",
    )
)


def as_curl(request: HttpRequest, url: str = "") -> str:
    """Returns a shell command that sends a request with curl.

    Args:
        request: the request.
        url: where to send it, if not to its own URL.

    A body that a shell cannot safely be shown goes through base64.
    """
    parts = ["curl", "--silent", "--show-error", "--request", shlex.quote(_plain(request.method))]
    lines = [" ".join([*parts, shlex.quote(_plain(url or request.url))])]
    lines += [f"--header {shlex.quote(f'{name}: {value}')}" for name, value in _headers(request)]
    body = _body(request)
    if not body:
        return " \\\n  ".join(lines) + "\n"
    text = _text(body)
    if text is not None:
        lines.append(f"--data-binary {shlex.quote(text)}")
        return " \\\n  ".join(lines) + "\n"
    lines.append("--data-binary @-")
    packed = base64.b64encode(body).decode("ascii")
    return f"echo {packed} | base64 --decode | " + " \\\n  ".join(lines) + "\n"


def as_python(request: HttpRequest, url: str = "") -> str:
    """Returns a Python program that sends a request with the standard library alone.

    Args:
        request: the request.
        url: where to send it, if not to its own URL.
    """
    headers = "".join(f"    {_plain(name)!a}: {_plain(value)!a},\n" for name, value in _headers(request))
    return (
        "import urllib.error\n"
        "import urllib.request\n\n"
        f"BODY = {_literal(request)}\n"
        f"HEADERS = {{\n{headers}}}\n\n"
        "request = urllib.request.Request(\n"
        f"    {_plain(url or request.url)!a}, data=BODY, headers=HEADERS, method={_plain(request.method)!a}\n"
        ")\n"
        "try:\n"
        "    answer = urllib.request.urlopen(request, timeout=60)\n"
        "except urllib.error.HTTPError as error:\n"
        "    answer = error  # a SOAP fault comes with status 500\n"
        'print(answer.status, answer.read().decode("utf-8", "replace"))\n'
    )


def shell_script(interactions: Iterable[Interaction], url: str = "") -> Iterator[str]:
    """Yields a shell script, in pieces, that sends requests in their order and with their pauses.

    Args:
        interactions: the interactions.
        url: scheme and host of where to send them, if not to where they were sent.
    """
    yield "#!/bin/sh\n"
    for pause, title, one in _with_pauses(interactions):
        if pause:
            yield f"\nsleep {pause}\n"
        yield f"\n# {title}\n{as_curl(one, _moved(one, url))}"


def python_program(interactions: Iterable[Interaction], url: str = "") -> Iterator[str]:
    """Yields a Python program, in pieces, that sends requests in their order and with their pauses.

    Args:
        interactions: the interactions.
        url: scheme and host of where to send them, if not to where they were sent.
    """
    yield _SEND
    for pause, title, one in _with_pauses(interactions):
        if pause:
            yield f"\ntime.sleep({pause})\n"
        headers = "".join(f"        {_plain(name)!a}: {_plain(value)!a},\n" for name, value in _headers(one))
        yield (
            f"\n# {title}\nsend(\n    {_plain(one.method)!a},\n    {_plain(_moved(one, url) or one.url)!a},\n"
            f"    {{\n{headers}    }},\n    {_literal(one)},\n)\n"
        )


_SEND = """\
import time
import urllib.error
import urllib.request


def send(method, url, headers, body):
    request = urllib.request.Request(url, data=body, headers=headers, method=method)
    try:
        answer = urllib.request.urlopen(request, timeout=60)
    except urllib.error.HTTPError as error:
        answer = error  # a SOAP fault comes with status 500
    print(answer.status, answer.read().decode("utf-8", "replace"))

"""


def file_stem(interaction: Interaction, operation: str = "") -> str:
    """Returns the beginning of a file's name for an interaction; a stranger's name leads nowhere else.

    Args:
        interaction: the interaction.
        operation: the operation's name, if it is known better than the recording says.
    """
    name = operation or interaction.operation or interaction.request.method
    return f"{interaction.n:04d}-{safe_name(name)}"


def safe_name(name: str) -> str:
    """Returns a stranger's name as a part of a file's name."""
    return re.sub(r"[^\w.-]+", "-", name, flags=re.A).strip(".-")[:60] or "message"


def content_of(message: HttpRequest | HttpResponse) -> bytes:
    """Returns a body without its content-encoding; one that cannot be decoded as it is."""
    try:
        return message.content
    except EncodingError:
        return message.body


def suffix_of(message: HttpRequest | HttpResponse) -> str:
    """Returns the suffix of a file for a body: ``xml``, ``json`` or ``bin``."""
    kind = message.media_type
    if "xml" in kind or message.body.lstrip()[:1] == b"<":
        return "xml"
    return "json" if "json" in kind else "bin"


def _with_pauses(interactions: Iterable[Interaction]) -> Iterator[tuple[str, str, HttpRequest]]:
    """Yields the seconds to wait before each request, its title, and the request."""
    last: float | None = None
    for one in interactions:
        pause = f"{one.at - last:g}" if last is not None and one.at > last else ""
        last = one.at
        yield pause, f"{one.n} {safe_name(one.operation or one.request.method)}", one.request


def _moved(request: HttpRequest, url: str) -> str:
    """Returns a request's URL on another host; empty for its own."""
    query = f"?{request.query}" if request.query else ""
    return f"{url.rstrip('/')}{request.path}{query}" if url else ""


def _literal(request: HttpRequest) -> str:
    body = _body(request)
    text = _text(body)
    return "None" if not body else f"{text!a}.encode()" if text is not None else f"{body!a}"


def _headers(request: HttpRequest) -> list[tuple[str, str]]:
    return [
        (name, value)
        for name, value in request.headers
        if name.lower() not in _OWN and name.isprintable() and value.isprintable()
    ]


def _body(request: HttpRequest) -> bytes:
    """The body as a cassette has it: its content-encoding is off, and its header is left out."""
    return request.content


def _text(body: bytes) -> str | None:
    """The body as text, if every character of it can be shown and sent as it is."""
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return text if "\r" not in text and printable(text) == text else None


def _plain(text: str) -> str:
    """A name or an address: a stranger's control characters have no business in a program."""
    return "".join(character for character in text if character.isprintable())

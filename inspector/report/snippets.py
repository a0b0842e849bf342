"""A recorded request as a command or a program that sends it again."""

from __future__ import annotations

import base64
import shlex

from inspector.wire.http import HttpRequest
from inspector.wire.printable import printable

__all__ = ["as_curl", "as_python"]

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
    body = _body(request)
    text = _text(body)
    data = "None" if not body else f"{text!a}.encode()" if text is not None else f"{body!a}"
    return (
        "import urllib.error\n"
        "import urllib.request\n\n"
        f"BODY = {data}\n"
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

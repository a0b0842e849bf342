"""Recorded requests as commands or programs that send them again."""

from __future__ import annotations

import base64
import re
import shlex
from collections.abc import Callable, Iterable, Iterator
from urllib.parse import SplitResult, quote, urlsplit

from inspector.cassette import Interaction
from inspector.errors import UsageError
from inspector.wire.encoding import EncodingError
from inspector.wire.http import HttpRequest, HttpResponse
from inspector.wire.printable import printable, printable_line
from inspector.wording import plural

# What the sending program makes itself, or what means nothing on another connection.
_OWN = frozenset(
    (
        "host",
        "content-length",
        "connection",
        "transfer-encoding",
        "accept-encoding",
        "expect",
    )
)
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")  # RFC 9110 section 5.6.2
_HOST = re.compile(r"[A-Za-z0-9._-]+|[0-9A-Fa-f.]*:[0-9A-Fa-f:.]*")  # a name, or an IPv6 address
_UNWRITTEN = re.compile(r"[^\x21-\x7e]+")  # what stands in no URL (RFC 3986 section 2)
_WITH_BODY = ("POST", "PUT")  # an empty one too: they say so by a length of 0 (RFC 9110 section 8.6)
_LONGEST_PAUSE = 3600.0  # seconds


def as_curl(request: HttpRequest, url: str = "") -> str:
    """Returns a shell command that sends a request with curl, and does nothing else.

    Nothing of the request is in a place where curl reads a file name, an option or a pattern from it: the
    body comes from standard input (through base64 where a shell cannot safely be shown it), and the URL is
    one of http or https.

    Args:
        request: the request.
        url: where to send it, if not to its own URL.

    Raises:
        UsageError: it cannot be sent so: its method or its URL is none.
    """
    request, method = _decoded(request), _method(request)
    send = ["--head"] if method == "HEAD" else ["--request", shlex.quote(method)]
    lines = ["curl --silent --show-error --globoff --path-as-is --proto '=http,https' " + " ".join(send)]
    lines += [f"--header {shlex.quote(_curl_header(name, value))}" for name, value in _sent_by_curl(request)]
    body = b"" if method == "HEAD" else request.body  # RFC 9110 section 9.3.2
    lines += ["--data-binary @-"] if body else ["--data-binary ''"] if method in _WITH_BODY else []
    lines.append(f"--url {shlex.quote(_address(request, url))}")
    command = " \\\n  ".join(lines) + "\n"
    if not body:
        return command
    text = _text(body)
    if text is not None:
        return f"printf %s {shlex.quote(text)} | {command}"
    return f"printf %s {base64.b64encode(body).decode('ascii')} | base64 --decode | {command}"


def shell_script(interactions: Iterable[Interaction], url: str = "") -> Iterator[str]:
    """Yields a shell script, in pieces, that sends requests in their order and with their pauses.

    Args:
        interactions: the interactions.
        url: scheme and host of where to send them, if not to where they were sent.

    Raises:
        UsageError: a request cannot be sent so; it says which.
    """
    yield "#!/bin/sh\n"
    for pause, one in _with_pauses(interactions):
        if pause:
            yield f"\nsleep {pause}\n"
        yield f"\n{_title(one)}{_named(one, as_curl, url)}"


def python_program(interactions: Iterable[Interaction], url: str = "") -> Iterator[str]:
    """Yields a Python program, in pieces, that sends requests in their order and with their pauses.

    Args:
        interactions: the interactions.
        url: scheme and host of where to send them, if not to where they were sent.

    Raises:
        UsageError: a request cannot be sent so; it says which.
    """
    yield _SEND
    for pause, one in _with_pauses(interactions):
        if pause:
            yield f"\ntime.sleep({pause})\n"
        yield f"\n{_title(one)}{_named(one, _python_call, url)}"


_SEND = """\
import http.client
import time
import urllib.parse


def send(method, url, headers, body):
    parts = urllib.parse.urlsplit(url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.hostname, parts.port, timeout=60)
    connection.putrequest(method, (parts.path or "/") + (parts.query and "?" + parts.query))
    for name, value in headers:
        connection.putheader(name, value.encode())
    if body or method in ("POST", "PUT"):
        connection.putheader("Content-Length", str(len(body)))
    connection.endheaders(body)
    answer = connection.getresponse()
    print(answer.status, answer.read().decode("utf-8", "replace"))
    connection.close()


"""


def _python_call(request: HttpRequest, url: str = "") -> str:
    request = _decoded(request)
    headers = "".join(f"        ({name!a}, {value!a}),\n" for name, value in _headers(request))
    headers = f"[\n{headers}    ]" if headers else "[]"
    text = _text(request.body)
    literal = f"{text!a}.encode()" if text else f"{request.body!a}"
    method, address = _method(request), _address(request, url)
    return f"send(\n    {method!a},\n    {address!a},\n    {headers},\n    {literal},\n)\n"


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


def suffix_of(message: HttpRequest | HttpResponse) -> str:
    """Returns the suffix of a file for a body: ``xml``, ``json`` or ``bin``."""
    kind = message.media_type
    if "xml" in kind or message.body.lstrip()[:1] == b"<":
        return "xml"
    return "json" if "json" in kind else "bin"


def _with_pauses(interactions: Iterable[Interaction]) -> Iterator[tuple[str, Interaction]]:
    """Yields the seconds to wait before each request, as all shells read them, and the interaction."""
    last: float | None = None
    for one in interactions:
        seconds = 0.0 if last is None else min(max(one.at - last, 0.0), _LONGEST_PAUSE)
        last = one.at
        yield f"{seconds:.3f}".rstrip("0").rstrip(".") if seconds >= 0.001 else "", one


def _title(interaction: Interaction) -> str:
    left_out = len(_unsendable(interaction.request))
    note = f" (without {plural(left_out, 'header field')} that no HTTP message can have)" if left_out else ""
    return f"# {interaction.n} {safe_name(interaction.operation or interaction.request.method)}{note}\n"


def _named(interaction: Interaction, made: Callable[[HttpRequest, str], str], url: str) -> str:
    try:
        return made(interaction.request, _moved(interaction.request, url))
    except UsageError as problem:
        raise UsageError(problem.what, f"interaction {interaction.n}", problem.fix) from None


def _moved(request: HttpRequest, url: str) -> str:
    """Returns a request's URL on another host; empty for its own."""
    if not url:
        return ""
    return url.rstrip("/") + request.target


def _decoded(request: HttpRequest) -> HttpRequest:
    """The request as a cassette has it: its content-encoding is off, unless nobody can take it off."""
    try:
        return request.decoded()
    except EncodingError:
        return request


def _method(request: HttpRequest) -> str:
    if not _TOKEN.fullmatch(request.method) or request.method == "CONNECT":
        raise UsageError(f"{printable_line(request.method[:40])!r} is no HTTP method", fix="Leave it out.")
    return request.method


def _address(request: HttpRequest, url: str) -> str:
    """The URL to send to: of http or https, with a host, and with no character that a URL cannot have."""
    written = url or request.url
    try:
        parts = urlsplit(written)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        parts, host, port = SplitResult("", "", "", "", ""), "", None
    if parts.scheme not in ("http", "https") or not _HOST.fullmatch(host):
        raise UsageError(
            f"{printable_line(written[:80])!r} is no http or https URL to send to",
            fix="Leave it out, or say where to send with --url.",
        )
    where = (f"[{host}]" if ":" in host else host) + ("" if port is None else f":{port}")
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return f"{parts.scheme}://{where}{_UNWRITTEN.sub(lambda found: quote(found[0]), target)}"


def _headers(request: HttpRequest) -> list[tuple[str, str]]:
    return [field for field in request.headers if field[0].lower() not in _OWN and _can_be_sent(*field)]


def _unsendable(request: HttpRequest) -> list[tuple[str, str]]:
    return [field for field in request.headers if not _can_be_sent(*field)]


def _can_be_sent(name: str, value: str) -> bool:
    return bool(_TOKEN.fullmatch(name)) and value.isprintable()


def _sent_by_curl(request: HttpRequest) -> Iterator[tuple[str, str | None]]:
    """The fields, and with ``None`` those that curl would send by itself and the request has not."""
    sent = _headers(request)
    yield from sent
    known = {name.lower() for name, _ in sent}
    by_itself = (
        "Accept",
        "User-Agent",
        *(("Content-Type",) if request.body or request.method in _WITH_BODY else ()),
    )
    yield from ((name, None) for name in by_itself if name.lower() not in known)


def _curl_header(name: str, value: str | None) -> str:
    """A field as curl wants it: ``Name:`` alone takes it out, ``Name;`` sends it empty."""
    return f"{name}:" if value is None else f"{name}: {value}" if value.strip() else f"{name};"


def _text(body: bytes) -> str | None:
    """The body as text, if every character of it can be shown and sent as it is."""
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return text if "\r" not in text and printable(text) == text else None

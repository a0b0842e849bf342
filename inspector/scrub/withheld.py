"""What cannot be scrubbed is not written: a marker says why, how long it was, and what is the same."""

from __future__ import annotations

import hmac
import logging
import re
import traceback
from collections.abc import Iterable
from dataclasses import replace
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import quote, urlsplit, urlunsplit

from inspector.cassette.model import Interaction
from inspector.cassette.withheld import marker
from inspector.protocols.endpoints import ADDRESSES
from inspector.protocols.registry import operation
from inspector.scrub.replacements import KEPT_KEY
from inspector.wire.http import Headers, HttpRequest, HttpResponse

if TYPE_CHECKING:
    from inspector.scrub.scrubber import Scrubber

_LOG = logging.getLogger(__name__)

_AnyMessage = TypeVar("_AnyMessage", HttpRequest, HttpResponse)

# Values that a message cannot be understood without, and the only forms in which they are kept.
_KEPT_HEADERS = {
    "content-type": re.compile(r"[a-z]{1,20}/[a-z0-9.+-]{1,60}(?:; ?charset=\"?[a-z0-9_-]{1,20}\"?)?", re.I),
    "content-length": re.compile(r"[0-9]{1,20}"),
    "connection": re.compile(r"close|keep-alive", re.I),
    "transfer-encoding": re.compile(r"chunked", re.I),
    "date": re.compile(r"[A-Za-z]{3}, [0-9]{2} [A-Za-z]{3} [0-9]{4} [0-9:]{8} GMT"),
}
_TOKEN = re.compile(r"[A-Za-z0-9_.-]{1,64}")
# Words of paths that say what is asked, and nothing of who asks.
_ENDPOINTS = frozenset(word.lower() for path in ADDRESSES.values() for word in path.split("/"))
_PATH_WORD = re.compile(
    r"service\.asmx|unifiedmessaging|services\.wsdl|(types|messages)\.xsd|"
    r"autodiscover(\.xml|\.svc|\.json)?|v1\.0",
    re.I,
)
_NOBODY = "withheld.invalid"  # RFC 2606 section 2: the name of no host


def withheld(reason: str, content: bytes, key: bytes) -> str:
    """Returns what stands in the place of a content that must not be written.

    Args:
        reason: why it must not.
        content: the content.
        key: the cassette's salt or key. The digest is keyed with it, as the short ones could be guessed from
            a plain one; without a key there is none.
    """
    passed = PassedOn(key)
    passed(content)
    return passed.marker(reason)


class PassedOn:
    """A content that goes by piece by piece and is not kept; what is left of it is its marker.

    Args:
        key: the cassette's salt or key, as for :func:`withheld`.
    """

    def __init__(self, key: bytes) -> None:
        self.length = 0
        self._digest = hmac.new(key, b"withheld\0", "sha256") if key else None

    def __call__(self, piece: bytes) -> bytes:
        """Takes note of a piece, and returns it."""
        self.length += len(piece)
        if self._digest is not None:
            self._digest.update(piece)
        return piece

    def marker(self, reason: str) -> str:
        """Returns what stands in the place of what went by."""
        return marker(reason, self.length, self._digest.hexdigest()[:16] if self._digest else "")


def scrub_or_withhold(
    scrubber: Scrubber,
    interaction: Interaction,
    key: bytes,
    legs: Iterable[HttpRequest | HttpResponse] = (),
) -> tuple[Interaction, str]:
    """Scrubs an interaction; whatever the scrubber does, nothing that was not scrubbed comes back.

    Args:
        scrubber: takes out what must not be shared.
        interaction: the interaction.
        key: the cassette's salt or key.
        legs: messages to learn secrets from first, which are not kept themselves.

    Returns:
        The interaction, and why its content is withheld; empty if it is not.
    """
    try:
        for leg in legs:
            scrubber.learn(leg)
        return scrubber.scrub(interaction), ""
    except Exception as problem:  # noqa: BLE001 - also RecursionError and MemoryError
        reason = failed_with("scrubbing", problem)
        return without_content(interaction, reason, key), reason


def failed_with(part: str, problem: Exception) -> str:
    """Logs that a part of this program failed on an interaction, and where; returns it in words for the user.

    The message of an exception can quote what it failed on, so neither has it.
    """
    reason = f"{part} failed: {type(problem).__name__}"
    steps = traceback.extract_tb(problem.__traceback__)
    where = f" ({Path(steps[-1].filename).name}:{steps[-1].lineno})" if steps else ""
    _LOG.warning("%s%s; the recording goes on. Please report it.", reason, where)
    return reason


def without_content(interaction: Interaction, reason: str, key: bytes) -> Interaction:
    """Returns an interaction of which only is left when it was, how long, what was asked and the status.

    Args:
        interaction: the interaction.
        reason: why its content is withheld.
        key: the cassette's salt or key.
    """
    request, response = interaction.request, interaction.response
    kept = {name: value for name, value in interaction.extra.items() if name == KEPT_KEY}
    return replace(
        interaction,
        request=replace(
            _emptied(request, reason, key),
            method=request.method if _TOKEN.fullmatch(request.method) else "WITHHELD",
            url=_url(request.url, reason, key),
        ),
        response=None
        if response is None
        else replace(_emptied(response, reason, key), reason=_phrase(response.status)),
        error=None if interaction.error is None else withheld(reason, _bytes(interaction.error), key),
        operation=interaction.operation if operation(interaction.operation) else "",
        findings=(),
        request_encoding=_coding(interaction.request_encoding, request),
        response_encoding=_coding(interaction.response_encoding, response),
        extra=kept,
    )


def _emptied(message: _AnyMessage, reason: str, key: bytes) -> _AnyMessage:
    """An empty body holds nothing, and stays empty."""
    body = withheld(reason, message.body, key).encode() if message.body else b""
    headers = [
        (name if _TOKEN.fullmatch(name) else "x-withheld", _value(name, value, reason, key))
        for name, value in message.headers.without("content-encoding")
    ]
    return replace(message, headers=Headers(headers), body=body)


def _value(name: str, value: str, reason: str, key: bytes) -> str:
    form = _KEPT_HEADERS.get(name.lower())
    return value if form and form.fullmatch(value) else withheld(reason, _bytes(value), key)


def _url(url: str, reason: str, key: bytes) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        return "/withheld"
    words = parts.path.split("/")
    path = "/".join(
        word if word.lower() in _ENDPOINTS or _PATH_WORD.fullmatch(word) else "withheld" for word in words
    )
    scheme = parts.scheme if parts.scheme in ("http", "https") else ""
    query = quote(withheld(reason, _bytes(parts.query), key), safe="") if parts.query else ""
    return urlunsplit((scheme, _NOBODY if parts.netloc else "", path or "/", query, ""))


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""


def _coding(remembered: str, message: HttpRequest | HttpResponse | None) -> str:
    name = remembered or (message.header("content-encoding") if message is not None else "") or ""
    return name if _TOKEN.fullmatch(name) else ""


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")

"""Scrubs whole messages and interactions."""

from __future__ import annotations

import secrets as random
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, TypeVar, cast

from inspector.cassette.model import Interaction
from inspector.cassette.scrub.credentials import Secrets, header_scrubber
from inspector.cassette.scrub.known import KnownSecrets
from inspector.cassette.scrub.places import scrub_body, scrub_url
from inspector.cassette.scrub.pseudonyms import Pseudonyms
from inspector.errors import UsageError
from inspector.wire.encoding import EncodingError, charset_of, partial_content
from inspector.wire.http import Headers, HttpRequest, HttpResponse

__all__ = ["PROFILES", "Scrubber", "new_salt"]

PROFILES = ("none", "secrets")
"""The names of the profiles, each taking out more than the one before it."""

_URL_HEADERS = {"location", "content-location", "referer", "x-original-url", "x-rewrite-url"}
_WITHHELD = b"[withheld: this body could not be decoded, and holds a secret]"

_AnyMessage = TypeVar("_AnyMessage", bound=HttpRequest | HttpResponse)


def new_salt() -> str:
    """Returns a fresh salt for a cassette's header."""
    return random.token_hex(16)


class Scrubber:
    """Takes what must not be shared out of messages, and puts keyed pseudonyms in its place.

    It learns secrets as they pass and removes each later occurrence too, so one scrubber serves one cassette,
    in its order. The same profile and salt give the same replacements: a live request that is scrubbed by
    :meth:`scrub_request` matches its scrubbed recording.

    Args:
        profile: one of :data:`PROFILES`.
        salt: the key of the pseudonyms.

    Raises:
        UsageError: there is no such profile, or the salt is empty.
    """

    def __init__(self, profile: str, salt: bytes | str) -> None:
        if profile not in PROFILES:
            raise UsageError(f"there is no scrub profile {profile!r}", fix=f"Use {', '.join(PROFILES)}.")
        key = salt.encode() if isinstance(salt, str) else salt
        if not key and profile != "none":
            raise UsageError("scrubbing needs a salt", fix="Take the one of the cassette's header.")
        self.profile = profile
        self._secrets = Secrets(Pseudonyms(key), KnownSecrets())

    def scrub(self, interaction: Interaction) -> Interaction:
        """Returns the interaction without what the profile takes out; bodies come out without
        content-encoding, which is remembered.
        """
        if self.profile == "none":
            return interaction
        response = interaction.response
        # Places first, in request and response: what is learned there is then swept from all of both.
        request = self._places(interaction.request)
        response = self._places(response) if response is not None else None
        return replace(
            interaction,
            request=self._swept(request),
            response=self._swept(response) if response is not None else None,
            error=None if interaction.error is None else self.text(interaction.error),
            request_encoding=interaction.request_encoding or _encoding_lost(interaction.request, request),
            response_encoding=interaction.response_encoding or _encoding_lost(interaction.response, response),
            findings=tuple(self._json(finding) for finding in interaction.findings),
            extra=self._json(interaction.extra),
        )

    def scrub_request(self, request: HttpRequest) -> HttpRequest:
        """Returns a live request as its recording has it."""
        return request if self.profile == "none" else self._swept(self._places(request))

    def learn(self, message: _AnyMessage) -> None:
        """Learns the secrets of a message that is not recorded itself, such as a leg of a handshake."""
        if self.profile != "none":
            self._places(message)

    def text(self, text: str) -> str:
        """Returns a text (a log line, an error message) without the secrets learned so far."""
        return (
            text if self.profile == "none" else self._secrets.known.sweep_text(scrub_url(text, self._secrets))
        )

    def _places(self, message: _AnyMessage) -> _AnyMessage:
        """Replaces what is secret by the place where it stands, and learns it."""
        secrets = self._secrets
        body, headers = _decoded(message)
        if headers.first("content-encoding") is None:
            scrubbed = _through_utf8(body, headers, lambda plain: scrub_body(plain, secrets))
        else:
            scrubbed = self._undecodable(message)
        line = _line_of(message)
        return _with(message, scrub_url(line, secrets), self._headers(headers), scrubbed)

    def _headers(self, headers: Headers) -> Headers:
        fields = [(name, self._header(name, value)) for name, value in headers]
        return Headers(fields) if fields != list(headers) else headers

    def _header(self, name: str, value: str) -> str:
        scrub = header_scrubber(name)
        if scrub is not None:
            return scrub(value, self._secrets)
        return scrub_url(value, self._secrets) if "://" in value or name.lower() in _URL_HEADERS else value

    def _undecodable(self, message: HttpRequest | HttpResponse) -> bytes:
        """A body that cannot be decoded is kept, unless what can be read of it holds a secret."""
        seen = partial_content(message.body, message.header("content-encoding"))
        if self._secrets.known.sweep(scrub_body(seen, self._secrets)) != seen:
            return _WITHHELD
        return message.body

    def _swept(self, message: _AnyMessage) -> _AnyMessage:
        """Replaces every occurrence of what has been learned."""
        sweep = self._secrets.known.sweep_text
        line, headers = _line_of(message), message.headers
        head = "\n".join([line, *(value for _, value in headers)])
        if sweep(head) != head:  # one look at all of them; most messages repeat no secret
            line, headers = sweep(line), Headers([(name, sweep(value)) for name, value in headers])
        body = _through_utf8(message.body, headers, self._secrets.known.sweep)
        return _with(message, line, headers, body)

    def _json(self, value: Any) -> Any:
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, Mapping):
            return {key: self._json(item) for key, item in value.items()}
        if isinstance(value, (list, tuple)):
            return type(value)(self._json(item) for item in value)
        return value


def _with(message: _AnyMessage, line: str, headers: Headers, body: bytes) -> _AnyMessage:
    """The message with another URL or reason, other headers and another body; itself if they are the same."""
    if body is message.body and headers is message.headers and line == _line_of(message):
        return message
    made: HttpRequest | HttpResponse
    if isinstance(message, HttpRequest):
        made = HttpRequest(headers, body, message.method, line, message.connection)
    else:
        made = HttpResponse(headers, body, message.status, line, message.delay)
    return cast("_AnyMessage", made)


def _line_of(message: HttpRequest | HttpResponse) -> str:
    return message.url if isinstance(message, HttpRequest) else message.reason


def _through_utf8(content: bytes, headers: Headers, through: Callable[[bytes], bytes]) -> bytes:
    """Passes a body through as UTF-8 (or as it is, if ASCII is a part of its charset), and back."""
    if not content:
        return content
    if b"\0" in content[:8]:  # of any text in UTF-16 or UTF-32, one of its first characters is ASCII
        charset = charset_of(content, headers.first("content-type"))
        try:
            text = content.decode(charset)
            if text.encode(charset) == content:
                return through(text.encode("utf-8")).decode("utf-8").encode(charset)
        except (UnicodeError, LookupError):
            pass  # not what it says: its bytes are all that can be looked at
    return through(content)


def _decoded(message: HttpRequest | HttpResponse) -> tuple[bytes, Headers]:
    try:
        plain = message.decoded()
    except EncodingError:
        return message.body, message.headers
    return plain.body, plain.headers


def _encoding_lost(
    before: HttpRequest | HttpResponse | None, after: HttpRequest | HttpResponse | None
) -> str:
    if before is None or after is None or after.header("content-encoding") is not None:
        return ""
    return before.header("content-encoding") or ""

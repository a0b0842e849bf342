"""Scrubs whole messages and interactions."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar, cast

from lxml import etree

from inspector.cassette.model import Interaction
from inspector.errors import UnreadableInput, UsageError
from inspector.scrub.credentials import Secrets, header_scrubber, teaches_passing
from inspector.scrub.fields import TECHNICAL_HEADERS
from inspector.scrub.identity import Identity
from inspector.scrub.keys import key_of
from inspector.scrub.known import KnownSecrets
from inspector.scrub.packed import Packed, scrub_binary
from inspector.scrub.places import scrub_body, scrub_url
from inspector.scrub.pseudonyms import Pseudonyms
from inspector.scrub.rules import CustomRule
from inspector.wire.encoding import EncodingError, charset_of, partial_content
from inspector.wire.http import Headers, HttpRequest, HttpResponse
from inspector.wire.wbxml import decode_wbxml, encode_wbxml
from inspector.wire.xml import parse_xml

__all__ = ["KEPT_KEY", "PROFILES", "Scrubber"]

PROFILES = ("none", "secrets", "identity")
"""The names of the profiles, each taking out more than the one before it; the last is the default."""

KEPT_KEY = "scrubbed"
"""The key of an interaction that tells a replay's scrubber what the recording's had learned by then."""

_MOST_FIELDS = 512
_URL_HEADERS = {"location", "content-location", "referer", "x-original-url", "x-rewrite-url"}
_WBXML = ("application/vnd.ms-sync.wbxml", "application/vnd.ms-sync")
_WITHHELD = b"[withheld: this body could not be decoded, and holds a secret]"

_AnyMessage = TypeVar("_AnyMessage", bound=HttpRequest | HttpResponse)


class Scrubber:
    """Takes what must not be shared out of messages, and puts keyed pseudonyms in its place.

    It learns secrets as they pass and removes each later occurrence too, so one scrubber serves one cassette,
    in its order. The same profile and salt give the same replacements: a live request that is scrubbed by
    :meth:`scrub_request` matches its scrubbed recording.

    Args:
        profile: one of :data:`PROFILES`.
        salt: the key of the pseudonyms.
        rules: what else is to be replaced, in any profile but ``none``.

    Raises:
        UsageError: there is no such profile, or the salt is empty.
    """

    def __init__(self, profile: str, salt: bytes | str, rules: Sequence[CustomRule] = ()) -> None:
        if profile not in PROFILES:
            raise UsageError(f"there is no scrub profile {profile!r}", fix=f"Use {', '.join(PROFILES)}.")
        key = salt.encode() if isinstance(salt, str) else salt
        if not key and profile != "none":
            raise UsageError("scrubbing needs a salt", fix="Take the one of the cassette's header.")
        self.profile = profile
        pseudonyms = Pseudonyms(key)
        self._identity = Identity(pseudonyms)
        self._people = profile == "identity"
        login = self._identity.login if self._people else None
        self._secrets = Secrets(pseudonyms, self._identity.stand_ins, KnownSecrets(), login)
        self._packed = Packed(self._identity, self._secrets.known, self._content)
        self._rules = tuple(rules)
        self._fields: dict[tuple[str, str], str] = {}

    @classmethod
    def of(cls, scrub: Mapping[str, Any]) -> Scrubber:
        """Makes the scrubber that a cassette's header tells of.

        Args:
            scrub: the header's ``scrub``.

        Raises:
            UsageError: it tells of a profile, a salt or a rule that cannot be, or the key was not given.
        """
        rules = scrub.get("rules")
        return cls(
            str(scrub.get("profile", "none")),
            b"" if scrub.get("profile", "none") == "none" else key_of(scrub),
            [CustomRule.from_json(rule) for rule in rules] if isinstance(rules, list) else (),
        )

    def scrub(self, interaction: Interaction) -> Interaction:
        """Returns the interaction without what the profile takes out; bodies come out without
        content-encoding, which is remembered.
        """
        if self.profile == "none":
            return interaction
        self.adopt(interaction)
        request, response = self._scrubbed(interaction.request, interaction.response)
        seen = self._identity.seen()
        return replace(
            interaction,
            request=request,
            response=response,
            error=None if interaction.error is None else self.text(interaction.error),
            request_encoding=interaction.request_encoding or _encoding_lost(interaction.request, request),
            response_encoding=interaction.response_encoding or _encoding_lost(interaction.response, response),
            findings=tuple(self._json(finding, seen) for finding in interaction.findings),
            extra=self._extra(interaction.extra, seen),
        )

    def adopt(self, interaction: Interaction) -> None:
        """Takes over what the scrubber of a recording had learned: what stands for something, and digests of
        names and domains. A replay's scrubber does so with all interactions before its first request.
        """
        self.recall(interaction.extra.get(KEPT_KEY))

    def recall(self, kept: object) -> None:
        """Takes over the value of :data:`KEPT_KEY` of an interaction, as :meth:`adopt` does."""
        if isinstance(kept, Mapping):
            self._identity.stand_ins.adopt(_texts(kept.get("stand_ins")))
            self._identity.patterns.recognise(_texts(kept.get("digests")))

    def scrub_request(self, request: HttpRequest) -> HttpRequest:
        """Returns a live request as its recording has it."""
        return request if self.profile == "none" else self._scrubbed(request, None)[0]

    def learn(self, message: _AnyMessage) -> None:
        """Learns the secrets of a message that is not recorded itself, such as a leg of a handshake."""
        if self.profile != "none":
            self._places(message)

    def text(self, text: str) -> str:
        """Returns a text (a log line, an error message) without the secrets learned so far."""
        if self.profile == "none":
            return text
        text = self._secrets.known.sweep_text(scrub_url(text, self._secrets))
        return self._packed.text(self._identity.text(text)) if self._people else text

    def _scrubbed(
        self, request: HttpRequest, response: HttpResponse | None
    ) -> tuple[HttpRequest, HttpResponse | None]:
        """Places first, in request and response: what is learned there is then swept from all of both."""
        secrets, lasting = self._secrets.known.learned, self._learned()
        request = self._places(request)
        response = None if response is None else self._places(response)
        if self._learned() != lasting:  # it may be packed in what stands before its place
            request = self._places(request)
            response = None if response is None else self._places(response)
        bodies = self._secrets.known.learned != secrets
        return self._swept(request, bodies), None if response is None else self._swept(response, bodies)

    def _places(self, message: _AnyMessage) -> _AnyMessage:
        """Replaces what is secret by the place where it stands, and learns it."""
        body, headers = _decoded(message)
        if headers.first("content-encoding") is not None:
            scrubbed = self._undecodable(message)
        else:
            scrubbed = self._through_text(body, headers, self._content)
        line = scrub_url(_line_of(message), self._secrets)
        if self._people:
            line = self._packed.url(self._identity.url(line))
        return _with(message, line, self._headers(headers), scrubbed)

    def _content(self, plain: bytes) -> bytes:
        """A text body; also one that is packed in another."""
        plain = scrub_body(plain, self._secrets)
        if self._people:
            plain = self._identity.body(self._packed.attributes(plain), self._packed.element)
            if b"<" not in plain:
                plain = self._packed.sweep(plain)
        else:
            plain = self._packed.mails(plain)
        for rule in self._rules:
            if not rule.header:
                plain = rule.apply(plain, self._identity.stand_ins)
        return self._secrets.known.sweep(plain)

    def _learned(self) -> tuple[int, int]:
        return len(self._secrets.known), len(self._identity.patterns)

    def _through_text(self, body: bytes, headers: Headers, through: Callable[[bytes], bytes]) -> bytes:
        """Passes a body through as text: of ActiveSync decoded, and encoded again if that changed it."""
        if not body or (headers.first("content-type") or "").partition(";")[0].strip().lower() not in _WBXML:
            return _through_utf8(body, headers, through)
        try:
            xml = etree.tostring(decode_wbxml(body), encoding="utf-8")
            made = through(xml)
            return body if made == xml else encode_wbxml(parse_xml(made))
        except UnreadableInput:
            swept = self._secrets.known.sweep(body)
            return scrub_binary(swept, self._identity) if self._people else swept

    def _headers(self, headers: Headers) -> Headers:
        fields = [(name, self._header(name, value)) for name, value in headers]
        return Headers(fields) if fields != list(headers) else headers

    def _header(self, name: str, value: str) -> str:
        """A client repeats most fields with each request. Those that teach passing secrets are never kept."""
        made = self._fields.get((name, value))
        if made is None:
            made = self._scrubbed_header(name, value)
            if not teaches_passing(name, value):
                if len(self._fields) >= _MOST_FIELDS:
                    self._fields.clear()
                self._fields[name, value] = made
        return made

    def _scrubbed_header(self, name: str, value: str) -> str:
        scrub = header_scrubber(name)
        if scrub is not None:
            return scrub(value, self._secrets)
        if "://" in value or name.lower() in _URL_HEADERS:
            value = scrub_url(value, self._secrets)
        if self._people:
            value = self._identity.header(name, value)
            if name.lower() not in TECHNICAL_HEADERS:
                value = self._packed.text(value)
        for rule in self._rules:
            if rule.header == name.lower():
                value = rule.apply(value.encode(), self._identity.stand_ins).decode()
        return value

    def _undecodable(self, message: HttpRequest | HttpResponse) -> bytes:
        """A body that cannot be decoded is kept, unless what can be read of it holds a secret."""
        seen = partial_content(message.body, message.header("content-encoding"))
        if self._content(seen) != seen:
            return _WITHHELD
        return message.body

    def _swept(self, message: _AnyMessage, body: bool) -> _AnyMessage:
        """Replaces the secrets that have been learned; in the body too if some were only now."""
        sweep = self._secrets.known.sweep_text
        line, headers = _line_of(message), message.headers
        head = "\n".join([line, *(value for _, value in headers)])
        if sweep(head) != head:  # one look at all of them; most messages repeat no secret
            line, headers = sweep(line), Headers([(name, sweep(value)) for name, value in headers])
        content = (
            self._through_text(message.body, headers, self._secrets.known.sweep) if body else message.body
        )
        return _with(message, line, headers, content)

    def _extra(self, extra: Mapping[str, Any], seen: Mapping[str, str]) -> dict[str, Any]:
        made = {key: value if key == KEPT_KEY else self._json(value, seen) for key, value in extra.items()}
        digests = self._identity.patterns.fresh_digests()
        stand_ins = self._identity.stand_ins.taken()
        if digests or stand_ins:
            kept = dict(made.get(KEPT_KEY) or {})
            kept["digests"] = [*_texts(kept.get("digests")), *digests]
            kept["stand_ins"] = [*_texts(kept.get("stand_ins")), *stand_ins]
            made[KEPT_KEY] = {key: texts for key, texts in kept.items() if texts}
        return made

    def _json(self, value: Any, seen: Mapping[str, str]) -> Any:
        """A finding or an unknown key: it can quote the message."""
        if isinstance(value, str):
            for before, after in seen.items():
                if before in value:
                    value = after.join(re.split(rf"(?<!\w){re.escape(before)}(?!\w)", value))
            return self.text(value)
        if isinstance(value, Mapping):
            return {key: self._json(item, seen) for key, item in value.items()}
        if isinstance(value, (list, tuple)):
            return type(value)(self._json(item, seen) for item in value)
        return value


def _texts(value: object) -> list[str]:
    return [text for text in value if isinstance(text, str)] if isinstance(value, list) else []


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

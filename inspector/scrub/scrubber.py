"""Scrubs whole messages and interactions: each is read once, value by value."""

from __future__ import annotations

import gc
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from typing import Any, TypeVar, cast

from inspector.cassette.model import Auth, Interaction
from inspector.choices import PROFILES
from inspector.errors import UsageError
from inspector.protocols.common.accounts import application_of
from inspector.scrub.binary import scrub_binary
from inspector.scrub.bodies import LARGE, Bodies, ScrubbedBody
from inspector.scrub.credentials import Secrets
from inspector.scrub.head import Head, Heads
from inspector.scrub.identity import Identity
from inspector.scrub.keys import key_of
from inspector.scrub.learned_secrets import LearnedSecrets
from inspector.scrub.learned_words import LearnedWords
from inspector.scrub.line_templates import LineTemplates
from inspector.scrub.message_texts import Text
from inspector.scrub.pseudonyms import Pseudonyms
from inspector.scrub.replacements import KEPT_KEY, VERSION
from inspector.scrub.text_search import TextSearch
from inspector.scrub.user_rules import CustomRule
from inspector.scrub.values import Values
from inspector.wire.body.edits import Edit, applied
from inspector.wire.http import Headers, HttpRequest, HttpResponse

__all__ = ["KEPT_KEY", "Scrubber"]

_SECTION = re.compile(r"[1-9](\.[0-9]{1,2})*")  # of a document, as a finding names it
_AnyMessage = TypeVar("_AnyMessage", bound=HttpRequest | HttpResponse)


class Scrubber:
    """Takes what must not be shared out of messages, and puts keyed pseudonyms in its place.

    It learns secrets as they pass and removes each later occurrence too, so one scrubber serves one cassette,
    in its order. The same profile and salt give the same replacements: a live request that is scrubbed by
    :meth:`scrub_request` matches its scrubbed recording.

    Args:
        profile: one of :data:`~inspector.choices.PROFILES`.
        salt: the key of the pseudonyms.
        rules: what else is to be replaced, in any profile but ``none``.
        version: the version of the scrubbing, see :data:`~inspector.scrub.replacements.VERSION`.

    Attributes:
        withheld: of the last interaction, the message (``request`` or ``response``) and the reason of each
            part that was withheld.

    Raises:
        UsageError: there is no such profile, or the salt is empty.
    """

    def __init__(
        self, profile: str, salt: bytes | str, rules: Sequence[CustomRule] = (), version: int = VERSION
    ) -> None:
        if profile not in PROFILES:
            raise UsageError(f"there is no scrub profile {profile!r}", fix=f"Use {', '.join(PROFILES)}.")
        key = salt.encode() if isinstance(salt, str) else salt
        if not key and profile != "none":
            raise UsageError("scrubbing needs a salt", fix="Take the one of the cassette's header.")
        self.profile = profile
        self.version = version
        self.withheld: list[tuple[str, str]] = []
        people = profile == "identity"
        pseudonyms = Pseudonyms(key)
        self._words = words = LearnedWords()
        self._identity = Identity(pseudonyms, words, version)
        identity = self._identity if people else None
        secrets = Secrets(pseudonyms, self._identity.replacements, LearnedSecrets(words), identity)
        self._search = TextSearch(self._identity, words, secrets, people=people)
        self._heads = Heads(Head(secrets, identity, rules), self._search)
        self._values = Values(
            secrets, identity, rules, key, lambda content: scrub_binary(content, identity, words), words
        )
        self._bodies = Bodies(self._values)
        self._lines = LineTemplates(self._values, self._search, self._heads, self._sweep_all, words.lessons)

    @classmethod
    def of(cls, scrub: Mapping[str, Any]) -> Scrubber:
        """Makes the scrubber that a cassette's header tells of.

        Args:
            scrub: the header's ``scrub``.

        Raises:
            UsageError: it tells of a profile, a salt or a rule that cannot be, or the key was not given.
        """
        rules, version = scrub.get("rules"), scrub.get("version", 1)
        if not isinstance(version, int) or not 1 <= version <= VERSION:
            raise UsageError(
                f"the cassette is scrubbed in a way that is not known here (version {version!r})",
                fix="Update ews-inspector.",
            )
        return cls(
            str(scrub.get("profile", "none")),
            b"" if scrub.get("profile", "none") == "none" else key_of(scrub),
            [CustomRule.from_json(rule) for rule in rules] if isinstance(rules, list) else (),
            version,
        )

    def scrub(self, interaction: Interaction) -> Interaction:
        """Returns the interaction without what the profile takes out; bodies come out without
        content-encoding, which is remembered.
        """
        if self.profile == "none":
            return interaction
        self.adopt(interaction)
        response = interaction.response
        size = len(interaction.request.body) + (len(response.body) if response is not None else 0)
        try:
            with _uncollected() if size > LARGE else nullcontext():
                return self._interaction(interaction)
        finally:
            self._identity.numbers.forget_extensions()

    def _interaction(self, interaction: Interaction) -> Interaction:
        self._values.begin()
        self.withheld.clear()
        request, response = self._scrubbed(interaction.request, interaction.response)
        seen = dict(self._values.replaced)
        return interaction.changed(
            request=request,
            response=response,
            auth=_with_application(interaction),
            error=None if interaction.error is None else self.text(interaction.error),
            request_encoding=interaction.request_encoding or _encoding_lost(interaction.request, request),
            response_encoding=interaction.response_encoding or _encoding_lost(interaction.response, response),
            findings=tuple(self._finding(finding, seen) for finding in interaction.findings),
            extra=self._extra(interaction.extra, seen),
        )

    def scrub_line(self, line: bytes) -> bytes | None:
        """Returns a cassette's line as :meth:`scrub` makes it, without its number; nothing is learned of it.

        Args:
            line: the line, without its end.

        Returns:
            The line; ``None`` if it has to be read.
        """
        return self._lines.scrubbed(line)

    def know_line(self, line: bytes, before: Interaction, after: Interaction, made: bytes) -> None:
        """Remembers how a line is written that taught nothing, for :meth:`scrub_line`.

        Args:
            line: the line, without its end.
            before: what stands there.
            after: what :meth:`scrub` made of it.
            made: the line of that, without its number.
        """
        if self.profile == PROFILES[-1]:
            self._lines.learn(line, before, after, made)

    def adopt(self, interaction: Interaction) -> None:
        """Takes over what the scrubber of a recording had learned: what stands for something, and digests of
        names and domains. A replay's scrubber does so with all interactions before its first request.
        """
        self.recall(interaction.extra.get(KEPT_KEY))

    def recall(self, kept: object) -> None:
        """Takes over the value of :data:`KEPT_KEY` of an interaction, as :meth:`adopt` does."""
        if isinstance(kept, Mapping):
            self._identity.replacements.adopt(_texts(kept.get("stand_ins")))
            self._identity.recognise(_texts(kept.get("digests")))

    @property
    def learned(self) -> tuple[int, ...]:
        """What is another whenever something passed by which later messages may be scrubbed."""
        identity = self._identity
        return (*self._values.learned(), self._words.turns, identity.names.count, identity.replacements.count)

    def scrub_request(self, request: HttpRequest) -> HttpRequest:
        """Returns a live request as its recording has it."""
        if self.profile == "none":
            return request
        try:
            return self._scrubbed(request, None)[0]
        finally:
            self._identity.numbers.forget_extensions()

    def learn(self, message: HttpRequest | HttpResponse) -> None:
        """Learns the secrets of a message that is not recorded itself, such as a leg of a handshake."""
        if self.profile == "none":
            return
        if isinstance(message, HttpRequest):
            self._scrubbed(message, None)
        else:
            self._scrubbed(HttpRequest(), message)

    def text(self, text: str) -> str:
        """Returns a text (a log line, an error message) without the secrets learned so far."""
        if self.profile == "none" or not text:
            return text
        made = text

        def put(edits: Sequence[Edit]) -> None:
            nonlocal made
            made = applied(made, edits)

        self._sweep_all(self._values.with_packed([Text(text, text, put)]))
        return made

    def _scrubbed(
        self, request: HttpRequest, response: HttpResponse | None
    ) -> tuple[HttpRequest, HttpResponse | None]:
        """First what is told by its role, in request and response; then all of both is searched at once."""
        before, numbers = self._values.learned(), self._identity.numbers
        asked = _Message(request, self._heads, self._bodies)
        answered = None
        if response is not None:
            answered = _Message(response, self._heads, self._bodies, anew=numbers.names_extensions)
        if asked.body.known and (numbers.names_extensions or self._values.learned() != before):
            asked = _Message(request, self._heads, self._bodies, anew=True)
        messages = [asked] if answered is None else [asked, answered]
        for message in messages:
            message.head = self._heads.current(message.head)
        learned = self._values.learned()
        in_texts: dict[str, str] = {}
        self._values.replaced_here = in_texts
        self._sweep_all(self._values.with_packed([text for message in messages for text in message.texts]))
        if self._values.learned() != learned and any(
            message.head.known_in or message.body.known for message in messages
        ):
            return self._scrubbed(request, response)  # a form has taught what can be in what was known too
        done = cast("HttpRequest", asked.finished(self._sweep_all))
        answer = None if answered is None else cast("HttpResponse", answered.finished(self._sweep_all))
        for side, message in zip(("request", "response"), messages, strict=False):
            self.withheld += ((side, reason) for reason in dict.fromkeys(message.body.withheld))
        if self._values.learned() == before and not numbers.names_extensions:
            if not in_texts:  # or nobody knows which body it was packed in, if in any
                self._bodies.know(message.body for message in messages)
            self._heads.know(message.head for message in messages)
        return done, answer

    def _sweep_all(self, texts: Sequence[Text]) -> None:
        """Finds what has to go from texts, and puts into them what comes of all."""
        open_texts = [text for text in texts if not text.done]
        found = self._search.edits(
            [text.made for text in open_texts], {at for at, text in enumerate(open_texts) if text.url}
        )
        for at, edits in found.items():
            open_texts[at].edits = edits
        names_extensions = self._identity.numbers.names_extensions
        for text in open_texts:
            if text.binary:
                if (made := self._values.binary(text.made)) != text.made:
                    text.edits = [(0, len(text.made), made)]
            elif names_extensions and text.running:
                text.edits = self._search.with_extensions(text.made, text.edits)
        for text in reversed(texts):  # what is packed in a text stands behind it
            if text.edits or text.inner or text.made is not text.before:
                text.finish()

    def _extra(self, extra: Mapping[str, Any], seen: Mapping[str, str]) -> dict[str, Any]:
        made = {key: value if key == KEPT_KEY else self._json(value, seen) for key, value in extra.items()}
        digests = self._identity.fresh_digests()
        replacements = self._identity.replacements.taken()
        if digests or replacements:
            kept = dict(made.get(KEPT_KEY) or {})
            kept["digests"] = [*_texts(kept.get("digests")), *digests]
            kept["stand_ins"] = [*_texts(kept.get("stand_ins")), *replacements]
            made[KEPT_KEY] = {key: texts for key, texts in kept.items() if texts}
        return made

    def _finding(self, finding: Mapping[str, Any], seen: Mapping[str, str]) -> dict[str, Any]:
        """A finding can quote the message; its section, which can read as an address (3.1.4.1), stays."""
        made = {key: self._json(value, seen) for key, value in finding.items()}
        if isinstance(section := finding.get("section"), str) and _SECTION.fullmatch(section):
            made["section"] = section
        return made

    def _json(self, value: Any, seen: Mapping[str, str]) -> Any:
        """An unknown key, or a value of a finding: it can quote the message."""
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


@contextmanager
def _uncollected() -> Iterator[None]:
    """Keeps Python from looking for circles of references, of which a large body's many values make none: it
    took a tenth of the time.
    """
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


class _Message:
    """A message while it is scrubbed.

    Attributes:
        head: its first line and its fields.
        body: its body.
    """

    def __init__(
        self, message: HttpRequest | HttpResponse, heads: Heads, bodies: Bodies, *, anew: bool = False
    ) -> None:
        self._message = message
        self._content_type = message.header("content-type")
        self.body: ScrubbedBody = bodies.of(message, self._content_type, anew=anew)
        headers = message.headers
        if self.body.decoded and message.header("content-encoding") is not None:
            headers = headers.without("content-encoding")
        line = message.url if isinstance(message, HttpRequest) else message.reason
        self.head = heads.of(line, headers, url=isinstance(message, HttpRequest))

    @property
    def texts(self) -> list[Text]:
        """All that is looked through in it."""
        return [*self.head.texts, *self.body.texts]

    def finished(self, sweep: Callable[[Sequence[Text]], None]) -> HttpRequest | HttpResponse:
        """Returns the message with what was put; itself if nothing was.

        Args:
            sweep: searches the texts of a body that is too long to be held with all of its values.
        """
        message, head = self._message, self.head
        body = self.body.made = self.body.written(sweep)
        if not head.changed and head.fields is message.headers and body is message.body:
            return message
        made = head.made
        if head.changed and self._content_type is not None:
            body = _with_boundary(body, self._content_type, made)
        if isinstance(message, HttpRequest):
            return HttpRequest(made, body, message.method, head.line, message.connection)
        return HttpResponse(made, body, message.status, head.line, message.delay)


_BOUNDARY = re.compile(r"boundary\s*=\s*(?:\"([^\"]{1,200})\"|([^\s;]{1,200}))", re.I)


def _with_boundary(body: bytes, content_type: str, fields: Headers) -> bytes:
    """A boundary that named somebody's host is another one now: in the header, and so in the body."""
    old = _BOUNDARY.search(content_type)
    new = _BOUNDARY.search(fields.first("content-type") or "") if old is not None else None
    if old is None or new is None or old[0] == new[0]:
        return body
    return body.replace(
        b"--" + (old[1] or old[2]).encode("utf-8", "surrogateescape"),
        b"--" + (new[1] or new[2]).encode("utf-8", "surrogateescape"),
    )


def _with_application(interaction: Interaction) -> Auth | None:
    """How it was authenticated, with what is kept of a bearer token: whose it is not, but which program's."""
    application = application_of(interaction.request)
    if not application:
        return interaction.auth
    return replace(interaction.auth or Auth("Bearer"), application=application)


def _texts(value: object) -> list[str]:
    return [text for text in value if isinstance(text, str)] if isinstance(value, list) else []


def _encoding_lost(
    before: HttpRequest | HttpResponse | None, after: HttpRequest | HttpResponse | None
) -> str:
    encoding = before.header("content-encoding") if before is not None else None
    if encoding is None or after is None or after.header("content-encoding") is not None:
        return ""
    return encoding

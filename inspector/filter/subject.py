"""What a filter asks of an interaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, Protocol

from inspector.cassette.model import Interaction
from inspector.flow import Step, step_of
from inspector.protocols.registry import Identified, identify
from inspector.wire.binary_xml import readable
from inspector.wire.encoding import charset_of
from inspector.wire.http import HttpRequest, HttpResponse


class Subject(Protocol):
    """What a filter asks of an interaction; the cheap answers need no decoded body."""

    @property
    def n(self) -> int: ...
    @property
    def operation(self) -> str: ...
    @property
    def endpoint(self) -> str: ...
    @property
    def url(self) -> str: ...
    @property
    def status(self) -> int: ...
    @property
    def error(self) -> str: ...
    @property
    def findings(self) -> Sequence[Mapping[str, Any]]: ...
    @property
    def conn(self) -> str: ...
    @property
    def note(self) -> str: ...
    @property
    def step(self) -> Step | None: ...
    @property
    def interaction(self) -> Interaction | None: ...

    def may_contain(self, text: str) -> bool:
        """Whether it is worth the while to decode bodies to look for a text; ``True`` if in doubt."""
        ...

    def may_have_failed(self) -> bool:
        """Whether it is worth the while to decode the answer to look for an error; ``True`` if in doubt."""
        ...


def subject_of(interaction: Interaction, findings: Sequence[Mapping[str, Any]] | None = None) -> Subject:
    """Returns what a filter asks of an interaction.

    Args:
        interaction: the interaction.
        findings: its findings as JSON objects, if they are not those of the recording.
    """
    return _OfInteraction(interaction, interaction.findings if findings is None else findings)


class _OfInteraction:
    def __init__(self, interaction: Interaction, findings: Sequence[Mapping[str, Any]]) -> None:
        self.interaction = interaction
        self.findings = findings

    @property
    def n(self) -> int:
        return self.interaction.n

    @cached_property
    def _identified(self) -> Identified:
        return identify(self.interaction.request)

    @cached_property
    def operation(self) -> str:
        return self.interaction.operation or self._identified.name or ""

    @cached_property
    def endpoint(self) -> str:
        return self.interaction.endpoint or self._identified.endpoint.value

    @property
    def url(self) -> str:
        return self.interaction.request.url

    @property
    def status(self) -> int:
        return self.interaction.response.status if self.interaction.response else 0

    @property
    def error(self) -> str:
        return self.interaction.error or ""

    @property
    def conn(self) -> str:
        return self.interaction.conn

    @property
    def note(self) -> str:
        return self.interaction.note

    @cached_property
    def step(self) -> Step:
        return step_of(self.interaction, self._identified)

    def may_contain(self, text: str) -> bool:
        return True

    def may_have_failed(self) -> bool:
        return True


def body_text(message: HttpRequest | HttpResponse) -> str:
    """Returns a body as text, as far as it is one; of a binary body the XML that it stands for.

    Args:
        message: the message.
    """
    decoded = readable(message)
    if decoded is not None:
        return decoded
    content = message.plain_body
    return content.decode(charset_of(content, message.header("content-type")), "replace")

"""Judging files: cassettes, recordings of other tools, single messages, and folders of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from inspector.cassette.model import Interaction
from inspector.conformance.check import Checker
from inspector.conformance.excerpt import Excerpt, excerpt
from inspector.conformance.finding import Direction, Finding
from inspector.conformance.project import Project
from inspector.errors import InspectorError
from inspector.protocols.message import Message
from inspector.protocols.operation import Endpoint
from inspector.sources import Entry, entries, files_in
from inspector.sources import identified as identified_of
from inspector.wire.binary_xml import readable
from inspector.wire.encoding import EncodingError
from inspector.wire.http import HttpRequest, HttpResponse

__all__ = ["How", "Judged", "Verdict", "files_in", "judge", "judge_file", "remember"]


@dataclass(frozen=True, kw_only=True)
class How:
    """How files are judged.

    Args:
        project: what is reported, and by which schemas.
        endpoint: where messages were sent to whose file does not say.
        excerpts: whether verdicts show the place in the message.
    """

    project: Project
    endpoint: Endpoint | None = None
    excerpts: bool = False


@dataclass(frozen=True)
class Verdict:
    """A finding with the place that it is about.

    Args:
        finding: the finding.
        excerpt: the place; ``None`` if it is not known or was not asked for.
    """

    finding: Finding
    excerpt: Excerpt | None = None


@dataclass(frozen=True)
class Judged:
    """An interaction of a cassette, or a single message, with what was found.

    Args:
        file: the file, as it was named.
        interaction: its number in the cassette; 0 for a single message.
        verdicts: what was found, in order.
        problem: why the file could not be read (any further); empty if it could.
        notes: what a user should know about the file, a sentence each.
    """

    file: str
    interaction: int = 0
    verdicts: tuple[Verdict, ...] = ()
    problem: str = ""
    notes: tuple[str, ...] = ()

    @property
    def is_quiet(self) -> bool:
        """Whether nothing is told of an interaction that was judged."""
        return bool(self.interaction) and not (self.verdicts or self.problem or self.notes)


def judge_file(file: str, how: How) -> Iterator[Judged]:
    """Judges a file, which is a session of its own. One that cannot be read is said to be so, not raised.

    Args:
        file: a cassette, a recording of another tool (:mod:`inspector.cassette.formats`), an HTTP message
            (its response may stand beside it), or else a single SOAP message. The content tells which.
        how: how.

    Raises:
        UsageError: there is no such schema set.
    """
    return judge(file, entries(file, how.endpoint), how.project.checker(), how)


def judge(file: str, found: Iterable[Entry], checker: Checker, how: How) -> Iterator[Judged]:
    """Judges what stands in a file, or in a part of it.

    Args:
        file: the file, as it was named.
        found: what stands there.
        checker: the judge of this session.
        how: how.
    """
    try:
        for entry in found:
            if entry.header is not None:
                project = how.project.of_cassette(entry.header.extra)
                checker = checker if project is how.project else project.checker()
            if entry.notes or entry.problem:
                yield Judged(file, problem=entry.problem, notes=entry.notes)
            if entry.interaction is not None:
                yield Judged(file, entry.n, _judged(entry.interaction, checker, how))
            if entry.message is not None:
                yield _single(file, entry.message, checker, how)
    except InspectorError as problem:
        yield Judged(file, problem=str(problem))


def remember(interaction: Interaction, checker: Checker, how: How) -> None:
    """Takes in an interaction that is judged elsewhere.

    Args:
        interaction: the interaction.
        checker: the judge of its session.
        how: how it is judged.
    """
    if interaction.missing_from("request"):
        return
    kept = interaction.missing_from("response") is None
    checker.remember(
        interaction.request,
        interaction.response if kept else None,
        at=interaction.at,
        took=interaction.took,
        identified=identified_of(interaction, how.endpoint),
    )


def _judged(interaction: Interaction, checker: Checker, how: How) -> tuple[Verdict, ...]:
    if interaction.missing_from("request"):
        return ()  # what is not there is not judged
    kept = interaction.missing_from("response") is None
    request, response = interaction.request, interaction.response if kept else None
    findings = checker.check(
        request,
        response,
        at=interaction.at,
        took=interaction.took,
        identified=identified_of(interaction, how.endpoint),
        error=interaction.error if kept else None,
    )
    if not how.excerpts:
        return tuple(Verdict(finding) for finding in findings)
    contents = {Direction.REQUEST: _content(request), Direction.RESPONSE: _content(response)}
    return tuple(
        Verdict(finding, excerpt(contents[finding.direction], finding.path, finding.line))
        for finding in findings
    )


def _content(message: HttpRequest | HttpResponse | None) -> bytes:
    """What a person reads of a message: of a binary body the XML that it stands for."""
    if message is None:
        return b""
    decoded = readable(message)
    if decoded is not None:
        return decoded.encode()
    try:
        return message.content
    except EncodingError:
        return b""


def _single(file: str, message: Message, checker: Checker, how: How) -> Judged:
    if message.endpoint is Endpoint.AUTODISCOVER:
        return Judged(file, notes=(f"{file}: Autodiscover: not judged",))
    findings = checker.check_message(message)
    content = message.http.body
    return Judged(
        file,
        verdicts=tuple(
            Verdict(finding, excerpt(content, finding.path, finding.line) if how.excerpts else None)
            for finding in findings
        ),
    )

"""Judging files: cassettes, recordings of other tools, single messages, and folders of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from inspector.cassette.formats import Format, folder, format_of, head_of, is_cassette, recognised
from inspector.cassette.formats.import_report import ImportReport
from inspector.cassette.formats.raw_http import is_request, is_response, parse_response
from inspector.cassette.handshake import folded
from inspector.cassette.model import Interaction
from inspector.cassette.reader import Cassette
from inspector.conformance.check import Checker
from inspector.conformance.excerpt import Excerpt, excerpt
from inspector.conformance.finding import Direction, Finding
from inspector.conformance.project import Project
from inspector.conformance.single import PATHS, lone_message
from inspector.errors import InputError, InspectorError
from inspector.protocols.activesync.decode import readable
from inspector.protocols.operation import Endpoint
from inspector.protocols.registry import endpoint_of, identify
from inspector.wire.encoding import EncodingError
from inspector.wire.http import HttpRequest, HttpResponse

__all__ = ["How", "Judged", "Verdict", "files_in", "judge_file"]

_RECORDINGS = (".har", ".zhar", ".flow", ".flows", ".mitm", ".saz")
_SUFFIXES = (".jsonl", ".xml", ".http", *_RECORDINGS)
_BY_CONTENT = (".yaml", ".yml", ".trace", ".log", ".txt", "")  # names that much else has too


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


def files_in(paths: Iterable[str]) -> list[str]:
    """Returns the files that paths name, in order; of a folder, those that can be judged, by name.

    A response that stands beside its ``.http`` request is judged with it, and is not returned.

    Raises:
        InputError: there is no such file, or nothing in a folder can be judged.
    """
    found: dict[str, None] = {}
    for name in paths:
        path = Path(name)
        if path.is_dir():
            inside = sorted(each for each in path.rglob("*") if _can_be_judged(each))
            for part in {each.parent for each in inside if each.suffix == ".http"}:
                halves = folder.second_halves(part)
                inside = [each for each in inside if each not in halves]
            if not inside:
                raise InputError(
                    "there is nothing to judge in this folder",
                    name,
                    f"Known are {', '.join(_SUFFIXES)}, and YAML cassettes and traces by their content.",
                )
            found.update(dict.fromkeys(map(str, inside)))
        elif path.exists():
            found[name] = None
        else:
            raise InputError("there is no such file or folder", name)
    return list(found)


def _can_be_judged(path: Path) -> bool:
    suffix = path.suffix.lower()
    if suffix not in (*_SUFFIXES, *_BY_CONTENT) or not path.is_file():
        return False
    try:
        return suffix in _SUFFIXES or recognised(head_of(path)) is not None
    except InputError:
        return False  # no name says that it is a recording


def judge_file(file: str, how: How) -> Iterator[Judged]:
    """Judges a file, which is a session of its own. One that cannot be read is said to be so, not raised.

    Args:
        file: a cassette, a recording of another tool (:mod:`inspector.cassette.formats`), an HTTP message
            (its response may stand beside it), or else a single SOAP message. The content tells which.
        how: how.

    Raises:
        UsageError: there is no such schema set.
    """
    checker = how.project.checker()
    path = Path(file)
    try:
        head, suffix = head_of(path), path.suffix.lower()
        form = format_of(path) if suffix in _RECORDINGS else recognised(head)
        if is_cassette(head) or (form is None and suffix == ".jsonl"):
            yield from _cassette(file, checker, how)
        elif form is not None:
            yield from _recording(file, form, checker, how)
        elif (suffix == ".http" and not is_response(head)) or (suffix == ".xml" and is_request(head)):
            interaction = folder.read_exchange(path)
            if interaction.response is None:  # a request alone is no request without an answer
                interaction = replace(interaction, error=None)
            yield Judged(file, verdicts=_judged(interaction, checker, how))
        else:
            yield _single(file, checker, how)
    except InspectorError as problem:
        yield Judged(file, problem=str(problem))


def _cassette(file: str, checker: Checker, how: How) -> Iterator[Judged]:
    with Cassette(file) as cassette:
        project = how.project.of_cassette(cassette.header.extra)
        if project is not how.project:
            checker = project.checker()
        if cassette.warnings:
            yield Judged(file, notes=cassette.warnings)
        for interaction in cassette:
            yield Judged(file, interaction.n, _judged(interaction, checker, how))


def _recording(file: str, form: Format, checker: Checker, how: How) -> Iterator[Judged]:
    """Handshakes are folded, so that numbers and verdicts are those of the cassette that 'convert' makes."""
    report = ImportReport()
    for interaction in folded(report.watch(form.read(Path(file), report), file)):
        yield Judged(file, interaction.n, _judged(interaction, checker, how))
    if told := (*report.notes, *report.bodies()):
        yield Judged(file, notes=tuple(f"{file}: {sentence}" for sentence in told))
    if report.stopped:
        yield Judged(file, problem=report.stopped)


def _judged(interaction: Interaction, checker: Checker, how: How) -> tuple[Verdict, ...]:
    if interaction.missing_from("request"):
        return ()  # what is not there is not judged
    kept = interaction.missing_from("response") is None
    request, response = interaction.request, interaction.response if kept else None
    identified = identify(request)
    if identified.endpoint is Endpoint.OTHER:
        # A path that says nothing, such as that of a proxy: the recorder may have known, or the user does.
        told = how.endpoint or next((each for each in PATHS if each == interaction.endpoint), None)
        if told is not None and endpoint_of(request) is Endpoint.OTHER:
            identified = identify(replace(request, url=PATHS[told]))
    findings = checker.check(
        request,
        response,
        at=interaction.at,
        took=interaction.took,
        identified=identified,
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
    """What a person reads of a message: of an ActiveSync body the XML that it stands for."""
    if message is None:
        return b""
    decoded = readable(message)
    if decoded is not None:
        return decoded.encode()
    try:
        return message.content
    except EncodingError:
        return b""


def _single(file: str, checker: Checker, how: How) -> Judged:
    try:
        content = Path(file).read_bytes()
    except OSError as problem:
        raise InputError(f"the file cannot be read ({problem.strerror})", file) from None
    if is_response(content):
        content = parse_response(content, file).body
    message = lone_message(content, how.endpoint)
    if message.endpoint is Endpoint.AUTODISCOVER:
        return Judged(file, notes=(f"{file}: Autodiscover: not judged",))
    findings = checker.check_message(message)
    return Judged(
        file,
        verdicts=tuple(
            Verdict(finding, excerpt(content, finding.path, finding.line) if how.excerpts else None)
            for finding in findings
        ),
    )

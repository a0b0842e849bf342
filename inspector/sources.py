"""Whatever holds messages, as interactions: cassettes, other tools' recordings, messages, folders of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from inspector.cassette.filesystem import located, matching
from inspector.cassette.formats import Format, folder, format_of, head_of, is_cassette, recognised
from inspector.cassette.formats.import_report import ImportReport
from inspector.cassette.formats.raw_http import is_request, is_response, parse_response
from inspector.cassette.handshake import folded
from inspector.cassette.model import CassetteHeader, Interaction
from inspector.cassette.reader import Cassette
from inspector.errors import InputError, InspectorError
from inspector.protocols.identified_request import Identified
from inspector.protocols.lone_message import PATHS, lone_message
from inspector.protocols.message import Message
from inspector.protocols.operation import Endpoint
from inspector.protocols.registry import endpoint_of, identify

_RECORDINGS = (".har", ".zhar", ".flow", ".flows", ".mitm", ".saz")
_SUFFIXES = (".jsonl", ".xml", ".http", *_RECORDINGS)
_BY_CONTENT = (".yaml", ".yml", ".trace", ".log", ".txt", "")  # names that much else has too


@dataclass(frozen=True)
class Entry:
    """What stands in a file at one place, or what is to be said of the file.

    Args:
        file: the file, as it was named.
        n: the number of the interaction in the cassette (that ``convert`` would make); 0 for a message.
        interaction: a request with its answer; ``None`` if this is something else.
        message: a SOAP message without its other half; ``None`` if this is something else.
        header: of a cassette, which comes before its interactions; ``None`` if this is something else.
        problem: why the file could not be read (any further); empty if it could.
        notes: what a user should know about the file, a sentence each.
    """

    file: str
    n: int = 0
    interaction: Interaction | None = None
    message: Message | None = None
    header: CassetteHeader | None = None
    problem: str = ""
    notes: tuple[str, ...] = ()


def files_in(paths: Iterable[str]) -> list[str]:
    """Returns the files that paths name, in order; of a folder, those that can be read, by name.

    A response that stands beside its ``.http`` request is read with it, and is not returned.

    Raises:
        InputError: there is no such file, or nothing in a folder can be read.
    """
    found: dict[str, None] = {}
    for name in paths:
        path = located(name)
        if "*" in name and not path.exists():
            found.update(dict.fromkeys(map(str, _matching(name))))
        elif path.is_dir():
            inside = sorted(each for each in path.rglob("*") if _can_be_read(each))
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


def _matching(name: str) -> list[Path]:
    found = [path for path in matching(name) if _can_be_read(path)]
    if not found:
        raise InputError("no file that can be read matches this name", name)
    return found


def _can_be_read(path: Path) -> bool:
    suffix = path.suffix.lower()
    if suffix not in (*_SUFFIXES, *_BY_CONTENT) or not path.is_file():
        return False
    try:
        return suffix in _SUFFIXES or recognised(head_of(path)) is not None
    except InputError:
        return False  # no name says that it is a recording


def entries(file: str, endpoint: Endpoint | None = None) -> Iterator[Entry]:
    """Reads a file, one entry at a time. One that cannot be read is said to be so, not raised.

    Args:
        file: a cassette, a recording of another tool (:mod:`inspector.cassette.formats`), an HTTP message
            (its response may stand beside it), or else a single SOAP message. The content tells which.
        endpoint: where messages were sent to whose file does not say.
    """
    path = located(file)
    try:
        head, suffix = head_of(path), path.suffix.lower()
        form = format_of(path) if suffix in _RECORDINGS else recognised(head)
        if _as_cassette(head, suffix, form):
            yield from _cassette(file)
        elif form is not None:
            yield from _recording(file, form)
        elif (suffix == ".http" and not is_response(head)) or (suffix == ".xml" and is_request(head)):
            interaction = folder.read_exchange(path)
            if interaction.response is None:  # a request alone is no request without an answer
                interaction = replace(interaction, error=None)
            yield Entry(file, interaction=interaction)
        else:
            yield Entry(file, message=_single(file, endpoint))
    except InspectorError as problem:
        yield Entry(file, problem=str(problem))


def is_cassette_file(file: str) -> bool:
    """Whether :func:`entries` reads a file as a cassette."""
    path = located(file)
    try:
        head, suffix = head_of(path), path.suffix.lower()
        return _as_cassette(head, suffix, format_of(path) if suffix in _RECORDINGS else recognised(head))
    except InspectorError:
        return False


def _as_cassette(head: bytes, suffix: str, form: Format | None) -> bool:
    return is_cassette(head) or (form is None and suffix == ".jsonl")


def _cassette(file: str) -> Iterator[Entry]:
    with Cassette(file) as cassette:
        yield Entry(file, header=cassette.header, notes=cassette.warnings)
        for interaction in cassette:
            yield Entry(file, interaction.n, interaction)


def _recording(file: str, form: Format) -> Iterator[Entry]:
    """Handshakes are folded, so that numbers are those of the cassette that 'convert' makes."""
    report = ImportReport()
    for interaction in folded(report.watch(form.read(located(file), report), file)):
        yield Entry(file, interaction.n, interaction)
    if told := (*report.notes, *report.bodies()):
        yield Entry(file, notes=tuple(f"{file}: {sentence}" for sentence in told))
    if report.stopped:
        yield Entry(file, problem=report.stopped)


def _single(file: str, endpoint: Endpoint | None) -> Message:
    try:
        content = located(file).read_bytes()
    except OSError as problem:
        raise InputError(f"the file cannot be read ({problem.strerror})", file) from None
    if is_response(content):
        content = parse_response(content, file).body
    return lone_message(content, endpoint)


def identified(interaction: Interaction, endpoint: Endpoint | None = None) -> Identified:
    """Says what an interaction's request asks for.

    A path that says nothing, such as that of a proxy: the recorder may have known, or the user does.

    Args:
        interaction: the interaction.
        endpoint: where it was sent to if nothing else says it.
    """
    request = interaction.request
    found = identify(request)
    if found.endpoint is Endpoint.OTHER:
        told = endpoint or next((each for each in PATHS if each == interaction.endpoint), None)
        if told is not None and endpoint_of(request) is Endpoint.OTHER:
            return identify(replace(request, url=PATHS[told]))
    return found

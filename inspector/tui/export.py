"""What can be taken out of the terminal UI: each with a name for its file and what makes its content."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from inspector.cassette import CassetteHeader, CassetteWriter, Interaction
from inspector.cassette.atomic_write import private
from inspector.errors import WriteError
from inspector.report.snippets import (
    file_stem,
    python_program,
    safe_name,
    shell_script,
    suffix_of,
)
from inspector.tui.cassette_view import CassetteView


@dataclass(frozen=True)
class Export:
    """Something that can be written to a file.

    Args:
        title: what it is, for the menu.
        name: the file's name.
        make: makes the content; called when it is chosen.
        write: writes the file by itself, for what is too large to be made in memory.
    """

    title: str
    name: str
    make: Callable[[], bytes] | None = None
    write: Callable[[Path], None] | None = None


def of_interaction(interaction: Interaction, operation: str) -> list[Export]:
    """Returns what can be taken out of an interaction.

    Args:
        interaction: the interaction.
        operation: the operation's name, for the names of the files.
    """
    stem = file_stem(interaction, operation)
    request, response = interaction.request, interaction.response
    found = [
        _script("the request as a curl command", f"{stem}.sh", shell_script, lambda: [interaction]),
        _script("the request as a Python program", f"{stem}.py", python_program, lambda: [interaction]),
        Export("the request's body", f"{stem}-request.{suffix_of(request)}", lambda: request.plain_body),
    ]
    if response is not None:
        name = f"{stem}-response.{suffix_of(response)}"
        found.append(Export("the response's body", name, lambda: response.plain_body))
    return found


def of_flow(interactions: Callable[[], Iterable[Interaction]], name: str) -> list[Export]:
    """Returns the requests of a flow as a shell script and as a Python program, with their pauses.

    Args:
        interactions: gives the interactions, in order.
        name: what they are about, for the names of the files.
    """
    stem = safe_name(name)
    return [
        _script("the requests as curl commands", f"{stem}.sh", shell_script, interactions),
        _script("the requests as a Python program", f"{stem}.py", python_program, interactions),
    ]


def _script(
    title: str,
    name: str,
    made: Callable[[Iterable[Interaction]], Iterable[str]],
    interactions: Callable[[], Iterable[Interaction]],
) -> Export:
    return Export(title, name, lambda: "".join(made(interactions())).encode())


def subset(cassette_view: CassetteView, places: Sequence[int], title: str) -> Export:
    """Returns some interactions of a cassette as a cassette of their own.

    Args:
        cassette_view: where the interactions are.
        places: their places in the cassette.
        title: what they are.
    """
    path = cassette_view.cassette.path
    return Export(
        f"{title} as a cassette ({len(places):,})",
        f"{safe_name(path.stem)}-part.jsonl",
        write=lambda target: _write_subset(cassette_view, places, target),
    )


def reports(cassette_view: CassetteView) -> list[Export]:
    """Returns the findings of a cassette in every format of ``ews-inspector validate``, judged anew.

    Args:
        cassette_view: the cassette.
    """
    path = cassette_view.cassette.path
    return [
        Export(title, f"{safe_name(path.stem)}-findings.{suffix}", write=partial(_write_report, path, form))
        for form, suffix, title in (
            ("html", "html", "the findings as a web page"),
            ("sarif", "sarif", "the findings as SARIF, for code hosts"),
            ("junit", "xml", "the findings as JUnit XML, for build servers"),
            ("json", "jsonl", "the findings as JSON, one a line"),
        )
    ]


def _write_report(cassette: Path, form: str, target: Path) -> None:
    from inspector.conformance.files import How, judge_file  # here: schemas take half a second to load
    from inspector.conformance.project import project_of
    from inspector.report.formats import FORMATS

    chosen = FORMATS[form]
    try:
        with open(target, "x", encoding="utf-8", opener=private) as out:
            how = How(project=project_of(), excerpts=chosen.excerpts)
            chosen.write(judge_file(str(cassette), how), out)
    except OSError as problem:
        raise WriteError(f"the file cannot be written ({problem.strerror})", str(target)) from None


def write_new(export: Export, folder: Path) -> Path:
    """Writes an export to a new file; one that exists is never overwritten.

    Args:
        export: what to write.
        folder: where.

    Returns:
        The file.

    Raises:
        WriteError: it cannot be written.
        UsageError: there is no script that sends such a request.
    """
    target = free_name(folder / export.name)
    if export.write is not None:
        export.write(target)
    elif export.make is not None:
        try:
            content = export.make()
            with open(target, "xb", opener=private) as file:
                file.write(content)
        except OSError as problem:
            raise WriteError(f"the file cannot be written ({problem.strerror})", str(target)) from None
    return target


def free_name(path: Path) -> Path:
    """Returns the path, with a number before its suffix if there is such a file already."""
    candidate, number = path, 2
    while candidate.exists():
        candidate = path.with_stem(f"{path.stem}-{number}")
        number += 1
    return candidate


def _write_subset(cassette_view: CassetteView, places: Sequence[int], target: Path) -> None:
    source = cassette_view.cassette.header
    header = CassetteHeader(
        server_version=source.server_version,
        scrub=source.scrub,
        notes=f"taken from {cassette_view.cassette.path.name}",
    )
    with CassetteWriter(target, header) as writer:
        for place in places:
            found = cassette_view.interaction(place)
            if isinstance(found, Interaction):
                writer.append(found)

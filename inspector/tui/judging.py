"""Judging what is shown, as ``ews-inspector validate`` does."""

from __future__ import annotations

from collections.abc import Iterator

from inspector.conformance.finding import Finding
from inspector.tui.cassette_view import CassetteView


def judging(cassette_view: CassetteView) -> Iterator[tuple[int, dict[int, tuple[Finding, ...]]]]:
    """Judges every interaction, in order.

    Args:
        cassette_view: the cassettes, which are read to their end.

    Yields:
        How many have been judged, and the findings so far by place; those are not shown before
        :meth:`~inspector.tui.cassette_view.CassetteView.adopt` is called.
    """
    from inspector.conformance.files import How, judge_file  # here: schemas take half a second to load
    from inspector.conformance.project import project_of

    for _ in cassette_view.read_on():
        pass
    files = cassette_view.files
    found: dict[int, tuple[Finding, ...]] = {}
    how = How(project=project_of())
    done = 0
    for file, path in enumerate(files.paths):
        places = files.places_in(file)
        for line, each in enumerate(each for each in judge_file(str(path), how) if each.interaction):
            if each.verdicts and line in places:
                found[places[line]] = tuple(verdict.finding for verdict in each.verdicts)
            done += 1
            yield done, found

"""All findings of a cassette, grouped, as lines of a list. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from inspector.conformance.code_index import CodeInfo, all_codes
from inspector.conformance.finding import Finding
from inspector.tui.pretty import Piece
from inspector.tui.theme import LETTERS
from inspector.wire.printable import printable_line
from inspector.wording import plural


@dataclass(frozen=True)
class ListedFinding:
    """A finding with its place.

    Args:
        place: the place of its interaction in the cassette.
        n: the interaction's number.
        finding: the finding.
    """

    place: int
    n: int
    finding: Finding


@dataclass(frozen=True)
class FindingLine:
    """A line of the list.

    Args:
        pieces: text and role of each piece.
        found: the finding that it shows; ``None`` for headings.
        code: the code that it is about; empty for other headings.
    """

    pieces: tuple[Piece, ...]
    found: ListedFinding | None = None
    code: str = ""


GROUPS: dict[str, Callable[[ListedFinding], str]] = {
    "code": lambda found: f"{found.finding.code} {found.finding.name}",
    "document": lambda found: " ".join((found.finding.document or "the wire", found.finding.section)).strip(),
    "operation": lambda found: found.finding.operation or "no operation",
    "interaction": lambda found: f"interaction {found.n}",
}
"""What findings are grouped by."""


def grouped(found: Iterable[ListedFinding], by: str) -> Iterator[FindingLine]:
    """Lays findings out under headings: worst first, then by how many there are.

    Args:
        found: the findings.
        by: a key of :data:`GROUPS`.
    """
    groups: dict[str, list[ListedFinding]] = {}
    for each in found:
        groups.setdefault(GROUPS[by](each), []).append(each)

    def rank(item: tuple[str, list[ListedFinding]]) -> tuple[int, int]:
        return -max(each.finding.severity.rank for each in item[1]), -len(item[1])

    ordered = sorted(groups.items(), key=rank) if by != "interaction" else groups.items()
    for name, members in ordered:
        worst = max((each.finding.severity for each in members), key=lambda severity: severity.rank)
        code = members[0].finding.code if by == "code" else ""
        head: list[Piece] = [
            (f"{LETTERS[worst]} ", worst.value),
            (printable_line(name), "title"),
            (f"  {plural(len(members), 'finding')}", "quiet"),
        ]
        if by == "code":
            one = members[0].finding
            source = " ".join(part for part in (one.document, one.section, one.level) if part)
            head.append((printable_line(f"  {source}"), "quiet"))
        yield FindingLine(tuple(head), code=code)
        yield from (_line(each, by) for each in members)


def _line(found: ListedFinding, by: str) -> FindingLine:
    finding = found.finding
    arrow = "→" if finding.direction == "request" else "←"
    pieces: list[Piece] = [
        (f"    #{found.n:<5}", "quiet"),
        (f"{arrow} ", "quiet"),
        (f"{LETTERS[finding.severity]} ", finding.severity.value),
    ]
    if by != "operation":
        pieces.append((f"{printable_line(finding.operation or '?')} ", "operation"))
    if by != "code":
        pieces.append((f"{printable_line(finding.code)} ", finding.severity.value))
    pieces.append((printable_line(finding.message), "outcome"))
    return FindingLine(tuple(pieces), found, finding.code)


def coverage(found: Iterable[ListedFinding]) -> Iterator[FindingLine]:
    """Lists every code that there is, by document, with how many findings it has here.

    Args:
        found: the findings of the cassette.
    """
    counts: dict[str, int] = {}
    for each in found:
        counts[each.finding.code] = counts.get(each.finding.code, 0) + 1
    documents: dict[str, list[CodeInfo]] = {}
    for entry in all_codes():
        documents.setdefault(entry.document or f"{entry.level} checks", []).append(entry)
    for document, entries in documents.items():
        hit = sum(entry.code in counts for entry in entries)
        words = f"  {hit} of {len(entries)} codes found something"
        yield FindingLine(((document, "title"), (words, "quiet")))
        for entry in entries:
            count = counts.get(entry.code, 0)
            role = entry.severity.value if count else "quiet"
            sign = LETTERS[entry.severity] if count else "·"
            yield FindingLine(
                (
                    (f"  {sign} {entry.code:<8}", role),
                    (f"{count or '':>5}  ", role),
                    (entry.name, "outcome" if count else "quiet"),
                    (f"  {entry.section} {entry.level}" if entry.section else f"  {entry.level}", "quiet"),
                ),
                code=entry.code,
            )

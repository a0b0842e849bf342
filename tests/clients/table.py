"""The table of client, operation and mode: ``python -m tests.clients.table`` prints it.

``docs/clients.md`` keeps it; a test checks that they agree, and another that each entry is so.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from inspector.protocols import Document, operations
from tests.clients.plays import MODES, PLAYS

__all__ = ["DOCUMENT", "kept", "table"]

DOCUMENT = Path(__file__).parents[2] / "docs" / "clients.md"
_BEGIN, _END = "<!-- table: made by python -m tests.clients.table -->", "<!-- end of table -->"


def table() -> str:
    """Returns both tables as Markdown."""
    return "\n".join((*_operations(), "", *_modes()))


def kept() -> str:
    """Returns the tables that the document has."""
    text = DOCUMENT.read_text(encoding="utf-8")
    return text.partition(_BEGIN)[2].partition(_END)[0].strip()


def _clients() -> list[str]:
    return list(dict.fromkeys(play.client for play in PLAYS))


def _operations() -> Iterator[str]:
    clients = _clients()
    yield from _row("document", "operation", *clients)
    yield from _row(*["---"] * (2 + len(clients)))
    for document in (Document.OXWUMS, Document.OXWSMSG, Document.OXWSCOS, Document.OXWSCEXT):
        for operation in (one for one in operations() if one.document is document):
            drives = {play.client for play in PLAYS if operation.name in play.operations}
            yield from _row(
                str(document), operation.name, *("yes" if client in drives else "" for client in clients)
            )


def _modes() -> Iterator[str]:
    modes = list(dict.fromkeys([*MODES, *(mode for play in PLAYS for mode in play.modes)]))
    yield from _row("client", "script", *(str(mode) for mode in modes))
    yield from _row(*["---"] * (2 + len(modes)))
    for play in sorted(PLAYS, key=lambda play: _clients().index(play.client)):
        yield from _row(play.client, play.script, *("yes" if mode in play.modes else "" for mode in modes))


def _row(*cells: str) -> Iterator[str]:
    yield f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    print(table())

"""The tables of ``docs/clients.md`` and ``docs/simulator.md``: ``python -m tests.clients.table`` writes them.

It records every play for that, and those of the packaged clients (``packaged.py``) that are there. What
operations a client drives, and how they are answered, is read in the recordings, and in nothing else.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Iterator, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

from inspector.cassette import Cassette
from inspector.flow import step_of
from inspector.protocols import DOCUMENTS, Operation, operations
from inspector.protocols.server import DocumentServer
from tests.clients.javascript import HERE as NODE
from tests.clients.packaged import PACKAGED
from tests.clients.performances import Performances
from tests.clients.plays import MODES, PLAIN, PLAYS

__all__ = [
    "CLIENTS",
    "DOCUMENT",
    "SIMULATOR",
    "Answered",
    "answered",
    "document_with",
    "driven",
    "listed",
    "modes_table",
    "operations_table",
    "simulated_table",
    "versions_table",
]

DOCUMENT = Path(__file__).parents[2] / "docs" / "clients.md"
SIMULATOR = DOCUMENT.with_name("simulator.md")
CLIENTS = tuple(dict.fromkeys(play.client for play in PLAYS))
_DRIVEN = {
    "exchangelib": ("Python", "as a library, its whole account set-up included"),
    "zeep": (
        "Python",
        "with the four WSDLs of `schemas/`: the only way to the legacy voice mail service",
    ),
    "ews-javascript-api": ("JavaScript", "as a library"),
    "node-ews": ("JavaScript", "with the service description that it fetches from the server"),
    "pyactivesync": ("Python", "as a phone: ActiveSync 16.1 over HTTPS"),
}

Answered = frozenset[tuple[str, str]]
"""Operations, each with ``success`` or ``error``: both where there were both."""


def answered(performances: Performances, client: str) -> Answered:
    """Reads in the recordings of a client what it was answered.

    Args:
        performances: the recordings.
        client: its name.
    """
    found = set()
    for play in (play for play in PLAYS if play.client == client):
        with Cassette(performances.of(play, PLAIN).cassette) as opened:
            for interaction in opened:
                kind = "error" if step_of(interaction).failed else "success"
                found.add((interaction.operation, kind))
    known = {one.name for one in operations() if one.document.codes}
    return frozenset(entry for entry in found if entry[0] in known)


def driven(performances: Performances, client: str) -> frozenset[str]:
    """Reads in the recordings of a client which operations it has driven, whatever became of them.

    Args:
        performances: the recordings.
        client: its name.
    """
    found = set()
    for play in (play for play in PLAYS if play.client == client):
        with Cassette(performances.of(play, PLAIN).cassette) as opened:
            found |= {interaction.operation for interaction in opened}
    return frozenset(found)


def simulated_table(by: Mapping[str, frozenset[str]]) -> str:
    """Returns the table of what the simulator does as Markdown.

    Args:
        by: the operations that each client has driven.
    """
    rows = [_row("operation", "document", "how far", "driven by"), _row(*["---"] * 4)]
    every = [one for one in operations() if one.document.server and _is_served(one)]
    for name in dict.fromkeys(one.name for one in every):
        same = [one for one in every if one.name == name]
        limits = [limit for one in same if (limit := _server(one).how_far.get(name))]
        rows.append(
            _row(
                name,
                ", ".join(str(one.document) for one in same),
                "; ".join(limits) or "all of it",
                ", ".join(client for client in by if name in by[client]),
            )
        )
    return "\n".join(rows)


def _server(operation: Operation) -> DocumentServer[Any]:
    server = operation.document.server
    assert server is not None
    return server


def _is_served(operation: Operation) -> bool:
    server = _server(operation)
    return operation.name in server.service or operation.name in server.streams


def listed(client: str) -> frozenset[str]:
    """Reads in docs/simulator.md which operations a client has driven.

    Args:
        client: its name.
    """
    rows = re.findall(
        r"(?m)^\| (\w+) \| MS-[^|]* \| [^|]* \| ([^|]*) \|$", SIMULATOR.read_text(encoding="utf-8")
    )
    return frozenset(name for name, clients in rows if client in clients.split(", "))


def operations_table(told: Mapping[str, Answered]) -> str:
    """Returns the table of operations and clients as Markdown.

    Args:
        told: what each client was answered; one that is not in it has an empty column.
    """
    return "\n".join(_operations(told))


def modes_table() -> str:
    """Returns the table of scripts and modes as Markdown."""
    return "\n".join(_modes())


def versions_table() -> str:
    """Returns the table of the clients' versions as Markdown: those that are installed here."""
    return "\n".join(_versions())


def document_with(tables: Mapping[str, str], document: Path = DOCUMENT) -> str:
    """Returns the text of a document with other tables.

    Args:
        tables: by name.
        document: the document.
    """
    text = document.read_text(encoding="utf-8")
    for name, table in tables.items():
        pattern = rf"(?s)(<!-- {name}: [^\n]*-->\n).*?(<!-- end of {name} -->)"
        found = re.search(pattern, text)
        assert found, f"{document} has no place for the table of {name}"
        text = f"{text[: found.start()]}{found[1]}\n{table}\n\n{found[2]}{text[found.end() :]}"
    return text


def _operations(told: Mapping[str, Answered]) -> Iterator[str]:
    yield _row("document", "operation", *CLIENTS)
    yield _row(*["---"] * (2 + len(CLIENTS)))
    for document in (each for each in DOCUMENTS if each.codes):
        for operation in (one for one in document.operations if one.endpoint.speaks_soap):
            cells = (
                ", ".join(
                    kind
                    for kind in ("success", "error")
                    if (operation.name, kind) in told.get(client, frozenset())
                )
                for client in CLIENTS
            )
            yield _row(str(document), operation.name, *cells)


def _modes() -> Iterator[str]:
    modes = list(dict.fromkeys([*MODES, *(mode for play in PLAYS for mode in play.modes)]))
    yield _row("client", "script", *(str(mode) for mode in modes))
    yield _row(*["---"] * (2 + len(modes)))
    for play in sorted(PLAYS, key=lambda play: CLIENTS.index(play.client)):
        yield _row(play.client, play.script, *("yes" if mode in play.modes else "" for mode in modes))


def _versions() -> Iterator[str]:
    locked = json.loads((NODE / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    yield _row("client", "version", "language", "how it is driven")
    yield _row(*["---"] * 4)
    for client, (language, how) in _DRIVEN.items():
        found = version(client) if language == "Python" else locked[f"node_modules/{client}"]["version"]
        yield _row(client, found, language, how)


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _write() -> None:
    with tempfile.TemporaryDirectory() as folder:
        performances = Performances(Path(folder))
        told = {client: answered(performances, client) for client in CLIENTS}
        by = {client: driven(performances, client) for client in CLIENTS}
        for one in PACKAGED:
            there = Path(folder) / one.packages
            there.mkdir()
            by[one.client] = one.record(there)[1] if one.is_here() else listed(one.client)
        simulated = simulated_table(by)
    SIMULATOR.write_text(document_with({"simulated": simulated}, SIMULATOR), encoding="utf-8")
    text = document_with(
        {"versions": versions_table(), "operations": operations_table(told), "modes": modes_table()}
    )
    DOCUMENT.write_text(text, encoding="utf-8")
    print(f"{DOCUMENT}: {len(told)} clients")


if __name__ == "__main__":
    _write()

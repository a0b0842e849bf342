"""docs/clients.md tells what the clients really did: the recordings say so."""

import re

import pytest

from inspector.protocols import DOCUMENTS, Document, operations
from tests.clients import javascript
from tests.clients.packaged import PACKAGED
from tests.clients.performances import Performances
from tests.clients.plays import PLAYS
from tests.clients.table import (
    CLIENTS,
    DOCUMENT,
    SIMULATOR,
    answered,
    document_with,
    driven,
    listed,
    modes_table,
    operations_table,
    simulated_table,
)
from tests.simulator.tour import SERVED

JAVASCRIPT = {play.client for play in PLAYS if play.needs_node}
RUNNABLE = [client for client in CLIENTS if javascript.has_node() or client not in JAVASCRIPT]


def test_all_forty_operations_succeed_and_all_are_refused_to_a_client(performances: Performances) -> None:
    seen = frozenset().union(*(answered(performances, client) for client in RUNNABLE))
    assert seen == {
        (one.name, kind) for one in operations() if one.document.codes for kind in ("success", "error")
    }
    assert len(seen) == 80


@pytest.mark.parametrize("client", RUNNABLE)
def test_what_a_client_can_do_it_is_also_refused(client: str, performances: Performances) -> None:
    seen = answered(performances, client)
    assert {name for name, kind in seen if kind == "error"} == {
        name for name, kind in seen if kind == "success"
    }


@pytest.mark.skipif(not javascript.has_node(), reason="there is no node with npm on this machine")
def test_the_tables_of_the_document_are_those_of_the_recordings(performances: Performances) -> None:
    told = {client: answered(performances, client) for client in CLIENTS}
    tables = {"operations": operations_table(told), "modes": modes_table()}
    assert DOCUMENT.read_text(encoding="utf-8") == document_with(tables), (
        "write them with: python -m tests.clients.table"
    )


def test_the_page_of_the_simulator_says_who_has_driven_what(performances: Performances) -> None:
    by = {client: driven(performances, client) for client in RUNNABLE}
    # Of those that cannot run here the page is believed; packaged clients have tests of their own for it.
    others = {client: listed(client) for client in (*CLIENTS, *(one.client for one in PACKAGED))}
    simulated = simulated_table(others | by)
    assert SIMULATOR.read_text(encoding="utf-8") == document_with({"simulated": simulated}, SIMULATOR), (
        "write it with: python -m tests.clients.table"
    )


def test_each_operation_that_the_simulator_does_is_in_its_table() -> None:
    listed = re.findall(r"(?m)^\| (\w+) \| MS-", SIMULATOR.read_text(encoding="utf-8"))
    assert sorted(listed) == sorted(SERVED)


@pytest.mark.parametrize("document", [each for each in DOCUMENTS if each.server], ids=str)
def test_how_far_an_operation_goes_is_said_of_operations_that_there_are(document: Document) -> None:
    server = document.server
    assert server is not None
    assert set(server.how_far) <= {*server.service, *server.streams}


def test_the_document_names_each_client_with_a_version() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    table = text.partition("<!-- versions:")[2].partition("<!-- end of versions")[0]
    rows = dict(re.findall(r"(?m)^\| ([\w-]+) \| (\d[\w.]*) \|", table))
    assert set(rows) >= set(CLIENTS)

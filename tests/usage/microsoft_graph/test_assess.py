"""What a migration has to know, the worst first."""

from __future__ import annotations

import pytest

from inspector.cassette import Interaction
from inspector.sources import Entry
from inspector.usage.inventory import Reader
from inspector.usage.microsoft_graph.assess import assessment_of
from inspector.usage.microsoft_graph.verdicts import Word
from inspector.wire.http import Headers, HttpRequest, HttpResponse
from tests.messages import soap
from tests.usage.test_requests import find, inventory_of


def test_what_blocks_a_migration_comes_first_and_what_has_no_verdict_last() -> None:
    found = assessment_of(inventory_of(find(""), "<m:GetStreamingEvents/>")).assessed
    ranks = [len(Word) if each.worst is None else each.worst.rank for each in found]
    assert ranks == sorted(ranks)
    assert found[0].fact.key.name == "GetStreamingEvents"
    assert found[-1].worst is None


@pytest.mark.parametrize(
    ("minor", "online", "servers"),
    [("20", ("15.20.7.1",), ()), ("1", (), ("15.1.7.1",)), ("2", (), ("15.2.7.1",))],
)
def test_a_server_is_known_by_its_build(
    minor: str, online: tuple[str, ...], servers: tuple[str, ...]
) -> None:
    numbers = f'MajorVersion="15" MinorVersion="{minor}" MajorBuildNumber="7" MinorBuildNumber="1"'
    answer = soap("<m:GetFolderResponse/>", f"<t:ServerVersionInfo {numbers}/>")
    kind = Headers([("Content-Type", "text/xml")])
    reader = Reader()
    request = HttpRequest(kind, soap("<m:GetFolder/>"), "POST", "/EWS/Exchange.asmx")
    reader.add(Entry("a", 1, Interaction(1, 0.0, request, HttpResponse(kind, answer))))
    found = assessment_of(reader.inventory())
    assert (found.online, found.servers) == (online, servers)


def test_the_calendar_has_the_end_of_ews() -> None:
    assert "2027-04-01" in {date.when for date in assessment_of(inventory_of()).dates}

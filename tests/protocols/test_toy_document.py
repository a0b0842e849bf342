"""A document is a folder and a line: a toy document, which shares an operation with mail, is known by all.

The project's code is copied, the folder ``toy`` beside this file is put below ``protocols``, and its name
into the list of the registry. Nothing else is touched; processes that load the copy are asked then.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from inspector.cassette import Cassette, CassetteHeader, CassetteWriter, Interaction
from inspector.wire.http import Headers, HttpRequest, HttpResponse
from tests.messages import soap

ROOT = Path(__file__).parents[2]
XML = Headers([("Content-Type", "text/xml")])
POST = "<m:CreateItem><m:Items><t:PostItem>{}</t:PostItem></m:Items></m:CreateItem>"
MADE = (
    '<m:CreateItemResponse><m:ResponseMessages><m:CreateItemResponseMessage ResponseClass="Success">'
    '<m:ResponseCode>NoError</m:ResponseCode><m:Items><t:{0}><t:ItemId Id="{1}" ChangeKey="CQ=="/></t:{0}>'
    "</m:Items></m:CreateItemResponseMessage></m:ResponseMessages></m:CreateItemResponse>"
)
MEND = '<m:MendToy><m:ToyOwner>{}</m:ToyOwner><m:ToyId Id="{}"/></m:MendToy>'
MENDED = (
    '<m:MendToyResponse ResponseClass="Success"><m:ResponseCode>NoError</m:ResponseCode>'
    "{}</m:MendToyResponse>"
)
MAIL = (
    '<m:CreateItem MessageDisposition="SaveOnly"><m:Items><t:Message><t:Subject>Hello</t:Subject></t:Message>'
    "</m:Items></m:CreateItem>"
)
BEAR, DOLL = "QmVhciBvbmUgdHdvIHRocmVl", "RG9sbCBvbmUgdHdvIHRocmVl"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project with the toy document in it."""
    house = tmp_path_factory.mktemp("house")
    shutil.copytree(ROOT / "inspector", house / "inspector")
    for beside in ("schemas", "cassettes", "addons"):
        (house / beside).symlink_to(ROOT / beside)
    shutil.copytree(Path(__file__).parent / "toy", house / "inspector/protocols/toy")
    registry = house / "inspector/protocols/registry.py"
    before = registry.read_text()
    registry.write_text(before.replace('    "oxwsmsg",\n', '    "oxwsmsg",\n    "toy",\n', 1))
    assert len(registry.read_text().splitlines()) == len(before.splitlines()) + 1
    return house


def told(house: Path, *words: object, code: str = "", status: int = 0) -> str:
    """What a command of the copy, or some code, writes."""
    run = code or "import sys; from inspector.cli import main; main(sys.argv[1:])"
    done = subprocess.run(
        [sys.executable, "-P", "-c", run, *map(str, words)],
        env=os.environ | {"PYTHONPATH": str(house)},
        cwd=house,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == status, done.stderr
    return done.stdout


def lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def answers(house: Path, code: str, *words: object) -> Any:
    """What some code makes of words, as it writes it in JSON."""
    return json.loads(told(house, *words, code=f"import json, sys; {code}"))


@pytest.fixture(scope="module")
def session(house: Path) -> Path:
    """A post without a subject, a mail, a post with one, and a toy that is mended without a word of it."""
    told_of = [
        (POST.format(""), MADE.format("PostItem", "AAAAAAAAAA")),
        (MAIL, MADE.format("Message", "BBBBBBBBBB")),
        (POST.format("<t:Subject>Mend the bear</t:Subject>"), MADE.format("PostItem", "CCCCCCCCCC")),
        (MEND.format("Anna Example", BEAR), MENDED.format("")),
    ]
    return cassette(house / "session.jsonl", told_of)


def cassette(path: Path, told_of: list[tuple[str, str]]) -> Path:
    with CassetteWriter(path, CassetteHeader(created="2026-01-01T00:00:00Z")) as writer:
        for at, (asked, answered) in enumerate(told_of):
            request = HttpRequest(XML, soap(asked), url="https://mail.example.com/EWS/Exchange.asmx")
            writer.append(Interaction(at + 1, float(at), request, HttpResponse(XML, soap(answered))))
    return path


def test_its_rules_have_pages_and_its_statements_are_counted(house: Path) -> None:
    assert "rests on MS-TOY section 3.2 (MUST)" in told(house, "rules", "TOY001")
    rows = lines(told(house, "rules", "--coverage", "--json"))
    (row,) = (row for row in rows if row["document"] == "MS-TOY")
    assert (row["statements"], row["by_rule"], row["accounted"]) == (3, 2, 1.0)
    told(house, "rules", "--docs", house / "pages")
    assert (house / "pages/TOY.md").read_text().splitlines()[2] == "# TOY: MS-TOY: toys"


def test_a_message_belongs_to_the_document_whose_items_it_carries(house: Path, session: Path) -> None:
    found = [
        json.loads(line)
        for line in told(house, "validate", session, "--format", "json", status=1).splitlines()
    ]
    by_rules = [(each["interaction"], each["code"]) for each in found if each["code"][:3] in ("TOY", "MSG")]
    assert by_rules == [(1, "TOY001"), (3, "TOY002"), (4, "TOY003")]


def test_a_message_with_items_of_both_is_judged_by_both(house: Path) -> None:
    mixed = MAIL.replace("</m:Items>", "<t:PostItem/></m:Items>").replace(
        "<t:Subject>", "<t:ReceivedBy><t:Mailbox/></t:ReceivedBy><t:Subject>"
    )
    (house / "mixed.xml").write_bytes(soap(mixed))
    found = told(house, "validate", house / "mixed.xml", "--select", "TOY,MSG", "--format", "json", status=1)
    assert {each["code"][:3] for each in lines(found)} == {"TOY", "MSG"}


def test_its_fields_are_scrubbed(house: Path, session: Path) -> None:
    told(house, "scrub", session, "-o", house / "scrubbed.jsonl")
    *_, last = interactions(house / "scrubbed.jsonl")
    assert b"Anna Example" not in last.request.body
    assert b"<m:ToyOwner>" in last.request.body and BEAR.encode() in last.request.body


def interactions(path: Path) -> list[Interaction]:
    with Cassette(path) as opened:
        return list(opened)


def test_its_identifiers_are_told_apart_from_values_when_sessions_are_compared(house: Path) -> None:
    mended = MENDED.format("<m:Mended>true</m:Mended>")
    sessions = {"first": ("Anna", BEAR), "other": ("Anna", DOLL), "differing": ("Ben", BEAR)}
    first, other, differing = (
        cassette(house / f"{name}.jsonl", [(MEND.format(*asked), mended)]) for name, asked in sessions.items()
    )
    told(house, "diff", first, other)
    assert "ToyOwner" in told(house, "diff", first, differing, status=1)


def test_its_handles_make_flows_of_their_kind(house: Path, session: Path) -> None:
    found = answers(
        house,
        "from inspector.flow import flows, step_of; from inspector.cassette import Cassette;"
        "print(json.dumps([[flow.handle.kind, flow.handle.value, [step.operation for step in flow.steps]]"
        " for flow in flows(map(step_of, Cassette(sys.argv[1])))]))",
        session,
    )
    assert ["toy", BEAR, ["MendToy"]] in found
    assert ["item", "AAAAAAAAAA", ["CreateItem"]] in found


def test_it_is_simulated_and_mail_stays_mails(house: Path) -> None:
    code = (
        "from inspector.simulator import Simulator; from inspector.wire.http import HttpRequest;"
        "simulator = Simulator(store=sys.argv[1]);"
        "print(json.dumps([simulator.respond(HttpRequest(url='/EWS/Exchange.asmx', body=body.encode()), 0.0)"
        ".body.decode() for body in sys.argv[2:]]))"
    )
    store = house / "kept.sqlite"
    asked = [POST.format("<t:Subject>Mend</t:Subject>"), MAIL, MEND.format("Anna", BEAR)]
    post, mail, mended = answers(house, code, store, *(soap(each).decode() for each in asked))
    assert '<t:PostItem><t:ItemId Id="' in post
    assert '<t:Message><t:ItemId Id="' in mail
    assert "<m:Mended>true</m:Mended>" in mended
    (again,) = answers(house, code, store, soap(MEND.format("Anna", BEAR)).decode())
    assert "<m:MessageText>The toy is broken.</m:MessageText>" in again


def test_the_terminal_ui_knows_it(house: Path, session: Path) -> None:
    suggested, found = answers(
        house,
        "import asyncio; from inspector.tui.widgets.filter_bar import _Completion;"
        "from inspector.cassette import Cassette; from inspector.tui.cassette_view import CassetteView;"
        "from inspector.tui.judging import judging; suggest = _Completion(lambda atom: ()).get_suggestion;"
        "*_, (_, found) = judging(CassetteView(Cassette(sys.argv[1])));"
        "print(json.dumps([[asyncio.run(suggest(begun)) for begun in ('~doc MS-T', '~op Men')],"
        "[each.code for findings in found.values() for each in findings if each.code.startswith('TOY')]]))",
        session,
    )
    assert suggested == ["~doc MS-TOY", "~op MendToy"]
    assert found == ["TOY001", "TOY002", "TOY003"]


def test_a_filter_by_document_finds_the_messages_that_are_its(house: Path, session: Path) -> None:
    listed = told(house, "list", session, "--filter", "~doc MS-TOY", "--json")
    assert [each["n"] for each in lines(listed)] == [1, 3, 4]
    listed = told(house, "list", session, "--filter", "~doc MS-OXWSMSG", "--json")
    assert [each["n"] for each in lines(listed)] == [2]

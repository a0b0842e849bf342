"""An inventory that is taken in parts is that which is taken in one piece."""

import base64
import io
import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import islice
from pathlib import Path
from shutil import copyfile

import pytest

from inspector.batch.inventory import Inventorying
from inspector.batch.plan import carried_out
from inspector.cassette import CassetteWriter, Interaction
from inspector.report.usage.formats import FORMATS
from inspector.usage import free_names, over_time
from inspector.usage import merged_usage as seen_module
from inspector.usage.facts import Tally
from inspector.usage.graph_resources import KnownKinds
from inspector.usage.inventory import Inventory
from inspector.usage.microsoft_graph.assess import assessment_of
from inspector.wire.http import Headers
from inspector.wire.ntlm import NtlmMessage, pack_ntlm
from tests.batch.engines import Pickling
from tests.batch.sessions import HEADER, mixed
from tests.messages import soap
from tests.usage.counting import inventory_of

SPLITS = (17, 41, 103, 199, 311, 607, 991)
URL = "https://mail.example.com/EWS/Exchange.asmx"
SUBSCRIPTION = ("<m:Subscribe/>", "<m:Subscribe/>", "<m:Unsubscribe/>")


def of_several_people(count: int) -> Iterator[Interaction]:
    """Yields a recording whose connections are signed in once, by NTLM, and hold subscriptions.

    Names that programs made up are in it, some of which are those of people that are named elsewhere.
    """
    for n, one in enumerate(mixed(count)):
        fields = [*one.request.headers.without("authorization", "user-agent")]
        if n % 71 == 3:
            fields.append(("Authorization", f"NTLM {token(f'zeisig{n // 71 % 9}')}"))
        elif n % 10 == 7:
            fields.append(("Authorization", "Basic Zm9vOmJhcg=="))
        fields.append(("User-Agent", f"Program{n // 150}x/1.{n // 300} ZeisigTool{n // 500}"))
        request = replace(one.request, headers=Headers(fields), connection=f"c{n % 7}")
        if n % 37 == 11:
            fields.append(("X-AnchorMailbox", "birds@example.com"))
            request = replace(request, headers=Headers(fields), url=URL, body=soap(SUBSCRIPTION[n % 3]))
        yield replace(one, request=request, conn=request.connection)


def token(user: str) -> str:
    return base64.b64encode(pack_ntlm(NtlmMessage(3, {"user": user, "domain": "AVIARY"}))).decode()


def written(path: Path, count: int) -> str:
    with CassetteWriter(path, HEADER) as writer:
        for one in of_several_people(count):
            writer.append(one)
    return str(path)


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> str:
    return written(tmp_path_factory.mktemp("session") / "session.jsonl", 2_000)


@pytest.fixture(scope="module")
def short(tmp_path_factory: pytest.TempPathFactory) -> str:
    return written(tmp_path_factory.mktemp("short") / "session.jsonl", 350)


@pytest.fixture(scope="module")
def alone(session: str) -> Inventory:
    return inventory_of([session])


@pytest.fixture(scope="module")
def reports(alone: Inventory) -> dict[str, str]:
    return {form: report(form, alone) for form in FORMATS}


def in_parts(files: Sequence[str], size: int, *, shares: bool = False) -> Inventory:
    engine = Pickling(shares=shares)
    plan = Inventorying(files, None, engine, size)
    read = sum(carried_out(plan, engine))
    inventory = plan.inventory()
    assert engine.submitted
    assert read == inventory.interactions + inventory.messages
    return inventory


def report(form: str, inventory: Inventory) -> str:
    out = io.StringIO()
    FORMATS[form](inventory, assessment_of(inventory), out)
    return out.getvalue()


def test_the_session_has_what_ties_interactions_to_others(alone: Inventory) -> None:
    assert alone.users > 9 and alone.mailboxes > 9
    subscriptions = alone.measured("open subscriptions")
    assert subscriptions and subscriptions.value > 9 and alone.measured("requests in 10 minutes")
    assert any(free_names.WITHHELD in fact.key.name for fact in alone.facts)
    assert any(len(fact.places) == 16 and fact.more for fact in alone.facts)


@pytest.mark.parametrize("size", SPLITS)
def test_what_is_seen_in_parts_is_what_one_process_sees(
    size: int, session: str, reports: dict[str, str]
) -> None:
    found = in_parts([session], size, shares=size % 4 == 3)
    assert {form: report(form, found) for form in FORMATS} == reports


def test_several_files_are_those_of_one_process(short: str, tmp_path: Path) -> None:
    few = [str(tmp_path / f"{n}.jsonl") for n in range(5)]
    for n, file in enumerate(few):
        with CassetteWriter(file, HEADER) as writer:
            for one in islice(of_several_people(100), n, 20 + n):
                writer.append(one)
    (tmp_path / "2.jsonl").write_text("no cassette\n")
    files = [*few[:3], short, *few[3:]]
    assert in_parts(files, 71) == inventory_of(files)


def test_a_bad_line_ends_its_file_and_no_other(short: str, tmp_path: Path) -> None:
    bad = tmp_path / "bad.jsonl"
    bad.write_bytes(Path(short).read_bytes().replace(b'{"n":277,', b'{"m":277,'))
    files = [str(bad), short]
    found = in_parts(files, 71)
    assert found == inventory_of(files)
    assert found.problems[0].startswith(f"{bad}:278: ")


def test_a_file_that_becomes_shorter_meanwhile_is_told_once(
    short: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("inspector.batch.splitting._AHEAD", 100_000)
    monkeypatch.setattr("inspector.cassette.reader._PIECE", 50_000)
    file = Path(copyfile(short, tmp_path / "cut.jsonl"))
    for end in (150_000, file.stat().st_size - 10):
        copyfile(short, file)
        engine = Pickling(shares=True)
        plan = Inventorying([str(file), short], None, engine, 7)
        read = carried_out(plan, engine)
        next(read)
        os.truncate(file, end)
        list(read)
        (problem,) = plan.inventory().problems
        assert problem.startswith(f"{file}: the file has become shorter")
        assert plan.inventory().interactions > inventory_of([short]).interactions


@pytest.mark.parametrize(
    ("where", "name", "limit"),
    [
        (seen_module, "MOST_NAMES", 5),
        (over_time, "MOST_NAMES", 2),
        (over_time, "KnownKinds", partial(KnownKinds, 9)),
        (free_names, "_MOST", 7),
        (free_names, "_MOST_WORDS", 20),
        (Tally, "MOST_KEYS", 60),
        (Tally, "MOST_PLACES", 3),
    ],
)
def test_what_is_let_go_is_what_one_process_lets_go(
    where: object, name: str, limit: object, short: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(where, name, limit)
    assert in_parts([short], 71) == inventory_of([short])

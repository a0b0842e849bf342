"""The same parts on a Dask cluster: two workers of this machine, of which one is killed."""

import io
import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import distributed
import pytest

from inspector.batch.dask_cluster import Cluster
from inspector.batch.inventory import Inventorying
from inspector.batch.judging import Judging
from inspector.batch.leaks import Leaks, Look
from inspector.batch.plan import carried_out
from inspector.batch.scrubbing import Scrubbing, Work
from inspector.cassette import CassetteHeader, CassetteWriter
from inspector.cli.engine import Where
from inspector.conformance.files import How, judge_file
from inspector.conformance.project import Project
from inspector.errors import UsageError
from inspector.report.usage.formats import FORMATS
from inspector.scrub import scrub_settings
from inspector.usage.microsoft_graph.assess import assessment_of
from tests.batch.sessions import HEADER, mixed
from tests.usage.counting import inventory_of

HOW = How(project=Project())


@pytest.fixture(scope="module")
def scheduler() -> Iterator[Any]:
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as local,
        distributed.Client(local, set_as_default=False),
    ):
        yield local


@pytest.fixture(scope="module")
def farm(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Fifty recordings."""
    folder = tmp_path_factory.mktemp("farm")
    some = list(mixed(250))
    for n in range(50):
        with CassetteWriter(folder / f"{n:02}.jsonl", HEADER) as writer:
            for one in some[n * 5 : n * 5 + 5]:
                writer.append(one)
    return [str(path) for path in sorted(folder.iterdir())]


def kill_a_worker(scheduler: Any) -> None:
    client = distributed.Client(scheduler, set_as_default=False)
    os.kill(min(client.run(os.getpid).values()), signal.SIGKILL)
    client.close()


def test_fifty_files_are_judged_as_by_one_process_though_a_worker_is_killed(
    farm: list[str], scheduler: Any
) -> None:
    engine = Cluster(scheduler.scheduler_address)
    engine.most = 4
    alone = [judged for file in farm for judged in judge_file(file, HOW)]
    found = []
    for judged in carried_out(Judging(farm, HOW, engine), engine):
        found.append(judged)
        if len(found) == 30:
            kill_a_worker(scheduler)
    assert found == alone


def test_the_inventory_of_fifty_files_is_that_of_one_process_though_a_worker_is_killed(
    farm: list[str], scheduler: Any
) -> None:
    engine = Cluster(scheduler.scheduler_address)
    engine.most = 4
    plan = Inventorying(farm, None, engine)
    read = 0
    for done, count in enumerate(carried_out(plan, engine)):
        read += count
        if done == 2:
            kill_a_worker(scheduler)
    assert read == 250
    for write in FORMATS.values():
        parts, alone = io.StringIO(), io.StringIO()
        write(plan.inventory(), assessment_of(plan.inventory()), parts)
        write(inventory_of(farm), assessment_of(inventory_of(farm)), alone)
        assert parts.getvalue() == alone.getvalue()


def test_a_long_file_is_judged_and_looked_through_in_ranges(tmp_path: Path, scheduler: Any) -> None:
    file = tmp_path / "long.jsonl"
    with CassetteWriter(file, HEADER) as writer:
        for one in mixed(500):
            writer.append(one)
    engine = Cluster(scheduler.scheduler_address)
    engine.whole_below = 0
    assert list(carried_out(Judging([str(file)], HOW, engine, 90), engine)) == list(
        judge_file(str(file), HOW)
    )
    engine = Cluster(scheduler.scheduler_address)
    engine.whole_below = 0
    look = Look("identity")
    found = carried_out(Leaks([str(file)], look, engine, 90), engine)
    alone = Leaks([str(file)], look).alone()
    assert [leak for each in found for leak in each.leaks] == [leak for each in alone for leak in each.leaks]


def test_fifty_files_are_scrubbed_as_by_one_process_though_a_worker_is_killed(
    farm: list[str], scheduler: Any, tmp_path: Path
) -> None:
    header = CassetteHeader(
        "2026", "test", scrub=scrub_settings("identity", before={"profile": "none", "salt": "0f" * 16})
    )

    def works(folder: str) -> list[Work]:
        (tmp_path / folder).mkdir()
        return [Work(file, str(tmp_path / folder / Path(file).name), header) for file in farm]

    engine = Cluster(scheduler.scheduler_address)
    engine.most = 4
    done = []
    for each in carried_out(Scrubbing(works("cluster"), engine), engine):
        done.append(each)
        if len(done) == 10:
            kill_a_worker(scheduler)
    assert sum(each.count for each in done) == 250
    list(Scrubbing(works("alone")).alone())
    assert written(tmp_path / "cluster") == written(tmp_path / "alone")


def written(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_relative_name_is_refused_as_no_worker_knows_it(scheduler: Any) -> None:
    where = Where(cluster=scheduler.scheduler_address)
    with pytest.raises(UsageError, match="by its whole name only"):
        where.engine(["farm/one.jsonl"], Judging)


def test_where_nobody_answers_the_user_is_told_how_to_begin(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("inspector.batch.dask_cluster._PATIENCE", 0.2)
    with pytest.raises(UsageError, match=r"no cluster answers.*dask scheduler"):
        Cluster("tcp://127.0.0.1:1")

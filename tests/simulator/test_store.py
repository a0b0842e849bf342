"""What a simulator keeps in a file: everything but calls, whatever happens to the process."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from inspector.errors import InputError, WriteError
from inspector.protocols import oxwscos
from inspector.simulator import Simulator
from inspector.simulator.store import Store
from tests.simulator.asking import Asking, item_id


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "box.sqlite"


def test_what_was_answered_is_there_in_the_next_run(file: Path) -> None:
    first = Asking(Simulator(store=file))
    item = first.draft("<t:Subject>kept</t:Subject>")
    gone = first.draft("<t:Subject>gone</t:Subject>")
    first.ews(f'<m:DeleteItem DeleteType="HardDelete"><m:ItemIds>{gone}</m:ItemIds></m:DeleteItem>')
    first.um("<m:SetOofStatus><m:status>true</m:status></m:SetOofStatus>")
    first.ews("<m:AddNewImContactToGroup><m:ImAddress>a@b.example</m:ImAddress></m:AddNewImContactToGroup>")
    first.ews(
        "<m:SetImListMigrationCompleted><m:ImListMigrationCompleted>true</m:ImListMigrationCompleted>"
        "</m:SetImListMigrationCompleted>"
    )
    listed = first.ews("<m:GetImItemList/>").response.body
    first.simulator.close()

    second = Asking(Simulator(store=file))
    assert second.get(item).text(".//t:Subject") == "kept"
    assert second.subjects("drafts") == ["kept"]
    assert second.get(gone).code == "ErrorItemNotFound"
    assert second.um("<m:GetUMProperties/>").text(".//m:OofStatus") == "true"
    assert second.ews("<m:GetImItemList/>").response.body == listed
    assert second.simulator.default_account.state_of(oxwscos.DOCUMENT).migrated
    assert item_id(second.create()) != item, "identifiers are not given out twice"


def test_a_deleted_voice_message_does_not_come_back(file: Path) -> None:
    first = Asking(Simulator(store=file))
    item = f'<t:ItemId Id="{first.voice_mail_item}"/>'
    first.ews(f'<m:DeleteItem DeleteType="HardDelete"><m:ItemIds>{item}</m:ItemIds></m:DeleteItem>')
    first.simulator.close()
    assert Asking(Simulator(store=file)).subjects("inbox") == []


def test_reset_empties_the_file_too(file: Path) -> None:
    first = Asking(Simulator(store=file))
    first.draft()
    first.simulator.reset()
    first.simulator.close()
    assert Asking(Simulator(store=file)).subjects("drafts") == []


CHILD = """
import sys
from tests.simulator.asking import Asking
from inspector.simulator import Simulator
asking = Asking(Simulator(store=sys.argv[1], validator=None))
for number in range(100000):
    print(asking.draft(f"<t:Subject>{number}</t:Subject>"), flush=True)
"""


@pytest.mark.parametrize("wait", [0.05, 0.2])
def test_a_store_opens_after_kill_9_and_has_all_that_was_answered(file: Path, wait: float) -> None:
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(file)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    assert child.stdout is not None
    answered = [child.stdout.readline().strip()]
    time.sleep(wait)
    os.kill(child.pid, signal.SIGKILL)
    answered += [line.strip() for line in child.stdout.read().splitlines() if line.endswith("/>")]
    child.wait(10)
    child.stdout.close()
    asking = Asking(Simulator(store=file))
    assert len(answered) > 1
    assert set(asking.get(*answered, base="IdOnly").codes) == {"NoError"}


def test_a_file_that_is_no_store_is_refused_and_left_alone(tmp_path: Path) -> None:
    text = tmp_path / "notes.txt"
    text.write_text("These are notes, many of them. " * 100)
    before = text.read_bytes()
    with pytest.raises(InputError, match="not a simulator's store"):
        Store(text)
    assert text.read_bytes() == before
    other = tmp_path / "other.sqlite"
    with sqlite3.connect(other) as database:
        database.execute("CREATE TABLE mine (x)")
    with pytest.raises(InputError, match="not a simulator's store"):
        Store(other)


def test_a_store_of_a_newer_version_is_refused(file: Path) -> None:
    Store(file).close()
    with sqlite3.connect(file) as database:
        database.execute("PRAGMA user_version = 99")
    with pytest.raises(InputError, match="newer"):
        Store(file)


def test_a_store_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    with pytest.raises(WriteError, match="cannot be opened"):
        Store(tmp_path / "nowhere" / "box.sqlite")


def test_without_a_file_nothing_is_kept() -> None:
    store = Store()
    store.put("a", "b", "c", b"d")
    store.commit()
    assert list(store.rows()) == []

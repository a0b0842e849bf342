"""A project that has only the wheel: the examples of docs/testing.md run in it as written."""

import os
import re
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from inspector.clock import ManualClock
from inspector.serve import Control, Server
from inspector.simulator import Simulator
from inspector.wire.clock_header import Stamped

ROOT = Path(__file__).parents[1]
DOCUMENT = ROOT / "docs" / "testing.md"

PYTEST = ("-m", "pytest", "-q", "-p", "no:cacheprovider")

Python = Callable[..., str]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT)],
        check=True,
        capture_output=True,
        timeout=120,
    )
    return next(folder.glob("*.whl"))


def test_the_wheel_has_the_tables_of_every_document(wheel: Path) -> None:
    tables = {path.relative_to(ROOT).as_posix() for path in ROOT.glob("inspector/protocols/*/fields*.toml")}
    assert len(tables) > 6
    assert tables <= set(zipfile.ZipFile(wheel).namelist())


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Python:
    """Runs a new environment's Python, which has the wheel; the rest it borrows from ours, so that no network
    is needed. A path in a .pth file lends the packages there, but not the checkout that they may point to."""
    folder = tmp_path_factory.mktemp("venv")
    venv.create(folder)
    executable = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    packages = sysconfig.get_path("purelib", vars={"base": str(folder), "platbase": str(folder)})
    Path(packages, "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n")

    def run(*arguments: str, cwd: Path, status: int = 0) -> str:
        environment = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "CI")}
        done = subprocess.run(
            [str(executable), *arguments],
            cwd=cwd,
            env=environment,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=120,
        )
        assert done.returncode == status, done.stdout
        return done.stdout

    install = ("install", "--quiet", "--no-deps", "--no-index", "--disable-pip-version-check", str(wheel))
    subprocess.run(
        [sys.executable, "-m", "pip", "--python", str(executable), *install], check=True, timeout=120
    )
    return run


@pytest.fixture(scope="module")
def recorded(python: Python, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new project with the files that the document shows; its mail was recorded as the document says."""
    folder = tmp_path_factory.mktemp("project")
    for block in re.findall(r"```python\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL):
        if name := re.match(r"# (test_\w+\.py)\n", block):
            (folder / name[1]).write_text(block, encoding="utf-8")
    clock, simulator = ManualClock(), Stamped(Simulator())
    with Server(simulator, clock, control=Control(simulator, clock)) as server:
        record = ("--ews-record=once", f"--ews-upstream={server.url}")
        told = python(*PYTEST, *record, "test_mail.py", "test_mail_in_process.py", cwd=folder)
    assert "3 passed" in told
    return folder


@pytest.fixture
def project(recorded: Path, tmp_path: Path) -> Path:
    """A copy of it, to do with as one likes."""
    return Path(shutil.copytree(recorded, tmp_path / "project"))


def test_the_wheel_is_what_runs_and_has_its_data(python: Python, tmp_path: Path) -> None:
    show = "from inspector.resources import *; print(schemas_dir(), cassettes_dir(), addons_dir())"
    places = python("-c", f"import inspector; print(inspector.__file__); {show}", cwd=tmp_path).split()
    assert len(places) == 4
    assert not any(str(ROOT) in place for place in places)
    assert all("site-packages" in place for place in places)


def test_what_the_document_records_has_no_password(recorded: Path) -> None:
    mail, *in_process = sorted((recorded / "cassettes").rglob("*.jsonl"))
    assert mail == recorded / "cassettes" / "test_mail" / "test_a_draft_is_kept.jsonl"
    assert len(in_process) == 2
    for cassette in (mail, *in_process):
        assert "secret" not in cassette.read_text(encoding="utf-8").replace('"profile":"secrets"', "")


def test_all_tests_of_the_document_replay_alone_and_in_another_order(python: Python, project: Path) -> None:
    backwards = "def pytest_collection_modifyitems(items):\n    items.reverse()\n"
    (project / "conftest.py").write_text(backwards, encoding="utf-8")
    assert "9 passed" in python(*PYTEST, "-p", "no:randomly", cwd=project)


def test_the_miss_that_the_document_shows_is_the_one_that_is_told(python: Python, project: Path) -> None:
    source = project / "test_mail.py"
    source.write_text(source.read_text(encoding="utf-8").replace("Lunch?", "Dinner?"), encoding="utf-8")
    told = re.search(r"^CreateItem: .*$", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE)
    assert told is not None
    assert told[0] in python(*PYTEST, "test_mail.py", cwd=project, status=1)


def test_the_command_works_from_the_wheel(python: Python, tmp_path: Path) -> None:
    sample = python("-c", "from inspector.resources import *; print(cassettes_dir())", cwd=tmp_path).strip()
    assert "PlayOnPhone" in python("-m", "inspector", "list", f"{sample}/voicemail-um.jsonl", cwd=tmp_path)

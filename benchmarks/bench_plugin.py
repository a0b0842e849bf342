"""The pytest plugin: what loading it costs a run, and what it costs a test to replay without a socket.

Budgets: 30 ms for loading, 2 ms for a test over the client's own time. All variants run the same test (five
requests by requests) on the same twenty recordings; the client's own time is that of an adapter that answers
at once. Tests that share a cassette have it read once, so a cassette for each test is measured as well; the
peers read theirs for each test anyway. The variants take turns, and each counts with its best round, because
other work on the machine makes every one slower.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

from benchmarks import session

TESTS = 200
ROUNDS = 3
RECORDINGS = 20
REQUESTS = 5
IMPORT_BUDGET_MS = 30.0
TEST_BUDGET_MS = 2.0

_ASK = f"""
import pytest, requests
from benchmarks.session import URL, request_body, response_body

def ask(client):
    for at in range({REQUESTS}):
        answer = client.post(URL, data=request_body(at), headers={{"Content-Type": "text/xml"}})
        assert answer.content == response_body(at)
"""

_VARIANTS = {
    "client alone": """
from io import BytesIO
import urllib3

class AtOnce(requests.adapters.HTTPAdapter):
    def send(self, request, **_):
        self.at = (getattr(self, "at", -1) + 1) %% %(requests)d
        raw = urllib3.HTTPResponse(BytesIO(response_body(self.at)), status=200, preload_content=False)
        return self.build_response(request, raw)

@pytest.mark.parametrize("n", range(%(tests)d))
def test_it(n):
    client = requests.Session()
    client.mount("https://", AtOnce())
    ask(client)
""",
    "ews_replay": """
@pytest.mark.ews_cassette("%(folder)s/ours.jsonl")
@pytest.mark.parametrize("n", range(%(tests)d))
def test_it(ews_replay, n):
    client = requests.Session()
    client.mount("https://", ews_replay.requests_adapter())
    ask(client)
""",
    "ews_replay (each its own)": """
def own(n):
    return pytest.param(n, marks=pytest.mark.ews_cassette(f"%(folder)s/ours-{n}.jsonl"))

@pytest.mark.parametrize("n", map(own, range(%(tests)d)))
def test_it(ews_replay, n):
    client = requests.Session()
    client.mount("https://", ews_replay.requests_adapter())
    ask(client)
""",
    "vcrpy": """
import vcr

RECORDER = vcr.VCR(record_mode="none", match_on=["method", "uri", "body"])

@pytest.mark.parametrize("n", range(%(tests)d))
def test_it(n):
    with RECORDER.use_cassette("%(folder)s/vcr.yaml"):
        ask(requests.Session())
""",
    "cassetter": """
from cassetter import Cassetter, MatchConfig

@pytest.fixture(scope="module")
def vcr_config():
    return {"match_on": ["method", "uri", "body"], "cassette_library_dir": "%(folder)s"}

@pytest.mark.vcr("cassetter.yaml")
@pytest.mark.parametrize("n", range(%(tests)d))
def test_it(n):
    ask(requests.Session())
""",
}
_STOPWATCH = """
import pytest
from pathlib import Path
from statistics import median
from time import process_time

taken = []

@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol():
    started = process_time()
    done = yield
    taken.append(process_time() - started)
    return done

def pytest_sessionfinish():
    Path(__file__).with_name("median").write_text(str(median(taken)))
"""
_PLUGINS = {"ews_replay": "inspector.pytest_plugin", "cassetter": "cassetter.pytest_plugin"}


def main() -> None:
    """Prints both measurements and whether the budgets are held."""
    loaded = {name: _import_ms(module) for name, module in _PLUGINS.items() if _installed(module)}
    for name, taken in loaded.items():
        print(f"loading the plugin of {name:>12}: {taken:6.2f} ms")
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        ours = session.write_cassette(work / "ours.jsonl", RECORDINGS).read_bytes()
        for n in range(TESTS):
            (work / f"ours-{n}.jsonl").write_bytes(ours)
        variants = {name: source for name, source in _VARIANTS.items() if _peer(name, work)}
        rounds = [
            {name: _test_ms(name, source, work) for name, source in variants.items()} for _ in range(ROUNDS)
        ]
    tests = {name: min(one[name] for one in rounds) for name in variants}
    over = {name: taken - tests["client alone"] for name, taken in tests.items()}
    for name, taken in tests.items():
        print(f"a test of {name:>25}: {taken:6.2f} ms, {over[name]:6.2f} ms over the client alone")
    replayed = max(taken for name, taken in over.items() if name.startswith("ews_replay"))
    fine = loaded["ews_replay"] <= IMPORT_BUDGET_MS and replayed <= TEST_BUDGET_MS
    print(f"budgets {IMPORT_BUDGET_MS:.0f} ms and {TEST_BUDGET_MS:.0f} ms: {'held' if fine else 'NOT held'}")


def _installed(module: str) -> bool:
    return find_spec(module.partition(".")[0]) is not None


def _peer(name: str, work: Path) -> bool:
    """Writes a peer's cassette; says whether the variant can run."""
    if name == "vcrpy" and _installed("vcr"):
        session.write_vcr(work / "vcr.yaml", RECORDINGS)
    elif name == "cassetter" and _installed("cassetter"):
        session.write_cassetter(work / "cassetter.yaml", RECORDINGS)
    elif name in ("vcrpy", "cassetter"):
        print(f"{name}: not installed")
        return False
    return True


def _import_ms(module: str) -> float:
    """The least of several fresh processes, in processor time: the import, after that of pytest itself."""
    source = f"import pytest, time; t = time.process_time(); import {module}; print(time.process_time() - t)"
    words = [sys.executable, "-c", source]
    return min(
        float(subprocess.run(words, capture_output=True, text=True, check=True, timeout=60).stdout) * 1e3
        for _ in range(7)
    )


def _test_ms(name: str, source: str, work: Path) -> float:
    """The median processor time of one test, from the beginning of its set-up to the end of its teardown."""
    (work / "conftest.py").write_text(_STOPWATCH, encoding="utf-8")
    values = {"tests": TESTS, "folder": work.as_posix(), "requests": REQUESTS}
    file = work / f"test_{re.sub('[^a-z]+', '_', name)}.py"
    file.write_text(_ASK + source % values, encoding="utf-8")
    words = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-o", "addopts=", str(file)]
    done = subprocess.run(words, capture_output=True, text=True, timeout=300, cwd=Path.cwd())
    if done.returncode:
        raise RuntimeError(f"{name}: {done.stdout[-1500:]}")
    return float((work / "median").read_text()) * 1e3


if __name__ == "__main__":
    main()

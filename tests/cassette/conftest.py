import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from inspector.cassette import CassetteWriter, Interaction
from inspector.wire import HttpRequest, HttpResponse


@pytest.fixture
def interaction():
    def make(text: str = "hello") -> Interaction:
        return Interaction(
            n=0,
            at=1.5,
            request=HttpRequest(url="/EWS/Exchange.asmx", body=f"<{text}/>".encode()),
            response=HttpResponse(body=f"<{text}Response/>".encode()),
        )

    return make


@pytest.fixture
def recorded(tmp_path, interaction):
    """A cassette of three interactions."""
    path = tmp_path / "three.jsonl"
    with CassetteWriter(path) as writer:
        for text in ("one", "two", "three"):
            writer.append(interaction(text))
    return path


@pytest.fixture
def traced(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., list[str]]:
    """Runs a Python program and returns the system calls of some names that name a folder, in order."""
    trace = tmp_path_factory.mktemp("strace") / "calls"
    watched = ["strace", "-f", "-y", "-o", str(trace), "-e"]
    if shutil.which("strace") is None:
        pytest.skip("strace, which shows what reaches the disk, is not installed")
    if subprocess.run([*watched, "trace=fsync", "true"], capture_output=True, timeout=60).returncode:
        pytest.skip("strace, which shows what reaches the disk, may not look at processes here")

    def run(calls: str, folder: Path, program: str, *arguments: object) -> list[str]:
        command = [*watched, f"trace={calls}", sys.executable, "-c", program, *map(str, arguments)]
        subprocess.run(command, check=True, timeout=120)
        lines = (line.partition(" ")[2].strip() for line in trace.read_text().splitlines())
        return [line for line in lines if str(folder) in line]

    return run

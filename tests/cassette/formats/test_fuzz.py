"""Whatever stands in a file of another tool, reading it ends, soon, with interactions or a sentence.

``EWS_INSPECTOR_FUZZ`` tells how many mutations of each format are read; the seed is the day's if it is set.
"""

import os
import random
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from inspector.cassette import Interaction
from inspector.cassette.formats import FORMATS, ImportReport, read_file
from inspector.cassette.model import encode_line, read_interaction
from inspector.errors import InspectorError
from inspector.wire import Headers, HttpRequest, HttpResponse
from tests.cassette.formats.other_tools import WAYS, as_cassette
from tests.fuzzing import mutated

COUNT = int(os.environ.get("EWS_INSPECTOR_FUZZ") or 10_000)
SEED = datetime.now(UTC).strftime("%F") if "EWS_INSPECTOR_FUZZ" in os.environ else "one and the same"
LONGEST = 2.0  # seconds for one file
PIECES = [
    *(
        b"",
        b"\0",
        b"\xff",
        b"\n",
        b"\r\n\r\n",
        b"{",
        b"}",
        b"[",
        b"]",
        b":",
        b",",
        b'"',
        b"'",
        b"\\",
        b"<",
        b">",
    ),
    *(b"&a *a", b"null", b"NaN", b"1e999", b"-1", b"9" * 400, b"\\ud800", b"\xed\xa0\x80", b"Z" * 5_000),
    *(
        b"HTTP/1.1 200 OK",
        b"</Trace>",
        b"!!binary ",
        b"Content-Length: 99999999999\n",
        b"Content-Encoding: gzip\n",
    ),
    *(b"\x1f\x8b\x08", b"\x78\x9c", b"\xfe\xff"),
]


def seeds() -> list[Interaction]:
    xml = ("Content-Type", "text/xml; charset=utf-8")
    request = HttpRequest(
        Headers([xml, ("Authorization", "NTLM TlRM")]), b"<a>1</a>", "POST", "https://m.example/EWS/x"
    )
    response = HttpResponse(Headers([xml, ("Content-Length", "4")]), b"<b/>")
    refused = HttpResponse(Headers([("WWW-Authenticate", "NTLM")]), b"", 401, "No")
    return [
        Interaction(1, 0.0, request, refused, took=0.5, conn="c1"),
        Interaction(2, 1.0, request, response, took=0.5, conn="c1"),
    ]


def read_all(path: Path, name: str) -> int:
    """Reads a file as commands do, and what comes of it once more from a cassette's line."""
    report = ImportReport()
    try:
        interactions: Iterator[Interaction]
        _, interactions = read_file(path, name, report)
        for one in interactions:
            read_interaction(encode_line(one.to_json()), "here")
    except InspectorError as problem:
        assert "\n" not in str(problem) and len(str(problem)) < 3_000
        assert "object at 0x" not in str(problem) and "Error(" not in str(problem)
    assert report.kept >= 0
    return report.kept


@pytest.mark.parametrize("name", [*FORMATS, ""])
def test_any_mutation_of_a_file_is_read_or_refused_in_a_sentence(name: str, tmp_path: Path) -> None:
    memory = Path("/dev/shm")  # a disk would take most of the time
    path = (memory if memory.is_dir() else tmp_path) / f"fuzz-{os.getpid()}-{name}"
    try:
        fuzz(path, name, tmp_path / "culprit")
    finally:
        path.unlink(missing_ok=True)


def fuzz(path: Path, name: str, culprit: Path) -> None:
    path.unlink(missing_ok=True)
    WAYS.get(name, as_cassette)(path, seeds())
    content = path.read_bytes()
    assert read_all(path, name) == (2 if name else 0)
    dice = random.Random(f"{SEED} {name}")
    for number in range(COUNT):
        changed = mutated(content, dice, 200_000, PIECES)
        path.write_bytes(changed)
        began = time.process_time()
        try:
            read_all(path, dice.choice((name, name, "")))
        except Exception as problem:
            culprit.write_bytes(changed)
            raise AssertionError(f"mutation {number} of {name or 'cassette'}: {culprit}") from problem
        assert time.process_time() - began < LONGEST, changed

"""Traces of libuhttpmock: recorded from real servers, and imported, listed, judged and replayed whole."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from inspector.cassette import Cassette
from inspector.cassette.formats import FORMATS, ImportReport, format_of
from inspector.cli.main import cli
from inspector.replay import Replayer

FOLDER = Path(__file__).parents[3] / "../shared/reference/traffic/uhttpmock-traces"
TRACES = sorted(path for path in FOLDER.rglob("*") if path.is_file())
READ = FORMATS["uhttpmock"].read

pytestmark = [
    pytest.mark.needs_reference,
    pytest.mark.skipif(not TRACES, reason="the reference traffic is not beside this checkout"),
]


def run(*words: object, status: tuple[int | None, ...] = (0, None)) -> list[str]:
    done = CliRunner().invoke(cli, [str(word) for word in words], standalone_mode=False)
    assert done.exception is None and done.return_value in status, done.output
    return done.stdout.splitlines()


def judged(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in run("validate", path, "--format", "json", status=(0, 1, None))]


def test_there_are_as_many_as_the_tests_below_promise() -> None:
    assert len(TRACES) == 28


@pytest.mark.parametrize("trace", TRACES, ids=["-".join(path.parts[-4::3]) for path in TRACES])
def test_a_trace_is_imported_listed_judged_and_replayed(trace: Path, tmp_path: Path) -> None:
    assert format_of(trace) is FORMATS["uhttpmock"]
    sent = list(READ(trace, ImportReport()))
    assert all(one.request.body.rstrip().endswith(b"Envelope>") and one.response for one in sent)
    path = tmp_path / "session.jsonl"
    run("convert", trace, path)
    with Cassette(path) as cassette:
        folded = sum(one.auth.legs - 1 for one in cassette if one.auth)
        assert len(cassette) == len(sent) - folded > 0
        listed = [json.loads(line) for line in run("list", path, "--json")]
        assert [one["status"] for one in listed] == [one.response.status for one in cassette]
        assert {one["endpoint"] for one in listed} == {"ews"}
    found = judged(path)
    assert not [one for one in found if one["name"] == "not-judged"]
    # One asks for a folder that cannot be: what comes back is what it is about.
    wrong = ["bad-value"] if trace.name == "create_folder_with_invalid_distinguished_parent_id" else []
    assert [one["name"] for one in found if one["severity"] != "info"] == wrong
    last = len(sent) - 1
    with Replayer([path]) as replayer:
        for at, one in enumerate(sent):
            answer = replayer.respond(one.request, float(at))
            assert answer.header("x-ews-inspector") != "miss", answer.body
            if at == last and one.response is not None:
                assert answer.status == one.response.status


def test_a_trace_and_its_cassette_get_the_same_verdicts(tmp_path: Path) -> None:
    for number, trace in enumerate(TRACES):
        path = tmp_path / f"{number}.jsonl"
        run("convert", trace, path, "--scrub", "none")
        ours, theirs = ([one | {"file": ""} for one in judged(file)] for file in (path, trace))
        assert ours == theirs

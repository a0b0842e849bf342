"""A file is there when all of it is written, and not before; what it was to replace is else as it was."""

import resource
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from inspector.cassette import Cassette, CassetteHeader, CassetteWriter, Interaction
from inspector.cassette.atomic_write import new_cassette, rewrite, whole
from inspector.cli.main import cli
from inspector.errors import WriteError
from inspector.wire import Headers, HttpRequest, HttpResponse

LIMIT = 64 * 1024  # bytes that a file may have in these tests
XML = Headers([("Content-Type", "text/xml; charset=utf-8")])
URL = "https://mail.example.com/EWS/Exchange.asmx"
Run = Callable[..., Result]


@pytest.fixture
def cassette(tmp_path: Path) -> Path:
    """A cassette that is longer than a file may be below."""
    path = tmp_path / "source" / "long.jsonl"
    path.parent.mkdir()
    with CassetteWriter(path, CassetteHeader(scrub={"profile": "none", "salt": ""})) as writer:
        for n in range(60):
            body = f"<a>{n}{'x' * 2_000}</a>".encode()
            request = HttpRequest(XML, body, "POST", URL)
            writer.append(Interaction(0, 60.0 - n, request, HttpResponse(XML, body), operation="GetItem"))
    return path


@pytest.fixture
def full_disk() -> Iterator[None]:
    """Writing past the limit fails as on a full disk, with another reason."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (LIMIT, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.fixture
def run() -> Run:
    return lambda *words: CliRunner().invoke(cli, list(map(str, words)), standalone_mode=False)


COMMANDS = {
    "to HAR": ["convert", "{}", "{out}/new.har"],
    "to flows": ["convert", "{}", "{out}/new.flows"],
    "to a cassette": ["convert", "{}", "{out}/new.jsonl"],
    "scrub": ["scrub", "{}", "-o", "{out}/new.jsonl"],
    "merge": ["merge", "{}", "{}", "-o", "{out}/new.jsonl"],
    "select": ["select", "{}", "--filter", "~op GetItem", "-o", "{out}/new.jsonl"],
    "split": ["split", "{}", "--by", "operation", "-o", "{out}"],
    "tidy elsewhere": ["tidy", "{}", "-o", "{out}/new.jsonl"],
}


@pytest.mark.parametrize("words", COMMANDS.values(), ids=COMMANDS)
def test_a_full_disk_leaves_nothing_behind_and_is_told_in_a_line(
    words: list[str], cassette: Path, tmp_path: Path, full_disk: None, run: Run
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    before = cassette.read_bytes()
    problem = run(*(word.format(cassette, out=out) for word in words)).exception
    assert isinstance(problem, WriteError) and "File too large" in str(problem)
    assert str(out) in problem.where and ".part" not in str(problem) and "\n" not in str(problem)
    assert list(out.iterdir()) == [] and cassette.read_bytes() == before


@pytest.mark.parametrize(
    "words", [["tidy"], ["note", "text"], ["redact", "1", "a"]], ids=lambda words: words[0]
)
def test_what_was_to_be_replaced_is_as_it_was(
    words: list[str], cassette: Path, full_disk: None, run: Run
) -> None:
    before = cassette.read_bytes()
    problem = run(words[0], cassette, *words[1:]).exception
    assert isinstance(problem, WriteError) and "as it was" in str(problem)
    assert cassette.read_bytes() == before and [*cassette.parent.iterdir()] == [cassette]


@pytest.mark.parametrize("suffix", ["har", "flows"])
def test_of_a_torn_source_all_that_is_whole_comes_in_and_the_tear_is_told(
    suffix: str, cassette: Path, tmp_path: Path, run: Run
) -> None:
    source, target = tmp_path / f"torn.{suffix}", tmp_path / "new.jsonl"
    assert run("convert", cassette, source).exit_code == 0
    source.write_bytes(source.read_bytes()[:-5_000])
    done = run("convert", source, target, "--no-check")
    with Cassette(cassette) as before, Cassette(target) as after:
        assert 0 < len(after) < len(before)
        assert f"{len(after)} read, then stopped: {source}" in done.stderr
    assert done.return_value == 1


def test_a_file_that_is_there_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "there"
    path.write_text("precious")
    with pytest.raises(WriteError, match="exists"), whole(path) as part:
        part.write_text("other")
    assert path.read_text() == "precious"


def test_what_was_left_by_a_run_that_was_killed_is_no_obstacle(tmp_path: Path) -> None:
    (tmp_path / ".new.jsonl.part").write_text("half of")
    with new_cassette(tmp_path / "new.jsonl", CassetteHeader()) as writer:
        writer.append(Interaction(0, 0.0, HttpRequest(url=URL), HttpResponse()))
        assert not (tmp_path / "new.jsonl").exists()
    with Cassette(tmp_path / "new.jsonl") as made:
        assert len(made) == 1


def test_an_interruption_leaves_nothing_either(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), new_cassette(tmp_path / "new.jsonl", CassetteHeader()):
        raise KeyboardInterrupt
    assert [*tmp_path.glob("*new*")] == []


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(WriteError, match="No such file") as caught, whole(tmp_path / "gone" / "a") as part:
        part.write_text("a")
    assert caught.value.where == str(tmp_path / "gone" / "a")


def test_a_cassette_that_is_rewritten_keeps_its_mode(cassette: Path) -> None:
    cassette.chmod(0o640)
    rewrite(cassette, None, CassetteHeader(notes="new"), [])
    assert cassette.stat().st_mode & 0o777 == 0o640


def test_two_that_write_one_file_do_not_disturb_each_other_and_the_later_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "x.jsonl"
    path.parent.mkdir()
    with (
        pytest.raises(WriteError, match="exists already"),
        new_cassette(path, CassetteHeader(notes="late")),
        new_cassette(path, CassetteHeader(notes="early")),
    ):
        assert len(list(path.parent.iterdir())) == 2
    assert [each.name for each in path.parent.iterdir()] == ["x.jsonl"]
    with Cassette(path) as cassette:
        assert cassette.header.notes == "early"


def test_without_links_a_file_gets_its_name_too_and_takes_no_other_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_links(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr("os.link", no_links)
    path = tmp_path / "x"
    with whole(path) as part:
        part.write_text("mine")
    assert path.read_text() == "mine"
    path.unlink()
    with pytest.raises(WriteError, match="exists already"), whole(path) as part:
        part.write_text("mine")
        path.write_text("another's")
    assert path.read_text() == "another's"


@pytest.mark.parametrize("instead", [False, True])
def test_a_file_is_on_the_disk_before_it_has_its_name_and_then_its_folder_is(
    tmp_path: Path, instead: bool, traced: Callable[..., list[str]]
) -> None:
    program = (
        "import sys; from pathlib import Path; from inspector.cassette.atomic_write import whole\n"
        "with whole(Path(sys.argv[1]), instead=sys.argv[2] == 'True') as part: part.write_text('x')"
    )
    folder = tmp_path / "folder"
    folder.mkdir()
    path = folder / "x"
    if instead:
        path.write_text("before")
    calls = traced("fsync,rename,link,linkat", folder, program, path, instead)
    assert [line.partition("(")[0].removesuffix("at") for line in calls] == [
        "fsync",
        "rename" if instead else "link",
        "fsync",
    ]
    assert f"{folder}/.x." in calls[0] and f"<{folder}>" in calls[2]

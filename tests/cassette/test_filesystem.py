"""Files of URLs: read by ranges, written whole or not at all, and what goes wrong said in a line."""

from __future__ import annotations

import http.server
import pickle
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from inspector.batch.inventory import Inventorying
from inspector.batch.plan import carried_out
from inspector.batch.splitting import long_cassette
from inspector.cassette import Cassette, CassetteWriter
from inspector.cassette.atomic_write import new_cassette, whole
from inspector.cassette.filesystem import RemoteFile, is_remote, located
from inspector.cassette.formats import write_file
from inspector.cli import main
from inspector.errors import InputError, InspectorError, UsageError, WriteError
from inspector.replay import Replayer
from inspector.resources import cassettes_dir
from inspector.sources import files_in
from tests.batch.engines import Pickling
from tests.messages import soap
from tests.usage.counting import inventory_of

fsspec = pytest.importorskip("fsspec", reason="fsspec is not installed: pip install 'ews-inspector[remote]'")
MAIL = cassettes_dir() / "mail.jsonl"


class Files(http.server.BaseHTTPRequestHandler):
    """Serves what is there, by ranges unless told otherwise, and notes what was asked for."""

    content: dict[str, bytes]
    has_ranges = True
    asked: list[str]

    def do_GET(self) -> None:
        if self.path == "/secret.jsonl":
            self.send_error(403)
            return
        body = self.content.get(self.path.partition("?")[0])
        if body is None:
            self.send_error(404)
            return
        wanted = self.headers.get("Range", "")
        self.asked.append(f"{self.command} {wanted}".strip())
        status = 200
        if wanted and self.has_ranges:
            status = 206
            first, _, last = wanted.removeprefix("bytes=").partition("-")
            body = body[int(first) : int(last) + 1 if last else None]
        self.send_response(status)
        if self.has_ranges:
            self.send_header("Accept-Ranges", "bytes")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    do_HEAD = do_GET

    def log_message(self, format: str, *words: object) -> None:
        pass


@pytest.fixture
def served() -> Iterator[tuple[str, type[Files]]]:
    class Ours(Files):
        pass

    first, *rest = MAIL.read_bytes().splitlines(keepends=True)
    long = first + b"".join(rest) * 30  # more than is read at once
    Ours.content, Ours.asked = {"/mail.jsonl": MAIL.read_bytes(), "/long.jsonl": long}, []
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Ours) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", Ours
        server.shutdown()
        thread.join()


@pytest.fixture
def memory() -> Iterator[str]:
    files = fsspec.filesystem("memory")
    files.pipe({"/farm/a.jsonl": MAIL.read_bytes(), "/farm/deep/er/b.jsonl": MAIL.read_bytes()})
    yield "memory://farm"
    files.store.clear()
    files.pseudo_dirs[:] = [""]


def run(*words: object) -> int:
    with pytest.raises(SystemExit) as end:
        main([str(word) for word in words])
    return int(end.value.code or 0)


def interactions(name: str) -> list[object]:
    with Cassette(name) as cassette:
        return list(cassette)


@pytest.mark.parametrize(
    ("name", "it_is"),
    [
        ("s3://farm/a.jsonl", True),
        ("filecache::https://h/a.jsonl", True),
        ("C://a.jsonl", False),
        ("a:3", False),
        ("session.jsonl:3", False),
    ],
)
def test_a_url_is_told_from_a_path(name: str, it_is: bool) -> None:
    assert is_remote(name) is it_is


def test_a_cassette_of_a_url_is_what_the_file_is(
    memory: str, served: tuple[str, type[Files]], capsys: pytest.CaptureFixture[str]
) -> None:
    expected = interactions(str(MAIL))
    for url in (f"{memory}/a.jsonl", f"file://{MAIL}", f"{served[0]}/mail.jsonl"):
        assert interactions(url) == expected
        run("list", MAIL, "--json")
        told = capsys.readouterr().out
        assert run("list", url, "--json") == 0
        assert capsys.readouterr().out == told


def test_one_interaction_of_a_server_with_ranges_costs_no_whole_file(
    served: tuple[str, type[Files]],
) -> None:
    url, files = served
    with Cassette(f"{url}/long.jsonl", most=40_000) as cassette:
        assert cassette[3] == interactions(str(MAIL))[3]
    ranges = [each for each in files.asked if each.startswith("GET bytes=")]
    assert ranges and len(ranges) == sum(each.startswith("GET") for each in files.asked)
    assert all(int(each.rpartition("-")[2]) < len(files.content["/long.jsonl"]) - 1 for each in ranges)


def test_a_file_of_a_server_without_ranges_is_fetched_once_and_not_split(
    served: tuple[str, type[Files]],
) -> None:
    url, files = served
    files.has_ranges = False
    count = 30 * len(interactions(str(MAIL)))
    assert len(interactions(f"{url}/long.jsonl")) == count
    assert [each for each in files.asked if each.startswith("GET")] == ["GET bytes=0-1048575"]
    assert long_cassette(f"{url}/long.jsonl", 0) is None
    files.has_ranges = True
    cassette = long_cassette(f"{url}/long.jsonl", 0)
    assert cassette is not None and len(cassette) == count
    cassette.close()


def test_parts_of_a_url_are_read_by_whoever_works_on_them(served: tuple[str, type[Files]]) -> None:
    url = f"{served[0]}/long.jsonl?version=7"
    engine = Pickling()
    plan = Inventorying([url], None, engine, 60)
    assert sum(carried_out(plan, engine)) == len(interactions(url))
    assert engine.submitted > 3
    assert plan.inventory().facts == inventory_of([url]).facts


def test_another_tools_recording_of_a_url_is_read_too(
    tmp_path: Path, served: tuple[str, type[Files]], capsys: pytest.CaptureFixture[str]
) -> None:
    with Cassette(MAIL) as cassette:
        write_file(cassette, cassette.header, tmp_path / "mail.har")
    served[1].content["/mail.har"] = (tmp_path / "mail.har").read_bytes()
    run("validate", tmp_path / "mail.har", "--format", "concise")
    told = capsys.readouterr().out.replace(f"{tmp_path}", served[0])
    run("validate", f"{served[0]}/mail.har", "--format", "concise")
    assert capsys.readouterr().out == told


def test_every_report_on_a_folder_of_a_url_is_that_on_a_folder(
    tmp_path: Path, memory: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "bad.xml").write_text(soap("<m:GetItem><m:Odd/></m:GetItem>").decode())
    with Cassette(MAIL) as cassette:
        one = cassette[2]
        assert one.response is not None
        (tmp_path / "one.http").write_bytes(
            b"POST /EWS/Exchange.asmx HTTP/1.1\r\nHost: h\r\nContent-Type: text/xml\r\n\r\n"
            + one.request.body
        )
        (tmp_path / "one-response.xml").write_bytes(one.response.body)
        write_file(cassette, cassette.header, tmp_path / "mail.flows")
    with zipfile.ZipFile(tmp_path / "one.saz", "w") as archive:
        archive.writestr("raw/1_c.txt", (tmp_path / "one.http").read_bytes())
    files = fsspec.filesystem("memory")
    files.pipe({f"/mixed/{path.name}": path.read_bytes() for path in tmp_path.iterdir()})
    names = (tmp_path.as_uri(), str(tmp_path)), ("memory:///mixed", "memory%3A///mixed")
    for form in ("text", "concise", "github", "json", "sarif", "junit", "html"):
        told = []
        for folder, spellings in zip((tmp_path, "memory:///mixed"), names, strict=True):
            assert run("validate", folder, "--format", form, "--fail-on", "never") == 0
            report = capsys.readouterr().out
            for spelling in spellings:
                report = report.replace(spelling, "FOLDER")
            told.append(report)
        assert told[0] == told[1]


def test_a_folder_and_stars_name_files(memory: str, tmp_path: Path) -> None:
    both = ["memory:///farm/a.jsonl", "memory:///farm/deep/er/b.jsonl"]
    assert [str(RemoteFile(each)) for each in files_in([memory])] == both
    assert files_in(["memory://farm/**/*.jsonl"]) == both
    assert files_in(["memory://farm/*.jsonl"]) == both[:1]
    (tmp_path / "deep").mkdir()
    CassetteWriter(tmp_path / "deep" / "a.jsonl").close()
    assert files_in([str(tmp_path / "**" / "*.jsonl")]) == [str(tmp_path / "deep" / "a.jsonl")]
    with pytest.raises(InputError, match="no file that can be read matches"):
        files_in(["memory://farm/*.har"])


def test_what_is_written_to_a_url_is_what_is_written_to_a_file(memory: str, tmp_path: Path) -> None:
    key = tmp_path / "key.txt"
    key.write_text("of this test alone")
    assert run("scrub", MAIL, "-o", tmp_path / "mail.jsonl", "--key-file", key) == 0
    for target in (f"{memory}/scrubbed.jsonl", f"file://{tmp_path}/scrubbed.jsonl"):
        assert run("scrub", MAIL, "-o", target, "--key-file", key) == 0
        assert interactions(target) == interactions(str(tmp_path / "mail.jsonl"))
        with pytest.raises(WriteError, match="exists already"), new_cassette(target, Cassette(MAIL).header):
            pass
    assert run("scrub", memory, "-o", f"{memory}/public", "--key-file", key) == 0
    assert interactions(f"{memory}/public/deep/er/b.jsonl") == interactions(str(tmp_path / "mail.jsonl"))
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


def test_a_replay_and_the_commands_on_cassettes_take_urls(
    memory: str, served: tuple[str, type[Files]], capsys: pytest.CaptureFixture[str]
) -> None:
    url = f"{served[0]}/mail.jsonl"
    with Replayer([url]) as replayer:
        assert replayer.respond(Cassette(MAIL)[0].request, 0.0).status == 200
    for words, status in (
        (("show", url, 1), 0),
        (("flow", url), 0),
        (("diff", url, MAIL), 0),
        (("select", url, "--filter", "~n 1-3", "-o", f"{memory}/some.jsonl"), 0),
        (("merge", url, f"{memory}/some.jsonl", "-o", f"{memory}/merged.jsonl"), 0),
        (("tidy", url, "-o", f"{memory}/tidy.jsonl"), 0),
        (("scrub", "--check", f"{memory}/some.jsonl"), 0),
        (("convert", url, f"{memory}/mail.har"), 0),
        (("usage", "memory://farm/**", "-o", f"{memory}/usage.txt"), 0),
        (("validate", memory, "--format", "junit", "-o", f"{memory}/report.xml", "--fail-on", "never"), 0),
    ):
        assert run(*words) == status, capsys.readouterr().err
    assert [located(f"{memory}/{name}").exists() for name in ("usage.txt", "report.xml")] == [True, True]


@pytest.mark.parametrize("kind", ["memory", "file"])
def test_what_is_not_whole_is_not_there(kind: str, memory: str, tmp_path: Path) -> None:
    target = f"{memory}/new.jsonl" if kind == "memory" else f"file://{tmp_path}/new.jsonl"
    with pytest.raises(ZeroDivisionError), new_cassette(target, Cassette(MAIL).header) as writer:
        writer.append(Cassette(MAIL)[0])
        raise ZeroDivisionError
    assert not located(target).exists()
    assert list(tmp_path.iterdir()) == []


def test_what_breaks_while_it_is_put_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from fsspec.implementations.local import LocalFileSystem

    def broken(*words: object, **options: object) -> None:
        raise TimeoutError("the network\nis gone")

    monkeypatch.setattr(LocalFileSystem, "mv", broken)
    with (
        pytest.raises(WriteError, match=r"cannot be written \(the network is gone\); nothing is left"),
        whole(located(f"file://{tmp_path}/new.txt")) as part,
    ):
        part.write_text("all of it")
    assert list(tmp_path.iterdir()) == []


def test_each_trouble_has_a_line(
    served: tuple[str, type[Files]], memory: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for words, line in (
        (("list", f"{served[0]}/none.jsonl"), "there is no such object"),
        (("list", f"{served[0]}/secret.jsonl"), "Forbidden"),
        (("list", "http://127.0.0.1:9/a.jsonl"), "Cannot connect to host 127.0.0.1:9"),
        (("validate", f"{memory}/none.jsonl"), "there is no such file or folder"),
        (("validate", "http://127.0.0.1:9/a.jsonl"), "Cannot connect to host 127.0.0.1:9"),
        (("list", "nonsense://a/b.jsonl"), "this is no URL that can be opened (Protocol not known: nonsense"),
        (
            ("list", "https://me:hunter2@h/a.jsonl"),
            "a URL with a name or password in it would stand",
        ),
        (("convert", MAIL, f"{served[0]}/new.jsonl"), "nothing can be written to this kind of URL"),
        (("tidy", f"{memory}/a.jsonl"), "nothing is added to a file at a URL, or changed in it"),
    ):
        assert run(*words) == 2
        told = capsys.readouterr().err
        assert line in told and "Traceback" not in told and "hunter2" not in told
        assert len(told.splitlines()) <= 2


def test_what_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    import importlib

    known = importlib.import_module

    def missing(name: str, *words: str) -> object:
        if name == "fsspec":
            raise ModuleNotFoundError(name)
        return known(name, *words)

    monkeypatch.setattr(importlib, "import_module", missing)
    with pytest.raises(UsageError, match=r"pip install 'ews-inspector\[remote\]'"):
        Cassette("memory://farm/a.jsonl")
    monkeypatch.undo()

    def needs(url: str) -> object:
        raise ImportError("Install s3fs to access S3")

    monkeypatch.setattr(fsspec.core, "url_to_fs", needs)
    with pytest.raises(InspectorError, match="Install s3fs to access S3"):
        Cassette("s3://farm/a.jsonl")


def test_a_file_of_a_url_goes_to_another_process_by_its_name(memory: str) -> None:
    file = located(f"{memory}/a.jsonl")
    assert pickle.loads(pickle.dumps(file)) == file
    assert pickle.loads(pickle.dumps(file)).read_bytes() == MAIL.read_bytes()

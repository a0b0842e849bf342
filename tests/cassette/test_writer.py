"""What was appended is there, whatever happens to the process, the disk or the file."""

import os
import threading

import pytest

from inspector.cassette import Cassette, CassetteHeader, CassetteWriter, repair
from inspector.errors import CassetteError, WriteError


def test_an_interaction_is_in_the_file_when_append_returns(tmp_path, interaction):
    path = tmp_path / "x.jsonl"
    with CassetteWriter(path, CassetteHeader(notes="why")) as writer:
        written = writer.append(interaction())
        with Cassette(path) as cassette:
            assert list(cassette) == [written]
            assert cassette.header.notes == "why"
            assert cassette.header.tool.startswith("ews-inspector ")
            assert cassette.header.created.endswith("Z")


def test_a_file_that_exists_is_never_overwritten(recorded):
    before = recorded.read_bytes()
    with pytest.raises(WriteError, match="exists already"):
        CassetteWriter(recorded)
    assert recorded.read_bytes() == before


def test_appending_goes_on_with_the_next_number(recorded, interaction):
    with CassetteWriter(recorded, append=True) as writer:
        assert writer.append(interaction("four")).n == 4
    with Cassette(recorded) as cassette:
        assert [found.n for found in cassette] == [1, 2, 3, 4]


def test_appending_to_a_new_file_begins_it(tmp_path, interaction):
    with CassetteWriter(tmp_path / "new.jsonl", append=True) as writer:
        assert writer.append(interaction()).n == 1


def test_appending_after_a_missing_line_end_loses_nothing(recorded, interaction):
    recorded.write_bytes(recorded.read_bytes()[:-1])
    with CassetteWriter(recorded, append=True) as writer:
        writer.append(interaction("four"))
    with Cassette(recorded) as cassette:
        assert [found.request.body for found in cassette] == [b"<one/>", b"<two/>", b"<three/>", b"<four/>"]


def test_a_torn_file_is_appended_to_only_after_its_repair(recorded, interaction):
    with recorded.open("ab") as file:
        file.write(b'{"n":4,"at"')
    with pytest.raises(CassetteError, match="repair"):
        CassetteWriter(recorded, append=True)
    done = repair(recorded)
    assert (done.kept, done.cut) == (3, 11)
    with CassetteWriter(recorded, append=True) as writer:
        assert writer.append(interaction("four")).n == 4


def test_two_recorders_do_not_write_one_file(tmp_path):
    path = tmp_path / "x.jsonl"
    with CassetteWriter(path), pytest.raises(WriteError, match="another recorder"):
        CassetteWriter(path, append=True)


def test_a_full_disk_leaves_all_complete_lines_and_says_so(tmp_path, interaction, monkeypatch):
    path = tmp_path / "x.jsonl"
    real = os.pwrite

    def half(file, data, at):
        if at < full_from:
            return real(file, data[: max(1, min(len(data), full_from - at))], at)
        raise OSError(28, "No space left on device")

    with CassetteWriter(path) as writer:
        writer.append(interaction("one"))
        full_from = path.stat().st_size + 40
        monkeypatch.setattr(os, "pwrite", half)
        with pytest.raises(WriteError, match=r"No space left.*Make room"):
            writer.append(interaction("two"))
        monkeypatch.setattr(os, "pwrite", real)
        assert writer.append(interaction("three")).n == 2
    with Cassette(path) as cassette:
        assert [found.request.body for found in cassette] == [b"<one/>", b"<three/>"]


def test_many_threads_write_whole_lines_with_numbers_of_their_own(tmp_path, interaction):
    path = tmp_path / "x.jsonl"
    with CassetteWriter(path) as writer:
        threads = [
            threading.Thread(target=lambda: [writer.append(interaction()) for _ in range(50)])
            for _ in range(8)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    with Cassette(path) as cassette:
        assert [found.n for found in cassette] == list(range(1, 401))


def test_a_closed_writer_refuses_in_words(tmp_path, interaction):
    writer = CassetteWriter(tmp_path / "x.jsonl")
    writer.close()
    writer.close()
    with pytest.raises(WriteError, match="closed"):
        writer.append(interaction())


def test_a_folder_that_is_not_there_is_told(tmp_path):
    with pytest.raises(WriteError, match="No such file or directory"):
        CassetteWriter(tmp_path / "none" / "x.jsonl")


def test_a_cassette_is_readable_by_its_owner_alone(recorded):
    assert recorded.stat().st_mode & 0o077 == 0


class TestNothingWasRecorded:
    def test_the_file_does_not_stay(self, tmp_path):
        writer = CassetteWriter(tmp_path / "x.jsonl")
        writer.discard_if_empty()
        assert list(tmp_path.iterdir()) == []

    def test_one_with_an_interaction_stays(self, tmp_path, interaction):
        writer = CassetteWriter(tmp_path / "x.jsonl")
        writer.append(interaction())
        writer.discard_if_empty()
        with Cassette(tmp_path / "x.jsonl") as cassette:
            assert len(cassette) == 1

    def test_one_that_was_there_before_stays(self, tmp_path):
        path = tmp_path / "x.jsonl"
        CassetteWriter(path, CassetteHeader(notes="mine")).close()
        writer = CassetteWriter(path, append=True)
        writer.discard_if_empty()
        assert "mine" in path.read_text()

    def test_another_file_in_its_place_stays(self, tmp_path):
        path = tmp_path / "x.jsonl"
        writer = CassetteWriter(path)
        path.unlink()
        path.write_text("precious")
        writer.discard_if_empty()
        assert path.read_text() == "precious"

    def test_what_a_killed_recorder_left_is_begun_anew(self, tmp_path, interaction):
        path = tmp_path / "x.jsonl"
        CassetteWriter(path, CassetteHeader(notes="the first of them, with a long note")).close()
        with CassetteWriter(path, CassetteHeader(notes="second")) as writer:
            writer.append(interaction())
        with Cassette(path) as cassette:
            assert (cassette.header.notes, len(cassette)) == ("second", 1)

    @pytest.mark.parametrize(
        "content", ["", "precious", '{"ews_cassette":1,"tool":"another"}\n', '{"ews_cassette":1}\n{"n":1}\n']
    )
    def test_no_other_file_is(self, content, tmp_path):
        path = tmp_path / "x.jsonl"
        path.write_text(content)
        with pytest.raises(WriteError, match="exists already"):
            CassetteWriter(path)
        assert path.read_text() == content

    def test_nor_one_that_a_recorder_has_just_begun(self, tmp_path):
        path = tmp_path / "x.jsonl"
        with CassetteWriter(path), pytest.raises(WriteError, match="another recorder is writing"):
            CassetteWriter(path)


class TestSomebodyElseChangesTheFile:
    """What would be written after that is lost: it is noticed before anybody relies on it."""

    @staticmethod
    def cut(path):
        os.truncate(path, 100)

    @staticmethod
    def grow(path):
        with path.open("ab") as file:
            file.write(b"more\n")

    @staticmethod
    def replace(path):
        other = path.with_name("other.jsonl")
        other.write_bytes(path.read_bytes())
        other.replace(path)

    @staticmethod
    def move(path):
        path.rename(path.with_name("moved.jsonl"))

    WAYS = (
        (os.remove, "no longer there"),
        (move, "no longer there"),
        (replace, "another file has taken its place"),
        (cut, "it has 100 bytes, where"),
        (grow, "bytes, where"),
    )

    @pytest.mark.parametrize(("change", "words"), WAYS)
    def test_it_is_noticed_and_told(self, change, words, tmp_path, interaction):
        path = tmp_path / "x.jsonl"
        with CassetteWriter(path) as writer:
            writer.append(interaction("one"))
            change(path)
            with pytest.raises(WriteError, match=words) as problem:
                writer.append(interaction("two"))
            assert "begin again with another file" in str(problem.value)
            with pytest.raises(WriteError, match=words):
                writer.append(interaction("three"))

    @pytest.mark.parametrize("change", [grow, cut])
    def test_nothing_is_done_to_what_is_there_now(self, change, tmp_path, interaction):
        path = tmp_path / "x.jsonl"
        with CassetteWriter(path) as writer:
            writer.append(interaction("one"))
            change(path)
            before = path.read_bytes()
            with pytest.raises(WriteError):
                writer.append(interaction("two"))
        assert path.read_bytes() == before


class TestOnTheDisk:
    PROGRAM = """
import sys
from inspector.cassette import CassetteWriter, Interaction
from inspector.wire import HttpRequest, HttpResponse
with CassetteWriter(sys.argv[1], sync=sys.argv[2] == "sync") as writer:
    for _ in range(2):
        writer.append(Interaction(0, 0.0, HttpRequest(), HttpResponse()))
"""

    def calls(self, traced, tmp_path, sync):
        lines = traced("pwrite64,fsync", tmp_path, self.PROGRAM, tmp_path / "x.jsonl", sync)
        return [line.partition("(")[0] for line in lines]

    def test_each_line_goes_to_the_system(self, traced, tmp_path):
        assert self.calls(traced, tmp_path, "") == ["pwrite64", "pwrite64", "pwrite64"]

    def test_or_to_the_disk_and_at_first_the_name_in_its_folder(self, traced, tmp_path):
        once = ["pwrite64", "fsync"]
        assert self.calls(traced, tmp_path, "sync") == [*once, "fsync", *once, *once]

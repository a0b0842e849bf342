"""Fiddler's archives: times and connections are in them, and one odd session costs itself alone."""

import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.cassette import Interaction
from inspector.cassette.formats import FORMATS, ImportReport, format_of, read_file, saz
from inspector.cassette.handshake import folded
from inspector.cassette.model import Missing
from inspector.errors import InputError
from inspector.wire import Headers, HttpRequest, HttpResponse
from tests.cassette.formats.other_tools import as_archive

REQUEST = b"POST https://mail.example.com/EWS/Exchange.asmx HTTP/1.1\r\nHost: mail.example.com\r\n\r\n<q/>"
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n\r\n<a/>"


def read(folder: Path, members: dict[str, bytes], report: ImportReport | None = None) -> list[Interaction]:
    path = folder / "s.saz"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    assert format_of(path) is FORMATS["saz"]
    return list(read_file(path, report=report)[1])


def details(*, asked: str = "", answered: str = "", port: str = "") -> bytes:
    timers = f'<SessionTimers ClientConnected="0001-01-01T00:00:00" ClientDoneRequest="{asked}"'
    timers += f' ServerDoneResponse="{answered}" GatewayTime="0" />'
    flag = f'<SessionFlag N="x-clientport" V="{port}" />' if port else ""
    return f'<Session SID="1">{timers}<SessionFlags>{flag}</SessionFlags></Session>'.encode()


def test_times_and_connections_are_told(tmp_path: Path) -> None:
    first = details(
        asked="2024-05-01T10:00:01.0000000+02:00", answered="2024-05-01T10:00:01.2500000+02:00", port="5001"
    )
    second = details(asked="2024-05-01T08:00:41.0000000Z", port="5002")
    members = {"raw/1_c.txt": REQUEST, "raw/1_s.txt": ANSWER, "raw/1_m.xml": first}
    members |= {"raw/2_c.txt": REQUEST, "raw/2_s.txt": ANSWER, "raw/2_m.xml": second}
    found = read(tmp_path, members)
    assert [(one.at, one.took, one.conn, one.timed) for one in found] == [
        (0.0, 0.25, "port 5001", True),
        (40.0, 0.0, "port 5002", True),
    ]


def test_two_handshakes_side_by_side_are_folded_by_their_connections(tmp_path: Path) -> None:
    challenge = HttpResponse(Headers([("WWW-Authenticate", "NTLM TlRM")]), b"", 401, "No")

    def leg(conn: str, at: float, answer: HttpResponse) -> Interaction:
        request = HttpRequest(
            Headers([("Authorization", "NTLM TlRM")]), b"", "POST", "https://m.example/EWS/x"
        )
        return Interaction(1, at, request, answer, conn=conn)

    path = tmp_path / "s.saz"
    as_archive(
        path, [leg(c, at, a) for at, a in ((0.0, challenge), (1.0, HttpResponse())) for c in ("c1", "c2")]
    )
    done = list(folded(read_file(path)[1]))
    assert [(one.auth.scheme, one.auth.legs) for one in done if one.auth] == [("NTLM", 2), ("NTLM", 2)]
    assert [one.conn for one in done] == ["port 50001", "port 50002"]


def test_a_session_without_times_stands_beside_its_neighbour_and_says_so(tmp_path: Path) -> None:
    unset = details(asked="0001-01-01T00:00:00")
    timed = details(asked="2024-05-01T10:00:00Z"), details(asked="2024-05-01T10:00:09Z")
    members = {
        "raw/1_m.xml": timed[0],
        "raw/2_m.xml": timed[1],
        "raw/3_m.xml": unset,
        "raw/4_m.xml": b"\xff<",
    }
    members |= {f"raw/{n}_c.txt": REQUEST for n in range(1, 6)} | {
        f"raw/{n}_s.txt": ANSWER for n in range(1, 6)
    }
    found = read(tmp_path, members)
    assert [(one.at, one.timed) for one in found] == [
        (0, True),
        (9, True),
        (9, False),
        (9, False),
        (9, False),
    ]


def test_interim_answers_are_passed_over(tmp_path: Path) -> None:
    continued = b"HTTP/1.1 100 Continue\r\n\r\n" + ANSWER
    (one,) = read(tmp_path, {"raw/1_c.txt": REQUEST, "raw/1_s.txt": continued})
    assert one.response is not None and (one.response.status, one.response.body) == (200, b"<a/>")


def test_odd_sessions_are_left_out_by_name_and_the_others_come_in(tmp_path: Path) -> None:
    report = ImportReport()
    members = {
        "raw/1_c.txt": REQUEST,
        "raw/1_s.txt": ANSWER,
        "raw/2_c.txt": b"\x16\x03\x01\x02\x00",
        "raw/3_c.txt": b"",
        "raw/4_c.txt": b"GET https://x.example/a b HTTP/1.1\r\n\r\n",
        "raw/5_c.txt": REQUEST,
        "raw/5_s.txt": b"no HTTP",
        "raw/6_c.txt": b"CONNECT mail.example.com:443 HTTP/1.1\r\n\r\n",
        f"raw/{'7' * 5_000}_c.txt": REQUEST,
        "raw/0008_c.txt": REQUEST,
    }
    found = read(tmp_path, members, report)
    assert [one.response is not None for one in found] == [True, False]
    assert found[1].error == "no response in the archive"
    assert report.notes == [
        "a session is left out: its number has 5,000 digits",
        "session 2 is left out: the first line is no HTTP request line",
        "session 3 is left out: its request is empty",
        "session 4 is left out: the first line is no HTTP request line",
        "session 5 is left out: its response is no HTTP: the first line is no HTTP status line",
    ]


def test_a_body_that_is_shorter_than_its_length_is_cut(tmp_path: Path) -> None:
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: 779\r\n\r\n"
    members = {
        "raw/1_c.txt": REQUEST,
        "raw/1_s.txt": answer + b"<a>",
        "raw/2_c.txt": REQUEST,
        "raw/2_s.txt": answer,
    }
    members |= {"raw/3_c.txt": REQUEST.replace(b"POST", b"HEAD").replace(b"<q/>", b""), "raw/3_s.txt": answer}
    found = read(tmp_path, members)
    assert [one.missing_from("response") for one in found] == [Missing.CUT, Missing.ABSENT, None]


class TestBombs:
    def test_a_member_that_grows_past_all_bounds_is_left_out(self, tmp_path: Path) -> None:
        report = ImportReport()
        bomb = REQUEST + b" " * 40_000_000
        members = {"raw/1_c.txt": bomb, "raw/2_c.txt": REQUEST, "raw/2_s.txt": ANSWER}
        assert len(read(tmp_path, members, report)) == 1
        assert "raw/1_c.txt grows past" in report.notes[0]

    def test_so_is_what_many_small_ones_grow_to_together(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(saz, "_FREE", 100_000)
        monkeypatch.setattr(saz, "_MOST_RATIO", 2)
        report = ImportReport()
        found = read(tmp_path, {f"raw/{n}_c.txt": REQUEST + b" " * 90_000 for n in range(3)}, report)
        assert (len(found), report.left_out) == (1, 2)

    @pytest.mark.parametrize("limit", [0, 65_535], ids=["zip64", "zip"])
    def test_the_list_of_members_is_kept_within_bounds(
        self, limit: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(zipfile, "ZIP_FILECOUNT_LIMIT", limit)  # with more members it is zip64
        members = {"raw/1_c.txt": REQUEST, "raw/1_s.txt": ANSWER}
        listed = sum(46 + len(name) for name in members)
        monkeypatch.setattr(saz, "_MOST_NAMED", listed)
        assert len(read(tmp_path, members)) == 1
        assert (b"PK\x06\x06" in (tmp_path / "s.saz").read_bytes()) is (limit == 0)
        monkeypatch.setattr(saz, "_MOST_NAMED", listed - 1)
        with pytest.raises(InputError, match=rf"members has {listed:,} bytes"):
            read(tmp_path, members)

    @pytest.mark.parametrize("content", [b"PK\x03\x04", b"PK\x03\x04" + b"\xff" * 500])
    def test_a_broken_archive_is_refused_in_a_sentence(self, content: bytes, tmp_path: Path) -> None:
        path = tmp_path / "s.saz"
        path.write_bytes(content)
        with pytest.raises(InputError, match="the archive cannot be read"):
            list(read_file(path)[1])

    def test_what_a_broken_member_holds_is_in_no_message(self, tmp_path: Path) -> None:
        path = tmp_path / "s.saz"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("raw/1_c.txt", REQUEST + b"<canary/>")
            archive.writestr("raw/2_c.txt", REQUEST)
        content = path.read_bytes().replace(b"raw/1_c.txt", b"raw/9_c.txt", 1)
        path.write_bytes(content)
        report = ImportReport()
        assert len(list(read_file(path, report=report)[1])) == 1
        assert report.notes == ["session 1 is left out: raw/1_c.txt cannot be read: it is broken or cut"]

    def test_a_zip_file_of_something_else_is_none(self, tmp_path: Path) -> None:
        with pytest.raises(InputError, match=r"no raw/N_c\.txt"):
            read(tmp_path, {"word/document.xml": b"<a/>"})


_words = st.text(
    st.characters(min_codepoint=33, max_codepoint=126, exclude_characters=":"), min_size=1, max_size=9
)


@given(
    st.lists(
        st.tuples(st.binary(max_size=50), st.binary(max_size=50), _words, st.integers(0, 9_000)),
        min_size=1,
        max_size=4,
    )
)
@settings(max_examples=40, deadline=None)
def test_what_is_written_as_fiddler_does_comes_back(exchanges: list[tuple[bytes, bytes, str, int]]) -> None:
    written = []
    for asked, answered, word, at in exchanges:
        headers = Headers([("X-Word", word), ("Content-Length", str(len(answered)))])
        request = HttpRequest(
            Headers([("Content-Length", str(len(asked)))]), asked, "POST", "https://m.example/EWS/x"
        )
        written.append(Interaction(1, at / 1000, request, HttpResponse(headers, answered), took=0.5))
    with TemporaryDirectory() as folder:
        path = Path(folder) / "s.saz"
        as_archive(path, written)
        found = list(read_file(path)[1])
    first = min(one.at for one in written)
    for before, after in zip(written, found, strict=True):
        assert before.response is not None and after.response is not None
        assert (after.request.body, after.response.body) == (before.request.body, before.response.body)
        assert after.response.headers == before.response.headers
        assert (after.at, after.took) == pytest.approx((before.at - first, 0.5), abs=1e-5)
        assert after.missing_from("response") is None

"""``ews-inspector validate``, as its users run it."""

import json
import signal
from pathlib import Path

import pytest

from inspector.cassette import CassetteWriter, Interaction
from inspector.cli import main
from inspector.cli.validate import changed
from inspector.report.json_lines import FIELDS
from inspector.wire.http import Headers, HttpRequest, HttpResponse
from tests.processes import Process

MESSAGES = "http://schemas.microsoft.com/exchange/services/2006/messages"
TYPES = "http://schemas.microsoft.com/exchange/services/2006/types"
SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
XML = Headers([("Content-Type", "text/xml; charset=utf-8")])
SHAPE = "<m:ItemShape><t:BaseShape>{}</t:BaseShape></m:ItemShape>"
GOOD = f'<m:GetItem>{SHAPE.format("IdOnly")}<m:ItemIds><t:ItemId Id="a"/></m:ItemIds></m:GetItem>'
BAD = GOOD.replace("IdOnly", "Idonly")


def envelope(body: str) -> str:
    return (
        f'<s:Envelope xmlns:s="{SOAP}" xmlns:m="{MESSAGES}" xmlns:t="{TYPES}"><s:Header>'
        f'<t:RequestServerVersion Version="Exchange2013"/></s:Header>\n<s:Body>{body}</s:Body></s:Envelope>'
    )


def message(path: Path, body: str) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(envelope(body))
    return str(path)


def cassette(path: Path, *bodies: str, url: str = "https://mail.example.com/EWS/Exchange.asmx") -> str:
    with CassetteWriter(path) as writer:
        for n, body in enumerate(bodies, 1):
            request = HttpRequest(url=url, headers=XML, body=envelope(body).encode())
            writer.append(Interaction(n=n, at=float(n), request=request, response=HttpResponse(status=503)))
    return str(path)


def run(*words: str) -> int:
    with pytest.raises(SystemExit) as end:
        main(["validate", *words])
    return int(end.value.code or 0)


def findings(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_a_bad_message_is_reported_with_the_line_and_a_caret(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(message(tmp_path / "bad.xml", BAD), "--select", "XSD,WIRE") == 1
    out = capsys.readouterr().out
    assert out.splitlines() == [
        str(tmp_path / "bad.xml"),
        "  GetItem, request",
        "    error   XSD005 bad-value  MS-OXWSMSG 3.1.4.4 [bundled/ews]",
        "      t:BaseShape: 'Idonly' is not one of IdOnly, Default, AllProperties and PcxPeopleSearch. "
        "Did you mean IdOnly?",
        "      at Body/m:GetItem/m:ItemShape/t:BaseShape",
        "      2 | <s:Body><m:GetItem><m:ItemShape><t:BaseShape>Idonly</t:BaseShape></m:ItemShape>"
        "<m:ItemIds><t:Ite…",
        "        |                                  ^^^^^^^^^^^",
        "",
        "1 error in 1 interaction or message of 1 file",
    ]


def test_a_good_message_is_fine(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(message(tmp_path / "good.xml", GOOD), "--select", "XSD,WIRE") == 0
    assert capsys.readouterr().out == "nothing to complain of in 1 interaction or message of 1 file\n"


def test_json_has_every_field_in_order(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = cassette(tmp_path / "session.jsonl", GOOD, BAD)
    assert run(file, "--format", "json", "--select", "XSD") == 1
    (found,) = findings(capsys)
    assert tuple(found) == FIELDS
    assert found | {"message": ""} == {
        "file": file,
        "interaction": 2,
        "direction": "request",
        "operation": "GetItem",
        "document": "MS-OXWSMSG",
        "code": "XSD005",
        "name": "bad-value",
        "severity": "error",
        "level": "XSD",
        "section": "3.1.4.4",
        "message": "",
        "path": "Body/m:GetItem/m:ItemShape/t:BaseShape",
        "line": 2,
        "schemas": "bundled/ews",
    }


def test_a_folder_is_judged_in_the_order_of_names_however_many_jobs_there_are(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("c.xml", "a/z.xml", "b.xml"):
        message(tmp_path / name, BAD)
    cassette(tmp_path / "aa.jsonl", BAD, GOOD)
    (tmp_path / "notes.txt").write_text("not mine")
    assert run(str(tmp_path), "--format", "json", "--select", "XSD") == 1
    alone = capsys.readouterr().out
    files = [Path(json.loads(line)["file"]).relative_to(tmp_path).as_posix() for line in alone.splitlines()]
    assert files == ["a/z.xml", "aa.jsonl", "b.xml", "c.xml"]
    assert run(str(tmp_path), "--format", "json", "--select", "XSD", "--jobs", "2") == 1
    assert capsys.readouterr().out == alone


def test_each_file_is_a_session_of_its_own(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = [message(tmp_path / f"{name}.xml", "<m:FindPeople/>") for name in "ab"]
    assert run(*files, "--format", "json", "--select", "XSD") == 0
    assert [found["name"] for found in findings(capsys)] == ["not-judged", "not-judged"]


@pytest.mark.parametrize(
    ("body", "options", "status"),
    [
        (BAD, [], 1),
        (BAD, ["--fail-on", "never"], 0),
        (BAD, ["--ignore", "XSD005"], 0),
        (BAD, ["--select", "WIRE"], 0),
        (BAD, ["--ignore", "WIRE", "--ignore", "xsd"], 0),
        ("<m:FindPeople/>", ["--fail-on", "warning"], 0),
    ],
)
def test_the_exit_status_follows_what_is_reported(
    body: str, options: list[str], status: int, tmp_path: Path
) -> None:
    assert run(message(tmp_path / "a.xml", body), *options) == status


def test_a_warning_fails_only_if_it_is_asked_to(tmp_path: Path) -> None:
    path = tmp_path / "session.jsonl"
    with CassetteWriter(path) as writer:
        request = HttpRequest(
            url="https://m.example.com/EWS/Exchange.asmx",
            headers=Headers([("Content-Type", "application/xml")]),
            body=envelope(GOOD).encode(),
        )
        writer.append(Interaction(n=1, at=0.0, request=request, response=HttpResponse(status=503)))
    assert run(str(path), "--select", "WIRE") == 0
    assert run(str(path), "--select", "WIRE", "--fail-on", "warning") == 1


def test_the_endpoint_can_be_told_where_the_path_says_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = cassette(tmp_path / "proxied.jsonl", BAD, url="https://proxy.example.com/x")
    assert run(file, "--select", "XSD") == 0
    assert run(file, "--select", "XSD", "--endpoint", "ews") == 1


def test_hostile_text_cannot_steer_the_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    body = BAD.replace("Idonly", "\u202e]0;owned")
    run(message(tmp_path / "evil.xml", body))
    assert "\u202e" not in capsys.readouterr().out


UNREADABLE = {
    "a file that is not there": ("gone.jsonl", None, "no such file"),
    "a cassette that is none": ("bad.jsonl", b"hello\n", "not a cassette"),
    "an empty folder": ("", None, "nothing to judge"),
}


@pytest.mark.parametrize(("name", "content", "words"), UNREADABLE.values(), ids=UNREADABLE.keys())
def test_what_cannot_be_read_is_one_line_and_status_2(
    name: str, content: bytes | None, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    assert run(str(path), "--format", "json") == 2
    captured = capsys.readouterr()
    assert captured.out == "" and len(captured.err.splitlines()) == 1 and words in captured.err


def test_an_unreadable_file_does_not_keep_the_others_from_being_judged(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.jsonl").write_text("hello\n")
    message(tmp_path / "b.xml", BAD)
    assert run(str(tmp_path), "--format", "json", "--select", "XSD") == 2
    assert [found["code"] for found in findings(capsys)] == ["XSD005"]


def test_a_torn_cassette_is_judged_with_a_warning(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = cassette(tmp_path / "torn.jsonl", BAD)
    with Path(file).open("ab") as out:
        out.write(b'{"n": 2, "at"')
    assert run(file, "--select", "XSD") == 1
    assert "torn" in capsys.readouterr().err


def test_an_unknown_schema_set_is_bad_usage(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(message(tmp_path / "a.xml", GOOD), "--schemas", "nonesuch") == 2
    assert "nonesuch" in capsys.readouterr().err


def test_files_are_judged_again_when_they_change_come_or_go(tmp_path: Path) -> None:
    first, second = tmp_path / "a.xml", tmp_path / "b.xml"
    first.write_text("<a/>")
    happens = iter(
        [
            lambda: None,
            lambda: first.write_text("<other/>"),
            lambda: second.write_text("<b/>"),
            second.unlink,
            lambda: None,
        ]
    )

    def pause() -> bool:
        step = next(happens, None)
        if step is not None:
            step()
        return step is not None

    assert list(changed([str(tmp_path)], pause)) == [
        [str(first)],
        [str(first)],
        [str(first), str(second)],
        [str(first)],
    ]


def test_watching_ends_with_ctrl_c_and_the_last_verdict(tmp_path: Path) -> None:
    message = tmp_path / "a.xml"
    message.write_text("<a/>")
    with Process("validate", str(message), "--watch", "--format", "concise") as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith(f"{message}:1:1: WIRE")
        message.write_text("<a>\n<b></a>")
        while not (line := process.stdout.readline()).startswith(f"{message}:2:"):
            assert line  # else the command has ended
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=30)
    assert (process.returncode, err) == (1, "")

"""convert and scrub as commands."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from inspector.cassette import Auth, Cassette, CassetteHeader, CassetteWriter, Interaction
from inspector.cassette.withheld import withheld_reason
from inspector.cli.main import cli
from inspector.errors import InspectorError, UsageError
from inspector.scrub import Scrubber
from inspector.wire import Headers, HttpRequest, HttpResponse

TRACES = Path(__file__).parents[2] / "../shared/reference/traffic/uhttpmock-traces"
URL = "https://mail.contoso.com/EWS/Exchange.asmx"
Run = Callable[..., Result]
BODY = b"<e:Envelope xmlns:e='http://schemas.xmlsoap.org/soap/envelope/'><e:Body><GetItem/></e:Body></e:Envelope>"


@pytest.fixture
def run() -> Run:
    return lambda *words: CliRunner().invoke(cli, list(map(str, words)), standalone_mode=False)


@pytest.fixture
def cassette(tmp_path: Path) -> Path:
    path = tmp_path / "raw.jsonl"
    fields = Headers([("Content-Type", "text/xml"), ("Authorization", "Basic am9lOmNhbmFyeS1wYXNz")])
    with CassetteWriter(path, CassetteHeader(scrub={"profile": "none", "salt": ""})) as writer:
        for at in (0.0, 1.5):
            response = HttpResponse(Headers([("Content-Type", "text/xml")]), b"<a>joe@contoso.com</a>")
            writer.append(Interaction(0, at, HttpRequest(fields, BODY, "POST", URL), response))
    return path


class TestConvert:
    @pytest.mark.parametrize("suffix", ["har", "flows"])
    def test_there_and_back_again(self, cassette: Path, run: Run, suffix: str) -> None:
        other, back = cassette.with_suffix(f".{suffix}"), cassette.with_name("back.jsonl")
        assert run("convert", cassette, other).exit_code == 0
        assert run("convert", other, back, "--scrub", "none", "--no-check").exit_code == 0
        with Cassette(cassette) as before, Cassette(back) as after:
            for one, same in zip(before, after, strict=True):
                assert (one.at, one.request.body) == (same.at, same.request.body)
            assert [one.request.url for one in after] == [URL, URL]

    def test_what_becomes_a_cassette_is_scrubbed_and_judged(self, cassette: Path, run: Run) -> None:
        other, back = cassette.with_suffix(".har"), cassette.with_name("back.jsonl")
        run("convert", cassette, other)
        run("convert", other, back)
        text = back.read_bytes()
        for telling in (b"am9lOmNhbmFyeS1wYXNz", b"contoso", b"joe@"):
            assert telling not in text
        with Cassette(back) as made:
            assert made[0].operation == "GetItem"
            assert made[0].auth == Auth("Basic", 1)
            assert made[0].findings
            assert made.header.scrub["profile"] == "identity"

    @pytest.mark.parametrize(("source", "target"), [("raw.har", "b.flows"), ("raw.jsonl", "b.har")])
    def test_scrubbing_that_is_asked_for_where_none_is_done_is_refused(
        self, cassette: Path, run: Run, source: str, target: str
    ) -> None:
        assert run("convert", cassette, cassette.with_suffix(".har")).exit_code == 0
        words = ("convert", cassette.with_name(source), cassette.with_name(target))
        refused = run(*words, "--scrub", "identity")
        assert isinstance(refused.exception, UsageError) and "--scrub is for" in str(refused.exception)
        assert not cassette.with_name(target).exists()
        assert run(*words).exit_code == 0

    def test_what_becomes_no_cassette_is_not_scrubbed_and_it_says_so(self, cassette: Path, run: Run) -> None:
        har = cassette.with_suffix(".har")
        assert run("convert", cassette, har).exit_code == 0
        assert "nothing was scrubbed" in run("convert", har, har.with_suffix(".flows")).stderr

    def test_what_cannot_be_scrubbed_is_withheld_and_the_rest_is_there(
        self, cassette: Path, run: Run, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        har, back = cassette.with_suffix(".har"), cassette.with_name("back.jsonl")
        run("convert", cassette, har)
        scrub = Scrubber.scrub

        def fails_at_first(scrubber: Scrubber, interaction: Interaction) -> Interaction:
            if interaction.at == 0.0:
                raise MemoryError
            return scrub(scrubber, interaction)

        monkeypatch.setattr(Scrubber, "scrub", fails_at_first)
        done = run("convert", har, back)
        assert done.return_value == 1
        assert "without the content of 1 interaction: scrubbing failed on it (finding WIRE023)" in done.output
        with Cassette(back) as converted:
            assert [bool(withheld_reason(one.request.body)) for one in converted] == [True, False]
        assert "am9lOmNhbmFyeS1wYXNz" not in back.read_text()

    def test_a_filter_chooses(self, cassette: Path, run: Run) -> None:
        back = cassette.with_name("some.jsonl")
        run("convert", cassette, back, "--filter", "~n 2")
        with Cassette(back) as made:
            assert [one.at for one in made] == [1.5]


class TestAnotherToolsFile:
    """An archive of three entries, of which one cannot be read, one has no body, and none has a date."""

    @pytest.fixture
    def archive(self, tmp_path: Path) -> Path:
        request = {"method": "POST", "url": URL, "headers": [], "postData": {"text": BODY.decode()}}
        whole = {"status": 200, "headers": [], "content": {"text": "<a/>"}}
        entries = [
            {"request": request, "response": whole},
            {"request": request, "response": {"status": "abc"}},
            {"request": request, "response": {**whole, "content": {"size": 779}}},
        ]
        path = tmp_path / "browser.har"
        path.write_text(json.dumps({"log": {"entries": entries}}))
        return path

    def test_ends_with_a_table_and_the_status_says_that_something_was_left_out(
        self, archive: Path, run: Run, tmp_path: Path
    ) -> None:
        done = run("convert", archive, tmp_path / "x.jsonl")
        assert done.return_value == 1
        assert done.stderr == "note: entry 2 is left out: its answer has no status\n"
        assert [line.rsplit(None, 1) for line in done.stdout.splitlines()[1:]] == [
            ["  entries", "3"],
            ["  kept", "2"],
            ["  left out", "1"],
            ["  bodies not in the file", "1"],
            ["  without a time", "2"],
        ]

    def test_without_a_body_is_not_judged_for_want_of_it(
        self, archive: Path, run: Run, tmp_path: Path
    ) -> None:
        run("convert", archive, tmp_path / "x.jsonl")
        with Cassette(tmp_path / "x.jsonl") as made:
            assert made[1].error == "the response's body is not in the archive (779 bytes came)"
            directions = [{found["direction"] for found in one.findings} for one in made]
        assert directions == [{"request", "response"}, {"request"}]

    def test_is_listed_with_the_numbers_of_its_cassette(self, archive: Path, run: Run) -> None:
        done = run("list", archive, "--json")
        rows = [json.loads(line) for line in done.stdout.splitlines()]
        assert [(row["n"], row["operation"], row["status"]) for row in rows] == [
            (1, "GetItem", 200),
            (2, "GetItem", 200),
        ]
        assert "entry 2 is left out" in done.stderr

    def test_is_judged_and_what_was_left_out_is_told(self, archive: Path, run: Run) -> None:
        done = run("validate", archive, "--fail-on", "never")
        assert "entry 2 is left out: its answer has no status" in done.stderr
        assert "bodies not in the file: 1" in done.stderr

    def test_is_read_as_what_the_user_says(self, archive: Path, run: Run, tmp_path: Path) -> None:
        odd = tmp_path / "odd"
        odd.write_bytes(b" " * 100_000 + archive.read_bytes())
        with pytest.raises(
            InspectorError, match=r"none of the known formats.*HTTP Archive 1\.2: it is no JSON"
        ):
            raise run("convert", odd, tmp_path / "x.jsonl").exception or AssertionError
        assert run("convert", odd, tmp_path / "x.jsonl", "--from", "har").return_value == 1
        with pytest.raises(InspectorError, match="the archive cannot be read"):
            raise run("convert", odd, tmp_path / "y.jsonl", "--from", "saz").exception or AssertionError
        assert not (tmp_path / "y.jsonl").exists()

    def test_goes_through_another_format_with_all_that_is_known_of_it(
        self, archive: Path, run: Run, tmp_path: Path
    ) -> None:
        run("convert", archive, tmp_path / "x.flows")
        run("convert", tmp_path / "x.flows", tmp_path / "x.jsonl")
        with Cassette(tmp_path / "x.jsonl") as made:
            assert [one.missing_from("response") for one in made] == [None, "absent"]
            assert [one.timed for one in made] == [False, False]


def test_handshakes_that_were_folded_once_stay_so_through_another_format(tmp_path: Path, run: Run) -> None:
    path = tmp_path / "session.jsonl"
    with CassetteWriter(path) as writer:
        request = HttpRequest(Headers([("Content-Type", "text/xml")]), BODY, "POST", URL)
        writer.append(Interaction(0, 0.0, request, HttpResponse(), auth=Auth("NTLM", 3)))
    for suffix in ("har", "flows"):
        run("convert", path, tmp_path / f"x.{suffix}")
        assert run("convert", tmp_path / f"x.{suffix}", tmp_path / f"{suffix}.jsonl").return_value == 0
        with Cassette(tmp_path / f"{suffix}.jsonl") as made:
            assert made[0].auth == Auth("NTLM", 3)


class TestScrub:
    def test_a_scrubbed_cassette_passes_its_check_and_the_raw_one_does_not(
        self, cassette: Path, run: Run
    ) -> None:
        public = cassette.with_name("public.jsonl")
        assert run("scrub", "--check", cassette).return_value == 1
        assert run("scrub", cassette, "-o", public).exit_code == 0
        assert run("scrub", "--check", public).return_value == 0
        assert b"contoso" not in public.read_bytes()

    def test_a_key_file_makes_the_pseudonyms_of_two_cassettes_the_same(
        self, cassette: Path, run: Run, tmp_path: Path
    ) -> None:
        key = tmp_path / "key"
        key.write_text("correct horse battery staple\n")
        bodies = []
        for name in ("a.jsonl", "b.jsonl"):
            run("scrub", cassette, "-o", tmp_path / name, "--key-file", key)
            with Cassette(tmp_path / name) as made:
                bodies.append(made[0].response.body)
        assert bodies[0] == bodies[1]

    def test_a_users_rules_are_kept_in_the_header_and_mistakes_in_them_are_told(
        self, cassette: Path, run: Run, tmp_path: Path
    ) -> None:
        rules = tmp_path / "rules.toml"
        rules.write_text('[[rule]]\npattern = "Get(Item)"\nas = "remove"\n')
        public = tmp_path / "p.jsonl"
        run("scrub", cassette, "-o", public, "--rules", rules)
        with Cassette(public) as made:
            assert b"<Get/>" in made[0].request.body
            assert len(made.header.scrub["rules"]) == 1
        for wrong in ("pattern = '('", "as = 'mail'", "x = 1", "pattern='a'\nas='b'", "["):
            rules.write_text(f"[[rule]]\n{wrong}")
            with pytest.raises(InspectorError, match="rule"):
                ended = run("scrub", cassette, "-o", tmp_path / "q.jsonl", "--rules", rules)
                raise ended.exception or AssertionError

    def test_sarif_and_json_tell_where_and_never_what(self, cassette: Path, run: Run) -> None:
        log = json.loads(run("scrub", "--check", cassette, "--format", "sarif").output)
        assert log["version"] == "2.1.0"
        assert {result["ruleId"] for result in log["runs"][0]["results"]} == {"secret", "identity"}
        lines = run("scrub", "--check", cassette, "--format", "json").output
        assert all(json.loads(line)["interaction"] in (1, 2) for line in lines.splitlines())
        assert "contoso" not in lines and "canary" not in lines

    @pytest.mark.needs_reference
    @pytest.mark.skipif(not TRACES.is_dir(), reason="the reference traffic is not beside this checkout")
    def test_the_ntlm_challenges_in_two_hand_redacted_traces_are_found(self, run: Run) -> None:
        with_challenge = [
            path for path in TRACES.rglob("*") if path.is_file() and b"NTLM " in path.read_bytes()
        ]
        assert len(with_challenge) == 2
        for trace in with_challenge:
            done = run("scrub", "--check", trace, "--profile", "secrets")
            assert done.return_value == 1
            assert "an NTLM challenge message with" in done.output

    def test_no_output_is_a_mistake(self, cassette: Path, run: Run) -> None:
        with pytest.raises(InspectorError, match="--output is missing"):
            raise run("scrub", cassette).exception or AssertionError


@pytest.mark.parametrize(
    "words", [["tidy", "--check"], ["flow"], ["select", "--filter", "~e", "-o", "x.jsonl"]]
)
def test_a_command_that_wants_a_cassette_says_how_to_make_one(
    cassette: Path, run: Run, words: list[str]
) -> None:
    other = cassette.with_suffix(".har")
    run("convert", cassette, other)
    with pytest.raises(InspectorError, match=r"HTTP Archive 1\.2.*ews-inspector convert"):
        raise run(words[0], other, *words[1:]).exception or AssertionError


def test_what_a_format_cannot_carry_is_said_where_it_happened(cassette: Path, run: Run) -> None:
    assert "note:" not in run("convert", cassette, cassette.with_suffix(".har")).output
    binary = cassette.with_name("binary.jsonl")
    with CassetteWriter(binary) as writer:
        request = HttpRequest(
            Headers([("Content-Type", "application/vnd.ms-sync.wbxml")]), b"\xff", "POST", URL
        )
        writer.append(Interaction(0, 0.0, request, HttpResponse()))
    assert "note: HAR has no encoding" in run("convert", binary, cassette.with_name("b.har")).output


@pytest.mark.parametrize(
    ("source", "target", "more"),
    [
        ("empty.har", "a.jsonl", []),
        ("sample:mail", "a.jsonl", ["--filter", "~op Nope"]),
        ("sample:mail", "a.har", ["--filter", "~op Nope"]),
        ("sample:mail", "a.flow", ["--filter", "~op Nope"]),
    ],
)
def test_nothing_to_write_is_exit_status_1_and_no_file(
    source: str, target: str, more: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("empty.har").write_text('{"log": {"version": "1.2", "entries": []}}')
    done = CliRunner().invoke(cli, ["convert", source, target, *more], standalone_mode=False)
    assert done.return_value == 1 and "there is nothing to write" in done.output
    assert not (tmp_path / target).exists() and not list(tmp_path.glob(".*"))

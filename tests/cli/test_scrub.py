"""``ews-inspector scrub`` makes a cassette that can be shared, and finds what is left in any."""

import base64
import json
from pathlib import Path

import pytest

from inspector.cassette import Cassette
from inspector.replay import Replayer
from inspector.resources import cassettes_dir
from inspector.scrub import Scrubber, keys
from inspector.scrub.replacements import VERSION

SAMPLES = sorted(cassettes_dir().glob("*.jsonl"))
CLEAN = cassettes_dir() / "im-contacts.jsonl"
RECORDED = Path(__file__).parents[1] / "verify" / "recorded"
TRACES = Path(__file__).parents[2] / "../shared/reference/traffic/uhttpmock-traces"
BY_HAND = ("Exchange2007_SP1", "Exchange2010_SP2")


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_nothing_is_left_in_the_sample_cassettes(run, sample):
    status, out, _ = run("scrub", "--check", sample, "--allow-unread", "media")
    with Cassette(sample) as cassette:
        assert (cassette.header.scrub or {})["profile"] == "identity"
    assert status == 0
    assert out.endswith(f"{sample}: nothing is left\n")


@pytest.mark.parametrize("name", ["mail.jsonl", "activesync-voicemail.jsonl"])
def test_nothing_but_people_is_left_in_what_was_scrubbed_of_secrets(run, name):
    assert run("scrub", "--check", RECORDED / name, "--profile", "secrets")[0] == 0
    status, out, _ = run("scrub", "--check", RECORDED / name)
    assert status == 1
    assert ": identity in " in out and ": secret in " not in out


def test_what_cannot_be_read_is_named_unless_it_is_allowed(run, tmp_path):
    sound = base64.b64encode(b"RIFF\x24\x00\x00\x00WAVEfmt " + bytes(range(200))).decode()
    cassette = tmp_path / "voice.jsonl"
    body = f"<r><Content>{sound}</Content></r>"
    request = {"method": "POST", "url": "/x", "headers": [], "body": body}
    one = {"n": 1, "at": 0.0, "request": request, "error": "no answer"}
    cassette.write_text("\n".join([json.dumps({"ews_cassette": 1, "tool": "x"}), json.dumps(one), ""]))
    status, out, _ = run("scrub", "--check", cassette)
    assert status == 1
    assert f"{cassette}:1: unread in request body, " in out and "RIFF data: 288 characters" in out
    (told,) = map(json.loads, run("scrub", "--check", cassette, "--format", "json")[1].splitlines())
    assert told["kind"] == "unread" and told["path"].endswith("Content") and told["interaction"] == 1
    status, out, _ = run("scrub", "--check", cassette, "--allow-unread", "media")
    assert (status, out) == (0, f"{cassette}: nothing is left\n")


@pytest.mark.needs_reference
@pytest.mark.skipif(not TRACES.is_dir(), reason="the reference traffic is not beside this checkout")
@pytest.mark.parametrize("version", BY_HAND)
def test_what_was_overlooked_by_hand_is_found(run, version):
    trace = TRACES / version / "camel" / "folder" / "create_existing_folder"
    status, out, _ = run("scrub", "--check", trace)
    assert status == 1
    assert "secret in response header WWW-Authenticate: an NTLM challenge message with " in out
    assert out.endswith(f" left in {trace}\n")


def test_sarif_is_written_leak_by_leak_and_is_one_log(run, tmp_path):
    named = tmp_path / "with space.jsonl"
    named.write_bytes((Path(__file__).parents[1] / "verify" / "recorded" / "mail.jsonl").read_bytes())
    status, out, _ = run("scrub", "--check", "--format", "sarif", named)
    (log,) = json.loads(out)["runs"]
    assert status == 1
    assert len(log["results"]) > 20
    place = log["results"][0]["locations"][0]["physicalLocation"]
    assert (
        place["artifactLocation"]["uri"].endswith("with%20space.jsonl") and place["region"]["startLine"] > 1
    )
    assert json.loads(run("scrub", "--check", "--format", "sarif", CLEAN)[1])["runs"][0]["results"] == []


def test_several_cassettes_and_those_of_a_folder_go_to_a_folder_with_one_salt(run, tmp_path):
    (tmp_path / "farm" / "a").mkdir(parents=True)
    names = {"farm/a/mail.jsonl": "mail", "farm/um.jsonl": "voicemail-um", "im.jsonl": "im-contacts"}
    for name, sample in names.items():
        lines = (cassettes_dir() / f"{sample}.jsonl").read_text().partition("\n")[2]
        (tmp_path / name).write_text(f"{json.dumps({'ews_cassette': 1})}\n{lines}")
    public = tmp_path / "public"
    status, out, err = run("scrub", tmp_path / "farm", tmp_path / "im.jsonl", "-o", public, "--jobs", "2")
    assert (status, err) == (0, "")
    assert [line.rpartition(" to ")[2] for line in out.splitlines()] == [
        str(public / name) for name in ("a/mail.jsonl", "um.jsonl", "im.jsonl")
    ]
    salts = {Cassette(path).header.scrub["salt"] for path in public.rglob("*.jsonl")}
    assert len(salts) == 1
    assert sorted(path.name for path in public.rglob("*")) == ["a", "im.jsonl", "mail.jsonl", "um.jsonl"]
    status, _, err = run("scrub", tmp_path / "farm", "-o", public)
    assert status == 2 and "exists already" in err
    status, _, err = run("scrub", tmp_path / "im.jsonl", tmp_path / "im.jsonl", "-o", tmp_path / "other")
    assert status == 2 and "would both go to" in err


class TestKeyFile:
    @pytest.fixture
    def key(self, tmp_path, monkeypatch):
        monkeypatch.setattr(keys, "_OFFERED", {})
        key = tmp_path / "key.txt"
        key.write_text("correct-horse-battery-staple\n", "utf-8")
        return key

    @pytest.fixture
    def scrubbed(self, run, key, tmp_path):
        named = Path(__file__).parents[1] / "verify" / "recorded" / "mail.jsonl"
        out = tmp_path / "shared.jsonl"
        assert run("scrub", named, "--key-file", key, "-o", out)[0] == 0
        return out

    def test_the_cassette_has_the_fingerprint_of_the_key_and_no_salt(self, scrubbed, key):
        header = json.loads(scrubbed.read_text("utf-8").splitlines()[0])
        assert header["scrub"] == {
            "profile": "identity",
            "version": VERSION,
            "key": keys.fingerprint(keys.read_key(key)),
        }
        assert "correct-horse" not in scrubbed.read_text("utf-8")

    def test_the_key_gives_everybody_the_same_stand_ins(self, run, scrubbed, key, tmp_path):
        named = Path(__file__).parents[1] / "verify" / "recorded" / "mail.jsonl"
        again = tmp_path / "again.jsonl"
        run("scrub", named, "--key-file", key, "-o", again)
        assert again.read_bytes() == scrubbed.read_bytes()

    def test_without_the_key_nobody_checks_or_replays(self, run, scrubbed, monkeypatch):
        monkeypatch.setattr(keys, "_OFFERED", {})
        for words in (("scrub", "--check", scrubbed), ("replay", scrubbed, "--listen", "127.0.0.1:0")):
            status, _, err = run(*words)
            assert status == 2
            assert "is scrubbed with a key file (fingerprint " in err and "--key-file" in err

    def test_another_key_is_told_from_it(self, run, scrubbed, tmp_path, monkeypatch):
        monkeypatch.setattr(keys, "_OFFERED", {})
        other = tmp_path / "other.txt"
        other.write_text("another-horse-another-staple", "utf-8")
        status, _, err = run("scrub", "--check", scrubbed, "--key-file", other)
        assert status == 2 and "another key file than was given" in err

    def test_with_the_key_nothing_is_left_and_the_unscrubbed_client_is_answered(
        self, run, scrubbed, key, monkeypatch
    ):
        assert run("scrub", "--check", scrubbed, "--key-file", key)[1].endswith(
            f"{scrubbed}: nothing is left\n"
        )
        monkeypatch.setattr(keys, "_OFFERED", {})
        monkeypatch.setenv(keys.ENVIRONMENT, str(key))
        named = Path(__file__).parents[1] / "verify" / "recorded" / "mail.jsonl"
        with Cassette(named) as recorded, Replayer([scrubbed]) as replayer:
            for one in recorded:
                replayer.respond(one.request, one.at)
            assert list(replayer.misses) == []

    def test_a_key_that_can_be_guessed_is_refused(self, run, scrubbed, tmp_path):
        short = tmp_path / "short.txt"
        short.write_text("secret", "utf-8")
        status, _, err = run("scrub", "--check", scrubbed, "--key-file", short)
        assert status == 2 and "less than 16 characters" in err


def test_what_cannot_be_scrubbed_is_withheld_and_named_and_all_else_is_scrubbed(run, tmp_path, monkeypatch):
    named = Path(__file__).parents[1] / "verify" / "recorded" / "mail.jsonl"
    scrub = Scrubber.scrub

    def fails_on_the_second(scrubber, interaction):
        if interaction.n == 2:
            raise RecursionError
        return scrub(scrubber, interaction)

    monkeypatch.setattr(Scrubber, "scrub", fails_on_the_second)
    out = tmp_path / "out.jsonl"
    status, _, errors = run("scrub", named, "-o", out)
    assert status == 1
    assert "without the content of 2: scrubbing failed on it (finding WIRE023)" in errors
    with Cassette(out) as cassette, Cassette(named) as before:
        assert len(cassette) == len(before)
        assert cassette[1].request.body.startswith(b"[withheld: scrubbing failed: RecursionError; ")
        assert not cassette[2].request.body.startswith(b"[withheld")
        assert cassette[2].request.body != b""


def test_a_cassette_that_is_there_is_left_alone_even_if_it_would_be_made_again(run, tmp_path):
    target = tmp_path / "public.jsonl"
    assert run("scrub", CLEAN, "-o", target)[0] == 0
    target.write_bytes(target.read_bytes() + b"{}")
    made = target.read_bytes()
    status, _, err = run("scrub", CLEAN, "-o", target)
    assert status == 2 and "exists already" in err
    assert target.read_bytes() == made

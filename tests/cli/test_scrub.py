"""``ews-inspector scrub`` makes a cassette that can be shared, and finds what is left in any."""

from pathlib import Path

import pytest

from inspector.cli import main
from inspector.resources import cassettes_dir

SAMPLES = sorted(cassettes_dir().glob("*.jsonl"))
TRACES = Path(__file__).parents[2] / "../shared/reference/traffic/uhttpmock-traces"
BY_HAND = ("Exchange2007_SP1", "Exchange2010_SP2")


@pytest.fixture
def run(capsys):
    def run(*arguments):
        with pytest.raises(SystemExit) as end:
            main([str(each) for each in arguments])
        told = capsys.readouterr()
        return end.value.code, told.out, told.err

    return run


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_nothing_is_left_in_the_sample_cassettes(run, sample):
    status, out, _ = run("scrub", "--check", sample)
    assert (status, out) == (0, f"{sample}: nothing is left\n")


@pytest.mark.needs_reference
@pytest.mark.skipif(not TRACES.is_dir(), reason="the reference traffic is not beside this checkout")
@pytest.mark.parametrize("version", BY_HAND)
def test_what_was_overlooked_by_hand_is_found(run, version):
    trace = TRACES / version / "camel" / "folder" / "create_existing_folder"
    status, out, _ = run("scrub", "--check", trace)
    assert status == 1
    assert "secret in response header WWW-Authenticate: an NTLM challenge message with " in out
    assert out.endswith(f" left in {trace}\n")

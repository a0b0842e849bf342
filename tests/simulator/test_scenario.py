"""Scenario files: what they say, and what is said of those that say it wrong."""

from pathlib import Path

import pytest

from inspector.errors import InputError
from inspector.protocols.oxwums.call_plan import CallPlan, Ending, LineAnswer, VoiceAccess
from inspector.simulator import read_scenario

EXAMPLE = """
[[mailboxes]]
address = "anna.example@example.com"
um = { enabled = true, dial_string = "+14255550100" }

[[mailboxes]]
address = "ben@example.com"
name = "Big Ben"

[[calls]]
to = "+1 (425) 555-0101"
ring = 2
answer = "busy"

[[calls]]
like = "+1900*"
answer = "barred"

[[calls]]
like = "*"
talk = 20
ending = "system"
voice_access = { after = 5, ring = 2, transfer = true }
"""


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "scenario.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_scenario_names_mailboxes_and_calls(tmp_path: Path) -> None:
    scenario = read_scenario(written(tmp_path, EXAMPLE))
    anna, ben = scenario.mailboxes
    assert (anna.display_name, anna.um.dial_string) == ("Anna Example", "+14255550100")
    assert ben.display_name == "Big Ben"


@pytest.mark.parametrize("number", ["+14255550101", "tel:+1-425-555-0101", "+1 425 555 0101;ext=1"])
def test_a_number_is_the_same_however_it_is_written(tmp_path: Path, number: str) -> None:
    scenario = read_scenario(written(tmp_path, EXAMPLE))
    assert scenario.plan_for(number) == CallPlan(ring=2, answer=LineAnswer.BUSY)


def test_the_first_rule_that_fits_decides(tmp_path: Path) -> None:
    scenario = read_scenario(written(tmp_path, EXAMPLE))
    assert scenario.plan_for("+1 900 555").answer is LineAnswer.BARRED
    assert scenario.plan_for("12345") == CallPlan(
        talk=20, ending=Ending.SYSTEM, voice_access=VoiceAccess(after=5, ring=2, transfer=True)
    )


def test_without_a_rule_a_call_is_answered_and_hung_up(tmp_path: Path) -> None:
    assert read_scenario(written(tmp_path, "")).plan_for("1") == CallPlan(ring=3, talk=60)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("calls = 1", "calls is not an array of tables"),
        ("[[calls]]\nring = 1", "needs either 'to' or 'like'"),
        ('[[calls]]\nto = "1"\nlike = "2"', "needs either 'to' or 'like'"),
        ('[[calls]]\nto = "1"\nrings = 1', "calls\\[0\\] has 'rings'; what it may have is to, like, ring"),
        ('[[calls]]\nto = "1"\nring = "long"', "calls\\[0\\].ring is not a number of seconds"),
        ('[[calls]]\nto = "1"\nring = -1', "calls\\[0\\].ring is not a number of seconds"),
        ('[[calls]]\nto = "1"\nring = nan', "calls\\[0\\].ring is not a number of seconds"),
        ('[[calls]]\nto = "1"\nanswer = "maybe"', "is 'maybe'; it may be yes, no, busy, barred"),
        ('[[calls]]\nto = "1"\nvoice_access = { ring = 1 }', "voice_access has no 'after'"),
        ("[[mailboxes]]\nname = 'x'", "mailboxes\\[0\\] has no address"),
        ("[[mailboxes]]\naddress = 'x'", "mailboxes\\[0\\].address is not a mail address"),
        ("[[mailboxes]]\naddress = 'x@y'\num = { enabled = 1 }", "enabled is neither true nor false"),
        (
            "[[mailboxes]]\naddress = 'x@y'\n[[mailboxes]]\naddress = 'X@Y'",
            "mailboxes\\[1\\].address is 'x@y', as mailboxes\\[0\\] has it",
        ),
        ("[[mailboxes]\n", "not TOML"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(tmp_path: Path, text: str, told: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(InputError, match=told) as problem:
        read_scenario(path)
    assert str(path) in str(problem.value)


def test_a_file_that_is_not_there_or_not_text_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read_scenario(tmp_path / "none.toml")
    (tmp_path / "x.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match="not TOML"):
        read_scenario(tmp_path / "x.toml")

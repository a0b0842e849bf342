"""What a project, or a cassette, says of judging."""

import json
from pathlib import Path

import pytest

from inspector.conformance.files import How, judge_file
from inspector.conformance.project import Project, checked_codes, project_of
from inspector.errors import InputError, UsageError

CASE = Path(__file__).parent / "cases" / "UMS055" / "bad-exactly-32-seconds.jsonl"


def test_pyproject_says_it_in_its_table(tmp_path):
    (tmp_path / "pyproject.toml").write_text('[tool.ews-inspector]\nselect = ["ums"]\nignore = ["CDT008"]\n')

    project = project_of(tmp_path)
    assert (project.select, project.ignore) == (("UMS",), ("CDT008",))


def test_a_file_of_its_own_goes_first(tmp_path):
    (tmp_path / "pyproject.toml").write_text('[tool.ews-inspector]\nselect = ["UMS"]\n')
    (tmp_path / "ews-inspector.toml").write_text('select = ["MSG"]\nschemas = "mine"\n')

    project = project_of(tmp_path)
    assert (project.select, project.schemas) == (("MSG",), "mine")


def test_folders_above_are_asked_and_the_nearest_wins(tmp_path):
    (tmp_path / "ews-inspector.toml").write_text('select = ["UMS"]\n')
    below = tmp_path / "a" / "b"
    below.mkdir(parents=True)
    (tmp_path / "a" / "pyproject.toml").write_text('[project]\nname = "says nothing of us"\n')

    assert project_of(below).select == ("UMS",)


def test_nothing_said_is_nothing_selected(tmp_path):
    (tmp_path / "pyproject.toml").write_text("[tool.ews-inspector]\n")

    assert project_of(tmp_path) == Project(file=tmp_path / "pyproject.toml")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('selekt = ["UMS"]', "there is no setting 'selekt'"),
        ('select = "UMS"', "must be a list of codes"),
        ("ignore = [1]", "must be a list of codes"),
        ("schemas = 3", "must be the name"),
        ('select = ["UMX"]', "there is no code 'UMX'"),
    ],
)
def test_a_slip_is_named_with_its_file(tmp_path, text, complaint):
    (tmp_path / "ews-inspector.toml").write_text(text + "\n")

    with pytest.raises(UsageError, match=complaint) as problem:
        project_of(tmp_path)
    assert problem.value.where == str(tmp_path / "ews-inspector.toml")


def test_a_file_that_is_no_toml_is_named(tmp_path):
    (tmp_path / "pyproject.toml").write_text("[[")

    with pytest.raises(InputError, match="cannot be read"):
        project_of(tmp_path)


def test_what_a_command_is_told_goes_before_what_the_project_says():
    project = Project(select=("UMS",), ignore=("UMS001",))
    checker = project.with_options(select=["CDT"], ignore=["CDT008"]).checker()

    assert not checker._reported("UMS050")
    assert not checker._reported("CDT008")
    assert checker._reported("CDT001")


def test_codes_are_taken_in_any_case_and_must_begin_some_code():
    assert checked_codes([" ums0", "", "XSD"], "--select") == ("UMS0", "XSD")
    with pytest.raises(UsageError, match="UMX"):
        checked_codes(["UMX"], "--select")


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ({}, {"UMS055"}),
        ({"ignore": ["UMS055"]}, set()),
        ({"select": ["UMS"]}, {"UMS055"}),
        ({"select": ["MSG"]}, set()),
        ({"ignore": ["NEW123", 7]}, {"UMS055"}),
        ({"ignore": "UMS055"}, {"UMS055"}),
    ],
)
def test_a_cassette_says_it_in_its_header(tmp_path, said, found):
    header, *lines = CASE.read_text("utf-8").splitlines(keepends=True)
    file = tmp_path / "session.jsonl"
    file.write_text(json.dumps(json.loads(header) | said) + "\n" + "".join(lines), "utf-8")

    judged = judge_file(str(file), How(project=Project()))
    assert {verdict.finding.code for each in judged for verdict in each.verdicts} == found

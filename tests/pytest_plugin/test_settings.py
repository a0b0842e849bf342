"""What a test asks for: marker over configuration over defaults."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

pytest_plugins = ["pytester"]

DOCUMENT = Path(__file__).parents[2] / "docs" / "testing.md"
Run = Callable[..., pytest.RunResult]

SHOW = """
import pytest
from inspector.pytest_plugin.settings import record_mode, settings_of

@pytest.fixture
def show(request):
    settings = settings_of(request.node)
    print("FILES", *[file.relative_to(request.config.rootpath).as_posix() for file in settings.files])
    for name in ("clock", "on_unplayed", "fail_on", "max_age", "on_age", "block_network"):
        print("SETTING", name, getattr(settings, name))
    print("MODE", *record_mode(settings, request.config))
"""


@pytest.fixture
def shown(project: pytest.Pytester, run: Run) -> Callable[..., pytest.RunResult]:
    """Runs tests in which the fixture ``show`` prints what they ask for."""
    project.makeconftest(SHOW)

    def show(source: str = "def test_it(show): pass", *arguments: str) -> pytest.RunResult:
        project.makepyfile(test_mail=source)
        return run("-s", *arguments)

    return show


@pytest.mark.parametrize(
    ("source", "file"),
    [
        ("def test_it(show): pass", "cassettes/test_mail/test_it.jsonl"),
        ("class TestA:\n    def test_it(self, show): pass", "cassettes/test_mail/TestA.test_it.jsonl"),
        (
            "import pytest\n@pytest.mark.parametrize('what', ['a/b: c'])\ndef test_it(show, what): pass",
            "cassettes/test_mail/test_it-a-b-c.jsonl",
        ),
        (
            "import pytest\n@pytest.mark.ews_cassette('a.jsonl', 'b.jsonl')\ndef test_it(show): pass",
            "cassettes/a.jsonl cassettes/b.jsonl",
        ),
    ],
)
def test_the_file_is_named_by_the_marker_or_else_by_the_test(
    shown: Callable[..., pytest.RunResult], source: str, file: str
) -> None:
    shown(source).stdout.fnmatch_lines([f"*FILES {file}"])


def test_the_nearest_marker_wins_and_the_others_fill_in(shown: Callable[..., pytest.RunResult]) -> None:
    result = shown(
        """
        import pytest
        pytestmark = pytest.mark.ews_cassette("all.jsonl", clock="real", on_unplayed="warn")

        @pytest.mark.ews_cassette(clock="x10")
        def test_it(show): pass
        """
    )
    result.stdout.fnmatch_lines(
        ["*FILES cassettes/all.jsonl", "SETTING clock x10", "SETTING on_unplayed warn"]
    )


def test_the_configuration_gives_the_defaults(
    project: pytest.Pytester, shown: Callable[..., pytest.RunResult]
) -> None:
    project.makeini(
        """
        [pytest]
        ews_cassette_dir = recorded
        ews_on_unplayed = fail
        ews_fail_on = warning
        ews_max_age = 90
        ews_on_age = fail
        ews_block_network = true
        ews_record = once
        ews_upstream = https://mail.example.com
        """
    )
    shown().stdout.fnmatch_lines(
        [
            "*FILES recorded/test_mail/test_it.jsonl",
            "SETTING on_unplayed fail",
            "SETTING fail_on warning",
            "SETTING max_age 90.0",
            "SETTING on_age fail",
            "SETTING block_network True",
            "MODE once https://mail.example.com",
        ]
    )


def test_the_configuration_that_the_document_shows_can_be_had_as_it_stands(
    project: pytest.Pytester, shown: Callable[..., pytest.RunResult]
) -> None:
    (lines,) = re.findall(r"```ini\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL)
    project.makeini(lines)
    told = [
        "*FILES tests/cassettes/*",
        "SETTING max_age 180.0",
        "SETTING block_network True",
        "MODE once https://*",
    ]
    shown().stdout.fnmatch_lines(told)
    (project.path / "tox.ini").unlink()
    table = re.sub(
        r"^(ews_(?!block)\w+) = (.*)$", r"\1 = '\2'", lines.replace("[pytest]", ""), flags=re.MULTILINE
    )
    project.makepyprojecttoml(f"[tool.pytest.ini_options]\n{table}")
    shown().stdout.fnmatch_lines(told)


def test_the_command_line_wins_over_the_configuration(
    project: pytest.Pytester, shown: Callable[..., pytest.RunResult]
) -> None:
    project.makeini("[pytest]\news_record = once\news_upstream = https://mail.example.com\n")
    result = shown(
        "def test_it(show): pass", "--ews-record=rewrite", "--ews-upstream=https://other.example.com"
    )
    result.stdout.fnmatch_lines(["MODE rewrite https://other.example.com"])


def test_in_ci_a_configured_mode_is_not_heeded(
    project: pytest.Pytester, shown: Callable[..., pytest.RunResult], monkeypatch: pytest.MonkeyPatch
) -> None:
    project.makeini("[pytest]\news_record = once\news_upstream = https://mail.example.com\n")
    monkeypatch.setenv("CI", "true")
    shown().stdout.fnmatch_lines(["MODE none *"])
    shown("def test_it(show): pass", "--ews-record=new").stdout.fnmatch_lines(["MODE new *"])


@pytest.mark.parametrize(
    ("marker", "told"),
    [
        ('clok="manual"', "*ews_cassette has no clok; it has *clock*"),
        (
            'on_unplayed="explode"',
            "*ews_cassette: on_unplayed is one of 'ignore', 'warn', 'fail', not 'explode'*",
        ),
        ('record="sometimes"', "*ews_cassette: record is one of*not 'sometimes'*"),
        ('any_order="yes"', "*ews_cassette: any_order is one of True, False, not 'yes'*"),
        ('max_age="old"', "*ews_cassette: max_age is a number of days, not 'old'*"),
        ("max_age=-1", "*ews_cassette: max_age is a number of days, not -1*"),
        ("volatile=3", "*ews_cassette: volatile is a text or several, not 3*"),
        ('headers=["X-A", 1]', "*ews_cassette: headers is a text or several, not*"),
        ("upstream=8080", "*ews_cassette: upstream is a URL, not 8080*"),
    ],
)
def test_what_the_marker_cannot_say_is_told(
    shown: Callable[..., pytest.RunResult], marker: str, told: str
) -> None:
    result = shown(f"import pytest\n@pytest.mark.ews_cassette({marker})\ndef test_it(show): pass")
    result.stdout.fnmatch_lines([told])
    assert result.ret != 0


@pytest.mark.parametrize("mode", ["once", "new", "rewrite", "verify"])
def test_a_mode_that_records_needs_an_upstream(shown: Callable[..., pytest.RunResult], mode: str) -> None:
    result = shown("def test_it(show): pass", f"--ews-record={mode}")
    result.stdout.fnmatch_lines([f"*--ews-record={mode} needs a server: add --ews-upstream=URL*"])

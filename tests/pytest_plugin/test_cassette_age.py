"""A cassette that is too old warns or fails; it is never recorded anew by itself."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from inspector.errors import CassetteError
from inspector.pytest_plugin.cassette_age import too_old
from inspector.resources import cassettes_dir

pytest_plugins = ["pytester"]

Run = Callable[..., pytest.RunResult]
NOW = datetime(2026, 11, 22, tzinfo=UTC)


def recorded(file: Path, created: str) -> Path:
    header, _, rest = (cassettes_dir() / "voicemail-um.jsonl").read_text(encoding="utf-8").partition("\n")
    file.write_text(json.dumps(json.loads(header) | {"created": created}) + "\n" + rest, encoding="utf-8")
    return file


@pytest.mark.parametrize(
    ("created", "old"),
    [
        ("2026-11-01T00:00:00Z", False),
        ("2026-10-01T00:00:00Z", True),
        ("2026-10-01T00:00:00", True),
        ("2026-10-23T00:00:00Z", False),
    ],
)
def test_a_cassette_is_old_past_its_limit(created: str, old: bool, tmp_path: Path) -> None:
    told = list(too_old([recorded(tmp_path / "a.jsonl", created)], 30, NOW))
    assert bool(told) is old
    assert all("was recorded 52 days ago, more than the 30" in text for text in told)


def test_without_a_limit_no_cassette_is_old(tmp_path: Path) -> None:
    assert list(too_old([recorded(tmp_path / "a.jsonl", "1999-01-01T00:00:00Z")], 0, NOW)) == []


def test_a_header_without_a_date_is_told(tmp_path: Path) -> None:
    with pytest.raises(CassetteError, match="does not say when it was recorded"):
        list(too_old([recorded(tmp_path / "a.jsonl", "some day")], 30, NOW))


@pytest.mark.parametrize(
    ("action", "outcome"), [("warn", {"passed": 1, "warnings": 1}), ("fail", {"errors": 1})]
)
def test_a_test_with_an_old_cassette_warns_or_fails(
    project: pytest.Pytester, run: Run, action: str, outcome: dict[str, int]
) -> None:
    then = (datetime.now(UTC) - timedelta(days=100)).isoformat()
    recorded(project.mkdir("cassettes") / "old.jsonl", then)
    project.makeini(f"[pytest]\news_max_age = 90\news_on_age = {action}\n")
    project.makepyfile(
        test_calls="""
        import pytest
        from client import ask

        @pytest.mark.ews_cassette("old.jsonl")
        def test_it(ews_replay): ask(ews_replay.url, "IsUMEnabled")

        """
    )
    result = run()
    result.assert_outcomes(**outcome)
    result.stdout.fnmatch_lines(["*old.jsonl was recorded 100 days ago, more than the 90*"])

"""Cassettes that no test names are reported at the end."""

from collections.abc import Callable

import pytest

from inspector.resources import cassettes_dir

pytest_plugins = ["pytester"]

Run = Callable[..., pytest.RunResult]


@pytest.fixture
def cassettes(project: pytest.Pytester) -> pytest.Pytester:
    """A project with two tests, each with a cassette, and one cassette too many."""
    folder = project.mkdir("cassettes")
    for name in ("one", "two", "three"):
        folder.joinpath(f"{name}.jsonl").write_bytes((cassettes_dir() / "voicemail-um.jsonl").read_bytes())
    project.makepyfile(
        test_calls="""
        import pytest
        from client import ask

        @pytest.mark.ews_cassette("one.jsonl")
        def test_one(ews_replay): ask(ews_replay.url, "IsUMEnabled")

        @pytest.mark.ews_cassette("two.jsonl")
        def test_two(ews_replay): ask(ews_replay.url, "IsUMEnabled")
        """
    )
    return project


@pytest.mark.usefixtures("cassettes")
@pytest.mark.parametrize("more", [(), ("-n", "2"), ("-k", "one"), ("-n", "2", "-k", "one")], ids=" ".join)
def test_only_the_one_that_no_test_names_is_an_orphan(run: Run, more: tuple[str, ...]) -> None:
    result = run("--ews-orphans=cassettes", *more)
    result.stdout.fnmatch_lines(["*1 cassette is named by no test:", "*three.jsonl"])
    result.stdout.no_fnmatch_line("*  *one.jsonl")
    result.stdout.no_fnmatch_line("*  *two.jsonl")
    assert result.ret == pytest.ExitCode.OK


@pytest.mark.usefixtures("cassettes")
@pytest.mark.parametrize("more", [(), ("-n", "2")], ids=" ".join)
def test_orphans_fail_the_run_if_asked(run: Run, more: tuple[str, ...]) -> None:
    assert run("--ews-orphans=cassettes", "--ews-fail-on-orphans", *more).ret == pytest.ExitCode.TESTS_FAILED


def test_without_orphans_nothing_is_said(cassettes: pytest.Pytester, run: Run) -> None:
    cassettes.path.joinpath("cassettes", "three.jsonl").unlink()
    result = run("--ews-orphans=cassettes", "--ews-fail-on-orphans")
    result.stdout.no_fnmatch_line("*named by no test*")
    assert result.ret == pytest.ExitCode.OK


@pytest.mark.usefixtures("cassettes")
def test_without_the_option_nobody_looks(run: Run) -> None:
    run().stdout.no_fnmatch_line("*named by no test*")


@pytest.mark.usefixtures("cassettes")
def test_a_folder_that_is_not_there_is_told(run: Run) -> None:
    run("--ews-orphans=casettes").stdout.fnmatch_lines(
        ["*orphans cannot be told: there is no folder *casettes"]
    )


def test_a_test_that_fails_keeps_its_own_exit_status(cassettes: pytest.Pytester, run: Run) -> None:
    cassettes.makepyfile(test_broken="def test_it(: pass")
    result = run("--ews-orphans=cassettes", "--ews-fail-on-orphans")
    assert result.ret == pytest.ExitCode.INTERRUPTED

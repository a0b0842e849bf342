"""What a test asks of its cassette: the marker over the project's configuration over the defaults."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, cast

import pytest

from inspector.choices import EXHAUSTED, OTHERWISE, POLLS, SEVERITIES
from inspector.errors import UsageError
from inspector.resources import sample

MARKER = "ews_cassette"
SIMULATION_MARKER = "ews_simulation"

# mode: (whether it needs --ews-upstream, what it does)
MODES: dict[str, tuple[bool, str]] = {
    "none": (False, "replay; a request that was not recorded fails the test"),
    "once": (True, "record where there is no cassette yet, else replay"),
    "new": (True, "replay, and record what the cassette does not have"),
    "rewrite": (True, "record anew; the old cassette stays if the test fails"),
    "verify": (True, "run against the upstream and report how its answers differ from the cassette"),
}

_ACTIONS = ("ignore", "warn", "fail")
_CHOICES: dict[str, tuple[object, ...]] = {
    "polls": POLLS,
    "exhausted": EXHAUSTED,
    "otherwise": OTHERWISE,
    "on_unplayed": _ACTIONS,
    "on_age": ("warn", "fail"),
    "fail_on": (None, *SEVERITIES),
    "drift": SEVERITIES,
    "record": (None, *MODES),
    "any_mailbox": (True, False),
    "set_order": (True, False),
    "any_order": (True, False),
    "fresh_ids": (True, False),
    "allow_misses": (True, False),
    "block_network": (True, False),
}


@dataclass(frozen=True, kw_only=True)
class Settings:
    """How a test replays or records. Each field is a keyword of the marker.

    Args:
        files: the cassettes, as absolute paths.
        clock: ``manual``, ``real`` or a speed such as ``x10``.
        polls: how polls of a call are answered: by the ``timeline`` or in recorded ``sequence``.
        exhausted: what comes after the last recorded answer: ``repeat`` it, or ``fail``.
        otherwise: what a request that was not recorded gets: a ``miss``, or the answer of a simulator.
        latency: ``none``, ``recorded``, or seconds.
        volatile: paths of requests that are not compared, such as ``"t:MimeContent"``.
        headers: HTTP or SOAP headers that are compared too.
        faults: what strikes requests: tables as in a plan of faults, or the path of one.
        any_mailbox: does not compare whose mailbox is asked for.
        set_order: compares the order of what stands in a set, too.
        any_order: accepts handles that the test has not been given yet.
        fresh_ids: issues new identifiers in place of the recorded ones.
        allow_misses: a miss does not fail the test.
        on_unplayed: what recordings that the test did not use lead to: ``ignore``, ``warn`` or ``fail``.
        fail_on: the least severity of a finding that fails the test; ``None``: findings do not.
        max_age: the age in days past which a cassette is old; 0 for no limit.
        on_age: what an old cassette leads to: ``warn`` or ``fail``. It is never recorded anew by itself.
        block_network: refuses every connection but those to this plugin's servers.
        record: the mode; ``None`` to follow ``--ews-record``.
        upstream: the server to record from; empty to follow ``--ews-upstream``.
        drift: with ``verify``, the least severity of a difference that fails the test.
    """

    files: tuple[Path, ...] = ()
    clock: str = "manual"
    polls: str = POLLS[0]
    exhausted: str = EXHAUSTED[0]
    otherwise: str = OTHERWISE[0]
    latency: str | float = "none"
    volatile: tuple[str, ...] = ()
    headers: tuple[str, ...] = ()
    faults: object = ()
    any_mailbox: bool = False
    set_order: bool = False
    any_order: bool = False
    fresh_ids: bool = False
    allow_misses: bool = False
    on_unplayed: str = "ignore"
    fail_on: str | None = None
    max_age: float = 0.0
    on_age: str = "warn"
    block_network: bool = False
    record: str | None = None
    upstream: str = ""
    drift: str = "error"

    def __post_init__(self) -> None:
        for name in _CHOICES:
            _check_choice(f"{MARKER}: {name}", name, getattr(self, name))
        for name in ("volatile", "headers"):
            object.__setattr__(self, name, _words(name, getattr(self, name)))
        object.__setattr__(self, "max_age", _days(f"{MARKER}: max_age", self.max_age))
        if not isinstance(self.upstream, str):
            raise pytest.UsageError(f"{MARKER}: upstream is a URL, not {self.upstream!r}")


def add_options(parser: pytest.Parser) -> None:
    """Declares the plugin's options and configuration values."""
    group = parser.getgroup("ews", "recorded Exchange Web Services sessions (ews-inspector)")
    group.addoption(
        "--ews-record",
        choices=list(MODES),
        help="; ".join(f"{mode}: {what}" for mode, (_, what) in MODES.items()) + " (default: none)",
    )
    group.addoption("--ews-upstream", metavar="URL", help="the server that is recorded or verified")
    group.addoption(
        "--ews-orphans",
        metavar="DIR",
        action="append",
        default=[],
        help="report cassettes under DIR that no collected test names; may be given again",
    )
    group.addoption("--ews-fail-on-orphans", action="store_true", help="orphans fail the run")
    group.addoption(
        "--ews-mutate",
        nargs="?",
        const="requests",
        choices=["requests", "answers"],
        help="alter each request that a passing test sends, and tell what would still be answered; or each"
        " answer that it gets, and tell what no assertion notices",
    )
    group.addoption(
        "--ews-mutate-max",
        type=int,
        default=500,
        metavar="N",
        help="alterations a test at most (default: %(default)s)",
    )
    group.addoption("--ews-mutate-json", metavar="FILE", default="", help="write the counts as JSON lines")
    parser.addini(
        "ews_cassette_dir", "folder of the cassettes, from the root (default: 'cassettes' beside a test)"
    )
    parser.addini("ews_record", "the default of --ews-record; not heeded where the variable CI is set")
    parser.addini("ews_upstream", "the default of --ews-upstream")
    parser.addini(
        "ews_record_options", "more options of 'ews-inspector record', such as --insecure", type="args"
    )
    parser.addini("ews_on_unplayed", f"recordings that a passing test did not use: {', '.join(_ACTIONS)}")
    parser.addini(
        "ews_fail_on", f"the least severity of a finding that fails a test: {', '.join(SEVERITIES)}"
    )
    parser.addini("ews_max_age", "days after which a cassette is old (default: no limit)")
    parser.addini("ews_on_age", "what an old cassette leads to: warn (default) or fail")
    parser.addini(
        "ews_block_network", "refuse connections to anything but the replay", type="bool", default=False
    )


def add_markers(config: pytest.Config) -> None:
    """Declares the plugin's markers."""
    for marker in (
        f"{MARKER}(*files, clock='manual', ...): the cassettes that ews_replay serves (docs/testing.md)",
        f"{SIMULATION_MARKER}(scenario=FILE, version=..., clock='manual'): the server that ews_simulator is",
    ):
        config.addinivalue_line("markers", marker)


def check_configuration(config: pytest.Config) -> None:
    """Refuses, before any test runs, what no test could make sense of.

    Raises:
        pytest.UsageError: a configured value cannot be, or an option lacks the one that it needs.
    """
    _configured(config)
    if mode := _ini(config, "ews_record"):
        _check_choice("ews_record", "record", mode)
    if config.getoption("--ews-mutate-max") < 1:
        raise pytest.UsageError("--ews-mutate-max is 1 or more")
    if config.getoption("--ews-fail-on-orphans") and not config.getoption("--ews-orphans"):
        raise pytest.UsageError("--ews-fail-on-orphans needs to know where to look: add --ews-orphans=DIR")


def settings_of(item: pytest.Item) -> Settings:
    """Reads what a test asks for: each value from its nearest marker, else from the configuration.

    Raises:
        pytest.UsageError: a value is unknown, or one that cannot be.
    """
    config = item.config
    marked: dict[str, Any] = {}
    names: tuple[str, ...] = ()
    for marker in reversed(list(item.iter_markers(MARKER))):
        marked |= marker.kwargs
        names = tuple(str(name) for name in marker.args) or names
    known = {field.name for field in fields(Settings)} - {"files"}
    if unknown := sorted(marked.keys() - known):
        raise pytest.UsageError(
            f"{item.nodeid}: {MARKER} has no {', '.join(unknown)}; it has {', '.join(sorted(known))}"
        )
    files = tuple(_path(item, name) for name in names or (_default_name(item),))
    return Settings(files=files, **(_configured(config) | marked))


def record_mode(settings: Settings, config: pytest.Config) -> tuple[str, str]:
    """Returns the record mode of a test and the upstream that it needs.

    The command line wins over the marker, the marker over the configuration; a configured mode is not heeded
    in CI, where nobody looks at what was recorded.

    Raises:
        pytest.UsageError: the mode needs an upstream and there is none.
    """
    asked = config.getoption("--ews-record")
    configured = "" if os.environ.get("CI") else _ini(config, "ews_record")
    mode = asked or settings.record or configured or "none"
    upstream = config.getoption("--ews-upstream") or settings.upstream or _ini(config, "ews_upstream")
    if mode == "once" and settings.files and all(file.exists() for file in settings.files):
        return "none", upstream
    if MODES[mode][0] and not upstream:
        raise pytest.UsageError(f"--ews-record={mode} needs a server: add --ews-upstream=URL")
    return mode, upstream


def cassette_dir(item: pytest.Item) -> Path:
    """Returns the folder of a test's cassettes."""
    configured = _ini(item.config, "ews_cassette_dir")
    return item.config.rootpath / configured if configured else item.path.parent / "cassettes"


def _path(item: pytest.Item, name: str) -> Path:
    try:
        return sample(name) or Path(os.path.normpath(cassette_dir(item) / name))
    except UsageError as problem:
        raise pytest.UsageError(f"{MARKER}: {problem}") from None


def _default_name(item: pytest.Item) -> str:
    owner = getattr(item, "cls", None)
    name = f"{owner.__name__}.{item.name}" if owner else item.name
    return f"{item.path.stem}/{re.sub(r'[^A-Za-z0-9_.=+-]+', '-', name).strip('-')}.jsonl"


def _configured(config: pytest.Config) -> dict[str, Any]:
    values: dict[str, Any] = {
        field: value
        for field in ("on_unplayed", "fail_on", "on_age")
        if (value := _ini(config, f"ews_{field}"))
    }
    for field, value in values.items():
        _check_choice(f"ews_{field}", field, value)
    if age := _ini(config, "ews_max_age"):
        values["max_age"] = _days("ews_max_age", age)
    values["block_network"] = bool(config.getini("ews_block_network"))
    return values


def _ini(config: pytest.Config, name: str) -> str:
    return cast(str, config.getini(name) or "")


def _check_choice(said: str, name: str, value: object) -> None:
    if value not in _CHOICES[name]:
        words = ", ".join(repr(choice) for choice in _CHOICES[name] if choice is not None)
        raise pytest.UsageError(f"{said} is one of {words}, not {value!r}")


def _days(said: str, value: object) -> float:
    try:
        days = float(cast(str, value))
    except (TypeError, ValueError):
        days = -1.0
    if not days >= 0:
        raise pytest.UsageError(f"{said} is a number of days, not {value!r}")
    return days


def _words(name: str, value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    found = tuple(value) if isinstance(value, Iterable) else (value,)
    if not all(isinstance(one, str) for one in found):
        raise pytest.UsageError(f"{MARKER}: {name} is a text or several, not {value!r}")
    return found

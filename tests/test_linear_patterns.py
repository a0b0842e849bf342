"""Every regular expression works in proportion to the length of what it reads, however hostile."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import signal
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields, is_dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from types import FrameType, ModuleType
from typing import Any

import pytest

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)
    import sre_parse

ROOMS = (
    *("wire", "scrub", "cassette", "filter", "flow", "diff", "conformance", "report", "recorder"),
    *("protocols", "replay", "serve", "verify"),
)

SMALL = 1_024  # characters; each step is four times as long
LARGE = 4 * SMALL
LARGEST = 4 * LARGE
AT_ONCE = 0.0015  # seconds of processor time for LARGE characters that need no second look
TOO_LONG = 1.0  # seconds for LARGEST characters: 60 us a character
GROWTH = 9.0  # linear is 4, quadratic 16; far from both

_WORDS = """
" ' < > </ <a <a> <a_b= <a_b=" <a:b_ <!-- <![CDATA[ <? & &# &#x &amp; &lt a A é 1 a_ A_ Ab_ a, a@ a@b a@b. @a.
a. a- a= a=b& a; a: a/ a\\ = == =3D 1_ 1- 1. 1( (1) +1 +1_ 1: :: ( ) () [ ] { } : ; , ,_ // :// http:// http://a
http://a. % %4 %41 %25 \\ \\u \\u0041 ? ?a= * QUJD QUJD= 0123456789abcdef deadbeef- =?utf-8?B? - -- ~ + |
"""
PERIODS = (*(word.replace("_", " ") for word in _WORDS.split()), *" \t\n\xa0\0_", "\r\n", "=\n", "QUJD\n")
_METHODS = {"match", "fullmatch", "search", "finditer", "findall", "sub", "subn", "split"}
_ANCHORED = {"match", "fullmatch"}
ENDS = ("!", "<")


def _modules() -> Iterator[ModuleType]:
    for room in ROOMS:
        module = importlib.import_module(f"inspector.{room}")
        yield module
        for found in pkgutil.walk_packages(getattr(module, "__path__", ()), f"{module.__name__}."):
            yield importlib.import_module(found.name)


def _within(value: Any, depth: int = 0) -> Iterator[re.Pattern[Any]]:
    """The patterns that a module's value is or holds."""
    if isinstance(value, re.Pattern):
        yield value
    elif depth < 5:
        inner: list[Any] = []
        if isinstance(value, dict):
            inner = [*value.keys(), *value.values()]
        elif isinstance(value, (list, tuple, set, frozenset)):
            inner = list(value)
        elif is_dataclass(value) and not isinstance(value, type):
            inner = [getattr(value, field.name, None) for field in fields(value)]
        elif isinstance(value, type) and value.__module__.startswith("inspector"):
            inner = list(vars(value).values())
        for each in inner:
            yield from _within(each, depth + 1)


def _calls(module: ModuleType) -> Iterator[tuple[ast.expr, str, ast.expr | None]]:
    """The method calls in a module: on what, which, and the first argument."""
    assert module.__file__ is not None
    for node in ast.walk(ast.parse(Path(module.__file__).read_text("utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield node.func.value, node.func.attr, node.args[0] if node.args else None


def _uses() -> dict[tuple[str, str], set[str]]:
    """How each name is used that has a pattern's methods: a private one in its module, others anywhere.

    Under no name stands how a module uses the patterns of its tables.
    """
    uses: dict[tuple[str, str], set[str]] = {}
    for module in _modules():
        for of, method, _ in _calls(module):
            name = of.id if isinstance(of, ast.Name) else of.attr if isinstance(of, ast.Attribute) else ""
            if name.isupper() and method in _METHODS:
                where = module.__name__ if name.startswith("_") else ""
                uses.setdefault((where, name), set()).add(method)
            elif method in _METHODS - {"split"} and name != "re":
                uses.setdefault((module.__name__, ""), set()).add(method)
    return uses


def _used(uses: dict[tuple[str, str], set[str]], module: ModuleType, name: str) -> set[str]:
    named = uses.get((module.__name__ if name.startswith("_") else "", name))
    return named or uses.get((module.__name__, ""), set())


def _inline(module: ModuleType) -> Iterator[tuple[re.Pattern[Any], set[str]]]:
    """The patterns that functions give to ``re`` as literals."""
    for of, method, first in _calls(module):
        of_re = isinstance(of, ast.Name) and of.id == "re" and method in _METHODS
        if of_re and isinstance(first, ast.Constant):
            yield re.compile(first.value), {method}


def _patterns() -> dict[str, tuple[re.Pattern[Any], set[str]]]:
    """Each pattern with its methods, by where it stands; by none if that cannot be seen."""
    uses = _uses()
    named: dict[str, tuple[re.Pattern[Any], set[str]]] = {}
    seen = set()
    for module in _modules():
        of_module = [
            (name, each, _used(uses, module, name))
            for name, value in vars(module).items()
            for each in _within(value)
        ]
        for name, pattern, used in [*of_module, *(("inline", *each) for each in _inline(module))]:
            if (key := (pattern.pattern, pattern.flags, *sorted(used))) not in seen:
                seen.add(key)
                where = f"{module.__name__.removeprefix('inspector.')}.{name}"
                named[where if where not in named else f"{where}#{len(named)}"] = pattern, used
    return named


def _literals(pattern: re.Pattern[Any]) -> list[str]:
    """The runs of literal characters in a pattern: what gets a matcher going."""
    runs: list[str] = []
    text = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")

    def walk(items: Any) -> None:
        run = ""
        for operator, value in items:
            if str(operator) == "LITERAL":
                run += chr(value)
                continue
            runs.append(run)
            run = ""
            stack = [value]
            while stack:
                each = stack.pop()
                if isinstance(each, sre_parse.SubPattern):
                    walk(each)
                elif isinstance(each, (list, tuple)):
                    stack.extend(reversed(each))
        runs.append(run)

    walk(sre_parse.parse(text, pattern.flags & ~re.UNICODE & ~re.DEBUG))
    return [run for run in dict.fromkeys(runs) if run][:6]


def _hostile(pattern: re.Pattern[Any]) -> Iterator[tuple[str, str, str]]:
    """Beginnings, periods and ends: the fixed ones, and those made of the pattern's own words."""
    for period in PERIODS:
        for end in ENDS:
            yield "", period, end
    own = _literals(pattern)
    for word in own:
        for after in ("", " ", "a", "1", " " * 40, "a" * 40):
            yield "", word + after, ""
        for period in (word, word + " ", " ", "a", "1", "="):
            yield own[0] + word, period, "!"
    if own:
        yield "", "".join(own), ""
        yield "", " ".join(own), "!"


@lru_cache(2_000)
def _text(begin: str, period: str, end: str, size: int, binary: bool) -> str | bytes:
    text = begin + (period * (size // len(period) + 1))[:size] + end
    return text.encode("utf-8") if binary else text


class _TooLong(Exception):
    pass


@contextmanager
def _bounded(seconds: float) -> Iterator[None]:
    """Raises after so much processor time; a regular expression looks at signals while it works."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise _TooLong

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def _seconds(pattern: re.Pattern[Any], text: Any, used: set[str], tries: int = 1) -> float:
    """Processor time for one attempt from the start, or for all matches, from wherever they begin.

    Of the thread: the process's own clock only ticks every few milliseconds while ``_bounded`` is at work.
    """
    best = TOO_LONG
    for _ in range(tries):
        begin = time.thread_time()
        if used and used <= _ANCHORED:
            for method in used:
                getattr(pattern, method)(text)
        else:
            for _ in pattern.finditer(text):
                pass
        best = min(best, time.thread_time() - begin)
    return best


def _complaint(pattern: re.Pattern[Any], used: set[str], begin: str, period: str, end: str) -> str:
    binary = isinstance(pattern.pattern, bytes)
    small, large, largest = (_text(begin, period, end, size, binary) for size in (SMALL, LARGE, LARGEST))
    try:
        with _bounded(TOO_LONG):
            if _seconds(pattern, large, used) < AT_ONCE:
                return ""
        for tries in (2, 3):
            with _bounded(TOO_LONG * tries):
                times = [_seconds(pattern, text, used, tries) for text in (small, large, largest)]
            steps = [later / max(earlier, 1e-6) for earlier, later in pairwise(times)]
            if times[1] < AT_ONCE or min(steps) < GROWTH:
                return ""
    except _TooLong:
        return f"{begin!r} + {period!r} * n + {end!r} takes more than {TOO_LONG:g} s"
    return f"{begin!r} + {period!r} * n + {end!r}: {times[0]:.4f}, {times[1]:.4f}, {times[2]:.4f} s"


PATTERNS = _patterns()


def test_the_patterns_are_found() -> None:
    assert len(PATTERNS) > 150


@pytest.mark.parametrize("name", PATTERNS)
def test_a_pattern_is_linear(name: str) -> None:
    pattern, used = PATTERNS[name]
    said = next((said for case in _hostile(pattern) if (said := _complaint(pattern, used, *case))), "")
    assert not said, f"{pattern.pattern!r}\n{said}"


@pytest.mark.parametrize(
    ("pattern", "used"),
    [
        (r"\s*(?:\"([^\"]*)\"|([^<>,;\"]*?))\s*(?:<([^<>]*)>)?\s*(?=[,;]|\Z)([,;]?)", "sub"),
        (r"<!--.*?-->", "sub"),
        (r"(<\w*secret\w*>)([^<]+)", "sub"),
        (r"(a+)+b", "match"),
        (rb"([^\s=]+)\s*=", "finditer"),
    ],
)
def test_a_pattern_that_is_not_linear_is_noticed(pattern: str | bytes, used: str) -> None:
    compiled: re.Pattern[Any] = re.compile(pattern)
    assert any(_complaint(compiled, {used}, *case) for case in _hostile(compiled))

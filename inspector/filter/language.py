"""Reading a filter expression: atoms, and, or, not, parentheses."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from inspector.cassette.model import Interaction
from inspector.errors import UsageError
from inspector.filter.atoms import ALONE, ATOMS, in_name
from inspector.filter.subject import Subject, subject_of

_TOKEN = re.compile(
    r"""\s*(?:
        (?P<sign>[&|!()])
        | ~(?P<atom>\w*)
        | "(?P<double>[^"]*)" | '(?P<single>[^']*)'
        | (?P<word>[^\s&|!()"'~][^\s&|()]*)
    )""",
    re.VERBOSE,
)
MAX_DEPTH = 64
"""The deepest nesting of parentheses and negations."""


class FilterError(UsageError):
    """A filter expression that cannot be read.

    Attributes:
        column: where in the expression, from 0.
    """

    def __init__(self, what: str, column: int) -> None:
        super().__init__(
            what, f"filter, column {column + 1}", "Example: ~op GetCallInfo & (~s 500 | ~sev error)"
        )
        self.column = column


@dataclass(frozen=True)
class Filter:
    """A filter expression, ready to be asked.

    Args:
        text: the expression as written.
        atoms: name and value of what it asks for, in order, such as ``("op", "GetItem")``; a text alone has
            the name ``""``.
    """

    text: str
    _test: Callable[[Subject], bool] = field(repr=False)
    atoms: tuple[tuple[str, str], ...] = ()

    def matches(self, subject: Subject | Interaction) -> bool:
        """Says whether an interaction passes.

        Args:
            subject: the interaction, or what is known of it.
        """
        return self._test(subject_of(subject) if isinstance(subject, Interaction) else subject)


def parse_filter(text: str) -> Filter:
    """Reads a filter expression; an empty one lets everything through.

    Args:
        text: the expression.

    Raises:
        FilterError: it cannot be read.
    """
    parser = _Parser(text)
    return Filter(text, parser.parse(), tuple(parser.atoms))


class _Parser:
    """or := and {"|" and};  and := not {["&"] not};  not := "!" not | "(" or ")" | atom"""

    def __init__(self, text: str) -> None:
        self.atoms: list[tuple[str, str]] = []
        self._text = text
        self._at = 0
        self._depth = 0

    def parse(self) -> Callable[[Subject], bool]:
        if not self._text.strip():
            return lambda subject: True
        test = self._or()
        if self._peek() is not None:
            raise FilterError("a closing parenthesis has no opening one", self._at)
        return test

    def _or(self) -> Callable[[Subject], bool]:
        tests = [self._and()]
        while self._sign() == "|":
            self._next()
            tests.append(self._and())
        return tests[0] if len(tests) == 1 else lambda subject: any(test(subject) for test in tests)

    def _and(self) -> Callable[[Subject], bool]:
        tests = [self._not()]
        while self._peek() is not None and self._sign() not in ("|", ")"):
            if self._sign() == "&":
                self._next()
            tests.append(self._not())
        return tests[0] if len(tests) == 1 else lambda subject: all(test(subject) for test in tests)

    def _not(self) -> Callable[[Subject], bool]:
        sign = self._sign()
        if sign not in ("!", "("):
            return self._atom()
        column = self._at
        self._next()
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise FilterError(f"it is nested deeper than {MAX_DEPTH}", column)
        if sign == "!":
            inner = self._not()
            test: Callable[[Subject], bool] = lambda subject: not inner(subject)  # noqa: E731 (a closure)
        else:
            test = self._or()
            if self._sign() != ")":
                raise FilterError("the parenthesis is not closed", column)
            self._next()
        self._depth -= 1
        return test

    def _atom(self) -> Callable[[Subject], bool]:
        token = self._peek()
        if token is None or token["sign"]:
            raise FilterError("an expression is expected here", self._at)
        column = self._at
        self._next()
        if token["atom"] is None:
            self.atoms.append(("", _value(token)))
            return in_name(_value(token))
        name = token["atom"]
        if name in ALONE:
            self.atoms.append((name, ""))
            return ALONE[name][1]
        if name not in ATOMS:
            known = " ".join(f"~{each}" for each in (*ATOMS, *ALONE))
            raise FilterError(f"there is no ~{name[:40]}; there are {known}", column)
        argument = self._peek()
        if argument is None or argument["sign"] or argument["atom"] is not None:
            raise FilterError(f"~{name} wants a value ({ATOMS[name][0]})", self._at)
        self._next()
        self.atoms.append((name, _value(argument)))
        try:
            return ATOMS[name][1](_value(argument))
        except ValueError as problem:
            raise FilterError(str(problem), argument.start(argument.lastgroup or 0)) from None

    def _peek(self) -> re.Match[str] | None:
        if not self._text[self._at :].strip():
            return None
        token = _TOKEN.match(self._text, self._at)
        if token is None:
            raise FilterError("a quotation mark is not closed", self._at)
        return token

    def _next(self) -> None:
        token = self._peek()
        assert token is not None
        self._at = token.end()

    def _sign(self) -> str | None:
        token = self._peek()
        return token["sign"] if token else None


def _value(token: re.Match[str]) -> str:
    return next(token[name] for name in ("double", "single", "word") if token[name] is not None)

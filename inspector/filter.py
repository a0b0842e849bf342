"""Filter expressions over interactions, in mitmproxy's habit: ``~op GetCallInfo & !~s 200``.

The same language in the commands and in the terminal UI::

    ~op NAME     the operation; * and ? stand for any characters, here and below
    ~id HANDLE   a handle that the request or the answer names; a part of it is enough
    ~code CODE   a finding's code
    ~sev WORD    a finding of this severity: error, warning or info
    ~doc NAME    the document that defines the operation, or that a finding rests on
    ~ep KIND     the endpoint: ews, um, activesync, autodiscover, schema, other
    ~outcome WORD what came of it: a response code, the type of a fault, the state of a call, OK
    ~s STATUS    the HTTP status; 5xx stands for all of its class
    ~conn NAME   the client's connection, as the cassette names it
    ~n NUMBER    its number in the cassette, or a range such as 10-20
    ~u TEXT      a text in the URL
    ~bq TEXT     a text in the request's body
    ~bs TEXT     a text in the response's body
    ~b TEXT      a text in either body
    ~note TEXT   a text in the note that somebody wrote on it; ~note * for any note
    ~fail        the answer was an error (in whatever status), or there was none
    ~e           there was no (whole) answer
    TEXT         a text in the operation's name

Letters match in upper and lower case, save in handles. ``&`` (or a space) is and, ``|`` is or, ``!`` is not;
parentheses group; a text with spaces or signs stands in double or single quotes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import translate
from functools import cached_property
from typing import Any, Protocol

from inspector.cassette.model import Interaction
from inspector.errors import UsageError
from inspector.flow import Step, step_of
from inspector.protocols.registry import Identified, identify, operations_named
from inspector.wire.binary_xml import readable
from inspector.wire.encoding import charset_of
from inspector.wire.http import HttpRequest, HttpResponse


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


class Subject(Protocol):
    """What a filter asks of an interaction; the cheap answers need no decoded body."""

    @property
    def n(self) -> int: ...
    @property
    def operation(self) -> str: ...
    @property
    def endpoint(self) -> str: ...
    @property
    def url(self) -> str: ...
    @property
    def status(self) -> int: ...
    @property
    def error(self) -> str: ...
    @property
    def findings(self) -> Sequence[Mapping[str, Any]]: ...
    @property
    def conn(self) -> str: ...
    @property
    def note(self) -> str: ...
    @property
    def step(self) -> Step | None: ...
    @property
    def interaction(self) -> Interaction | None: ...

    def may_contain(self, text: str) -> bool:
        """Whether it is worth the while to decode bodies to look for a text; ``True`` if in doubt."""
        ...

    def may_have_failed(self) -> bool:
        """Whether it is worth the while to decode the answer to look for an error; ``True`` if in doubt."""
        ...


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


def subject_of(interaction: Interaction, findings: Sequence[Mapping[str, Any]] | None = None) -> Subject:
    """Returns what a filter asks of an interaction.

    Args:
        interaction: the interaction.
        findings: its findings as JSON objects, if they are not those of the recording.
    """
    return _OfInteraction(interaction, interaction.findings if findings is None else findings)


class _OfInteraction:
    def __init__(self, interaction: Interaction, findings: Sequence[Mapping[str, Any]]) -> None:
        self.interaction = interaction
        self.findings = findings

    @property
    def n(self) -> int:
        return self.interaction.n

    @cached_property
    def _identified(self) -> Identified:
        return identify(self.interaction.request)

    @cached_property
    def operation(self) -> str:
        return self.interaction.operation or self._identified.name or ""

    @cached_property
    def endpoint(self) -> str:
        return self.interaction.endpoint or self._identified.endpoint.value

    @property
    def url(self) -> str:
        return self.interaction.request.url

    @property
    def status(self) -> int:
        return self.interaction.response.status if self.interaction.response else 0

    @property
    def error(self) -> str:
        return self.interaction.error or ""

    @property
    def conn(self) -> str:
        return self.interaction.conn

    @property
    def note(self) -> str:
        return self.interaction.note

    @cached_property
    def step(self) -> Step:
        return step_of(self.interaction, self._identified)

    def may_contain(self, text: str) -> bool:
        return True

    def may_have_failed(self) -> bool:
        return True


# The atoms


def _like(wanted: str) -> Callable[[str], bool]:
    if len(wanted) > MAX_PATTERN:  # to make a pattern's test costs the square of its length
        raise ValueError(f"a pattern has at most {MAX_PATTERN} characters")
    matches = re.compile(translate(wanted.lower())).match
    return lambda text: matches(text.lower()) is not None


def _operation(wanted: str) -> Callable[[Subject], bool]:
    like = _like(wanted)
    return lambda subject: like(subject.operation)


def _handle(wanted: str) -> Callable[[Subject], bool]:
    def test(subject: Subject) -> bool:
        if not subject.may_contain(wanted):
            return False
        step = subject.step
        return step is not None and any(wanted in handle.value for handle in step.handles)

    return test


def _of_findings(key: str, wanted: str) -> Callable[[Subject], bool]:
    like = _like(wanted)
    return lambda subject: any(like(str(found.get(key, ""))) for found in subject.findings)


def _severity(wanted: str) -> Callable[[Subject], bool]:
    if wanted.lower() not in ("error", "warning", "info"):
        raise ValueError("a severity is error, warning or info")
    return _of_findings("severity", wanted)


def _document(wanted: str) -> Callable[[Subject], bool]:
    like = _like(wanted)
    in_findings = _of_findings("document", wanted)

    def test(subject: Subject) -> bool:
        documents = [one.document.name for one in operations_named(subject.operation)]
        if len(documents) > 1 and subject.step is not None:
            documents = list(subject.step.documents)  # the items in the messages tell
        return any(map(like, documents)) or in_findings(subject)

    return test


def _endpoint(wanted: str) -> Callable[[Subject], bool]:
    like = _like(wanted)
    return lambda subject: like(subject.endpoint)


def _outcome(wanted: str) -> Callable[[Subject], bool]:
    like = _like(wanted)
    # A code that begins like this stands in the answer as it is; other outcomes can be worked out.
    literal = re.split(r"[*?\[]", wanted)[0]
    looked_for = literal if literal.lower().startswith("error") else ""

    def test(subject: Subject) -> bool:
        if looked_for and not subject.may_contain(looked_for):
            return False
        return subject.step is not None and like(subject.step.outcome)

    return test


def _connection(wanted: str) -> Callable[[Subject], bool]:
    like = _like(wanted)
    return lambda subject: like(subject.conn)


def _failed(subject: Subject) -> bool:
    return subject.may_have_failed() and (subject.step is None or subject.step.failed)


def _note(wanted: str) -> Callable[[Subject], bool]:
    text = wanted.lower()
    return lambda subject: bool(subject.note) and (text == "*" or text in subject.note.lower())


def _status(wanted: str) -> Callable[[Subject], bool]:
    if not re.fullmatch(r"[1-5](\d\d|xx)", wanted, re.I | re.A):
        raise ValueError("a status is a number such as 500, or a class such as 5xx")
    digits = wanted.lower().rstrip("x")
    return lambda subject: str(subject.status).startswith(digits) and subject.status > 99


def _number(wanted: str) -> Callable[[Subject], bool]:
    found = re.fullmatch(r"(\d{1,12})(-(\d{0,12}))?", wanted, re.A)
    if found is None:
        raise ValueError("a number is such as 12, 10-20 or 10-")
    first = int(found[1])
    last = first if found[2] is None else int(found[3]) if found[3] else 10**12
    return lambda subject: first <= subject.n <= last


def _url(wanted: str) -> Callable[[Subject], bool]:
    text = wanted.lower()
    return lambda subject: text in subject.url.lower()


def _body(wanted: str, *, request: bool, response: bool) -> Callable[[Subject], bool]:
    text = wanted.lower()

    def test(subject: Subject) -> bool:
        if not subject.may_contain(wanted) or subject.interaction is None:
            return False
        asked = subject.interaction.request if request else None
        answered = subject.interaction.response if response else None
        return any(
            message is not None and text in body_text(message).lower() for message in (asked, answered)
        )

    return test


def _plain(wanted: str) -> Callable[[Subject], bool]:
    text = wanted.lower()
    return lambda subject: text in subject.operation.lower()


def body_text(message: HttpRequest | HttpResponse) -> str:
    """Returns a body as text, as far as it is one; of a binary body the XML that it stands for.

    Args:
        message: the message.
    """
    decoded = readable(message)
    if decoded is not None:
        return decoded
    content = message.plain_body
    return content.decode(charset_of(content, message.header("content-type")), "replace")


ATOMS: dict[str, tuple[str, Callable[[str], Callable[[Subject], bool]]]] = {
    "op": ("the operation, * for any characters", _operation),
    "id": ("a handle, or a part of one", _handle),
    "code": ("a finding's code", lambda wanted: _of_findings("code", wanted)),
    "sev": ("a finding's severity: error, warning, info", _severity),
    "doc": ("the document of the operation or of a finding", _document),
    "ep": ("the endpoint: ews, um, activesync, ...", _endpoint),
    "outcome": ("what came of it: ErrorItem*, Connecting, OK", _outcome),
    "s": ("the HTTP status, or 5xx", _status),
    "conn": ("the client's connection", _connection),
    "n": ("the number, or a range such as 10-20", _number),
    "u": ("a text in the URL", _url),
    "bq": ("a text in the request's body", lambda wanted: _body(wanted, request=True, response=False)),
    "bs": ("a text in the response's body", lambda wanted: _body(wanted, request=False, response=True)),
    "b": ("a text in either body", lambda wanted: _body(wanted, request=True, response=True)),
    "note": ("a text in its note, * for any", _note),
}
"""The atoms that take an argument: their one-line help, and what makes their test."""

ALONE: dict[str, tuple[str, Callable[[Subject], bool]]] = {
    "e": ("there was no whole answer", lambda subject: bool(subject.error)),
    "fail": ("an error in the answer, or none", _failed),
}
"""The atoms that take none."""

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
MAX_PATTERN = 500
"""The most characters of a pattern: what it is compared with is a name."""


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
            return _plain(_value(token))
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

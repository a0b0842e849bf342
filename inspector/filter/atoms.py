"""The atoms of the filter language: what each asks, and its one-line help."""

from __future__ import annotations

import re
from collections.abc import Callable
from fnmatch import translate

from inspector.filter.subject import Subject, body_text
from inspector.protocols.registry import operations_named

MAX_PATTERN = 500
"""The most characters of a pattern: what it is compared with is a name."""


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


def in_name(wanted: str) -> Callable[[Subject], bool]:
    """Makes the test of a text alone: whether the name of the operation has it."""
    text = wanted.lower()
    return lambda subject: text in subject.operation.lower()


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

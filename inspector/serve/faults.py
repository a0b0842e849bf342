"""Faults on demand: what networks and busy servers do to a client, when a test wants it.

A plan is a TOML file with a table for each fault, or comes over the control API::

    [[fault]]
    kind = "busy"            # see KINDS
    operation = "GetItem"    # any operation if left out
    nth = [2, 3]             # of the requests that it concerns, from 1; or share = 0.1 (with a seed)
    seconds = 5              # how long, where the kind has a length

What depends on who asks, and on what else is asked at the time, is in :mod:`inspector.serve.limits`.
"""

from __future__ import annotations

import random
import threading
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

import msgspec

from inspector.errors import InputError, UsageError
from inspector.protocols.common.answers import T, envelope, operation_fault
from inspector.protocols.common.ews_disabled import POLICY_HEADER, POLICY_REASONS
from inspector.protocols.common.failures import OperationError
from inspector.protocols.common.namespaces import TYPES
from inspector.protocols.registry import Identified, identify
from inspector.replay.answer import Answer, ConnectionFault, Origin, Source
from inspector.serve.limits import RETIRED, THROTTLING, Limit, is_retired
from inspector.wire.http import Headers, HttpRequest, HttpResponse, Responder
from inspector.wire.responder_layer import Wrapper
from inspector.wire.soap_fault import SOAP_CONTENT_TYPE

_BUSY = "The server cannot service this request right now. Try again later."


@dataclass(frozen=True, kw_only=True)
class Fault:
    """A fault and when it strikes.

    Args:
        kind: one of :data:`KINDS`.
        operation: the operation that it strikes; any if empty.
        nth: which of the requests that it concerns, from 1; all if empty.
        share: which part of them, from 0 to 1, drawn anew for each; all if ``None``.
        seed: of the draw.
        times: how often it strikes at most; 0 for no limit.
        seconds: how long the wait, the back-off or the dribble is.
        limit: how many requests of an account the throttling kinds let through.
        allow: application ids, and words of user agents, that ``retired`` spares.
    """

    kind: str
    operation: str = ""
    nth: tuple[int, ...] = ()
    share: float | None = None
    seed: int = 0
    times: int = 0
    seconds: float = 1.0
    limit: int = 0
    allow: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name in ("kind", "operation"):
            if not isinstance(getattr(self, name), str):
                raise UsageError(f"{name} is no text but {str(getattr(self, name))[:40]!r}")
        for name in ("seed", "times", "limit"):
            _whole(name, getattr(self, name))
        for name in ("times", "limit"):
            if getattr(self, name) < 0:
                raise UsageError(f"{name} is 0 or more, not {getattr(self, name)}")
        allow = (self.allow,) if isinstance(self.allow, str) else self.allow
        if not isinstance(allow, list | tuple) or not all(isinstance(one, str) and one for one in allow):
            raise UsageError(f"allow is a list of texts, not {str(self.allow)[:40]!r}")
        object.__setattr__(self, "allow", tuple(allow))
        if self.kind not in KINDS:
            raise UsageError(f"there is no fault {self.kind[:40]!r}", fix=f"Use {', '.join(KINDS)}.")
        if (self.kind in THROTTLING) != bool(self.limit):
            raise UsageError(
                f"{self.kind} {'needs' if self.kind in THROTTLING else 'has no'} limit",
                fix=f"A limit belongs to {' and '.join(THROTTLING)}.",
            )
        if self.allow and self.kind != RETIRED:
            raise UsageError(f"{self.kind} has no allow", fix=f"It belongs to {RETIRED}.")
        nth = tuple(self.nth) if isinstance(self.nth, list | tuple) else (self.nth,)
        if not all(_whole("nth", n) > 0 for n in nth):
            raise UsageError(f"nth counts from 1, not {str(self.nth)[:40]!r}")
        object.__setattr__(self, "nth", nth)
        if self.share is not None and not 0 <= _number("share", self.share) <= 1:
            raise UsageError(f"share is from 0 to 1, not {self.share}")
        if not 0 <= _number("seconds", self.seconds) < 3600:
            raise UsageError(f"seconds is from 0 to 3600, not {self.seconds}")

    @classmethod
    def from_table(cls, table: Mapping[str, Any]) -> Fault:
        """Reads a fault from TOML or JSON.

        Raises:
            UsageError: a key or a value cannot be.
        """
        known = {part.name for part in fields(cls)}
        if unknown := table.keys() - known:
            raise UsageError(
                f"a fault has no {', '.join(sorted(unknown))}", fix=f"It has {', '.join(sorted(known))}."
            )
        if "kind" not in table:
            raise UsageError("a fault has no kind", fix=f"Use {', '.join(KINDS)}.")
        return cls(**table)

    def to_json(self) -> dict[str, Any]:
        """Returns the fault as the control API shows it."""
        return {part.name: getattr(self, part.name) for part in fields(self)} | {
            "nth": list(self.nth),
            "allow": list(self.allow),
        }


@dataclass
class _Armed:
    """A fault with its counts."""

    fault: Fault
    seen: int = 0
    struck: int = 0
    draw: random.Random = field(init=False)
    limit: Limit | None = field(init=False)

    def __post_init__(self) -> None:
        self.draw = random.Random(self.fault.seed)
        make = THROTTLING.get(self.fault.kind)
        self.limit = make(self.fault.limit) if make is not None else None

    def strikes(self, request: HttpRequest, known: Identified, at: float) -> bool:
        """Whether it strikes a request; it is counted."""
        fault = self.fault
        if fault.operation not in ("", known.name or ""):
            return False
        if self.limit is not None and not self.limit.exceeded(request, known, at):
            return False
        if fault.kind == RETIRED:
            if not is_retired(request, known, fault.share, fault.seed, fault.allow):
                return False
            self.seen += 1
            return self._counts(drawn=True)
        self.seen += 1
        return self._counts(drawn=False)

    def _counts(self, *, drawn: bool) -> bool:
        fault = self.fault
        if fault.times and self.struck >= fault.times:
            return False
        if fault.nth and self.seen not in fault.nth:
            return False
        if not drawn and fault.share is not None and self.draw.random() >= fault.share:
            return False
        self.struck += 1
        return True


class Faults(Wrapper):
    """A responder that lets faults strike what another one answers.

    Args:
        responder: who answers.
        plan: the faults; the first that strikes a request is the one.
    """

    def __init__(self, responder: Responder, plan: Iterable[Fault] = ()) -> None:
        super().__init__(responder)
        self._lock = threading.Lock()
        self._plan = tuple(plan)
        self._armed = [_Armed(fault) for fault in self._plan]

    def respond(self, request: HttpRequest, at: float) -> HttpResponse:
        """Answers as the other responder does, unless a fault strikes."""
        if not self._armed:
            return self.inner.respond(request, at)
        known = identify(request)
        name = known.name or ""
        with self._lock:
            armed = self._armed
            fault = next((one.fault for one in armed if one.strikes(request, known, at)), None)
        if fault is None:
            response = self.inner.respond(request, at)
            with self._lock:
                for one in armed:
                    if one.limit is not None:
                        one.limit.answered(request, known, at, response.delay)
            return response
        origin = Origin(Source.FAULT, str(known.endpoint), name, note=fault.kind)
        instead, then = KINDS[fault.kind]
        if instead is not None:
            return replace(instead(fault), origin=origin)
        assert then is not None
        response = self.inner.respond(request, at)
        return then(fault, _answer(response, origin))

    def add(self, fault: Fault | None = None, **table: Any) -> None:
        """Arms one more fault; it counts from now on.

        Args:
            fault: the fault; ``None``: what the keywords say, as a table of a plan does.

        Raises:
            UsageError: there is no such fault.
        """
        fault = fault or Fault.from_table(table)
        with self._lock:
            self._armed = [*self._armed, _Armed(fault)]

    def clear(self) -> None:
        """Disarms all faults."""
        with self._lock:
            self._armed = []

    def reset(self) -> None:
        """Begins again with the plan and fresh counts."""
        with self._lock:
            self._armed = [_Armed(fault) for fault in self._plan]

    def control(self, method: str, name: str, body: bytes) -> Any:
        """Answers the control API: ``GET``, ``POST`` and ``DELETE`` of ``faults``.

        Returns:
            JSON, or ``None`` if this is not asked for.

        Raises:
            UsageError: the body is no fault.
        """
        if name != "faults" or method not in ("GET", "POST", "DELETE"):
            return None
        if method == "DELETE":
            self.clear()
        elif method == "POST":
            try:
                table = msgspec.json.decode(body)
            except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as problem:
                raise UsageError(f"the body is not JSON ({problem})") from None
            if not isinstance(table, dict):
                raise UsageError("the body is no JSON object")
            self.add(Fault.from_table(table))
        return [
            {**armed.fault.to_json(), "seen": armed.seen, "struck": armed.struck} for armed in self._armed
        ]


def read_faults(path: str | Path) -> tuple[Fault, ...]:
    """Reads a plan.

    Args:
        path: a TOML file.

    Raises:
        InputError: it cannot be read, or is no plan.
    """
    try:
        text = Path(path).read_text("utf-8")
        tables = tomllib.loads(text).get("fault", [])
        if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
            raise UsageError("'fault' is no list of tables", fix="Write each under [[fault]].")
        return tuple(Fault.from_table(table) for table in tables)
    except OSError as problem:
        raise InputError(f"the file cannot be read ({problem.strerror})", str(path)) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise InputError(f"the file is no TOML ({problem})", str(path)) from None
    except UsageError as problem:
        raise InputError(problem.what, str(path), problem.fix) from None


def _number(name: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise UsageError(f"{name} is no number but {str(value)[:40]!r}")
    return value


def _whole(name: str, value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) >= 2**63:
        raise UsageError(f"{name} is no whole number of 64 bits")
    return value


def _answer(response: HttpResponse, origin: Origin) -> Answer:
    if isinstance(response, Answer):
        note = f"{origin.note}, {response.origin.note}".rstrip(", ")
        return replace(response, origin=replace(response.origin, source=Source.FAULT, note=note))
    return Answer.of(response, origin)


def _busy(fault: Fault) -> Answer:
    """ErrorServerBusy as Exchange throttles: a SOAP fault that says how long to stay away."""
    element = operation_fault(OperationError("ErrorServerBusy", _BUSY))
    details = T.MessageXml(T.Value(str(round(fault.seconds * 1000)), Name="BackOffMilliseconds"))
    detail = element.find("detail")
    assert detail is not None
    for there in detail.findall(f"{{{TYPES}}}MessageXml"):
        detail.remove(there)
    detail.append(details)
    body = envelope(element, prefix="s")
    return Answer(Headers((("Content-Type", SOAP_CONTENT_TYPE),)), body, 500, "Internal Server Error")


def _retired(fault: Fault) -> Answer:
    headers = Headers(((POLICY_HEADER, POLICY_REASONS[bool(fault.allow)]), ("Content-Length", "0")))
    return Answer(headers, b"", 403, "Forbidden")


def _unavailable(fault: Fault) -> Answer:
    headers = (("Content-Type", "text/html"), ("Retry-After", str(round(fault.seconds))))
    return Answer(Headers(headers), b"<h1>503 Service Unavailable</h1>", 503, "Service Unavailable")


def _unauthorized(fault: Fault) -> Answer:
    return Answer(Headers((("WWW-Authenticate", 'Basic realm="Exchange"'),)), b"", 401, "Unauthorized")


def _late(fault: Fault, answer: Answer) -> Answer:
    return replace(answer, delay=answer.delay + fault.seconds)


def _wrong_type(fault: Fault, answer: Answer) -> Answer:
    return replace(answer, headers=answer.headers.replacing("Content-Type", "text/html; charset=utf-8"))


def _broken(how: ConnectionFault) -> Callable[[Fault, Answer], Answer]:
    return lambda fault, answer: replace(answer, broken=how, broken_seconds=fault.seconds)


Instead = Callable[[Fault], Answer]
Then = Callable[[Fault, Answer], Answer]

KINDS: dict[str, tuple[Instead | None, Then | None]] = {
    # what strikes before anyone answers, so that nothing is changed by the request
    "busy": (_busy, None),
    "throttle-concurrency": (_busy, None),
    "throttle-rate": (_busy, None),
    "retired": (_retired, None),
    "unavailable": (_unavailable, None),
    "unauthorized": (_unauthorized, None),
    "reset-before": (lambda fault: Answer(broken=ConnectionFault.RESET_BEFORE), None),
    # what strikes the answer on its way
    "latency": (None, _late),
    "content-type": (None, _wrong_type),
    "reset-within": (None, _broken(ConnectionFault.RESET_WITHIN)),
    "reset-after": (None, _broken(ConnectionFault.RESET_AFTER)),
    "truncate": (None, _broken(ConnectionFault.TRUNCATE)),
    "dribble": (None, _broken(ConnectionFault.DRIBBLE)),
}
"""The kinds of faults: what is answered instead, or what is done to the answer."""

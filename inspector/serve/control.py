"""The control API: JSON under ``/_inspector/v1/`` on the served port.

Each layer of the composed responder (:mod:`inspector.wire.responder_layer`) offers what it has: its state, a
reset, its misses. The API asks them from the outside in.
"""

from __future__ import annotations

import hmac
import re
import sys
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs

import msgspec

from inspector.clock import Clock
from inspector.errors import InspectorError, UsageError
from inspector.serve.journal import Journal
from inspector.version import __version__
from inspector.wire.http import Headers, HttpRequest, HttpResponse, Responder
from inspector.wire.loopback import is_local_origin, is_loopback
from inspector.wire.responder_layer import layers

__all__ = ["CONTROL_PATH", "Control", "is_loopback"]

CONTROL_PATH = "/_inspector/v1/"
_NUMBER = re.compile(r"[0-9]{1,15}")  # what stands in a query; longer ones are no entry's number


class _Refused(Exception):
    """Carries the status and the text of a refusal."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status


class Control:
    """Answers what is asked under the control path.

    Args:
        responder: the composed responder, outermost layer.
        clock: the clock that it runs by.
        token: what a client has to show as ``Authorization: Bearer TOKEN``; none is asked for if empty.
        closed: refuses everything: the server can be reached from outside and no token was set.
        any_host: takes requests for any host: a forward proxy answers under the control path of all of them.

    Without a token it is open to programs of this machine alone. A web page is not one of them, wherever a
    browser shows it: a name that leads here by its owner's DNS is not loopback's name (``Host``), and a page
    of another site says so (``Origin``, ``Sec-Fetch-Site``).
    """

    def __init__(
        self,
        responder: Responder,
        clock: Clock,
        token: str = "",
        *,
        closed: bool = False,
        any_host: bool = False,
    ) -> None:
        self._layers = list(layers(responder))
        self._clock = clock
        self._token = token
        self._closed = closed
        self._any_host = any_host
        self._routes: dict[tuple[str, str], Callable[[HttpRequest], Any]] = {
            ("GET", "health"): self._health,
            ("GET", "state"): self._state,
            ("GET", "clock"): self._clock_state,
            ("POST", "clock"): self._move_clock,
            ("POST", "reset"): self._reset,
            ("GET", "journal"): self._journal,
        }

    def wants(self, request: HttpRequest) -> bool:
        """Says whether a request is for the control API."""
        return request.path.startswith(CONTROL_PATH)

    def respond(self, request: HttpRequest, at: float) -> HttpResponse:
        """Answers a request to the control API with JSON; what it refuses, it explains."""
        try:
            self._admit(request)
            return _json(200, self._dispatch(request))
        except _Refused as refusal:
            return _json(refusal.status, {"error": str(refusal)})
        except InspectorError as problem:
            return _json(400, {"error": str(problem)})

    def _admit(self, request: HttpRequest) -> None:
        if self._closed:
            raise _Refused(403, "the control API is closed: the server is not on loopback and has no token")
        if self._token:
            shown = (request.header("authorization") or "").removeprefix("Bearer ")
            if not hmac.compare_digest(shown.encode(), self._token.encode()):
                raise _Refused(401, "the control token is missing or wrong (Authorization: Bearer TOKEN)")
            return  # a foreign web page does not know it
        hosts = [f"//{host}" for host in request.headers.every("host")]
        if not self._any_host and not all(map(is_local_origin, hosts)):
            raise _Refused(403, "the control API answers to localhost, 127.0.0.1 and [::1], to no other name")
        foreign = any(not is_local_origin(origin) for origin in request.headers.every("origin"))
        if foreign or (request.header("sec-fetch-site") or "").strip().lower() == "cross-site":
            raise _Refused(403, "a web page of another site may not use the control API")

    def _dispatch(self, request: HttpRequest) -> Any:
        name = request.path.removeprefix(CONTROL_PATH).rstrip("/")
        route = self._routes.get((request.method, name))
        if route is not None:
            return route(request)
        if request.method == "GET":
            for layer in self._layers:
                found = layer.listed(name)
                if found is not None:
                    return found
        for layer in self._layers:
            answer = layer.control(request.method, name, request.body)
            if answer is not None:
                return answer
        others = [method for method, known in self._routes if known == name]
        if others:
            raise _Refused(405, f"{name} takes {' or '.join(others)}, not {request.method}")
        raise _Refused(404, f"there is no {name!r} here; there are {', '.join(sorted(self._names()))}")

    def _names(self) -> set[str]:
        return {name for _, name in self._routes} | {"misses", "unplayed", "faults"}

    def _health(self, request: HttpRequest) -> Any:
        return {"status": "ok", "version": __version__, "clock": self._clock_state(request)}

    def _clock_state(self, request: HttpRequest) -> Any:
        speed = self._clock.speed
        mode = "manual" if speed == 0 else "real" if speed == 1 else "scaled"
        return {"now": round(self._clock.now(), 6), "mode": mode, "speed": speed}

    def _state(self, request: HttpRequest) -> Any:
        state: dict[str, Any] = {"clock": self._clock_state(request)}
        now = self._clock.now()
        for layer in self._layers:
            state |= layer.state(now)
        return state

    def _move_clock(self, request: HttpRequest) -> Any:
        wish = _json_object(request.body)
        unknown = wish.keys() - {"advance", "mode", "speed"}
        if unknown or not wish:
            raise UsageError(
                f"a clock takes no {', '.join(sorted(unknown)) or 'empty wish'}",
                fix='Send {"advance": 32} or {"mode": "manual"} or {"mode": "real", "speed": 10}.',
            )
        mode, speed = wish.get("mode"), wish.get("speed")
        advance = _number(wish, "advance")
        if mode not in (None, "manual", "real", "scaled"):
            raise UsageError(f"a clock has no mode {str(mode)[:40]!r}", fix="Use manual or real.")
        if mode == "manual":
            self._clock.run(0.0)
        elif mode is not None or speed is not None:
            self._clock.run(_number(wish, "speed", 1.0))
        if advance:
            self._clock.advance(advance)
        return self._clock_state(request)

    def _reset(self, request: HttpRequest) -> Any:
        for layer in self._layers:
            layer.reset()
        return {"status": "ok"}

    def _journal(self, request: HttpRequest) -> Any:
        after = parse_qs(request.query).get("after", ["0"])[0]
        if not _NUMBER.fullmatch(after):
            raise UsageError(f"'after' is no number but {after[:40]!r}")
        for layer in self._layers:
            if isinstance(layer, Journal):
                return [entry.to_json() for entry in layer.entries(int(after))]
        return []


def _json_object(body: bytes) -> dict[str, Any]:
    try:
        data = msgspec.json.decode(body or b"{}")
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as problem:
        raise UsageError(f"the body is not JSON ({problem})") from None
    if not isinstance(data, dict):
        raise UsageError("the body is no JSON object")
    return data


def _number(wish: dict[str, Any], name: str, default: float = 0.0) -> float:
    value = wish.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise UsageError(f"{name} is no number but {str(value)[:40]!r}")
    if abs(value) > sys.float_info.max:  # JSON's numbers have no end
        raise UsageError(f"{name} is too large a number")
    return float(value)


def _json(status: int, data: Any) -> HttpResponse:
    reasons = {200: "OK", 400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found"}
    return HttpResponse(
        Headers((("Content-Type", "application/json"),)),
        msgspec.json.encode(data) + b"\n",
        status,
        reasons.get(status, ""),
    )

"""A responder as a transport adapter of requests, and so of exchangelib (``HTTP_ADAPTER_CLS``) and zeep."""

from __future__ import annotations

import time
from email.message import Message
from io import BytesIO
from typing import Any

import requests
import requests.adapters
import urllib3

from inspector.clock import Clock
from inspector.replay.transports.direct import ConnectionBroken, Direct
from inspector.wire.http import HttpResponse, Responder


class RequestsTransport(requests.adapters.HTTPAdapter):
    """Answers a client of requests without a socket: ``session.mount("https://", RequestsTransport(...))``.

    Args:
        responder: who answers.
        clock: tells the time at which a request is made.
        options: those of requests' own adapter.

    >>> from inspector.clock import ManualClock
    >>> from inspector.wire.http import HttpResponse
    >>> class Hello:
    ...     def respond(self, request, at):
    ...         return HttpResponse(body=b"hello")
    >>> session = requests.Session()
    >>> session.mount("https://", RequestsTransport(Hello(), ManualClock()))
    >>> session.get("https://mail.example.com/").text
    'hello'
    """

    def __init__(self, responder: Responder, clock: Clock, **options: Any) -> None:
        super().__init__(**options)
        self._direct = Direct(responder, clock)

    def send(
        self,
        request: requests.PreparedRequest,
        stream: bool = False,
        timeout: Any = None,
        *_: Any,
        **__: Any,
    ) -> requests.Response:
        """Answers a request; one whose answer would come too late gets none, after the time it has."""
        fields = [(str(name), _text(value)) for name, value in request.headers.items()]
        try:
            answer = self._direct.answer(str(request.method), str(request.url), fields, _bytes(request.body))
        except ConnectionBroken as problem:
            raise requests.exceptions.ConnectionError(problem, request=request) from problem
        patience = timeout[1] if isinstance(timeout, tuple) else timeout
        if isinstance(patience, int | float) and answer.delay > patience:
            time.sleep(patience)
            raise requests.exceptions.ReadTimeout(f"no answer in {patience} seconds", request=request)
        if answer.delay:
            time.sleep(answer.delay)
        raw = urllib3.HTTPResponse(
            body=BytesIO(answer.body),
            headers=urllib3.HTTPHeaderDict(answer.headers),
            status=answer.status,
            reason=answer.reason,
            version=11,
            preload_content=False,
            request_method=request.method,
            original_response=_Original(answer),  # type: ignore[arg-type]  # all that is looked at
        )
        return self.build_response(request, raw)


def adapter_class(responder: Responder, clock: Clock) -> type[requests.adapters.HTTPAdapter]:
    """Makes a class of adapters for clients that make them on their own, such as exchangelib.

    Args:
        responder: who answers.
        clock: tells the time at which a request is made.
    """

    class Adapter(RequestsTransport):
        """Answers without a socket."""

        def __init__(self, **options: Any) -> None:
            super().__init__(responder, clock, **options)

    return Adapter


class _Original:
    """What requests and urllib3 want to know of http.client's response: its cookies, and that it is read."""

    def __init__(self, answer: HttpResponse) -> None:
        self.msg = Message()
        for name, value in answer.headers:
            self.msg[name] = value

    def isclosed(self) -> bool:
        return True

    def close(self) -> None:
        """Does nothing: there is no connection."""


def _bytes(body: Any) -> bytes:
    if body is None:
        return b""
    if isinstance(body, str):
        return body.encode("utf-8")
    if isinstance(body, bytes | bytearray):
        return bytes(body)
    if hasattr(body, "read"):
        return _bytes(body.read())
    return b"".join(_bytes(part) for part in body)


def _text(value: Any) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)

"""The mitmproxy addon that replays; ``addons/ews_replayer.py`` and ``replay --proxy`` load it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

from mitmproxy import connection, ctx, exceptions, http
from mitmproxy.proxy import server_hooks

from inspector.choices import POLLS
from inspector.clock import Clock, SystemClock, clock_from
from inspector.errors import InspectorError
from inspector.replay import Replayer
from inspector.replay.answer import Answer, ConnectionFault
from inspector.serve import Authentication, Control, Hosted
from inspector.serve.auth import Challenging
from inspector.wire import Headers, HttpRequest, HttpResponse, Responder
from inspector.wire.soap_fault import fault_response

_LOG = logging.getLogger(__name__)

_OFFLINE = "ews_replayer lets nothing through to a server"


class EwsReplayer:
    """Answers whatever a client asks through the proxy.

    Args:
        responder: who answers; by the options if ``None``.
        clock: the clock that it lives by.
        control: answers under /_inspector/v1/ of any host.
        auth: challenges clients.
    """

    def __init__(
        self,
        responder: Responder | None = None,
        clock: Clock | None = None,
        control: Control | None = None,
        auth: Authentication | None = None,
    ) -> None:
        self.hosted = responder is not None
        self.responder = responder if responder is None or auth is None else Challenging(responder, auth)
        self.clock = clock or SystemClock()
        self.control = control
        self.auth = auth
        self.replayer: Replayer | None = None
        self.settings: tuple[object, ...] = ()

    def load(self, loader: Any) -> None:
        loader.add_option(
            "ews_replay",
            Sequence[str],
            [],
            "Replay these cassettes (.jsonl) to whoever uses this proxy.",
        )
        loader.add_option(
            "ews_replay_polls",
            str,
            POLLS[0],
            """
            Answer polls of phone calls by the time since the call began
            ('timeline'), or in recorded order ('sequence').
            """,
            choices=POLLS,
        )
        loader.add_option(
            "ews_replay_clock",
            str,
            "real",
            "The clock: 'real', 'manual' (moved by the control API), or a speed such as 'x10'.",
        )

    def configure(self, updated: Collection[str]) -> None:
        if self.hosted or not any(name.startswith("ews_replay") for name in updated):
            return
        settings = (tuple(ctx.options.ews_replay), ctx.options.ews_replay_polls, ctx.options.ews_replay_clock)
        if settings == self.settings:
            return
        self.done()
        if settings[0]:
            try:
                self.open(*settings)
            except InspectorError as problem:
                raise exceptions.OptionsError(str(problem)) from problem
        self.settings = settings

    def open(self, files: Sequence[str], polls: str, clock: str) -> None:
        self.clock = clock_from(clock)
        self.replayer = Replayer(files, polls=polls, point=False)
        hosted = Hosted(self.replayer, self.clock)
        self.responder, self.control = hosted.journal, hosted.control

    def running(self) -> None:
        if self.responder is not None:
            # A lazy connection is never made, as each request is answered here; nobody asks a server for its
            # certificate. NTLM needs HTTP/1.1.
            ctx.options.update(http2=False, http3=False, connection_strategy="lazy", upstream_cert=False)

    def done(self) -> None:
        if self.replayer is not None:
            self.replayer.close()
            self.replayer = self.responder = self.control = None

    def server_connect(self, data: server_hooks.ServerConnectionHookData) -> None:
        # Offline even if another addon or a raw TCP stream asks for a connection.
        if self.responder is not None:
            data.server.error = _OFFLINE

    def client_disconnected(self, client: connection.Client) -> None:
        if self.auth is not None:
            self.auth.forget(client.id)

    def requestheaders(self, flow: http.HTTPFlow) -> None:
        flow.request.stream = False

    async def request(self, flow: http.HTTPFlow) -> None:
        if self.responder is None or flow.response is not None:
            return
        answer = self.answer(flow)
        if answer.delay > 0:
            await asyncio.sleep(answer.delay / (self.clock.speed or 1.0))
        if isinstance(answer, Answer) and answer.broken is not None:
            if answer.broken is ConnectionFault.DRIBBLE:
                await asyncio.sleep(answer.broken_seconds)
            elif flow.killable:
                flow.kill()  # a proxy can only break off; whether before or within the answer is all one
                return
        flow.response = _response(answer)

    def answer(self, flow: http.HTTPFlow) -> HttpResponse:
        request = _request(flow)
        assert self.responder is not None
        at = self.clock.now()
        try:
            if self.control is not None and self.control.wants(request):
                return self.control.respond(request, at)
            return self.responder.respond(request, at)
        except Exception as problem:  # noqa: BLE001 - the request must not go on to a server
            _LOG.exception("The replayer itself failed.")
            return fault_response(
                f"ews-inspector failed to answer ({type(problem).__name__})", said_by="error"
            )


def _request(flow: http.HTTPFlow) -> HttpRequest:
    fields = [
        (name.decode("utf-8", "surrogateescape"), value.decode("utf-8", "surrogateescape"))
        for name, value in flow.request.headers.fields
    ]
    body = flow.request.raw_content or b""
    url = flow.request.url.encode("utf-8", "replace").decode()
    return HttpRequest(Headers(fields), body, flow.request.method.upper(), url, flow.client_conn.id)


def _response(answer: HttpResponse) -> http.Response:
    answer = replace(answer, headers=answer.headers.without("transfer-encoding", "connection"))
    fields = [
        (name.encode("utf-8", "surrogateescape"), value.encode("utf-8", "surrogateescape"))
        for name, value in answer.headers.without("content-length")
    ]
    made = http.Response.make(answer.status, answer.body, http.Headers(fields))
    made.reason = answer.reason or made.reason
    return made

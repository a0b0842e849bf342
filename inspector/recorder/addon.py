"""The mitmproxy addon that records; ``addons/ews_recorder.py`` and ``ews-inspector record`` load it."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from mitmproxy import connection, ctx, exceptions, http
from mitmproxy.net.server_spec import ServerSpec
from mitmproxy.proxy import mode_specs, server_hooks
from mitmproxy.tls import TlsData

from inspector.cassette import Cassette, CassetteHeader, CassetteWriter, Interaction
from inspector.conformance.check import Checker
from inspector.conformance.project import project_of
from inspector.errors import InspectorError
from inspector.protocols.common.oauth_sign_in import sign_in_of
from inspector.protocols.registry import operations
from inspector.recorder.flows import exchange_of_flow, is_recorded, peer_of, point_to_proxy, with_streamed
from inspector.recorder.http1 import teach_http1
from inspector.recorder.option_values import ports_of, proxy_of, size_of
from inspector.recorder.options import RecordingOptions, add_options
from inspector.recorder.session import Recording
from inspector.recorder.warm import warm_up
from inspector.scrub import ScrubbedLogs, Scrubber, read_rules, scrub_settings
from inspector.scrub.keys import offer
from inspector.scrub.withheld import PassedOn, failed_with
from inspector.wire.http import HttpRequest
from inspector.wire.loopback import is_loopback

_LOG = logging.getLogger(__name__)

_LARGE = 1 << 20  # bytes; a body beyond is worked on in a thread, so that other connections go on meanwhile
_STREAMED = tuple(each.request.encode() for each in operations() if each.streamed)
_STREAMED_MAX = 64 << 20  # bytes that are kept of an answer that is passed on while it comes


class EwsRecorder:
    """Writes each exchange of an EWS client to a cassette before the client has its answer.

    Args:
        recorded: is shown each interaction as it was written.
    """

    def __init__(self, recorded: Callable[[Interaction], None] | None = None) -> None:
        self.recorded = recorded
        self.settings: RecordingOptions | None = None
        self.recording: Recording | None = None
        self.finished: Recording | None = None
        self.logs: ScrubbedLogs | None = None
        self.failure: str | None = None
        self.started = 0.0
        self.connections: dict[str, str] = {}
        self.under_way: dict[str, http.HTTPFlow] = {}
        self.connection_count = 0
        self.turn = asyncio.Lock()
        self.is_running = False
        self.max_body = 0
        self.ports: Collection[int] = ()
        self.upstream_proxy: ServerSpec | None = None
        self.upstream_login = ""
        self.noted_sign_in = False
        self.out_of_reach: set[str] = set()

    # Options

    def load(self, loader: Any) -> None:
        add_options(loader)
        teach_http1()

    def configure(self, updated: Collection[str]) -> None:
        if not any(name.startswith("ews_") for name in updated):
            return
        settings = RecordingOptions.of(ctx.options)
        if settings == self.settings:
            return
        self.done()
        self.max_body = size_of(settings.max_body)
        self.ports = ports_of(settings.connect_ports)
        self.upstream_proxy, self.upstream_login = proxy_of(settings.upstream_proxy)
        if settings.cassette:
            try:
                self.open(settings)
            except InspectorError as problem:
                raise exceptions.OptionsError(str(problem)) from problem
        self.settings = settings
        self.suit()

    def open(self, settings: RecordingOptions) -> None:
        """Opens the cassette."""
        now = datetime.now(UTC)
        header = CassetteHeader(
            created=now.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            scrub=_scrub_header(settings),
        )
        checker = _checker(settings)
        writer = CassetteWriter(settings.cassette, header, append=settings.append, sync=settings.fsync)
        try:
            scrub = writer.header.scrub or {}
            _require_same(settings, scrub, header.scrub or {})
            scrubber = Scrubber.of(scrub)
            if settings.append:
                with Cassette(settings.cassette) as recorded:
                    for interaction in recorded:
                        scrubber.adopt(interaction)
            self.started = _timestamp(writer.header.created, now)
        except BaseException:
            writer.discard_if_empty()
            raise
        start = now.timestamp() - self.started if writer.count else 0.0
        self.recording = Recording(writer, scrubber, checker, start, self.recorded)
        self.failure = None
        self.logs = ScrubbedLogs(scrubber)
        self.guard_logs()
        warm_up(_checker(settings), Scrubber.of(scrub))

    def guard_logs(self) -> None:
        """Scrubs what any handler logs."""
        for handler in logging.getLogger().handlers:
            if self.logs is not None and self.logs not in handler.filters:
                handler.addFilter(self.logs)

    # The life of the proxy

    def running(self) -> None:
        self.is_running = True
        self.guard_logs()
        _warn_of_open_proxies()
        self.suit()

    def suit(self) -> None:
        """Sets the options of mitmproxy that a recording needs."""
        if self.recording is None or not self.is_running:
            return
        # NTLM authenticates a connection (RFC 4559): each client connection needs one of its own to the
        # server, and no multiplexing. A lazy connection makes a refused one a recorded error.
        ctx.options.update(
            http2=False, http3=False, connection_strategy="lazy", stream_large_bodies=str(self.max_body)
        )

    def done(self) -> None:
        if self.recording is None:
            return
        try:
            for flow in self.under_way.values():
                self.recording.add(
                    self.exchange(flow, "the recorder was stopped before the answer"), peer_of(flow)
                )
            self.recording.finish()
        except InspectorError as problem:
            self.fail(str(problem))
        if self.logs is not None:
            for handler in logging.getLogger().handlers:
                handler.removeFilter(self.logs)
        self.finished, self.recording, self.logs = self.recording, None, None
        self.under_way.clear()

    # Connections

    def client_connected(self, client: connection.Client) -> None:
        self.connection_count += 1
        self.connections[client.id] = f"c{self.connection_count}"

    async def client_disconnected(self, client: connection.Client) -> None:
        name = self.connections.pop(client.id, None)
        if name is None or self.recording is None:
            return
        async with self.turn:
            try:
                self.recording.closed(name)
            except InspectorError as problem:
                self.fail(str(problem))

    def server_connected(self, data: server_hooks.ServerConnectionHookData) -> None:
        self.out_of_reach.discard(_where(data.server))

    def server_connect_error(self, data: server_hooks.ServerConnectionHookData) -> None:
        where = _where(data.server)
        if where not in self.out_of_reach:  # said once, until it is there again
            self.out_of_reach.add(where)
            _LOG.warning("%s cannot be reached (%s): clients get a 502.", where, data.server.error)

    def tls_failed_client(self, data: TlsData) -> None:
        _LOG.warning(
            "A client refused the TLS handshake: it has to trust mitmproxy's CA (mitmproxy-ca-cert.pem)."
        )

    def tls_failed_server(self, data: TlsData) -> None:
        said = str(data.conn.error or "")
        remedy = ""
        if "certificate" in said.lower() and "verif" in said.lower():
            remedy = (
                " Trust its CA with --upstream-ca FILE (ssl_verify_upstream_trusted_ca), or accept any "
                "certificate with --insecure (ssl_insecure)."
            )
        _LOG.warning("%s: no TLS connection (%s): clients get a 502.%s", _where(data.conn), said, remedy)

    def http_connect(self, flow: http.HTTPFlow) -> None:
        if flow.response is None and self.ports and flow.request.port not in self.ports:
            allowed = ", ".join(str(port) for port in sorted(self.ports))
            text = f"This proxy connects to the ports {allowed} only, not to {flow.request.port}.\n"
            flow.response = http.Response.make(403, text, {"Content-Type": "text/plain; charset=utf-8"})

    def http_connect_upstream(self, flow: http.HTTPFlow) -> None:
        if self.upstream_login:
            flow.request.headers["Proxy-Authorization"] = self.upstream_login

    # Exchanges

    def requestheaders(self, flow: http.HTTPFlow) -> None:
        mode = flow.client_conn.proxy_mode
        if self.upstream_proxy is not None and isinstance(mode, mode_specs.ReverseMode):
            flow.server_conn.via = self.upstream_proxy
        elif self.upstream_login and flow.request.scheme == "http":
            flow.request.headers["Proxy-Authorization"] = self.upstream_login
        if self.recording is None or not is_recorded(flow):
            return
        if self.failure is not None:
            flow.request.stream = False
        elif _length(flow.request) > self.max_body:
            flow.request.stream = PassedOn(self.recording.key)
            self.under_way[flow.id] = flow
        else:
            flow.request.stream = False

    def request(self, flow: http.HTTPFlow) -> None:
        if not self.noted_sign_in and self.recording is not None and _signs_in(flow):
            self.noted_sign_in = True
            _LOG.warning("Requests for tokens pass by and are not kept; a replay makes up its own.")
        # After a failure nothing passes: better visibly broken than unrecorded.
        if self.recording is None or not is_recorded(flow) or _asks_for_proxy_login(flow):
            return
        if self.failure is not None:
            self.refuse(flow)
        else:
            self.under_way[flow.id] = flow

    def responseheaders(self, flow: http.HTTPFlow) -> None:
        if flow.response is None or flow.id not in self.under_way or self.recording is None:
            return
        if any(name in (flow.request.get_content(strict=False) or b"") for name in _STREAMED):
            # Notifications come one by one, for up to half an hour: a client that waits for the end fails.
            flow.metadata["ews_streamed"] = kept = bytearray()
            came: list[tuple[float, int]] = []
            flow.metadata["ews_streamed_at"] = came
            flow.response.stream = lambda data: _kept(kept, came, flow, data)
        elif flow.request.method != "HEAD" and _length(flow.response) > self.max_body:
            flow.response.stream = PassedOn(self.recording.key)
        else:
            flow.response.stream = False

    async def response(self, flow: http.HTTPFlow) -> None:
        if self.recording is None or flow.id not in self.under_way:
            return
        await self.record(flow)
        if self.failure is not None:
            self.refuse(flow)
        elif isinstance(flow.client_conn.proxy_mode, mode_specs.ReverseMode):
            point_to_proxy(flow)

    async def error(self, flow: http.HTTPFlow) -> None:
        # A request that broke off half-way has not been seen yet.
        if self.recording is not None and not flow.metadata.get("ews_refused") and is_recorded(flow):
            await self.record(flow)

    async def record(self, flow: http.HTTPFlow) -> None:
        """Writes an exchange that has ended."""
        async with self.turn:
            if self.recording is None:
                return  # it ended while this waited, and has this exchange as one that was under way
            self.under_way.pop(flow.id, None)
            try:
                exchange = self.exchange(flow)
                if _size_of(exchange) > _LARGE:
                    await asyncio.to_thread(self.recording.add, exchange)
                else:
                    self.recording.add(exchange, peer_of(flow))
            except InspectorError as problem:
                self.fail(str(problem))
            except Exception as problem:  # noqa: BLE001 - the traffic must not go on unrecorded
                self.fail(failed_with("recording", problem))

    def exchange(self, flow: http.HTTPFlow, stopped: str | None = None) -> Interaction:
        """Returns a flow as what is recorded of it."""
        name = self.connections.get(flow.client_conn.id, "")
        too_large = f"too large: more than {self.max_body:,} bytes"
        made = exchange_of_flow(flow, name, self.started, too_large, stopped)
        if self.upstream_login:  # ours, not the client's
            headers = made.request.headers.without("proxy-authorization")
            made = replace(made, request=replace(made.request, headers=headers))
        streamed = flow.metadata.get("ews_streamed")
        if streamed is None or flow.response is None:
            return made
        return with_streamed(
            made, flow, bytes(streamed), _STREAMED_MAX, flow.metadata.get("ews_streamed_at", ())
        )

    def fail(self, why: str) -> None:
        """Stops the traffic."""
        self.failure = why
        _LOG.error("NOT RECORDED: %s Clients get a 502 from now on.", why)
        if "stream_large_bodies" in ctx.options:
            ctx.options.update(stream_large_bodies=None)  # what is passed on while it comes cannot be refused

    def refuse(self, flow: http.HTTPFlow) -> None:
        """Answers in the server's place."""
        text = f"The recorder cannot write its cassette, so this exchange was stopped: {self.failure}\n"
        flow.metadata["ews_refused"] = True
        flow.response = http.Response.make(
            502,
            text,
            {"Content-Type": "text/plain; charset=utf-8", "X-Ews-Inspector": "not-recorded"},
        )


def _checker(settings: RecordingOptions) -> Checker | None:
    return project_of().checker(settings.schemas or None) if settings.check else None


def _scrub_header(settings: RecordingOptions) -> dict[str, object]:
    key = offer(settings.scrub_key_file) if settings.scrub_key_file else ""
    rules = read_rules(settings.scrub_rules) if settings.scrub_rules else ()
    return scrub_settings(settings.scrub, key=key, rules=rules)


def _require_same(settings: RecordingOptions, there: Any, wanted: Any) -> None:
    """Raises if a cassette that exists is scrubbed in another way."""
    if there.get("profile") != settings.scrub:
        raise exceptions.OptionsError(
            f"{settings.cassette} is scrubbed with the profile {there.get('profile')!r}, "
            f"not {settings.scrub!r}. Record to another file, or set ews_scrub to the same."
        )
    if settings.scrub_key_file and there.get("key") != wanted["key"]:
        raise exceptions.OptionsError(
            f"{settings.cassette} is not scrubbed with the key in {settings.scrub_key_file}. "
            "Record to another file, or set ews_scrub_key_file to the same."
        )


def _warn_of_open_proxies() -> None:
    """A forward proxy that others can reach lets them go wherever this machine can."""
    if getattr(ctx.options, "proxyauth", None):
        return
    for spec in getattr(ctx.options, "mode", ()):
        mode = mode_specs.ProxyMode.parse(spec)
        host = mode.listen_host(ctx.options.listen_host)
        if isinstance(mode, (mode_specs.RegularMode, mode_specs.UpstreamMode)) and not is_loopback(host):
            _LOG.warning(
                "This proxy is open: whoever reaches %s may go anywhere through it, and is recorded. Ask for "
                "a password (--proxy-auth; of mitmdump: --proxyauth), or listen on 127.0.0.1.",
                host or "this machine",
            )


def _asks_for_proxy_login(flow: http.HTTPFlow) -> bool:
    """Whether this proxy itself has answered, as the client has not said who it is."""
    return flow.response is not None and flow.response.status_code == 407


def _length(message: http.Message) -> int:
    declared = message.headers.get("content-length", "")
    return int(declared) if declared.isascii() and declared.isdecimal() else 0


def _size_of(exchange: Interaction) -> int:
    return len(exchange.request.body) + (len(exchange.response.body) if exchange.response else 0)


def _where(server: Any) -> str:
    host, port = (server.address or ("the server", 0))[:2]
    return f"{host}:{port}"


def _signs_in(flow: http.HTTPFlow) -> bool:
    return sign_in_of(HttpRequest(method=flow.request.method, url=flow.request.path)) is not None


def _kept(kept: bytearray, came: list[tuple[float, int]], flow: http.HTTPFlow, data: bytes) -> bytes:
    kept += data[: _STREAMED_MAX - len(kept)]
    if flow.request.timestamp_end is not None:
        came.append((max(0.0, time.time() - flow.request.timestamp_end), len(kept)))
    return data


def _timestamp(created: str, otherwise: datetime) -> float:
    try:
        return datetime.fromisoformat(created).timestamp()
    except ValueError:
        return otherwise.timestamp()

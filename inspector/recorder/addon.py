"""Record Exchange Web Services traffic to a cassette.

    mitmdump -s ews_recorder.py --set ews_cassette=session.jsonl --mode reverse:https://mail.example.com

``ews-inspector record`` hosts the same addon with settings that suit it.
"""

import asyncio
import logging
import time
from dataclasses import replace
from datetime import UTC, datetime
from typing import NamedTuple

from mitmproxy import connection, ctx, exceptions, http
from mitmproxy.proxy import mode_specs

from inspector.cassette import Cassette, CassetteHeader, CassetteWriter
from inspector.conformance.project import project_of
from inspector.errors import InspectorError
from inspector.protocols import Endpoint, endpoint_of
from inspector.protocols.common.autodiscover import point_to
from inspector.protocols.message import STREAMED
from inspector.recorder import Exchange, Recording
from inspector.scrub import PROFILES, ScrubbedLogs, Scrubber, read_rules, scrub_settings
from inspector.scrub.keys import offer
from inspector.wire import Headers, HttpRequest, HttpResponse

logger = logging.getLogger(__name__)

# A body beyond this size is worked on in a thread, so that other connections go on meanwhile.
LARGE = 1 << 20
# How much is kept of an answer that is passed on while it comes.
STREAMED_MAX = 64 << 20
# What mitmproxy says when an exchange breaks, and what the cassette says.
BROKEN = (
    ("client disconnected", "client hung up"),
    ("connect call failed", "server refused the connection"),
    ("connection refused", "server refused the connection"),
    ("server closed connection", "server closed the connection before its answer was complete"),
    ("server disconnected", "server closed the connection before its answer was complete"),
    ("connection reset", "server reset the connection"),
    ("timed out", "no answer in time"),
    ("timeout", "no answer in time"),
    ("certificate", "the server's certificate was refused"),
    ("getaddrinfo", "the server's name is not known"),
    ("name or service not known", "the server's name is not known"),
)


class Settings(NamedTuple):
    cassette: str
    append: bool
    scrub: str
    rules: str
    key_file: str
    check: bool
    schemas: str


class EwsRecorder:
    """Writes each exchange of an EWS client to a cassette before the client has its answer."""

    def __init__(self) -> None:
        self.settings: Settings | None = None
        self.recording: Recording | None = None
        self.finished: Recording | None = None
        self.logs: ScrubbedLogs | None = None
        self.failure: str | None = None
        self.started = 0.0
        self.connections: dict[str, str] = {}
        self.under_way: dict[str, http.HTTPFlow] = {}
        self.connection_count = 0
        self.turn = asyncio.Lock()

    def load(self, loader):
        loader.add_option(
            "ews_cassette",
            str,
            "",
            """
            Record EWS, UM, ActiveSync and Autodiscover traffic to this
            cassette (.jsonl). The file must not exist, unless ews_append is
            set.
            """,
        )
        loader.add_option(
            "ews_append",
            bool,
            False,
            "Go on after the last interaction of a cassette that exists.",
        )
        loader.add_option(
            "ews_scrub",
            str,
            PROFILES[-1],
            """
            What is replaced by pseudonyms before anything is written:
            'secrets' are credentials, cookies and tokens; 'identity' are
            secrets and people: names, addresses, numbers, hosts; 'none'
            keeps everything as it is.
            """,
            choices=list(PROFILES),
        )
        loader.add_option(
            "ews_scrub_rules",
            str,
            "",
            "A TOML file of rules for what else is to be replaced.",
        )
        loader.add_option(
            "ews_scrub_key_file",
            str,
            "",
            """
            The key of the pseudonyms. The cassette carries a fingerprint of it,
            no salt; who replays the cassette needs the file.
            """,
        )
        loader.add_option(
            "ews_check",
            bool,
            True,
            "Judge each message by the schemas and rules; findings go to the cassette.",
        )
        loader.add_option(
            "ews_schemas",
            str,
            "",
            "The schema set that judges. The bundled one if empty.",
        )

    def configure(self, updated):
        if not any(name.startswith("ews_") for name in updated):
            return
        settings = Settings(
            ctx.options.ews_cassette,
            ctx.options.ews_append,
            ctx.options.ews_scrub,
            ctx.options.ews_scrub_rules,
            ctx.options.ews_scrub_key_file,
            ctx.options.ews_check,
            ctx.options.ews_schemas,
        )
        if settings == self.settings:
            return
        self.done()
        if settings.cassette:
            try:
                self.open(settings)
            except InspectorError as problem:
                raise exceptions.OptionsError(str(problem)) from problem
        self.settings = settings

    def open(self, settings: Settings) -> None:
        now = datetime.now(UTC)
        header = CassetteHeader(
            created=now.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            scrub=_scrub_header(settings),
        )
        checker = project_of().checker(settings.schemas or None) if settings.check else None
        writer = CassetteWriter(settings.cassette, header, append=settings.append)
        try:
            scrub = writer.header.scrub or {}
            if scrub.get("profile") != settings.scrub:
                raise exceptions.OptionsError(
                    f"{settings.cassette} is scrubbed with the profile {scrub.get('profile')!r}, "
                    f"not {settings.scrub!r}. Record to another file, or set ews_scrub to the same."
                )
            if settings.key_file and scrub.get("key") != header.scrub["key"]:
                raise exceptions.OptionsError(
                    f"{settings.cassette} is not scrubbed with the key in {settings.key_file}. "
                    "Record to another file, or set ews_scrub_key_file to the same."
                )
            scrubber = Scrubber.of(scrub)
            if settings.append:
                with Cassette(settings.cassette) as recorded:
                    for interaction in recorded:
                        scrubber.adopt(interaction)
            self.started = _timestamp(writer.header.created, now)
        except BaseException:
            writer.close()
            raise
        start = now.timestamp() - self.started if writer.count else 0.0
        self.recording = Recording(writer, scrubber, checker, start)
        self.failure = None
        self.logs = ScrubbedLogs(scrubber)
        self.guard_logs()

    def guard_logs(self) -> None:
        for handler in logging.getLogger().handlers:
            if self.logs is not None and self.logs not in handler.filters:
                handler.addFilter(self.logs)

    def running(self):
        self.guard_logs()
        if self.recording is None:
            return
        # NTLM authenticates a connection (RFC 4559): each client connection needs one of its own to the
        # server, and no multiplexing. A lazy connection makes a refused one a recorded error.
        ctx.options.update(http2=False, http3=False, connection_strategy="lazy")

    def done(self):
        if self.recording is not None:
            try:
                for flow in self.under_way.values():
                    self.recording.add(self.exchange(flow, "the recorder was stopped before the answer"))
                self.recording.finish()
            except InspectorError as problem:
                self.fail(str(problem))
        if self.logs is not None:
            for handler in logging.getLogger().handlers:
                handler.removeFilter(self.logs)
        self.finished, self.recording, self.logs = self.recording, None, None
        self.under_way.clear()

    def client_connected(self, client: connection.Client):
        self.connection_count += 1
        self.connections[client.id] = f"c{self.connection_count}"

    async def client_disconnected(self, client: connection.Client):
        name = self.connections.pop(client.id, None)
        if name is None or self.recording is None:
            return
        async with self.turn:
            try:
                self.recording.closed(name)
            except InspectorError as problem:
                self.fail(str(problem))

    def tls_failed_client(self, data):
        logger.warning(
            "A client refused the TLS handshake: it has to trust mitmproxy's CA (mitmproxy-ca-cert.pem)."
        )

    def requestheaders(self, flow: http.HTTPFlow):
        if flow.request.stream and self.recording is not None and _is_recorded(flow):
            flow.request.stream = False

    def request(self, flow: http.HTTPFlow):
        # After a failure nothing passes: better visibly broken than unrecorded.
        if self.recording is None or not _is_recorded(flow):
            return
        if self.failure is not None:
            self.refuse(flow)
        else:
            self.under_way[flow.id] = flow

    def responseheaders(self, flow: http.HTTPFlow):
        if flow.response is None or flow.id not in self.under_way:
            return
        if STREAMED.encode() in (flow.request.get_content(strict=False) or b""):
            # Notifications come one by one, for up to half an hour: a client that waits for the end fails.
            flow.metadata["ews_streamed"] = kept = bytearray()
            flow.response.stream = lambda data: _kept(kept, data)
        elif flow.response.stream:
            flow.response.stream = False

    async def response(self, flow: http.HTTPFlow):
        if self.recording is None or flow.id not in self.under_way:
            return
        await self.record(flow)
        if self.failure is not None:
            self.refuse(flow)
        elif isinstance(flow.client_conn.proxy_mode, mode_specs.ReverseMode):
            _point_to_us(flow)

    async def error(self, flow: http.HTTPFlow):
        # A request that broke off half-way has not been seen yet.
        if self.recording is not None and not flow.metadata.get("ews_refused") and _is_recorded(flow):
            await self.record(flow)

    async def record(self, flow: http.HTTPFlow) -> None:
        async with self.turn:
            if self.recording is None:
                return  # it ended while this waited, and has this exchange as one that was under way
            self.under_way.pop(flow.id, None)
            try:
                exchange = self.exchange(flow)
                if (
                    len(exchange.request.body) + len(exchange.response.body if exchange.response else b"")
                    > LARGE
                ):
                    await asyncio.to_thread(self.recording.add, exchange)
                else:
                    self.recording.add(exchange)
            except InspectorError as problem:
                self.fail(str(problem))
            except Exception as problem:
                # Whatever went wrong, the traffic must not go on unrecorded.
                logger.exception("The recorder itself failed.")
                self.fail(f"the recorder itself failed ({type(problem).__name__})")

    def exchange(self, flow: http.HTTPFlow, stopped: str | None = None) -> Exchange:
        asked = flow.request.timestamp_end or flow.request.timestamp_start
        response, error = None, None
        if stopped is not None:
            error, ended = stopped, time.time()
        elif flow.error is not None:
            error, ended = _broken(flow), flow.error.timestamp
        else:
            assert flow.response is not None
            response, ended = _response(flow.response), flow.response.timestamp_end or time.time()
        if (streamed := flow.metadata.get("ews_streamed")) is not None and flow.response is not None:
            response = replace(_response(flow.response), body=bytes(streamed))
            if error is not None and error.startswith("client hung up"):
                error = None  # that is how a client ends its subscription
            elif error is None and len(streamed) >= STREAMED_MAX:
                error = f"more than {STREAMED_MAX:,} bytes were streamed; what came after is not kept"
        name = self.connections.get(flow.client_conn.id, "")
        peer = flow.client_conn.peername
        return Exchange(
            conn=name,
            request=_request(flow.request, name),
            response=response,
            at=max(asked - self.started, 0.0),
            took=max(ended - asked, 0.0),
            error=error,
            peer=str(peer[0]) if peer else "",
        )

    def fail(self, why: str) -> None:
        self.failure = why
        logger.error(f"NOT RECORDED: {why} Clients get a 502 from now on.")

    def refuse(self, flow: http.HTTPFlow) -> None:
        text = f"The recorder cannot write its cassette, so this exchange was stopped: {self.failure}\n"
        flow.metadata["ews_refused"] = True
        flow.response = http.Response.make(
            502,
            text,
            {"Content-Type": "text/plain; charset=utf-8", "X-Ews-Inspector": "not-recorded"},
        )


def _scrub_header(settings: Settings) -> dict[str, object]:
    key = offer(settings.key_file) if settings.key_file else ""
    return scrub_settings(settings.scrub, key=key, rules=read_rules(settings.rules) if settings.rules else ())


def _is_recorded(flow: http.HTTPFlow) -> bool:
    if flow.websocket is not None or flow.request.method == "CONNECT":
        return False
    return endpoint_of(HttpRequest(method=flow.request.method, url=flow.request.path)) is not Endpoint.OTHER


def _request(request: http.Request, conn: str) -> HttpRequest:
    headers, body = _parts(request)
    return HttpRequest(headers, body, request.method.upper(), _utf8(request.url), conn)


def _response(response: http.Response) -> HttpResponse:
    headers, body = _parts(response)
    return HttpResponse(headers, body, response.status_code, _utf8(response.reason))


def _parts(message: http.Message) -> tuple[Headers, bytes]:
    headers = Headers([(_text(name), _text(value)) for name, value in message.headers.fields])
    return headers, message.raw_content or b""


def _kept(kept: bytearray, data: bytes) -> bytes:
    kept += data[: STREAMED_MAX - len(kept)]
    return data


def _text(value: bytes) -> str:
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("latin-1")  # RFC 9110 section 5.5


def _utf8(text: str) -> str:
    """mitmproxy keeps bytes that are not UTF-8 as lone surrogates, which no JSON file can hold."""
    return _text(text.encode("utf-8", "surrogateescape"))


def _broken(flow: http.HTTPFlow) -> str:
    assert flow.error is not None
    message, lower = flow.error.msg, flow.error.msg.lower()
    if "peer closed connection" in lower:
        who = "client hung up" if flow.response is None else "server closed the connection"
        return f"{who} in the middle of a body ({message.rstrip('.')})"
    for part, what in BROKEN:
        if part in lower:
            return f"{what} ({message.rstrip('.')})"
    return message


def _point_to_us(flow: http.HTTPFlow) -> None:
    """Autodiscover tells a client where to go; in reverse mode that is us. The cassette has the original."""
    assert flow.response is not None
    request = HttpRequest(method=flow.request.method, url=flow.request.path)
    if endpoint_of(request) is not Endpoint.AUTODISCOVER:
        return
    client = flow.client_conn
    host, port = client.sockname[:2]
    base = f"{'https' if client.tls else 'http'}://{f'[{host}]' if ':' in host else host}:{port}"
    for name in ("location", "x-autodiscover-location"):
        if name in flow.response.headers:
            value = flow.response.headers[name].encode("utf-8", "surrogateescape")
            flow.response.headers[name] = point_to(value, base, flow.request.host).decode(
                "utf-8", "surrogateescape"
            )
    content = flow.response.get_content(strict=False)
    if content and (moved := point_to(content, base, flow.request.host)) != content:
        flow.response.content = moved


def _timestamp(created: str, otherwise: datetime) -> float:
    try:
        return datetime.fromisoformat(created).timestamp()
    except ValueError:
        return otherwise.timestamp()


addons = [EwsRecorder()]

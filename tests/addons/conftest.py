"""A server that does what a test says, and recorders in processes of their own in front of it."""

from __future__ import annotations

import asyncio
import contextlib
import json
import signal
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from mitmproxy import ctx
from mitmproxy.addons.proxyauth import ProxyAuth

from inspector.cassette import Cassette, Interaction
from inspector.cli import record
from inspector.cli.event_loop import run_in_loop
from inspector.cli.proxy_host import HOSTED, make_master
from inspector.cli.proxy_settings import proxy_settings
from inspector.recorder.addon import EwsRecorder
from tests.processes import Process

SOAP = (
    '<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/">'
    '<s:Body xmlns="http://schemas.microsoft.com/exchange/services/2006/messages">{}</s:Body></s:Envelope>'
)


@dataclass
class Asked:
    """A request as the server got it."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    connection: tuple[str, int]
    socket: socket.socket

    def wait_for_the_end(self) -> None:
        """Returns when whoever asked has closed the connection, which is to have no answer."""
        self.socket.settimeout(30)
        with contextlib.suppress(ConnectionResetError):
            assert self.socket.recv(1) == b""


@dataclass
class Reply:
    """What the server does: it answers (in pieces, if there are any), or drops the connection after so many
    bytes of the body."""

    body: bytes = SOAP.format("<IsUMEnabledResponse>true</IsUMEnabledResponse>").encode()
    status: int = 200
    headers: list[tuple[str, str]] = field(
        default_factory=lambda: [("Content-Type", "text/xml; charset=utf-8")]
    )
    pieces: tuple[bytes, ...] = ()
    drop_after: int | None = None
    reset: bool = False


class Upstream:
    """An HTTP/1.1 server on loopback; ``reply`` says what it answers."""

    Reply = Reply

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.reply: Callable[[Asked], Reply] = lambda asked: Reply()
        self.asked: list[Asked] = []
        self.release = threading.Event()
        self.next_piece = threading.Semaphore(0)
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}"
        if tls is not None:
            self.url = self.url.replace("http", "https")
            self._server.socket = tls.wrap_socket(
                self._server.socket, server_side=True, do_handshake_on_connect=False
            )
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def close(self) -> None:
        self.release.set()
        self._server.shutdown()
        self._server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        upstream = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def handle(self) -> None:
                with contextlib.suppress(OSError):  # the recorder may have gone
                    super().handle()

            def answer(self) -> None:
                size = int(self.headers.get("Content-Length") or 0)
                body = self.rfile.read(size)
                headers = dict(self.headers)
                asked = Asked(self.command, self.path, headers, body, self.client_address, self.connection)
                upstream.asked.append(asked)
                self.send(upstream.reply(asked))

            do_GET = do_POST = do_OPTIONS = answer

            def send(self, reply: Reply) -> None:
                if reply.reset:
                    linger = struct.pack("ii", 1, 0)
                    self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
                    self.close_connection = True
                    self.connection.close()
                    return
                if reply.pieces:
                    self.stream(reply)
                    return
                self.send_response(reply.status)
                for name, value in reply.headers:
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(reply.body)))
                self.end_headers()
                self.wfile.write(reply.body[: reply.drop_after])
                if reply.drop_after is not None:
                    self.close_connection = True

            def stream(self, reply: Reply) -> None:
                """Sends each piece when the test asks for the next one."""
                self.send_response(reply.status)
                self.send_header("Content-Type", "text/xml; charset=utf-8")
                self.send_header("Transfer-Encoding", "chunked")
                self.end_headers()
                with contextlib.suppress(ConnectionError):  # the client may have hung up
                    for piece in (*reply.pieces, b""):
                        upstream.next_piece.acquire(timeout=30)
                        self.wfile.write(b"%x\r\n%b\r\n" % (len(piece), piece))
                        self.wfile.flush()

            def log_message(self, format: str, *args: Any) -> None:
                """Says nothing."""

        return Handler


class OneMitmproxy:
    """mitmproxy in a thread, as ``record`` hosts it, for one recording after the other.

    A process for each would take most of the time; what a process does (signals, exit status, what it
    prints, its death) is tested with :class:`RunningRecorder`.
    """

    def __init__(self, confdir: Path) -> None:
        self.recorder = EwsRecorder()
        self._confdir = confdir
        self._defaults: dict[str, Any] = {}
        self._up = threading.Event()
        self._thread = threading.Thread(target=lambda: run_in_loop(self._run()), daemon=True)
        self._thread.start()
        assert self._up.wait(60)

    async def _run(self) -> None:
        self._loop = asyncio.get_running_loop()
        self.master = make_master([ProxyAuth(), self.recorder])
        known = self.master.options.keys()
        idle = {"mode": ["regular@127.0.0.1:0"], "confdir": str(self._confdir), **HOSTED}
        self._defaults = {name: self.master.options.default(name) for name in known} | idle
        self.master.options.update(**idle)
        self._loop.call_later(0, self._up.set)
        await self.master.run()

    def close(self) -> None:
        self.master.shutdown()
        self._thread.join(30)

    def set(self, settings: Mapping[str, Any]) -> tuple[str, int]:
        """Gives mitmproxy other settings; returns where it listens with them."""
        return asyncio.run_coroutine_threadsafe(self._set(settings), self._loop).result(60)

    async def _set(self, settings: Mapping[str, Any]) -> tuple[str, int]:
        ctx.master, ctx.options = (
            self.master,
            self.master.options,
        )  # other tests have a mitmproxy of their own
        changed = {
            name: settings.get(name, default)
            for name, default in self._defaults.items()
            if getattr(self.master.options, name) != settings.get(name, default)
        }
        self.master.options.update(**changed)
        proxyserver = self.master.addons.get("proxyserver")
        await proxyserver.setup_servers()
        return proxyserver.listen_addrs()[0][:2]


class LiveRecorder:
    """A recording by the one mitmproxy; it has the options of ``record``."""

    def __init__(self, mitmproxy: OneMitmproxy, file: Path, *options: str) -> None:
        self.file = file
        self.addon = mitmproxy.recorder
        self._mitmproxy = mitmproxy
        words = ["-o", str(file), "--listen", "127.0.0.1:0", *options]
        given = record.command.make_context("record", words).params
        host, port = mitmproxy.set(proxy_settings(given))
        self.url = f"{'https' if given['tls'] else 'http'}://{host}:{port}"
        self.ready = {"ca": str(Path(given["confdir"]) / "mitmproxy-ca-cert.pem")}

    def interactions(self) -> list[Interaction]:
        with Cassette(self.file) as cassette:
            return list(cassette)

    def stop(self) -> dict[str, Any]:
        """Ends the recording, and returns its summary."""
        if self.addon.recording is not None:
            self._mitmproxy.set({})
        assert self.addon.finished is not None
        return self.addon.finished.tally.to_json()


class RunningRecorder:
    """``ews-inspector record`` in a process of its own."""

    def __init__(self, file: Path, *options: str) -> None:
        self.file = file
        self.process = Process("record", "--json", "-o", str(file), "--listen", "127.0.0.1:0", *options)
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            raise AssertionError(self.process.communicate(timeout=10)[1])
        self.ready: dict[str, Any] = json.loads(line)
        self.url: str = self.ready["listen"]
        self.stderr = ""

    def interactions(self) -> list[Interaction]:
        with Cassette(self.file) as cassette:
            return list(cassette)

    def stop(self) -> dict[str, Any]:
        """Ends the recording as Ctrl-C does, and returns its summary."""
        self.process.send_signal(signal.SIGINT)
        out, self.stderr = self.process.communicate(timeout=30)
        summary: dict[str, Any] = json.loads(out.splitlines()[-1]) if out.strip() else {}
        return summary

    def kill(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.communicate(timeout=30)


@pytest.fixture
def upstream() -> Iterator[Upstream]:
    server = Upstream()
    yield server
    server.close()


@pytest.fixture(scope="session")
def confdir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the recorders of this test run keep their CA; making one takes a while."""
    return tmp_path_factory.mktemp("mitmproxy")


@pytest.fixture(scope="session")
def mitmproxy(confdir: Path) -> Iterator[OneMitmproxy]:
    one = OneMitmproxy(confdir)
    yield one
    one.close()


@pytest.fixture
def start_recorder(
    tmp_path: Path, confdir: Path, mitmproxy: OneMitmproxy
) -> Iterator[Callable[..., LiveRecorder]]:
    """Starts a recording with the options of ``record``; the one before it ends then."""
    begun: list[LiveRecorder] = []

    def start(*options: str, file: Path | None = None) -> LiveRecorder:
        where = file or tmp_path / f"session-{len(begun)}.jsonl"
        begun.append(LiveRecorder(mitmproxy, where, "--confdir", str(confdir), *options))
        return begun[-1]

    yield start
    mitmproxy.set({})


@pytest.fixture
def start_process(tmp_path: Path, confdir: Path) -> Iterator[Callable[..., RunningRecorder]]:
    """Starts a recorder in a process of its own."""
    running: list[RunningRecorder] = []

    def start(*options: str, file: Path | None = None) -> RunningRecorder:
        where = file or tmp_path / f"process-{len(running)}.jsonl"
        running.append(RunningRecorder(where, "--confdir", str(confdir), *options))
        return running[-1]

    yield start
    for recorder in running:
        recorder.kill()


@pytest.fixture
def shared_upstream(upstream: Upstream) -> Upstream:
    return upstream


@pytest.fixture
def shared_recorder(upstream: Upstream, start_recorder: Callable[..., LiveRecorder]) -> LiveRecorder:
    return start_recorder("--upstream", upstream.url)


@pytest.fixture
def spoken() -> Iterator[Callable[..., str]]:
    """Makes servers that answer their first request with the given bytes, in pieces; gives their URLs."""
    listening: list[socket.socket] = []

    def serve(server: socket.socket, pieces: tuple[bytes, ...]) -> None:
        with contextlib.suppress(OSError):
            connection, _ = server.accept()
            with connection:
                connection.settimeout(30)
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                asked = b""
                while not asked.endswith(b"Envelope>"):
                    asked += connection.recv(65536)
                for piece in pieces:
                    connection.sendall(piece)
                connection.recv(1)

    def make(*pieces: bytes) -> str:
        server = socket.create_server(("127.0.0.1", 0))
        listening.append(server)
        threading.Thread(target=serve, args=(server, pieces), daemon=True).start()
        return f"http://127.0.0.1:{server.getsockname()[1]}"

    yield make
    for server in listening:
        server.close()


class Tunnels:
    """A proxy that makes tunnels, and remembers for where and who asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str | None]] = []
        tunnels = self

        class Handler(BaseHTTPRequestHandler):
            def do_CONNECT(self) -> None:
                tunnels.asked.append((self.path, self.headers.get("Proxy-Authorization")))
                host, _, port = self.path.rpartition(":")
                with socket.create_connection((host, int(port)), 30) as server:
                    self.send_response(200)
                    self.end_headers()
                    there = threading.Thread(target=pump, args=(self.connection, server), daemon=True)
                    there.start()
                    pump(server, self.connection)

            def log_message(self, format: str, *args: Any) -> None:
                """Says nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


def pump(one: socket.socket, other: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := one.recv(65536):
            other.sendall(data)


@pytest.fixture
def tunnels() -> Iterator[Tunnels]:
    proxy = Tunnels()
    yield proxy
    proxy.close()


@pytest.fixture(scope="session")
def client_certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A self-signed certificate with its key, for both ends of a connection."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("certificate") / "client.pem"
    file.write_bytes(
        certificate.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return file


@pytest.fixture
def upstream_with_tls() -> Iterator[Callable[[Path], Upstream]]:
    """Makes servers that let in only who shows the certificate in a file."""
    made: list[Upstream] = []

    def make(certificate: Path) -> Upstream:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=certificate)
        context.load_cert_chain(certificate)
        context.verify_mode = ssl.CERT_REQUIRED
        context.maximum_version = ssl.TLSVersion.TLSv1_2  # a later one refuses after the handshake
        made.append(Upstream(context))
        return made[-1]

    yield make
    for server in made:
        server.close()

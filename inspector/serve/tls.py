"""Certificates for any host name that a client asks for, signed by mitmproxy's own CA.

A user who has made a client trust that CA for recording needs to do nothing more for replay.
"""

from __future__ import annotations

import ipaddress
import os
import re
import ssl
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from mitmproxy.certs import CertStore, CertStoreEntry

from inspector.bounded import Recent
from inspector.errors import WriteError

CA_FOLDER = "~/.mitmproxy"
"""Where mitmproxy keeps its CA unless it is told otherwise."""

_LOCAL = ("localhost", "127.0.0.1", "::1")
_NAMES = 256  # contexts that are kept; names come from clients
_HOST = re.compile(r"(?!-)[A-Za-z0-9_-]{1,63}(\.[A-Za-z0-9_-]{1,63}){0,20}\.?\Z")


def ca_file(folder: str | Path = CA_FOLDER) -> Path:
    """Returns the certificate that a client has to trust, in PEM."""
    return Path(folder).expanduser() / "mitmproxy-ca-cert.pem"


def tls_context(folder: str | Path = CA_FOLDER, names: Sequence[str] = ()) -> ssl.SSLContext:
    """Makes a server's TLS context that has a certificate for whatever name a client asks for.

    Args:
        folder: where mitmproxy's CA is; one is made there if there is none.
        names: host names and addresses of the certificate that clients get who name no host; those of this
            machine's loopback are always among them.

    Raises:
        WriteError: the folder cannot be read or written.
    """
    try:
        store = CertStore.from_store(Path(folder).expanduser(), "mitmproxy", 2048)
    except (OSError, ValueError) as problem:
        raise WriteError(f"the CA cannot be read or made ({problem})", str(folder)) from None
    contexts = _Contexts(store)
    default = contexts.make(tuple(dict.fromkeys((*names, *_LOCAL))))
    default.sni_callback = contexts.choose
    return default


class _Contexts:
    """The contexts by host name."""

    def __init__(self, store: CertStore) -> None:
        self._store = store
        self._by_name: Recent[str, ssl.SSLContext] = Recent(_NAMES)

    def choose(self, connection: ssl.SSLObject, name: str | None, context: ssl.SSLContext) -> None:
        """Gives a connection the certificate of the host that the client has named."""
        if not name or not _HOST.match(name):
            return
        name = name.lower()
        found = self._by_name.use(name)
        if found is None:
            self._by_name.keep(name, found := self.make((name,)))
        connection.context = found

    def make(self, names: Sequence[str]) -> ssl.SSLContext:
        """Makes the context of a certificate for these names."""
        common = names[0] if len(names[0]) < 64 else None
        entry = self._store.get_cert(common, x509.GeneralNames([_general_name(name) for name in names]))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.set_alpn_protocols(["http/1.1"])
        _load(context, entry)
        return context


def _general_name(name: str) -> Any:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _load(context: ssl.SSLContext, entry: CertStoreEntry) -> None:
    """Puts a key and its certificate into a context, which takes them from a file only."""
    key = entry.privatekey.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    chain = b"".join(cert.to_pem() for cert in (entry.cert, *entry.chain_certs))
    number, path = tempfile.mkstemp(suffix=".pem")  # readable by this user alone
    try:
        with os.fdopen(number, "wb") as file:
            file.write(key + chain)
        context.load_cert_chain(path)
    finally:
        Path(path).unlink(missing_ok=True)

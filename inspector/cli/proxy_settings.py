"""What the options of ``record`` that are about ways and places mean to mitmproxy."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit

from inspector.cli.listen import listen_address
from inspector.errors import InputError, UsageError
from inspector.wire.loopback import is_loopback

_WEB_PORTS = "80,443"
# The options of the command that are settings of mitmproxy or of the addon as they stand.
_SAME = {
    "confdir": "confdir",
    "insecure": "ssl_insecure",
    "upstream_ca": "ssl_verify_upstream_trusted_ca",
    "output": "ews_cassette",
    "append": "ews_append",
    "scrub": "ews_scrub",
    "scrub_rules": "ews_scrub_rules",
    "scrub_key_file": "ews_scrub_key_file",
    "schemas": "ews_schemas",
    "fsync": "ews_fsync",
    "max_body": "ews_max_body",
    "upstream_proxy": "ews_upstream_proxy",
}


def proxy_settings(options: Mapping[str, Any]) -> dict[str, Any]:
    """Returns mitmproxy's settings, those of the addon included.

    Args:
        options: the options of ``record``, by name.

    Raises:
        UsageError: they make no sense together, or one has a value that it cannot have.
        InputError: a file that one names cannot be read.
    """
    host, port = listen_address(options["listen"])
    certificate = options["client_cert"]
    return {
        **{setting: options[name] for name, setting in _SAME.items()},
        "mode": [proxy_mode(options["mode"], options["upstream"], options["upstream_proxy"], host, port)],
        "rawtcp": False,  # what is no HTTP could not be recorded
        "ews_check": not options["no_check"],
        "client_certs": client_certificate(certificate) if certificate else None,
        **who_may_use_it(
            options["mode"],
            host,
            options["proxy_auth"],
            options["ports"],
            meant_open=options["meant_open"],
        ),
    }


def proxy_mode(mode: str, upstream: str | None, via: str, host: str, port: int) -> str:
    """Returns mitmproxy's word for a mode.

    Args:
        mode: ``reverse`` or ``forward``.
        upstream: the server's URL in reverse mode.
        via: the URL of the proxy through which servers are reached; empty if there is none.
        host: where to listen.
        port: where to listen.

    Raises:
        UsageError: the server's URL is missing, is none, or has no place in this mode.
    """
    at = f"@[{host}]:{port}" if ":" in host else f"@{host}:{port}"
    proxy = _authority(_url(via, "proxy URL", "http://proxy.example.com:3128")) if via else ""
    if mode == "forward":
        if upstream:
            raise UsageError("a forward proxy has no --upstream", fix="The client says where it wants to go.")
        return f"upstream:{proxy}{at}" if proxy else f"regular{at}"
    if not upstream:
        raise UsageError("--upstream is missing", fix="Give the server's URL, or use --mode forward.")
    server = _url(upstream, "server URL", "https://mail.example.com")
    if server.username is not None:
        raise UsageError("--upstream has a user, whom nobody signs in", fix="The client signs in itself.")
    return f"reverse:{_authority(server)}{at}"


def who_may_use_it(mode: str, host: str, login: str, ports: str, *, meant_open: bool) -> dict[str, Any]:
    """Returns mitmproxy's settings for who may go where through a forward proxy.

    Args:
        mode: ``reverse`` or ``forward``.
        host: where it listens.
        login: USER:PASSWORD that is asked for; empty for none.
        ports: the ports to which it connects; empty for any on loopback, and 80 and 443 elsewhere.
        meant_open: whether everyone may use it.

    Raises:
        UsageError: everyone could, and nobody said so; or there is no forward proxy.
    """
    if mode != "forward":
        given = [
            name
            for name, value in (("--proxy-auth", login), ("--ports", ports), ("--open", meant_open))
            if value
        ]
        if given:
            raise UsageError(f"{given[0]} is for a forward proxy", fix="Use it with --mode forward.")
        return {"proxyauth": None, "ews_connect_ports": ""}
    if login and ":" not in login:
        raise UsageError("--proxy-auth has no password", fix="Give it as USER:PASSWORD.")
    reachable = not is_loopback(host)
    if reachable and not (login or meant_open):
        raise UsageError(
            "a forward proxy that others can reach lets them go wherever this machine can",
            host,
            "Give --proxy-auth USER:PASSWORD, or --open if that is meant, or listen on 127.0.0.1.",
        )
    return {
        "proxyauth": login or None,
        "ews_connect_ports": ports or (_WEB_PORTS if reachable else ""),
    }


def client_certificate(file: str) -> str:
    """Returns the path of a client certificate, which must hold its private key too.

    Raises:
        InputError: it cannot be read.
        UsageError: it is no PEM file with both.
    """
    try:
        content = Path(file).expanduser().read_bytes()
    except OSError as problem:
        raise InputError(f"the file cannot be read ({problem.strerror})", file) from None
    if b"-----BEGIN CERTIFICATE-----" not in content or b"PRIVATE KEY-----" not in content:
        raise UsageError(
            "the client certificate must be in PEM form, with its private key in the same file",
            file,
            "Such as: cat cert.pem key.pem > client.pem",
        )
    return str(Path(file).expanduser())


def _url(text: str, what: str, example: str) -> SplitResult:
    try:
        parts = urlsplit(text)
        known = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:  # such as a port that is none
        known = False
    if known:
        return parts
    shown = text if "@" not in text else "what was given"  # it can hold a password
    raise UsageError(f"{shown!r} is no {what}", fix=f"Use one such as {example}.")


def _authority(parts: SplitResult) -> str:
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    return f"{parts.scheme}://{f'[{host}]' if ':' in host else host}:{port}"

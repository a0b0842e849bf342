"""Reading the options of the recording addon that are more than a text; OptionsError says what is wrong."""

from __future__ import annotations

import base64
from urllib.parse import unquote, urlsplit

from mitmproxy import exceptions
from mitmproxy.net.server_spec import ServerSpec
from mitmproxy.utils import human


def size_of(text: str) -> int:
    """Reads ``ews_max_body``: a size such as ``256m``, in bytes."""
    try:
        size = human.parse_size(text)
    except ValueError:
        size = None
    if not size or size < 0:
        raise exceptions.OptionsError(f"ews_max_body: {text!r} is no size. Use one such as 256m.")
    return int(size)


def ports_of(text: str) -> frozenset[int]:
    """Reads ``ews_connect_ports``: ports with commas between them."""
    words = [word.strip() for word in text.split(",") if word.strip()]
    if not all(word.isascii() and word.isdecimal() and 0 < int(word) < 65536 for word in words):
        raise exceptions.OptionsError(f"ews_connect_ports: {text!r} are no ports. Use such as 80,443.")
    return frozenset(map(int, words))


def proxy_of(url: str) -> tuple[ServerSpec | None, str]:
    """Reads ``ews_upstream_proxy``: the proxy of a URL, and the Proxy-Authorization that it asks for."""
    if not url:
        return None, ""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if not host or parts.scheme not in ("http", "https"):
        raise exceptions.OptionsError("ews_upstream_proxy is no URL such as http://proxy.example.com:3128.")
    login = ""
    if parts.username is not None:
        words = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        login = "Basic " + base64.b64encode(words.encode()).decode()
    return ServerSpec((parts.scheme, (host, port or (443 if parts.scheme == "https" else 80)))), login

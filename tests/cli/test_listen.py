"""The addresses that a server can be told to listen on."""

from __future__ import annotations

import pytest

from inspector.cli.listen import listen_address
from inspector.errors import UsageError


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("127.0.0.1:0", ("127.0.0.1", 0)),
        ("localhost:65535", ("localhost", 65535)),
        ("[::1]:8080", ("::1", 8080)),
    ],
)
def test_host_and_port_are_read(text: str, address: tuple[str, int]) -> None:
    assert listen_address(text) == address


@pytest.mark.parametrize("text", ["", ":80", "80", "a:", "a:b", "a:65536", "a:-1", "127.0.0.1:٨٠٨٠", "a:²"])
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="no address to listen on"):
        listen_address(text)

"""The terminal UI in a browser: served to this machine's own pages, and drawn by one where there is one."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import pytest

pytest.importorskip("textual_serve")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
SHOWN = b"voicemail-um.jsonl"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of the page."""
    home = tmp_path_factory.mktemp("home")
    words = ["tui", "--web", "--listen", "127.0.0.1:0", "sample:voicemail-um"]
    process = subprocess.Popen(
        [sys.executable, "-m", "inspector", *words],
        stdout=subprocess.PIPE,
        text=True,
        cwd=home,
        env=os.environ | {"XDG_CONFIG_HOME": str(home), "XDG_STATE_HOME": str(home)},
    )
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line.endswith(" shows the terminal UI.\n")
    url = line.split()[0]
    listening(urlsplit(url).port or 0)
    yield url
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=30)


def listening(port: int) -> None:
    """Waits until the port takes connections, which is a moment after it is said."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=5).close()
            return
        except ConnectionRefusedError:
            continue
    raise AssertionError("nothing listens")


async def status(url: str, **headers: str) -> int:
    async with aiohttp.ClientSession() as session, session.get(url, headers=headers) as answer:
        await answer.read()
        return answer.status


async def test_a_page_draws_the_terminal_ui_and_takes_keys(served: str) -> None:
    async with asyncio.timeout(120), aiohttp.ClientSession() as session:
        async with session.get(served) as answer:
            assert "ews-inspector" in await answer.text()
            assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
        async with session.ws_connect(f"{served}/ws?width=100&height=30", origin=served) as page:
            await drawn(page, SHOWN)
            await page.send_json(["stdin", "?"])
            await drawn(page, b"q closes")


async def drawn(page: aiohttp.ClientWebSocketResponse, wanted: bytes) -> None:
    """Reads what the terminal UI draws, until a text is among it."""
    seen = b""
    while wanted not in seen:
        message = await page.receive()
        assert message.type in (aiohttp.WSMsgType.BINARY, aiohttp.WSMsgType.TEXT), message
        if message.type is aiohttp.WSMsgType.BINARY:
            seen += message.data


async def test_pages_of_other_sites_and_other_names_of_this_machine_are_refused(served: str) -> None:
    assert await status(served) == 200
    for path in ("/", "/ws", "/download/x"):
        assert await status(served + path, Origin="https://evil.example") == 403
        assert await status(served + path, Host="rebound.example") == 403


def test_it_is_not_served_where_others_could_reach_it(run: Any) -> None:
    code, _, err = run("tui", "--web", "--listen", "0.0.0.0:0")
    assert code == 2 and "it has no password" in err and "SSH tunnel" in err


def test_without_its_extra_it_says_how_to_get_it(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "textual_serve.server", None)
    code, _, err = run("tui", "--web", "--listen", "127.0.0.1:0")
    assert code == 2 and "pip install 'ews-inspector[web]'" in err


@pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine to draw the page")
async def test_a_browser_draws_it(served: str, tmp_path: Path) -> None:
    async with asyncio.timeout(120):
        picture = await Browser(tmp_path).picture(served)
    (tmp_path / "page.png").write_bytes(picture)
    assert picture.startswith(b"\x89PNG") and len(picture) > 30_000  # the page that waits has 10,000


class Browser:
    """Chromium without a window, steered by its own protocol.

    Args:
        folder: where its profile goes.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._number = 0

    async def picture(self, url: str) -> bytes:
        """Returns a picture of a page, once the terminal UI has drawn on it."""
        assert CHROMIUM is not None
        process = await asyncio.create_subprocess_exec(
            CHROMIUM,
            *("--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--window-size=1100,700"),
            *("--remote-debugging-port=0", f"--user-data-dir={self._folder / 'profile'}", "about:blank"),
            stderr=asyncio.subprocess.PIPE,
        )
        try:
            assert process.stderr is not None
            line = b""
            while b"DevTools listening on" not in line:
                line = await process.stderr.readline()
                assert line, "Chromium ended"
            port = line.decode().split("127.0.0.1:")[1].partition("/")[0]
            return await self._of_page(f"http://127.0.0.1:{port}/json/list", url)
        finally:
            process.terminate()
            await process.wait()

    async def _of_page(self, pages: str, url: str) -> bytes:
        async with aiohttp.ClientSession() as session:
            async with session.get(pages) as answer:
                page = next(each for each in json.loads(await answer.read()) if each["type"] == "page")
            async with session.ws_connect(page["webSocketDebuggerUrl"], max_msg_size=0) as socket:
                await self._ask(socket, "Page.enable")
                await self._ask(socket, "Page.navigate", url=url)
                await self._ask(socket, "Runtime.evaluate", expression=_DRAWN, awaitPromise=True)
                found = await self._ask(socket, "Page.captureScreenshot", format="png")
                return base64.b64decode(found["data"])

    async def _ask(
        self, socket: aiohttp.ClientWebSocketResponse, method: str, **parameters: Any
    ) -> dict[str, Any]:
        self._number += 1
        await socket.send_json({"id": self._number, "method": method, "params": parameters})
        while True:
            told = await socket.receive_json()
            if told.get("id") == self._number:
                assert "error" not in told, told
                return dict(told["result"])


# When the first bytes have come, the page shows the terminal; two frames later it is painted.
_DRAWN = """new Promise(done => {
  const painted = () => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 1500)));
  const begun = () => document.body?.classList.contains("-first-byte");
  const look = () => begun() ? painted() : requestAnimationFrame(look);
  look();
})"""

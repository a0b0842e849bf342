"""A recording in a thread beside the terminal UI, which shows it while it goes on."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from inspector.cli.event_loop import run_in_loop
from inspector.errors import InspectorError
from inspector.tui.live import Live, Said

_STOPPING = 30.0  # seconds that the proxy may take to end


class LiveRecording:
    """mitmproxy with the recorder, in a thread.

    Args:
        addons: what is added to mitmproxy, such as the recorder.
        settings: mitmproxy's options.
        address: where it listens.
        live: what the screen knows of it.
        url: returns where clients find it, by host and port.
    """

    def __init__(
        self,
        addons: Sequence[Any],
        settings: Mapping[str, Any],
        address: tuple[str, int],
        live: Live,
        url: Callable[[str, int], str],
    ) -> None:
        self._stopper = _Stopper()
        self._addons = [*addons, self._stopper]
        self._settings, self._address, self._live, self._url = settings, address, live, url
        self._begun = threading.Event()
        self._thread = threading.Thread(target=self._run, name="recorder")
        self._failure: BaseException | None = None

    def start(self) -> None:
        """Starts, and returns once it takes requests.

        Raises:
            InspectorError: it did not start.
        """
        self._thread.start()
        self._begun.wait()
        if not self._live.url:
            self._thread.join()
            said = " ".join(each.text for each in self._live.news())
            raise self._failure or InspectorError(f"the recorder could not start: {said}")

    def stop(self) -> None:
        """Stops, so that the cassette is complete; may be called again."""
        self._stopper.stop()
        self._thread.join(_STOPPING)

    def _run(self) -> None:
        from inspector.cli.proxy_host import host_proxy

        try:
            run_in_loop(
                host_proxy(
                    self._addons,
                    self._settings,
                    self._address,
                    self._ready,
                    said_from=logging.WARNING,
                    say=_Teller(self._live.say),
                )
            )
        except BaseException as problem:  # noqa: BLE001 - it is raised where it was started, or told on the screen
            self._failure = problem
            self._live.say(Said(str(problem), error=True))
        finally:
            self._begun.set()

    def _ready(self, host: str, port: int) -> None:
        self._live.url = self._url(host, port)
        self._begun.set()


class _Stopper:
    """Shuts mitmproxy down, from any thread."""

    def __init__(self) -> None:
        self._master: Any = None

    def running(self) -> None:
        """Remembers whom to shut down."""
        from mitmproxy import ctx

        self._master = ctx.master

    def stop(self) -> None:
        """Shuts it down, if it runs."""
        if self._master is not None:
            self._master.shutdown()


class _Teller(logging.Handler):
    """Hands what is logged on."""

    def __init__(self, tell: Callable[[Said], None]) -> None:
        super().__init__()
        self._tell = tell

    def emit(self, record: logging.LogRecord) -> None:
        """Hands a line on."""
        self._tell(Said(record.getMessage(), error=record.levelno >= logging.ERROR))

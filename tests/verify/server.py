"""A responder in the place of a live server, and one whose answers are altered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from inspector.clock import ManualClock
from inspector.resources import cassettes_dir
from inspector.wire.http import HttpRequest, HttpResponse, Responder

RECORDED = Path(__file__).parent / "recorded"


def recorded(name: str) -> Path:
    """Returns a sample cassette; where the server has to know the mailbox by its name, one that tells it."""
    return RECORDED / name if (RECORDED / name).exists() else cassettes_dir() / name


@dataclass
class Upstream:
    """A responder as the live server; every request that it got is kept."""

    responder: Responder
    clock: ManualClock = field(default_factory=ManualClock)
    asked: list[HttpRequest] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)

    def send(self, request: HttpRequest) -> HttpResponse:
        self.asked.append(request)
        return self.responder.respond(request, self.clock.now())

    def wait(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.clock.advance(seconds)


@dataclass
class Changed:
    """A responder whose answers are altered."""

    inner: Responder
    alter: Callable[[HttpRequest, HttpResponse], HttpResponse]

    def respond(self, request: HttpRequest, at: float) -> HttpResponse:
        return self.alter(request, self.inner.respond(request, at))

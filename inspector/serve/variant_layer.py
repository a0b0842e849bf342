"""A layer that makes the answers of a simulator again in other legal ways, and notes which in the journal."""

from __future__ import annotations

import threading
from random import Random

from inspector.protocols.registry import identify
from inspector.replay.answer import Answer, Origin, Source
from inspector.simulator import Contents, Simulator
from inspector.simulator.varying import varied
from inspector.wire.http import HttpRequest, HttpResponse, Responder
from inspector.wire.responder_layer import Layer, Wrapper

_INVITATIONS = 4  # messages about meetings that are among the mail where answers vary: one of each kind


def contents(messages: int, seed: str | None) -> Contents:
    """Returns what the first mailbox of a simulator begins with.

    Args:
        messages: how many messages are wanted.
        seed: what decides how answers vary; ``None``: they do not.
    """
    return Contents(messages, invitations=0 if seed is None else _INVITATIONS)


def varied_by(simulator: Simulator, seed: str | None) -> Layer:
    """Returns a simulator whose answers vary by a seed; itself if that is ``None``."""
    return simulator if seed is None else VariantLayer(simulator, seed, product=simulator.version.product)


class VariantLayer(Wrapper):
    """A responder whose answers are another one's, spelt in other ways.

    The same requests in the same order are answered the same by the same seed.

    Args:
        inner: who answers.
        seed: what decides how.
        product: the year of the server's product.
        chosen: the one kind of variant to make; empty: each of them in about one of three answers.
    """

    def __init__(self, inner: Responder, seed: str, *, product: int, chosen: str = "") -> None:
        super().__init__(inner)
        self._seed = seed
        self._product = product
        self._chosen = chosen
        self._lock = threading.Lock()
        self._count = 0

    def respond(self, request: HttpRequest, at: float) -> HttpResponse:
        """Answers as the other responder does, in other ways; the note of the answer names them."""
        response = self.inner.respond(request, at)
        with self._lock:
            self._count += 1
            number = self._count
        random = Random(f"{self._seed}:{number}")
        other, kinds = varied(request, response, random, product=self._product, chosen=self._chosen)
        if not kinds:
            return response
        known = identify(request)
        note = f"varied: {', '.join(kinds)}"
        origin = Origin(Source.SIMULATED, str(known.endpoint), known.name or "", note=note)
        return Answer.of(other, origin)

    def reset(self) -> None:
        """Begins again with the first answer."""
        with self._lock:
            self._count = 0

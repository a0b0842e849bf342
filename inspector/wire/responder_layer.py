"""Responders that are put around each other, and what each of them has for the control API."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from inspector.wire.http import Responder

_MAX_LAYERS = 20


class Layer(Responder):
    """A responder with something to show or to take back; by default there is nothing of either.

    Whoever composes responders asks each of them, from the outside in.
    """

    def inside(self) -> tuple[Responder, ...]:
        """Returns the responders that it passes requests on to."""
        return ()

    def state(self, at: float) -> dict[str, Any]:
        """Returns its state as JSON.

        Args:
            at: the clock time, in seconds.
        """
        return {}

    def reset(self) -> None:
        """Begins again, as if nothing had been asked yet."""

    def listed(self, name: str) -> list[dict[str, Any]] | None:
        """Returns the list of this name, such as misses, as JSON; ``None`` if it keeps no such list."""
        return None

    def control(self, method: str, name: str, body: bytes) -> Any:
        """Answers what the control API is asked and does not know itself.

        Args:
            method: of the request.
            name: what stands behind the control path.
            body: of the request.

        Returns:
            JSON, or ``None`` if it does not know that either.

        Raises:
            InspectorError: the body makes no sense.
        """
        return None


class Wrapper(Layer):
    """A layer around one other responder.

    Args:
        inner: who answers.
    """

    def __init__(self, inner: Responder) -> None:
        self.inner = inner

    def inside(self) -> tuple[Responder, ...]:
        """Returns the other one."""
        return (self.inner,)


def layers(responder: Responder) -> Iterator[Layer]:
    """Yields the layers of a composed responder, from the outside in.

    Args:
        responder: the composed responder, outermost layer.
    """
    waiting = [responder]
    for _ in range(_MAX_LAYERS):
        if not waiting:
            return
        layer = waiting.pop()
        if isinstance(layer, Layer):
            yield layer
            waiting += reversed(layer.inside())

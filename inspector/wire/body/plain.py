"""Text that is one value."""

from __future__ import annotations

from collections.abc import Sequence

from inspector.wire.body.edits import Edit, applied
from inspector.wire.body.model import Place, TextLayer
from inspector.wire.body.value import Plain, Value


class PlainText(TextLayer):
    """A text that is one value, which may hold another layer.

    Args:
        text: the text.
        place: where it stands.
    """

    def __init__(self, text: str, place: Place) -> None:
        super().__init__(text, place)
        self.value = Plain(text, "text", self, 0, len(text), place)

    def write(self) -> str:
        """As any layer; what the value holds is all of the text."""
        if not self.inner or self.value.edits:
            return super().write()
        ((_, layer),) = self.inner
        made = layer.write()
        return self.text if made is layer.text else made

    def rewritten(self, changed: list[tuple[Value, Sequence[Edit]]]) -> str:
        ((_, edits),) = changed
        return applied(self.text, edits)

    def span_of(self, value: Value) -> tuple[int, int]:
        return 0, len(self.text)


class Closed(TextLayer):
    """A text that holds a layer which could not be opened: it has no values."""

    def rewritten(self, changed: list[tuple[Value, Sequence[Edit]]]) -> str:
        raise AssertionError("it has no values")

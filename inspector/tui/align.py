"""Two rows of interactions held against each other: two flows, or two cassettes. Pure.

Interactions are aligned by endpoint and operation, in order; each pair is then told the same, different, or
answered otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from inspector.flow import Step

__all__ = ["MAX_ALIGNED", "Aligned", "align"]

MAX_ALIGNED = 4000
"""The longest row that is aligned; of longer ones the beginnings are."""


@dataclass(frozen=True)
class Aligned:
    """Two interactions that correspond, or one that nothing corresponds to.

    Args:
        first: the interaction of the first row; ``None`` if only the second has it.
        second: that of the second row.
    """

    first: Step | None
    second: Step | None

    @property
    def sign(self) -> str:
        """``=`` the same outcome, ``~`` another, ``-`` only in the first, ``+`` only in the second."""
        if self.first is None or self.second is None:
            return "+" if self.first is None else "-"
        return "=" if self.first.outcome == self.second.outcome else "~"


def align(first: Sequence[Step], second: Sequence[Step]) -> Iterator[Aligned]:
    """Aligns two rows of interactions.

    Args:
        first: the row that the other is held against.
        second: the other.
    """
    first, second = first[:MAX_ALIGNED], second[:MAX_ALIGNED]
    keys = [[(step.endpoint, step.operation) for step in row] for row in (first, second)]
    for op, a, b, c, d in SequenceMatcher(None, keys[0], keys[1], autojunk=False).get_opcodes():
        if op == "equal":
            yield from (Aligned(first[i], second[c + i - a]) for i in range(a, b))
        else:
            yield from (Aligned(first[i], None) for i in range(a, b))
            yield from (Aligned(None, second[i]) for i in range(c, d))

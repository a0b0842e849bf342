"""Whether what a client does fits the limits of Microsoft Graph."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from inspector.usage.inventory import Inventory
from inspector.usage.merged_usage import Measure
from inspector.usage.microsoft_graph.tables import Limit, limits


@dataclass(frozen=True)
class Fit:
    """A limit, and the most that the recording shows.

    Args:
        limit: the limit.
        measure: what it is compared with; ``None``: the recording does not show it.
    """

    limit: Limit
    measure: Measure | None = None

    @property
    def fits(self) -> bool | None:
        """Whether it fits; ``None`` if the recording does not show it."""
        return None if self.measure is None else self.measure.value <= self.limit.value


def fits_of(inventory: Inventory) -> tuple[Fit, ...]:
    """Returns each limit with what the recording shows of it: first what does not fit, then what does.

    Args:
        inventory: what the client does.
    """
    order = {False: 0, True: 1, None: 2}
    return tuple(sorted(_each(inventory), key=lambda fit: order[fit.fits]))


def _each(inventory: Inventory) -> Iterator[Fit]:
    for limit in limits():
        yield Fit(limit, inventory.measured(limit.measure) if limit.measure else None)

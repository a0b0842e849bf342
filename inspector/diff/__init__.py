"""What differs between two messages, two flows, two cassettes."""

from inspector.diff.cassettes import Compared, compare_all, compare_pairs
from inspector.diff.difference import Difference, Kind
from inspector.diff.interactions import Drift, compare
from inspector.diff.message import differences
from inspector.diff.reading import ByMeaning, ByRole
from inspector.diff.side_by_side import SideBySide

__all__ = [
    "ByMeaning",
    "ByRole",
    "Compared",
    "Difference",
    "Drift",
    "Kind",
    "SideBySide",
    "compare",
    "compare_all",
    "compare_pairs",
    "differences",
]

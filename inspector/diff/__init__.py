"""What differs between two messages, two flows, two cassettes."""

from inspector.diff.cassettes import compare_all
from inspector.diff.interactions import Drift, compare
from inspector.diff.message import Difference, Kind, differences, name_of
from inspector.diff.reading import ByMeaning, ByRole

__all__ = [
    "ByMeaning",
    "ByRole",
    "Difference",
    "Drift",
    "Kind",
    "compare",
    "compare_all",
    "differences",
    "name_of",
]

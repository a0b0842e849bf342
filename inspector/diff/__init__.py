"""What differs between two messages, two flows, two cassettes."""

from inspector.diff.message import Difference, Kind, differences, name_of

__all__ = ["Difference", "Kind", "differences", "name_of"]

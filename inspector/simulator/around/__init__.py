"""What real clients ask before and between the operations of our documents: folders, searches, time zones."""

from inspector.simulator.around.service import SERVICE

__all__ = ["SERVICE"]

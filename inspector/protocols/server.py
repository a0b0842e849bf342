"""What a document brings for a server: the functions that carry its operations out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from lxml import etree

__all__ = ["Server"]

S = TypeVar("S")


@dataclass(frozen=True)
class Server(Generic[S]):
    """A document as a server carries it out.

    Args:
        service: what carries each operation out, by its name: a function of the Body's child, of what the
            server keeps for the mailbox, and of the clock time in seconds. It returns the Body's child of the
            answer.
    """

    service: Mapping[str, Callable[[etree._Element, S, float], etree._Element]]

"""Attributes that are worked out when they are first asked for.

``functools.cached_property`` at a third of its cost: a judged message asks for ten of them, so that tests for
objects without a dictionary, and for names that differ, would be a noticeable part of the work.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from functools import cached_property as lazy
else:
    _set = object.__setattr__

    class lazy:
        """An attribute that is worked out when it is first asked for, and kept as the object's own."""

        def __init__(self, make: Any) -> None:
            self._make = make
            self._name = make.__name__
            self.__doc__ = make.__doc__

        def __get__(self, instance: Any, owner: Any = None) -> Any:
            if instance is None:
                return self
            value = self._make(instance)
            _set(instance, self._name, value)  # of a frozen object too; to name its dictionary would make one
            return value


__all__ = ["lazy"]

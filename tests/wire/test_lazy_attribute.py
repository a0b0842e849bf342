"""Attributes that are worked out when they are first asked for."""

from inspector.wire.lazy_attribute import lazy


class Counted:
    def __init__(self) -> None:
        self.asked = 0

    @lazy
    def value(self) -> int:
        """What it is."""
        self.asked += 1
        return self.asked


def test_it_is_worked_out_once_for_each_object() -> None:
    one, other = Counted(), Counted()

    assert [one.value, one.value, other.value] == [1, 1, 1]


def test_the_class_tells_what_it_is() -> None:
    assert Counted.value.__doc__ == "What it is."

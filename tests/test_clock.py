"""Clocks move forward only, by hand or by themselves."""

import doctest

import pytest

import inspector.clock
from inspector.clock import Clock, ManualClock, ScaledClock, SystemClock, clock_from
from inspector.errors import UsageError


def test_a_manual_clock_stands_still_until_it_is_advanced():
    clock = ManualClock(start=5)
    assert (clock.now(), clock.now()) == (5, 5)
    assert clock.advance(2.5) == 7.5 == clock.now()


def test_decimal_steps_add_up_without_rounding_errors():
    clock = ManualClock()
    for _ in range(320):
        clock.advance(0.1)
    assert clock.now() == 32.0


@pytest.mark.parametrize("seconds", [-1, float("nan"), float("inf"), 1e300])
def test_no_clock_goes_backwards_or_to_infinity(seconds):
    for clock in (ManualClock(), SystemClock()):
        with pytest.raises(UsageError, match="cannot advance"):
            clock.advance(seconds)


def test_no_clock_reaches_infinity_by_steps():
    clock = ManualClock()
    assert clock.advance(1e11) == 1e11
    with pytest.raises(UsageError, match="cannot advance to"):
        clock.advance(1)
    with pytest.raises(UsageError, match="from 0 to 1e"):
        clock.run(1e300)


def test_a_scaled_clock_runs_faster_than_the_system_clock(monkeypatch):
    real = 100.0
    monkeypatch.setattr("inspector.clock.time.monotonic", lambda: real)
    scaled, system = ScaledClock(10), SystemClock()
    real = 103.0
    assert (scaled.now(), system.now()) == (30.0, 3.0)


def test_a_running_clock_can_be_stopped_and_goes_on_from_there(monkeypatch):
    real = 0.0
    monkeypatch.setattr("inspector.clock.time.monotonic", lambda: real)
    clock = SystemClock()
    real = 4.0
    clock.run(0)
    real = 50.0
    assert clock.now() == 4.0
    clock.run(2)
    real = 51.0
    assert clock.now() == 6.0
    assert clock.advance(10) == 16.0


@pytest.mark.parametrize(("text", "speed"), [("real", 1), ("manual", 0), ("x10", 10), ("x0.5", 0.5)])
def test_a_clock_is_named_by_its_option(text, speed):
    assert clock_from(text).speed == speed


@pytest.mark.parametrize("text", ["", "fast", "x", "xten", "x-1", "xnan", "xinf", "x1e300"])
def test_an_unknown_clock_is_refused_with_what_would_do(text):
    with pytest.raises(UsageError) as refused:
        clock_from(text)
    assert refused.value.fix


def test_every_clock_is_a_clock():
    assert all(isinstance(clock, Clock) for clock in (ManualClock(), SystemClock(), ScaledClock(3)))


def test_the_examples_in_the_docstrings_hold():
    assert doctest.testmod(inspector.clock).failed == 0

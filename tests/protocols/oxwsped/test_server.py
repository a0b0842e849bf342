"""A password is good for ninety days."""

import pytest

from tests.simulator.asking import Asking


@pytest.mark.parametrize("at", [0.0, 1e6])
def test_a_password_expires_ninety_days_after_the_beginning(at: float) -> None:
    answer = Asking().ews("<m:GetPasswordExpirationDate/>", at)
    assert answer.code == "NoError"
    assert answer.text("m:PasswordExpirationDate") == "2026-04-05T08:00:00Z"

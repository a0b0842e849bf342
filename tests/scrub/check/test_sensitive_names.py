"""A name sounds like a secret's in any spelling, and not if it only speaks of one."""

import pytest

from inspector.scrub.check.sensitive_names import names_secret

TOKEN = "q8Zt3VbN0xLwKc5Ry"
SECRETS = """
    Password NewPassword DBPassword db_password user-passwd clientSecret client_secret TokenValue access_token
    RefreshToken2 apiKey api_key X-Api-Key X-OWA-CANARY csrf_token session_id X-Session sig Nonce device_code
    assertion PIN UMPin pinCode jwt Kennwort senha Passphrase ClientPublishSecret Signature
"""
OTHERS = """
    TokenType token_type PasswordExpirationDate ResponseCode error_code CountryCode PostalCode
    SyncState Subject tokenEndpoint expires_in PinLength DescriptiveLinkKey ResponseClass ItemId
    Spin Compass opinion PasswordPolicy CookieName passwordRequired
"""


@pytest.mark.parametrize("name", SECRETS.split())
def test_it_sounds_so(name: str) -> None:
    assert names_secret(name, TOKEN)


@pytest.mark.parametrize("name", OTHERS.split())
def test_it_does_not(name: str) -> None:
    assert not names_secret(name, TOKEN)


@pytest.mark.parametrize("value", ["true", "False", "12", "", "none"])
def test_a_switch_is_no_secret_whatever_it_is_called(value: str) -> None:
    assert not names_secret("Password", value)
    assert names_secret("Password", "letmein")


def test_a_word_is_a_secret_only_under_a_name_that_says_so() -> None:
    assert not names_secret("state", "Connecting")
    assert names_secret("state", "q8Zt3VbN0x")
    assert not names_secret("code", "InvalidAuthenticationRequest")

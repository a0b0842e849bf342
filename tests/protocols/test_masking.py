"""What nobody may read is shown as asterisks, wherever it stands in a message."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.protocols.masking import masked

WSSE = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"


@pytest.mark.parametrize(
    ("shown", "content"),
    [
        ("<m:Pin>*****</m:Pin>", "<m:Pin>12345</m:Pin>"),
        ("<Password><![CDATA[*******]]></Password>", "<Password><![CDATA[hunter2]]></Password>"),
        ('<Login Password="*******"/>', '<Login Password="hunter2"/>'),
        (f'<s:Nonce xmlns:s="{WSSE}">****</s:Nonce>', f'<s:Nonce xmlns:s="{WSSE}">bm9u</s:Nonce>'),
        ("<a><Password>*******</Password><b></a>", "<a><Password>hunter2</Password><b></a>"),
        ("<a><Token>*****\n**</Token></a>", "<a><Token>first\nan</Token></a>"),
        (
            '{"access_token": "***", "token_type": "Bearer"}',
            '{"access_token": "eyJ", "token_type": "Bearer"}',
        ),
        ("grant_type=password&password=*******", "grant_type=password&password=hunter2"),
        ("<a><Subject>12345</Subject></a>", "<a><Subject>12345</Subject></a>"),
    ],
)
def test_secrets_are_shown_as_asterisks(shown: str, content: str) -> None:
    assert masked(content.encode()).decode() == shown


def test_in_utf_16_too() -> None:
    content = '<?xml version="1.0" encoding="utf-16"?><a><Pin>12345</Pin></a>'
    assert masked(content.encode("utf-16")).decode("utf-16") == content.replace("12345", "*****")


def test_a_long_secret_can_be_shown_short() -> None:
    assert masked(b"<Token>" + b"x" * 5000 + b"</Token>", 12) == b"<Token>" + b"*" * 12 + b"</Token>"


@given(st.binary(max_size=300))
def test_any_bytes_are_shown(content: bytes) -> None:
    assert isinstance(masked(content), bytes)


def test_what_has_no_secret_is_shown_as_it_is() -> None:
    content = b"<a><Subject>hello</Subject></a>"
    assert masked(content) is content

"""Heads of ActiveSync requests: both forms of the query, and the headers beside them."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.protocols.activesync.head import COMMANDS, QueryForm, read_head
from inspector.wire.http import Headers, HttpRequest
from tests.phone import packed_query


def asked(query: str, method: str = "POST", **headers: str) -> HttpRequest:
    fields = Headers((name.replace("_", "-"), value) for name, value in headers.items())
    return HttpRequest(method=method, url=f"/Microsoft-Server-ActiveSync?{query}", headers=fields)


def test_the_plain_form_names_command_user_and_device() -> None:
    head = read_head(
        asked(
            "Cmd=Sync&User=anna%40example.com&DeviceId=v140Device&DeviceType=SmartPhone",
            MS_ASProtocolVersion="14.0",
            X_MS_PolicyKey="3942919513",
        )
    )
    assert (head.command, head.user, head.device_id, head.device_type) == (
        "Sync",
        "anna@example.com",
        "v140Device",
        "SmartPhone",
    )
    assert (head.version, head.policy_key, head.form) == ("14.0", "3942919513", QueryForm.PLAIN)


def test_names_of_plain_parameters_are_told_apart_without_regard_to_case() -> None:
    head = read_head(asked("cmd=SendMail&deviceID=1&SaveInSent=T"))
    assert (head.command, head.device_id, head.parameters) == ("SendMail", "1", {"SaveInSent": "T"})


def test_the_packed_form_names_version_device_and_policy_key_too() -> None:
    # MS-ASHTTP section 2.2.1.1.1.1, put together by hand: version, command, language, then three pieces.
    packed = bytes((121, 0, 0x09, 0x04, 3)) + b"dev" + bytes((4, 0x19, 0xA2, 0x04, 0xEB, 8)) + b"PocketPC"
    head = read_head(asked(base64.b64encode(packed).decode()))
    assert (head.command, head.version, head.device_id, head.device_type) == (
        "Sync",
        "12.1",
        "dev",
        "PocketPC",
    )
    assert (head.policy_key, head.form) == (str(0xEB04A219), QueryForm.PACKED)


def test_parameters_of_the_packed_form_are_named_as_in_the_plain_one() -> None:
    packed = bytes((141, 19, 9, 4, 1)) + b"d" + bytes((0, 1)) + b"t"
    packed += bytes((7, 1, 2, 8, 4)) + b"anna" + bytes((0, 3)) + b"5:1"
    head = read_head(asked(base64.b64encode(packed).decode()))
    assert head.command == "ItemOperations"
    assert head.user == "anna"
    assert head.parameters == {"SaveInSent": "F", "AcceptMultiPart": "T", "AttachmentName": "5:1"}


def test_the_version_of_the_packed_form_goes_before_the_header() -> None:
    query = packed_query("Ping", version="16.1", device_id="d", device_type="t")
    assert read_head(asked(query, MS_ASProtocolVersion="12.1")).version == "16.1"


def test_options_is_a_command_of_its_own() -> None:
    assert read_head(asked("", "OPTIONS")).command == "OPTIONS"


@pytest.mark.parametrize("query", ["", "a=b", "Cmd=", "AAAA", "////", "not base64", "%FF%FE", "jf////8="])
def test_a_query_that_names_no_command_has_none(query: str) -> None:
    assert read_head(asked(query)).command is None


@given(
    st.sampled_from(COMMANDS),
    st.sampled_from(("12.1", "14.0", "14.1", "16.0", "16.1")),
    st.text("0123456789abcdef", max_size=32),
    st.one_of(st.none(), st.integers(0, 2**32 - 1)),
)
def test_a_packed_query_is_read_as_it_was_written(
    command: str, version: str, device_id: str, key: int | None
) -> None:
    query = packed_query(command, version=version, device_id=device_id, device_type="phone", policy_key=key)
    head = read_head(asked(query))
    assert (head.command, head.version, head.device_id, head.device_type) == (
        command,
        version,
        device_id,
        "phone",
    )
    assert head.policy_key == ("" if key is None else str(key))


@given(st.binary(max_size=60))
def test_any_packed_bytes_are_read_or_name_nothing(packed: bytes) -> None:
    head = read_head(asked(base64.b64encode(packed).decode().replace("+", "%2B")))
    assert head.command is None or head.command in COMMANDS

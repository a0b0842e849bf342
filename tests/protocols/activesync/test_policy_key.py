"""A policy key of the live server takes the place of the recorded one, wherever a request names it."""

from dataclasses import replace
from typing import Any

import pytest

from inspector.protocols.activesync.head import read_head
from inspector.protocols.activesync.policy_key import rebound_query
from inspector.wire.http import HttpRequest
from tests.phone import packed_query

LIVE = {"2563586435": "17", "5": "4294967296"}
PHONE: dict[str, Any] = {"version": "14.1", "device_id": "phone+1", "device_type": "SmartPhone"}


def rebound(query):
    return rebound_query(query, lambda key: LIVE.get(key, key))


@pytest.mark.parametrize(
    ("query", "made"),
    [
        ("Cmd=Provision&PolicyKey=2563586435", "Cmd=Provision&PolicyKey=17"),
        ("Cmd=Provision&PolicyKey=2563586435&User=a", "Cmd=Provision&PolicyKey=17&User=a"),
        ("Cmd=Provision&OtherPolicyKey=2563586435", "Cmd=Provision&OtherPolicyKey=2563586435"),
        ("Cmd=Provision&PolicyKey=3", "Cmd=Provision&PolicyKey=3"),
        ("", ""),
    ],
)
def test_a_parameter_names_the_live_key(query, made):
    assert rebound(query) == made


def test_a_packed_query_names_the_live_key_and_is_else_the_same():
    query = packed_query("Sync", policy_key=2563586435, **PHONE)
    made = rebound(query)
    assert made == packed_query("Sync", policy_key=17, **PHONE)
    before, after = (read_head(HttpRequest(url=f"/?{each}")) for each in (query, made))
    assert replace(before, policy_key="17") == after


@pytest.mark.parametrize("key", [None, 3, 5])
def test_a_packed_query_without_a_key_that_can_be_replaced_stays(key):
    query = packed_query("Sync", policy_key=key, **PHONE)
    assert rebound(query) == query


def test_raw_base64_stays_raw():
    query = packed_query("Sync", policy_key=2563586435, **PHONE).replace("%2B", "+").replace("%2F", "/")
    assert "%" not in rebound(query)
